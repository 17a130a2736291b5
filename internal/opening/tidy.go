package opening

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"mitoyen/internal/kit/civil"
)

// Tidy is the same hours in the one form in which they are stored, printed and compared: spans in order and joined where they touch,
// exceptions from the least precise to the most precise, labels without stray spaces.
func (h Hours) Tidy() Hours {
	h.Week, h.Public, h.School = h.Week.tidy(), h.Public.tidy(), h.School.tidy()
	h.Exceptions = slices.Clone(h.Exceptions)
	for i := range h.Exceptions {
		h.Exceptions[i] = h.Exceptions[i].tidy()
	}
	slices.SortStableFunc(h.Exceptions, func(a, b Exception) int {
		return cmp.Or(
			cmp.Compare(a.layer(), b.layer()),
			compareDates(a.From, b.From),
			compareDates(b.To, a.To),
		)
	})
	return h
}

func (w Week) tidy() Week {
	for i := range w {
		w[i] = w[i].tidy()
	}
	return w
}

func (d Day) tidy() Day {
	if len(d.Spans) == 0 {
		d.Spans = nil
		return d
	}
	spans := slices.Clone(d.Spans)
	for i := range spans {
		if spans[i].To == 0 {
			spans[i].To = civil.EndOfDay
		}
	}
	slices.SortStableFunc(spans, func(a, b Span) int { return cmp.Compare(a.From, b.From) })
	d.Spans = spans[:1]
	for _, s := range spans[1:] {
		last := &d.Spans[len(d.Spans)-1]
		if last.To == s.From && last.From < last.To && s.From < s.To && last.Appointment == s.Appointment {
			last.To = s.To
			continue
		}
		d.Spans = append(d.Spans, s)
	}
	return d
}

func (e Exception) tidy() Exception {
	e.Week = e.Week.tidy()
	if e.single() && !e.Yearly() && exists(e.From) {
		// One date has one weekday: what the others would say is never asked.
		e.Week = Every(e.Week[e.From.Weekday()])
	}
	e.Label = CleanLabel(e.Label)
	return e
}

// CleanLabel makes one line of a label: spaces joined, straight double quotes (which the OpenStreetMap syntax can't hold) made curly,
// control characters dropped.
func CleanLabel(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '"':
			return '”'
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " ")
}

// layer ranks exceptions by how precise they are.
func (e Exception) layer() int {
	rank := 0
	if !e.Yearly() {
		rank = 1
	}
	if e.single() {
		rank += 2
	}
	return rank
}

func compareDates(a, b civil.Date) int {
	return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(a.Month, b.Month), cmp.Compare(a.Day, b.Day))
}

package opening

import (
	"time"

	"mitoyen/internal/kit/i18n"
)

// Line is one line of a summary: a run of weekdays that say the same.
type Line struct {
	First, Last time.Weekday
	Day         Day
	Today       bool // today's weekday is among them
}

// Has reports whether a weekday is in the line. A line never runs from Sunday into Monday.
func (l Line) Has(wd time.Weekday) bool {
	return fromMonday(l.First) <= fromMonday(wd) && fromMonday(wd) <= fromMonday(l.Last)
}

func fromMonday(wd time.Weekday) int { return (int(wd) + 6) % 7 }

// Summary is the ordinary week from Monday on, with equal days in a row as one line. The line of today's weekday is marked.
func (h Hours) Summary(today time.Weekday) []Line {
	var lines []Line
	for _, wd := range MondayFirst {
		if n := len(lines); n > 0 && lines[n-1].Day.Equal(h.Week[wd]) {
			lines[n-1].Last = wd
		} else {
			lines = append(lines, Line{First: wd, Last: wd, Day: h.Week[wd]})
		}
	}
	for i := range lines {
		lines[i].Today = lines[i].Has(today)
	}
	return lines
}

// SayDays is the line's days: "lundi", "lundi et mardi", "mardi – vendredi", "tous les jours".
func SayDays(p *i18n.Printer, l Line) string {
	switch first, last := p.Weekday(l.First), p.Weekday(l.Last); fromMonday(l.Last) - fromMonday(l.First) {
	case 0:
		return first
	case 1:
		return p.List([]string{first, last})
	case 6:
		return p.T("opening.every_day")
	default:
		return p.T("opening.days", i18n.Args{"First": first, "Last": last})
	}
}

// SayDay is what a day says: "9 h – 12 h 30, 14 h – 18 h", "fermé", "sur rendez-vous", "non renseigné". ParseDay reads the same day back,
// so that it can fill a field of a form (save for spans that ParseDay takes for slips).
func SayDay(p *i18n.Printer, d Day) string {
	switch d.Kind {
	case Closed:
		return p.T("opening.day.closed")
	case ByAppointment:
		return p.T("opening.day.appointment")
	case Usual:
		return p.T("opening.day.usual")
	case Unknown:
		return p.T("opening.day.unknown")
	}
	if d.Equal(Always().Week[0]) {
		return p.T("opening.day.always")
	}
	text := ""
	for i, s := range d.Spans {
		if i > 0 {
			text += ", "
		}
		span := p.Range(s.From, s.To)
		if s.Appointment {
			span = p.T("opening.span.appointment", i18n.Args{"Span": span})
		}
		text += span
	}
	return text
}

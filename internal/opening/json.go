package opening

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"mitoyen/internal/kit/civil"
)

// Stored as JSON, hours are compact and readable, and only one text stands for each (Tidy):
//
//	{"week":["09:00-12:00,14:00-18:00","closed",…],"public":"closed","school":"usual",
//	 "exceptions":[{"from":"2026-12-24","to":"2027-01-02","week":"closed","label":"congés"},{"from":"12-24","week":"closed"}]}
//
// A week is a list from Monday on, or one text when all days say the same. What is unknown is left out. Reading refuses fields that it
// doesn't know and hours that Check refuses.
type storedHours struct {
	Week       *storedWeek       `json:"week,omitempty"`
	Public     *storedWeek       `json:"public,omitempty"`
	School     *storedWeek       `json:"school,omitempty"`
	Exceptions []storedException `json:"exceptions,omitempty"`
}

type storedException struct {
	From  storedDate  `json:"from"`
	To    *storedDate `json:"to,omitempty"` // left out for one day
	Week  *storedWeek `json:"week,omitempty"`
	Label string      `json:"label,omitempty"`
}

// MarshalJSON writes hours for storage.
func (h Hours) MarshalJSON() ([]byte, error) {
	if err := h.Check(); err != nil {
		return nil, err
	}
	h = h.Tidy()
	s := storedHours{stored(h.Week), stored(h.Public), stored(h.School), nil}
	for _, e := range h.Exceptions {
		x := storedException{From: storedDate(e.From), Week: stored(e.Week), Label: e.Label}
		if !e.single() {
			to := storedDate(e.To)
			x.To = &to
		}
		s.Exceptions = append(s.Exceptions, x)
	}
	return json.Marshal(s)
}

// UnmarshalJSON reads what MarshalJSON wrote, and nothing else. null is unknown hours.
func (h *Hours) UnmarshalJSON(b []byte) error {
	var s storedHours
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return fmt.Errorf("read hours: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("read hours: something follows")
	}
	read := Hours{Week: s.Week.week(), Public: s.Public.week(), School: s.School.week()}
	for _, x := range s.Exceptions {
		e := Exception{From: civil.Date(x.From), To: civil.Date(x.From), Week: x.Week.week(), Label: x.Label}
		if x.To != nil {
			e.To = civil.Date(*x.To)
		}
		read.Exceptions = append(read.Exceptions, e)
	}
	if err := read.Check(); err != nil {
		return fmt.Errorf("read hours: %w", err)
	}
	*h = read.Tidy()
	return nil
}

type storedWeek Week

func stored(w Week) *storedWeek {
	if w.Equal(Week{}) {
		return nil
	}
	return (*storedWeek)(&w)
}

func (w *storedWeek) week() Week {
	if w == nil {
		return Week{}
	}
	return Week(*w)
}

func (w storedWeek) MarshalJSON() ([]byte, error) {
	if Week(w).same() {
		return json.Marshal(w[0].text())
	}
	var texts [7]string
	for i, wd := range MondayFirst {
		texts[i] = w[wd].text()
	}
	return json.Marshal(texts)
}

func (w *storedWeek) UnmarshalJSON(b []byte) error {
	texts := make([]string, 0, 7)
	if len(b) > 0 && b[0] == '"' {
		texts = make([]string, 1, 7)
		if err := json.Unmarshal(b, &texts[0]); err != nil {
			return err
		}
		for len(texts) < 7 {
			texts = append(texts, texts[0])
		}
	} else if err := json.Unmarshal(b, &texts); err != nil {
		return err
	}
	if len(texts) != 7 {
		return fmt.Errorf("a week of %d days", len(texts))
	}
	for i, wd := range MondayFirst {
		d, err := dayOfText(texts[i])
		if err != nil {
			return err
		}
		w[wd] = d
	}
	return nil
}

var kindWords = [...]string{Unknown: "", Closed: "closed", ByAppointment: "appointment", Open: "open", Usual: "usual"}

const byAppointment = " appointment"

// text is "closed", "appointment", "usual", "" for unknown, or "09:00-12:00,14:00-17:00 appointment".
func (d Day) text() string {
	if d.Kind != Open {
		return kindWords[d.Kind]
	}
	parts := make([]string, len(d.Spans))
	for i, s := range d.Spans {
		parts[i] = s.String()
		if s.Appointment {
			parts[i] += byAppointment
		}
	}
	return strings.Join(parts, ",")
}

func dayOfText(text string) (d Day, err error) {
	for kind, word := range kindWords {
		if text == word && Kind(kind) != Open {
			return Day{Kind: Kind(kind)}, nil
		}
	}
	for part := range strings.SplitSeq(text, ",") {
		var s Span
		part, s.Appointment = strings.CutSuffix(part, byAppointment)
		from, to, _ := strings.Cut(part, "-")
		if s.From, err = civil.ParseClock(from); err != nil {
			return Day{}, err
		}
		if s.To, err = civil.ParseClock(to); err != nil {
			return Day{}, err
		}
		d.Spans = append(d.Spans, s)
	}
	d.Kind = Open
	return d, nil
}

// storedDate is 2026-12-24, or 12-24 for every year.
type storedDate civil.Date

func (d storedDate) MarshalText() ([]byte, error) {
	if d.Year == 0 {
		return fmt.Appendf(nil, "%02d-%02d", d.Month, d.Day), nil
	}
	return civil.Date(d).MarshalText()
}

func (d *storedDate) UnmarshalText(b []byte) error {
	text, yearly := string(b), len(b) == len("12-24")
	if yearly {
		text = "2000-" + text // a leap year
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return fmt.Errorf("day %.40q is not like 2026-12-24 or 12-24", b)
	}
	*d = storedDate(civil.DateOf(t))
	if yearly {
		d.Year = 0
	}
	return nil
}

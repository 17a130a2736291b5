package bookingweb

import (
	"time"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/resource"
)

// typed is a time as somebody typed or chose it: what a form shows again after a refusal.
type typed struct {
	Day, LastDay  string // 2026-11-24; the last day is asked for where a booking can go over several
	From, To      string // 14:00
	Units, People string
	Name, Email   string
	Phone         string
	Purpose       string
}

func readTyped(v form.Values) typed {
	return typed{Day: v.Text("le"), LastDay: v.Text("au"), From: v.Text("de"), To: v.Text("a"), Units: v.Text("unites"), People: v.Text("personnes"),
		Name: v.Text("name"), Email: v.Text("email"), Phone: v.Text("phone"), Purpose: v.Lines("purpose")}
}

// interval makes instants of what was typed, on the place's wall. What can't be read is told beside its field.
func (t typed) interval(r resource.Resource, zone *time.Location) (from, to civil.Instant, err error) {
	var b fault.Breaches
	day, err := readDay(t.Day)
	b.Check(err == nil, "le", "booking.day_unreadable")
	last := day
	if t.LastDay != "" {
		last, err = readDay(t.LastDay)
		b.Check(err == nil, "au", "booking.day_unreadable")
	}
	if err := b.Err(); err != nil && (day.IsZero() || last.IsZero()) {
		return from, to, err
	}
	if r.Rules.Mode == resource.Nights {
		return day.At(r.Rules.Arrive, zone), last.At(r.Rules.Leave, zone), b.Err()
	}
	begin, err := readClock(t.From)
	b.Check(err == nil, "de", "booking.hour_unreadable")
	end, err := readClock(t.To)
	b.Check(err == nil, "a", "booking.hour_unreadable")
	if end == 0 && last == day { // midnight, as an end, is the day's own
		end = civil.EndOfDay
	}
	return day.At(begin, zone), last.At(end, zone), b.Err()
}

// readDay reads a day of our times: what lies centuries away is a slip, and no database's calendar reaches everywhere.
func readDay(s string) (civil.Date, error) {
	d, err := civil.ParseDate(s)
	if err == nil && (d.Year < 2000 || d.Year > 2200) {
		return civil.Date{}, fault.New(fault.Invalid, "booking.day_unreadable")
	}
	return d, err
}

// readClock reads 14:00, and 14h30 or 9 h as people type it where the browser has no field for hours.
func readClock(s string) (civil.Clock, error) {
	if c, err := civil.ParseClock(s); err == nil {
		return c, nil
	}
	digits := [2]int{}
	part, seen := 0, false
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits[part] = digits[part]*10 + int(r-'0')
			seen = true
			if digits[part] > 59 {
				return 0, fault.New(fault.Invalid, "booking.hour_unreadable")
			}
		case (r == 'h' || r == 'H' || r == ':') && part == 0 && seen:
			part = 1
		case r == ' ':
		default:
			return 0, fault.New(fault.Invalid, "booking.hour_unreadable")
		}
	}
	if !seen {
		return 0, fault.New(fault.Invalid, "booking.hour_unreadable")
	}
	return civil.ClockAt(digits[0], digits[1])
}

// span says a booking's time, and length minutes, as booking does.
func span(p *i18n.Printer, from, to civil.Instant, zone *time.Location) string {
	return booking.SayTime(p, from, to, zone)
}

func length(p *i18n.Printer, minutes int) string { return booking.SayLength(p, minutes) }

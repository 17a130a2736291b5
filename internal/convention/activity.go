package convention

import (
	"fmt"

	"mitoyen/internal/booking"
	"mitoyen/internal/desk"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/place"
	"mitoyen/internal/shift"
)

// CounterOf counts what a place does, as both sides may read it: people and bookings safely (Told). Hours are those that the place had on each
// day, holidays among them, met by the shifts that were held where it opened by them then. It keeps the first error for err.
func CounterOf(tx *store.Tx, p place.Place, schools *opening.SchoolCalendar, err *error) Counter {
	return func(m Measure, first, last civil.Date) (c Count, ok bool) {
		if *err != nil || last.Before(first) {
			return c, false
		}
		c, known, e := count(tx, p, schools, m, first, last)
		if e != nil {
			*err = fmt.Errorf("count what %s did: %w", p.Slug, e)
			return Count{}, false
		}
		if m.AboutPeople() {
			return Told(c.N), known
		}
		return c, known
	}
}

func count(tx *store.Tx, p place.Place, schools *opening.SchoolCalendar, m Measure, first, last civil.Date) (c Count, known bool, err error) {
	zone := p.Zone()
	from, to := first.At(0, zone), last.At(civil.EndOfDay, zone)
	switch m {
	case People:
		c.N, err = desk.Received(tx, p.ID, first, last)
		return c, true, err
	case Bookings:
		c.N, err = booking.CountKept(tx, p.ID, from, to)
		return c, true, err
	case Hours:
		return countHours(tx, p, schools, first, last)
	case Shifts:
		patterns, taken, err := held(tx, p, first, last)
		if err != nil || len(patterns) == 0 {
			return c, false, err
		}
		// Whether it opened on a day changes nothing for shifts that somebody held.
		c.N = Held(shift.Shifts(patterns, taken, first, last, zone, nil, false))
		return c, true, nil
	}
	return c, false, nil
}

func held(tx *store.Tx, p place.Place, first, last civil.Date) ([]shift.Pattern, []shift.Taken, error) {
	patterns, err := shift.Patterns(tx, p.ID)
	if err != nil || len(patterns) == 0 {
		return nil, nil, err
	}
	zone := p.Zone()
	taken, err := shift.There(tx, p.ID, first.At(0, zone), last.At(civil.EndOfDay, zone))
	return patterns, taken, err
}

// countHours adds up what each spell of hours gave. known is false where nobody gave hours on any of the days.
func countHours(tx *store.Tx, p place.Place, schools *opening.SchoolCalendar, first, last civil.Date) (c Count, known bool, err error) {
	spells, since, err := p.Spells(tx, first, last)
	if err != nil {
		return c, false, err
	}
	var all []opening.Window
	for _, s := range spells {
		then := p
		then.Door = s.Hours
		windows, given := then.Planned("", schools, s.First, s.Last)
		if s.ByShifts {
			patterns, taken, err := held(tx, p, s.First, s.Last)
			if err != nil {
				return c, false, err
			}
			opened := shift.Opened(patterns, taken)
			if given {
				opened = opening.Meet(windows, opened)
			}
			windows, given = opened, len(patterns) > 0
		}
		all, known = append(all, windows...), known || given
	}
	c.N = HoursAWeek(all, first, last)
	if known {
		c.Since = since
	}
	return c, known, nil
}

// HoursAWeek is how many hours a week windows are, on average from the first to the last day; rounded to the nearest.
func HoursAWeek(windows []opening.Window, first, last civil.Date) int64 {
	var minutes float64
	for _, w := range windows {
		minutes += w.To.Sub(w.From).Minutes()
	}
	return int64(minutes/60*7/float64(last.DaysSince(first)+1) + 0.5)
}

// Held counts the shifts that opened the place.
func Held(all []shift.Shift) (n int64) {
	for _, s := range all {
		if s.Filled() {
			n++
		}
	}
	return n
}

// Year is what a place did in a year of a convention, as it may be told.
type Year struct {
	First, Last civil.Date
	Figures     map[Measure]Count
}

// YearOf counts the calendar year of a convention, as far as it has gone and while it held. ok is false for a year without a day of it.
func YearOf(w Whole, year int, today civil.Date, count Counter) (y Year, ok bool) {
	y = Year{First: civil.Date{Year: year, Month: 1, Day: 1}, Last: civil.Date{Year: year, Month: 12, Day: 31}, Figures: map[Measure]Count{}}
	if y.First.Before(w.Text.First) {
		y.First = w.Text.First
	}
	if !w.End().IsZero() {
		y.Last = earlier(y.Last, w.End())
	}
	ends := y.Last
	y.Last = earlier(y.Last, today.AddDays(-1))
	if y.Last.Before(y.First) {
		return y, false
	}
	for _, m := range []Measure{Hours, Shifts, People, Bookings} {
		if count == nil {
			continue
		}
		to := Settled(m, ends, today)
		if to.Before(y.First) {
			continue
		}
		if c, known := count(m, y.First, to); known {
			y.Figures[m] = c
		}
	}
	return y, true
}

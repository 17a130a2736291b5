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

// CounterOf counts what a place does, as both sides may read it: people and bookings safely (Told). Hours are those of today's opening hours
// and holidays, met by the shifts that were held where the place opens by them. It keeps the first error for err.
func CounterOf(tx *store.Tx, p place.Place, schools *opening.SchoolCalendar, err *error) Counter {
	return func(m Measure, first, last civil.Date) (c Count, ok bool) {
		if *err != nil || last.Before(first) {
			return c, false
		}
		n, known, e := count(tx, p, schools, m, first, last)
		if e != nil {
			*err = fmt.Errorf("count what %s did: %w", p.Slug, e)
			return c, false
		}
		if m.AboutPeople() {
			return Told(n), known
		}
		return Count{N: n}, known
	}
}

func count(tx *store.Tx, p place.Place, schools *opening.SchoolCalendar, m Measure, first, last civil.Date) (n int64, known bool, err error) {
	zone := p.Zone()
	from, to := first.At(0, zone), last.At(civil.EndOfDay, zone)
	switch m {
	case People:
		n, err = desk.Received(tx, p.ID, first, last)
		return n, true, err
	case Bookings:
		n, err = booking.CountKept(tx, p.ID, from, to)
		return n, true, err
	case Shifts, Hours:
		if m == Hours && !p.ByShifts {
			windows, known := p.Planned("", schools, first, last)
			return HoursAWeek(windows, first, last), known, nil
		}
		patterns, err := shift.Patterns(tx, p.ID)
		if err != nil || len(patterns) == 0 {
			return 0, false, err
		}
		taken, err := shift.There(tx, p.ID, from, to)
		if err != nil {
			return 0, false, err
		}
		planned, known := p.Planned("", schools, first, last)
		if m == Shifts {
			return Held(shift.Shifts(patterns, taken, first, last, zone, planned, known)), true, nil
		}
		opened := shift.Opened(patterns, taken)
		if known {
			opened = opening.Meet(planned, opened)
		}
		return HoursAWeek(opened, first, last), true, nil
	}
	return 0, false, nil
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
	y.Last = earlier(y.Last, today.AddDays(-1))
	if y.Last.Before(y.First) {
		return y, false
	}
	for _, m := range []Measure{Hours, Shifts, People, Bookings} {
		if count == nil {
			continue
		}
		if c, known := count(m, y.First, y.Last); known {
			y.Figures[m] = c
		}
	}
	return y, true
}

package opening

import (
	"time"

	"mitoyen/internal/kit/civil"
)

// Table is Hours made ready for quick answers: thousands of places are asked in one search. It is small, doesn't change, and may be used
// from several goroutines.
type Table struct {
	days                 []ready // each different day once; the first four are those without spans
	week, public, school [7]uint16
	periods              []dated // from the least to the most precise
	singles              []dated // likewise; one day each
	yearly               bool    // some exception comes back every year
	late                 bool    // some span goes past midnight
}

// ready is a Day with its spans in minutes from midnight.
type ready struct {
	Day
	spans []stretch
}

type stretch struct {
	from, to    int // minutes from the day's midnight; to goes beyond 1440 past midnight
	appointment bool
}

// dated is an exception: its bounds are day numbers, or month*32+day when it is yearly.
type dated struct {
	from, to int32
	yearly   bool
	wraps    bool // yearly, from the end of a year into the next
	single   bool // one day
	closed   bool // closed all through
	week     [7]uint16
	last     civil.Date
	label    string
}

// Positions in Table.days of the days without spans.
const (
	iUnknown = iota
	iClosed
	iAppointment
	iUsual
)

// Compile makes hours ready for questions. The error is the fault of Check.
func (h Hours) Compile() (*Table, error) {
	if err := h.Check(); err != nil {
		return nil, err
	}
	h = h.Tidy()
	t := &Table{days: make([]ready, iUsual+1, iUsual+4)}
	t.days[iClosed].Day, t.days[iAppointment].Day, t.days[iUsual].Day = ClosedDay, AppointmentDay, UsualDay
	t.week, t.public, t.school = t.add(h.Week), t.add(h.Public), t.add(h.School)
	for _, e := range h.Exceptions {
		x := dated{
			yearly: e.Yearly(), single: e.single(), closed: e.Week.Equal(Every(ClosedDay)),
			week: t.add(e.Week), last: e.To, label: e.Label,
		}
		if x.yearly {
			t.yearly = true
			x.from, x.to = dayOfYear(e.From), dayOfYear(e.To)
			x.wraps = x.to < x.from
		} else {
			x.from, x.to = number(e.From), number(e.To)
		}
		if e.single() {
			t.singles = append(t.singles, x)
		} else {
			t.periods = append(t.periods, x)
		}
	}
	return t, nil
}

func dayOfYear(d civil.Date) int32 { return int32(d.Month)*32 + int32(d.Day) }

// add finds or makes a place for each day of a week.
func (t *Table) add(w Week) (at [7]uint16) {
	for wd, d := range w {
		at[wd] = t.place(d)
	}
	return at
}

func (t *Table) place(d Day) uint16 {
	for i, known := range t.days {
		if known.Equal(d) {
			return uint16(i)
		}
	}
	r := ready{d, make([]stretch, len(d.Spans))}
	for i, s := range d.Spans {
		from, to := s.minutes()
		r.spans[i] = stretch{from, to, s.Appointment}
		t.late = t.late || to > int(civil.EndOfDay)
	}
	t.days = append(t.days, r)
	return uint16(len(t.days) - 1)
}

// Day is what the hours say of one day, all rules applied.
func (t *Table) Day(d civil.Date, cal Calendar) Row { return t.row(number(d), cal) }

// verdict is what all rules together say of one day: one day of the table, or several when nobody can tell which.
type verdict struct {
	may       [3]uint16 // positions in Table.days
	n         int
	reason    Reason
	exception *dated
	holiday   *publicRule
}

func (v *verdict) is(day uint16, why Reason) { v.may[0], v.n, v.reason = day, 1, why }

// orIs adds a possibility; the reason changes only when it differs from those that are there.
func (v *verdict) orIs(day uint16, why Reason) {
	for _, m := range v.may[:v.n] {
		if m == day {
			return
		}
	}
	v.may[v.n], v.reason = day, why
	v.n++
}

// kind is the day's kind: Unknown when there are several possibilities.
func (t *Table) kind(v *verdict) Kind {
	if v.n > 1 {
		return Unknown
	}
	return t.days[v.may[0]].Kind
}

// on applies the rules to a day, from the least to the most precise.
func (t *Table) on(n int32, cal Calendar) (v verdict) {
	wd := weekdayOf(n)
	v.is(t.week[wd], ReasonNone)
	if rule := t.school[wd]; rule != iUsual {
		v.apply(rule, cal.School.on(n), ReasonSchoolHoliday, ReasonSchoolCalendar)
	}
	var date civil.Date
	if t.yearly || t.public[wd] != iUsual {
		date = dateOf(n)
	}
	if x := matching(t.periods, n, date, wd); x != nil {
		v.is(x.week[wd], ReasonException)
		v.exception = x
	}
	if x := matching(t.singles, n, date, wd); x != nil {
		v.exception = x
		switch {
		case x.week[wd] != iUsual:
			v.is(x.week[wd], ReasonException)
		case v.n == 1:
			v.reason = ReasonException
		}
		return v
	}
	if rule := t.public[wd]; rule != iUsual && !(v.exception != nil && v.exception.closed) {
		r, answer := cal.Public.on(date.Year, date.Month, date.Day)
		if answer != No {
			before := v
			v.apply(rule, answer, ReasonPublicHoliday, ReasonPublicHoliday)
			if v.reason == ReasonPublicHoliday {
				v.holiday, v.exception = r, nil
			} else {
				v = before
			}
		}
	}
	return v
}

// apply puts a holiday's rule on what the day would be otherwise. An unknown rule means that the place is closed or open as usual and
// nobody has said which: where the ordinary day is closed anyway, nothing is unknown.
func (v *verdict) apply(rule uint16, holiday Answer, why, whyMaybe Reason) {
	switch {
	case holiday == No:
	case holiday == Maybe && rule == iUnknown:
		v.orClosed(whyMaybe)
	case holiday == Maybe:
		v.orIs(rule, whyMaybe)
	case rule == iUnknown:
		v.orClosed(why)
	default:
		v.is(rule, why)
	}
}

// orClosed adds the possibility of a closed door, but not to hours that are unknown to begin with: there the reason is that nobody gave
// any.
func (v *verdict) orClosed(why Reason) {
	if v.n > 1 || v.may[0] != iUnknown {
		v.orIs(iClosed, why)
	}
}

// matching is the most precise exception that speaks of a day. A yearly one needs the date. A period that says nothing of the weekday
// leaves it to the others; a single day that says nothing of it means an ordinary day, whatever holiday it is.
func matching(all []dated, n int32, date civil.Date, wd time.Weekday) *dated {
	for i := len(all) - 1; i >= 0; i-- {
		x := &all[i]
		at := n
		if x.yearly {
			at = dayOfYear(date)
		}
		inside := x.from <= at && at <= x.to
		if x.wraps {
			inside = x.from <= at || at <= x.to
		}
		if inside && (x.week[wd] != iUsual || x.single) {
			return x
		}
	}
	return nil
}

// through is the last day of the run of an exception that a day belongs to.
func (x *dated) through(on civil.Date) civil.Date {
	last := x.last
	if x.yearly {
		last.Year = on.Year
		if x.wraps && dayOfYear(on) >= x.from {
			last.Year++
		}
		if last.Month == time.February && last.Day == 29 {
			last = civil.Date{Year: last.Year, Month: time.March, Day: 1}.AddDays(-1)
		}
	}
	return last
}

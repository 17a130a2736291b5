// Package opening says when a place's door is open ("horaires d'ouverture").
//
// People ask three things of a third place before they set out: is it open now, until when, and if not, when does it open. The
// answer comes from the place's ordinary week, from the days that differ from it (public holidays, school holidays, "congés d'été"),
// and from the clock on the place's own wall.
//
// What is always true:
//   - Unknown never means closed. Hours that nobody gave, a holiday that nobody spoke of, a school calendar that ends before the day in
//     question: each answers Unknown and says why. The zero Hours is unknown hours.
//   - A span belongs to the day on which it begins: Friday 20:00-02:00 is Friday's, whatever Saturday's rule is.
//   - Hours are wall time. The door opens the first time the wall clock shows the hour and closes the last time it does, so that a
//     change of clocks never shortens what is written.
//   - The more precise word wins: a named day, then a public holiday, then a named period, then school holidays, then the week. A
//     closed period ("congés") stays closed on the public holidays that fall in it. A dated word beats a yearly one; of two periods
//     that overlap, the one that begins later wins, then the shorter one.
//
// Everything here is pure: no database, no machine clock, no machine zone. Whoever calls brings the instant, the place's zone and a
// Calendar. Storing hours, loading school holidays and knowing a place's département belong to others.
package opening

import (
	"slices"
	"time"

	"mitoyen/internal/kit/civil"
)

// Kind is what is known of a door, for a day or at an instant.
type Kind uint8

// The kinds. The zero value is Unknown.
const (
	Unknown       Kind = iota // nobody has said
	Closed                    // "fermé"
	ByAppointment             // "sur rendez-vous", at no stated hour
	Open                      // for a Day: open within its spans
	Usual                     // in a rule only: as if the rule were not there
)

// Span is a stretch of a day. To may come before From: it is then on the next day (20:00-02:00). To is never 00:00 but 24:00.
type Span struct {
	From, To    civil.Clock
	Appointment bool // the door opens for those who have an appointment
}

// minutes are the two ends in minutes from the day's midnight; the second goes beyond 1440 for a span past midnight.
func (s Span) minutes() (from, to int) {
	from, to = int(s.From), int(s.To)
	if to < from {
		to += int(civil.EndOfDay)
	}
	return from, to
}

// String is 09:00-12:30.
func (s Span) String() string { return s.From.String() + "-" + s.To.String() }

// Day is what one day says. Only an Open day has spans: in order, none overlapping.
type Day struct {
	Kind  Kind
	Spans []Span
}

// The days without spans.
var (
	ClosedDay      = Day{Kind: Closed}
	AppointmentDay = Day{Kind: ByAppointment}
	UsualDay       = Day{Kind: Usual}
)

// DayOf is a day open within the spans. It sorts them and joins those that touch. The error is a fault when one ends where it begins
// or when two overlap.
func DayOf(spans ...Span) (Day, error) {
	d := Day{Open, slices.Clone(spans)}.tidy()
	return d, d.check()
}

// Equal reports whether both say the same.
func (d Day) Equal(e Day) bool { return d.Kind == e.Kind && slices.Equal(d.Spans, e.Spans) }

// Week is what each day of the week says, by time.Weekday. The zero value is unknown every day.
type Week [7]Day

// Every is a week whose days all say the same.
func Every(d Day) Week { return Week{d, d, d, d, d, d, d} }

// Equal reports whether both say the same.
func (w Week) Equal(v Week) bool { return slices.EqualFunc(w[:], v[:], Day.Equal) }

// same reports whether the seven days say the same.
func (w Week) same() bool { return w.Equal(Every(w[0])) }

// MondayFirst is the order in which a week is read.
var MondayFirst = [7]time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

// Exception is a day or a period that differs from the ordinary week, each year or once.
type Exception struct {
	From, To civil.Date // first and last day; Year is 0 in both when it comes back every year, and then From may come after To (Dec 24 to Jan 2)
	Week     Week       // what each weekday says then; Usual leaves it to the ordinary rules
	Label    string     // the place's own words: "congés d'été"; "" for none
}

// Yearly reports whether the exception comes back every year.
func (e Exception) Yearly() bool { return e.From.Year == 0 }

// single reports whether it is one day, not a period.
func (e Exception) single() bool { return e.From == e.To }

// Equal reports whether both say the same.
func (e Exception) Equal(f Exception) bool {
	return e.From == f.From && e.To == f.To && e.Label == f.Label && e.Week.Equal(f.Week)
}

// Hours is everything that a place says of its door. The zero value is unknown hours.
//
// Public is the rule for public holidays, School for school holidays: Every(ClosedDay) for closed, Every(UsualDay) for as usual, a week
// of its own for other hours; unknown days mean that nobody has said whether the place is closed then or open as usual.
type Hours struct {
	Week       Week
	Public     Week
	School     Week
	Exceptions []Exception
}

// New is hours by the week alone: as usual in school holidays, unknown on public ones. It is what a plain timetable on a door means.
// In school holidays a timetable on a door holds until something else is pinned beside it; on public holidays it says nothing.
func New(week Week) Hours { return Hours{Week: week, School: Every(UsualDay)} }

// Always is open day and night, holidays included.
func Always() Hours {
	day := Day{Open, []Span{{From: 0, To: civil.EndOfDay}}}
	return Hours{Week: Every(day), Public: Every(UsualDay), School: Every(UsualDay)}
}

// IsZero reports whether nothing at all is known.
func (h Hours) IsZero() bool {
	return len(h.Exceptions) == 0 && h.Week.Equal(Week{}) && h.Public.Equal(Week{}) && h.School.Equal(Week{})
}

// Equal reports whether both say the same; the order in which exceptions were given doesn't count.
func (h Hours) Equal(g Hours) bool {
	h, g = h.Tidy(), g.Tidy()
	return h.Week.Equal(g.Week) && h.Public.Equal(g.Public) && h.School.Equal(g.School) &&
		slices.EqualFunc(h.Exceptions, g.Exceptions, Exception.Equal)
}

package booking

import (
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
)

// Unit is what a repeated booking counts in.
type Unit string

// The units.
const (
	Daily   Unit = "day"
	Weekly  Unit = "week"
	Monthly Unit = "month"   // the same date; months that lack it are left out, as RFC 5545 has it
	Nth     Unit = "weekday" // of the month: its second Tuesday; the fifth is the last one
)

// Units lists every unit, in the order in which they are offered.
var Units = []Unit{Daily, Weekly, Monthly, Nth}

// Every is how often something is repeated: each N units, until a day or so many times. It counts in days on the wall of the place and
// knows nothing of hours: those are put on each day in its own zone afterwards, so that nine stays nine when the clocks change.
type Every struct {
	Unit  Unit
	N     int
	Until civil.Date // the last day that may be one; zero: Count
	Count int        // 0: Until
}

// MostOccurrences bounds a series: two years of weeks, with some to spare. One transaction makes them all.
const MostOccurrences = 120

// check notes what can't be meant.
func (e Every) check(first civil.Date, b *fault.Breaches) {
	switch e.Unit {
	case Daily, Weekly, Monthly, Nth:
	default:
		b.Add("repeat", "booking.unit_unknown")
	}
	b.Check(e.N >= 1 && e.N <= 52, "every", "booking.every_out_of_range", fault.Args{"Max": 52})
	switch {
	case e.Count != 0:
		b.Check(e.Count >= 2 && e.Count <= MostOccurrences, "times", "booking.times_out_of_range", fault.Args{"Max": MostOccurrences})
	case e.Until.IsZero():
		b.Add("until", "booking.until_missing")
	default:
		b.Check(first.Before(e.Until), "until", "booking.until_before")
	}
}

// option is the rule of RFC 5545, counted in UTC days.
func (e Every) option(first civil.Date) rrule.ROption {
	o := rrule.ROption{Interval: e.N, Count: e.Count}
	if !e.Until.IsZero() && e.Count == 0 {
		o.Until = e.Until.In(time.UTC)
	}
	switch e.Unit {
	case Daily:
		o.Freq = rrule.DAILY
	case Weekly:
		o.Freq = rrule.WEEKLY
	case Monthly:
		o.Freq, o.Bymonthday = rrule.MONTHLY, []int{first.Day}
	case Nth:
		o.Freq = rrule.MONTHLY
		n := (first.Day-1)/7 + 1
		if n == 5 {
			n = -1
		}
		o.Byweekday = []rrule.Weekday{weekdays[first.Weekday()].Nth(n)}
	}
	return o
}

var weekdays = [...]rrule.Weekday{rrule.SU, rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA}

// Rule is the text of the rule as calendars know it: "FREQ=WEEKLY;INTERVAL=2;COUNT=10".
func (e Every) Rule(first civil.Date) string {
	o := e.option(first)
	return strings.ReplaceAll(o.RRuleString(), "T000000Z", "") // days, not instants (RFC 5545, 3.3.10)
}

// ReadRule reads what Rule wrote. ok is false for a rule that this program doesn't make.
func ReadRule(s string) (e Every, ok bool) {
	o, err := rrule.StrToROption(s)
	if err != nil {
		return e, false
	}
	e = Every{N: max(1, o.Interval), Count: o.Count}
	if !o.Until.IsZero() {
		e.Until = civil.DateOf(o.Until)
	}
	switch {
	case o.Freq == rrule.DAILY:
		e.Unit = Daily
	case o.Freq == rrule.WEEKLY:
		e.Unit = Weekly
	case o.Freq == rrule.MONTHLY && len(o.Byweekday) > 0:
		e.Unit = Nth
	case o.Freq == rrule.MONTHLY:
		e.Unit = Monthly
	default:
		return e, false
	}
	return e, true
}

// Days lists the days from the first on. more is true when the rule goes on beyond MostOccurrences.
func (e Every) Days(first civil.Date) (days []civil.Date, more bool, err error) {
	o := e.option(first)
	o.Dtstart = first.In(time.UTC)
	r, err := rrule.NewRRule(o)
	if err != nil {
		return nil, false, err
	}
	for next := r.Iterator(); ; {
		at, ok := next()
		switch {
		case !ok:
			return days, false, nil
		case len(days) == MostOccurrences:
			return days, true, nil
		}
		days = append(days, civil.DateOf(at))
	}
}

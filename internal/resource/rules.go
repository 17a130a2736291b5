package resource

import (
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/id"
)

// Mode is how a resource is booked.
type Mode string

// The modes.
const (
	Free   Mode = ""       // any hours within the opening, by a step
	Slots  Mode = "slots"  // fixed slots of the day: the morning, the afternoon
	Nights Mode = "nights" // from an hour of arrival to an hour of departure, some nights later
)

// Rules are the rules of lending a resource, as they hold once every layer has been heard (Merge). A zero value sets no bound, save where it
// says otherwise.
type Rules struct {
	Mode    Mode
	Step    int     // Free: minutes between possible starts and lengths; 30 when zero
	Min     int     // Free: shortest, minutes; Step when zero. Nights: nights
	Max     int     // Free: longest, minutes. Nights: nights
	Slots   []Slot  // Slots: in order
	Arrive  Minute  // Nights
	Leave   Minute  // Nights: on the last day
	Days    int     // Free: most days that a booking touches; 1 when zero
	Notice  int     // minutes before the start
	Horizon int     // days ahead; 180 when zero
	Buffer  int     // minutes kept free after each booking
	Ahead   int     // most bookings to come, of one person
	Gap     int     // minutes between two bookings of one person
	Quotas  []Quota // of one person
	Repeat  int     // most occurrences of a series that somebody who signs in books at once; 0: none
	Cancel  int     // minutes before the start until which whoever booked can cancel or change
	NoShow  int     // minutes after the start from which on somebody who hasn't come is no longer waited for
	Sign    bool    // only for people who sign in
	Alone   bool    // one person's bookings may overlap elsewhere in the place

	Who       Audience // who may book
	Age       int      // youngest who may book, years; 0: any
	Guardian  int      // whoever is younger than this needs a guardian whom the place knows; 0: nobody
	Authorise bool     // only for members whom somebody has authorised
	Approve   bool     // a booking is asked for, and somebody of the team says yes or no

	Key      bool // whoever has it comes in by themself: it needs nobody to open the place
	Referent bool // only while one of its référents is there (Referents)
	Lone     Lone // whether somebody may be alone in the building with it
}

// Audience is who may book. The zero value is everybody.
type Audience struct {
	Members bool      `json:"members,omitempty"` // members of the organisation alone
	Groups  []GroupID `json:"groups,omitempty"`  // of them, those of some groups alone; empty: any
}

// GroupID names a group of members.
type GroupID = id.Of[MemberGroup]

// MemberGroup stands for a group here: what it is, the package membership knows.
type MemberGroup struct{}

// AsksWho reports whether the rules look at who it is that books.
func (r Rules) AsksWho() bool {
	return r.Who.Members || len(r.Who.Groups) > 0 || r.Age > 0 || r.Guardian > 0 || r.Authorise
}

// Minute is an hour of the day, as minutes since midnight.
type Minute = civil.Clock

// Slot is a fixed part of a day.
type Slot struct {
	From Minute `json:"from"`
	To   Minute `json:"to"`
}

// Per is a calendar period in the place's zone.
type Per string

// The periods.
const (
	Day   Per = "day"
	Week  Per = "week" // from Monday on
	Month Per = "month"
	Year  Per = "year"
)

// Periods lists every period.
var Periods = []Per{Day, Week, Month, Year}

// Quota is how much one person may have of a resource within a period. Zero sets no bound.
type Quota struct {
	Per     Per `json:"per"`
	Count   int `json:"count,omitempty"`   // bookings
	Minutes int `json:"minutes,omitempty"` // of use
}

// StepMinutes is the step, which is never zero.
func (r Rules) StepMinutes() int {
	if r.Step == 0 {
		return 30
	}
	return r.Step
}

// MinMinutes is the shortest booking by the hour.
func (r Rules) MinMinutes() int { return max(r.Min, r.StepMinutes()) }

// HorizonDays is how many days ahead one can book.
func (r Rules) HorizonDays() int {
	if r.Horizon == 0 {
		return 180
	}
	return r.Horizon
}

// MostDays is how many days a booking by the hour may touch.
func (r Rules) MostDays() int { return max(1, r.Days) }

// steps are the steps that divide an hour or a day evenly, so that starts are at the same minutes every day.
var steps = []int{5, 10, 15, 20, 30, 60, 120, 180, 240}

// check notes what is wrong with the rules.
func (r Rules) check(b *fault.Breaches) {
	b.Check(r.Mode == Free || r.Mode == Slots || r.Mode == Nights, "mode", "resource.mode_unknown")
	step := false
	for _, s := range steps {
		step = step || r.StepMinutes() == s
	}
	b.Check(step, "step", "resource.step_unknown")
	for field, n := range map[string]int{"min": r.Min, "max": r.Max, "days": r.Days, "notice": r.Notice, "horizon": r.Horizon, "buffer": r.Buffer,
		"ahead": r.Ahead, "gap": r.Gap, "cancel": r.Cancel, "noshow": r.NoShow, "repeat": r.Repeat} {
		b.Check(n >= 0 && n <= 600_000, field, "resource.number_out_of_range")
	}
	b.Check(r.Age >= 0 && r.Age <= 120, "age", "resource.number_out_of_range")
	b.Check(r.Guardian >= 0 && r.Guardian <= 120, "guardian", "resource.number_out_of_range")
	if r.Mode == Free {
		b.Check(r.Min%r.StepMinutes() == 0, "min", "resource.off_step", fault.Args{"Step": r.StepMinutes()})
		b.Check(r.Max%r.StepMinutes() == 0, "max", "resource.off_step", fault.Args{"Step": r.StepMinutes()})
	}
	b.Check(r.Max == 0 || r.Max >= r.Min, "max", "resource.max_below_min")
	b.Check(r.Horizon <= 3650, "horizon", "resource.number_out_of_range")
	b.Check(r.Mode != Slots || len(r.Slots) > 0, "slots", "resource.slots_missing")
	for i, s := range r.Slots {
		b.Check(s.From < s.To && s.To <= civil.EndOfDay && (i == 0 || r.Slots[i-1].To <= s.From), "slots", "resource.slots_overlap")
	}
	r.Lone.check(b)
	for _, q := range r.Quotas {
		b.Check(q.Count >= 0 && q.Minutes >= 0, "quota."+string(q.Per), "resource.number_out_of_range")
	}
}

package convention

import (
	"cmp"
	"slices"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/id"
)

// Measure is how one sees that a promise is kept.
type Measure string

// The measures.
const (
	Done     Measure = "done"     // somebody says that it was done
	Hours    Measure = "hours"    // open per week, over the period
	Shifts   Measure = "shifts"   // held
	People   Measure = "people"   // received
	Bookings Measure = "bookings" // made
	Paid     Measure = "paid"     // cents
	Document Measure = "document" // handed over
	Figure   Measure = "figure"   // any other
)

// Measures lists every measure.
var Measures = []Measure{Done, Paid, Document, Hours, Shifts, People, Bookings, Figure}

// Counted reports whether the activity of the place tells the figure. What was missed then can't be made up for afterwards.
func (m Measure) Counted() bool { return m == Hours || m == Shifts || m == People || m == Bookings }

// AboutPeople reports whether a figure could tell of a few people, and so is told safely alone.
func (m Measure) AboutPeople() bool { return m == People || m == Bookings }

// HasTarget reports whether there is a figure to reach.
func (m Measure) HasTarget() bool { return m != Done && m != Document }

// Rhythm is how often a promise falls due.
type Rhythm string

// The rhythms.
const (
	Once      Rhythm = "once"
	Monthly   Rhythm = "monthly"
	Quarterly Rhythm = "quarterly"
	Yearly    Rhythm = "yearly"
)

// Rhythms lists every rhythm.
var Rhythms = []Rhythm{Once, Monthly, Quarterly, Yearly}

func (r Rhythm) months() int { return map[Rhythm]int{Monthly: 1, Quarterly: 3, Yearly: 12}[r] }

// Promise is what a party promises in a text.
type Promise struct {
	Key     string     `json:"key,omitempty"` // stays the same through amendments; "" before the first
	Party   int        `json:"party"`
	Text    string     `json:"text"`
	Measure Measure    `json:"measure"`
	Target  int64      `json:"target,omitempty"` // cents of what is paid; otherwise hours, people …
	Rhythm  Rhythm     `json:"rhythm"`
	Due     civil.Date `json:"due"` // the last day to keep it; with a rhythm, the first of them
}

// CommitmentID names a promise that was signed.
type CommitmentID = id.Of[Commitment]

// Commitment is a promise that was signed, with what was said of it since.
type Commitment struct {
	Promise
	ID        CommitmentID
	Number    int
	From      civil.Date // due days before it aren't its own; zero: since the beginning
	Until     civil.Date // nor are those after it; zero: to the end
	Amendment int        // that brought it; 0: none
	EndedBy   int        // number of the amendment that put another in its place, or took it away; 0: none
	Fresh     bool       // an amendment brought it, and it takes no other's place: its first period begins then
	Given     []Evidence
	Periods   []Period // that were written down, in their order
}

// Dues lists its due days like those of a promise: none where an amendment ended it before the first.
func (c Commitment) Dues(end, today civil.Date) []civil.Date {
	if !c.Until.IsZero() && (end.IsZero() || c.Until.Before(end)) {
		end = c.Until
	}
	all := c.Promise.Dues(end, today)
	if !c.Until.IsZero() {
		all = slices.DeleteFunc(all, func(d civil.Date) bool { return c.Until.Before(d) })
	}
	if i := slices.IndexFunc(all, func(d civil.Date) bool { return !d.Before(c.From) }); i >= 0 {
		all = all[i:]
	} else if c.Until.IsZero() && len(all) > 0 { // it was signed later than its only day
		all = all[len(all)-1:]
	} else {
		all = nil
	}
	return all
}

// Since is the first day of the period that ends on a due day.
func (c Commitment) Since(due, begins civil.Date) civil.Date {
	if c.Fresh {
		begins = c.From
	}
	return c.Promise.Since(due, begins)
}

// EvidenceID names evidence.
type EvidenceID = id.Of[Evidence]

// Step is how far a payment is.
type Step string

// The steps of a payment, in their order.
const (
	Notified Step = "notified"
	Ordered  Step = "ordered" // "mandaté"
	PaidOut  Step = "paid"
)

// Steps lists the steps of a payment.
var Steps = []Step{Notified, Ordered, PaidOut}

// Evidence is what the side that promised says, or shows.
type Evidence struct {
	ID     EvidenceID
	Due    civil.Date // which of the due days it is about
	Step   Step       // of a payment
	Figure int64
	Text   string
	File   File
	Day    civil.Date // when it was done
	Party  int
	Person account.ID
	By     string
}

// PromiseState is how far a promise is.
type PromiseState string

// The states of a promise.
const (
	ToCome PromiseState = "to-come"
	Kept   PromiseState = "kept"
	Half   PromiseState = "half" // some of it, and the day has passed
	Late   PromiseState = "late"
	Moved  PromiseState = "moved" // an amendment took it away before it fell due
)

// Count is a figure that the place's activity tells. Few: it is under eleven people, and isn't told. Since: the hours of the days before are not
// known, and the first that are stand for them.
type Count struct {
	N     int64
	Few   bool
	Since civil.Date
}

// Counter counts a measure from the first to the last day; ok is false where nothing is known.
type Counter func(m Measure, first, last civil.Date) (c Count, ok bool)

// Standing is how far a promise is on a day.
type Standing struct {
	State  PromiseState
	Due    civil.Date // the due day that it is about
	Days   int        // how late it is, or was when it was kept; what can't be made up for is half kept or missed, and no longer gets later
	KeptOn civil.Date // when all of it was there; zero while it isn't, and for what is told of a period
	Figure int64
	Known  bool // Figure says something
	Few    bool // it is not told
	// Counted: the place's activity tells the figure, and those that were given only stand beside it.
	Counted bool
	Since   civil.Date // see Count
	Step    Step       // of a payment that was begun
	StepOn  civil.Date
}

// AddMonths goes so many months on, to the last day of a month that has no such day; from the last day of a month to the last of another.
func AddMonths(d civil.Date, n int) civil.Date {
	at := d.Year*12 + int(d.Month) - 1 + n
	length := func(at int) int {
		return civil.Date{Year: (at + 1) / 12, Month: time.Month((at+1)%12 + 1), Day: 1}.AddDays(-1).Day
	}
	day := min(d.Day, length(at))
	if d.Day == length(d.Year*12+int(d.Month)-1) {
		day = length(at)
	}
	return civil.Date{Year: at / 12, Month: time.Month(at%12 + 1), Day: day}
}

// mostDues bounds how often a promise falls due.
const mostDues = 600

// Dues lists the due days of a promise within a term whose last day is end (zero: none), up to the first that comes after today.
func (p Promise) Dues(end, today civil.Date) (all []civil.Date) {
	for i := range mostDues {
		d := AddMonths(p.Due, i*p.Rhythm.months())
		if i > 0 && (p.Rhythm.months() == 0 || !end.IsZero() && end.Before(d)) {
			break
		}
		all = append(all, d)
		if today.Before(d) {
			break
		}
	}
	return all
}

// Since is the first day of the period that ends on a due day.
func (p Promise) Since(due, begins civil.Date) civil.Date {
	if n := p.Rhythm.months(); n > 0 {
		if d := AddMonths(due, -n).AddDays(1); begins.Before(d) {
			return d
		}
	}
	return begins
}

// Judge tells how far a promise is on a day. It knows nothing but dates and what was given or counted: not whose promise it is.
//
// Of what can still be made up for, the oldest that is open counts; of what can't, the last that fell due.
func Judge(c Commitment, begins, end, today civil.Date, count Counter) Standing {
	dues := c.Dues(end, today)
	if len(dues) == 0 {
		return Standing{State: Moved, Due: c.Due}
	}
	if last := len(dues) - 1; c.Measure.Counted() {
		if last > 0 && today.Before(dues[last]) {
			last-- // the period that is running says nothing yet
		}
		return c.at(dues[last], begins, today, count)
	}
	var s Standing
	for i, d := range dues {
		x := c.at(d, begins, today, count)
		if x.State != ToCome || i == 0 || x.Step != "" {
			s = x
		}
		if x.State == Late || x.State == Half {
			break
		}
	}
	return s
}

// at judges one due day.
func (c Commitment) at(due, begins, today civil.Date, count Counter) Standing {
	s := Standing{State: ToCome, Due: due}
	kept := false
	var counted bool
	if p, ok := c.period(due); ok && due.Before(today) { // what was written down is what it was, whatever the place's activity says today
		s.Figure, s.Few, s.Known, s.Counted, counted = p.Figure, p.Few, true, true, true
	} else if c.Measure.Counted() && count != nil {
		if to := Settled(c.Measure, due, today); !to.Before(c.Since(due, begins)) {
			var n Count
			if n, counted = count(c.Measure, c.Since(due, begins), to); counted {
				s.Figure, s.Few, s.Known, s.Since = n.N, n.Few, true, n.Since
				s.Counted = true
			}
		}
	}
	for _, e := range c.Given {
		if e.Due != due {
			continue
		}
		switch {
		case c.Measure == Paid:
			if s.StepOn.Before(e.Day) || s.StepOn == e.Day && slices.Index(Steps, s.Step) < slices.Index(Steps, e.Step) {
				s.Step, s.StepOn = e.Step, e.Day
			}
			if e.Step == PaidOut {
				s.Figure, s.Known = s.Figure+e.Figure, true
			}
		case c.Measure == Document:
			kept = kept || e.File.Hash != ""
		case c.Measure == Done:
			kept = true
		case !counted && c.Measure == Hours:
			s.Figure, s.Known = max(s.Figure, e.Figure), true
		case !counted:
			s.Figure, s.Known = s.Figure+e.Figure, true
		}
	}
	if c.Measure.AboutPeople() && s.Known && !counted { // written down by hand: told like what is counted
		told := Told(s.Figure)
		s.Figure, s.Few = told.N, told.Few
	}
	if c.Measure.HasTarget() {
		kept = s.Known && !s.Few && s.Figure >= c.Target && (!counted || due.Before(today))
	}
	passed := due.Before(today)
	switch {
	case kept:
		s.State = Kept
	case !passed:
	case s.Known && (s.Figure > 0 || s.Few):
		s.State = Half
	default:
		s.State = Late
	}
	switch {
	case kept:
		if s.KeptOn = c.keptOn(due); due.Before(s.KeptOn) {
			s.Days = s.KeptOn.DaysSince(due)
		}
	case passed && !counted:
		s.Days = today.DaysSince(due)
	}
	return s
}

// keptOn is the day on which all that a due day asks for was there, by the days of its evidence: a promise that was kept late stays one. It is
// zero for what is told of a period, which is always written down after it.
func (c Commitment) keptOn(due civil.Date) (day civil.Date) {
	if c.Measure.Counted() {
		return day
	}
	given := slices.Clone(c.Given)
	slices.SortStableFunc(given, func(a, b Evidence) int { return cmp.Compare(a.Day.DaysSince(b.Day), 0) })
	var sum int64
	for _, e := range given {
		if e.Due != due {
			continue
		}
		whole := c.Measure == Done || c.Measure == Document && e.File.Hash != ""
		if c.Measure == Figure || c.Measure == Paid && e.Step == PaidOut {
			sum += e.Figure
			whole = sum >= c.Target
		}
		if whole {
			return e.Day
		}
	}
	return day
}

// Settled is the last day that a figure tells of when it is about a period that ends on last. What is under way goes to yesterday; of people it
// tells whole months alone: today's figure and yesterday's would tell who came in between.
func Settled(m Measure, last, today civil.Date) civil.Date {
	yesterday := today.AddDays(-1)
	if last.Before(today) || !m.AboutPeople() {
		return earlier(last, yesterday)
	}
	return civil.Date{Year: today.Year, Month: today.Month, Day: 1}.AddDays(-1)
}

func earlier(a, b civil.Date) civil.Date {
	if b.Before(a) {
		return b
	}
	return a
}

// Told is a count of people as it may be told: rounded to five, and not at all under eleven. Zero is not told apart from a few.
func Told(n int64) Count {
	if n < 11 {
		return Count{Few: true}
	}
	return Count{N: (n + 2) / 5 * 5}
}

package booking

import (
	"time"

	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/membership"
	"mitoyen/internal/opening"
	"mitoyen/internal/resource"
)

// Breach is one rule that a wish breaks. Its code is the key of a sentence that says what, and what to do instead.
type Breach struct {
	Code  string
	Args  fault.Args
	Staff bool // the team may let it pass, with a reason
	Way   Way  // what one can do about it
}

// Wish is what somebody wants.
type Wish struct {
	Resource resource.Resource
	From, To civil.Instant
	Units    int
	People   int
}

// Facts is what the rules look at beside the wish.
type Facts struct {
	Now      civil.Instant
	Zone     *time.Location
	Windows  []opening.Window // when the resource opens, around the wish
	Planned  []opening.Window // when it would if somebody held every shift, in a place that opens by them
	Company  Company
	Closures []resource.Closure // that shut the resource, around the wish
	SignedIn bool
	Desk     bool               // the team books for somebody who is there: no account, no notice, and what has begun can still be had
	Offered  bool               // it became free and was offered: no notice, since it was wanted all along
	Running  bool               // it is theirs and has begun: only its end is asked for
	Own      []Span             // other live bookings of the same person in this place
	Short    *capacity.Shortage // what lacks, nil when there is room
	Full     *capacity.Shortage // the building has room for fewer people, nil when it has room
	Who      membership.Standing
	Groups   []membership.Group // of the organisation, where a rule names some
}

// Span is a booking as the rules of one person's use see it.
type Span struct {
	Resource resource.ID
	From, To civil.Instant
}

// Check tells every rule that a wish breaks, in the order in which one would mend them. It asks nothing of the database.
func Check(w Wish, f Facts) []Breach {
	c := &checker{w: w, f: f, rules: w.Resource.Rules}
	switch {
	case !w.From.Before(w.To):
		return []Breach{{Code: "booking.ends_before_it_begins"}}
	case w.To.Sub(w.From) > longestStay:
		return []Breach{{Code: "booking.far_too_long"}}
	}
	c.who()
	c.when()
	c.length()
	c.door()
	c.company()
	c.size()
	c.own()
	if f.Short != nil {
		c.breach("booking.taken", false, fault.Args{"Free": f.Short.Free})
	}
	if f.Full != nil { // the law counts heads: nobody lets it pass
		c.breach("booking.house_full", false, fault.Args{"Free": f.Full.Free})
	}
	return c.found
}

type checker struct {
	w     Wish
	f     Facts
	rules resource.Rules
	found []Breach
}

func (c *checker) breach(code string, staff bool, args fault.Args) {
	c.found = append(c.found, Breach{Code: code, Args: args, Staff: staff, Way: wayOut(code, c.f)})
}

func (c *checker) who() {
	if c.f.Running {
		return // who may have it was asked when it was booked
	}
	if c.rules.Sign && !c.f.SignedIn && !c.f.Desk {
		c.breach("booking.sign_in", true, nil)
	}
	c.member()
	c.age()
}

// when is notice and horizon. The horizon is counted in days on the place's wall, so that a day opens for all at its midnight.
func (c *checker) when() {
	start := c.w.From
	switch {
	case !c.w.To.After(c.f.Now):
		c.breach("booking.past", true, nil)
		return
	case c.f.Desk, c.f.Running:
	case start.Before(c.f.Now) && c.rules.Mode != resource.Nights:
		c.breach("booking.begun", true, nil)
	case c.f.Offered:
	case c.rules.Notice > 0 && start.Sub(c.f.Now) < minutes(c.rules.Notice):
		c.breach("booking.too_soon", true, fault.Args{"Minutes": c.rules.Notice})
	}
	today := civil.DateOf(c.f.Now.In(c.f.Zone))
	if last := today.AddDays(c.rules.HorizonDays()); last.Before(civil.DateOf(start.In(c.f.Zone))) {
		c.breach("booking.too_far", true, fault.Args{"Days": c.rules.HorizonDays(), "Last": last})
	}
}

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }

// length is how long, and between which hours: by the step, by fixed slots or by nights.
func (c *checker) length() {
	from, to := c.w.From.In(c.f.Zone), c.w.To.In(c.f.Zone)
	switch c.rules.Mode {
	case resource.Slots:
		c.slot(from, to)
	case resource.Nights:
		c.nights(from, to)
	default:
		c.free(from, to)
	}
}

func (c *checker) free(from, to time.Time) {
	length := int(c.w.To.Sub(c.w.From) / time.Minute)
	step := c.rules.StepMinutes()
	if civil.ClockOf(from)%civil.Clock(step) != 0 || civil.ClockOf(to)%civil.Clock(step) != 0 || from.Second() != 0 || to.Second() != 0 {
		c.breach("booking.off_step", true, fault.Args{"Minutes": step})
	}
	if length < c.rules.MinMinutes() {
		c.breach("booking.too_short", true, fault.Args{"Minutes": c.rules.MinMinutes()})
	}
	if c.rules.Max > 0 && length > c.rules.Max {
		c.breach("booking.too_long", true, fault.Args{"Minutes": c.rules.Max})
	}
	first, last := civil.DateOf(from), civil.DateOf(to.Add(-time.Second))
	if days := last.DaysSince(first) + 1; days > c.rules.MostDays() {
		c.breach("booking.too_many_days", true, fault.Args{"Days": c.rules.MostDays()})
	}
}

// slot wants exactly one of the day's slots, or several that follow each other.
func (c *checker) slot(from, to time.Time) {
	day := civil.DateOf(from)
	begins, ends := false, false
	for _, s := range c.rules.Slots {
		begins = begins || day.At(s.From, c.f.Zone) == c.w.From
		ends = ends || day.At(s.To, c.f.Zone) == c.w.To
	}
	if !begins || !ends {
		c.breach("booking.not_a_slot", true, nil)
	}
}

func (c *checker) nights(from, to time.Time) {
	first, last := civil.DateOf(from), civil.DateOf(to)
	if first.At(c.rules.Arrive, c.f.Zone) != c.w.From || last.At(c.rules.Leave, c.f.Zone) != c.w.To {
		c.breach("booking.not_nights", true, nil)
	}
	n := last.DaysSince(first)
	if low := max(1, c.rules.Min); n < low {
		c.breach("booking.too_few_nights", true, fault.Args{"Nights": low})
	}
	if c.rules.Max > 0 && n > c.rules.Max {
		c.breach("booking.too_many_nights", true, fault.Args{"Nights": c.rules.Max})
	}
}

// door is whether the place opens all the while, and isn't closed for works.
func (c *checker) door() {
	if c.rules.Mode != resource.Nights && !covered(c.w.From, c.w.To, c.f.Windows) {
		if covered(c.w.From, c.w.To, c.f.Planned) {
			c.breach(unfilled, true, nil)
		} else {
			c.breach("booking.closed", true, nil)
		}
	}
	for _, x := range c.f.Closures {
		if x.From.Before(c.w.To) && c.w.From.Before(x.To) {
			c.breach("booking.closure", true, fault.Args{"Reason": x.Reason})
			return
		}
	}
}

// covered reports whether windows, which are in order, leave no gap in [from, to). Days between two openings count when somebody has the
// thing over several days: nights in between are theirs.
func covered(from, to civil.Instant, windows []opening.Window) bool {
	begins, ends := false, false
	for _, w := range windows {
		begins = begins || !from.Before(w.From) && from.Before(w.To)
		ends = ends || w.From.Before(to) && !w.To.Before(to)
		if begins && ends {
			return to.Sub(from) > 24*time.Hour || !w.From.After(from)
		}
	}
	return false
}

// size is how many units and people. The head-count of a room is a matter of safety: nobody lets it pass.
func (c *checker) size() {
	if c.w.Units < 1 || c.w.Units > c.w.Resource.Units {
		c.breach("booking.too_many_units", false, fault.Args{"Max": c.w.Resource.Units})
	}
	if most := c.w.Resource.Sheet.People; c.w.People < 1 || most > 0 && c.w.People > most {
		c.breach("booking.too_many_people", false, fault.Args{"Max": most})
	}
}

// own is what one person may have: bookings to come, the gap between them, what is left within each period, and not two things at once.
func (c *checker) own() {
	ahead := 0
	gap := minutes(c.rules.Gap)
	overlap, close := false, false
	for _, s := range c.f.Own {
		if s.From.Before(c.w.To) && c.w.From.Before(s.To) && ofHours(s.From, s.To) && ofHours(c.w.From, c.w.To) {
			overlap = true
		}
		if s.Resource != c.w.Resource.ID {
			continue
		}
		if s.To.After(c.f.Now) {
			ahead++
		}
		if s.From.Before(c.w.To.Add(gap)) && c.w.From.Add(-gap).Before(s.To) {
			close = true
		}
	}
	if overlap && !c.rules.Alone {
		c.breach("booking.own_overlap", true, nil)
	} else if close && gap > 0 {
		c.breach("booking.gap", true, fault.Args{"Minutes": c.rules.Gap})
	}
	if c.rules.Ahead > 0 && ahead >= c.rules.Ahead {
		c.breach("booking.ahead", true, fault.Args{"Max": c.rules.Ahead})
	}
	for _, q := range c.rules.Quotas {
		c.quota(q)
	}
}

// ofHours tells an hour that one attends from a place where one is for days: a stay or a month's office keeps nobody from a meeting.
func ofHours(from, to civil.Instant) bool { return to.Sub(from) <= 24*time.Hour }

// quota counts what begins within the same period of the calendar as the wish.
func (c *checker) quota(q resource.Quota) {
	from, to := PeriodOf(q.Per, civil.DateOf(c.w.From.In(c.f.Zone)), c.f.Zone)
	count, used := 0, time.Duration(0)
	for _, s := range c.f.Own {
		if s.Resource == c.w.Resource.ID && !s.From.Before(from) && s.From.Before(to) {
			count++
			used += s.To.Sub(s.From)
		}
	}
	if q.Count > 0 && count+1 > q.Count {
		c.breach("booking.quota_count."+string(q.Per), true, fault.Args{"Max": q.Count})
	}
	if most := minutes(q.Minutes); q.Minutes > 0 && used+c.w.To.Sub(c.w.From) > most {
		left := max(0, most-used)
		c.breach("booking.quota_time."+string(q.Per), true, fault.Args{"Minutes": q.Minutes, "Left": int(left / time.Minute)})
	}
}

// PeriodOf is the calendar period that a day lies in, as instants of a zone.
func PeriodOf(p resource.Per, d civil.Date, zone *time.Location) (from, to civil.Instant) {
	first, next := d, d.AddDays(1)
	switch p {
	case resource.Week:
		first = d.AddDays(-int((d.Weekday() + 6) % 7))
		next = first.AddDays(7)
	case resource.Month:
		first = civil.Date{Year: d.Year, Month: d.Month, Day: 1}
		next = civil.DateOf(time.Date(d.Year, d.Month+1, 1, 0, 0, 0, 0, time.UTC))
	case resource.Year:
		first, next = civil.Date{Year: d.Year, Month: time.January, Day: 1}, civil.Date{Year: d.Year + 1, Month: time.January, Day: 1}
	}
	return civil.At(first.In(zone)), civil.At(next.In(zone))
}

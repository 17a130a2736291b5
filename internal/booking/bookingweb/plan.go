package bookingweb

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/shift"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// planned is a day or a week of a place over all its resources, for its team: one statement for the bookings, and one look at the ground.
type planned struct {
	Place      place.Place
	Day        civil.Date // the day, or a day of the week
	From, To   civil.Date // first and last day that is read
	Today      civil.Date
	Now        civil.Instant
	Resources  []resource.Resource
	Bookings   []booking.Booking
	Shifts     []shift.Shift
	ground     resource.Ground
	stretches  map[resource.ID][]resource.Stretch
	byResource map[resource.ID][]booking.Booking
	zone       *time.Location
	Submission string // of the form that a drag sends
	Asked      int    // requests that wait for whoever looks
}

func (p Pages) planDay(c *web.Call) error {
	v, err := p.readPlan(c, func(d civil.Date) (first, last civil.Date) { return d, d })
	if err != nil {
		return err
	}
	title := capital(c.P.Day(v.Day))
	return c.Page(web.Page{Title: title + ", " + v.Place.Name, Robots: "noindex", At: v.Place, Scripts: []string{"drag.js"}}, planDayPage(v, title))
}

func (p Pages) planWeek(c *web.Call) error {
	v, err := p.readPlan(c, func(d civil.Date) (first, last civil.Date) {
		first = d.AddDays(-int((d.Weekday() + 6) % 7))
		return first, first.AddDays(6)
	})
	if err != nil {
		return err
	}
	title := c.P.T("plan.week_title", i18n.Args{"Day": c.P.Day(v.From)})
	return c.Page(web.Page{Title: title + ", " + v.Place.Name, Robots: "noindex", At: v.Place, Scripts: []string{"drag.js"}}, planWeekPage(v, title))
}

// readPlan reads the days around the one asked for.
func (p Pages) readPlan(c *web.Call, around func(civil.Date) (first, last civil.Date)) (v planned, err error) {
	v = planned{Now: c.Site.DB.Now(), Submission: form.NewSubmission()}
	return v, c.View(func(tx *store.Tx) (err error) {
		if v.Place, err = atDesk(c, tx); err != nil {
			return err
		}
		v.zone = v.Place.Zone()
		v.Today = civil.DateOf(v.Now.In(v.zone))
		if v.Day, err = readDay(c.Query().Text("le")); err != nil {
			v.Day = v.Today
		}
		v.From, v.To = around(v.Day)
		if v.Resources, err = resource.Of(tx, v.Place.ID, false); err != nil {
			return err
		}
		if v.ground, err = resource.Look(tx, v.Place, p.Schools(), v.Resources, v.From, v.To); err != nil {
			return err
		}
		if v.Bookings, err = booking.Planned(tx, v.Place.ID, v.ground.From, v.ground.To); err != nil {
			return err
		}
		v.sort()
		if v.Asked, err = askedFor(c, tx, v.Place); err != nil {
			return err
		}
		v.Shifts, err = shift.Coming(tx, v.Place, p.Schools(), v.From, v.To)
		return err
	})
}

// sort lays bookings and ground beside their resources.
func (v *planned) sort() {
	v.stretches, v.byResource = map[resource.ID][]resource.Stretch{}, map[resource.ID][]booking.Booking{}
	for _, r := range v.Resources {
		v.stretches[r.ID] = joined(v.ground.Stretches(r))
	}
	for _, b := range v.Bookings {
		v.byResource[b.Resource] = append(v.byResource[b.Resource], b)
	}
}

// of lists the bookings of a resource that touch a day.
func (v planned) of(r resource.ID, d civil.Date) []booking.Booking {
	from, to := civil.At(d.In(v.zone)), civil.At(d.AddDays(1).In(v.zone))
	var all []booking.Booking
	for _, b := range v.byResource[r] {
		if b.From.Before(to) && from.Before(b.To) {
			all = append(all, b)
		}
	}
	return all
}

// stretchesOf is what a resource is over a day.
func (v planned) stretchesOf(r resource.Resource, d civil.Date) []resource.Stretch {
	from, to := civil.At(d.In(v.zone)), civil.At(d.AddDays(1).In(v.zone))
	var all []resource.Stretch
	for _, s := range v.stretches[r.ID] {
		if s.From, s.To = later(s.From, from), sooner(s.To, to); s.From.Before(s.To) {
			all = append(all, s)
		}
	}
	return all
}

// hours is the part of the day that is shown, in whole hours: whenever something opens, or is booked by the hour.
func (v planned) hours() (first, last civil.Clock) {
	first, last = civil.EndOfDay, 0
	widen := func(from, to civil.Instant) {
		a, b := v.clockIn(from), v.clockIn(to)
		if a < b {
			first, last = min(first, a), max(last, b)
		}
	}
	for _, s := range v.shiftsOn(v.Day) {
		widen(s.From, s.To)
	}
	for _, r := range v.Resources {
		if r.Rules.Mode == resource.Nights {
			continue
		}
		for _, w := range v.ground.Windows[r.ID] {
			widen(w.From, w.To)
		}
		for _, b := range v.of(r.ID, v.Day) {
			widen(b.From, b.To)
		}
	}
	if first >= last {
		return 8 * 60, 20 * 60
	}
	return first - first%60, min(civil.EndOfDay, (last+59)/60*60)
}

// clockIn is the hour on the wall of the day that is shown; what lies outside is its beginning or its end.
func (v planned) clockIn(at civil.Instant) civil.Clock {
	t := at.In(v.zone)
	switch d := civil.DateOf(t); {
	case d.Before(v.Day):
		return 0
	case v.Day.Before(d):
		return civil.EndOfDay
	}
	return civil.ClockOf(t)
}

// list is the day in the order of hours, for phones.
func (v planned) list() []booking.Booking {
	all := slices.Clone(v.Bookings)
	slices.SortStableFunc(all, func(a, b booking.Booking) int { return cmp.Compare(v.clockIn(a.From), v.clockIn(b.From)) })
	return all
}

func (v planned) nameOf(which resource.ID) string {
	for _, r := range v.Resources {
		if r.ID == which {
			return r.Name
		}
	}
	return ""
}

// closures are those that touch the days shown, in words.
func (v planned) closures(p *i18n.Printer) []string {
	var all []string
	for _, c := range v.ground.Closures {
		what := or(v.nameOf(c.Resource), v.Place.Name)
		text := p.T("plan.closure", i18n.Args{"What": what, "Time": span(p, c.From, c.To, v.zone)})
		if c.Reason != "" {
			text += " : " + c.Reason
		}
		all = append(all, text)
	}
	return all
}

func (v planned) tag(p *i18n.Printer, b booking.Booking) ui.Tag {
	t := ui.Tag{Text: stateWord(p, b.State)}
	switch b.State {
	case booking.Confirmed:
		t.Kind = ui.TagOpen
	case booking.Here:
		t.Kind = ui.TagNow
	}
	return t
}

// mostInCell is how many bookings a cell of the week names; the rest is a number that leads to the day. A house of desks stays readable,
// and the page small.
const mostInCell = 3

// cellOf is what a cell of the week shows of a resource's day.
type cellOf struct {
	all  []booking.Booking
	more int
	shut string // why nothing can be had all day, or ""
	href string // to book for somebody; "" when there is no room
	left int    // units, at the best moment
}

func (v planned) cell(ctx context.Context, r resource.Resource, d civil.Date) cellOf {
	p := i18n.From(ctx)
	c := cellOf{all: v.of(r.ID, d), shut: p.T("booking.cell.shut")}
	if n := len(c.all); n > mostInCell+1 {
		c.all, c.more = c.all[:mostInCell], n-mostInCell
	}
	for _, s := range v.stretchesOf(r, d) {
		switch s.State {
		case resource.Closing:
			if s.Reason != "" && c.shut != "" {
				c.shut = s.Reason
			}
		case resource.Unfilled:
			if c.shut != "" {
				c.shut = p.T("booking.cell.unfilled")
			}
		case resource.Taken:
			c.shut = ""
		case resource.Vacant:
			c.shut = ""
			if c.href == "" && s.To.After(v.Now.Add(15*time.Minute)) {
				c.href = v.bookAt(ctx, r, d, later(s.From, v.Now), s.To)
			}
			c.left = max(c.left, s.Units)
		}
	}
	return c
}

// dragOf is what the script needs to move a booking to another day: nothing when it can't be moved.
func (v planned) dragOf(b booking.Booking) templ.Attributes {
	if booking.MayRearrange(b) != nil {
		return nil
	}
	from, to := b.From.In(v.zone), b.To.In(v.zone)
	return templ.Attributes{"data-de": strconv.Itoa(int(civil.ClockOf(from))), "data-a": strconv.Itoa(int(civil.ClockOf(to))), "data-le": civil.DateOf(from).String(),
		"data-days": strconv.Itoa(civil.DateOf(to).DaysSince(civil.DateOf(from)))}
}

// count says how many bookings a day has.
func (v planned) count(d civil.Date) int {
	n := 0
	from, to := civil.At(d.In(v.zone)), civil.At(d.AddDays(1).In(v.zone))
	for _, b := range v.Bookings {
		if b.From.Before(to) && from.Before(b.To) {
			n++
		}
	}
	return n
}

// days are those that are shown.
func (v planned) days() []civil.Date {
	var all []civil.Date
	for d := v.From; !v.To.Before(d); d = d.AddDays(1) {
		all = append(all, d)
	}
	return all
}

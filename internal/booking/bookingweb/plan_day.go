package bookingweb

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/resource"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// gantt draws the day.
func (v planned) gantt(ctx context.Context) ui.Gantt {
	p := i18n.From(ctx)
	first, last := v.hours()
	g := ui.Gantt{ID: "journee", Caption: p.T("plan.caption", i18n.Args{"From": p.Clock(first), "To": p.Clock(last)}), Head: p.T("plan.resource"),
		Attrs: templ.Attributes{"data-first": strconv.Itoa(int(first)), "data-day": v.Day.String()}}
	for at := first; at < last; at += 60 {
		g.Hours = append(g.Hours, p.Clock(at))
	}
	if v.Day == v.Today {
		g.Now = float64(v.clockIn(v.Now)-first) / float64(last-first)
	}
	draw := drawing{v, ctx, p, first, last}
	g.Rows = draw.shifts()
	for _, r := range v.Resources {
		g.Rows = append(g.Rows, draw.row(r))
	}
	return g
}

// drawing makes the bars of a day.
type drawing struct {
	planned
	ctx         context.Context
	p           *i18n.Printer
	first, last civil.Clock
}

func (d drawing) row(r resource.Resource) ui.GanttRow {
	row := ui.GanttRow{Name: r.Name, Note: d.note(r), Attrs: templ.Attributes{"data-r": r.ID.String(), "data-step": strconv.Itoa(r.Rules.StepMinutes())}}
	mine := d.of(r.ID, d.Day)
	for _, b := range mine {
		row.Bars = append(row.Bars, d.booked(b))
	}
	for _, s := range d.stretchesOf(r, d.Day) {
		row.Bars = append(row.Bars, d.ground(r, s, mine)...)
	}
	row.Bars = slices.DeleteFunc(row.Bars, func(b ui.Bar) bool { return b.From >= b.To })
	row.Lanes = inLanes(row.Bars)
	slices.SortStableFunc(row.Bars, func(a, b ui.Bar) int { return cmp.Compare(a.From, b.From) })
	return row
}

func (d drawing) note(r resource.Resource) string {
	switch {
	case r.Units > 1:
		return d.p.N("booking.units", r.Units)
	case r.Sheet.People > 0:
		return d.p.N("booking.people", r.Sheet.People)
	}
	return ""
}

// bar is a bar over an interval, cut to the hours that are shown.
func (d drawing) bar(from, to civil.Instant) ui.Bar {
	a, b := d.clockIn(from), d.clockIn(to)
	return ui.Bar{From: int(max(a, d.first)-d.first) / 15, To: int(min(b, d.last)-d.first+14) / 15}
}

func (d drawing) booked(b booking.Booking) ui.Bar {
	x := d.bar(b.From, b.To)
	x.State, x.Text = stateOfBar(b.State), d.who(d.p, b)
	x.Small, x.Hidden = d.when(d.p, b), ", "+stateWord(d.p, b.State)
	if b.Number > 0 {
		x.Href = web.Href(d.ctx, "desk.booking", "slug", d.Place.Slug, "number", number10(b), "retour", "journee")
	}
	if from, to := b.From.In(d.zone), b.To.In(d.zone); booking.MayRearrange(b) == nil && civil.DateOf(from) == civil.DateOf(to) {
		x.Attrs = templ.Attributes{"data-de": strconv.Itoa(int(civil.ClockOf(from))), "data-a": strconv.Itoa(int(civil.ClockOf(to)))}
	}
	return x
}

// stateOfBar is how a booking is drawn.
func stateOfBar(s booking.State) ui.BarState {
	switch s {
	case booking.Confirmed:
		return ui.BarAwaited
	case booking.Here:
		return ui.BarHere
	case booking.Done, booking.NoShow:
		return ui.BarOver
	}
	return ui.BarWait
}

// name is whose booking it is; a number when the name is forgotten.
func (v planned) name(p *i18n.Printer, b booking.Booking) string {
	switch {
	case b.Name != "":
		return b.Name
	case b.Number > 0:
		return p.T("desk.number", i18n.Args{"Number": b.Number})
	}
	return p.T("plan.somebody")
}

// who is whose booking it is, with how many units and people.
func (v planned) who(p *i18n.Printer, b booking.Booking) string {
	name := v.name(p, b)
	if b.Units > 1 {
		name += ", " + p.N("booking.units", b.Units)
	}
	if b.People > 1 {
		name += ", " + p.N("booking.people", b.People)
	}
	return name
}

// when is the hours of a booking as the day that is shown sees them.
func (v planned) when(p *i18n.Printer, b booking.Booking) string { return hoursOn(p, b, v.Day, v.zone) }

// hoursOn is a booking's hours on a day: "9 h – 10 h", or from when, or until when.
func hoursOn(p *i18n.Printer, b booking.Booking, day civil.Date, zone *time.Location) string {
	from, to := b.From.In(zone), b.To.In(zone)
	begins, ends := civil.DateOf(from) == day, !day.Before(civil.DateOf(to.Add(-time.Second)))
	switch {
	case begins && ends:
		return p.Range(civil.ClockOf(from), endClock(to))
	case begins:
		return p.T("plan.from", i18n.Args{"Time": p.Clock(civil.ClockOf(from))})
	case ends:
		return p.T("desk.until", i18n.Args{"Time": p.Clock(endClock(to))})
	}
	return p.T("desk.until", i18n.Args{"Time": shortDay(p, civil.DateOf(to))})
}

// ground draws what stands around the bookings: free to book, closed, or taken by something else.
func (d drawing) ground(r resource.Resource, s resource.Stretch, mine []booking.Booking) []ui.Bar {
	x := d.bar(s.From, s.To)
	switch s.State {
	case resource.Shut:
		x.State, x.Hidden = ui.BarOff, d.p.T("booking.cell.shut")
	case resource.Closing:
		x.State, x.Text = ui.BarShut, or(s.Reason, d.p.T("booking.cell.shut"))
	case resource.Unfilled:
		x.State, x.Text = ui.BarShut, d.p.T("booking.cell.unfilled")
	case resource.Taken:
		if r.Units > 1 {
			return nil // the bars say it
		}
		var all []ui.Bar
		for _, gap := range without(s, mine) {
			x := d.bar(gap.From, gap.To)
			x.State, x.Hidden = ui.BarTaken, d.p.T("plan.not_free")
			all = append(all, x)
		}
		return all
	case resource.Vacant:
		if !s.To.After(d.Now) {
			return nil
		}
		x.State, x.Text, x.Hidden = ui.BarFree, d.p.T("booking.free"), ", "+r.Name
		if r.Units > 1 {
			x.Text = d.p.N("plan.left", s.Units)
		}
		if x.To-x.From < 4 { // too short for the word
			x.Text, x.Hidden = "+", " "+x.Text+x.Hidden
		}
		x.Href = d.bookAt(d.ctx, r, d.Day, later(s.From, d.Now), s.To)
	}
	return []ui.Bar{x}
}

// without is what is left of a stretch beside bookings, which are in order of start.
func without(s resource.Stretch, mine []booking.Booking) []resource.Stretch {
	var all []resource.Stretch
	for _, b := range mine {
		if !s.From.Before(b.To) || !b.From.Before(s.To) {
			continue
		}
		if s.From.Before(b.From) {
			all = append(all, resource.Stretch{From: s.From, To: b.From})
		}
		s.From = later(s.From, b.To)
	}
	if s.From.Before(s.To) {
		all = append(all, s)
	}
	return all
}

// bookAt is where the team books a resource for somebody on a day, from an hour on.
func (v planned) bookAt(ctx context.Context, r resource.Resource, day civil.Date, from, to civil.Instant) string {
	args := []string{"slug", v.Place.Slug, "resource", r.ID.String(), "le", day.String()}
	if r.Rules.Mode == resource.Nights {
		return web.Href(ctx, "plan.new", append(args, "au", day.AddDays(max(1, r.Rules.Min)).String())...)
	}
	s := sheet{resource: r, zone: v.zone, now: v.Now}
	from = s.onStep(from)
	to = sooner(to, from.Add(max(time.Hour, time.Duration(r.Rules.MinMinutes())*time.Minute)))
	if r.Rules.Mode == resource.Slots {
		for _, x := range r.Rules.Slots {
			if at := day.At(x.From, v.zone); !at.Before(from) {
				from, to = at, day.At(x.To, v.zone)
				break
			}
		}
	}
	return web.Href(ctx, "plan.new", append(args, "de", civil.ClockOf(from.In(v.zone)).String(), "a", endClock(to.In(v.zone)).String())...)
}

// inLanes gives each bar the first lane in which nothing else is, and tells how many there are. Bookings come first, then what stands
// around them.
func inLanes(bars []ui.Bar) int {
	var ends []([]ui.Bar)
	for i := range bars {
		lane := 0
		for lane < len(ends) && slices.ContainsFunc(ends[lane], func(o ui.Bar) bool { return o.From < bars[i].To && bars[i].From < o.To }) {
			lane++
		}
		if lane == len(ends) {
			ends = append(ends, nil)
		}
		bars[i].Lane = lane
		ends[lane] = append(ends[lane], bars[i])
	}
	return len(ends)
}

// capital begins a title with a capital: French days have none of their own.
func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// stateWord is a booking's state in a word.
func stateWord(p *i18n.Printer, s booking.State) string {
	if s == "asked" {
		return p.T("plan.state.asked")
	}
	return p.T("plan.state." + string(s))
}

package bookingweb

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// weekly is a week of all that a place lends: what is free when. Strangers share it until something changes.
type weekly struct {
	Place place.Place
	First civil.Date // of the seven days shown
	Today civil.Date
	Rows  []offered
}

func (p Pages) week(c *web.Call) error {
	var mark string
	err := c.View(func(tx *store.Tx) (err error) {
		mark, err = resource.Mark(tx, c.Path("slug"))
		return err
	})
	if err != nil {
		return err
	}
	now := c.Site.DB.Now()
	asked, _ := readDay(c.Query().Text("le")) // none is from today on
	if mark == "" {                           // an address of the past leads on; no place is told so
		v, _, err := p.readWeek(c, now, asked)
		if err != nil {
			return err
		}
		http.Redirect(c.W, c.R, c.Href("booking.week", "slug", v.Place.Slug), http.StatusMovedPermanently)
		return nil
	}
	return c.Shared(c.R.URL.Path+" "+asked.String(), fmt.Sprintf("%s %p", mark, p.Schools()), func() (web.Page, templ.Component, civil.Instant, error) {
		v, until, err := p.readWeek(c, now, asked)
		title := c.P.T("booking.week.title", i18n.Args{"Place": i18n.Named(v.Place.Name)})
		other := i18n.English
		if c.Lang == other {
			other = i18n.French
		}
		alt := c.Site.Href(other, "booking.week", "slug", v.Place.Slug, "le", v.First.String())
		return web.Page{Title: title, Section: "place.search", Robots: "noindex", AltPath: alt}, weekPage(v, title), until, err
	})
}

// readWeek reads the week of a day, and the instant until which it holds if nobody books: free hours pass by the minute, and a hold runs out.
func (p Pages) readWeek(c *web.Call, now civil.Instant, asked civil.Date) (v weekly, until civil.Instant, err error) {
	err = c.View(func(tx *store.Tx) (err error) {
		if v.Place, err = place.FindBySlug(tx, c.Path("slug")); err != nil {
			return err
		}
		zone := v.Place.Zone()
		v.Today = civil.DateOf(now.In(zone))
		if asked.Before(v.Today) || v.Today.AddDays(3650).Before(asked) {
			asked = v.Today
		}
		v.First = sevenDays(v.Today, asked)
		all, err := resource.Of(tx, v.Place.ID, false)
		if err != nil {
			return err
		}
		g, err := resource.Look(tx, v.Place, p.Schools(), all, v.First, v.First.AddDays(6))
		// The days begin at today: at midnight they move on.
		if until = v.Today.AddDays(1).At(0, zone); !g.Until.IsZero() && g.Until.Before(until) {
			until = g.Until
		}
		minute := civil.At(now.Time().Truncate(time.Minute).Add(time.Minute))
		for _, r := range all {
			v.Rows = append(v.Rows, offered{sheet: sheet{resource: r, zone: zone, now: now, stretches: joined(g.Stretches(r)), latest: r.Latest(now, zone)}})
			passes := g.From.Before(now.Add(time.Duration(r.Rules.Notice)*time.Minute + 24*time.Hour))
			if passes && minute.Before(until) {
				until = minute
			}
		}
		return err
	})
	return v, until, err
}

func (v weekly) at(ctx context.Context, d civil.Date) string {
	return web.Href(ctx, "booking.week", "slug", v.Place.Slug, "le", d.String())
}

func (v weekly) choose(ctx context.Context, o *offered, d civil.Date) string {
	return web.Href(ctx, "booking.choose", "slug", v.Place.Slug, "resource", o.resource.Slug, "le", d.String())
}

func (v weekly) days() []civil.Date {
	all := make([]civil.Date, 7)
	for i := range all {
		all[i] = v.First.AddDays(i)
	}
	return all
}

// freeOn lists what is free of a resource on a day: stretches in words, or the night. Without any, state tells a day without opening, or one
// that waits for somebody to open, from one that is full.
func (o *offered) freeOn(p *i18n.Printer, d civil.Date) (free []string, state ui.CellState) {
	if d.Before(civil.DateOf(o.now.In(o.zone))) {
		return nil, ui.CellShut
	}
	if o.resource.Rules.Mode == resource.Nights {
		from, to := d.At(o.resource.Rules.Arrive, o.zone), d.AddDays(1).At(o.resource.Rules.Leave, o.zone)
		if o.within(from) && o.roomAt(from, min(to.Sub(from), d.At(civil.EndOfDay, o.zone).Sub(from))) {
			return []string{p.T("booking.free")}, ui.CellFree
		}
		return nil, ui.CellTaken
	}
	say := func(from, to civil.Instant) {
		free = append(free, p.Range(civil.ClockOf(from.In(o.zone)), endClock(to.In(o.zone))))
	}
	state = ui.CellShut
	if o.resource.Rules.Mode == resource.Slots {
		for _, r := range o.rows() {
			from, to := d.At(r.from, o.zone), d.At(r.to, o.zone)
			if _, _, ok := o.choice(from, to); ok {
				say(from, to)
			}
			state = fuller(state, o.stateIn(from, to))
		}
		return free, state
	}
	begin, end := d.At(0, o.zone), d.At(civil.EndOfDay, o.zone)
	for _, x := range o.stretches {
		from, to := later(x.From, begin), sooner(x.To, end)
		if !from.Before(to) || !to.After(o.now) {
			continue
		}
		switch x.State {
		case resource.Shut, resource.Closing:
		case resource.Unfilled:
			state = fuller(state, ui.CellUnfilled)
		case resource.Taken:
			state = fuller(state, ui.CellTaken)
		case resource.Vacant:
			state = fuller(state, ui.CellTaken) // what is too short to begin in is as good as taken
			if start, ok := o.firstStart(from, to); ok {
				say(start, to)
			}
		}
	}
	return free, state
}

// fuller is what is said of a day that is one thing for a while and another one later: taken before unfilled before shut.
func fuller(a, b ui.CellState) ui.CellState {
	for _, s := range []ui.CellState{ui.CellTaken, ui.CellRest, ui.CellUnfilled} {
		if a == s || b == s {
			return s
		}
	}
	return ui.CellShut
}

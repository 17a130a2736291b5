package bookingweb

import (
	"context"
	"errors"
	"slices"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// newBooking is the form by which the team books for somebody, from a free stretch of the plan.
type newBooking struct {
	Place      place.Place
	Resources  []resource.Resource
	Chosen     string // id of the resource
	Desk       bool   // by the team, for somebody; otherwise for oneself
	Repeat     repeated
	Days       []booking.Occurrence // of a series, once looked at
	resource   resource.Resource    // of somebody's own series
	Typed      typed
	Reason     string
	Submission string
	Refusal    error
}

func (p Pages) planNew(c *web.Call) error {
	return p.showNew(c, newBooking{Desk: true, Typed: readTyped(c.Query()), Chosen: c.Query().Text("resource"), Submission: form.NewSubmission()})
}

func (p Pages) showNew(c *web.Call, v newBooking) error {
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Place, err = atDesk(c, tx); err != nil {
			return err
		}
		if v.Typed.Day == "" {
			v.Typed.Day = civil.DateOf(tx.Now.In(v.Place.Zone())).String()
		}
		v.Resources, err = resource.Of(tx, v.Place.ID, false)
		return err
	})
	if err != nil {
		return err
	}
	title := c.P.T("desk.quick")
	return c.Page(web.Page{Title: title + ", " + v.Place.Name, Robots: "noindex", At: v.Place, Width: ui.Narrow, Status: web.StatusOf(v.Refusal)}, newPage(v, title))
}

func (p Pages) planBook(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v := newBooking{Desk: true, Repeat: readRepeated(f), Typed: readTyped(f), Chosen: f.Get("resource"), Reason: f.Text("reason"), Submission: form.NewSubmission()}
	day := v.Typed.Day
	err = c.Update(func(tx *store.Tx) error {
		if v.Repeat.Unit != "" {
			day, err = p.bookSeriesFor(c, tx, v, f.Submission())
			return err
		}
		b, err := p.bookWanted(c, tx, v, f.Submission())
		if err != nil {
			return err
		}
		day = civil.DateOf(b.From.In(b.Place.Zone())).String()
		return p.tell(c, tx, b, "confirmed")
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			if !v.listed(refusal) {
				v.Refusal = refusal
			}
			return p.showNew(c, v)
		})
	}
	c.Say("desk.booked")
	return c.Go("plan.day", "slug", c.Path("slug"), "le", day)
}

// bookWanted books what the form asks for.
func (p Pages) bookWanted(c *web.Call, tx *store.Tx, v newBooking, submission string) (b booked, err error) {
	pl, err := atDesk(c, tx)
	if err != nil {
		return b, err
	}
	r, err := chosenOf(tx, pl, v.Chosen)
	if err != nil {
		return b, err
	}
	from, to, err := v.Typed.interval(r, pl.Zone())
	if err != nil {
		return b, err
	}
	link, err := booking.Book(tx, c.Actor, booking.BookRequest{Submission: submission, Resource: r.ID, From: from, To: to, Units: number(v.Typed.Units), People: number(v.Typed.People),
		Contact: v.Typed.contact(), Purpose: v.Typed.Purpose, Reason: v.Reason, Lang: c.Lang, Schools: p.Schools()})
	if err != nil {
		return b, err
	}
	b.Now = tx.Now
	if b.Booking, err = booking.FindByLink(tx, link); err != nil {
		return b, err
	}
	return b, b.around(tx)
}

func (t typed) contact() booking.Contact {
	return booking.Contact{Name: t.Name, Email: t.Email, Phone: t.Phone}
}

// chosenOf is the resource of a place that a form chose.
func chosenOf(tx *store.Tx, pl place.Place, chosen string) (r resource.Resource, err error) {
	which, err := id.Parse[resource.Resource](chosen)
	if err != nil || which.IsZero() {
		var b fault.Breaches
		b.Add("resource", "desk.resource_missing")
		return r, b.Err()
	}
	if r, err = resource.FindByID(tx, which); err == nil && r.Place != pl.ID {
		err = fault.New(fault.NotFound, "resource.unknown")
	}
	return r, err
}

// day is the day on which a booking begins.
func (v booked) day() civil.Date { return civil.DateOf(v.From.In(v.Place.Zone())) }

// bookSeriesFor books again and again for somebody, and gives the first day of it: the one that was asked for may be left out.
func (p Pages) bookSeriesFor(c *web.Call, tx *store.Tx, v newBooking, submission string) (day string, err error) {
	pl, err := atDesk(c, tx)
	if err != nil {
		return "", err
	}
	r, err := chosenOf(tx, pl, v.Chosen)
	if err != nil {
		return "", err
	}
	link, err := p.bookSeries(c, tx, pl, r, v, submission)
	if err != nil {
		return "", err
	}
	b, err := booking.FindByLink(tx, link)
	return civil.DateOf(b.From.In(pl.Zone())).String(), err
}

func (v newBooking) action(ctx context.Context) string {
	if v.Desk {
		return web.Href(ctx, "plan.book", "slug", v.Place.Slug)
	}
	return web.Href(ctx, "booking.repeat", "slug", v.Place.Slug, "resource", v.resource.Slug)
}

func (v newBooking) crumbs(ctx context.Context, title string) []ui.Link {
	at := []ui.Link{{Href: web.Href(ctx, "place.show", "slug", v.Place.Slug), Text: v.Place.Name}}
	if v.Desk {
		return append(at, ui.Link{Href: web.Href(ctx, "plan.day", "slug", v.Place.Slug, "le", v.Typed.Day), Text: i18n.T(ctx, "plan.plan")}, ui.Link{Text: title})
	}
	return append(at, ui.Link{Href: web.Href(ctx, "booking.choose", "slug", v.Place.Slug, "resource", v.resource.Slug), Text: v.resource.Name}, ui.Link{Text: title})
}

// optionsOf are resources to choose from.
func optionsOf(all []resource.Resource) []ui.Option {
	var options []ui.Option
	for _, r := range all {
		options = append(options, ui.Option{Value: r.ID.String(), Text: r.Name})
	}
	return options
}

// passable reports whether the team may let pass all that is in the way.
func passable(err error) bool {
	var days *booking.SeriesRefusal
	if errors.As(err, &days) {
		n, staff := days.Blocked()
		return n > 0 && staff
	}
	r := refusalOf(err)
	return r != nil && !slices.ContainsFunc(r.Breaches, func(b booking.Breach) bool { return !b.Staff })
}

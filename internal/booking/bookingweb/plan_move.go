package bookingweb

import (
	"errors"
	"slices"
	"strconv"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/resource"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// rearranging is the team's page of a booking: what it is, and the form by which it is moved.
type rearranging struct {
	booked
	Resources  []resource.Resource
	Chosen     string // id of the resource
	Reason     string
	reach      booking.Extent
	Back       string // "semaine" when one came from the week
	Submission string
}

func (p Pages) planBooking(c *web.Call) error {
	return p.showRearranging(c, rearranging{Submission: form.NewSubmission(), Back: c.Query().Text("retour")})
}

// bookingOf reads the booking of an address of the team.
func bookingOf(c *web.Call, tx *store.Tx) (v booked, err error) {
	pl, err := atDesk(c, tx)
	if err != nil {
		return v, err
	}
	which, err := id.Parse[booking.Booking](c.Path("booking"))
	if err != nil {
		return v, fault.New(fault.NotFound, "booking.unknown")
	}
	if v.Booking, err = booking.Find(tx, which); err != nil {
		return v, err
	}
	if v.Booking.Place != pl.ID {
		return v, fault.New(fault.NotFound, "booking.unknown")
	}
	v.Now = tx.Now
	if err := v.readSeries(tx); err != nil {
		return v, err
	}
	return v, v.around(tx)
}

func (p Pages) showRearranging(c *web.Call, v rearranging) error {
	t, refusal := v.Typed, v.Refusal
	err := c.View(func(tx *store.Tx) (err error) {
		if v.booked, err = bookingOf(c, tx); err != nil {
			return err
		}
		v.Resources, err = resource.Of(tx, v.Place.ID, false)
		return err
	})
	if err != nil {
		return err
	}
	v.Typed, v.Refusal = t, refusal
	if v.Chosen == "" {
		zone := v.Place.Zone()
		from, to := v.From.In(zone), v.To.In(zone)
		v.Chosen, v.Typed.Day, v.Typed.From, v.Typed.To = v.Booking.Resource.String(), civil.DateOf(from).String(), civil.ClockOf(from).String(), civil.ClockOf(to).String()
		if civil.DateOf(from) != civil.DateOf(to) {
			v.Typed.LastDay = civil.DateOf(to).String()
		}
		v.Typed.Units, v.Typed.People = strconv.Itoa(v.Units), strconv.Itoa(v.People)
	}
	title := c.P.T("booking.title", i18n.Args{"Number": v.Number})
	return c.Page(web.Page{Title: title + ", " + v.Place.Name, Robots: "noindex", Team: true, Status: web.StatusOf(refusal)}, rearrangePage(v, title))
}

func (p Pages) planMove(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v := rearranging{Chosen: f.Get("resource"), Reason: f.Text("reason"), Back: f.Text("retour"), Submission: form.NewSubmission()}
	v.Typed, v.reach = readTyped(f), booking.Extent(f.Get("reach"))
	day := v.Typed.Day
	err = c.Update(func(tx *store.Tx) error {
		_, err := form.Once(tx, f.Submission(), func() (string, error) { return "", p.rearrange(c, tx, v, f.Values["leave"]) })
		return err
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			v.Refusal = refusal
			return p.showRearranging(c, v)
		})
	}
	c.Say("plan.moved")
	if v.Back == "semaine" {
		return c.Go("plan.week", "slug", c.Path("slug"), "le", day)
	}
	return c.Go("plan.day", "slug", c.Path("slug"), "le", day)
}

func (p Pages) rearrange(c *web.Call, tx *store.Tx, v rearranging, leave []string) error {
	b, err := bookingOf(c, tx)
	if err != nil {
		return err
	}
	which, err := id.Parse[resource.Resource](v.Chosen)
	if err != nil {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	r, err := resource.FindByID(tx, which)
	if err != nil {
		return err
	}
	from, to, err := v.Typed.interval(r, b.Place.Zone())
	if err != nil {
		return err
	}
	if v.reach != booking.One {
		return p.shift(c, tx, booking.ShiftRequest{Link: b.Link, Extent: v.reach, Resource: r.ID, From: from, To: to, Units: number(v.Typed.Units), People: number(v.Typed.People), Reason: v.Reason}, leave)
	}
	q := booking.RearrangeRequest{Booking: b.ID, Resource: r.ID, From: from, To: to, Reason: v.Reason, Schools: p.Schools()}
	if v.Typed.Units != "" {
		q.Units = number(v.Typed.Units)
	}
	if v.Typed.People != "" {
		q.People = number(v.Typed.People)
	}
	moved, fresh, err := booking.Rearrange(tx, c.Actor, q)
	if err != nil || !fresh {
		return err
	}
	if err := p.letters(c).Left(c.Ctx(), tx, b.Booking); err != nil {
		return err
	}
	b.Booking, b.Resource = moved, r
	return p.tell(c, tx, b, "moved")
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

package bookingweb

import (
	"strconv"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/web"
)

// fill writes what stands into the form.
func (v *teamView) fill() {
	zone := v.Place.Zone()
	from, to := v.From.In(zone), v.To.In(zone)
	v.Chosen = v.Booking.Resource.String()
	v.Typed = typed{Day: civil.DateOf(from).String(), From: civil.ClockOf(from).String(), To: civil.ClockOf(to).String(), Units: strconv.Itoa(v.Units), People: strconv.Itoa(v.People),
		Name: v.Name, Email: v.Email, Phone: v.Phone, Purpose: v.Purpose}
	if civil.DateOf(to) != civil.DateOf(from) {
		v.Typed.LastDay = civil.DateOf(to).String()
	}
}

// refill writes what was sent into the form; a drag sends the time alone.
func (v *teamView) refill(f form.Values, refusal error) {
	t := readTyped(f)
	v.fill()
	v.Chosen, v.Reason, v.Reach, v.Refusal = f.Get("resource"), f.Text("reason"), booking.Extent(f.Get("reach")), refusal
	v.Typed.Day, v.Typed.LastDay, v.Typed.From, v.Typed.To = t.Day, t.LastDay, t.From, t.To
	if !onlyTime(f) {
		v.Typed = t
	}
}

func onlyTime(f form.Values) bool { return !f.Values.Has("name") }

func (p Pages) changeBooking(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	err = c.Update(func(tx *store.Tx) error {
		_, err := form.Once(tx, f.Submission(), func() (string, error) { return "", p.change(c, tx, f) })
		return err
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			return p.showTeamBooking(c, f.Text("retour"), func(v *teamView) { v.refill(f, refusal) })
		})
	}
	c.Say("bookings.changed")
	if route := backs[f.Text("retour")]; route != "" {
		return c.Go(route, "slug", c.Path("slug"), "le", f.Text("le"))
	}
	return c.Go("desk.booking", "slug", c.Path("slug"), "number", c.Path("number"))
}

// change is what the form asks for: one booking, or others of its series moved with it. Who comes, and what for, is each one's own.
func (p Pages) change(c *web.Call, tx *store.Tx, f form.Values) error {
	v, err := numbered(c, tx)
	if err != nil {
		return err
	}
	r, err := chosenOf(tx, v.Place, f.Get("resource"))
	if err != nil {
		return err
	}
	t := readTyped(f)
	from, to, err := t.interval(r, v.Place.Zone())
	if err != nil {
		return err
	}
	q := booking.AmendRequest{Booking: v.ID, Contact: v.Contact, Purpose: v.Purpose, Resource: r.ID, From: from, To: to, Units: v.Units, People: v.People, Reason: f.Text("reason"), Schools: p.Schools()}
	if !onlyTime(f) {
		q.Contact, q.Purpose, q.Units, q.People = t.contact(), t.Purpose, number(t.Units), number(t.People)
	}
	moves := r.ID != v.Booking.Resource || from != v.From || to != v.To || q.Units != v.Units || q.People != v.People
	if reach := booking.Extent(f.Get("reach")); reach != booking.One && moves {
		s := booking.ShiftRequest{Link: v.Link, Extent: reach, Resource: q.Resource, From: q.From, To: q.To, Units: q.Units, People: q.People, Reason: q.Reason}
		if err := p.shift(c, tx, s, f.Values["leave"]); err != nil {
			return err
		}
		q = booking.AmendRequest{Booking: v.ID, Contact: q.Contact, Purpose: q.Purpose} // it has its time
	}
	done, err := booking.Amend(tx, c.Actor, q)
	if err != nil || !done.Matters {
		return err
	}
	if err := p.letters(c).Left(c.Ctx(), tx, v.Booking); err != nil {
		return err
	}
	return p.letters(c).tellWhy(c.Ctx(), tx, []booking.Booking{done.Booking}, "changed", "")
}

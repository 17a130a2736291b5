package bookingapi

import (
	"time"

	"mitoyen/internal/api"
	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// Move is what a booking is to become. What is left out stays.
type Move struct {
	Resource string     `json:"resource,omitempty" format:"uuid" doc:"With \"team\": another resource of the place."`
	From     *time.Time `json:"from,omitempty" example:"2026-11-25T14:00:00+01:00"`
	To       *time.Time `json:"to,omitempty" example:"2026-11-25T16:00:00+01:00"`
	Units    *int       `json:"units,omitempty" minimum:"0" maximum:"100000"`
	People   *int       `json:"people,omitempty" minimum:"0" maximum:"100000"`
	Team     bool       `json:"team,omitempty" doc:"As the team of the place: no deadline binds it. Bookings of others are always moved so."`
	Reason   string     `json:"reason,omitempty" maxLength:"400" doc:"With \"team\": why rules are let pass that the team may let pass. It is kept."`
}

type moving struct {
	Known
	Body Move
}

func (o Rooms) move(c *api.Call, in *moving) (*one, error) {
	out := &one{}
	return out, c.Update(func(tx *store.Tx) error {
		before, err := in.find(c, tx)
		if err != nil {
			return err
		}
		to, err := in.Body.onto(before)
		if err != nil {
			return err
		}
		b, err := o.moved(c, tx, before, to, in.Body)
		if err != nil {
			return err
		}
		out.Body, err = newAround().booking(c, tx, b)
		return err
	})
}

// onto is a booking as it is asked for.
func (m Move) onto(b booking.Booking) (booking.Booking, error) {
	var x fault.Breaches
	for _, t := range []struct {
		name string
		at   *time.Time
		into *civil.Instant
	}{{"from", m.From, &b.From}, {"to", m.To, &b.To}} {
		if t.at != nil {
			x.Check(ofOurTimes(*t.at), t.name, "booking.day_unreadable")
			*t.into = civil.At(*t.at)
		}
	}
	b.Units, b.People = or(m.Units, b.Units), or(m.People, b.People)
	if m.Resource != "" {
		which, err := id.Parse[resource.Resource](m.Resource)
		if err != nil {
			return b, fault.New(fault.NotFound, "resource.unknown")
		}
		b.Resource = which
	}
	return b, x.Err()
}

// moved moves a booking, or leaves it where it is to stay, and tells whoever comes.
func (o Rooms) moved(c *api.Call, tx *store.Tx, before, to booking.Booking, m Move) (b booking.Booking, err error) {
	r, err := resource.FindByID(tx, to.Resource)
	if err != nil {
		return b, err
	}
	p, err := place.Find(tx, before.Place)
	if err != nil {
		return b, err
	}
	fresh := true
	switch {
	case m.Team || !mine(c, before):
		b, fresh, err = booking.Rearrange(tx, c.Actor, booking.RearrangeRequest{Booking: before.ID, Resource: to.Resource, From: to.From, To: to.To, Units: to.Units, People: to.People,
			Reason: form.Line(m.Reason), Schools: o.Schools()})
	case to.Resource != before.Resource:
		return b, fault.New(fault.Forbidden, "api.other_resource")
	case to == before:
		return before, nil
	default:
		b, err = booking.Change(tx, c.Actor, booking.ChangeRequest{Link: before.Link, From: to.From, To: to.To, Units: to.Units, People: to.People, Schools: o.Schools()})
	}
	if err != nil || !fresh {
		return b, refused(c, p, r, err)
	}
	if err := o.Letters.Left(c.Ctx(), tx, before); err != nil {
		return b, err
	}
	return b, o.Letters.Changed(c.Ctx(), tx, b, "moved", "")
}

type cancelling struct {
	Known
	Team   bool   `query:"team" doc:"As the team of the place: no deadline binds it. Bookings of others are always cancelled so."`
	Reason string `query:"reason" maxLength:"500" doc:"With \"team\": for whoever booked to read."`
}

func (o Rooms) cancel(c *api.Call, in *cancelling) (*one, error) {
	out := &one{}
	return out, c.Update(func(tx *store.Tx) error {
		before, err := in.find(c, tx)
		if err != nil {
			return err
		}
		b, err := o.cancelled(c, tx, before, in)
		if err != nil {
			return err
		}
		out.Body, err = newAround().booking(c, tx, b)
		return err
	})
}

func (o Rooms) cancelled(c *api.Call, tx *store.Tx, before booking.Booking, in *cancelling) (booking.Booking, error) {
	what, why := "cancelled", ""
	var b booking.Booking
	var fresh bool
	var err error
	if in.Team || !mine(c, before) {
		what, why = "withdrawn", form.Line(in.Reason)
		b, fresh, err = booking.CancelFor(tx, c.Actor, before.ID, why)
	} else {
		b, fresh, err = booking.Cancel(tx, c.Actor, before.Link)
	}
	if err != nil || !fresh { // it was cancelled before
		return b, err
	}
	if before.State == booking.Confirmed { // what is only asked for is nobody's company
		if err := o.Letters.Left(c.Ctx(), tx, b); err != nil {
			return b, err
		}
	}
	return b, o.Letters.Changed(c.Ctx(), tx, b, what, why)
}

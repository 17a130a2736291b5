package bookingapi

import (
	"strconv"

	"mitoyen/internal/api"
	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

type listing struct {
	api.Paged
	Past     bool   `query:"past" doc:"Those that are over too, and those that were cancelled or refused."`
	Resource string `query:"resource" format:"uuid" doc:"Of this resource alone."`
}

// Bookings is a page of them.
type Bookings struct {
	Items []Booking `json:"items"`
	Next  string    `json:"next,omitempty" doc:"The cursor of the next page."`
}

type listed struct{ Body Bookings }

func (o Rooms) list(c *api.Call, in *listing) (*listed, error) {
	out := &listed{}
	after, err := readCursor(in.Cursor)
	if err != nil {
		return nil, err
	}
	f := booking.OwnFilter{Past: in.Past}
	if in.Resource != "" {
		if f.Resource, err = id.Parse[resource.Resource](in.Resource); err != nil {
			return nil, fault.New(fault.NotFound, "resource.unknown")
		}
	}
	return out, c.View(func(tx *store.Tx) error {
		out.Body.Items, out.Body.Next = []Booking{}, ""
		all, next, err := booking.PageOfPerson(tx, c.Actor, f, after, in.Limit)
		if err != nil {
			return err
		}
		if !next.At.IsZero() {
			out.Body.Next = api.Cursor(next.At.String(), next.ID.String())
		}
		known := newAround()
		for _, b := range all {
			v, err := known.booking(c, tx, b)
			if err != nil {
				return err
			}
			out.Body.Items = append(out.Body.Items, v)
		}
		return nil
	})
}

func readCursor(s string) (after booking.Cursor, err error) {
	parts, err := api.ReadCursor(s, 2)
	if err != nil || parts == nil {
		return after, err
	}
	var at civil.Instant
	which, err := id.Parse[booking.Booking](parts[1])
	if err != nil || at.UnmarshalText([]byte(parts[0])) != nil || !ofOurTimes(at.Time()) {
		return after, api.ErrCursor
	}
	return booking.Cursor{At: at, ID: which}, nil
}

// Known names one booking.
type Known struct {
	ID    string `path:"id" maxLength:"40" doc:"Its id, or its number among one's own."`
	Place string `query:"place" maxLength:"100" doc:"With a number: among those of this place, for its team."`
}

var (
	errUnknown   = fault.New(fault.NotFound, "booking.unknown")
	errAmbiguous = fault.New(fault.Conflict, "api.number_ambiguous")
)

// find reads a booking that whoever asks may know of: their own, or one of a place whose front desk they run. Any other isn't there.
func (k Known) find(c *api.Call, tx *store.Tx) (b booking.Booking, err error) {
	if b, err = k.look(c, tx); err != nil {
		return b, err
	}
	if b.Number == 0 { // only kept while somebody decides, on a page
		return b, errUnknown
	}
	if mine(c, b) {
		return b, nil
	}
	p, err := place.Find(tx, b.Place)
	if err == nil && !booking.MayRunDesk(c.Actor, p) {
		err = errUnknown
	}
	return b, err
}

func (k Known) look(c *api.Call, tx *store.Tx) (b booking.Booking, err error) {
	if which, err := id.Parse[booking.Booking](k.ID); err == nil {
		return booking.Find(tx, which)
	}
	n, err := strconv.ParseInt(k.ID, 10, 64)
	if err != nil || n < 1 {
		return b, errUnknown
	}
	if k.Place != "" {
		p, err := place.FindBySlug(tx, k.Place)
		if err != nil {
			return b, err
		}
		return booking.FindByNumber(tx, p, n)
	}
	all, err := booking.FindOwn(tx, c.Actor, n)
	switch {
	case err != nil:
		return b, err
	case len(all) == 0:
		return b, errUnknown
	case len(all) > 1:
		return b, errAmbiguous
	}
	return all[0], nil
}

func (o Rooms) get(c *api.Call, in *Known) (*one, error) {
	out := &one{}
	return out, c.View(func(tx *store.Tx) error {
		b, err := in.find(c, tx)
		if err != nil {
			return err
		}
		out.Body, err = newAround().booking(c, tx, b)
		return err
	})
}

type calendar struct {
	ContentType string `header:"Content-Type"`
	Name        string `header:"Content-Disposition"`
	Body        []byte
}

func (o Rooms) calendar(c *api.Call, in *Known) (*calendar, error) {
	out := &calendar{ContentType: "text/calendar; charset=utf-8", Name: `attachment; filename="reservation.ics"`}
	return out, c.View(func(tx *store.Tx) error {
		b, err := in.find(c, tx)
		if err != nil {
			return err
		}
		text, err := o.Letters.Calendar(tx, b, c.Shell.Origin(c.R))
		out.Body = []byte(text)
		return err
	})
}

package bookingweb

import (
	"github.com/a-h/templ"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/resource"
	"mitoyen/internal/web"
)

// noteCalled notes that somebody has been told on the telephone or at the door, or takes that back, and leads back to where that was said.
func (p Pages) noteCalled(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	called := f.Get("called") == "1"
	err = c.Update(func(tx *store.Tx) error {
		v, err := numbered(c, tx)
		if err != nil {
			return err
		}
		return booking.NoteCalled(tx, c.Actor, v.ID, called)
	})
	if err != nil {
		return err
	}
	if called {
		c.Say("texting.called")
	} else {
		c.Say("texting.uncalled")
	}
	if which, err := id.Parse[resource.Closure](f.Get("closure")); err == nil {
		return c.Go("closure.show", "slug", c.Path("slug"), "closure", which.String())
	}
	return c.Go("desk.booking", "slug", c.Path("slug"), "number", c.Path("number"))
}

// tickOff is the cell of the call list by which one says that somebody is told.
func (v closed) tickOff(b booking.Booking) templ.Component { return v.tickCell(b) }

// putBack is the cell of those who are told, by which a slip is taken back.
func (v closed) putBack(b booking.Booking) templ.Component {
	return callForm(v.Place, b, v.Closure.ID.String(), false)
}

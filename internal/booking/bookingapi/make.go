package bookingapi

import (
	"mitoyen/internal/api"
	"mitoyen/internal/booking"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
)

type making struct {
	Key  string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"200" doc:"Any word of your own for this wish. Sent again with the same one, it is done once." example:"7c9e6679-7425-40de-944b-e07fc1f90ae7"`
	Body Wish
}

type one struct{ Body Booking }

func (o Rooms) make(c *api.Call, in *making) (*one, error) {
	out := &one{}
	return out, c.Update(func(tx *store.Tx) error {
		made, err := c.Once(tx, in.Key, in.Body, func() (string, error) {
			b, err := o.book(c, tx, in.Body)
			if err != nil {
				return "", err
			}
			return b.ID.String(), o.Letters.Changed(c.Ctx(), tx, b, "confirmed", "")
		})
		if err != nil {
			return err
		}
		which, err := id.Parse[booking.Booking](made)
		if err != nil {
			return err
		}
		b, err := booking.Find(tx, which)
		if err != nil {
			return err
		}
		out.Body, err = newAround().booking(c, tx, b)
		return err
	})
}

package bookingweb

import (
	"context"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/web"
)

// Where nobody works alone, whoever doesn't come may leave somebody without company: every way by which a booking goes, or goes elsewhere,
// ends here.

func (p Pages) letters(c *web.Call) Letters {
	return Letters{Site: c.Site, Post: p.Post, Texts: p.Texts}
}

// Left writes to those whom bookings leave alone that went away, or elsewhere. gone are the bookings as they were.
func (l Letters) Left(ctx context.Context, tx *store.Tx, gone ...booking.Booking) error {
	if len(gone) == 0 {
		return nil
	}
	alone, err := booking.LeftAlone(tx, gone[0].Place, gone...)
	if err != nil {
		return err
	}
	return l.tellAlone(ctx, tx, alone)
}

// LeftBy is Left for one that the counter has noted something about, if it has made somebody stay away or go.
func (l Letters) LeftBy(ctx context.Context, tx *store.Tx, which booking.ID, what string) error {
	if what != "absent" && what != "leave" {
		return nil
	}
	b, err := booking.Find(tx, which)
	if err != nil {
		return err
	}
	return l.Left(ctx, tx, b)
}

// tellAlone writes to those whose booking nobody keeps company any more.
func (l Letters) tellAlone(ctx context.Context, tx *store.Tx, all []booking.Booking) error {
	return l.tellEach(ctx, tx, all, "alone")
}

// tellEach writes the same kind of letter about each of some bookings.
func (l Letters) tellEach(ctx context.Context, tx *store.Tx, all []booking.Booking, what string) error {
	for _, b := range all {
		v := booked{Booking: b, Now: tx.Now}
		if err := v.around(tx); err != nil {
			return err
		}
		if err := l.tell(ctx, tx, v, what); err != nil {
			return err
		}
	}
	return nil
}

package booking_test

import (
	"context"
	"slices"
	"testing"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/resource"
	"mitoyen/internal/testkit"
)

func TestTheTeamRearranges(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, resource.Rules{Cancel: 7 * 24 * 60, Min: 60})
		nobody := organisation.Actor{}
		book := func(r resource.Resource, from, to, name string) booking.Booking {
			return must[booking.Booking](t)(h.confirm(nobody, must[string](t)(h.hold(t, nobody, r, from, to)), name))
		}
		b := book(h.left, "25 14:00", "25 15:00", "Josette")
		book(h.left, "25 16:00", "25 17:00", "Henri")
		rearrange := func(by organisation.Actor, q booking.RearrangeRequest) (got booking.Booking, fresh bool, err error) {
			q.Booking = b.ID
			err = db.Update(context.Background(), func(tx *store.Tx) (err error) {
				got, fresh, err = booking.Rearrange(tx, by, q)
				return err
			})
			return got, fresh, err
		}
		to := func(r resource.Resource, from, to, reason string) booking.RearrangeRequest {
			return booking.RearrangeRequest{Resource: r.ID, From: at(t, from), To: at(t, to), Reason: reason}
		}
		if _, _, err := rearrange(nobody, to(h.right, "25 14:00", "25 15:00", "")); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("a stranger: %v", err)
		}
		for _, c := range []struct {
			q    booking.RearrangeRequest
			want []string
		}{
			{to(h.left, "25 15:30", "25 16:30", "asked for"), []string{"booking.taken"}}, // no reason makes room
			{to(h.hall, "25 16:00", "25 17:00", ""), []string{"booking.taken"}},
			{to(h.left, "25 19:00", "25 21:00", ""), []string{"booking.closed"}},
			{to(h.left, "25 20:00", "25 20:30", ""), []string{"booking.too_short", "booking.closed"}},
		} {
			if _, _, err := rearrange(organisation.System, c.q); !slices.Equal(breaches(err), c.want) {
				t.Errorf("%+v: %v", c.q, err)
			}
		}
		if _, fresh, err := rearrange(organisation.System, to(h.left, "25 14:00", "25 15:00", "")); err != nil || fresh {
			t.Errorf("as it was: fresh %v, %v", fresh, err)
		}
		// To the whole hall, which its own half isn't in the way of; then in the evening, for a reason.
		if got, fresh, err := rearrange(organisation.System, to(h.hall, "25 14:30", "25 15:30", "")); err != nil || !fresh || got.Resource != h.hall.ID || got.Sequence != 1 {
			t.Errorf("to the hall: %+v, %v", got, err)
		}
		if _, err := h.hold(t, nobody, h.right, "25 14:30", "25 15:30"); !slices.Equal(breaches(err), []string{"booking.taken"}) {
			t.Errorf("the other half is now taken too: %v", err)
		}
		got, _, err := rearrange(organisation.System, to(h.hall, "25 19:00", "25 21:00", "the concert lasts longer"))
		if err != nil || got.Sequence != 2 {
			t.Errorf("let pass: %v", err)
		}
		must[string](t)(h.hold(t, nobody, h.right, "25 14:30", "25 15:30"))
		if got, err = find(db, b.Link); err != nil || got.Resource != h.hall.ID || got.From != at(t, "25 19:00") {
			t.Errorf("kept %+v, %v", got, err)
		}
	})
}

func find(db *store.DB, link string) (b booking.Booking, err error) {
	err = db.View(context.Background(), func(tx *store.Tx) (err error) {
		b, err = booking.FindByLink(tx, link)
		return err
	})
	return b, err
}

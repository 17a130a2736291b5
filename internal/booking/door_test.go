package booking_test

import (
	"context"
	"testing"
	"time"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/resource"
	"mitoyen/internal/testkit"
)

// TestAtTheDoor: now is Tuesday 24 November, 11 o'clock. By its number alone one checks in to what is under way here or about to begin, and
// stays longer while nobody else has it and no rule forbids; nothing is told of any other number.
func TestAtTheDoor(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB, ...testkit.Option) *store.DB{"sqlite": testkit.SQLite, "postgres": testkit.PostgreSQL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := &testkit.Clock{}
			h := build(t, open(t, testkit.WithClock(clock.Now)), resource.Rules{Notice: 60, Sign: true, Max: 240})
			book := func(r resource.Resource, from, to string) (b booking.Booking) {
				update(t, h.db, func(tx *store.Tx) error {
					link, err := booking.Book(tx, organisation.System, booking.BookRequest{Resource: r.ID, From: at(t, from), To: at(t, to), Units: 1, People: 1,
						Contact: booking.Contact{Name: "Josette"}, Reason: "test"})
					if err != nil {
						return err
					}
					b, err = booking.FindByLink(tx, link)
					return err
				})
				return b
			}
			now := book(h.left, "24 11:00", "24 12:00")
			later := book(h.left, "24 14:00", "24 15:00")
			half := book(h.right, "24 11:00", "24 12:00")
			nobody := organisation.Actor{}
			arrive := func(r resource.Resource, number int64) error {
				return h.db.Update(context.Background(), func(tx *store.Tx) error {
					_, err := booking.ArriveAtDoor(tx, nobody, r, number)
					return err
				})
			}
			extend := func(r resource.Resource, number int64, to string) error {
				return h.db.Update(context.Background(), func(tx *store.Tx) error {
					_, err := booking.ExtendAtDoor(tx, nobody, r, number, at(t, to), nil)
					return err
				})
			}
			for what, err := range map[string]error{"another door's": arrive(h.left, half.Number), "later than half an hour": arrive(h.left, later.Number), "none": arrive(h.left, 0), "nobody's": arrive(h.left, 4711),
				"another door's, for longer": extend(h.left, half.Number, "24 13:00"), "not later": extend(h.left, now.Number, "24 12:00")} {
				if !fault.Is(err, fault.Invalid) {
					t.Errorf("%s: %v", what, err)
				}
			}
			for range 2 {
				if err := arrive(h.left, now.Number); err != nil {
					t.Errorf("arrive: %v", err)
				}
			}
			clock.Advance(20 * time.Minute)
			if err := extend(h.left, now.Number, "24 13:30"); err != nil {
				t.Errorf("longer: %v", err)
			}
			if got := breaches(extend(h.left, now.Number, "24 14:30")); len(got) != 1 || got[0] != "booking.taken" {
				t.Errorf("into somebody else's: %v", got)
			}
			if got := breaches(extend(h.right, half.Number, "24 15:30")); len(got) != 1 || got[0] != "booking.too_long" {
				t.Errorf("longer than the rules: %v", got)
			}
			clock.Advance(3 * time.Hour)
			if err := extend(h.left, now.Number, "24 16:00"); !fault.Is(err, fault.Invalid) {
				t.Errorf("after the end: %v", err)
			}
			// Checked in to one that begins within the half hour.
			soon := book(h.right, "24 14:30", "24 15:30")
			if err := arrive(h.right, soon.Number); err != nil {
				t.Errorf("soon: %v", err)
			}
		})
	}
}

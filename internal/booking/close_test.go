package booking_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/resource"
	"mitoyen/internal/testkit"
)

func (h house) book(t testing.TB, r resource.Resource, from, to, name string) booking.Booking {
	t.Helper()
	nobody := organisation.Actor{}
	return must[booking.Booking](t)(h.confirm(nobody, must[string](t)(h.hold(t, nobody, r, from, to)), name))
}

func (h house) shut(t testing.TB, of resource.ID, from, to string, keep bool) (done booking.Closed) {
	t.Helper()
	update(t, h.db, func(tx *store.Tx) (err error) {
		done, err = booking.Close(tx, organisation.System, booking.CloseRequest{Keep: keep,
			Closure: resource.Closure{Place: h.hall.Place, Resource: of, From: at(t, from), To: at(t, to), Reason: "Peinture"}})
		return err
	})
	return done
}

func names(all []booking.Booking) (names []string) {
	for _, b := range all {
		names = append(names, b.Name)
	}
	return names
}

func TestAClosureHitsWhatItShuts(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, resource.Rules{})
		h.book(t, h.left, "25 09:00", "25 10:00", "Before")
		hit := h.book(t, h.left, "25 10:00", "25 11:00", "Of the half")
		h.book(t, h.hall, "25 12:00", "25 13:00", "Of the hall that draws on it")
		h.book(t, h.right, "25 10:00", "25 11:00", "Of the other half")
		h.book(t, h.left, "25 14:00", "25 15:00", "After")
		held := must[string](t)(h.hold(t, organisation.Actor{}, h.left, "25 11:00", "25 12:00"))
		var line string
		update(t, db, func(tx *store.Tx) (err error) {
			line, err = booking.Wait(tx, organisation.Actor{}, booking.WaitRequest{Resource: h.left.ID, From: at(t, "25 10:00"), To: at(t, "25 11:00"), Units: 1, People: 1,
				Contact: booking.Contact{Name: "In line", Phone: "03 53 01 00 07"}})
			return err
		})
		closure := resource.Closure{Place: h.hall.Place, Resource: h.left.ID, From: at(t, "25 10:00"), To: at(t, "25 14:00"), Reason: "Peinture"}
		err := db.View(context.Background(), func(tx *store.Tx) error {
			all, err := booking.Hit(tx, closure)
			if got := names(all); !slices.Equal(got, []string{"Of the half", "In line", "", "Of the hall that draws on it"}) {
				t.Errorf("it would hit %q", got)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		lea := somebody(t, db, "lea@demo.example.org")
		err = db.Update(context.Background(), func(tx *store.Tx) error {
			_, err := booking.Close(tx, lea, booking.CloseRequest{Closure: closure})
			return err
		})
		if !fault.Is(err, fault.Forbidden) {
			t.Errorf("somebody closes: %v", err)
		}
		done := h.shut(t, h.left.ID, "25 10:00", "25 14:00", false)
		if got := names(done.Cancelled); !slices.Equal(got, []string{"Of the half", "Of the hall that draws on it"}) || done.Cancelled[0].Sequence != 1 {
			t.Errorf("it cancelled %q", got)
		}
		if b, err := find(db, line); err != nil || b.State != booking.Lapsed || !slices.Equal(names(done.InLine), []string{"In line"}) {
			t.Errorf("who stood in line: %+v, %v", b, err)
		}
		if b, err := find(db, hit.Link); err != nil || b.State != booking.Cancelled || b.Closure != done.Closure {
			t.Errorf("kept as %+v, %v", b, err)
		}
		if _, err := h.confirm(organisation.Actor{}, held, "Too late"); !slices.Equal(breaches(err), []string{"booking.closure"}) {
			t.Errorf("what was held: %v", err)
		}
		if _, err := h.hold(t, organisation.Actor{}, h.hall, "25 13:00", "25 14:30"); !slices.Equal(breaches(err), []string{"booking.closure", "booking.taken"}) {
			t.Errorf("the hall: %v", err)
		}
		h.book(t, h.right, "25 12:00", "25 13:00", "The other half is free")
		// Taken back: people can book again, and who was told stays cancelled.
		update(t, db, func(tx *store.Tx) error {
			return resource.LiftClosure(tx, organisation.System, h.hall.Place, done.Closure)
		})
		h.book(t, h.left, "25 10:00", "25 11:00", "Again")
		// Kept: nobody loses anything, and nobody else can book.
		if done := h.shut(t, resource.ID{}, "25 00:00", "26 00:00", true); len(done.Cancelled) != 0 {
			t.Errorf("kept, but cancelled %q", names(done.Cancelled))
		}
		if _, err := h.hold(t, organisation.Actor{}, h.right, "25 17:00", "25 18:00"); !slices.Equal(breaches(err), []string{"booking.closure"}) {
			t.Errorf("the whole place: %v", err)
		}
	})
}

// TestNobodySlipsIntoAClosure: twenty book while the place is closed. Whoever was quicker is told, whoever was slower is refused: nobody is
// left with a booking of a closed place.
func TestNobodySlipsIntoAClosure(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, resource.Rules{})
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				if i == 10 {
					h.shut(t, resource.ID{}, "25 08:00", "25 20:00", false)
					return
				}
				from := []string{"25 08:00", "25 09:00", "25 10:00", "25 11:00", "25 12:00", "25 13:00", "25 14:00", "25 15:00", "25 16:00", "25 17:00", "25 18:00"}
				link, err := h.hold(t, organisation.Actor{}, []resource.Resource{h.left, h.right}[i/10], from[i%10], from[i%10+1])
				if err == nil {
					_, err = h.confirm(organisation.Actor{}, link, "Quelqu'un")
				}
				if got := breaches(err); err != nil && !slices.Equal(got, []string{"booking.closure"}) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		update(t, db, func(tx *store.Tx) error {
			left, err := booking.OfDay(tx, h.hall.Place, at(t, "25 00:00"), at(t, "26 00:00"))
			if len(left) != 0 {
				t.Errorf("%d are left with a booking of a closed place", len(left))
			}
			return err
		})
	})
}

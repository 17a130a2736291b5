package booking_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/resource"
	"mitoyen/internal/testkit"
)

func TestWhoNeverComesGivesTheRestBack(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB, ...testkit.Option) *store.DB{"sqlite": testkit.SQLite, "postgres": testkit.PostgreSQL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := &testkit.Clock{}
			h := build(t, open(t, testkit.WithClock(clock.Now)), resource.Rules{NoShow: 15})
			never, here := h.book(t, h.left, "25 14:00", "25 18:00", "Never"), h.book(t, h.right, "25 14:00", "25 18:00", "Here")
			later := h.book(t, h.left, "26 14:00", "26 18:00", "Tomorrow")
			chore := func() (noted int) {
				update(t, h.db, func(tx *store.Tx) error {
					noted = 0
					due, err := booking.Absent(tx)
					for _, b := range due {
						_, fresh, err := booking.NoteAbsent(tx, b)
						if err != nil {
							return err
						}
						if fresh {
							noted++
						}
					}
					return err
				})
				return noted
			}
			clock.Advance(at(t, "25 14:00").Sub(civil.At(clock.Now())))
			update(t, h.db, func(tx *store.Tx) error { return booking.Note(tx, organisation.System, here.ID, "arrive") })
			clock.Advance(14 * time.Minute)
			if n := chore(); n != 0 {
				t.Errorf("a minute early it noted %d", n)
			}
			clock.Advance(2 * time.Minute)
			if first, again := chore(), chore(); first != 1 || again != 0 {
				t.Errorf("it noted %d, then %d", first, again)
			}
			for b, want := range map[booking.Booking]booking.State{never: booking.NoShow, here: booking.Here, later: booking.Confirmed} {
				if got, err := find(h.db, b.Link); err != nil || got.State != want {
					t.Errorf("%s is %s, %v", b.Name, got.State, err)
				}
			}
			h.book(t, h.left, "25 15:00", "25 18:00", "Somebody else has the rest")
		})
	}
}

func TestTheTeamMendsAndCancels(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, resource.Rules{Cancel: 30 * 24 * 60})
		b := h.book(t, h.left, "25 14:00", "25 15:00", "Joset")
		amend := func(q booking.AmendRequest) (a booking.Amended, err error) {
			q.Booking, q.Resource, q.Units, q.People = b.ID, h.left.ID, 1, 1
			err = db.Update(context.Background(), func(tx *store.Tx) (err error) {
				a, err = booking.Amend(tx, organisation.System, q)
				return err
			})
			return a, err
		}
		when := booking.AmendRequest{From: at(t, "25 14:00"), To: at(t, "25 15:00")}
		q := when
		q.Contact = booking.Contact{Name: "Josette", Phone: "12"}
		q.To = at(t, "25 21:00")
		if _, err := amend(q); !fault.Is(err, fault.Invalid) {
			t.Errorf("wrong in two ways: %v", err)
		} else if f, _ := fault.As(err); len(f.Fields) != 2 {
			t.Errorf("told %v", f)
		}
		q = when
		q.Contact, q.Purpose = booking.Contact{Name: "Josette", Phone: "03 25 00 00 07"}, "Chorale"
		a, err := amend(q)
		if err != nil || a.Matters || a.Booking.Sequence != 0 {
			t.Errorf("only the contact: %+v, %v", a, err)
		}
		q.Contact.Email, q.From = "josette@example.org", at(t, "25 13:00")
		if a, err = amend(q); err != nil || !a.Matters || a.Booking.Sequence != 1 {
			t.Errorf("earlier: %+v, %v", a, err)
		}
		if got, err := find(db, b.Link); err != nil || got.Name != "Josette" || got.Purpose != "Chorale" || got.From != at(t, "25 13:00") {
			t.Errorf("kept as %+v, %v", got, err)
		}
		lea := somebody(t, db, "lea@demo.example.org")
		cancel := func(by organisation.Actor) (fresh bool, err error) {
			err = db.Update(context.Background(), func(tx *store.Tx) (err error) {
				_, fresh, err = booking.CancelFor(tx, by, b.ID, "Le piano est en réparation")
				return err
			})
			return fresh, err
		}
		if _, err := cancel(lea); !fault.Is(err, fault.Forbidden) {
			t.Errorf("somebody cancels: %v", err)
		}
		first, err1 := cancel(organisation.System)
		again, err2 := cancel(organisation.System)
		if !first || again || err1 != nil || err2 != nil {
			t.Errorf("cancelled: fresh %v, %v, %v, %v", first, again, err1, err2)
		}
		if _, err := amend(q); !fault.Is(err, fault.Conflict) {
			t.Errorf("changed after all: %v", err)
		}
		var verbs []string
		update(t, db, func(tx *store.Tx) error {
			all, err := journal.Of(tx, "booking", b.ID.String(), 0, 20)
			for _, e := range all {
				verbs = append(verbs, e.Verb)
			}
			if all[0].Data["reason"] != "Le piano est en réparation" {
				t.Errorf("why: %v", all[0].Data)
			}
			return err
		})
		if want := []string{"booking.withdrawn", "booking.corrected", "booking.moved", "booking.corrected", "booking.confirmed"}; !slices.Equal(verbs, want) {
			t.Errorf("the journal tells %v", verbs)
		}
	})
}

// TestTheListGoesOn: page by page, each booking stands once and in order, whatever is looked for.
func TestTheListGoesOn(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, resource.Rules{})
		for i := range 11 {
			for _, r := range []resource.Resource{h.left, h.right} { // two at a time begin together
				b := h.book(t, r, fmt.Sprintf("25 %02d:00", 8+i), fmt.Sprintf("25 %02d:00", 9+i), []string{"Émile", "Odile", "Karim"}[i%3])
				if i == 4 {
					if err := h.cancel(b.Link); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		stay := h.book(t, h.hall, "27 10:00", "27 11:00", "Salomé") // since the week before
		update(t, db, func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE booking SET starts_at = $1, is_long = true WHERE id = $2`, at(t, "18 10:00"), stay.ID)
			return err
		})
		must[string](t)(h.hold(t, organisation.Actor{}, h.left, "25 12:00", "25 13:00")) // kept while somebody decides: not listed
		for _, c := range []struct {
			f    booking.Filter
			want int
		}{
			{booking.Filter{}, 23},
			{booking.Filter{Resource: h.left.ID}, 11},
			{booking.Filter{Name: "emi"}, 8},
			{booking.Filter{Name: "personne"}, 0},
			{booking.Filter{States: []booking.State{booking.Cancelled}}, 2},
			{booking.Filter{From: at(t, "25 10:00"), To: at(t, "25 12:00")}, 5},
			{booking.Filter{From: at(t, "25 10:30"), To: at(t, "25 11:00")}, 3}, // who is there, though it began before
			{booking.Filter{From: at(t, "27 11:00")}, 0},
			{booking.Filter{To: at(t, "25 08:00")}, 1},
		} {
			c.f.Place = h.hall.Place
			update(t, db, func(tx *store.Tx) error {
				var all []booking.Booking
				seen := map[booking.ID]bool{}
				for next := (booking.Cursor{}); ; {
					page, on, err := booking.List(tx, c.f, next, 3)
					if err != nil {
						return err
					}
					for _, b := range page {
						if seen[b.ID] || len(all) > 0 && b.From.Before(all[len(all)-1].From) {
							t.Errorf("%+v: %s stands twice, or out of order", c.f, b.Name)
						}
						seen[b.ID] = true
						all = append(all, b)
					}
					if next = on; next.At.IsZero() {
						break
					}
				}
				if len(all) != c.want {
					t.Errorf("%+v: %d, want %d", c.f, len(all), c.want)
				}
				return nil
			})
		}
	})
}

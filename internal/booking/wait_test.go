package booking_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"mitoyen/internal/booking"
	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/resource"
	"mitoyen/internal/testkit"
)

func (h house) wait(t testing.TB, name, email string, from, to string) (link string, err error) {
	t.Helper()
	err = h.db.Update(context.Background(), func(tx *store.Tx) (err error) {
		link, err = booking.Wait(tx, organisation.Actor{}, booking.WaitRequest{Resource: h.left.ID, From: at(t, from), To: at(t, to), Units: 1, People: 1,
			Contact: booking.Contact{Name: name, Email: email}, Lang: i18n.French})
		return err
	})
	return link, err
}

// turns does what the program does every few seconds, and tells who was told what.
func (h house) turns(t testing.TB) (told []string) {
	t.Helper()
	tell := func(tx *store.Tx, o capacity.Offered) error {
		b, to, err := booking.Turn(tx, o)
		if to {
			told = append(told, b.Name+" "+string(b.State))
		}
		return err
	}
	update(t, h.db, func(tx *store.Tx) error { return capacity.Sweep(tx, tell) })
	update(t, h.db, func(tx *store.Tx) error {
		freed, err := capacity.Freed(tx)
		if err != nil {
			return err
		}
		return capacity.Offer(tx, freed, booking.OfferLasts, tell)
	})
	return told
}

func (h house) find(t testing.TB, link string) (b booking.Booking, l booking.Line) {
	t.Helper()
	err := h.db.View(context.Background(), func(tx *store.Tx) (err error) {
		if b, err = booking.FindByLink(tx, link); err != nil {
			return err
		}
		l, err = booking.LineOf(tx, b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b, l
}

func TestWhatIsFreedGoesDownTheLine(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB, ...testkit.Option) *store.DB{"sqlite": testkit.SQLite, "postgres": testkit.PostgreSQL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := &testkit.Clock{}
			h := build(t, open(t, testkit.WithClock(clock.Now)), resource.Rules{Notice: 4 * 24 * 60})
			nobody := organisation.Actor{}
			first := must[string](t)(h.hold(t, nobody, h.left, "30 14:00", "30 15:00"))
			must[booking.Booking](t)(h.confirm(nobody, first, "Josette"))
			if _, err := h.wait(t, "Henri", "", "30 14:00", "30 15:00"); !fault.Is(err, fault.Invalid) {
				t.Errorf("nobody could reach Henri: %v", err)
			}
			if _, err := h.wait(t, "Henri", "henri@example.org", "30 06:00", "30 07:00"); !slices.Equal(breaches(err), []string{"booking.closed"}) {
				t.Errorf("in line for a closed hour: %v", err)
			}
			free := must[string](t)(h.wait(t, "Nora", "nora@example.org", "30 16:00", "30 17:00"))
			if b, l := h.find(t, free); b.State != booking.Held || l.Until.IsZero() {
				t.Errorf("what is free is held at once, not waited for: %s", b.State)
			}
			second := must[string](t)(h.wait(t, "Henri", "henri@example.org", "30 14:00", "30 15:00"))
			clock.Advance(time.Second)
			third := must[string](t)(h.wait(t, "Paul", "paul@example.org", "30 14:30", "30 15:30"))
			if b, l := h.find(t, third); b.State != booking.Waiting || l.Position != 2 {
				t.Errorf("Paul is %s at %d", b.State, l.Position)
			}
			if told := h.turns(t); len(told) > 0 {
				t.Errorf("nothing was freed, yet %v", told)
			}
			clock.Advance(48 * time.Hour) // now within the notice
			if err := h.cancel(first); err != nil {
				t.Fatal(err)
			}
			if told := h.turns(t); !slices.Equal(told, []string{"Henri offered"}) {
				t.Errorf("told %v", told)
			}
			if _, err := h.hold(t, nobody, h.left, "30 14:00", "30 15:00"); !slices.Contains(breaches(err), "booking.taken") {
				t.Errorf("somebody jumped the line: %v", err)
			}
			// Henri sleeps on it for too long; then it is Paul's turn, who takes it although the notice has passed.
			clock.Advance(13 * time.Hour)
			if told := h.turns(t); !slices.Equal(told, []string{"Henri lapsed", "Paul offered"}) {
				t.Errorf("told %v", told)
			}
			if b := must[booking.Booking](t)(h.confirm(nobody, third, "Paul")); b.State != booking.Confirmed || b.Number != 2 {
				t.Errorf("Paul has %+v", b)
			}
			if _, err := h.confirm(nobody, second, "Henri"); !slices.Contains(breaches(err), "booking.taken") {
				t.Errorf("Henri came too late: %v", err)
			}
		})
	}
}

func TestLeavingTheLine(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, resource.Rules{})
		nobody := organisation.Actor{}
		link := must[string](t)(h.hold(t, nobody, h.left, "30 14:00", "30 15:00"))
		must[booking.Booking](t)(h.confirm(nobody, link, "Josette"))
		henri := must[string](t)(h.wait(t, "Henri", "henri@example.org", "30 14:00", "30 15:00"))
		paul := must[string](t)(h.wait(t, "Paul", "paul@example.org", "30 14:00", "30 15:00"))
		if err := h.cancel(henri); err != nil {
			t.Fatal(err)
		}
		if err := h.cancel(link); err != nil {
			t.Fatal(err)
		}
		if told := h.turns(t); !slices.Equal(told, []string{"Paul offered"}) {
			t.Errorf("told %v", told)
		}
		if err := h.cancel(paul); err != nil { // he leaves it to whoever comes
			t.Fatal(err)
		}
		must[string](t)(h.hold(t, nobody, h.left, "30 14:00", "30 15:00"))
	})
}

// The front desk takes or declines for somebody who has only a telephone: within their time, by their rules, and nobody jumps the line.
func TestTheDeskAnswersForWhoWaits(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB, ...testkit.Option) *store.DB{"sqlite": testkit.SQLite, "postgres": testkit.PostgreSQL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := &testkit.Clock{}
			h := build(t, open(t, testkit.WithClock(clock.Now)), resource.Rules{})
			had := must[string](t)(h.hold(t, organisation.Actor{}, h.left, "30 14:00", "30 15:00"))
			must[booking.Booking](t)(h.confirm(organisation.Actor{}, had, "Josette"))
			wait := func(who string) booking.Booking {
				t.Helper()
				b, _ := h.find(t, must[string](t)(h.wait(t, who, who+"@example.org", "30 14:00", "30 15:00")))
				clock.Advance(time.Second)
				return b
			}
			henri, paul, nora := wait("Henri"), wait("Paul"), wait("Nora")
			yes := func(by organisation.Actor, b booking.Booking) (after booking.Booking, fresh bool, err error) {
				err = h.db.Update(context.Background(), func(tx *store.Tx) (err error) {
					after, fresh, err = booking.ConfirmFor(tx, by, b.ID, nil)
					return err
				})
				return after, fresh, err
			}
			no := func(by organisation.Actor, b booking.Booking) error {
				return h.db.Update(context.Background(), func(tx *store.Tx) error { return booking.DeclineFor(tx, by, b.ID) })
			}
			lea := somebody(t, h.db, "lea@example.org")
			if _, _, err := yes(lea, henri); !fault.Is(err, fault.Forbidden) {
				t.Errorf("somebody confirms: %v", err)
			}
			if err := no(lea, henri); !fault.Is(err, fault.Forbidden) {
				t.Errorf("somebody declines: %v", err)
			}
			if _, _, err := yes(team, henri); !fault.Is(err, fault.Conflict) {
				t.Errorf("nothing is offered yet: %v", err)
			}
			if err := h.cancel(had); err != nil {
				t.Fatal(err)
			}
			h.turns(t)
			if err := errors.Join(no(team, henri), no(team, henri)); err != nil {
				t.Errorf("Henri declines, twice: %v", err)
			}
			if told := h.turns(t); !slices.Equal(told, []string{"Paul offered"}) {
				t.Errorf("told %v", told)
			}
			clock.Advance(13 * time.Hour) // Paul answers too late: it is Nora's by now
			h.turns(t)
			if _, _, err := yes(team, paul); !slices.Equal(breaches(err), []string{"booking.taken"}) {
				t.Errorf("Paul came too late: %v", err)
			}
			b, fresh, err := yes(team, nora)
			if err != nil || !fresh || b.State != booking.Confirmed || b.Number != 2 || !b.Person.IsZero() {
				t.Errorf("Nora has %+v, %v", b, err)
			}
			if _, fresh, err := yes(team, nora); err != nil || fresh {
				t.Errorf("again: %v, %v", fresh, err)
			}
			if err := no(team, nora); !fault.Is(err, fault.Conflict) {
				t.Errorf("declined what is hers: %v", err)
			}
		})
	}
}

func TestAnOfferLeavesTimeToReadAndANightToSleep(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ left, lasts time.Duration }{
		{10 * time.Minute, 15 * time.Minute}, {time.Hour, 30 * time.Minute}, {10 * time.Hour, 5 * time.Hour}, {240 * time.Hour, 12 * time.Hour},
	} {
		if got := booking.OfferLasts(c.left); got != c.lasts {
			t.Errorf("%s before: %s", c.left, got)
		}
	}
}

package booking_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/organisation"
	"mitoyen/internal/resource"
	"mitoyen/internal/shift"
	"mitoyen/internal/testkit"
)

// opened makes the house open by shifts on Wednesdays from 14:00 to 18:00; by is of its team.
func (h house) opened(t *testing.T) (by organisation.Actor, pattern shift.PatternID) {
	t.Helper()
	by = somebody(t, h.db, "maryse@example.org")
	update(t, h.db, func(tx *store.Tx) error {
		err := organisation.Give(tx, organisation.System, by.Person, organisation.Grant{Role: organisation.Manager, Scope: organisation.InPlace, ID: h.left.Place.String()})
		if err != nil {
			return err
		}
		if by, err = organisation.Load(tx, by.Person); err != nil {
			return err
		}
		if err := shift.Set(tx, by, shift.Settings{Place: h.left.Place, ByShifts: true}); err != nil {
			return err
		}
		err = shift.Add(tx, by, shift.AddRequest{Pattern: shift.Pattern{Place: h.left.Place, Days: shift.Days(0).With(time.Wednesday), From: 14 * 60, To: 18 * 60,
			First: civil.MustDate("2026-11-01"), Wanted: 1}})
		if err != nil {
			return err
		}
		all, err := shift.Patterns(tx, h.left.Place)
		pattern = all[0].ID
		return err
	})
	return by, pattern
}

func (h house) take(by organisation.Actor, which shift.PatternID) error {
	return h.db.Update(context.Background(), func(tx *store.Tx) error {
		return shift.Take(tx, by, shift.TakeRequest{Pattern: which, Day: civil.MustDate("2026-11-25")})
	})
}

func (h house) giveBack(by organisation.Actor) (g booking.GivenBack, err error) {
	err = h.db.Update(context.Background(), func(tx *store.Tx) error {
		mine, err := shift.OfPerson(tx, by.Person, tx.Now, 10)
		if err != nil || len(mine) == 0 {
			return fault.New(fault.NotFound, "nothing")
		}
		g, err = booking.GiveBack(tx, by, mine[0].ID, nil)
		return err
	})
	return g, err
}

// An unfilled shift closes; a filled one opens over its own hours; one given back tells whom it leaves, and loses nobody.
func TestAnUnfilledShiftCloses(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, resource.Rules{})
		by, pattern := h.opened(t)
		wants := func(from, to string, want ...string) {
			t.Helper()
			if _, err := h.hold(t, organisation.Actor{}, h.left, from, to); !slices.Equal(breaches(err), want) {
				t.Errorf("%s to %s: %v", from, to, err)
			}
		}
		wants("25 14:00", "25 15:00", "booking.unfilled")
		wants("25 21:00", "25 22:00", "booking.closed")
		if err := h.take(by, pattern); err != nil {
			t.Fatal(err)
		}
		wants("25 17:00", "25 19:00", "booking.unfilled")
		link := must[string](t)(h.hold(t, organisation.Actor{}, h.left, "25 14:00", "25 15:00"))
		must[booking.Booking](t)(h.confirm(organisation.Actor{}, link, "Josette"))

		g, err := h.giveBack(by)
		if err != nil || len(g.Unopened) != 1 || g.Unopened[0].Name != "Josette" {
			t.Errorf("given back: %v, %v", g.Unopened, err)
		}
		if err := db.View(context.Background(), func(tx *store.Tx) error {
			b, err := booking.FindByLink(tx, link)
			if b.State != booking.Confirmed {
				t.Errorf("Josette's is %s", b.State)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		wants("25 15:00", "25 16:00", "booking.unfilled")
	})
}

// With a key one needs nobody; a night needs nobody either.
func TestWhoNeedsNobodyToOpen(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, resource.Rules{Key: true})
		h.opened(t)
		must[string](t)(h.hold(t, organisation.Actor{}, h.left, "25 14:00", "25 15:00"))
	})
}

// A référent must be there all the while, and the refusal says when one is.
func TestAReferentMustBeThere(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, resource.Rules{Referent: true})
		by, _ := h.opened(t)
		update(t, db, func(tx *store.Tx) error {
			if err := shift.Set(tx, by, shift.Settings{Place: h.left.Place}); err != nil {
				return err
			}
			_, err := resource.Keep(tx, by, resource.KeepRequest{Place: h.left.Place, Resource: h.left, Referents: []account.ID{by.Person}})
			return err
		})
		if _, err := h.hold(t, organisation.Actor{}, h.left, "25 14:00", "25 15:00"); !slices.Equal(breaches(err), []string{"booking.no_referent_ahead"}) {
			t.Errorf("nobody there: %v", err)
		}
		update(t, db, func(tx *store.Tx) error {
			return shift.BePresent(tx, by, shift.PresentRequest{Place: h.left.Place, From: at(t, "25 14:00"), To: at(t, "25 16:00")})
		})
		if _, err := h.hold(t, organisation.Actor{}, h.left, "25 15:00", "25 17:00"); !slices.Equal(breaches(err), []string{"booking.no_referent"}) {
			t.Errorf("there for half of it: %v", err)
		}
		link := must[string](t)(h.hold(t, organisation.Actor{}, h.left, "25 14:00", "25 15:00"))
		must[booking.Booking](t)(h.confirm(organisation.Actor{}, link, "Josette"))
		if g, err := h.giveBack(by); err != nil || len(g.Alone) != 1 || len(g.Unopened) != 0 {
			t.Errorf("the référent doesn't come: %+v, %v", g, err)
		}
	})
}

// Nobody is alone: somebody else's booking or a shift must cover it, one's own doesn't count, two are company.
func TestLoneWorkIsRefused(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, resource.Rules{Lone: resource.LoneNever, Alone: true})
		josette, karim := somebody(t, db, "josette@example.org"), somebody(t, db, "karim@example.org")
		_, err := h.hold(t, josette, h.left, "25 14:00", "25 15:00")
		var r *booking.Refusal
		if !slices.Equal(breaches(err), []string{"booking.lone_ahead"}) {
			t.Fatalf("alone: %v", err)
		}
		if r, _ = err.(*booking.Refusal); r.Breaches[0].Staff {
			t.Error("the team may let pass what nobody may")
		}
		book := func(who organisation.Actor, in resource.Resource, people int) string {
			t.Helper()
			var link string
			update(t, db, func(tx *store.Tx) (err error) {
				link, err = booking.Book(tx, organisation.System, booking.BookRequest{Resource: in.ID, From: at(t, "25 13:00"), To: at(t, "25 16:00"), Units: 1, People: people, Person: who.Person,
					Contact: booking.Contact{Name: "Quelqu'un"}})
				return err
			})
			return link
		}
		other := book(karim, h.right, 2)
		if _, err := h.hold(t, karim, h.left, "25 14:00", "25 15:00"); !slices.Equal(breaches(err), []string{"booking.lone_ahead"}) {
			t.Errorf("beside himself: %v", err)
		}
		link := must[string](t)(h.hold(t, josette, h.left, "25 14:00", "25 15:00"))
		must[booking.Booking](t)(h.confirm(josette, link, "Josette"))
		left := func(gone string) (names []string) {
			t.Helper()
			if err := h.cancel(gone); err != nil {
				t.Fatal(err)
			}
			update(t, db, func(tx *store.Tx) error {
				b, err := booking.FindByLink(tx, gone)
				if err != nil {
					return err
				}
				alone, err := booking.LeftAlone(tx, h.left.Place, b)
				for _, b := range alone {
					names = append(names, b.Name)
				}
				return err
			})
			return names
		}
		if who := left(other); !slices.Equal(who, []string{"Josette"}) {
			t.Errorf("left alone: %v", who)
		}
		// She is alone already, and isn't told again when somebody goes who never was company enough.
		var brief string
		update(t, db, func(tx *store.Tx) (err error) {
			brief, err = booking.Book(tx, organisation.System, booking.BookRequest{Resource: h.right.ID, From: at(t, "25 14:00"), To: at(t, "25 14:30"), Units: 1, People: 2, Person: karim.Person,
				Contact: booking.Contact{Name: "Karim"}})
			return err
		})
		if who := left(brief); len(who) != 0 {
			t.Errorf("told again: %v", who)
		}
	})
}

// What is only asked for is nobody's company, alone or in a series, and nobody loses company when it goes: closed, or cancelled.
func TestWhatIsAskedIsNobodysCompany(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, resource.Rules{})
		h.left.Rules.Lone = resource.LoneAsk
		h.right.Rules.Approve, h.right.Rules.Repeat = true, 4
		update(t, db, func(tx *store.Tx) error {
			_, err1 := resource.Keep(tx, organisation.System, resource.KeepRequest{Place: h.left.Place, Resource: h.left})
			_, err2 := resource.Keep(tx, organisation.System, resource.KeepRequest{Place: h.left.Place, Resource: h.right})
			return errors.Join(err1, err2)
		})
		karim := somebody(t, db, "karim@example.org")
		ask := func() booking.Booking {
			t.Helper()
			q := booking.RepeatRequest{Resource: h.right.ID, From: at(t, "25 14:00"), To: at(t, "25 15:00"), Every: weekly(2), Contact: booking.Contact{Name: "Karim"}}
			all := must[[]booking.Booking](t)(h.repeat(karim, q))
			if all[0].State != booking.Asked {
				t.Fatalf("asked for: %s", all[0].State)
			}
			return all[0]
		}
		alone := func(went string, were []booking.Booking, want ...string) {
			t.Helper()
			update(t, db, func(tx *store.Tx) error {
				left, err := booking.LeftAlone(tx, h.left.Place, were...)
				if got := names(left); !slices.Equal(got, want) {
					t.Errorf("%s: %v left alone", went, got)
				}
				return err
			})
		}
		first := ask()
		if _, err := h.bookFor(t, membership.ID{}, h.left, "25 14:00", "25 15:00", ""); !slices.Equal(breaches(err), []string{"booking.lone_ahead"}) {
			t.Errorf("beside what is asked for: %v", err)
		}
		must[booking.Booking](t)(h.bookFor(t, membership.ID{}, h.left, "25 14:00", "25 15:00", "She has done it for years"))
		var were []booking.Booking
		update(t, db, func(tx *store.Tx) (err error) {
			_, were, err = booking.CancelSeries(tx, organisation.Actor{}, first.Link, booking.Whole)
			return err
		})
		alone("a series that was asked for is cancelled", were)
		ask()
		alone("it is closed", h.shut(t, h.right.ID, "25 13:00", "25 15:00", false).Were)
		// What somebody said yes to is company.
		update(t, db, func(tx *store.Tx) error {
			all, err := resource.Closures(tx, h.left.Place, tx.Now, at(t, "25 23:00"))
			if err != nil {
				return err
			}
			return resource.LiftClosure(tx, organisation.System, h.left.Place, all[0].ID)
		})
		yes := must[booking.Booking](t)(h.confirm(karim, must[string](t)(h.hold(t, karim, h.right, "25 14:00", "25 15:00")), "Karim"))
		update(t, db, func(tx *store.Tx) error {
			_, _, err := booking.Answer(tx, organisation.System, booking.AnswerRequest{Place: h.left.Place, Booking: yes.ID, Yes: true})
			return err
		})
		alone("what was promised is closed", h.shut(t, h.right.ID, "25 13:00", "25 15:00", false).Were, "Fatou")
	})
}

// Whoever books while a shift is given back is either told of or refused.
func TestNobodyIsLostWhileAShiftIsGivenBack(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, resource.Rules{})
		by, pattern := h.opened(t)
		if err := h.take(by, pattern); err != nil {
			t.Fatal(err)
		}
		const most = 8
		booked := make(chan bool, most)
		for i := range most {
			go func() {
				err := db.Update(context.Background(), func(tx *store.Tx) error {
					from := at(t, "25 14:00").Add(time.Duration(i) * 30 * time.Minute)
					_, err := booking.Book(tx, organisation.System, booking.BookRequest{Resource: h.left.ID, From: from, To: from.Add(30 * time.Minute), Units: 1, People: 1, Contact: booking.Contact{Name: "Quelqu'un"}})
					return err
				})
				if err != nil && !slices.Equal(breaches(err), []string{"booking.unfilled"}) && !slices.Equal(breaches(err), []string{"booking.too_short"}) {
					t.Error(err)
				}
				booked <- err == nil
			}()
		}
		g, err := h.giveBack(by)
		if err != nil {
			t.Error(err)
		}
		count := 0
		for range most {
			if <-booked {
				count++
			}
		}
		if count != len(g.Unopened) {
			t.Errorf("%d booked, %d told", count, len(g.Unopened))
		}
	})
}

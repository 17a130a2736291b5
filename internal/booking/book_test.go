package booking_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/booking"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/testkit"
)

// house is a place with a hall in two halves.
type house struct {
	db                *store.DB
	hall, left, right resource.Resource
}

func update(t testing.TB, db *store.DB, fn func(*store.Tx) error) {
	t.Helper()
	if err := db.Update(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func build(t testing.TB, db *store.DB, rules resource.Rules) house {
	t.Helper()
	h := house{db: db}
	update(t, db, func(tx *store.Tx) error {
		org, err := organisation.Create(tx, organisation.Organisation{Name: "La Maison", Kind: organisation.Association})
		if err != nil {
			return err
		}
		p, err := place.Create(tx, organisation.System, place.Place{}, place.Facts{place.FName: "La Maison", place.FStage: "open", place.FHours: "Mo-Su 08:00-20:00; PH off"},
			place.Origin{Rank: place.ByImport, Source: "test"}, "place.seeded")
		if err != nil {
			return err
		}
		if err := place.Operate(tx, organisation.System, p.ID, org.ID); err != nil {
			return err
		}
		add := func(name string, parts ...resource.ID) resource.Resource {
			slug, err := resource.Keep(tx, organisation.System, resource.KeepRequest{Place: p.ID, Parts: parts,
				Resource: resource.Resource{Name: name, Kind: resource.Room, Units: 1, Rules: rules}})
			if err != nil {
				t.Fatal(err)
			}
			r, err := resource.Find(tx, p.ID, slug)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		h.left, h.right = add("Gauche"), add("Droite")
		h.hall = add("Halle", h.left.ID, h.right.ID)
		return nil
	})
	return h
}

// somebody is a person with an account.
func somebody(t testing.TB, db *store.DB, email string) organisation.Actor {
	t.Helper()
	var a organisation.Actor
	update(t, db, func(tx *store.Tx) error {
		p, err := account.Open(tx, email, i18n.French)
		if err == nil {
			a, err = organisation.Load(tx, p.ID)
		}
		return err
	})
	return a
}

func (h house) hold(t testing.TB, by organisation.Actor, r resource.Resource, from, to string) (link string, err error) {
	t.Helper()
	err = h.db.Update(context.Background(), func(tx *store.Tx) (err error) {
		link, err = booking.Hold(tx, by, booking.HoldRequest{Resource: r.ID, From: at(t, from), To: at(t, to), Units: 1, People: 1, Lang: i18n.French})
		return err
	})
	return link, err
}

func (h house) confirm(by organisation.Actor, link, name string) (b booking.Booking, err error) {
	err = h.db.Update(context.Background(), func(tx *store.Tx) (err error) {
		b, _, err = booking.Confirm(tx, by, booking.ConfirmRequest{Link: link, Contact: booking.Contact{Name: name}})
		return err
	})
	return b, err
}

func (h house) cancel(link string) error {
	return h.db.Update(context.Background(), func(tx *store.Tx) error {
		_, _, err := booking.Cancel(tx, organisation.Actor{}, link)
		return err
	})
}

// breaches lists the codes of a refusal.
func breaches(err error) (codes []string) {
	var r *booking.Refusal
	if errors.As(err, &r) {
		for _, b := range r.Breaches {
			codes = append(codes, b.Code)
		}
	}
	return codes
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestAStrangerBooksWithANameAlone(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, resource.Rules{})
		link := must[string](t)(h.hold(t, organisation.Actor{}, h.left, "25 14:00", "25 15:00"))
		if _, err := h.confirm(organisation.Actor{}, link, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a name: %v", err)
		}
		b := must[booking.Booking](t)(h.confirm(organisation.Actor{}, link, "Josette"))
		again := must[booking.Booking](t)(h.confirm(organisation.Actor{}, link, "Somebody else"))
		if b.Number != 1 || b.State != booking.Confirmed || again.Name != "Josette" || again.Number != 1 {
			t.Errorf("booked %+v, again %+v", b, again)
		}
		second := must[string](t)(h.hold(t, organisation.Actor{}, h.right, "25 14:00", "25 15:00"))
		if b := must[booking.Booking](t)(h.confirm(organisation.Actor{}, second, "Henri")); b.Number != 2 {
			t.Errorf("the second has number %d", b.Number)
		}
	})
}

func TestTheHallAndItsHalvesExcludeEachOther(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, resource.Rules{Buffer: 30})
		nobody := organisation.Actor{}
		must[string](t)(h.hold(t, nobody, h.left, "25 14:00", "25 15:00"))
		for _, c := range []struct {
			r        resource.Resource
			from, to string
			free     bool
		}{
			{h.hall, "25 14:30", "25 16:00", false},
			{h.hall, "25 15:00", "25 16:00", false}, // the buffer after the half
			{h.right, "25 14:00", "25 15:00", true},
			{h.hall, "25 15:30", "25 16:30", true},
			{h.left, "25 16:00", "25 17:00", false},
			{h.left, "25 13:00", "25 14:00", false}, // its own buffer would reach into what is taken
			{h.left, "25 12:30", "25 13:30", true},
		} {
			_, err := h.hold(t, nobody, c.r, c.from, c.to)
			if got := breaches(err); (err == nil) != c.free || !c.free && (len(got) != 1 || got[0] != "booking.taken") {
				t.Errorf("%s %s: %v", c.r.Name, c.from, err)
			}
		}
	})
}

func TestTwentyWantOneHalf(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, resource.Rules{})
		var all sync.WaitGroup
		var mu sync.Mutex
		got := 0
		for i := range 20 {
			all.Go(func() {
				r := []resource.Resource{h.hall, h.left, h.hall, h.left}[i%4]
				link, err := h.hold(t, organisation.Actor{}, r, "25 14:00", "25 15:00")
				if err == nil {
					_, err = h.confirm(organisation.Actor{}, link, "Quelqu'un")
				}
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					got++
				} else if c := breaches(err); len(c) != 1 || c[0] != "booking.taken" {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got != 1 {
			t.Errorf("%d of twenty have it", got)
		}
	})
}

// TestOnePersonCantBeTwice: twenty requests of one person for different things at one time; the rule allows one at a time.
func TestOnePersonCantBeTwice(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, resource.Rules{})
		who := somebody(t, db, "lucie@demo.example.org")
		var all sync.WaitGroup
		var mu sync.Mutex
		got := 0
		for i := range 20 {
			all.Go(func() {
				_, err := h.hold(t, who, []resource.Resource{h.left, h.right}[i%2], "25 14:00", "25 15:00")
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					got++
				} else if breaches(err) == nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got != 1 {
			t.Errorf("%d at once", got)
		}
	})
}

func TestAHoldThatRanOut(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB, ...testkit.Option) *store.DB{"sqlite": testkit.SQLite, "postgres": testkit.PostgreSQL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := &testkit.Clock{}
			h := build(t, open(t, testkit.WithClock(clock.Now)), resource.Rules{})
			nobody := organisation.Actor{}
			first := must[string](t)(h.hold(t, nobody, h.left, "25 14:00", "25 15:00"))
			clock.Advance(booking.HoldFor)
			// Nobody has come in between: it is confirmed all the same, swept away or not.
			other := must[string](t)(h.hold(t, nobody, h.right, "25 14:00", "25 15:00"))
			clock.Advance(booking.HoldFor)
			h.turns(t)
			must[booking.Booking](t)(h.confirm(nobody, first, "Josette"))
			must[booking.Booking](t)(h.confirm(nobody, other, "Henri"))
			// Somebody has: the second is told, with the reason.
			late := must[string](t)(h.hold(t, nobody, h.left, "26 14:00", "26 15:00"))
			clock.Advance(booking.HoldFor)
			quick := must[string](t)(h.hold(t, nobody, h.hall, "26 14:30", "26 15:30"))
			must[booking.Booking](t)(h.confirm(nobody, quick, "Maryse"))
			if _, err := h.confirm(nobody, late, "Karim"); len(breaches(err)) != 1 || breaches(err)[0] != "booking.taken" {
				t.Errorf("the late one: %v", err)
			}
		})
	}
}

func TestCancelAndMoveUntilTheDeadline(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB, ...testkit.Option) *store.DB{"sqlite": testkit.SQLite, "postgres": testkit.PostgreSQL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := &testkit.Clock{}
			h := build(t, open(t, testkit.WithClock(clock.Now)), resource.Rules{Cancel: 24 * 60})
			nobody := organisation.Actor{}
			link := must[string](t)(h.hold(t, nobody, h.left, "27 14:00", "27 15:00"))
			must[booking.Booking](t)(h.confirm(nobody, link, "Josette"))
			taken := must[string](t)(h.hold(t, nobody, h.left, "27 16:00", "27 17:00"))
			must[booking.Booking](t)(h.confirm(nobody, taken, "Henri"))
			move := func(from, to string) (b booking.Booking, err error) {
				err = h.db.Update(context.Background(), func(tx *store.Tx) (err error) {
					b, err = booking.Change(tx, nobody, booking.ChangeRequest{Link: link, From: at(t, from), To: at(t, to), Units: 1, People: 1})
					return err
				})
				return b, err
			}
			if _, err := move("27 15:30", "27 16:30"); len(breaches(err)) != 1 {
				t.Errorf("onto another's: %v", err)
			}
			// Half an hour later: its own old time isn't in the way.
			if b, err := move("27 14:30", "27 15:30"); err != nil || b.Sequence != 1 {
				t.Errorf("moved %+v, %v", b, err)
			}
			clock.Advance(48*time.Hour + 3*time.Hour + 31*time.Minute) // Thursday, less than a day before
			if _, err := move("28 14:30", "28 15:30"); !fault.Is(err, fault.Conflict) {
				t.Errorf("too late to move: %v", err)
			}
			if err := h.cancel(link); !fault.Is(err, fault.Conflict) {
				t.Errorf("too late to cancel: %v", err)
			}
			if err := h.cancel(taken); err != nil {
				t.Errorf("in time to cancel: %v", err)
			}
			if err := h.cancel(taken); err != nil {
				t.Errorf("cancelled twice: %v", err)
			}
			must[string](t)(h.hold(t, nobody, h.left, "27 16:00", "27 17:00"))
		})
	}
}

func TestNamesAreForgottenInTheirTime(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB, ...testkit.Option) *store.DB{"sqlite": testkit.SQLite, "postgres": testkit.PostgreSQL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := &testkit.Clock{}
			h := build(t, open(t, testkit.WithClock(clock.Now)), resource.Rules{})
			who := somebody(t, h.db, "lucie@demo.example.org")
			past := must[string](t)(h.hold(t, organisation.Actor{}, h.left, "25 14:00", "25 15:00"))
			must[booking.Booking](t)(h.confirm(organisation.Actor{}, past, "Josette"))
			hers := must[string](t)(h.hold(t, who, h.right, "27 14:00", "27 15:00"))
			must[booking.Booking](t)(h.confirm(who, hers, "Lucie"))
			read := func(link string) (b booking.Booking) {
				err := h.db.View(context.Background(), func(tx *store.Tx) (err error) {
					b, err = booking.FindByLink(tx, link)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				return b
			}
			update(t, h.db, func(tx *store.Tx) error { return booking.Forget(tx, who.Person) })
			if b := read(hers); b.Name != "" || !b.Person.IsZero() || b.State != booking.Cancelled {
				t.Errorf("hers: %+v", b)
			}
			must[string](t)(h.hold(t, organisation.Actor{}, h.hall, "27 14:00", "27 15:00")) // nobody has it any more
			update(t, h.db, booking.ForgetOld)
			if read(past).Name != "Josette" {
				t.Error("forgotten too early")
			}
			clock.Advance(400 * 24 * time.Hour)
			update(t, h.db, booking.ForgetOld)
			if b := read(past); b.Name != "" || b.Number != 1 {
				t.Errorf("a year later: %+v", b)
			}
		})
	}
}

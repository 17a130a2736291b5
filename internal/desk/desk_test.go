package desk_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/desk"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/testkit"
)

func TestCodes(t *testing.T) {
	t.Parallel()
	for pin, want := range map[string]string{
		"4728": "", "47281": "", "472819": "", "0417": "", "2050": "", "8426": "",
		"": "desk.pin.shape", "472": "desk.pin.shape", "4728190": "desk.pin.shape", "47a8": "desk.pin.shape", "４７２８": "desk.pin.shape", "-472": "desk.pin.shape",
		"0000": "desk.pin.trivial", "777777": "desk.pin.trivial", "1234": "desk.pin.trivial", "345678": "desk.pin.trivial", "7890": "desk.pin.trivial", "4321": "desk.pin.trivial",
		"1212": "desk.pin.trivial", "909090": "desk.pin.trivial", "1987": "desk.pin.trivial", "2026": "desk.pin.trivial", "2580": "desk.pin.trivial",
	} {
		if got := desk.CheckPIN(pin); got != want {
			t.Errorf("%q: %q, want %q", pin, got, want)
		}
	}
}

// counter is a place with a computer at its desk, and somebody who runs it.
type counter struct {
	*testing.T
	db    *store.DB
	clock *testkit.Clock
	place place.Place
	token string
	ines  organisation.Actor
}

func eachCounter(t *testing.T, f func(c counter)) {
	for name, open := range map[string]func(testing.TB, ...testkit.Option) *store.DB{"sqlite": testkit.SQLite, "postgres": testkit.PostgreSQL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := counter{T: t, clock: &testkit.Clock{}, token: desk.NewToken()}
			c.db = open(t, testkit.WithClock(c.clock.Now))
			c.update(func(tx *store.Tx) (err error) {
				c.place, err = place.Create(tx, organisation.System, place.Place{}, place.Facts{place.FName: "La Maison", place.FStage: "open"}, place.Origin{Rank: place.ByImport, Source: "test"}, "place.seeded")
				if err != nil {
					return err
				}
				if _, err := desk.Enrol(tx, organisation.System, desk.EnrolRequest{Place: c.place.ID, Name: "Ordinateur", Token: c.token}); err != nil {
					return err
				}
				p, err := account.Open(tx, "ines@example.org", i18n.French)
				if err != nil {
					return err
				}
				if err := organisation.Give(tx, organisation.System, p.ID, organisation.Grant{Role: organisation.FrontDesk, Scope: organisation.InPlace, ID: c.place.ID.String()}); err != nil {
					return err
				}
				c.ines, err = organisation.Load(tx, p.ID)
				return err
			})
			f(c)
		})
	}
}

func (c counter) update(do func(*store.Tx) error) {
	c.Helper()
	if err := c.db.Update(context.Background(), do); err != nil {
		c.Fatal(err)
	}
}

func (c counter) begin(pin string) error {
	return desk.Begin(context.Background(), c.db, desk.BeginRequest{Computer: c.token, Person: c.ines.Person, PIN: pin, Token: desk.NewToken()})
}

// code is what a refused try says.
func code(err error) string {
	if f, ok := fault.As(err); ok && len(f.Fields) == 1 {
		return f.Fields[0].Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

// Twenty tries at once are as many as five: the sixth is locked out, the right code too, for longer each time.
func TestTriesAreFew(t *testing.T) {
	t.Parallel()
	eachCounter(t, func(c counter) {
		if got := code(c.begin("4728")); got != "desk.pin.unknown" {
			c.Errorf("without a code: %q", got)
		}
		if err := desk.SetPIN(context.Background(), c.db, c.ines, "4728"); err != nil {
			c.Fatal(err)
		}
		var all sync.WaitGroup
		var mu sync.Mutex
		said := map[string]int{}
		for range 20 {
			all.Go(func() {
				got := code(c.begin("9999"))
				mu.Lock()
				defer mu.Unlock()
				said[got]++
			})
		}
		all.Wait()
		if said["desk.pin.wrong"] != 4 || said["desk.pin.wrong_last"] != 1 || said["desk.pin.locked"] != 15 {
			c.Errorf("twenty wrong codes: %v", said)
		}
		if got := code(c.begin("4728")); got != "desk.pin.locked" {
			c.Errorf("the right code while locked out: %q", got)
		}
		c.clock.Advance(15 * time.Minute)
		for range 5 {
			c.begin("9999") //nolint:errcheck // wrong
		}
		c.clock.Advance(15 * time.Minute)
		if got := code(c.begin("4728")); got != "desk.pin.locked" {
			c.Errorf("the second lock is as short as the first: %q", got)
		}
		c.clock.Advance(15 * time.Minute)
		if err := c.begin("4728"); err != nil {
			c.Errorf("after the lock: %v", err)
		}
		// The right one makes the tries new.
		for range 4 {
			c.begin("9999") //nolint:errcheck // wrong
		}
		if err := c.begin("4728"); err != nil {
			c.Errorf("after four wrong ones: %v", err)
		}
		// Whoever runs the desk no longer is out, whatever they know.
		c.update(func(tx *store.Tx) error {
			return organisation.Take(tx, organisation.System, c.ines.Person, organisation.Grant{Role: organisation.FrontDesk, Scope: organisation.InPlace, ID: c.place.ID.String()})
		})
		if got := code(c.begin("4728")); got != "desk.pin.unknown" {
			c.Errorf("without the role: %q", got)
		}
	})
}

// A visit sent many times counts once; taking back names the visit; figures are by day on the place's wall.
func TestVisitsAreCountedOnce(t *testing.T) {
	t.Parallel()
	eachCounter(t, func(c counter) {
		var reasons []desk.Reason
		c.update(func(tx *store.Tx) (err error) {
			if err := desk.KeepReasons(tx, organisation.System, c.place.ID, []string{"Atelier", "Autre"}); err != nil {
				return err
			}
			reasons, err = desk.Reasons(tx, c.place.ID)
			return err
		})
		submission := form.NewSubmission()
		count := func(submission string, at civil.Instant) error {
			return c.db.Update(context.Background(), func(tx *store.Tx) error {
				return desk.Count(tx, c.ines, desk.CountRequest{Submission: submission, Place: c.place.ID, Reason: reasons[0].ID, Age: desk.Young, At: at})
			})
		}
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if err := count(submission, civil.Instant{}); err != nil {
					c.Error(err)
				}
			})
		}
		all.Wait()
		now := c.db.Now()
		yesterday := civil.DateOf(now.In(c.place.Zone())).AddDays(-1)
		if err := count(form.NewSubmission(), yesterday.At(civil.EndOfDay, c.place.Zone()).Add(-time.Second)); err != nil {
			c.Fatal(err)
		}
		total := func() (sums []desk.Sum) {
			c.update(func(tx *store.Tx) (err error) {
				sums, err = desk.Figures(tx, c.ines, c.place, yesterday, yesterday.AddDays(1))
				return err
			})
			return sums
		}
		if got := total(); len(got) != 2 || got[0] != (desk.Sum{Day: yesterday, Reason: "Atelier", Age: desk.Young, Count: 1}) || got[1].Count != 1 {
			c.Errorf("figures: %+v", got)
		}
		c.update(func(tx *store.Tx) error {
			last, err := desk.Last(tx, c.place.ID, yesterday.AddDays(1))
			if err != nil {
				return err
			}
			for range 2 {
				if err := desk.Uncount(tx, c.ines, c.place.ID, last.ID); err != nil {
					return err
				}
			}
			return nil
		})
		if got := total(); len(got) != 1 {
			c.Errorf("taken back: %+v", got)
		}
		// A reason that is left out is not offered any more and stays in the figures; one that is renamed in its case alone is the same.
		c.update(func(tx *store.Tx) error {
			return desk.KeepReasons(tx, organisation.System, c.place.ID, []string{"autre"})
		})
		if got := total(); len(got) != 1 || got[0].Reason != "Atelier" {
			c.Errorf("past figures: %+v", got)
		}
		for _, wrong := range [][]string{nil, {"a", "A"}, {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"}} {
			err := c.db.Update(context.Background(), func(tx *store.Tx) error { return desk.KeepReasons(tx, organisation.System, c.place.ID, wrong) })
			if !fault.Is(err, fault.Invalid) {
				c.Errorf("reasons %q: %v", wrong, err)
			}
		}
		if err := c.db.Update(context.Background(), func(tx *store.Tx) error {
			return desk.Count(tx, organisation.Actor{}, desk.CountRequest{Place: c.place.ID, Reason: reasons[0].ID})
		}); !fault.Is(err, fault.Unauthenticated) {
			c.Errorf("a stranger counts: %v", err)
		}
	})
}

package place_test

import (
	"context"
	"sync"
	"testing"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/testkit"
)

// village is a small directory with people around it: La GARE has a team (its association), Le Four has none.
type village struct {
	*testing.T
	db                              *store.DB
	clock                           *testkit.Clock
	gare, four                      place.ID
	association                     organisation.ID
	manager, desk, trainer          organisation.Actor // of La GARE's association
	elsewhere                       organisation.Actor // manager of another association
	coordinator, administrator, lea organisation.Actor // Léa is signed in and holds no role
	stranger                        organisation.Actor
}

// inVillage runs a test in a fresh village on each database, with a clock of its own.
func inVillage(t *testing.T, f func(v *village)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, ...testkit.Option) *store.DB{"sqlite": testkit.SQLite, "postgres": testkit.PostgreSQL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := &village{T: t, clock: &testkit.Clock{}}
			v.db = open(t, testkit.WithTerritory(), testkit.WithClock(v.clock.Now), testkit.Readers(6)) // 24 connections on PostgreSQL
			v.build()
			f(v)
		})
	}
}

var byImport = place.Origin{Rank: place.ByImport, Source: "census-2019", On: civil.MustDate("2019-03-01"), Ref: "1"}

func (v *village) build() {
	v.update(func(tx *store.Tx) error {
		own, err := organisation.Create(tx, organisation.Organisation{Name: "L'association de La GARE", Kind: organisation.Association})
		if err != nil {
			return err
		}
		other, err := organisation.Create(tx, organisation.Organisation{Name: "L'association du Moulin", Kind: organisation.Association})
		if err != nil {
			return err
		}
		v.association = own.ID
		for _, x := range []struct {
			who  *organisation.Actor
			name string
			held []organisation.Grant
		}{
			{&v.manager, "maryse", []organisation.Grant{{Role: organisation.Manager, Scope: organisation.InOrganisation, ID: own.ID.String()}}},
			{&v.desk, "ines", []organisation.Grant{{Role: organisation.FrontDesk, Scope: organisation.InOrganisation, ID: own.ID.String()}}},
			{&v.trainer, "paul", []organisation.Grant{{Role: organisation.Trainer, Scope: organisation.InOrganisation, ID: own.ID.String()}}},
			{&v.elsewhere, "claire", []organisation.Grant{{Role: organisation.Manager, Scope: organisation.InOrganisation, ID: other.ID.String()}}},
			{&v.coordinator, "nadia", []organisation.Grant{{Role: organisation.Coordinator, Scope: organisation.InInstance}}},
			{&v.administrator, "sami", []organisation.Grant{{Role: organisation.Administrator, Scope: organisation.InInstance}}},
			{&v.lea, "lea", nil},
		} {
			p, err := account.Open(tx, x.name+"@example.org", i18n.French)
			if err != nil {
				return err
			}
			for _, g := range x.held {
				if err := organisation.Give(tx, organisation.System, p.ID, g); err != nil {
					return err
				}
			}
			if *x.who, err = organisation.Load(tx, p.ID); err != nil {
				return err
			}
		}
		gare, err := place.Create(tx, organisation.System, place.Place{Organisation: own.ID}, place.Facts{place.FName: "La GARE", place.FCommune: "52499", place.FPhone: "03 25 00 00 01"}, byImport, "place.created")
		if err != nil {
			return err
		}
		four, err := place.Create(tx, organisation.System, place.Place{}, place.Facts{place.FName: "Le Four banal", place.FCommune: "36137"}, byImport, "place.created")
		v.gare, v.four = gare.ID, four.ID
		return err
	})
}

func (v *village) update(do func(*store.Tx) error) {
	v.Helper()
	if err := v.db.Update(context.Background(), do); err != nil {
		v.Fatal(err)
	}
}

func (v *village) try(do func(*store.Tx) error) error { return v.db.Update(context.Background(), do) }

func (v *village) view(do func(*store.Tx) error) {
	v.Helper()
	if err := v.db.View(context.Background(), do); err != nil {
		v.Fatal(err)
	}
}

func (v *village) place(which place.ID) (p place.Place) {
	v.Helper()
	v.view(func(tx *store.Tx) (err error) {
		p, err = place.Find(tx, which)
		return err
	})
	return p
}

// journal is what was done to an object, newest first.
func (v *village) journal(which place.ID) (all []journal.Entry) {
	v.Helper()
	v.view(func(tx *store.Tx) (err error) {
		all, err = journal.Of(tx, "place", which.String(), 0, 100)
		return err
	})
	return all
}

func (v *village) count(query string, args ...any) (n int) {
	v.Helper()
	v.view(func(tx *store.Tx) (err error) {
		n, err = store.One(tx, store.Value[int], query, args...)
		return err
	})
	return n
}

// person opens an account without any role.
func (v *village) person(name string) (a organisation.Actor) {
	v.Helper()
	v.update(func(tx *store.Tx) error {
		p, err := account.Open(tx, name+"@example.org", i18n.French)
		a = organisation.Actor{Person: p.ID, Name: p.Name}
		return err
	})
	return a
}

func (v *village) edit(by organisation.Actor, which place.ID, seen civil.Instant, f place.Facts) error {
	return v.try(func(tx *store.Tx) error {
		_, err := place.Edit(tx, by, place.EditRequest{Place: which, Seen: seen, Facts: f})
		return err
	})
}

// propose keeps a proposal and gives its id.
func (v *village) propose(by organisation.Actor, r place.ProposeRequest) (which id.Of[place.Proposal]) {
	v.Helper()
	v.update(func(tx *store.Tx) error {
		text, err := place.Propose(tx, by, r)
		if err == nil {
			which, err = id.Parse[place.Proposal](text)
		}
		return err
	})
	return which
}

func (v *village) proposal(which id.Of[place.Proposal]) (q place.Proposal) {
	v.Helper()
	v.view(func(tx *store.Tx) (err error) {
		q, err = place.FindProposal(tx, which)
		return err
	})
	return q
}

func (v *village) decide(by organisation.Actor, r place.DecideRequest) error {
	return v.try(func(tx *store.Tx) error {
		_, err := place.Decide(tx, by, r)
		return err
	})
}

func (v *village) vote(by organisation.Actor, which id.Of[place.Proposal], agrees bool) (o place.Outcome, err error) {
	err = v.try(func(tx *store.Tx) (err error) {
		o, err = place.Vote(tx, by, which, agrees)
		return err
	})
	return o, err
}

// want checks what was told: the codes of a refusal, or "" for none.
func (v *village) want(what string, err error, codes string) {
	v.Helper()
	got := ""
	if f, ok := fault.As(err); ok {
		got = f.Error()
	} else if err != nil {
		got = "broken: " + err.Error()
	}
	if got != codes {
		v.Errorf("%s: %q, want %q", what, got, codes)
	}
}

// race runs n transactions at once: how many were kept, and what the others were told. PostgreSQL has them all begun before the first goes
// on; SQLite has one writer anyway.
func (v *village) race(n int, do func(i int, tx *store.Tx) error) (kept int, others map[string]int) {
	others = map[string]int{}
	var mu sync.Mutex
	var all, begun sync.WaitGroup
	if v.db.Engine() == store.PostgreSQL {
		begun.Add(n)
	}
	for i := range n {
		all.Go(func() {
			arrive := sync.OnceFunc(begun.Done)
			err := v.try(func(tx *store.Tx) error {
				if tx.Engine() == store.PostgreSQL {
					if _, err := store.One(tx, store.Value[int], `SELECT 1`); err != nil {
						return err
					}
					arrive()
				}
				begun.Wait()
				return do(i, tx)
			})
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				kept++
			} else {
				others[err.Error()]++
			}
		})
	}
	all.Wait()
	return kept, others
}

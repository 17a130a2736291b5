package survey_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/project"
	"mitoyen/internal/survey"
)

// Those who said that they take part are asked once, those who only want the result never; nobody is in the group by it.
func TestWhoeverWantsToTakePartIsAskedOnce(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, survey.ByAddress)
		var mayor organisation.ID
		var group project.Project
		h.do(func(tx *store.Tx) error {
			if err := mayor.UnmarshalText([]byte(h.mayor.Grants[0].ID)); err != nil {
				return err
			}
			slug, err := project.Begin(tx, h.mayor, project.BeginRequest{Name: "Sceaux Smart", Commune: "92071", Summary: "Un tiers-lieu", Authority: mayor})
			if err != nil {
				return err
			}
			group, _, err = project.Find(tx, h.mayor, slug)
			return err
		})
		invite := func(by organisation.Actor) (n int, err error) {
			err = h.try(func(tx *store.Tx) error {
				letters, err := survey.Invite(tx, by, h.which, group.ID)
				n = len(letters)
				return err
			})
			return n, err
		}
		if _, err := invite(h.mayor); !fault.Is(err, fault.Conflict) {
			t.Errorf("nobody has answered yet: %v", err)
		}
		h.move(survey.Open)
		h.do(func(tx *store.Tx) error {
			for _, c := range []survey.Contact{{Name: "Ada", Email: "ada@example.org", TakesPart: true}, {Name: "Bob", Email: "bob@example.org"}, {Name: "Fred", Phone: "01 00 00 00 01", TakesPart: true}} {
				if err := survey.LeaveContact(tx, h.survey(tx), c); err != nil {
					return err
				}
			}
			return nil
		})
		h.move(survey.Closed)
		if _, err := invite(h.mayor); !fault.Is(err, fault.Conflict) {
			t.Errorf("it can still open again: %v", err)
		}
		h.move(survey.Published)
		if _, err := invite(h.other); !fault.Is(err, fault.Forbidden) {
			t.Errorf("another authority: %v", err)
		}
		for _, want := range []int{1, 0} {
			if n, err := invite(h.mayor); n != want || err != nil {
				t.Errorf("%d letters, %d wanted: %v", n, want, err)
			}
		}
		h.do(func(tx *store.Tx) error {
			n, err := project.Count(tx, group)
			if n != 0 {
				t.Errorf("%d are in the group, and nobody said yes", n)
			}
			return err
		})
		if _, err := askedInto(h, h.other, group); !fault.Is(err, fault.Forbidden) {
			t.Errorf("another authority reads how many were asked: %v", err)
		}
	})
}

func askedInto(h *town, by organisation.Actor, g project.Project) (a survey.Asked, err error) {
	err = h.try(func(tx *store.Tx) (err error) {
		a, err = survey.AskedInto(tx, by, h.which, g)
		return err
	})
	return a, err
}

// surveyed is a published survey with contacts, and the group of its authority.
func surveyed(t *testing.T, db *store.DB, contacts ...survey.Contact) (*town, project.Project) {
	h := build(t, db, survey.ByAddress)
	var group project.Project
	h.do(func(tx *store.Tx) error {
		var mayor organisation.ID
		if err := mayor.UnmarshalText([]byte(h.mayor.Grants[0].ID)); err != nil {
			return err
		}
		slug, err := project.Begin(tx, h.mayor, project.BeginRequest{Name: "Sceaux Smart", Commune: "92071", Summary: "Un tiers-lieu", Authority: mayor})
		if err == nil {
			group, _, err = project.Find(tx, h.mayor, slug)
		}
		return err
	})
	h.move(survey.Open)
	h.do(func(tx *store.Tx) error {
		for _, c := range contacts {
			c.TakesPart = true
			if err := survey.LeaveContact(tx, h.survey(tx), c); err != nil {
				return err
			}
		}
		return nil
	})
	h.move(survey.Closed)
	h.move(survey.Published)
	return h, group
}

// How many were asked and have answered is told, and never who, nor yes or no. Whatever an invitation comes to, its person isn't asked a second time.
func TestHowManyWereAskedAndHaveAnswered(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		h, g := surveyed(t, db, survey.Contact{Name: "Ada", Email: "ada@example.org"}, survey.Contact{Name: "Bob", Email: "bob@example.org"}, survey.Contact{Name: "Cléa", Email: "clea@example.org"},
			survey.Contact{Name: "Fred", Phone: "01 00 00 00 01"}, survey.Contact{Name: "Gil", Email: "gil@example.org"})
		look := func(when string, left, others int, rounds ...[4]int) {
			t.Helper()
			a, err := askedInto(h, h.mayor, g)
			if err != nil || a.TakePart != 5 || a.Left != left || a.Others() != others || len(a.Rounds) != len(rounds) {
				t.Errorf("%s: %+v, %v", when, a, err)
				return
			}
			for i, r := range a.Rounds {
				if got := [4]int{r.ByLetter, r.ByPhone, r.Answered, r.Waiting}; got != rounds[i] || r.On.IsZero() {
					t.Errorf("%s: by letter, by phone, answered, waiting: %v, want %v (%s)", when, got, rounds[i], r.On)
				}
			}
		}
		var letters []project.Letter
		press := func() {
			t.Helper()
			h.do(func(tx *store.Tx) (err error) {
				letters, err = survey.Invite(tx, h.mayor, h.which, g.ID)
				return err
			})
		}
		look("before", 5, 0)
		h.do(func(tx *store.Tx) error { // Gil is asked by himself
			_, err := project.Invite(tx, h.mayor, project.InviteRequest{Project: g.ID, Guests: []project.Guest{{Name: "Gil", Email: "gil@example.org"}}})
			return err
		})
		press()
		if len(letters) != 3 {
			t.Fatalf("%d letters", len(letters))
		}
		look("asked", 0, 1, [4]int{3, 1, 0, 4})
		first := letters
		var ada organisation.Actor
		h.do(func(tx *store.Tx) error {
			_, who, err := project.Answer(tx, first[0].Link, true, "fr")
			ada = organisation.Actor{Person: who.ID}
			if err == nil {
				_, _, err = project.Answer(tx, first[1].Link, false, "fr")
			}
			return err
		})
		look("one said yes, one no", 0, 1, [4]int{3, 1, 2, 2})
		h.do(func(tx *store.Tx) error {
			_, s, err := project.Find(tx, ada, g.Slug)
			if err != nil {
				return err
			}
			waiting, err := project.Invited(tx, s, g)
			if err != nil {
				return err
			}
			return project.Called(tx, ada, g.ID, waiting[0].ID, false) // Fred says no
		})
		look("one was called", 0, 1, [4]int{3, 1, 3, 1})
		h.do(func(tx *store.Tx) error {
			tx.Now = tx.Now.Add(61 * 24 * time.Hour)
			return project.Settle(tx)
		})
		look("two months later", 0, 1, [4]int{3, 1, 3, 0})
		press()
		if len(letters) != 0 {
			t.Errorf("pressed again, %d letters go out", len(letters))
		}
		look("pressed again", 0, 1, [4]int{3, 1, 3, 0})
		h.do(func(tx *store.Tx) error {
			n, err := store.One(tx, store.Value[int], `SELECT count(*) FROM project_invitation WHERE phone <> ''`)
			if n != 0 {
				t.Error("who said no on the phone stands on the call list again")
			}
			return err
		})
	})
}

// Twenty press at once: one letter for each.
func TestTwentyInviteAtOnce(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		var all []survey.Contact
		for i := range 15 {
			all = append(all, survey.Contact{Name: fmt.Sprintf("Ada %d", i), Email: fmt.Sprintf("ada%d@example.org", i)})
		}
		h, g := surveyed(t, db, all...)
		errs := make([]error, 20)
		sent := make([]int, 20)
		var group sync.WaitGroup
		for i := range errs {
			group.Go(func() {
				errs[i] = h.try(func(tx *store.Tx) error {
					letters, err := survey.Invite(tx, h.mayor, h.which, g.ID)
					sent[i] = len(letters)
					return err
				})
			})
		}
		group.Wait()
		total := 0
		for i, err := range errs {
			if total += sent[i]; err != nil {
				t.Error(err)
			}
		}
		a, err := askedInto(h, h.mayor, g)
		if total != 15 || err != nil || a.Left != 0 || len(a.Rounds) != 1 || a.Rounds[0].ByLetter != 15 {
			t.Errorf("%d letters, %+v, %v", total, a, err)
		}
	})
}

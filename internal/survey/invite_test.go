package survey_test

import (
	"testing"

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
	})
}

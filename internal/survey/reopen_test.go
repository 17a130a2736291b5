package survey_test

import (
	"testing"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/survey"
)

// A team that closes, looks, opens again for one answer and looks again learns nothing of whoever gave it: neither a text, nor a name, nor that
// somebody came (ADR 17).
func TestOpeningAgainIsolatesNobody(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, survey.ByAddress)
		come := func(n int, text, name string) {
			t.Helper()
			h.do(func(tx *store.Tx) error {
				for range n {
					if err := h.answer(tx, "", survey.Answers{"age": {"old"}, "often": {"never"}, "why": {text}}); err != nil {
						return err
					}
				}
				return survey.LeaveContact(tx, h.survey(tx), survey.Contact{Name: name, Email: name + "@example.org"})
			})
		}
		look := func() (known int) {
			t.Helper()
			for what, read := range map[string]func(*store.Tx) error{
				"texts":    func(tx *store.Tx) error { _, err := survey.Texts(tx, h.mayor, h.which, "why"); return err },
				"contacts": func(tx *store.Tx) error { _, err := survey.Contacts(tx, h.mayor, h.which); return err },
			} {
				if err := h.try(read); !fault.Is(err, fault.Conflict) {
					t.Errorf("%s are read while it can open again: %v", what, err)
				}
			}
			h.do(func(tx *store.Tx) error { known = h.survey(tx).Known(); return nil })
			return known
		}
		h.move(survey.Open)
		come(35, "Trop loin.", "ada")
		h.move(survey.Closed)
		before := look()
		h.move(survey.Open)
		look()
		come(1, "J'ai peur du bruit.", "bob")
		h.move(survey.Closed)
		if after := look(); before != 33 || after != 33 {
			t.Errorf("%d answers, then %d", before, after)
		}
		h.move(survey.Published)
		h.do(func(tx *store.Tx) error {
			texts, err := survey.Texts(tx, h.mayor, h.which, "why")
			if err != nil {
				return err
			}
			contacts, err := survey.Contacts(tx, h.mayor, h.which)
			if s := h.survey(tx); len(texts) != 36 || len(contacts) != 2 || s.Known() != 36 {
				t.Errorf("in the end %d texts, %d contacts, %d answers", len(texts), len(contacts), s.Known())
			}
			return err
		})
		if err := h.try(func(tx *store.Tx) error {
			return survey.Move(tx, h.mayor, survey.MoveRequest{Survey: h.which, To: survey.Open})
		}); !fault.Is(err, fault.Conflict) {
			t.Errorf("opened again once it was read: %v", err)
		}
	})
}

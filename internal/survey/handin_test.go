package survey_test

import (
	"strings"
	"testing"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/survey"
)

// Where paper is handed in can be said and changed until the result is told, by whoever runs the survey.
func TestWherePaperIsHandedIn(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, survey.ByAddress)
		where := strings.Repeat("é", survey.MostHandIn)
		say := func(to string) func(*store.Tx) error {
			return func(tx *store.Tx) error {
				return survey.SayHandIn(tx, h.mayor, survey.HandInRequest{Survey: h.which, Where: to})
			}
		}
		h.do(say(where)) // signs are counted, not bytes
		h.do(func(tx *store.Tx) error {
			if got := h.survey(tx).HandIn; got != where {
				t.Errorf("kept as %q", got)
			}
			return nil
		})
		if err := h.try(say(where + "é")); !fault.Is(err, fault.Invalid) {
			t.Errorf("a sign too many: %v", err)
		}
		if err := h.try(func(tx *store.Tx) error {
			return survey.SayHandIn(tx, h.other, survey.HandInRequest{Survey: h.which, Where: "chez moi"})
		}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("another authority: %v", err)
		}
		h.move(survey.Open)
		h.do(say("mairie"))
		h.move(survey.Closed)
		h.do(say(""))
		h.move(survey.Published)
		if err := h.try(say("trop tard")); !fault.Is(err, fault.Conflict) {
			t.Errorf("published: %v", err)
		}
	})
}

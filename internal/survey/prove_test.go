package survey_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/survey"
	"mitoyen/internal/testkit"
)

// TestProveAHundredThousandAnswers closes and counts a survey of 100,000 answers: once, when it is published. What is told afterwards is stored,
// and as small as for a hundred.
func TestProveAHundredThousandAnswers(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		n := testkit.Rounds(2_000, 100_000)
		h := build(t, db, survey.ByAddress)
		h.move(survey.Open)
		h.do(func(tx *store.Tx) error {
			var rows [][]any
			for i := range n {
				packed, err := json.Marshal(survey.Answers{"age": {ages[i%3]}, "often": {oftens[i*7%3]}, "uses": {"work", "meet"}, "when": {"sat-am", "wed-pm"}})
				if err != nil {
					return err
				}
				rows = append(rows, []any{id.Random[survey.Answers](), h.which, string(packed), false})
			}
			if err := tx.InsertAll(`INSERT INTO survey_answer (id, survey_id, answers, paper)`, "", rows); err != nil {
				return err
			}
			return tx.ExecOne(`UPDATE survey SET answers = $1 WHERE id = $2`, n, h.which)
		})
		h.move(survey.Closed)
		from := time.Now()
		var counted *survey.Counted
		err := db.View(context.Background(), func(tx *store.Tx) (err error) {
			counted, err = survey.Count(tx, h.mayor, h.which)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		took := time.Since(from)
		from = time.Now()
		h.do(func(tx *store.Tx) error {
			return survey.Move(tx, h.mayor, survey.MoveRequest{Survey: h.which, To: survey.Published, Counted: counted})
		})
		held := time.Since(from)
		var size int
		h.do(func(tx *store.Tx) (err error) {
			from = time.Now()
			s := h.survey(tx)
			if s.Result.Answers != n {
				t.Errorf("%d were counted, want %d", s.Result.Answers, n)
			}
			size, err = store.One(tx, store.Value[int], `SELECT length(result) FROM survey WHERE id = $1`, h.which)
			return err
		})
		if held > 100*time.Millisecond && n > 10_000 {
			t.Errorf("publishing held the writer for %v", held)
		}
		t.Logf("%d answers: counted in %d ms beside the writer, published in %d ms, read in %d µs, %d bytes", n, took.Milliseconds(), held.Milliseconds(), time.Since(from).Microseconds(), size)
		if size > 20_000 {
			t.Errorf("%d bytes are stored", size)
		}
	})
}

// What comes between the counting and the publication is counted too.
func TestPublishingCountsWhatCameSince(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, survey.ByAddress)
		h.move(survey.Open)
		if err := db.View(context.Background(), func(tx *store.Tx) error { _, err := survey.Count(tx, h.mayor, h.which); return err }); !fault.Is(err, fault.Conflict) {
			t.Errorf("counted while it is open: %v", err)
		}
		sheet := survey.Answers{"age": {"old"}, "often": {"weekly"}}
		h.do(func(tx *store.Tx) error {
			for range 20 {
				if err := survey.KeyIn(tx, h.mayor, h.which, survey.Answers{"age": {"old"}, "often": {"weekly"}}); err != nil {
					return err
				}
			}
			return nil
		})
		h.move(survey.Closed)
		var counted *survey.Counted
		h.do(func(tx *store.Tx) (err error) {
			if _, err := survey.Count(tx, h.other, h.which); !fault.Is(err, fault.Forbidden) {
				t.Errorf("counted by another authority: %v", err)
			}
			counted, err = survey.Count(tx, h.mayor, h.which)
			return err
		})
		h.do(func(tx *store.Tx) error { return survey.KeyIn(tx, h.mayor, h.which, sheet) })
		h.do(func(tx *store.Tx) error {
			return survey.Move(tx, h.mayor, survey.MoveRequest{Survey: h.which, To: survey.Published, Counted: counted})
		})
		h.do(func(tx *store.Tx) error {
			if n := h.survey(tx).Result.Answers; n != 21 {
				t.Errorf("%d answers are told, of 21", n)
			}
			return nil
		})
	})
}

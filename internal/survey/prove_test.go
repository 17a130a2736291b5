package survey_test

import (
	"encoding/json"
	"testing"
	"time"

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
			return tx.InsertAll(`INSERT INTO survey_answer (id, survey_id, answers, paper)`, "", rows)
		})
		h.move(survey.Closed)
		from := time.Now()
		h.move(survey.Published)
		took := time.Since(from)
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
		t.Logf("%d answers: counted in %d ms, read in %d µs, %d bytes", n, took.Milliseconds(), time.Since(from).Microseconds(), size)
		if size > 20_000 {
			t.Errorf("%d bytes are stored", size)
		}
	})
}

package survey_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/survey"
)

// Twenty send, each on what they read before, and the survey closes among them: an answer is either refused, or in the urn. None is left in the slot,
// where nothing would pour it any more, and nobody who was refused has lost their draft.
func TestSendingWhileItCloses(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, survey.ByAddress)
		h.move(survey.Open)
		const people = 20
		var seen survey.Survey
		codes := make([]string, people)
		h.do(func(tx *store.Tx) (err error) {
			seen = h.survey(tx)
			for i := range codes {
				if codes[i], err = survey.Begin(tx, seen, "", false); err != nil {
					return err
				}
				for q, a := range map[string]string{"age": "old", "often": "weekly"} {
					if _, err = survey.Answer(tx, seen, codes[i], q, []string{a}); err != nil {
						return err
					}
				}
			}
			return nil
		})
		var all sync.WaitGroup
		const first = 3 // so many are sent before it closes, for sure
		start, some := make(chan struct{}), make(chan struct{})
		var sentSoFar atomic.Int32
		errs := make([]error, people)
		var closing error
		for i, code := range codes {
			all.Go(func() {
				if <-start; i >= people/2 {
					<-some
				}
				errs[i] = h.try(func(tx *store.Tx) error { return survey.Send(tx, seen, code) })
				if sentSoFar.Add(1) == first {
					close(some)
				}
			})
		}
		all.Go(func() {
			<-some
			closing = h.try(func(tx *store.Tx) error {
				return survey.Move(tx, h.mayor, survey.MoveRequest{Survey: h.which, To: survey.Closed})
			})
		})
		close(start)
		all.Wait()
		if closing != nil {
			t.Fatal(closing)
		}
		sent := 0
		for i, err := range errs {
			switch {
			case err == nil:
				sent++
			case !fault.Is(err, fault.Conflict):
				t.Errorf("sent by %d: %v", i, err)
			}
		}
		h.do(func(tx *store.Tx) error {
			count := func(table string) int {
				n, err := store.One(tx, store.Value[int], `SELECT count(*) FROM `+table)
				if err != nil {
					t.Error(err)
				}
				return n
			}
			got := fmt.Sprintf("slot %d, urn %d, counted %d, drafts %d", count("survey_slot"), count("survey_answer"), h.survey(tx).Answers, count("survey_draft"))
			if want := fmt.Sprintf("slot 0, urn %d, counted %d, drafts %d", sent, sent, people-sent); got != want {
				t.Errorf("%s; want %s", got, want)
			}
			return nil
		})
		t.Logf("%d of %d were sent", sent, people)
	})
}

// Nobody's name is left with a survey that was given up while they wrote it.
func TestLeavingAContactWhileItIsDropped(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, survey.ByAddress)
		h.move(survey.Open)
		var seen survey.Survey
		h.do(func(tx *store.Tx) error { seen = h.survey(tx); return nil })
		h.move(survey.Dropped)
		err := h.try(func(tx *store.Tx) error {
			return survey.LeaveContact(tx, seen, survey.Contact{Name: "Ada", Email: "ada@demo.example.org"})
		})
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("left with a survey that is gone: %v", err)
		}
		h.do(func(tx *store.Tx) error {
			n, err := store.One(tx, store.Value[int], `SELECT count(*) FROM survey_contact`)
			if n != 0 {
				err = errors.Join(err, fmt.Errorf("%d contacts are left", n))
			}
			return err
		})
	})
}

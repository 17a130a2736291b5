package survey

import (
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// MostHandIn is how long the line may be that says where paper is handed in: one of a printed sheet, two in large print.
const MostHandIn = 120

// HandInRequest says where answers on paper are handed in; "" takes it back.
type HandInRequest struct {
	Survey ID
	Where  string
}

// SayHandIn keeps where answers on paper are handed in. It is no part of what was promised, so it can change until the result is told: a town hall
// moves. Errors: Forbidden; Conflict once nobody hands in any more; Invalid.
func SayHandIn(tx *store.Tx, by organisation.Actor, q HandInRequest) error {
	s, err := forRunning(tx, by, q.Survey)
	if err != nil {
		return err
	}
	if s.State != Draft && s.State != Open && s.State != Closed {
		return fault.New(fault.Conflict, "survey.fixed")
	}
	var b fault.Breaches
	b.Within("hand_in", q.Where, MostHandIn)
	if err := b.Err(); err != nil {
		return err
	}
	if q.Where == s.HandIn {
		return nil
	}
	if err := tx.ExecOne(`UPDATE survey SET hand_in = $1, changed_at = $2 WHERE id = $3`, q.Where, tx.Now, s.ID); err != nil {
		return err
	}
	return note(tx, by, s, "survey.hand_in", map[string]string{"why": q.Where})
}

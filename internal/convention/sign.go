package convention

import (
	"encoding/json"
	"errors"
	"fmt"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// SignRequest records that a party has signed the last version, on paper or otherwise. Decision and DecidedOn are of its "délibération", where
// it is one that deliberates.
type SignRequest struct {
	Submission string
	Convention ID
	As         int
	Version    int // that was read
	Day        civil.Date
	Town       string
	Name, Role string
	Decision   string
	DecidedOn  civil.Date
	Scan       File
}

// Sign records a signature. With the last one the convention is signed, and its promises begin to count. Errors: Forbidden; Conflict when
// another version was sent meanwhile, or when it isn't proposed; Invalid, among them a party that has signed already.
func Sign(tx *store.Tx, by organisation.Actor, q SignRequest) (w Whole, err error) {
	_, err = form.Once(tx, q.Submission, func() (string, error) {
		if w, err = change(tx, by, q.Convention, q.As); err != nil {
			return "", err
		}
		next, ok := w.State.Next(ActSign)
		if !ok || q.Version != w.Version {
			return "", moved()
		}
		var b fault.Breaches
		b.Check(!w.HasSigned(q.As), "name", "convention.signed_already")
		line(&b, "name", q.Name, "convention.name_missing")
		line(&b, "role", q.Role, "convention.role_missing")
		line(&b, "town", q.Town, "convention.town_missing")
		line(&b, "decision", q.Decision, "")
		b.Check(!q.Day.IsZero() && !today(tx).Before(q.Day), "day", "convention.day_to_come")
		b.Check(q.DecidedOn.IsZero() || !q.Day.Before(q.DecidedOn), "decided", "convention.decided_after")
		if err := b.Err(); err != nil {
			return "", err
		}
		s := Signature{q.As, w.Version, q.Day, q.Town, q.Name, q.Role, q.Scan}
		_, err := tx.Exec(`INSERT INTO convention_signature (convention_id, party, version, day, town, name, role, hash, file_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			w.ID, s.Party, s.Version, s.Day, s.Town, s.Name, s.Role, s.File.Hash, s.File.Name, tx.Now)
		if err != nil {
			return "", fmt.Errorf("keep signature: %w", err)
		}
		if q.Decision != "" || !q.DecidedOn.IsZero() {
			if err := tx.ExecOne(`UPDATE convention_party SET decision = $1, decided_on = $2 WHERE convention_id = $3 AND number = $4`, q.Decision, q.DecidedOn, w.ID, q.As); err != nil {
				return "", err
			}
		}
		if w.Signatures = append(w.Signatures, s); len(w.Signatures) == len(w.Parties) {
			w.State = next
			for i, p := range w.Text.Promises {
				text, err := json.Marshal(p)
				if err != nil {
					return "", fmt.Errorf("write promise: %w", err)
				}
				if _, err := tx.Exec(`INSERT INTO convention_promise (id, convention_id, number, promise) VALUES ($1, $2, $3, $4)`, id.New[Commitment](), w.ID, i+1, string(text)); err != nil {
					return "", fmt.Errorf("keep promise: %w", err)
				}
			}
		}
		return "", errors.Join(save(tx, w.Convention), note(tx, by, w, q.As, "convention.signed"))
	})
	return w, err
}

// End ends a convention before its term, by one side, which says why. Errors: Forbidden; Conflict; Invalid.
func End(tx *store.Tx, by organisation.Actor, which ID, as int, day civil.Date, why string) (Whole, error) {
	w, err := change(tx, by, which, as)
	if err != nil {
		return w, err
	}
	next, ok := w.State.Next(ActEnd)
	if !ok {
		return w, moved()
	}
	var b fault.Breaches
	b.Check(!day.IsZero() && !day.Before(w.Text.First) && (w.Text.Last.IsZero() || day.Before(w.Text.Last)), "day", "convention.end_outside")
	long(&b, "why", why, "convention.why_missing")
	if err := b.Err(); err != nil {
		return w, err
	}
	w.State, w.EndedOn, w.EndedBy, w.EndedWhy = next, day, as, why
	return w, errors.Join(save(tx, w.Convention), note(tx, by, w, as, "convention.ended"))
}

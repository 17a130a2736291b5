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
	Amendment  int // that is signed; 0: the convention itself
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
		if w, err = face(tx, by, q.Convention, q.Amendment, q.As); err != nil {
			return "", err
		}
		next, ok := w.next(ActSign)
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
		s := Signature{Party: q.As, Version: w.Version, Day: q.Day, Town: q.Town, Name: q.Name, Role: q.Role, File: q.Scan, Decision: q.Decision, DecidedOn: q.DecidedOn}
		_, err := tx.Exec(`
			INSERT INTO convention_signature (convention_id, party, version, day, town, name, role, hash, file_name, decision, decided_on, at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			w.ID, s.Party, s.Version, s.Day, s.Town, s.Name, s.Role, s.File.Hash, s.File.Name, s.Decision, s.DecidedOn, tx.Now)
		if err != nil {
			return "", fmt.Errorf("keep signature: %w", err)
		}
		if w.Amending == 0 && (q.Decision != "" || !q.DecidedOn.IsZero()) {
			if err := tx.ExecOne(`UPDATE convention_party SET decision = $1, decided_on = $2 WHERE convention_id = $3 AND number = $4`, q.Decision, q.DecidedOn, w.ID, q.As); err != nil {
				return "", err
			}
		}
		if w.Signatures = append(w.Signatures, s); len(w.Signatures) < len(w.Parties) {
			return "", errors.Join(keepFace(tx, w), note(tx, by, w, q.As, "convention.signed"))
		}
		if w.State = next; w.Amending > 0 {
			last := q.Day
			for _, x := range w.Signatures {
				if last.Before(x.Day) {
					last = x.Day
				}
			}
			return "", errors.Join(amend(tx, w, last), note(tx, by, w, q.As, "convention.amended"))
		}
		for i, p := range w.Text.Promises {
			text, err := json.Marshal(p)
			if err != nil {
				return "", fmt.Errorf("write promise: %w", err)
			}
			if _, err := tx.Exec(`INSERT INTO convention_promise (id, convention_id, number, promise) VALUES ($1, $2, $3, $4)`, id.New[Commitment](), w.ID, i+1, string(text)); err != nil {
				return "", fmt.Errorf("keep promise: %w", err)
			}
		}
		return "", errors.Join(keepFace(tx, w), note(tx, by, w, q.As, "convention.signed"))
	})
	return w, err
}

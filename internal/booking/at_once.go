package booking

import (
	"unicode/utf8"

	"context"
	"errors"
	"fmt"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/resource"
)

// AtOnceRequest is a time that somebody takes without a pause to decide, and who they are.
type AtOnceRequest struct {
	HoldRequest
	Contact Contact
	Purpose string
}

// AtOnce is Hold and Confirm in one, for whoever has decided before they ask: programs. What is wrong with who and with when is told at once.
func AtOnce(tx *store.Tx, by organisation.Actor, q AtOnceRequest) (b Booking, err error) {
	_, unread := q.Contact.read()
	if utf8.RuneCountInString(q.Purpose) > mostText {
		var x fault.Breaches
		x.Within("purpose", q.Purpose, mostText)
		unread = together(unread, x.Err())
	}
	link, err := Hold(tx, by, q.HoldRequest)
	if unread != nil || err != nil {
		return b, together(unread, err)
	}
	b, _, err = Confirm(tx, by, ConfirmRequest{Link: link, Contact: q.Contact, Purpose: q.Purpose, Schools: q.Schools})
	return b, err
}

// errForeseen undoes what was only tried.
var errForeseen = errors.New("it was only foreseen")

// Foresee tells what booking would say at this very moment: it books, by do, and undoes it all. So there is no second rule that could say
// otherwise, and nothing is written. A refusal by the rules is no error.
func Foresee(ctx context.Context, db *store.DB, do func(*store.Tx) error) (refused *Refusal, err error) {
	err = db.Update(ctx, func(tx *store.Tx) error {
		refused = nil
		err := do(tx)
		if errors.As(err, &refused) || err == nil {
			return errForeseen
		}
		return err
	})
	if errors.Is(err, errForeseen) {
		err = nil
	}
	return refused, err
}

// FindOwn reads bookings of a person by the number that people know. Numbers are given by organisation, so there may be several; at most two
// are read, which is enough to know.
func FindOwn(tx *store.Tx, by organisation.Actor, number int64) ([]Booking, error) {
	if !by.SignedIn() {
		return nil, nil
	}
	return store.All(tx, scan, `SELECT `+columns+` FROM booking WHERE person_id = $1 AND number = $2 ORDER BY starts_at DESC, id LIMIT 2`, by.Person, number)
}

// OwnFilter is which of their bookings a person looks for.
type OwnFilter struct {
	Resource resource.ID // zero: any
	Past     bool        // those that are over too, and what was cancelled
}

// PageOfPerson lists a person's bookings after a cursor in order of start, at most limit, and where to go on; the zero Cursor when there is
// nothing more. Times that are only kept while somebody decides are never among them.
func PageOfPerson(tx *store.Tx, by organisation.Actor, f OwnFilter, after Cursor, limit int) ([]Booking, Cursor, error) {
	states := []State{Asked, Confirmed, Here}
	if f.Past {
		states = append(states, Done, NoShow, Cancelled, Refused)
	}
	since, ended := tx.Now.Add(-longestStay), tx.Now
	if f.Past {
		since, ended = civil.At(time.Unix(0, 0)), civil.At(time.Unix(0, 0))
	}
	if since.Before(after.At) {
		since = after.At
	}
	among, args := store.List([]any{by.Person, since, ended, limit + 1}, states)
	where := `person_id = $1 AND starts_at >= $2 AND ends_at > $3 AND number IS NOT NULL AND state IN ` + among
	if !after.At.IsZero() {
		args = append(args, after.At, after.ID)
		where += fmt.Sprintf(` AND (starts_at, id) > ($%d, $%d)`, len(args)-1, len(args))
	}
	if !f.Resource.IsZero() {
		args = append(args, f.Resource)
		where += fmt.Sprintf(` AND resource_id = $%d`, len(args))
	}
	all, err := store.All(tx, scan, `SELECT `+columns+` FROM booking WHERE `+where+` ORDER BY starts_at, id LIMIT $4`, args...)
	if err != nil || len(all) <= limit {
		return all, Cursor{}, err
	}
	last := all[limit-1]
	return all[:limit], Cursor{last.From, last.ID}, nil
}

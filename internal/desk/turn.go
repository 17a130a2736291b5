package desk

import (
	"context"
	"errors"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// Idle is how long a turn lasts while nothing is done, and turnMost how long it lasts at all.
const (
	Idle     = 15 * time.Minute
	turnMost = 14 * time.Hour
	keepTurn = 7 * 24 * time.Hour // so long can something done on a lost line be on its way
)

// TurnID names a turn.
type TurnID = id.Of[Turn]

// Turn is somebody at an enrolled computer.
type Turn struct {
	ID       TurnID
	Computer ComputerID
	Place    place.ID
	Person   account.ID
	Started  civil.Instant
	Seen     civil.Instant
	Ended    civil.Instant
}

const turnColumns = `t.id, t.computer_id, c.place_id, t.person_id, t.started_at, t.seen_at, t.ended_at`

func scanTurn(r store.Row) (t Turn, err error) {
	return t, r.Scan(&t.ID, &t.Computer, &t.Place, &t.Person, &t.Started, &t.Seen, &t.Ended)
}

// BeginRequest is somebody who says who they are at an enrolled computer.
type BeginRequest struct {
	Computer string // its token
	Person   account.ID
	PIN      string
	Token    string // from NewToken: what the computer keeps for as long as the turn lasts
}

// Begin gives somebody their turn, and ends the one before. Errors: Forbidden when the computer is not enrolled; Invalid for a wrong code
// and for a person who is locked out. Somebody who runs this desk no longer, or has no code, is answered like a wrong code.
func Begin(ctx context.Context, db *store.DB, q BeginRequest) error {
	var at Computer
	var hashed string
	var left int
	var refused error
	err := db.Update(ctx, func(tx *store.Tx) (err error) {
		refused = nil
		var ok bool
		if at, ok, err = ComputerOf(tx, q.Computer); err != nil {
			return err
		}
		if !ok {
			return fault.New(fault.Forbidden, "desk.not_enrolled")
		}
		if _, err := actorAt(tx, at.Place, q.Person); err != nil {
			refused = pinFault("desk.pin.unknown")
			return sparing(err)
		}
		hashed, left, err = tryPIN(tx, at.ID, q.Person)
		if errors.Is(err, store.ErrNoRow) {
			refused = pinFault("desk.pin.unknown")
			return nil
		}
		return err
	})
	if err != nil || refused != nil {
		return errors.Join(err, refused)
	}
	// A wrong code was counted and is: the transaction is kept.
	right, err := account.IsSecret(q.PIN, hashed)
	switch {
	case err != nil:
		return err
	case !right && left == 0:
		return pinFault("desk.pin.wrong_last")
	case !right:
		return pinFault("desk.pin.wrong", fault.Args{"Left": left})
	}
	return db.Update(ctx, func(tx *store.Tx) error {
		if _, ok, err := ComputerOf(tx, q.Computer); err != nil || !ok {
			return errors.Join(err, fault.New(fault.Forbidden, "desk.not_enrolled"))
		}
		_, err1 := tx.Exec(`DELETE FROM desk_try WHERE computer_id = $1 AND person_id = $2`, at.ID, q.Person)
		_, err2 := tx.Exec(`UPDATE desk_turn SET ended_at = $1 WHERE computer_id = $2 AND ended_at IS NULL`, tx.Now, at.ID)
		_, err3 := tx.Exec(`INSERT INTO desk_turn (id, computer_id, person_id, token_hash, started_at, seen_at) VALUES ($1, $2, $3, $4, $5, $5)`,
			id.New[Turn](), at.ID, q.Person, hash(q.Token), tx.Now)
		return errors.Join(err1, err2, err3, journal.Write(tx, journal.Entry{Person: q.Person.String(), Verb: "desk.turn_begun", Kind: "desk", Object: at.Place.String(),
			Data: map[string]string{"computer": at.Name}}))
	})
}

// sparing lets a refusal pass as none, and an error stay one.
func sparing(err error) error {
	if _, ok := fault.As(err); ok {
		return nil
	}
	return err
}

// Now is whose turn it is at the computer that holds both secrets. ok is false when it is nobody's: never begun, ended, idle for too long,
// or somebody who runs this desk no longer. stale tells that the turn was seen a while ago and wants Touch.
func Now(tx *store.Tx, at Computer, token string) (t Turn, by organisation.Actor, stale, ok bool, err error) {
	t, err = store.One(tx, scanTurn, `
		SELECT `+turnColumns+`
		FROM desk_turn t
		JOIN desk_computer c ON c.id = t.computer_id
		WHERE t.token_hash = $1 AND t.computer_id = $2 AND t.ended_at IS NULL AND t.seen_at > $3 AND t.started_at > $4`,
		hash(token), at.ID, tx.Now.Add(-Idle), tx.Now.Add(-turnMost))
	if errors.Is(err, store.ErrNoRow) {
		return t, by, false, false, nil
	}
	if err != nil {
		return t, by, false, false, err
	}
	by, err = actorAt(tx, at.Place, t.Person)
	if err != nil {
		return t, organisation.Actor{}, false, false, sparing(err)
	}
	return t, by, tx.Now.Sub(t.Seen) > time.Minute, true, nil
}

// Touch notes that something is done in a turn. Once a minute is enough.
func Touch(tx *store.Tx, which TurnID) error {
	_, err := tx.Exec(`UPDATE desk_turn SET seen_at = $1 WHERE id = $2 AND ended_at IS NULL`, tx.Now, which)
	return err
}

// Next ends whatever turn it is at a computer. Nothing happens at one that isn't enrolled.
func Next(tx *store.Tx, computer string) error {
	at, ok, err := ComputerOf(tx, computer)
	if err != nil || !ok {
		return err
	}
	_, err = tx.Exec(`UPDATE desk_turn SET ended_at = $1 WHERE computer_id = $2 AND ended_at IS NULL`, tx.Now, at.ID)
	return err
}

// InTurn is who did something at a computer at an instant of a turn that may be over: for what was done on a lost line and is sent now.
// The turn must have been this computer's. Errors: Forbidden, also for somebody who runs the desk no longer.
func InTurn(tx *store.Tx, at ComputerID, which TurnID, when civil.Instant) (organisation.Actor, error) {
	t, err := store.One(tx, scanTurn, `SELECT `+turnColumns+` FROM desk_turn t JOIN desk_computer c ON c.id = t.computer_id WHERE t.id = $1`, which)
	if errors.Is(err, store.ErrNoRow) || err == nil && (t.Computer != at || when.Before(t.Started.Add(-time.Minute)) || when.After(tx.Now.Add(time.Minute))) {
		return organisation.Actor{}, fault.New(fault.Forbidden, "desk.not_your_turn")
	}
	if err != nil {
		return organisation.Actor{}, err
	}
	return actorAt(tx, t.Place, t.Person)
}

// actorAt is somebody at the counter of a place: their name, and the right to run this one desk. Whatever else they may do stays at home.
func actorAt(tx *store.Tx, at place.ID, who account.ID) (organisation.Actor, error) {
	p, err := place.Find(tx, at)
	if err != nil {
		return organisation.Actor{}, err
	}
	by, err := organisation.Load(tx, who)
	if err != nil {
		return organisation.Actor{}, err
	}
	if !booking.MayRunDesk(by, p) {
		return organisation.Actor{}, fault.New(fault.Forbidden, "organisation.may_not")
	}
	by.Grants = []organisation.Grant{{Role: organisation.FrontDesk, Scope: organisation.InPlace, ID: p.ID.String()}}
	return by, nil
}

// Sweep removes turns that nothing can refer to any more. Run it now and then.
func Sweep(tx *store.Tx) error {
	_, err := tx.Exec(`DELETE FROM desk_turn WHERE started_at < $1`, tx.Now.Add(-keepTurn))
	return err
}

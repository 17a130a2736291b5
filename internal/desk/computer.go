package desk

import (
	"errors"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// Computer is one that a place shares at its counter.
type Computer struct {
	ID       ComputerID
	Place    place.ID
	Name     string
	By       string // name of who enrolled it
	Enrolled civil.Instant
	Revoked  civil.Instant
	LastTurn civil.Instant // when somebody was last at it; zero: never
}

// ComputerID names a computer.
type ComputerID = id.Of[Computer]

// EnrolRequest makes the computer that asks one of the place's counter.
type EnrolRequest struct {
	Submission string
	Place      place.ID
	Name       string
	Token      string // from NewToken: what the computer keeps
}

// Enrol enrols a computer. Its token works once the transaction is kept. Sent twice, the second token opens nothing: the result tells
// whether this one does. Errors: Forbidden for whoever isn't the place's manager; Invalid for a name that lacks or is too long.
func Enrol(tx *store.Tx, by organisation.Actor, q EnrolRequest) (fresh bool, err error) {
	_, err = form.Once(tx, q.Submission, func() (string, error) {
		p, err := place.Find(tx, q.Place)
		if err != nil {
			return "", err
		}
		if err := mustKeep(by, p); err != nil {
			return "", err
		}
		var b fault.Breaches
		b.Check(q.Name != "", "name", "desk.computer.name_missing")
		b.Within("name", q.Name, 60)
		if err := b.Err(); err != nil {
			return "", err
		}
		c := id.New[Computer]()
		_, err = tx.Exec(`INSERT INTO desk_computer (id, place_id, name, token_hash, enrolled_by, enrolled_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			c, p.ID, q.Name, hash(q.Token), by.Person, tx.Now)
		if err != nil {
			return "", err
		}
		fresh = true
		return c.String(), journal.Write(tx, journal.Entry{Person: by.Person.String(), Verb: "desk.enrolled", Kind: "desk", Object: p.ID.String(), Data: map[string]string{"name": q.Name}})
	})
	return fresh, err
}

// Computers lists those that are enrolled at a place, the newest first.
func Computers(tx *store.Tx, of place.ID) ([]Computer, error) {
	return store.All(tx, func(r store.Row) (c Computer, err error) {
		return c, r.Scan(&c.ID, &c.Place, &c.Name, &c.By, &c.Enrolled, &c.LastTurn)
	}, `
		SELECT c.id, c.place_id, c.name, coalesce(p.name, ''), c.enrolled_at, (SELECT max(t.seen_at) FROM desk_turn t WHERE t.computer_id = c.id)
		FROM desk_computer c
		LEFT JOIN person p ON p.id = c.enrolled_by
		WHERE c.place_id = $1 AND c.revoked_at IS NULL
		ORDER BY c.enrolled_at DESC, c.id`, of)
}

// Revoke takes a computer's secret back: whoever is at it is out with the next page, and what it keeps is erased when it next asks for one.
// Revoking twice changes nothing.
func Revoke(tx *store.Tx, by organisation.Actor, of place.ID, which ComputerID) error {
	p, err := place.Find(tx, of)
	if err != nil {
		return err
	}
	if err := mustKeep(by, p); err != nil {
		return err
	}
	name, err := store.One(tx, store.Value[string], `SELECT name FROM desk_computer WHERE id = $1 AND place_id = $2`, which, of)
	if errors.Is(err, store.ErrNoRow) {
		return fault.New(fault.NotFound, "desk.computer.unknown")
	}
	if err != nil {
		return err
	}
	n, err := tx.Exec(`UPDATE desk_computer SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL`, tx.Now, which)
	if err != nil || n == 0 {
		return err
	}
	if _, err := tx.Exec(`UPDATE desk_turn SET ended_at = $1 WHERE computer_id = $2 AND ended_at IS NULL`, tx.Now, which); err != nil {
		return err
	}
	return journal.Write(tx, journal.Entry{Person: by.Person.String(), Verb: "desk.revoked", Kind: "desk", Object: p.ID.String(), Data: map[string]string{"name": name}})
}

// ComputerOf finds the computer that holds a secret. ok is false for one that is unknown or was taken back.
func ComputerOf(tx *store.Tx, token string) (c Computer, ok bool, err error) {
	c, err = store.One(tx, func(r store.Row) (c Computer, err error) {
		return c, r.Scan(&c.ID, &c.Place, &c.Name, &c.Enrolled, &c.Revoked)
	}, `SELECT id, place_id, name, enrolled_at, revoked_at FROM desk_computer WHERE token_hash = $1`, hash(token))
	if errors.Is(err, store.ErrNoRow) {
		return c, false, nil
	}
	return c, err == nil && c.Revoked.IsZero(), err
}

// Volunteer is somebody who runs the desk of a place and has a code.
type Volunteer struct {
	Person account.ID
	Name   string
}

// Volunteers lists who can have a turn at the counter of a place, by name.
func Volunteers(tx *store.Tx, p place.Place) ([]Volunteer, error) {
	var roles []string
	for _, r := range organisation.Permissions[organisation.RunDesk] {
		roles = append(roles, string(r))
	}
	args := []any{organisation.InPlace, p.ID.String(), organisation.InOrganisation, p.Organisation.String()}
	in, args := store.List(args, roles)
	return store.All(tx, func(r store.Row) (v Volunteer, err error) {
		return v, r.Scan(&v.Person, &v.Name)
	}, `
		SELECT DISTINCT p.id, p.name
		FROM role r
		JOIN person p ON p.id = r.person_id
		JOIN desk_pin c ON c.person_id = p.id
		WHERE (r.scope = $1 AND r.scope_id = $2 OR r.scope = $3 AND r.scope_id = $4 AND r.scope_id <> '') AND r.role IN `+in+`
		ORDER BY p.name, p.id`, args...)
}

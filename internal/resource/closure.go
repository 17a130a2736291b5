package resource

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// ClosureID names a closure.
type ClosureID = id.Of[Closure]

// Closure is a stretch of time in which a place, or one resource, is shut although its hours say open ("fermeture", "maintenance").
type Closure struct {
	ID       ClosureID
	Place    place.ID
	Resource ID // zero: the whole place
	From, To civil.Instant
	Reason   string        // for everybody to read
	Lifted   civil.Instant // when it was taken back before it began; zero while it holds
}

const closureColumns = `id, place_id, resource_id, starts_at, ends_at, reason, lifted_at`

func scanClosure(r store.Row) (c Closure, err error) {
	return c, r.Scan(&c.ID, &c.Place, &c.Resource, &c.From, &c.To, &c.Reason, &c.Lifted)
}

// Closures lists the closures of a place that touch an interval.
func Closures(tx *store.Tx, of place.ID, from, to civil.Instant) ([]Closure, error) {
	all, err := store.All(tx, scanClosure, `
		SELECT `+closureColumns+`
		FROM closure
		WHERE place_id = $1 AND ends_at > $2 AND starts_at < $3 AND lifted_at IS NULL
		ORDER BY starts_at, id`, of, from, to)
	if err != nil {
		return nil, fmt.Errorf("read closures: %w", err)
	}
	return all, nil
}

// PastClosures lists the closures of a place that are over or were taken back, the latest first, at most limit.
func PastClosures(tx *store.Tx, of place.ID, limit int) ([]Closure, error) {
	return store.All(tx, scanClosure, `
		SELECT `+closureColumns+`
		FROM closure
		WHERE place_id = $1 AND (ends_at <= $2 OR lifted_at IS NOT NULL)
		ORDER BY ends_at DESC, id
		LIMIT $3`, of, tx.Now, limit)
}

// FindClosure reads a closure of a place.
func FindClosure(tx *store.Tx, of place.ID, which ClosureID) (Closure, error) {
	c, err := store.One(tx, scanClosure, `SELECT `+closureColumns+` FROM closure WHERE id = $1 AND place_id = $2`, which, of)
	if errors.Is(err, store.ErrNoRow) {
		return c, fault.New(fault.NotFound, "closure.unknown")
	}
	return c, err
}

// shuts reports whether a closure is about a resource: its own, its place's, or that of something which it can't do without.
func (c Closure) shuts(r Resource) bool {
	if c.Resource.IsZero() || c.Resource == r.ID {
		return true
	}
	for _, d := range r.Draws {
		if d.Other == c.Resource {
			return true
		}
	}
	return false
}

// Shut lists those of a place's resources that a closure shuts.
func (c Closure) Shut(all []Resource) []Resource {
	return slices.DeleteFunc(slices.Clone(all), func(r Resource) bool { return !c.shuts(r) })
}

// ClosuresOf lists the closures that shut a resource within an interval.
func ClosuresOf(tx *store.Tx, r Resource, from, to civil.Instant) ([]Closure, error) {
	all, err := Closures(tx, r.Place, from, to)
	return slices.DeleteFunc(all, func(c Closure) bool { return !c.shuts(r) }), err
}

// lock holds the pools that everybody needs who books what a closure shuts: of the resource, or of all that the place lends. Whoever books
// looks at closures after the same lock, so that nobody slips in between.
func (c Closure) lock(tx *store.Tx, all []Resource) error {
	_, err := capacity.Lock(tx, c.pools(all)...)
	return err
}

func (c Closure) pools(all []Resource) (pools []capacity.PoolID) {
	for _, r := range all {
		if c.Resource.IsZero() || c.Resource == r.ID {
			pools = append(pools, r.Pool)
		}
	}
	return pools
}

// mostReason bounds a reason, in bytes.
const mostReason = 300

// CheckClosure tells every rule that a closure breaks; all is what the place lends. It asks nothing of the database.
func CheckClosure(c Closure, all []Resource, now civil.Instant) error {
	var b fault.Breaches
	b.Check(c.Resource.IsZero() || slices.ContainsFunc(all, func(r Resource) bool { return r.ID == c.Resource }), "resource", "closure.resource_unknown")
	b.Check(c.Reason != "", "reason", "closure.reason_missing")
	b.Within("reason", c.Reason, mostReason)
	switch {
	case !c.From.Before(c.To):
		b.Add("a", "closure.ends_before_it_begins")
	case !c.To.After(now):
		b.Add("a", "closure.past")
	case c.To.Sub(c.From) > longestClosure:
		b.Add("au", "closure.too_long")
	}
	return b.Err()
}

// longestClosure bounds slips of the finger: what is shut for longer is lent no more.
const longestClosure = 3 * 366 * 24 * time.Hour

// AddClosure shuts a place or a resource. Who has booked is not known here: package booking takes care of them in the same transaction,
// after this, when nobody can book any more what is shut. Errors: Forbidden for whoever isn't the place's manager; Invalid with every
// breach.
func AddClosure(tx *store.Tx, by organisation.Actor, c Closure) (Closure, error) {
	p, all, err := forClosing(tx, by, c.Place)
	if err != nil {
		return c, err
	}
	if err := CheckClosure(c, all, tx.Now); err != nil {
		return c, err
	}
	if err := c.lock(tx, all); err != nil {
		return c, err
	}
	c.ID = id.New[Closure]()
	_, err = tx.Exec(`
		INSERT INTO closure (id, organisation_id, place_id, resource_id, starts_at, ends_at, reason, created_by, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		c.ID, p.Organisation, c.Place, c.Resource, c.From, c.To, c.Reason, by.Person, tx.Now)
	if err != nil {
		return c, fmt.Errorf("close: %w", err)
	}
	return c, c.note(tx, by, p, "closure.added")
}

// LiftClosure ends a closure now, or takes it back when it hasn't begun. What was cancelled because of
// it stays so: people have been told. Doing it twice changes nothing.
func LiftClosure(tx *store.Tx, by organisation.Actor, of place.ID, which ClosureID) error {
	p, all, err := forClosing(tx, by, of)
	if err != nil {
		return err
	}
	c, err := FindClosure(tx, of, which)
	if err != nil {
		return err
	}
	if err := c.lock(tx, all); err != nil {
		return err
	}
	if c, err = FindClosure(tx, of, which); err != nil || !c.Lifted.IsZero() || !tx.Now.Before(c.To) {
		return err
	}
	column := "ends_at"
	if !c.From.Before(tx.Now) {
		column = "lifted_at"
	}
	if err := tx.ExecOne(`UPDATE closure SET `+column+` = $1 WHERE id = $2`, tx.Now, c.ID); err != nil {
		return fmt.Errorf("lift a closure: %w", err)
	}
	return c.note(tx, by, p, "closure.lifted")
}

func forClosing(tx *store.Tx, by organisation.Actor, of place.ID) (p place.Place, all []Resource, err error) {
	if p, err = place.Find(tx, of); err != nil {
		return p, nil, err
	}
	if err := mustKeep(by, p); err != nil {
		return p, nil, err
	}
	all, err = Of(tx, p.ID, true)
	return p, all, err
}

func (c Closure) note(tx *store.Tx, by organisation.Actor, p place.Place, verb string) error {
	data := map[string]string{"reason": c.Reason, "from": c.From.String(), "to": c.To.String()}
	if !c.Resource.IsZero() {
		data["resource"] = c.Resource.String()
	}
	return journal.Write(tx, journal.Entry{Person: by.Person.String(), ActingFor: p.Organisation.String(), Verb: verb, Kind: "closure", Object: c.ID.String(), Data: data})
}

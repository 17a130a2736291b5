package resource

import (
	"fmt"
	"slices"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
)

// ClosureID names a closure.
type ClosureID = id.Of[Closure]

// Closure is a stretch of time in which a place, or one resource, is shut although its hours say open ("fermeture", "maintenance").
type Closure struct {
	ID       ClosureID
	Resource ID // zero: the whole place
	From, To civil.Instant
	Reason   string // for everybody to read
}

// Closures lists the closures of a place that touch an interval.
func Closures(tx *store.Tx, of place.ID, from, to civil.Instant) ([]Closure, error) {
	all, err := store.All(tx, func(r store.Row) (c Closure, err error) {
		return c, r.Scan(&c.ID, &c.Resource, &c.From, &c.To, &c.Reason)
	}, `
		SELECT id, resource_id, starts_at, ends_at, reason
		FROM closure
		WHERE place_id = $1 AND ends_at > $2 AND starts_at < $3
		ORDER BY starts_at, id`, of, from, to)
	if err != nil {
		return nil, fmt.Errorf("read closures: %w", err)
	}
	return all, nil
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

// ClosuresOf lists the closures that shut a resource within an interval.
func ClosuresOf(tx *store.Tx, r Resource, from, to civil.Instant) ([]Closure, error) {
	all, err := Closures(tx, r.Place, from, to)
	return slices.DeleteFunc(all, func(c Closure) bool { return !c.shuts(r) }), err
}

// Package id makes the identifiers of the house.
//
// An id is a UUIDv7 made by the application, not by the database: a place that works off the grid makes its own and nothing
// collides when it comes back. Ids sort by the time they were made. Each domain wraps it in a type of its own
// (type ID = id.Of[Place]), so that a booking's id cannot be passed where a person's is wanted.
package id

import (
	"bytes"
	"database/sql/driver"
	"fmt"

	"github.com/google/uuid"
)

// Of is the identifier of a T. The zero value means "none" and is stored as NULL.
type Of[T any] struct{ u uuid.UUID }

// New makes a fresh identifier. It panics only when the system has no randomness left.
func New[T any]() Of[T] { return Of[T]{uuid.Must(uuid.NewV7())} }

// Random makes an identifier that doesn't tell when it was made, for what must stay anonymous.
func Random[T any]() Of[T] { return Of[T]{uuid.Must(uuid.NewRandom())} }

// Named makes the id that belongs to a text: the same for the same text, always.
func Named[T any](text string) Of[T] { return Of[T]{uuid.NewSHA1(uuid.Nil, []byte(text))} }

// Parse reads the canonical text form. An empty string is refused: use the zero value for "none".
func Parse[T any](s string) (Of[T], error) {
	u, err := uuid.Parse(s)
	if err != nil || len(s) != 36 {
		return Of[T]{}, fmt.Errorf("id %.40q is not a UUID", s)
	}
	return Of[T]{u}, nil
}

// IsZero reports whether there is no id.
func (i Of[T]) IsZero() bool { return i.u == uuid.Nil }

// String is the canonical text form, or "" for none.
func (i Of[T]) String() string {
	if i.IsZero() {
		return ""
	}
	return i.u.String()
}

// Compare orders ids by when they were made.
func (i Of[T]) Compare(j Of[T]) int { return bytes.Compare(i.u[:], j.u[:]) }

// Value stores the text form, NULL for none.
func (i Of[T]) Value() (driver.Value, error) {
	if i.IsZero() {
		return nil, nil
	}
	return i.u.String(), nil
}

// Scan reads what Value stored.
func (i *Of[T]) Scan(src any) error {
	if src == nil {
		i.u = uuid.Nil
		return nil
	}
	return i.u.Scan(src)
}

// MarshalText makes ids readable in JSON.
func (i Of[T]) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (i *Of[T]) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		i.u = uuid.Nil
		return nil
	}
	p, err := Parse[T](string(b))
	if err == nil {
		*i = p
	}
	return err
}

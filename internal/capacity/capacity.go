// Package capacity shares what is scarce: one room, twelve desks, thirty seats, three volunteers wanted.
//
// A pool has units. An allocation gives some of them to an owner over a half-open interval [from, to), confirmed or held for a time.
// Who the owner is (a booking, an opening shift, a seat in a session) is not known here; capacity keeps its kind and id and hands them
// back. A thing that shares its ground with another (the hall and its two halves) or that needs another (a laser and its extraction)
// asks for units of several pools at once, and gets all of them or none.
//
// What is always true: from now on, at no instant are more units of a pool allocated than it has. Holds that have run out count for
// nothing. Who waits in line comes before who comes later.
//
// The one protocol, in this order and nowhere else:
//
//  1. Lock the pools, in the order of their ids (Lock). What follows sees everything that others have committed.
//  2. Check what is free, now that nobody else can take it.
//  3. Write, in the same transaction.
//
// Only a Locked value can allocate, so that no caller can check without holding. Freeing makes nothing scarcer and needs no lock.
//
// Each pool has a version that grows with every change of what is taken: a page that shows pools is good as long as their versions are.
package capacity

import (
	"fmt"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// PoolID names a pool.
type PoolID = id.Of[Pool]

// Pool is a number of like units.
type Pool struct {
	ID           PoolID
	Organisation organisation.ID
	Units        int
	Version      int64
}

// OwnerID is the id of whatever has units: a booking's, a shift's.
type OwnerID = id.Of[Owner]

// Owner is whose units they are. Kind is the word of the domain that gave them ("booking", "shift"); capacity reads neither.
type Owner struct {
	Kind string
	ID   OwnerID
}

// Ask is units of a pool over [From, To).
type Ask struct {
	Pool     PoolID
	Units    int
	From, To civil.Instant
}

func (a Ask) overlaps(from, to civil.Instant) bool { return a.From.Before(to) && from.Before(a.To) }

// Allocation is units that somebody has.
type Allocation struct {
	Ask
	Owner     Owner
	HeldUntil civil.Instant // zero: confirmed
}

// counts reports whether the allocation still takes its units at an instant: a hold that has run out doesn't.
func (a Allocation) counts(now civil.Instant) bool {
	return a.HeldUntil.IsZero() || a.HeldUntil.After(now)
}

// Open makes a pool of an organisation.
func Open(tx *store.Tx, of organisation.ID, units int) (Pool, error) {
	p := Pool{ID: id.New[Pool](), Organisation: of, Units: units}
	_, err := tx.Exec(`INSERT INTO capacity_pool (id, organisation_id, units) VALUES ($1, $2, $3)`, p.ID, p.Organisation, p.Units)
	if err != nil {
		return p, fmt.Errorf("open pool: %w", err)
	}
	return p, nil
}

// Shortage says that a pool has too few units left. It is the first that was met, for a sentence; Free is what is left at the worst
// instant of what was asked.
type Shortage struct {
	Ask  Ask
	Free int
}

// Error is for logs and tests.
func (s *Shortage) Error() string {
	return fmt.Sprintf("pool %s has %d free of %d asked from %s to %s", s.Ask.Pool, s.Free, s.Ask.Units, s.Ask.From, s.Ask.To)
}

package capacity

import (
	"errors"
	"fmt"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
)

// Allocate gives an owner all that is asked, or nothing: a *Shortage says what lacks. With a zero until the units are confirmed,
// otherwise they are held until then. It comes on top of what the owner has; to change that, use Move.
func (l *Locked) Allocate(owner Owner, until civil.Instant, asks ...Ask) error {
	if err := l.valid(asks); err != nil {
		return err
	}
	line, err := l.lineBefore(owner.ID, asks)
	if err != nil {
		return err
	}
	if err := l.check(OwnerID{}, asks, line); err != nil {
		return err
	}
	return l.write(owner, until, asks)
}

// Move gives an owner what is asked instead of what it had or stood in line for, or changes nothing: a *Shortage says what lacks. The
// pools of both must be locked (see LockWith).
func (l *Locked) Move(owner Owner, until civil.Instant, asks ...Ask) error {
	if err := l.valid(asks); err != nil {
		return err
	}
	line, err := l.lineBefore(owner.ID, asks)
	if err != nil {
		return err
	}
	if err := l.check(owner.ID, asks, line); err != nil {
		return err
	}
	if err := errors.Join(l.freed(owner.ID), remove(l.tx, owner.ID), leave(l.tx, owner.ID)); err != nil {
		return err
	}
	return l.write(owner, until, asks)
}

// freed marks what an owner is about to give back for those in line.
func (l *Locked) freed(owner OwnerID) error {
	_, err := l.tx.Exec(`
		UPDATE capacity_pool SET freed = true
		WHERE waiting > 0 AND id IN (SELECT pool_id FROM capacity_allocation WHERE owner_id = $1)`, owner)
	if err != nil {
		return fmt.Errorf("mark what is freed: %w", err)
	}
	return nil
}

// LockWith is Lock of the pools that asks are about and of those that an owner has units of or waits for.
func LockWith(tx *store.Tx, owner OwnerID, asks []Ask) (*Locked, error) {
	pools, err := poolsOfOwner(tx, owner)
	if err != nil {
		return nil, err
	}
	return Lock(tx, append(pools, poolsOf(asks)...)...)
}

// Confirm makes an owner's held units its own, and takes it out of the line. false means that a hold has run out or was never there:
// whoever wants the units now asks for them anew (Move), as somebody else may have been given them. Confirming twice changes nothing.
// What is taken stays as it was, and the versions of the pools with it.
func Confirm(tx *store.Tx, owner OwnerID) (kept bool, err error) {
	// Lock, without counting versions up: no page has to change.
	err = tx.LockRows(`
		SELECT p.id
		FROM capacity_allocation a
		JOIN capacity_pool p ON p.id = a.pool_id
		WHERE a.owner_id = $1
		ORDER BY a.pool_id
		FOR NO KEY UPDATE OF p`, owner) // as strong as the UPDATE of Lock, no stronger
	if err != nil {
		return false, fmt.Errorf("lock an owner's pools: %w", err)
	}
	gone, inLine := false, false
	err = tx.Each(func(r store.Row) error {
		var a Allocation
		err := r.Scan(&a.HeldUntil, &inLine)
		gone = gone || !a.counts(tx.Now)
		return err
	}, `
		SELECT held_until, EXISTS (SELECT 1 FROM capacity_wait WHERE owner_id = $1)
		FROM capacity_allocation
		WHERE owner_id = $1`, owner)
	if err != nil || gone {
		return false, err
	}
	n, err := tx.Exec(`UPDATE capacity_allocation SET held_until = NULL WHERE owner_id = $1`, owner)
	if err != nil {
		return false, fmt.Errorf("confirm: %w", err)
	}
	if n == 0 || !inLine {
		return n > 0, nil
	}
	return true, leave(tx, owner)
}

// ErrGone says that what was held is held no longer.
var ErrGone = fault.New(fault.Conflict, "capacity.gone")

func (l *Locked) write(owner Owner, until civil.Instant, asks []Ask) error {
	for _, a := range asks {
		_, err := l.tx.Exec(`
			INSERT INTO capacity_allocation (owner_id, pool_id, starts_at, ends_at, span, units, held_until, owner_kind)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			owner.ID, a.Pool, a.From, a.To, spanOf(a.From, a.To), a.Units, until, owner.Kind)
		if err != nil {
			return fmt.Errorf("allocate: %w", err)
		}
	}
	return nil
}

// Free gives back all that an owner has and takes it out of the line. It needs no lock. What is freed is offered to
// those in line soon after (Offer).
func Free(tx *store.Tx, owner OwnerID) error {
	pools, err := poolsOfOwner(tx, owner)
	if err != nil {
		return err
	}
	if err := touch(tx, pools); err != nil {
		return err
	}
	return errors.Join(remove(tx, owner), leave(tx, owner))
}

func poolsOfOwner(tx *store.Tx, owner OwnerID) ([]PoolID, error) {
	pools, err := store.All(tx, store.Value[PoolID], `
		SELECT pool_id FROM capacity_allocation WHERE owner_id = $1
		UNION
		SELECT pool_id FROM capacity_wait WHERE owner_id = $1`, owner)
	if err != nil {
		return nil, fmt.Errorf("read an owner's pools: %w", err)
	}
	return pools, nil
}

// FreeFrom gives back what an owner has from an instant on: the rest of the morning of somebody who never came.
func FreeFrom(tx *store.Tx, owner OwnerID, at civil.Instant) error {
	had, err := Of(tx, owner)
	if err != nil {
		return err
	}
	var pools []PoolID
	for _, h := range had {
		if at.Before(h.To) {
			pools = append(pools, h.Pool)
		}
	}
	pools = inOrder(pools)
	if err := touch(tx, pools); err != nil {
		return err
	}
	for _, h := range had {
		switch {
		case !at.Before(h.To):
			continue
		case !h.From.Before(at):
			_, err = tx.Exec(`DELETE FROM capacity_allocation WHERE owner_id = $1 AND pool_id = $2 AND starts_at = $3`, owner, h.Pool, h.From)
		default:
			_, err = tx.Exec(`UPDATE capacity_allocation SET ends_at = $1, span = $2 WHERE owner_id = $3 AND pool_id = $4 AND starts_at = $5`,
				at, spanOf(h.From, at), owner, h.Pool, h.From)
		}
		if err != nil {
			return fmt.Errorf("free the rest: %w", err)
		}
	}
	return nil
}

func remove(tx *store.Tx, owner OwnerID) error {
	if _, err := tx.Exec(`DELETE FROM capacity_allocation WHERE owner_id = $1`, owner); err != nil {
		return fmt.Errorf("free: %w", err)
	}
	return nil
}

// touch counts versions up, in the order in which Lock would take the pools, and marks those that somebody waits for as freer.
func touch(tx *store.Tx, pools []PoolID) error {
	for _, p := range inOrder(pools) {
		if _, err := tx.Exec(`UPDATE capacity_pool SET version = version + 1, freed = freed OR waiting > 0 WHERE id = $1`, p); err != nil {
			return fmt.Errorf("touch pool: %w", err)
		}
	}
	return nil
}

// Resize changes how many units a pool has. It refuses, with a *Shortage, to go below what is given from now on: those who have it must
// be spoken to first.
func (l *Locked) Resize(pool PoolID, units int) error {
	h, locked := l.pools[pool]
	if !locked {
		return fmt.Errorf("capacity: pool %s is not locked", pool)
	}
	if units < h.units {
		ask := Ask{Pool: pool, Units: 1, From: l.tx.Now, To: l.tx.Now.Add(longest)}
		taken, ranOut, err := others(l.tx, OwnerID{}, ask)
		if err != nil {
			return err
		}
		if err := l.void(ranOut); err != nil {
			return err
		}
		if peak := Peak(taken, ask.From, ask.To); peak > units {
			ask.Units = peak
			return &Shortage{Ask: ask, Free: units}
		}
	}
	if _, err := l.tx.Exec(`UPDATE capacity_pool SET units = $1, freed = freed OR waiting > 0 WHERE id = $2`, units, pool); err != nil {
		return fmt.Errorf("resize pool: %w", err)
	}
	l.pools[pool] = held{units, h.waiting}
	return nil
}

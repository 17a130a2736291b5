package capacity

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
)

// Who finds no room can stand in line. The line of a pool is in the order in which people came. As soon as there is room for somebody in
// line, nobody who comes later can have it; soon after it is offered: held for them for a limited time, during which they confirm. An
// offer that runs out goes on to the next, and its owner has left the line. Somebody who wants more than there is keeps nobody else waiting.

// Wait puts an owner in line for what it asks. The pools must be locked: between looking and waiting nobody can have freed the units
// unseen. An owner stands in line once.
func (l *Locked) Wait(owner Owner, asks ...Ask) error {
	if err := l.valid(asks); err != nil {
		return err
	}
	for _, a := range asks {
		if l.pools[a.Pool].units < a.Units {
			return &Shortage{Ask: a, Free: l.pools[a.Pool].units} // it could wait for ever
		}
	}
	for _, a := range asks {
		n, err := l.tx.Exec(`
			INSERT INTO capacity_wait (owner_id, pool_id, starts_at, ends_at, units, owner_kind, since)
			VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (owner_id, pool_id, starts_at) DO NOTHING`,
			owner.ID, a.Pool, a.From, a.To, a.Units, owner.Kind, l.tx.Now)
		if err != nil {
			return fmt.Errorf("wait: %w", err)
		}
		if n == 1 {
			if _, err := l.tx.Exec(`UPDATE capacity_pool SET waiting = waiting + 1, freed = true WHERE id = $1`, a.Pool); err != nil {
				return fmt.Errorf("wait: %w", err)
			}
		}
		h := l.pools[a.Pool]
		h.waiting = true
		l.pools[a.Pool] = h
	}
	return nil
}

// leave takes an owner out of the line.
func leave(tx *store.Tx, owner OwnerID) error {
	pools, err := store.All(tx, store.Value[PoolID], `SELECT pool_id FROM capacity_wait WHERE owner_id = $1 ORDER BY pool_id`, owner)
	if err != nil || len(pools) == 0 {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM capacity_wait WHERE owner_id = $1`, owner); err != nil {
		return fmt.Errorf("leave the line: %w", err)
	}
	for _, p := range pools {
		if _, err := tx.Exec(`UPDATE capacity_pool SET waiting = waiting - 1, version = version + 1 WHERE id = $1`, p); err != nil {
			return fmt.Errorf("leave the line: %w", err)
		}
	}
	return nil
}

// waiter is an owner in line with all that it asks.
type waiter struct {
	owner Owner
	asks  []Ask
}

// lineBefore is what those in line will have who want some of the same and came before an owner; all of them, when the owner isn't in line
// for it. As soon as there is room for all that one of them asks, it counts as taken.
func (l *Locked) lineBefore(owner OwnerID, asks []Ask) ([]Ask, error) {
	var pools []PoolID
	for _, a := range asks {
		if l.pools[a.Pool].waiting {
			pools = append(pools, a.Pool)
		}
	}
	if len(pools) == 0 {
		return nil, nil
	}
	line, err := waiters(l.tx, pools)
	if err != nil {
		return nil, err
	}
	var claimed []Ask
	for _, w := range line {
		if !w.wantsSome(asks) {
			continue
		}
		if w.owner.ID == owner {
			break
		}
		fits, err := l.fits(w, claimed)
		if err != nil {
			return nil, err
		}
		if fits {
			claimed = append(claimed, w.asks...)
		}
	}
	return claimed, nil
}

func (w waiter) wantsSome(asks []Ask) bool {
	for _, x := range w.asks {
		for _, a := range asks {
			if x.Pool == a.Pool && x.overlaps(a.From, a.To) {
				return true
			}
		}
	}
	return false
}

// fits reports whether there is room for all that somebody in line asks, beside what is taken and what others in line come before with.
func (l *Locked) fits(w waiter, claimed []Ask) (bool, error) {
	for _, a := range w.asks {
		taken, _, err := others(l.tx, w.owner.ID, a)
		if err != nil {
			return false, err
		}
		for _, c := range claimed {
			if c.Pool == a.Pool {
				taken = append(taken, c)
			}
		}
		units := l.pools[a.Pool].units
		if _, locked := l.pools[a.Pool]; !locked { // only to tell whether somebody else can have it: whoever gives it locks it
			p, err := Find(l.tx, a.Pool)
			if err != nil {
				return false, err
			}
			units = p.Units
		}
		if units-Peak(taken, a.From, a.To) < a.Units {
			return false, nil
		}
	}
	return true, nil
}

// Offered is what becomes of somebody in line: units are held for them until an instant, or the offer has run out (Until is zero) and
// they have left the line.
type Offered struct {
	Owner Owner
	Until civil.Instant
}

// errMoreLocks says that somebody joined the line with further pools while they were being locked. Whoever offers tries again.
var errMoreLocks = errors.New("capacity: the line has changed")

// offersAtOnce is how many pools are served in one transaction.
const offersAtOnce = 20

// Freed lists pools that became freer while somebody stood in line for them, until Offer has served it.
func Freed(tx *store.Tx) ([]PoolID, error) {
	pools, err := store.All(tx, store.Value[PoolID], `SELECT id FROM capacity_pool WHERE freed ORDER BY id LIMIT $1`, offersAtOnce)
	if err != nil {
		return nil, fmt.Errorf("find freed pools: %w", err)
	}
	return pools, nil
}

// Offer gives the free units of pools to those in line, each for a time: lasting tells how long, from what is left until the start of what
// is wanted. tell is called in the same transaction for each of them. It locks what it needs by itself: call it in a transaction that holds
// no pool yet.
//
// An offer never lasts beyond the start of what is wanted; who waits for what has begun is told that it has passed.
func Offer(tx *store.Tx, pools []PoolID, lasting func(left time.Duration) time.Duration, tell func(*store.Tx, Offered) error) error {
	if len(pools) == 0 {
		return nil
	}
	line, err := waiters(tx, pools)
	if err != nil {
		return err
	}
	all := append([]PoolID{}, pools...)
	for _, w := range line {
		all = append(all, poolsOf(w.asks)...)
	}
	l, err := Lock(tx, all...)
	if err != nil {
		return err
	}
	// The line was read before the lock: read it again.
	if line, err = waiters(tx, pools); err != nil {
		return err
	}
	for _, w := range line {
		if l.valid(w.asks) != nil {
			return errMoreLocks
		}
		if err := l.offer(w, lasting, tell); err != nil {
			return err
		}
	}
	served, args := store.List(nil, pools)
	if _, err := tx.Exec(`UPDATE capacity_pool SET freed = false WHERE id IN `+served, args...); err != nil {
		return fmt.Errorf("note what was offered: %w", err)
	}
	return nil
}

// offer holds what somebody in line asks, if it is free. Those before in line have been served already, as far as they could be.
func (l *Locked) offer(w waiter, lasting func(time.Duration) time.Duration, tell func(*store.Tx, Offered) error) error {
	start := w.asks[0].From
	for _, a := range w.asks {
		if a.From.Before(start) {
			start = a.From
		}
	}
	until := start
	if long := lasting(start.Sub(l.tx.Now)); l.tx.Now.Add(long).Before(start) {
		until = l.tx.Now.Add(long)
	}
	if !until.After(l.tx.Now) {
		return l.pass(w.owner, tell)
	}
	var short *Shortage
	if err := l.check(w.owner.ID, w.asks, nil); errors.As(err, &short) {
		return nil
	} else if err != nil {
		return err
	}
	if err := l.write(w.owner, until, w.asks); err != nil {
		return err
	}
	if _, err := l.tx.Exec(`UPDATE capacity_wait SET offered_until = $1 WHERE owner_id = $2`, until, w.owner.ID); err != nil {
		return fmt.Errorf("offer: %w", err)
	}
	return tell(l.tx, Offered{w.owner, until})
}

// pass ends what ran out for an owner: its place in the line, and what was held for it.
func (l *Locked) pass(owner Owner, tell func(*store.Tx, Offered) error) error {
	if err := l.freed(owner.ID); err != nil {
		return err
	}
	if _, err := l.tx.Exec(`DELETE FROM capacity_allocation WHERE owner_id = $1 AND held_until <= $2`, owner.ID, l.tx.Now); err != nil {
		return fmt.Errorf("let a hold go: %w", err)
	}
	if err := leave(l.tx, owner.ID); err != nil {
		return err
	}
	return tell(l.tx, Offered{Owner: owner})
}

// waiters reads those in line for any of the pools, whole and in order, without those who have an offer.
func waiters(tx *store.Tx, pools []PoolID) ([]waiter, error) {
	among, args := store.List(nil, pools)
	var line []waiter
	err := tx.Each(func(r store.Row) error {
		var o Owner
		var a Ask
		err := r.Scan(&o.Kind, &o.ID, &a.Pool, &a.Units, &a.From, &a.To)
		if n := len(line); n > 0 && line[n-1].owner == o {
			line[n-1].asks = append(line[n-1].asks, a)
		} else {
			line = append(line, waiter{o, []Ask{a}})
		}
		return err
	}, `
		SELECT owner_kind, owner_id, pool_id, units, starts_at, ends_at
		FROM capacity_wait
		WHERE owner_id IN (SELECT owner_id FROM capacity_wait WHERE pool_id IN `+among+`) AND offered_until IS NULL
		ORDER BY since, owner_id, pool_id, starts_at`, args...)
	if err != nil {
		return nil, fmt.Errorf("read the line: %w", err)
	}
	return line, nil
}

// sweepAtOnce is how many holds that ran out are removed in one transaction.
const sweepAtOnce = 100

// Sweep removes holds that have run out, offers among them, whose owners leave the line and are told; so are those in line for what has
// begun. Those in line for what became freer
// can be served then (Offer, in the next transaction). Units are free from the very instant at which a hold runs out; the sweep only
// tidies up.
func Sweep(tx *store.Tx, tell func(*store.Tx, Offered) error) error {
	owners, pools, err := ranOut(tx)
	if err != nil || len(owners) == 0 {
		return err
	}
	l, err := Lock(tx, pools...)
	if err != nil {
		return err
	}
	// Some may have been confirmed or prolonged before the lock.
	still, _, err := ranOut(tx)
	if err != nil {
		return err
	}
	for _, o := range owners {
		if !slices.Contains(still, o) {
			continue
		}
		if err := l.pass(o, tell); err != nil {
			return err
		}
	}
	return nil
}

// SweepDue reports whether there is something that Sweep has not removed yet.
func SweepDue(tx *store.Tx) (bool, error) {
	return store.One(tx, store.Value[bool], `
		SELECT EXISTS (SELECT 1 FROM capacity_allocation WHERE held_until <= $1)
			OR EXISTS (SELECT 1 FROM capacity_wait WHERE starts_at <= $1 AND offered_until IS NULL)`, tx.Now)
}

// ranOut reads whose holds have run out and who waits for what has begun, and their pools.
func ranOut(tx *store.Tx) (owners []Owner, pools []PoolID, err error) {
	err = tx.Each(func(r store.Row) error {
		var o Owner
		var p PoolID
		err := r.Scan(&o.Kind, &o.ID, &p)
		if !slices.Contains(owners, o) {
			owners = append(owners, o)
		}
		pools = append(pools, p)
		return err
	}, `
		SELECT owner_kind, owner_id, pool_id
		FROM capacity_allocation
		WHERE owner_id IN (SELECT owner_id FROM capacity_allocation WHERE held_until <= $1 ORDER BY held_until, owner_id LIMIT $2) AND held_until <= $1
		UNION ALL
		SELECT owner_kind, owner_id, pool_id
		FROM capacity_wait
		WHERE owner_id IN (SELECT owner_id FROM capacity_wait WHERE starts_at <= $1 AND offered_until IS NULL ORDER BY starts_at, owner_id LIMIT $2)`,
		tx.Now, sweepAtOnce)
	if err != nil {
		return nil, nil, fmt.Errorf("find holds that ran out: %w", err)
	}
	return owners, pools, nil
}

// Place is how far from the front of the line an owner stands, from 1; NotFound when it stands in none.
func Place(tx *store.Tx, owner OwnerID) (int, error) {
	n, err := store.One(tx, store.Value[int], `
		SELECT 1 + count(DISTINCT other.owner_id)
		FROM capacity_wait mine
		LEFT JOIN capacity_wait other ON other.pool_id = mine.pool_id AND other.owner_id <> mine.owner_id
			AND other.starts_at < mine.ends_at AND other.ends_at > mine.starts_at
			AND (other.since < mine.since OR other.since = mine.since AND other.owner_id < mine.owner_id)
		WHERE mine.owner_id = $1
		GROUP BY mine.owner_id`, owner)
	if errors.Is(err, store.ErrNoRow) {
		return 0, fault.New(fault.NotFound, "capacity.not_in_line")
	}
	return n, err
}

package capacity

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
)

// Locked is pools that nobody else can give units of until the transaction ends. Only Lock makes one.
type Locked struct {
	tx    *store.Tx
	pools map[PoolID]held
}

// held is what is known of a locked pool.
type held struct {
	units   int
	waiting bool
}

// Lock takes hold of pools in the order of their ids, so that two who want the same ones never wait for each other. Whatever is decided
// about units is decided after it. A pool that isn't there is NotFound.
func Lock(tx *store.Tx, pools ...PoolID) (*Locked, error) {
	l := &Locked{tx: tx, pools: make(map[PoolID]held, len(pools))}
	for _, p := range inOrder(pools) {
		// One statement locks, counts the version up and reads.
		h, err := store.One(tx, func(r store.Row) (h held, err error) {
			var waiting int
			err = r.Scan(&h.units, &waiting)
			h.waiting = waiting > 0
			return h, err
		}, `UPDATE capacity_pool SET version = version + 1 WHERE id = $1 RETURNING units, waiting`, p)
		if errors.Is(err, store.ErrNoRow) {
			return nil, fault.New(fault.NotFound, "capacity.unknown")
		}
		if err != nil {
			return nil, fmt.Errorf("lock pool %s: %w", p, err)
		}
		l.pools[p] = h
	}
	return l, nil
}

func inOrder(pools []PoolID) []PoolID {
	sorted := slices.Clone(pools)
	slices.SortFunc(sorted, PoolID.Compare)
	return slices.Compact(sorted)
}

// poolsOf lists the pools of asks.
func poolsOf(asks []Ask) []PoolID {
	pools := make([]PoolID, len(asks))
	for i, a := range asks {
		pools[i] = a.Pool
	}
	return inOrder(pools)
}

// LockFor is Lock of the pools that asks are about.
func LockFor(tx *store.Tx, asks []Ask) (*Locked, error) { return Lock(tx, poolsOf(asks)...) }

// valid refuses asks that no caller should make: they are mistakes in the program.
func (l *Locked) valid(asks []Ask) error {
	if len(asks) == 0 {
		return errors.New("capacity: nothing asked for")
	}
	for _, a := range asks {
		_, locked := l.pools[a.Pool]
		switch {
		case !locked:
			return fmt.Errorf("capacity: pool %s is not locked", a.Pool)
		case a.Units <= 0:
			return fmt.Errorf("capacity: %d units asked for", a.Units)
		case !a.From.Before(a.To) || a.To.Sub(a.From) > longest:
			return fmt.Errorf("capacity: from %s to %s is no interval", a.From, a.To)
		}
	}
	return nil
}

// check refuses asks that there are too few units for. but is an owner whose own units don't count against it; line is what those before
// in line are going to have.
func (l *Locked) check(but OwnerID, asks, line []Ask) error {
	for i, a := range asks {
		taken, ranOut, err := others(l.tx, but, a)
		if err != nil {
			return err
		}
		if err := l.void(ranOut); err != nil {
			return err
		}
		for j, b := range asks {
			if i != j && b.Pool == a.Pool {
				taken = append(taken, b)
			}
		}
		for _, w := range line {
			if w.Pool == a.Pool {
				taken = append(taken, w)
			}
		}
		if free := l.pools[a.Pool].units - Peak(taken, a.From, a.To); free < a.Units {
			return &Shortage{Ask: a, Free: max(0, free)}
		}
	}
	return nil
}

// void ends holds that have run out for good, now that their units may go to somebody else: whoever confirms one of them at this moment, with
// a clock that is a little behind or a transaction that began a little earlier, must not find it alive.
func (l *Locked) void(ranOut []OwnerID) error {
	for _, o := range ranOut {
		_, err := l.tx.Exec(`UPDATE capacity_allocation SET held_until = $1 WHERE owner_id = $2 AND held_until <= $3`, l.tx.Now.Add(-farPast), o, l.tx.Now)
		if err != nil {
			return fmt.Errorf("end a hold that ran out: %w", err)
		}
	}
	return nil
}

// farPast is more than the clocks of two servers differ by.
const farPast = 24 * time.Hour

// others reads what others than an owner have of a pool within an ask, and whose holds there have run out.
func others(tx *store.Tx, but OwnerID, a Ask) (taken []Ask, ranOut []OwnerID, err error) {
	all, err := overlapping(tx, a)
	if err != nil {
		return nil, nil, err
	}
	taken = make([]Ask, 0, len(all)+1)
	for _, x := range all {
		switch {
		case x.Owner.ID == but:
		case x.counts(tx.Now):
			taken = append(taken, x.Ask)
		default:
			ranOut = append(ranOut, x.Owner.ID)
		}
	}
	return taken, ranOut, nil
}

// overlapping reads the allocations of a pool that overlap an ask, class of length by class of length.
func overlapping(tx *store.Tx, a Ask) ([]Allocation, error) {
	all, err := store.All(tx, scan, overlapText, a.Pool, a.To, a.From,
		a.From.Add(-spanLimits[0]), a.From.Add(-spanLimits[1]), a.From.Add(-spanLimits[2]), a.From.Add(-spanLimits[3]))
	if err != nil {
		return nil, fmt.Errorf("read what overlaps: %w", err)
	}
	return all, nil
}

var overlapText = func() string {
	text := ""
	for class := range spanLimits {
		if class > 0 {
			text += " UNION ALL "
		}
		text += fmt.Sprintf(`
			SELECT `+columns+`
			FROM capacity_allocation
			WHERE pool_id = $1 AND span = %d AND starts_at < $2 AND starts_at > $%d AND ends_at > $3`, class, 4+class)
	}
	return text
}()

package capacity

import (
	"fmt"
	"strconv"
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
)

// Taken reads what is taken of pools within [from, to): confirmed, or held at the transaction's time. until is the first instant at which
// a hold among them runs out and the answer changes by itself; zero when there is none.
//
// One statement for any number of pools, answered from an index alone. Each pool's allocations come packed into one text, for a week of a
// busy house has thousands, and a row apiece costs more than all the rest of its page. The order is by class of length, then pool.
func Taken(tx *store.Tx, pools []PoolID, from, to civil.Instant) (taken []Ask, until civil.Instant, err error) {
	if len(pools) == 0 {
		return nil, until, nil
	}
	among, args := store.List([]any{to, from}, pools)
	var parts []string
	for class, limit := range spanLimits {
		args = append(args, from.Add(-limit))
		parts = append(parts, fmt.Sprintf(`
			SELECT pool_id, string_agg(%s || %s || COALESCE(%s, '') || ' ' || units, ',')
			FROM capacity_allocation
			WHERE pool_id IN %s AND span = %d AND starts_at < $1 AND starts_at > $%d AND ends_at > $2
			GROUP BY pool_id`, tx.Instant("starts_at"), tx.Instant("ends_at"), tx.Instant("held_until"), among, class, len(args)))
	}
	taken = make([]Ask, 0, 16*len(pools))
	err = tx.Each(func(r store.Row) error {
		var pool PoolID
		var packed string
		if err := r.Scan(&pool, &packed); err != nil {
			return err
		}
		for one := range strings.SplitSeq(packed, ",") {
			a, held, err := unpack(one)
			if err != nil {
				return err
			}
			if !held.IsZero() {
				if !held.After(tx.Now) {
					continue
				}
				if until.IsZero() || held.Before(until) {
					until = held
				}
			}
			a.Pool = pool
			taken = append(taken, a)
		}
		return nil
	}, strings.Join(parts, " UNION ALL "), args...)
	if err != nil {
		return nil, until, fmt.Errorf("read what is taken: %w", err)
	}
	return taken, until, nil
}

// unpack reads what Taken packs: start, end, until when it is held if it is, a space, units.
func unpack(packed string) (a Ask, held civil.Instant, err error) {
	instants, units, _ := strings.Cut(packed, " ")
	for _, i := range []*civil.Instant{&a.From, &a.To, &held} {
		one := instants[:min(civil.InstantWidth, len(instants))]
		if err := i.UnmarshalText([]byte(one)); err != nil {
			return a, held, err
		}
		instants = instants[len(one):]
	}
	a.Units, err = strconv.Atoi(units)
	return a, held, err
}

// Find reads a pool.
func Find(tx *store.Tx, which PoolID) (Pool, error) {
	return store.One(tx, func(r store.Row) (p Pool, err error) {
		return p, r.Scan(&p.ID, &p.Organisation, &p.Units, &p.Version)
	}, `SELECT id, organisation_id, units, version FROM capacity_pool WHERE id = $1`, which)
}

// Of lists what an owner has, in the order of start and pool.
func Of(tx *store.Tx, owner OwnerID) ([]Allocation, error) {
	all, err := store.All(tx, scan, `
		SELECT `+columns+`
		FROM capacity_allocation
		WHERE owner_id = $1
		ORDER BY starts_at, pool_id`, owner)
	if err != nil {
		return nil, fmt.Errorf("read allocations: %w", err)
	}
	return all, nil
}

const columns = `pool_id, starts_at, ends_at, units, held_until, owner_kind, owner_id`

func scan(r store.Row) (a Allocation, err error) {
	return a, r.Scan(&a.Pool, &a.From, &a.To, &a.Units, &a.HeldUntil, &a.Owner.Kind, &a.Owner.ID)
}

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
	ranOut, until, err := holds(tx, among, args)
	if err != nil {
		return nil, until, err
	}
	var parts []string
	for class, limit := range spanLimits {
		args = append(args, from.Add(-limit))
		parts = append(parts, fmt.Sprintf(`
			SELECT pool_id, string_agg(%s || %s || ' ' || units, ',')
			FROM capacity_allocation
			WHERE pool_id IN %s AND span = %d AND starts_at < $1 AND starts_at > $%d AND ends_at > $2
			GROUP BY pool_id`, tx.Instant("starts_at"), tx.Instant("ends_at"), among, class, len(args)))
	}
	taken = make([]Ask, 0, 16*len(pools))
	err = tx.Each(func(r store.Row) error {
		var pool PoolID
		var packed string
		if err := r.Scan(&pool, &packed); err != nil {
			return err
		}
		for one := range strings.SplitSeq(packed, ",") {
			a, err := unpack(one)
			if err != nil {
				return err
			}
			if a.Pool = pool; ranOut[a] > 0 {
				ranOut[a]--
				continue
			}
			taken = append(taken, a)
		}
		return nil
	}, strings.Join(parts, " UNION ALL "), args...)
	if err != nil {
		return nil, until, fmt.Errorf("read what is taken: %w", err)
	}
	return taken, until, nil
}

// holds reads what is only held of pools, between $2 and $1: how often each that has run out stands there still, and when the first of the others
// will. Holds are few, whatever is taken: they have an index of their own, to which IS TRUE keeps SQLite.
func holds(tx *store.Tx, among string, args []any) (ranOut map[Ask]int, until civil.Instant, err error) {
	err = tx.Each(func(r store.Row) error {
		var a Ask
		var end civil.Instant
		if err := r.Scan(&a.Pool, &a.From, &a.To, &a.Units, &end); err != nil {
			return err
		}
		switch {
		case !end.After(tx.Now):
			if ranOut == nil {
				ranOut = map[Ask]int{}
			}
			ranOut[a]++
		case until.IsZero() || end.Before(until):
			until = end
		}
		return nil
	}, `
		SELECT pool_id, starts_at, ends_at, units, held_until
		FROM capacity_allocation
		WHERE held_until IS NOT NULL AND (pool_id IN `+among+`) IS TRUE AND starts_at < $1 AND ends_at > $2`, args...)
	if err != nil {
		return nil, until, fmt.Errorf("read what is held: %w", err)
	}
	return ranOut, until, nil
}

// unpack reads what Taken packs: start, end, a space, units.
func unpack(packed string) (a Ask, err error) {
	instants, units, _ := strings.Cut(packed, " ")
	for _, i := range []*civil.Instant{&a.From, &a.To} {
		one := instants[:min(civil.InstantWidth, len(instants))]
		if err := i.UnmarshalText([]byte(one)); err != nil {
			return a, err
		}
		instants = instants[len(one):]
	}
	a.Units, err = strconv.Atoi(units)
	return a, err
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

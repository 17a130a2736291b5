package capacity

import (
	"fmt"
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
)

// Taken reads what is taken of pools within [from, to): confirmed, or held at the transaction's time. until is the first instant at which
// a hold among them runs out and the answer changes by itself; zero when there is none.
//
// One statement for any number of pools, answered from an index alone. The order is by pool, then class of length, then start.
func Taken(tx *store.Tx, pools []PoolID, from, to civil.Instant) (taken []Ask, until civil.Instant, err error) {
	if len(pools) == 0 {
		return nil, until, nil
	}
	among, args := store.List([]any{to, from}, pools)
	var parts []string
	for class, limit := range spanLimits {
		args = append(args, from.Add(-limit))
		parts = append(parts, fmt.Sprintf(`
			SELECT pool_id, starts_at, ends_at, units, held_until
			FROM capacity_allocation
			WHERE pool_id IN %s AND span = %d AND starts_at < $1 AND starts_at > $%d AND ends_at > $2`, among, class, len(args)))
	}
	taken = make([]Ask, 0, 16*len(pools))
	var a Ask
	var held civil.Instant // both serve every row: a week of a busy house has thousands
	err = tx.Each(func(r store.Row) error {
		if err := r.Scan(&a.Pool, &a.From, &a.To, &a.Units, &held); err != nil {
			return err
		}
		if !held.IsZero() {
			if !held.After(tx.Now) {
				return nil
			}
			if until.IsZero() || held.Before(until) {
				until = held
			}
		}
		taken = append(taken, a)
		return nil
	}, strings.Join(parts, " UNION ALL "), args...)
	if err != nil {
		return nil, until, fmt.Errorf("read what is taken: %w", err)
	}
	return taken, until, nil
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

package resource

import (
	"errors"
	"fmt"

	"mitoyen/internal/kit/store"
)

// Mark is the versions of all that the offer of a place depends on, in one statement: the place, its resources and their rules, what is had
// of them; closures count as what is had, since they are made under the same locks. As long as it stays, a page of what is free is good, save
// for what passes with time. It is "" for an address that isn't a place's present one.
func Mark(tx *store.Tx, slug string) (string, error) {
	mark, err := store.One(tx, store.Value[string], `
		SELECT p.version || ' ' || (
				SELECT count(*) || ' ' || coalesce(sum(c.version), 0) || ' ' || coalesce(max(CAST(r.changed_at AS text)), '')
				FROM resource r
				JOIN capacity_pool c ON c.id = r.pool_id
				WHERE r.place_id = p.id
			)
		FROM place p
		WHERE p.slug = $1`, slug)
	if errors.Is(err, store.ErrNoRow) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("mark the offer of a place: %w", err)
	}
	return mark, nil
}

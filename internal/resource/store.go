package resource

import (
	"encoding/json"
	"errors"
	"fmt"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
)

const columns = `r.id, r.organisation_id, r.place_id, r.pool_id, p.units, r.slug, r.name, r.kind, r.sort, r.sheet, r.hours, r.rules, r.retired_at, r.changed_at,
	coalesce((SELECT l.rules FROM lending_rule l WHERE l.place_id = r.place_id AND l.kind = '' AND l.resource_id IS NULL AND l.group_id IS NULL), ''),
	coalesce((SELECT l.rules FROM lending_rule l WHERE l.place_id = r.place_id AND l.kind = r.kind AND l.resource_id IS NULL AND l.group_id IS NULL), ''),
	h.pool_id, coalesce(c.units, 0)`

// from joins what columns are read of.
const from = `
	FROM resource r
	JOIN capacity_pool p ON p.id = r.pool_id
	LEFT JOIN head_count h ON h.place_id = r.place_id
	LEFT JOIN capacity_pool c ON c.id = h.pool_id`

func scan(row store.Row) (r Resource, err error) {
	var sheet, rules, ofPlace, ofKind string
	err = row.Scan(&r.ID, &r.Organisation, &r.Place, &r.Pool, &r.Units, &r.Slug, &r.Name, &r.Kind, &r.Sort, &sheet, &r.Hours, &rules, &r.Retired, &r.ChangedAt,
		&ofPlace, &ofKind, &r.Crowd.Pool, &r.Crowd.Most)
	if err != nil {
		return r, err
	}
	r.Below = make([]Layer, 2)
	var errs [3]error
	r.Own, errs[0] = readLayer(rules)
	r.Below[0], errs[1] = readLayer(ofPlace)
	r.Below[1], errs[2] = readLayer(ofKind)
	r.Rules = Merge(r.Own, r.Below, nil)
	return r, errors.Join(json.Unmarshal([]byte(sheet), &r.Sheet), errors.Join(errs[:]...))
}

var errUnknown = fault.New(fault.NotFound, "resource.unknown")

// Find reads a resource of a place by the name in its address.
func Find(tx *store.Tx, of place.ID, slug string) (Resource, error) {
	return find(tx, `r.place_id = $1 AND r.slug = $2`, of, slug)
}

// FindByID reads a resource.
func FindByID(tx *store.Tx, which ID) (Resource, error) { return find(tx, `r.id = $1`, which) }

func find(tx *store.Tx, where string, args ...any) (Resource, error) {
	r, err := store.One(tx, scan, `
		SELECT `+columns+from+`
		WHERE `+where, args...)
	if errors.Is(err, store.ErrNoRow) {
		return r, errUnknown
	}
	if err != nil {
		return r, fmt.Errorf("find resource: %w", err)
	}
	one := []Resource{r}
	err = addDraws(tx, one, `d.resource_id = $1`, r.ID)
	return one[0], err
}

// Of lists what a place lends, in its order. Retired ones are left out unless all are wanted.
func Of(tx *store.Tx, which place.ID, all bool) ([]Resource, error) {
	list, err := store.All(tx, scan, `
		SELECT `+columns+from+`
		WHERE r.place_id = $1 AND (r.retired_at IS NULL OR $2)
		ORDER BY r.sort, r.name, r.id`, which, all)
	if err != nil {
		return nil, fmt.Errorf("list resources: %w", err)
	}
	return list, addDraws(tx, list, `d.resource_id IN (SELECT id FROM resource WHERE place_id = $1)`, which)
}

// Lends reports whether a place lends anything.
func Lends(tx *store.Tx, which place.ID) (bool, error) {
	return store.One(tx, store.Value[bool], `SELECT EXISTS (SELECT 1 FROM resource WHERE place_id = $1 AND retired_at IS NULL)`, which)
}

func addDraws(tx *store.Tx, list []Resource, where string, arg any) error {
	err := tx.Each(func(row store.Row) error {
		var of ID
		var d Draw
		err := row.Scan(&of, &d.Other, &d.Name, &d.Pool, &d.Units, &d.Whole)
		for i := range list {
			if list[i].ID == of {
				list[i].Draws = append(list[i].Draws, d)
			}
		}
		return err
	}, `
		SELECT d.resource_id, d.other_id, o.name, o.pool_id, p.units, d.whole
		FROM resource_draw d
		JOIN resource o ON o.id = d.other_id
		JOIN capacity_pool p ON p.id = o.pool_id
		WHERE `+where+`
		ORDER BY d.whole DESC, o.sort, o.name`, arg)
	if err != nil {
		return fmt.Errorf("read draws: %w", err)
	}
	return nil
}

// save writes a resource without its units and draws.
func save(tx *store.Tx, r Resource) error {
	sheet, err := json.Marshal(r.Sheet)
	if err != nil {
		return fmt.Errorf("write resource: %w", err)
	}
	rules, err := r.Own.text()
	if err != nil {
		return err
	}
	_, err = tx.Exec(`
		INSERT INTO resource (id, organisation_id, place_id, pool_id, slug, name, kind, sort, sheet, hours, rules, created_at, changed_at, retired_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13)
		ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, name = excluded.name, kind = excluded.kind, sort = excluded.sort, sheet = excluded.sheet,
			hours = excluded.hours, rules = excluded.rules, changed_at = excluded.changed_at, retired_at = excluded.retired_at`,
		r.ID, r.Organisation, r.Place, r.Pool, r.Slug, r.Name, r.Kind, r.Sort, string(sheet), r.Hours, rules, tx.Now, r.Retired)
	if err != nil {
		return fmt.Errorf("save resource %s: %w", r.Slug, err)
	}
	return nil
}

package place

import (
	"encoding/json"
	"errors"
	"fmt"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

const columns = `id, slug, name, kind, stage, stage_since, organisation_id, commune_code, departement, address, postcode,
	lat, lon, position, activities, step_free, hours, summary, sheet, origins, confirmed_on, created_at, changed_at, opened, lends`

func scan(r store.Row) (p Place, err error) {
	var lat, lon *float64
	var sheet, origins string
	var opened *string
	err = r.Scan(&p.ID, &p.Slug, &p.Name, &p.Kind, &p.Stage, &p.StageSince, &p.Organisation, &p.Commune, &p.Departement, &p.Address, &p.Postcode,
		&lat, &lon, &p.Point.Of, &p.Activities, &p.StepFree, &p.Door, &p.Summary, &sheet, &origins, &p.ConfirmedOn, &p.CreatedAt, &p.ChangedAt,
		&opened, &p.Lends)
	if err != nil {
		return p, err
	}
	if lat != nil && lon != nil {
		p.Point.Lat, p.Point.Lon = *lat, *lon
	}
	if err := json.Unmarshal([]byte(sheet), &p.Sheet); err != nil {
		return p, fmt.Errorf("read sheet of %s: %w", p.Slug, err)
	}
	if err := json.Unmarshal([]byte(origins), &p.Origins); err != nil {
		return p, fmt.Errorf("read origins of %s: %w", p.Slug, err)
	}
	if p.ByShifts = opened != nil; p.ByShifts {
		if p.Opened, err = readOpened(*opened); err != nil {
			return p, fmt.Errorf("read who opens %s: %w", p.Slug, err)
		}
	}
	if _, given := p.Origins[FHours]; given {
		p.Hours = p.Door
	}
	p.stored = p.hours()
	return p, nil
}

var errUnknown = fault.New(fault.NotFound, "place.unknown")

// Find reads a place by its id.
func Find(tx *store.Tx, which ID) (Place, error) { return find(tx, `id = $1`, which) }

// FindBySlug reads a place by the name in its address. An address that it had before is found too; its Slug then differs.
func FindBySlug(tx *store.Tx, slug string) (Place, error) {
	p, err := find(tx, `slug = $1`, slug)
	if !fault.Is(err, fault.NotFound) {
		return p, err
	}
	return find(tx, `id = (SELECT place_id FROM place_slug WHERE slug = $1)`, slug)
}

// ForChange reads a place and keeps others from changing it until the transaction ends.
func ForChange(tx *store.Tx, which ID) (Place, error) {
	return find(tx, `id = $1`+tx.ForUpdate(), which)
}

func find(tx *store.Tx, where string, arg any) (Place, error) {
	p, err := store.One(tx, scan, `SELECT `+columns+` FROM place WHERE `+where, arg)
	if errors.Is(err, store.ErrNoRow) {
		return p, errUnknown
	}
	return p, err
}

// FindAll reads places by id, in the order asked for; ids that are not there are left out. At most a page of them.
func FindAll(tx *store.Tx, ids []ID) ([]Place, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	among, args := store.List(nil, ids)
	found, err := store.All(tx, scan, `SELECT `+columns+` FROM place WHERE id IN `+among, args...)
	if err != nil {
		return nil, err
	}
	byID := make(map[ID]Place, len(found))
	for _, p := range found {
		byID[p.ID] = p
	}
	ordered := make([]Place, 0, len(ids))
	for _, x := range ids {
		if p, ok := byID[x]; ok {
			ordered = append(ordered, p)
		}
	}
	return ordered, nil
}

// RunBy lists the places that an organisation runs, by name; at most a hundred.
func RunBy(tx *store.Tx, of organisation.ID) ([]Place, error) {
	all, err := store.All(tx, scan, `SELECT `+columns+` FROM place WHERE organisation_id = $1 ORDER BY sort_name, id LIMIT 100`, of)
	if err != nil {
		return nil, fmt.Errorf("list places: %w", err)
	}
	return all, nil
}

// RunByEach lists the places that each of some organisations runs, by name.
func RunByEach(tx *store.Tx, of []organisation.ID) (map[organisation.ID][]Place, error) {
	all := map[organisation.ID][]Place{}
	err := store.EachAmong(of, func(in string, args []any) error {
		some, err := store.All(tx, scan, `SELECT `+columns+` FROM place WHERE organisation_id `+in+` ORDER BY sort_name, id LIMIT 1000`, args...)
		for _, p := range some {
			all[p.Organisation] = append(all[p.Organisation], p)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list places: %w", err)
	}
	return all, nil
}

// nextVersion takes the directory's next version and holds it until the transaction ends.
func nextVersion(tx *store.Tx) (int64, error) {
	return store.One(tx, store.Value[int64], `UPDATE directory_version SET version = version + 1 WHERE one = 1 RETURNING version`)
}

// save writes places, new or changed. The caller has journalled, holds the version and tells search.
func save(tx *store.Tx, version int64, places ...*Place) error {
	rows := make([][]any, len(places))
	var past [][]any
	for i, p := range places {
		sheet, err1 := json.Marshal(p.Sheet)
		origins, err2 := json.Marshal(p.Origins)
		if err := errors.Join(err1, err2); err != nil {
			return fmt.Errorf("write sheet of %s: %w", p.Slug, err)
		}
		p.Door = p.doorHours()
		if p.CreatedAt.IsZero() {
			p.CreatedAt = tx.Now
		}
		if was := p.stored; was != nil && was.door != p.Door {
			past = append(past, was.row(tx, *p))
		}
		p.stored = p.hours()
		rows[i] = []any{p.ID, p.Slug, p.Name, search.Fold(p.Name), p.Kind, p.Stage, p.StageSince, p.Organisation, p.Commune, p.Departement,
			p.Address, p.Postcode, orNull(p.Point.Known(), p.Point.Lat), orNull(p.Point.Known(), p.Point.Lon), p.Point.Of, p.Activities, p.StepFree,
			p.Door, p.Summary, string(sheet), string(origins), p.ConfirmedOn, version, p.CreatedAt, p.ChangedAt}
	}
	err := tx.InsertAll(`
		INSERT INTO place (id, slug, name, sort_name, kind, stage, stage_since, organisation_id, commune_code, departement, address, postcode,
			lat, lon, position, activities, step_free, hours, summary, sheet, origins, confirmed_on, version, created_at, changed_at)`, `
		ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, name = excluded.name, sort_name = excluded.sort_name, kind = excluded.kind,
			stage = excluded.stage, stage_since = excluded.stage_since, organisation_id = excluded.organisation_id,
			commune_code = excluded.commune_code, departement = excluded.departement, address = excluded.address, postcode = excluded.postcode,
			lat = excluded.lat, lon = excluded.lon, position = excluded.position, activities = excluded.activities, step_free = excluded.step_free,
			hours = excluded.hours, summary = excluded.summary, sheet = excluded.sheet, origins = excluded.origins,
			confirmed_on = excluded.confirmed_on, version = excluded.version, changed_at = excluded.changed_at`, rows)
	if err != nil {
		return fmt.Errorf("save places: %w", err)
	}
	return keepPast(tx, past)
}

func orNull(known bool, v float64) any {
	if !known {
		return nil
	}
	return v
}

// MostByWords is how many places a search by words shows at most: who gets more adds a word. Putting thousands in order for a word that
// stands in every fifth name would cost a village server more than the search itself.
const MostByWords = 100

// SearchKind is the kind of the directory's documents in kit/search.
const SearchKind = "place"

// document is what search by words knows of a place.
func document(p Place, communeName string) search.Doc {
	return search.Doc{ID: p.ID.String(), Parts: []search.Weighted{
		search.Title(p.Name), search.Keywords(communeName), search.Body(tradeWords(p.Activities) + " " + p.Lends + " " + p.Summary + " " + p.Sheet.Text),
	}}
}

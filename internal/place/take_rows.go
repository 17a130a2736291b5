package place

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
)

// RunID names one run of an import.
type RunID = id.Of[SourceRow]

// KnownRow is what stands of a source's row since it was last imported.
type KnownRow struct {
	SourceID string
	Hash     string
	Number   int
	Run      RunID         // that last wrote it
	Place    ID            // zero while it waits, or when a person refused it
	Since    civil.Instant // when its place came into the directory
	Waiting  []Asked       // what a person has not decided yet
}

// Asked is what a person was asked about a row.
type Asked struct {
	ID     id.Of[Proposal]
	Reason Reason
	Facts  Facts
	Base   Facts
	Name   string // of the place that it points at
}

// Held is what the directory knows of some rows of a source.
type Held struct {
	Version int64 // to write with; zero when the rows were only looked at
	Rows    map[string]KnownRow
	Places  map[ID]Place // of the rows that have changed
}

// LookRows reads what is known of rows, by their ids in the source. Their places are read by Hold, or by Places for a run that only looks.
func LookRows(tx *store.Tx, source string, ids []string) (Held, error) {
	h := Held{Rows: map[string]KnownRow{}, Places: map[ID]Place{}}
	if err := planAnew(tx); err != nil {
		return h, err
	}
	return h, h.readRows(tx, source, ids)
}

// planAnew keeps PostgreSQL from using the plans that it made when a growing table was still empty: reading whole tables, which takes a
// minute more for 100,000 rows. SQLite's plans follow its indexes.
func planAnew(tx *store.Tx) error {
	if tx.Engine() != store.PostgreSQL {
		return nil
	}
	_, err := tx.Exec("SET LOCAL plan_cache_mode = force_custom_plan")
	return err
}

// Look reads the places of rows that have changed, for a run that writes nothing.
func (h Held) Look(tx *store.Tx, changed []string) error {
	return h.readPlaces(tx, h.placesOf(changed), "")
}

// Hold is for an import that is going to write about rows that have changed: until the transaction ends nobody else changes their places,
// decides on what waits, or writes in the directory at all. Locks are taken in the order in which a decision takes them (proposals,
// places, version), so that the two wait for each other and never for ever. What was looked at is read again behind the locks.
func (h Held) Hold(tx *store.Tx, source string, changed []string) (Held, error) {
	if err := h.lock(tx, changed); err != nil {
		return h, err
	}
	version, err := nextVersion(tx)
	if err != nil {
		return h, err
	}
	h.Version = version
	if tx.ForUpdate() != "" { // where there is one writer nothing can have changed since the look
		for _, x := range changed {
			delete(h.Rows, x)
		}
		if err := h.readRows(tx, source, changed); err != nil {
			return h, err
		}
	}
	return h, h.readPlaces(tx, h.placesOf(changed), tx.ForUpdate())
}

// placesOf are the places of rows, in the order of their ids.
func (h Held) placesOf(rows []string) (all []ID) {
	for _, x := range rows {
		if p := h.Rows[x].Place; !p.IsZero() {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, ID.Compare)
	return slices.Compact(all)
}

// lock locks what waits and the places, each in the order of their ids.
func (h Held) lock(tx *store.Tx, changed []string) error {
	if tx.ForUpdate() == "" {
		return nil
	}
	var waiting []id.Of[Proposal]
	for _, x := range changed {
		for _, a := range h.Rows[x].Waiting {
			waiting = append(waiting, a.ID)
		}
	}
	slices.SortFunc(waiting, id.Of[Proposal].Compare)
	nothing := func(store.Row) error { return nil }
	err := store.EachAmong(waiting, func(in string, args []any) error {
		return tx.Each(nothing, `SELECT id FROM proposal WHERE id `+in+` ORDER BY id`+tx.ForUpdate(), args...)
	})
	if err != nil {
		return err
	}
	return store.EachAmong(h.placesOf(changed), func(in string, args []any) error {
		return tx.Each(nothing, `SELECT id FROM place WHERE id `+in+` ORDER BY id`+tx.ForUpdate(), args...)
	})
}

func (h Held) readRows(tx *store.Tx, source string, ids []string) error {
	err := store.EachAmong(ids, func(in string, args []any) error {
		return tx.Each(func(r store.Row) error {
			var k KnownRow
			err := r.Scan(&k.SourceID, &k.Hash, &k.Number, &k.Run, &k.Place, &k.Since)
			h.Rows[k.SourceID] = k
			return err
		}, `
			SELECT s.source_id, s.row_hash, s.row_number, s.run_id, s.place_id, p.created_at
			FROM place_source s
			LEFT JOIN place p ON p.id = s.place_id
			WHERE s.source = $1 AND s.source_id `+in, args...)
	}, source)
	if err != nil || len(h.Rows) == 0 {
		return err
	}
	known := slices.DeleteFunc(slices.Clone(ids), func(x string) bool { return h.Rows[x].SourceID == "" })
	return store.EachAmong(known, func(in string, args []any) error {
		return tx.Each(func(r store.Row) error {
			var a Asked
			var sourceID, facts, base string
			if err := r.Scan(&sourceID, &a.ID, &a.Reason, &facts, &base, &a.Name); err != nil {
				return err
			}
			k := h.Rows[sourceID]
			k.Waiting = append(k.Waiting, a)
			h.Rows[sourceID] = k
			return errors.Join(json.Unmarshal([]byte(facts), &k.Waiting[len(k.Waiting)-1].Facts), json.Unmarshal([]byte(base), &k.Waiting[len(k.Waiting)-1].Base))
		}, `
			SELECT q.source_id, q.id, q.reason, q.facts, q.base, coalesce(p.name, '')
			FROM proposal q
			LEFT JOIN place p ON p.id = q.place_id
			WHERE q.state = 'open' AND q.source <> '' AND q.source = $1 AND q.source_id `+in, args...)
	}, source)
}

func (h Held) readPlaces(tx *store.Tx, ids []ID, lock string) error {
	return store.EachAmong(ids, func(in string, args []any) error {
		return tx.Each(func(r store.Row) error {
			p, err := scan(r)
			h.Places[p.ID] = p
			return err
		}, `SELECT `+columns+` FROM place WHERE id `+in+` ORDER BY id`+lock, args...)
	})
}

// Decisions are the values that persons were asked about and have decided on, for better or worse, by the row's id and the field.
func Decisions(tx *store.Tx, source string, ids []string) (map[string]map[Field][]string, error) {
	all := map[string]map[Field][]string{}
	err := store.EachAmong(ids, func(in string, args []any) error {
		return tx.Each(func(r store.Row) error {
			var sourceID, text string
			var facts Facts
			if err := r.Scan(&sourceID, &text); err != nil {
				return err
			}
			if err := json.Unmarshal([]byte(text), &facts); err != nil {
				return fmt.Errorf("read proposal: %w", err)
			}
			if all[sourceID] == nil {
				all[sourceID] = map[Field][]string{}
			}
			for k, v := range facts {
				all[sourceID][k] = append(all[sourceID][k], v)
			}
			return nil
		}, `SELECT source_id, facts FROM proposal WHERE state IN ('accepted', 'refused') AND source = $1 AND source_id `+in, args...)
	}, source)
	return all, err
}

// ImportedRow is a row of a source as it came and as it was cleaned, ready to be kept.
type ImportedRow struct {
	Source, SourceID     string
	Place                ID // zero while it waits
	Run                  RunID
	Number               int
	Hash                 string
	Raw, Facts, Problems string // JSON
}

// KeepRows stores rows beside the places that they became, so that people can read what the source said.
func KeepRows(tx *store.Tx, all []ImportedRow) error {
	rows := make([][]any, len(all))
	for i, r := range all {
		rows[i] = []any{r.Source, r.SourceID, r.Place, r.Run, r.Number, r.Hash, r.Raw, r.Facts, r.Problems, tx.Now}
	}
	err := tx.InsertAll(`
		INSERT INTO place_source (source, source_id, place_id, run_id, row_number, row_hash, raw, facts, problems, seen_at)`, `
		ON CONFLICT (source, source_id) DO UPDATE SET place_id = excluded.place_id, run_id = excluded.run_id, row_number = excluded.row_number,
			row_hash = excluded.row_hash, raw = excluded.raw, facts = excluded.facts, problems = excluded.problems, seen_at = excluded.seen_at`, rows)
	if err != nil {
		return fmt.Errorf("keep rows of a source: %w", err)
	}
	return nil
}

// SeeRows notes that rows are still in their source, unchanged.
func SeeRows(tx *store.Tx, source string, ids []string) error {
	return store.EachAmong(ids, func(in string, args []any) error {
		_, err := tx.Exec(`UPDATE place_source SET seen_at = $1 WHERE source = $2 AND source_id `+in, args...)
		return err
	}, tx.Now, source)
}

// AskAbout stores what an import could not decide. What waits already for the same reason is brought up to date instead.
func AskAbout(tx *store.Tx, h Held, all []Proposal) error {
	var rows [][]any
	for _, q := range all {
		waits := slices.ContainsFunc(h.Rows[q.SourceID].Waiting, func(a Asked) bool { return a.Reason == q.Reason })
		if waits {
			if err := AddProposal(tx, q); err != nil {
				return err
			}
			continue
		}
		facts, err1 := json.Marshal(q.Facts)
		origin, err2 := json.Marshal(q.Origin)
		base, err3 := json.Marshal(q.Base)
		if err := errors.Join(err1, err2, err3); err != nil {
			return fmt.Errorf("write proposal: %w", err)
		}
		rows = append(rows, []any{id.New[Proposal](), q.Place, q.Reason, string(facts), string(origin), string(base), string(q.Problems),
			q.Source, q.SourceID, "open", tx.Now})
	}
	err := tx.InsertAll(`INSERT INTO proposal (id, place_id, reason, facts, origin, base, problems, source, source_id, state, created_at)`, "", rows)
	if err != nil {
		return fmt.Errorf("ask about rows of a source: %w", err)
	}
	return nil
}

// Withdraw closes questions that a newer state of their source has answered.
func Withdraw(tx *store.Tx, all []id.Of[Proposal]) error {
	return store.EachAmong(all, func(in string, args []any) error {
		_, err := tx.Exec(`UPDATE proposal SET state = 'withdrawn', decided_at = $1 WHERE state = 'open' AND id `+in, args...)
		return err
	}, tx.Now)
}

// Sketch is what telling two places apart needs.
type Sketch struct {
	ID                                     ID
	Name, Commune, Address, Website, Phone string
	Point                                  Point
}

// EachSketch hands on the places that last changed after one version of the directory and up to another, in that order.
func EachSketch(tx *store.Tx, after, upto int64, each func(Sketch)) error {
	return tx.Each(func(r store.Row) error {
		var s Sketch
		var lat, lon *float64
		var sheet string
		if err := r.Scan(&s.ID, &s.Name, &s.Commune, &s.Address, &lat, &lon, &s.Point.Of, &sheet); err != nil {
			return err
		}
		if lat != nil && lon != nil {
			s.Point.Lat, s.Point.Lon = *lat, *lon
		}
		var reach struct{ Website, Phone string }
		if err := json.Unmarshal([]byte(sheet), &reach); err != nil {
			return fmt.Errorf("read sheet of place %s: %w", s.ID, err)
		}
		s.Website, s.Phone = reach.Website, reach.Phone
		each(s)
		return nil
	}, `
		SELECT id, name, commune_code, address, lat, lon, position, sheet
		FROM place
		WHERE version > $1 AND version <= $2
		ORDER BY version, id`, after, upto)
}

// VersionAfter is a version of the directory, not beyond the last given, so that about as many places last changed between the two.
// all reports whether it is the last.
func VersionAfter(tx *store.Tx, after, last int64, places int) (upto int64, all bool, err error) {
	versions, err := store.All(tx, store.Value[int64], `
		SELECT version
		FROM place
		WHERE version > $1 AND version <= $2
		ORDER BY version
		LIMIT 1 OFFSET $3`, after, last, places-1)
	if err != nil || len(versions) == 0 {
		return last, true, err
	}
	return versions[0], versions[0] == last, nil
}

// Version is the directory's version: what EachSketch counts from.
func Version(tx *store.Tx) (int64, error) {
	return store.One(tx, store.Value[int64], `SELECT version FROM directory_version WHERE one = 1`)
}

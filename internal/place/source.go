package place

import (
	"encoding/json"
	"errors"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
)

// SourceRow is a row of a census that a place comes from: as it came, and as it was cleaned.
type SourceRow struct {
	Source, SourceID string
	Row              int
	Raw              [][2]string // columns and cells, in the order of the file
	Facts            Facts
	Problems         json.RawMessage
	SeenAt           civil.Instant
}

const sourceText = `SELECT source, source_id, row_number, raw, facts, problems, seen_at FROM place_source `

func scanSource(r store.Row) (s SourceRow, err error) {
	var raw, facts, problems string
	if err := r.Scan(&s.Source, &s.SourceID, &s.Row, &raw, &facts, &problems, &s.SeenAt); err != nil {
		return s, err
	}
	s.Problems = json.RawMessage(problems)
	return s, errors.Join(json.Unmarshal([]byte(raw), &s.Raw), json.Unmarshal([]byte(facts), &s.Facts))
}

// SourcesOf lists the rows that a place comes from.
func SourcesOf(tx *store.Tx, which ID) ([]SourceRow, error) {
	return store.All(tx, scanSource, sourceText+`WHERE place_id = $1 ORDER BY source, source_id`, which)
}

// FindSource reads one row of a census; nil when it isn't there.
func FindSource(tx *store.Tx, source, sourceID string) (*SourceRow, error) {
	s, err := store.One(tx, scanSource, sourceText+`WHERE source = $1 AND source_id = $2`, source, sourceID)
	if errors.Is(err, store.ErrNoRow) {
		return nil, nil
	}
	return &s, err
}

// AddSource notes that a place comes from a row that no import read: the places of the founding text.
func AddSource(tx *store.Tx, which ID, source, sourceID string, f Facts) error {
	facts, err := json.Marshal(f)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`
		INSERT INTO place_source (source, source_id, place_id, run_id, row_number, row_hash, raw, facts, problems, seen_at)
		VALUES ($1, $2, $3, $4, 0, '', '[]', $5, '[]', $6)`, source, sourceID, which, id.New[SourceRow](), string(facts), tx.Now)
	return err
}

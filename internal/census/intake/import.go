package intake

import (
	"encoding/json"
	"errors"
	"fmt"

	"mitoyen/internal/account"
	"mitoyen/internal/census"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// ID names an import.
type ID = place.RunID

// State is how far an import is.
type State string

// The states.
const (
	Waiting   State = "waiting" // for its turn, or, without a source, for somebody to map its columns
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Import is one run of an import.
type Import struct {
	ID          ID
	Source      string // key of the profile; "" until the columns are mapped
	FileName    string
	FileHash    string // of the file in kit/files; "" for one that came by command
	Mapping     string // YAML, for a source without built-in profile
	Dry         bool
	State       State
	Total, Done int64 // bytes
	Result      Result
	ReportHash  string       // of report.json in kit/files
	Problem     *fault.Fault // why it failed
	Person      account.ID
	StartedAt   civil.Instant
	EndedAt     civil.Instant
}

// ByCommand reports whether it was run by the command line, from a file that only the command could read.
func (x Import) ByCommand() bool { return x.FileHash == "" }

// Ended reports whether nothing more will happen.
func (x Import) Ended() bool { return x.State != Waiting && x.State != Running }

// Profile is how the import reads its file.
func (x Import) Profile() (census.Profile, error) {
	if x.Mapping == "" {
		if p, ok := census.ProfileOf(x.Source); ok {
			return p, nil
		}
		return census.Profile{}, fault.New(fault.Invalid, "intake.profile_unknown")
	}
	m, err := census.ParseMapping([]byte(x.Mapping))
	if err != nil {
		return census.Profile{}, err
	}
	return m.Profile()
}

// sums are a Result in the database.
type sums struct {
	Counts  census.Counts  `json:"counts"`
	ByCode  map[string]int `json:"by_code,omitempty"`
	Missing []string       `json:"missing,omitempty"`
}

const importColumns = `id, source, file_name, file_hash, mapping, dry, state, total, done, counts, report_hash, error, person_id, started_at, ended_at`

func scanImport(r store.Row) (x Import, err error) {
	var counts, problem string
	err = r.Scan(&x.ID, &x.Source, &x.FileName, &x.FileHash, &x.Mapping, &x.Dry, &x.State, &x.Total, &x.Done, &counts, &x.ReportHash, &problem,
		&x.Person, &x.StartedAt, &x.EndedAt)
	if err != nil {
		return x, err
	}
	var s sums
	if err := json.Unmarshal([]byte(counts), &s); err != nil {
		return x, fmt.Errorf("read sums of import %s: %w", x.ID, err)
	}
	x.Result = Result(s)
	if problem != "" {
		x.Problem = &fault.Fault{}
		if err := json.Unmarshal([]byte(problem), x.Problem); err != nil {
			return x, fmt.Errorf("read problem of import %s: %w", x.ID, err)
		}
	}
	return x, nil
}

// Find reads an import, for somebody who may import.
func Find(tx *store.Tx, by organisation.Actor, which ID) (Import, error) {
	if err := by.Require(organisation.ImportPlaces, organisation.Target{}); err != nil {
		return Import{}, err
	}
	x, err := store.One(tx, scanImport, `SELECT `+importColumns+` FROM import_run WHERE id = $1`, which)
	if errors.Is(err, store.ErrNoRow) {
		return x, fault.New(fault.NotFound, "intake.unknown")
	}
	return x, err
}

// List reads imports, the newest first, and how many there are.
func List(tx *store.Tx, by organisation.Actor, offset, limit int) (all []Import, total int, err error) {
	if err := by.Require(organisation.ImportPlaces, organisation.Target{}); err != nil {
		return nil, 0, err
	}
	if total, err = store.One(tx, store.Value[int], `SELECT count(*) FROM import_run`); err != nil {
		return nil, 0, err
	}
	all, err = store.All(tx, scanImport, `
		SELECT `+importColumns+`
		FROM import_run
		ORDER BY started_at DESC, id DESC
		LIMIT $1 OFFSET $2`, limit, offset)
	return all, total, err
}

// Used is a mapping that somebody has made, ready for the next edition of its source.
type Used struct {
	Mapping census.Mapping
	Text    string // YAML
}

// Mappings lists the mappings of the last imports, each source with its newest.
func Mappings(tx *store.Tx) ([]Used, error) {
	texts, err := store.All(tx, store.Value[string], `
		SELECT mapping
		FROM import_run
		WHERE mapping <> ''
		ORDER BY started_at DESC, id DESC
		LIMIT 200`)
	if err != nil {
		return nil, err
	}
	var all []Used
	seen := map[string]bool{}
	for _, text := range texts {
		m, err := census.ParseMapping([]byte(text))
		if err == nil && !seen[m.Key] {
			seen[m.Key] = true
			all = append(all, Used{m, text})
		}
	}
	return all, nil
}

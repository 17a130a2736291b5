package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"mitoyen/internal/census"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/files"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/jobs"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/territory"
)

// MaxFile is the largest file that comes in by a page, in bytes.
const MaxFile = 64 << 20

const jobKind = "census.import"

// Imports runs imports as jobs: a file is uploaded and kept, a dry run tells what would happen, and a second run does it.
type Imports struct {
	db     *store.DB
	files  files.Store
	runner *jobs.Runner
	words  *i18n.Catalog
	busy   sync.Map // runs under way in this process

	communes *territory.Gazetteer // nil: each run reads them and lets them go
}

// NewImports makes the imports and takes charge of their jobs. The words are for reports, which are in both languages.
func NewImports(db *store.DB, kept files.Store, runner *jobs.Runner, words *i18n.Catalog) *Imports {
	m := &Imports{db: db, files: kept, runner: runner, words: words}
	runner.Handle(jobKind, m.perform)
	return m
}

// Upload is a file that somebody sends, or sent a moment ago.
type Upload struct {
	Submission string
	File       io.Reader // nil when the file is that of Import
	FileName   string
	Import     ID     // of the file that was sent before, and waits to be understood
	Profile    string // key of a built-in profile, or of a mapping used before; "" finds out; Unknown has its columns mapped by hand
}

// Unknown is the profile of a file whose columns a person is going to map.
const Unknown = "unknown"

// Take keeps a file, finds out what it is, and begins its dry run. A file that nobody recognises waits until Map says what its columns
// mean: its Source is "" until then.
//
// Errors: who may not; Invalid with field file (missing, too large, no table) or profile (other columns than the file's). In the latter case
// the file is kept, and the import that comes back with the error names it.
func (m *Imports) Take(ctx context.Context, by organisation.Actor, u Upload) (Import, error) {
	if err := by.Require(organisation.ImportPlaces, organisation.Target{}); err != nil {
		return Import{}, err
	}
	x, err := m.kept(ctx, by, u)
	if err != nil {
		return x, err
	}
	head, err := m.Head(x)
	if err != nil {
		return Import{}, ofField("file", err)
	}
	profile, mapping, err := m.chosen(ctx, u.Profile, head.Columns)
	if err == nil && profile.Key != "" {
		_, _, err = profile.Fit(head.Columns)
	}
	refusal := ofField("profile", err)
	if _, ok := fault.As(refusal); err != nil && !ok {
		return Import{}, err
	}
	if refusal == nil {
		x.Source, x.Mapping = profile.Key, mapping
	}
	x.Dry, x.Person = true, by.Person
	err = m.db.Update(ctx, func(tx *store.Tx) error {
		result, err := form.Once(tx, u.Submission, func() (string, error) { return x.ID.String(), m.begin(tx, &x) })
		if err != nil {
			return err
		}
		x.ID, err = id.Parse[place.SourceRow](result)
		return err
	})
	return x, errors.Join(refusal, err)
}

// ofField makes a refusal the breach of one field of a form.
func ofField(name string, err error) error {
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Invalid || len(f.Fields) > 0 {
		return err
	}
	return &fault.Fault{Kind: fault.Invalid, Code: "fault.invalid", Fields: []fault.Field{{Name: name, Code: f.Code, Args: f.Args}}}
}

// kept is the import of the file: a new one, or the one that waits.
func (m *Imports) kept(ctx context.Context, by organisation.Actor, u Upload) (x Import, err error) {
	if u.File == nil {
		if u.Import.IsZero() {
			return x, ofField("file", fault.New(fault.Invalid, "intake.file_missing"))
		}
		err := m.db.View(ctx, func(tx *store.Tx) (err error) {
			x, err = Find(tx, by, u.Import)
			return err
		})
		if err == nil && (x.Source != "" || x.State != Waiting) {
			err = fault.New(fault.Conflict, "intake.begun_already")
		}
		return x, err
	}
	x = Import{ID: id.New[place.SourceRow](), FileName: shortName(u.FileName), State: Waiting}
	x.FileHash, x.Total, err = m.files.Put(u.File, MaxFile)
	if errors.Is(err, files.ErrTooLarge) {
		return x, ofField("file", fault.New(fault.Invalid, "fault.too_large", fault.Args{"Max": MaxFile >> 20}))
	}
	if err != nil {
		return x, fmt.Errorf("keep the file: %w", err)
	}
	return x, nil
}

// shortName is what is kept of a file's name: no folders, no control characters, 120 letters.
func shortName(s string) string {
	s = s[strings.LastIndexAny(s, `/\`)+1:]
	s = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '\ufffd' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))), " ")
	if r := []rune(s); len(r) > 120 {
		s = string(r[len(r)-120:])
	}
	if s == "" {
		return "?"
	}
	return s
}

// chosen is the profile of that name, or the one that the columns are recognised by. The zero profile means that nobody knows.
func (m *Imports) chosen(ctx context.Context, key string, columns []string) (p census.Profile, mapping string, err error) {
	switch key {
	case Unknown:
		return p, "", nil
	case "":
		p, _ = census.Recognise(columns)
		return p, "", nil
	}
	if p, ok := census.ProfileOf(key); ok {
		return p, "", nil
	}
	var used []Used
	err = m.db.View(ctx, func(tx *store.Tx) (err error) {
		used, err = Mappings(tx)
		return err
	})
	for _, x := range used {
		if x.Mapping.Key == key {
			p, err := x.Mapping.Profile()
			return p, x.Text, err
		}
	}
	if err == nil {
		err = fault.New(fault.Invalid, "intake.profile_unknown")
	}
	return p, "", err
}

// begin writes an import down, new or known, and enqueues it once its source is known.
func (m *Imports) begin(tx *store.Tx, x *Import) error {
	x.State = Waiting
	if err := note(tx, x); err != nil || x.Source == "" {
		return err
	}
	return m.runner.Enqueue(tx, jobKind, payload{x.ID}, tx.Now)
}

// note writes an import down as it begins.
func note(tx *store.Tx, x *Import) error {
	x.StartedAt = tx.Now
	_, err := tx.Exec(`
		INSERT INTO import_run (id, source, file_name, file_hash, mapping, dry, state, total, person_id, started_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (id) DO UPDATE SET source = excluded.source, mapping = excluded.mapping`,
		x.ID, x.Source, x.FileName, x.FileHash, x.Mapping, x.Dry, x.State, x.Total, x.Person, x.StartedAt)
	if err != nil {
		return fmt.Errorf("write import: %w", err)
	}
	return nil
}

// Map says what the columns of a file mean that nobody recognised, and begins its dry run. Breaches name the parts of the mapping.
func (m *Imports) Map(ctx context.Context, by organisation.Actor, submission string, which ID, mapping census.Mapping) error {
	if err := by.Require(organisation.ImportPlaces, organisation.Target{}); err != nil {
		return err
	}
	profile, err := mapping.Profile()
	if err != nil {
		return err
	}
	text, err := mapping.YAML()
	if err != nil {
		return err
	}
	var x Import
	err = m.db.View(ctx, func(tx *store.Tx) (err error) {
		x, err = Find(tx, by, which)
		return err
	})
	if err != nil {
		return err
	}
	head, err := m.Head(x)
	if err != nil {
		return err
	}
	if _, _, err := profile.Fit(head.Columns); err != nil {
		return ofField("columns", err)
	}
	return m.db.Update(ctx, func(tx *store.Tx) error {
		_, err := form.Once(tx, submission, func() (string, error) {
			n, err := tx.Exec(`UPDATE import_run SET mapping = $1 WHERE id = $2 AND source = '' AND state = 'waiting'`, string(text), which)
			if err == nil && n == 0 {
				err = fault.New(fault.Conflict, "intake.begun_already")
			}
			if err != nil {
				return "", err
			}
			x.Source, x.Mapping = profile.Key, string(text)
			return "", m.begin(tx, &x)
		})
		return err
	})
}

// Confirm brings in for good what a dry run has told. It gives the new import.
func (m *Imports) Confirm(ctx context.Context, by organisation.Actor, submission string, which ID) (next ID, err error) {
	err = m.db.Update(ctx, func(tx *store.Tx) error {
		dry, err := Find(tx, by, which)
		if err != nil {
			return err
		}
		if !dry.Dry || dry.State != Done {
			return fault.New(fault.Conflict, "intake.not_ready")
		}
		if dry.ByCommand() {
			return fault.New(fault.Conflict, "intake.dry.command") // its file was not kept
		}
		result, err := form.Once(tx, submission, func() (string, error) {
			x := Import{ID: id.New[place.SourceRow](), Source: dry.Source, FileName: dry.FileName, FileHash: dry.FileHash, Mapping: dry.Mapping,
				Total: dry.Total, Person: by.Person}
			return x.ID.String(), m.begin(tx, &x)
		})
		if err != nil {
			return err
		}
		next, err = id.Parse[place.SourceRow](result)
		return err
	})
	return next, err
}

// Cancel stops an import. What it has brought in stays; the same file again does the rest. One that has ended is left as it is.
func (m *Imports) Cancel(ctx context.Context, by organisation.Actor, which ID) error {
	return m.db.Update(ctx, func(tx *store.Tx) error {
		if _, err := Find(tx, by, which); err != nil {
			return err
		}
		_, err := tx.Exec(`UPDATE import_run SET state = 'cancelled', ended_at = $1 WHERE id = $2 AND state IN ('waiting', 'running')`, tx.Now, which)
		return err
	})
}

// FileHashes lists the files that imports refer to: what was brought in, and the reports.
func FileHashes(tx *store.Tx) ([]string, error) {
	return store.All(tx, store.Value[string], `
		SELECT file_hash FROM import_run WHERE file_hash <> ''
		UNION
		SELECT report_hash FROM import_run WHERE report_hash <> ''`)
}

package intake

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"mitoyen/internal/census"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// Command is an import by the command line.
type Command struct {
	File     string // path
	Profile  string // key of a built-in profile, or path of a MAPPING.yaml
	Dry      bool
	Report   string // path of report.json; "" for none
	Lang     i18n.Lang
	Progress func(done, total int64)
}

// Command reads a file and prints what became of its rows, a sum on each line, then how often each thing was noticed. It shows among the
// imports, with its report. An error means that not all rows were read; a refusal comes as a finished sentence.
func (m *Imports) Command(ctx context.Context, out io.Writer, c Command) error {
	p := m.words.In(c.Lang)
	err := m.command(ctx, out, p, c)
	if f, ok := fault.As(err); ok {
		lines := []string{p.T(f.Code, i18n.Args(f.Args))}
		for _, x := range f.Fields {
			lines = append(lines, x.Name+": "+p.T(x.Code, i18n.Args(x.Args)))
		}
		return errors.New(strings.Join(lines, "\n"))
	}
	return err
}

func (m *Imports) command(ctx context.Context, out io.Writer, p *i18n.Printer, c Command) (err error) {
	profile, mapping, err := profileFile(c.Profile)
	if err != nil {
		return err
	}
	file, err := os.Stat(c.File)
	if err != nil {
		return err
	}
	r := Request{By: organisation.System, Progress: c.Progress, Open: fromDisk(c.File)}
	if c.Report != "" {
		f, err := os.Create(c.Report)
		if err != nil {
			return fmt.Errorf("write report: %w", err)
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		r.ReportTo = f
	}
	x := Import{ID: id.New[place.SourceRow](), Source: profile.Key, FileName: shortName(c.File), Mapping: mapping, Dry: c.Dry, State: Running, Total: file.Size()}
	if err := m.db.Update(ctx, func(tx *store.Tx) error { return note(tx, &x) }); err != nil {
		return err
	}
	result, kept, err := m.run(ctx, x, r)
	how := err
	if ctx.Err() != nil {
		how = errCancelled // whoever stopped the command
	}
	if err := errors.Join(err, m.end(x.ID, result, kept, how)); err != nil {
		return err
	}
	for _, line := range Summary(p, result, c.Dry) {
		if _, err := fmt.Fprintln(out, line); err != nil {
			return err
		}
	}
	return nil
}

// profileFile is the built-in profile of that name, or the mapping in a file, with its text.
func profileFile(name string) (p census.Profile, mapping string, err error) {
	if p, ok := census.ProfileOf(name); ok {
		return p, "", nil
	}
	if ext := filepath.Ext(name); ext != ".yaml" && ext != ".yml" {
		return p, "", fault.New(fault.Invalid, "intake.profile_unknown")
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return p, "", fmt.Errorf("read mapping: %w", err)
	}
	m, err := census.ParseMapping(text)
	if err != nil {
		return p, "", err
	}
	p, err = m.Profile()
	return p, string(text), err
}

func fromDisk(path string) func() (io.ReadCloser, int64, error) {
	return func() (io.ReadCloser, int64, error) {
		f, err := os.Open(path)
		if err != nil {
			return nil, 0, err
		}
		info, err := f.Stat()
		if err != nil {
			f.Close() //nolint:errcheck // only read
			return nil, 0, err
		}
		return f, info.Size(), nil
	}
}

// Sum is one number of an import, with its outcome.
type Sum struct {
	Outcome census.Outcome
	Count   int
}

// Sums lists what became of the rows, every outcome of a run of its kind.
func (r Result) Sums(dry bool) []Sum {
	all := []Sum{{census.Imported, r.Counts.Imported}, {census.Updated, r.Counts.Updated}, {census.Unchanged, r.Counts.Unchanged},
		{census.Waiting, r.Counts.Waiting}, {census.Refused, r.Counts.Refused}}
	if dry {
		all[0] = Sum{census.Ready, r.Counts.Ready}
	}
	return all
}

// Noticed is how often one thing was noticed.
type Noticed struct {
	Code  string
	Count int
}

// Noticed lists what was noticed, the most frequent first.
func (r Result) Noticed() []Noticed {
	var all []Noticed
	for _, code := range slices.Sorted(maps.Keys(r.ByCode)) {
		all = append(all, Noticed{code, r.ByCode[code]})
	}
	slices.SortStableFunc(all, func(a, b Noticed) int { return cmp.Compare(b.Count, a.Count) })
	return all
}

// About says what a problem is about, without the values of one row.
func About(p *i18n.Printer, code string) string {
	if key := "intake.about." + code; p.Has(key) {
		return p.T(key)
	}
	return code
}

// Summary is a result in lines of words.
func Summary(p *i18n.Printer, r Result, dry bool) []string {
	var lines []string
	line := func(what string, n int) {
		lines = append(lines, p.T("intake.line", i18n.Args{"What": what, "Count": strconv.Itoa(n)}))
	}
	line(p.T("intake.sum.read"), r.Counts.Read)
	for _, s := range r.Sums(dry) {
		line(p.T("intake.sum."+string(s.Outcome)), s.Count)
	}
	for _, n := range r.Noticed() {
		line("  "+About(p, n.Code), n.Count)
	}
	if len(r.Missing) > 0 {
		lines = append(lines, p.T("intake.missing_columns", i18n.Args{"Columns": strings.Join(r.Missing, ", ")}))
	}
	return lines
}

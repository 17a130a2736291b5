package intake_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"mitoyen/internal/census"
	"mitoyen/internal/census/intake"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/files"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/jobs"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// office is a country with its imports, whose jobs run when the test says so.
type office struct {
	*country
	imports *intake.Imports
	runner  *jobs.Runner
	files   *slowFiles
}

func inOffice(t *testing.T, f func(o *office)) {
	t.Helper()
	inCountry(t, func(c *country) {
		o := &office{country: c, runner: jobs.NewRunner(c.db, slog.New(slog.DiscardHandler)), files: &slowFiles{Folder: files.Folder{Dir: c.TempDir()}}}
		o.imports = intake.NewImports(c.db, o.files, o.runner, words())
		o.imports.UseCommunes(communesOf(c, c.db))
		f(o)
	})
}

// slowFiles calls a function in the middle of the second reading of a file: while its rows are being written.
type slowFiles struct {
	files.Folder
	after  int64
	middle func()
	opened int
}

func (s *slowFiles) Open(hash string) (io.ReadSeekCloser, error) {
	f, err := s.Folder.Open(hash)
	if s.opened++; s.middle != nil && s.opened == 2 {
		return &slowFile{f, s, 0}, err
	}
	return f, err
}

type slowFile struct {
	io.ReadSeekCloser
	of *slowFiles
	n  int64
}

func (f *slowFile) Read(p []byte) (int, error) {
	n, err := f.ReadSeekCloser.Read(p)
	if before := f.n; before <= f.of.after && before+int64(n) > f.of.after {
		f.of.middle()
	}
	f.n += int64(n)
	return n, err
}

// inTheMiddle arranges for do to be called when the next import has written its first batch and read on.
func (o *office) inTheMiddle(do func()) {
	o.files.opened, o.files.after = 0, 300_000
	o.files.middle = func() {
		for end := time.Now().Add(20 * time.Second); o.count(`SELECT count(*) FROM place_source`) == 0 && time.Now().Before(end); {
			time.Sleep(5 * time.Millisecond)
		}
		do()
	}
}

// work runs the jobs that are due.
func (o *office) work(ctx context.Context) {
	o.Helper()
	for {
		ran, err := o.runner.Next(ctx)
		if err != nil && ctx.Err() == nil {
			o.Fatal(err)
		}
		if !ran || ctx.Err() != nil {
			return
		}
	}
}

func (o *office) find(which intake.ID) (x intake.Import) {
	o.Helper()
	o.view(func(tx *store.Tx) (err error) {
		x, err = intake.Find(tx, o.coordinator, which)
		return err
	})
	return x
}

// dryRun uploads a file and reads it dry.
func (o *office) dryRun(name string, text []byte) intake.Import {
	o.Helper()
	x, err := o.imports.Take(context.Background(), o.coordinator, intake.Upload{Submission: form.NewSubmission(), File: bytes.NewReader(text), FileName: name})
	if err != nil {
		o.Fatal(err)
	}
	o.work(context.Background())
	return o.find(x.ID)
}

func (o *office) confirm(dry intake.Import) intake.ID {
	o.Helper()
	which, err := o.imports.Confirm(context.Background(), o.coordinator, form.NewSubmission(), dry.ID)
	if err != nil {
		o.Fatal(err)
	}
	return which
}

func TestDryRunThenImport(t *testing.T) {
	t.Parallel()
	inOffice(t, func(o *office) {
		dry := o.dryRun(`C:\Téléchargements\tiers-lieux-2019.csv`, census2019(o))
		if dry.State != intake.Done || !dry.Dry || dry.Source != "census-2019" || dry.FileName != "tiers-lieux-2019.csv" || dry.Result.Counts.Read != 1361 || dry.Done != dry.Total {
			o.Fatalf("%+v", dry)
		}
		if n := o.count(`SELECT (SELECT count(*) FROM place) + (SELECT count(*) FROM place_source) + (SELECT count(*) FROM proposal)`); n != 0 {
			o.Errorf("the dry run wrote %d rows", n)
		}
		real := o.confirm(dry)
		o.work(context.Background())
		x := o.find(real)
		if x.State != intake.Done || x.Dry || x.Result.Counts.Imported != dry.Result.Counts.Ready || x.Person != o.coordinator.Person || x.EndedAt.IsZero() {
			o.Errorf("%+v", x)
		}
		for code, n := range x.Result.ByCode {
			rows, total, err := o.imports.Rows(x, intake.Which{Code: code}, 0, 10)
			if err != nil || total == 0 || total > n || len(rows) != min(total, 10) || rows[0].Problems[0].French == "" {
				o.Errorf("%s: %d rows of %d, %v", code, total, n, err)
			}
		}
		first, total, err := o.imports.Rows(x, intake.Which{Outcome: census.Waiting}, 0, 5)
		next, _, err2 := o.imports.Rows(x, intake.Which{Outcome: census.Waiting}, 5, 5)
		if err := errors.Join(err, err2); err != nil || total != x.Result.Counts.Waiting || len(next) != 5 || first[4].Row >= next[0].Row {
			o.Errorf("%d rows wait of %d, %v", total, x.Result.Counts.Waiting, err)
		}
		if _, err := o.imports.Confirm(context.Background(), o.coordinator, form.NewSubmission(), x.ID); refusal(err) != "intake.not_ready" {
			o.Errorf("confirming what is no dry run: %v", err)
		}
		o.view(func(tx *store.Tx) error {
			all, n, err := intake.List(tx, o.coordinator, 0, 10)
			if err != nil || n != 2 || len(all) != 2 {
				o.Errorf("%d imports, %v", n, err)
			}
			return nil
		})
	})
}

// A program that is stopped in the middle of an import does the rest when it runs again, and the import ends as if nothing had been.
func TestImportCutOffStartsAgain(t *testing.T) {
	t.Parallel()
	inOffice(t, func(o *office) {
		dry := o.dryRun("census.csv", census2019(o))
		which := o.confirm(dry)
		ctx, stop := context.WithCancel(context.Background())
		o.inTheMiddle(stop)
		o.work(ctx)
		cut := o.find(which)
		if done := o.count(`SELECT count(*) FROM place_source`); cut.State != intake.Running || done == 0 || done >= 1361 {
			o.Fatalf("cut off: %s, %d rows", cut.State, done)
		}
		o.clock.Advance(time.Hour)
		o.work(context.Background())
		x := o.find(which)
		if n := x.Result.Counts; x.State != intake.Done || n.Read != 1361 || n.Imported != dry.Result.Counts.Ready || n.Waiting != dry.Result.Counts.Waiting || n.Unchanged != 0 {
			o.Errorf("%s: %+v; the dry run told %+v", x.State, n, dry.Result.Counts)
		}
		if n := o.count(`SELECT count(*) FROM place`); n != x.Result.Counts.Imported {
			o.Errorf("%d places", n)
		}
		if a, b := x.Result.ByCode["intake.duplicate"], dry.Result.ByCode["intake.duplicate"]; a != b {
			o.Errorf("%d duplicates told, %d by the dry run", a, b)
		}
	})
}

func TestCancelledImportKeepsWhatItDid(t *testing.T) {
	t.Parallel()
	inOffice(t, func(o *office) {
		dry := o.dryRun("census.csv", census2019(o))
		which := o.confirm(dry)
		o.inTheMiddle(func() {
			if err := o.imports.Cancel(context.Background(), o.coordinator, which); err != nil {
				o.Error(err)
			}
		})
		o.work(context.Background())
		x := o.find(which)
		done := o.count(`SELECT count(*) FROM place_source`)
		if x.State != intake.Cancelled || done == 0 || done >= 1361 || x.Result.Counts.Read != done || x.EndedAt.IsZero() {
			o.Errorf("%s: %d rows, %+v", x.State, done, x.Result.Counts)
		}
		if _, total, err := o.imports.Rows(x, intake.Which{}, 0, 1); err != nil || total != done {
			o.Errorf("the report has %d rows of %d, %v", total, done, err)
		}

		rest := o.confirm(dry)
		o.work(context.Background())
		if x := o.find(rest); x.State != intake.Done || x.Result.Counts.Unchanged != done || o.count(`SELECT count(*) FROM place_source`) != 1361 {
			o.Errorf("%s: %+v", x.State, x.Result.Counts)
		}
		waits := o.confirm(dry)
		if err := o.imports.Cancel(context.Background(), o.coordinator, waits); err != nil {
			o.Error(err)
		}
		o.work(context.Background())
		if x := o.find(waits); x.State != intake.Cancelled || x.Result.Counts.Read != 0 {
			o.Errorf("cancelled before it began: %+v", x)
		}
	})
}

func TestBrokenFileFailsWithItsReason(t *testing.T) {
	t.Parallel()
	inOffice(t, func(o *office) {
		text := append(census2019(o), []byte("9999,\"Le lieu qui ne finit pas\n"+strings.Repeat("x,y\n", 30_000))...)
		x := o.dryRun("census.csv", text)
		if x.State != intake.Failed || x.Problem == nil || x.Problem.Code != "census.file.quote_open" || x.Problem.Args["Line"] == nil || x.ReportHash != "" {
			o.Errorf("%+v", x)
		}
		if _, err := o.imports.Confirm(context.Background(), o.coordinator, form.NewSubmission(), x.ID); refusal(err) != "intake.not_ready" {
			o.Errorf("confirming it: %v", err)
		}
	})
}

func TestUploadIsRefusedBesideItsField(t *testing.T) {
	t.Parallel()
	inOffice(t, func(o *office) {
		strange := file(forge, bobine)
		take := func(u intake.Upload) (intake.Import, string) {
			u.Submission = form.NewSubmission()
			x, err := o.imports.Take(context.Background(), o.coordinator, u)
			f, _ := fault.As(err)
			if err == nil {
				return x, ""
			}
			if f == nil || len(f.Fields) != 1 {
				o.Fatalf("%v", err)
			}
			return x, f.Fields[0].Name + " " + f.Fields[0].Code
		}
		for _, x := range []struct {
			what string
			file io.Reader
			want string
		}{
			{"nothing", nil, "file intake.file_missing"},
			{"a workbook", strings.NewReader("PK\x03\x04[Content_Types].xml xl/workbook.xml"), "file census.file.excel"},
			{"an empty file", strings.NewReader(""), "file census.file.empty"},
			{"too much", io.LimitReader(endless{}, intake.MaxFile+1), "file fault.too_large"},
		} {
			if _, got := take(intake.Upload{File: x.file, FileName: "x.csv"}); got != x.want {
				o.Errorf("%s: %q, want %q", x.what, got, x.want)
			}
		}
		if n := o.count(`SELECT count(*) FROM import_run`); n != 0 {
			o.Errorf("%d imports of nothing", n)
		}

		kept, got := take(intake.Upload{File: bytes.NewReader(strange), FileName: "lieux.csv", Profile: "census-2019"})
		if got != "profile census.file.other_columns" || kept.ID.IsZero() || kept.Source != "" {
			o.Fatalf("another census: %q, %+v", got, kept)
		}
		if _, got := take(intake.Upload{Import: kept.ID, Profile: "nothing-of-ours"}); got != "profile intake.profile_unknown" {
			o.Errorf("a profile that nobody knows: %q", got)
		}
		same, got := take(intake.Upload{Import: kept.ID})
		if got != "" || same.ID != kept.ID || same.Source != "" {
			o.Errorf("the file is still there, and nobody recognises it: %q, %+v", got, same)
		}
		if n := o.count(`SELECT count(*) FROM import_run`); n != 1 {
			o.Errorf("%d imports of one file", n)
		}
	})
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = "a,b\n"[i%4]
	}
	return len(p), nil
}

func TestStrangeFileIsMappedOnceAndKnownFromThenOn(t *testing.T) {
	t.Parallel()
	inOffice(t, func(o *office) {
		ctx := context.Background()
		x := o.dryRun("lieux.csv", file(forge, bobine))
		if x.Source != "" || x.State != intake.Waiting {
			o.Fatalf("%+v", x)
		}
		head, err := o.imports.Head(x)
		if err != nil || len(head.Rows) != 2 || !slices.Equal(head.Values("nom", 5), []string{"La Forge", "La Bobine"}) {
			o.Fatalf("%+v, %v", head, err)
		}
		wrong := mapping("Pas Un Mot", "hier")
		wrong.Columns = map[string]census.Names{"address": {"adresse"}}
		err = o.imports.Map(ctx, o.coordinator, form.NewSubmission(), x.ID, wrong)
		f, _ := fault.As(err)
		for _, field := range []string{"key", "date", "columns.name", "columns.commune"} {
			if f == nil || !slices.ContainsFunc(f.Fields, func(b fault.Field) bool { return b.Name == field }) {
				o.Errorf("%s isn't refused: %v", field, err)
			}
		}
		other := mapping("lieux", "2024")
		other.Columns["name"] = census.Names{"denomination"}
		if err := o.imports.Map(ctx, o.coordinator, form.NewSubmission(), x.ID, other); err == nil {
			o.Error("a column that the file lacks was taken")
		}
		if err := o.imports.Map(ctx, o.coordinator, form.NewSubmission(), x.ID, mapping("lieux", "2024")); err != nil {
			o.Fatal(err)
		}
		if err := o.imports.Map(ctx, o.coordinator, form.NewSubmission(), x.ID, mapping("lieux", "2024")); refusal(err) != "intake.begun_already" {
			o.Errorf("mapping it twice: %v", err)
		}
		o.work(ctx)
		if x = o.find(x.ID); x.State != intake.Done || sum(x.Result.Counts) != "ready 2" {
			o.Fatalf("%+v", x)
		}
		o.confirm(x)
		o.work(ctx)
		if p := o.named("La Bobine"); p.Kind != "fablab" || p.Origins["name"].Source != "lieux" {
			o.Errorf("%+v", p)
		}

		y, err := o.imports.Take(ctx, o.coordinator, intake.Upload{File: bytes.NewReader(file(forge, bobine, etabli)), FileName: "lieux-2.csv", Profile: "lieux"})
		if err != nil {
			o.Fatal(err)
		}
		o.work(ctx)
		if y = o.find(y.ID); sum(y.Result.Counts) != "ready 1, unchanged 2" {
			o.Errorf("the next edition: %+v", y.Result.Counts)
		}
	})
}

func TestFileSentTwiceIsOneImport(t *testing.T) {
	t.Parallel()
	inOffice(t, func(o *office) {
		submission := form.NewSubmission()
		var ids []intake.ID
		for range 2 {
			x, err := o.imports.Take(context.Background(), o.coordinator, intake.Upload{Submission: submission, File: bytes.NewReader(census2019(o)), FileName: "census.csv"})
			if err != nil {
				o.Fatal(err)
			}
			ids = append(ids, x.ID)
		}
		if ids[0] != ids[1] || o.count(`SELECT count(*) FROM import_run`) != 1 || o.count(`SELECT count(*) FROM job`) != 1 {
			o.Errorf("%v", ids)
		}
	})
}

func TestWhoMayUseImports(t *testing.T) {
	t.Parallel()
	inOffice(t, func(o *office) {
		ctx := context.Background()
		dry := o.dryRun("census.csv", census2019(o))
		for _, x := range []struct {
			who   organisation.Actor
			want  string
			label string
		}{
			{organisation.Actor{}, "organisation.sign_in_first", "a stranger"},
			{o.nobody, "organisation.may_not", "somebody without role"},
			{o.manager, "organisation.may_not", "an organisation's manager"},
			{o.local, "organisation.may_not", "an organisation's own coordinator"},
		} {
			for act, do := range map[string]func() error{
				"send": func() error {
					_, err := o.imports.Take(ctx, x.who, intake.Upload{File: bytes.NewReader(file(forge)), FileName: "x.csv"})
					return err
				},
				"map": func() error {
					return o.imports.Map(ctx, x.who, form.NewSubmission(), dry.ID, mapping("lieux", "2024"))
				},
				"confirm": func() error {
					_, err := o.imports.Confirm(ctx, x.who, form.NewSubmission(), dry.ID)
					return err
				},
				"cancel": func() error { return o.imports.Cancel(ctx, x.who, dry.ID) },
				"look": func() error {
					return o.db.View(ctx, func(tx *store.Tx) error {
						_, err := intake.Find(tx, x.who, dry.ID)
						return err
					})
				},
				"list": func() error {
					return o.db.View(ctx, func(tx *store.Tx) error {
						_, _, err := intake.List(tx, x.who, 0, 10)
						return err
					})
				},
			} {
				if got := refusal(do()); got != x.want {
					o.Errorf("%s, %s: %q, want %q", x.label, act, got, x.want)
				}
			}
		}
		// Somebody who loses the role between asking and the job's turn imports nothing.
		which := o.confirm(dry)
		o.update(func(tx *store.Tx) error {
			return organisation.Take(tx, organisation.System, o.coordinator.Person, organisation.Grant{Role: organisation.Coordinator, Scope: organisation.InInstance})
		})
		o.work(ctx)
		if x := o.find(which); x.State != intake.Failed || x.Problem.Code != "organisation.may_not" || o.count(`SELECT count(*) FROM place`) != 0 {
			o.Errorf("%+v", x)
		}
	})
}

package intake_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mitoyen/internal/census"
	"mitoyen/internal/census/intake"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
)

func TestCommand(t *testing.T) {
	t.Parallel()
	inOffice(t, func(o *office) {
		dir := o.TempDir()
		write := func(name string, text []byte) string {
			path := filepath.Join(dir, name)
			if err := os.WriteFile(path, text, 0o600); err != nil {
				o.Fatal(err)
			}
			return path
		}
		text, err := mapping("lieux", "2024").YAML()
		if err != nil {
			o.Fatal(err)
		}
		profile := write("lieux.yaml", text)
		data := write("lieux.csv", file(forge, forge.with(func(l *line) { l.id = "2" }), bobine))
		report := filepath.Join(dir, "report.json")
		for _, x := range []struct {
			what  string
			c     intake.Command
			lines []string // that are printed
			err   string   // part of the refusal
		}{
			{"a dry run", intake.Command{File: data, Profile: profile, Dry: true, Lang: i18n.English}, []string{"Rows read: 3", "Ready to come in: 2", "Waiting for a review: 1", "  Likely duplicates: 1"}, ""},
			{"the import", intake.Command{File: data, Profile: profile, Report: report, Lang: i18n.English}, []string{"Rows read: 3", "Places added: 2", "Refused: 0"}, ""},
			{"again", intake.Command{File: data, Profile: profile, Lang: i18n.French}, []string{"Lignes lues\u00a0: 3", "Sans changement\u00a0: 3"}, ""},
			{"another profile", intake.Command{File: data, Profile: "census-2019", Lang: i18n.English}, nil, "NOM_TL"},
			{"no profile", intake.Command{File: data, Profile: "census-1999", Lang: i18n.English}, nil, "source is not known"},
			{"no file", intake.Command{File: filepath.Join(dir, "none.csv"), Profile: profile, Lang: i18n.English}, nil, "none.csv"},
			{"a broken mapping", intake.Command{File: data, Profile: write("broken.yml", []byte("key: Pas Un Mot\ncolumns: {}\n")), Lang: i18n.English}, nil, "columns.name: "},
		} {
			var out bytes.Buffer
			err := o.imports.Command(context.Background(), &out, x.c)
			if (err == nil) != (x.err == "") || err != nil && !strings.Contains(err.Error(), x.err) {
				o.Errorf("%s: %v, want %q", x.what, err, x.err)
			}
			for _, line := range x.lines {
				if !strings.Contains("\n"+out.String(), "\n"+line+"\n") {
					o.Errorf("%s doesn't print %q:\n%s", x.what, line, out.String())
				}
			}
		}
		var listed []intake.Import
		o.view(func(tx *store.Tx) error {
			all, n, err := intake.List(tx, o.coordinator, 0, 10)
			if err != nil || n != 4 {
				o.Fatalf("%d imports are listed, %v", n, err)
			}
			slices.SortFunc(all, func(a, b intake.Import) int { return a.ID.Compare(b.ID) }) // the clock stands still
			listed = all
			for i, want := range []string{"dry done ready 2, waiting 1", "done imported 2, waiting 1", "done unchanged 3", "failed "} {
				x := all[i]
				got := string(x.State) + " " + sum(x.Result.Counts)
				if x.Dry {
					got = "dry " + got
				}
				if got != want || !x.ByCommand() || x.FileName != "lieux.csv" || x.StartedAt.IsZero() || x.EndedAt.IsZero() || !x.Person.IsZero() {
					o.Errorf("the page shows %q, want %q: %+v", got, want, x)
				}
				rows, total, err := o.imports.Rows(x, intake.Which{Outcome: census.Waiting}, 0, 10)
				if err != nil || total != x.Result.Counts.Waiting || total > 0 && rows[0].SourceID != "2" {
					o.Errorf("%s: the report kept has %d rows that wait, %v", want, total, err)
				}
			}
			return nil
		})
		if _, err := o.imports.Confirm(context.Background(), o.coordinator, form.NewSubmission(), listed[0].ID); refusal(err) != "intake.dry.command" {
			o.Errorf("a file that was not kept is brought in: %v", err)
		}
		kept, err := os.ReadFile(report)
		if err != nil {
			o.Fatal(err)
		}
		if r := readReport(o.T, kept); len(r.Rows) != 3 || r.Counts.Imported != 2 || r.ByCode["intake.duplicate"] != 1 {
			o.Errorf("%+v", r)
		}
	})
}

// A command that somebody stops ends like an import that is cancelled: what it has done stays, and is told.
func TestStoppedCommandIsCancelled(t *testing.T) {
	t.Parallel()
	inOffice(t, func(o *office) {
		path := filepath.Join(o.TempDir(), "lieux.csv")
		text, err := mapping("lieux", "2024").YAML()
		if err := errors.Join(err, os.WriteFile(path, file(forge, bobine), 0o600), os.WriteFile(path+".yaml", text, 0o600)); err != nil {
			o.Fatal(err)
		}
		ctx, stop := context.WithCancel(context.Background())
		c := intake.Command{File: path, Profile: path + ".yaml", Lang: i18n.English, Progress: func(int64, int64) { stop() }}
		if err := o.imports.Command(ctx, io.Discard, c); !errors.Is(err, context.Canceled) {
			o.Error(err)
		}
		o.view(func(tx *store.Tx) error {
			all, _, err := intake.List(tx, o.coordinator, 0, 10)
			if err != nil || len(all) != 1 || all[0].State != intake.Cancelled || all[0].Result.Counts.Imported != 2 || all[0].EndedAt.IsZero() {
				o.Errorf("%+v, %v", all, err)
			}
			return nil
		})
	})
}

// Every problem that cleaning knows has a title, by which reports group the rows.
func TestEachProblemHasATitle(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../problem.go")
	if err != nil {
		t.Fatal(err)
	}
	codes := regexp.MustCompile(`"(census\.[a-z_.]+)":\s+(?:Note|Doubt|Wait|Refuse),`).FindAllStringSubmatch(string(text), -1)
	if len(codes) < 50 {
		t.Fatalf("only %d codes found: does this test still read the list?", len(codes))
	}
	for _, lang := range i18n.Langs {
		p := words().In(lang)
		for _, code := range append(codes, []string{"", "intake.duplicate"}, []string{"", "intake.conflict"}, []string{"", "intake.refused_before"}, []string{"", intake.StillWaiting}) {
			if title := intake.About(p, code[1]); title == code[1] || strings.Contains(title, "{{") || !p.Has(code[1]) {
				t.Errorf("%s: %s is called %q", lang, code[1], title)
			}
		}
	}
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mitoyen/internal/app"
	"mitoyen/internal/census"
	"mitoyen/internal/census/intake"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/organisation"
)

type importCmd struct {
	Places importPlacesCmd `cmd:"" help:"Places of a census, with a report of every problem by row."`
}

type importPlacesCmd struct {
	storage
	File    string `arg:"" help:"CSV or JSON file." type:"existingfile"`
	Profile string `help:"How the file is read: census-2019, mednum, fabriques, france-services, or a MAPPING.yaml." required:"" placeholder:"PROFILE"`
	DryRun  bool   `help:"Only tell what would happen."`
	Report  string `help:"Write every problem, row by row, to this file." placeholder:"FILE.json"`
}

// Run exits 0 when all rows were read, whatever waits for review.
func (c *importPlacesCmd) Run(ctx context.Context) error {
	profile, err := c.profile()
	if err != nil {
		return err
	}
	return with(ctx, c.storage, func(a *app.App) error {
		report, done, err := c.report()
		if err != nil {
			return err
		}
		bar := progressBar("places")
		result, err := intake.Run(ctx, a.DB, a.Site.Catalog, intake.Request{
			Profile: profile, FileName: filepath.Base(c.File), Open: c.open, Dry: c.DryRun, By: organisation.System, ReportTo: report,
			Progress: func(done, total int64) { bar(int(done), int(total)) },
		})
		p := a.Site.Catalog.In(i18n.French)
		if f, ok := fault.As(err); ok {
			err = errors.New(p.T(f.Code, i18n.Args(f.Args)))
		}
		tellCounts(p, result)
		return errors.Join(err, done())
	})
}

func (c *importPlacesCmd) open() (io.ReadCloser, int64, error) {
	f, err := os.Open(c.File)
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, 0, err
	}
	return f, info.Size(), nil
}

// profile is a built-in one, or a mapping file.
func (c *importPlacesCmd) profile() (census.Profile, error) {
	if p, ok := census.ProfileOf(c.Profile); ok {
		return p, nil
	}
	if !strings.HasSuffix(c.Profile, ".yaml") && !strings.HasSuffix(c.Profile, ".yml") {
		return census.Profile{}, fmt.Errorf("no profile %q: census-2019, mednum, fabriques, france-services or a MAPPING.yaml", c.Profile)
	}
	text, err := os.ReadFile(c.Profile)
	if err != nil {
		return census.Profile{}, err
	}
	m, err := census.ParseMapping(text)
	if err != nil {
		return census.Profile{}, fmt.Errorf("%s: %w", c.Profile, err)
	}
	return m.Profile()
}

// report is where report.json goes; without a file, nowhere.
func (c *importPlacesCmd) report() (io.Writer, func() error, error) {
	if c.Report == "" {
		return io.Discard, func() error { return nil }, nil
	}
	f, err := os.Create(c.Report)
	if err != nil {
		return nil, nil, err
	}
	return f, f.Close, nil
}

// tellCounts prints one count a line, and how often each thing was noticed.
func tellCounts(p *i18n.Printer, r intake.Result) {
	n := r.Counts
	for _, x := range []struct {
		name  string
		count int
	}{{"read", n.Read}, {"ready", n.Ready}, {"imported", n.Imported}, {"updated", n.Updated}, {"unchanged", n.Unchanged}, {"waiting", n.Waiting}, {"refused", n.Refused}} {
		fmt.Printf("%-10s %7s\n", x.name, p.Number(x.count))
	}
	codes := make([]string, 0, len(r.ByCode))
	for code := range r.ByCode {
		codes = append(codes, code)
	}
	slices.SortFunc(codes, func(a, b string) int { return r.ByCode[b] - r.ByCode[a] })
	for _, code := range codes {
		fmt.Printf("  %-40s %7s\n", code, p.Number(r.ByCode[code]))
	}
}

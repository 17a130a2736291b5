package main

import (
	"context"
	"os"

	"mitoyen/internal/app"
	"mitoyen/internal/census/intake"
	"mitoyen/internal/kit/i18n"
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
	return with(ctx, c.storage, func(a *app.App) error {
		bar := progressBar("places")
		return a.Imports.Command(ctx, os.Stdout, intake.Command{File: c.File, Profile: c.Profile, Dry: c.DryRun, Report: c.Report, Lang: i18n.French,
			Progress: func(done, total int64) { bar(int(done), int(total)) }})
	})
}

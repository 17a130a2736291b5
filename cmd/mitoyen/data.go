package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"mitoyen/internal/app"
	"mitoyen/internal/place"
	"mitoyen/internal/territory"
)

type exportCmd struct {
	Places exportPlacesCmd `cmd:"" help:"The directory."`
}

type exportPlacesCmd struct {
	storage
	Format string `help:"geojson, csv or mednum." enum:"geojson,csv,mednum" default:"geojson"`
}

func (c *exportPlacesCmd) Run(ctx context.Context) error {
	return with(ctx, c.storage, func(a *app.App) error {
		for _, f := range place.Formats {
			if f.Name == c.Format {
				return place.Export(ctx, a.DB, f, os.Stdout)
			}
		}
		return errors.New("unknown format " + c.Format)
	})
}

type territoryCmd struct {
	Load territoryLoadCmd `cmd:"" help:"Load a newer vintage from a folder of the same files as the embedded one."`
}

type territoryLoadCmd struct {
	storage
	Dir string `arg:"" help:"Folder with communes.csv and the others." type:"existingdir"`
}

func (c *territoryLoadCmd) Run(ctx context.Context) error {
	return with(ctx, c.storage, func(a *app.App) error {
		report, err := territory.Load(ctx, a.DB, territory.Folder(c.Dir), progressBar("communes"))
		if err != nil {
			return err
		}
		for _, v := range report.Vintages {
			fmt.Printf("%-20s %s\n", v.Dataset, v.Label)
		}
		fmt.Printf("%-20s %d\n", "rows", report.Rows)
		for _, x := range report.Lost {
			fmt.Printf("gone without an heir: %s %s\n", x.Code, x.Name)
		}
		return nil
	})
}

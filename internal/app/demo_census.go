package app

import (
	"context"
	"fmt"
	"io"

	"mitoyen/internal/census"
	"mitoyen/internal/census/intake"
	"mitoyen/internal/organisation"
)

// demoFiles are the real censuses of the demonstration, in the order in which they came to be.
var demoFiles = []struct {
	name    string
	profile census.Profile
}{
	{"data/tiers-lieux-2019.csv", census.Census2019},
	{"data/fabriques-de-territoire.csv", census.Fabriques},
	{"data/france-services.csv", census.FranceServices},
}

// demoCensus brings the embedded censuses in, as any import would. Likely doubles and doubtful rows wait on the review page.
func (a *App) demoCensus(ctx context.Context, progress func(done, total int64)) error {
	var total, before int64
	for _, f := range demoFiles {
		_, size, err := embedded(f.name)
		if err != nil {
			return err
		}
		total += size
	}
	for _, f := range demoFiles {
		_, err := intake.Run(ctx, a.DB, a.Site.Catalog, intake.Request{
			Profile: f.profile, FileName: f.name, By: organisation.System,
			Open:     func() (io.ReadCloser, int64, error) { return embedded(f.name) },
			Progress: func(done, _ int64) { progress(before+done, total) },
		})
		if err != nil {
			return fmt.Errorf("import %s: %w", f.name, err)
		}
		_, size, _ := embedded(f.name)
		before += size
	}
	progress(total, total)
	return nil
}

func embedded(name string) (io.ReadCloser, int64, error) {
	f, err := census.Files.Open(name)
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, 0, err
	}
	return f, info.Size(), nil
}

package intake_test

import (
	"bytes"
	"context"
	"io"
	"testing"

	"mitoyen/internal/census"
	"mitoyen/internal/census/intake"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/locale"
	"mitoyen/internal/organisation"
	"mitoyen/internal/testkit"
)

func words(t testing.TB) *i18n.Catalog {
	t.Helper()
	c, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func open(text []byte) func() (io.ReadCloser, int64, error) {
	return func() (io.ReadCloser, int64, error) {
		return io.NopCloser(bytes.NewReader(text)), int64(len(text)), nil
	}
}

func TestTmp(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		text, _ := census.Files.ReadFile("data/tiers-lieux-2019.csv")
		for range 2 {
			var rep bytes.Buffer
			r, err := intake.Run(context.Background(), db, words(t), intake.Request{Profile: census.Census2019, FileName: "x", Open: open(text), By: organisation.System, ReportTo: &rep})
			t.Logf("%+v %v %d", r, err, rep.Len())
		}
	}, testkit.WithTerritory())
}

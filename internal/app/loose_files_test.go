package app_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// A document goes a day after it was taken off its sheet; the file of an import that waits stays.
func TestRemovedDocumentGoesAfterADay(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		all, err := h.Files.All()
		if err != nil || len(all) != 2 {
			h.Fatalf("at first there are %d files (%v), not a document and an import", len(all), err)
		}
		then := time.Now().Add(-72 * time.Hour)
		for _, hash := range all {
			if err := os.Chtimes(filepath.Join(h.Config.Data, "files", hash[:2], hash), then, then); err != nil {
				h.Fatal(err)
			}
		}
		left := func() int {
			h.Round(h.Context())
			all, err := h.Files.All()
			if err != nil {
				h.Fatal(err)
			}
			return len(all)
		}
		if n := left(); n != 2 {
			h.Errorf("all are referred to, %d are left", n)
		}
		h.clock.Advance(48 * time.Hour)
		h.update(func(tx *store.Tx) error {
			manager, err := organisation.Load(tx, town.maryse.ID)
			if err != nil {
				return err
			}
			return place.RemoveDocument(tx, manager, town.gare, town.document)
		})
		for _, x := range []struct {
			later time.Duration
			left  int
		}{{time.Hour, 2}, {24*time.Hour - time.Second, 2}, {time.Second, 1}, {1000 * time.Hour, 1}} {
			h.clock.Advance(x.later)
			if n := left(); n != x.left {
				h.Errorf("%v later %d files are left, want %d", x.later, n, x.left)
			}
		}
		if all, _ := h.Files.All(); len(all) != 1 || all[0] == town.document {
			h.Errorf("left: %v", all)
		}
	})
}

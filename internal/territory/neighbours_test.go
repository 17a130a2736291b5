package territory_test

import (
	"context"
	"testing"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/territory"
	"mitoyen/internal/testkit"
)

func TestNeighbours(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		err := db.View(context.Background(), func(tx *store.Tx) error {
			for code, want := range map[string]string{"92071": "Fontenay-aux-Roses", "75056": "Montrouge", "52499": "Chalancey"} {
				all, err := territory.Neighbours(tx, code, 6)
				if err != nil {
					return err
				}
				found := false
				for _, c := range all {
					found = found || c.Name == want
					if c.Code == code {
						t.Errorf("%s is its own neighbour", code)
					}
				}
				if !found {
					t.Errorf("around %s: %v", code, all)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}, testkit.WithTerritory())
}

package territory_test

import (
	"context"
	"testing"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/territory"
	"mitoyen/internal/testkit"
)

// The spans of each région hold its communes and no other, on both databases: codes are compared byte by byte.
func TestSpansHoldTheCommunesOfARegion(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		err := db.View(context.Background(), func(tx *store.Tx) error {
			regions, err := store.All(tx, store.Value[string], `SELECT code FROM region ORDER BY code`)
			if err != nil || len(regions) < 18 {
				t.Fatalf("%d régions, %v", len(regions), err)
			}
			held := 0
			for _, code := range regions {
				g := territory.Ground{Kind: territory.OfRegion, Code: code}
				spans, err := territory.Spans(tx, g)
				if err != nil {
					return err
				}
				in, args := territory.InSpans("code", nil, spans)
				got, err := store.All(tx, store.Value[string], `SELECT code FROM commune WHERE `+in+` ORDER BY code`, args...)
				if err != nil {
					return err
				}
				want, err := territory.Codes(tx, g)
				if err != nil {
					return err
				}
				if held += len(got); len(got) != len(want) || len(got) > 0 && (got[0] != want[0] || got[len(got)-1] != want[len(want)-1]) {
					t.Errorf("région %s: %d in its spans, %d in it", code, len(got), len(want))
				}
			}
			all, err := store.One(tx, store.Value[int], `SELECT count(*) FROM commune WHERE region <> ''`)
			if held < all || held < 34_000 {
				t.Errorf("%d communes in all spans, of %d", held, all)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}, testkit.WithTerritory())
}

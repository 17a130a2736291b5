package census

import (
	"context"
	"sync"
	"testing"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/territory"
	"mitoyen/internal/testkit"
)

var (
	groundOnce sync.Once
	theGround  Nearer
	groundErr  error
)

// ground is the real territory, loaded once for all tests.
func ground(t testing.TB) Nearer {
	t.Helper()
	groundOnce.Do(func() {
		db := testkit.SQLite(t, testkit.WithTerritory())
		groundErr = db.View(context.Background(), func(tx *store.Tx) error {
			g, err := territory.LoadGazetteer(tx)
			if err == nil {
				theGround = WithCentres(g)
			}
			return err
		})
	})
	if groundErr != nil || theGround == nil {
		t.Fatalf("load the gazetteer: %v", groundErr)
	}
	return theGround
}

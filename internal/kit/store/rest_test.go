package store_test

import (
	"context"
	"sync"
	"testing"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

// Whoever reads and writes while the database rests notices nothing.
func TestADatabaseThatRestsAnswers(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		build(t, db)
		ctx := context.Background()
		update(t, db, func(tx *store.Tx) error { return insert(tx, "a", 0) })
		const rounds = 20
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for range rounds {
					if err := db.View(ctx, func(tx *store.Tx) error { _, err := count(tx, "a"); return err }); err != nil {
						t.Error(err)
					}
				}
			})
			all.Go(func() {
				for range rounds {
					if err := db.Rest(ctx); err != nil {
						t.Error(err)
					}
				}
			})
		}
		for range rounds {
			update(t, db, func(tx *store.Tx) error { return add(tx, "a", 1) })
		}
		all.Wait()
		if err := db.View(ctx, func(tx *store.Tx) error {
			n, err := count(tx, "a")
			if n != rounds {
				t.Errorf("%d of %d changes are there", n, rounds)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	})
}

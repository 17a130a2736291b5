package testkit_test

import (
	"context"
	"testing"
	"time"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

func TestEachDatabaseIsMigratedAndEmpty(t *testing.T) {
	t.Parallel()
	for range 3 { // three times, on databases that know nothing of each other
		testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
			ctx := context.Background()
			err := db.Update(ctx, func(tx *store.Tx) error {
				n, err := store.One(tx, store.Value[int], "SELECT count(*) FROM setting")
				if n != 0 {
					t.Errorf("settings in a fresh database: %d", n)
				}
				if err != nil {
					return err
				}
				return tx.ExecOne("INSERT INTO setting (key, value, changed_at) VALUES ($1, $2, $3)", "k", "v", tx.Now)
			})
			if err != nil {
				t.Fatal(err)
			}
			if got := db.Now().Time(); !got.Equal(testkit.Now) {
				t.Errorf("the clock says %v", got)
			}
		})
	}
}

func TestClockMovesWhenTold(t *testing.T) {
	t.Parallel()
	var c testkit.Clock
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		before := db.Now()
		if before.Time().Before(testkit.Now) {
			t.Errorf("the clock starts at %v", before)
		}
	}, testkit.WithClock(c.Now))
	c.Advance(time.Hour)
	if got := c.Now().Sub(testkit.Now); got != time.Hour {
		t.Errorf("the clock moved by %v", got)
	}
	if testkit.Now.Weekday() != time.Tuesday {
		t.Error("Now is not a Tuesday")
	}
}

func TestWithTerritoryHoldsTheCommunes(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		err := db.View(context.Background(), func(tx *store.Tx) error {
			n, err := store.One(tx, store.Value[int], "SELECT count(*) FROM commune")
			if n < 34000 {
				t.Errorf("%d communes", n)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}, testkit.WithTerritory())
}

package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

// Two counters hold a thousand together, and updates move parts of it. Whoever looks sees a thousand, twice the same.
func TestProveAViewSeesOneState(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		build(t, db)
		update(t, db, func(tx *store.Tx) error { return errors.Join(insert(tx, "a", 400), insert(tx, "b", 600)) })
		ctx, stop := context.WithCancel(context.Background())
		var movers sync.WaitGroup
		for i := range 3 {
			movers.Go(func() {
				for n := i + 1; ctx.Err() == nil; n = -n {
					update(t, db, func(tx *store.Tx) error { return errors.Join(add(tx, "a", n), add(tx, "b", -n)) })
				}
			})
		}
		seen := map[int]bool{}
		var lookers sync.WaitGroup
		var mu sync.Mutex
		for range 3 {
			lookers.Go(func() {
				for range testkit.Rounds(100, 5000) {
					err := db.View(context.Background(), func(tx *store.Tx) error {
						a, err1 := count(tx, "a")
						time.Sleep(100 * time.Microsecond)
						b, err2 := count(tx, "b")
						again, err3 := count(tx, "a")
						if a+b != 1000 || a != again {
							t.Errorf("a = %d, b = %d, then a = %d", a, b, again)
						}
						mu.Lock()
						seen[a] = true
						mu.Unlock()
						return errors.Join(err1, err2, err3)
					})
					if err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		lookers.Wait()
		stop()
		movers.Wait()
		if len(seen) < 2 {
			t.Error("nothing moved meanwhile: this run proved nothing")
		}
	})
}

func TestAViewCannotWrite(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		build(t, db)
		for range 8 { // more than there are readers: each of them must refuse, and work afterwards
			err := db.View(context.Background(), func(tx *store.Tx) error { return insert(tx, "a", 1) })
			if err == nil {
				t.Fatal("a view wrote")
			}
		}
		wantCounters(t, db, map[string]int{})
	})
}

func TestALookIsForOneSelect(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		build(t, db)
		update(t, db, func(tx *store.Tx) error { return insert(tx, "a", 7) })
		for range 20 { // more than there are readers: each comes back
			look := func(fn func(tx *store.Tx) error) error { return db.Look(context.Background(), fn) }
			if err := look(func(tx *store.Tx) error {
				if n, err := count(tx, "a"); n != 7 || err != nil {
					t.Errorf("saw %d, %v", n, err)
				}
				if _, err := count(tx, "a"); err == nil {
					t.Error("it looked twice")
				}
				return nil
			}); err != nil {
				t.Error(err)
			}
			if look(func(tx *store.Tx) error { return insert(tx, "b", 1) }) == nil {
				t.Error("a look wrote")
			}
			if look(func(tx *store.Tx) error {
				return tx.Each(func(store.Row) error { return nil }, `INSERT INTO counter (name, n) VALUES ('b', 1) RETURNING n`)
			}) == nil {
				t.Error("a look wrote, and read what it wrote")
			}
			update(t, db, func(tx *store.Tx) error { return add(tx, "a", 0) })
		}
		wantCounters(t, db, map[string]int{"a": 7})
	})
}

func TestProveViewsThatEndBadlyLeaveReadersWell(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		build(t, db)
		update(t, db, func(tx *store.Tx) error { return insert(tx, "a", 1) })
		long := `WITH RECURSIVE k (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < 5000000) SELECT count(*) FROM k`
		for i := range testkit.Rounds(12, 300) {
			ctx, cancel := context.WithTimeout(context.Background(), time.Duration(i%4)*2*time.Millisecond)
			err := db.View(ctx, func(tx *store.Tx) error {
				_, err := store.One(tx, store.Value[int], long)
				return err
			})
			if err == nil {
				t.Error("the view outlived its context")
			}
			cancel()
			func() {
				defer func() {
					if recover() == nil {
						t.Error("the panic got lost")
					}
				}()
				db.View(context.Background(), func(tx *store.Tx) error { //nolint:errcheck // it panics
					return tx.Each(func(store.Row) error { panic("a mistake") }, "SELECT name FROM counter")
				})
			}()
		}
		for range 10 {
			wantCounters(t, db, map[string]int{"a": 1})
		}
		update(t, db, func(tx *store.Tx) error { return add(tx, "a", 1) })
		wantCounters(t, db, map[string]int{"a": 2}) // no reader is stuck in an old state
	})
}

func TestUpdatesDoNotWaitForViews(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		build(t, db)
		err := db.View(context.Background(), func(tx *store.Tx) error {
			if _, err := count(tx, "a"); !errors.Is(err, store.ErrNoRow) {
				return errors.Join(err, errors.New("there is a row"))
			}
			update(t, db, func(tx *store.Tx) error { return insert(tx, "a", 1) })
			if _, err := count(tx, "a"); !errors.Is(err, store.ErrNoRow) {
				return errors.Join(err, errors.New("the view saw a later state"))
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		wantCounters(t, db, map[string]int{"a": 1})
	})
}

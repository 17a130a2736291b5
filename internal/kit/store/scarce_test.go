package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

// race runs f on n goroutines that start together, each with its number.
func race(n int, f func(i int)) {
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-start
			f(i)
		})
	}
	close(start)
	all.Wait()
}

func TestTwentyTakeOneScarceRowOnce(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		build(t, db)
		update(t, db, func(tx *store.Tx) error { return insert(tx, "free", 1) })
		errTaken := errors.New("taken already")
		var mu sync.Mutex
		got := 0
		race(20, func(i int) {
			err := db.Update(context.Background(), func(tx *store.Tx) error {
				free, err := store.One(tx, store.Value[int], "SELECT n FROM counter WHERE name = 'free'"+tx.ForUpdate())
				if err != nil {
					return err
				}
				if free == 0 {
					return errTaken
				}
				time.Sleep(3 * time.Millisecond) // wide enough a gap for all the others, if they could look
				return errors.Join(tx.ExecOne("UPDATE counter SET n = $1 WHERE name = 'free'", free-1), insert(tx, fmt.Sprint("taker ", i), 1))
			})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				got++
			case !errors.Is(err, errTaken):
				t.Error(err)
			}
		})
		if got != 1 {
			t.Errorf("%d people took the one thing", got)
		}
		all := counters(t, db)
		if all["free"] != 0 || len(all) != 2 {
			t.Errorf("the table holds %v", show(all))
		}
	})
}

func TestTwentyWorkersTakeTwentyJobsOnceEach(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		build(t, db)
		update(t, db, func(tx *store.Tx) error {
			for i := range 20 {
				if err := insert(tx, fmt.Sprintf("job %02d", i), 0); err != nil {
					return err
				}
			}
			return nil
		})
		race(20, func(int) {
			err := db.Update(context.Background(), func(tx *store.Tx) error {
				job, err := store.One(tx, store.Value[string], "SELECT name FROM counter WHERE n = 0 ORDER BY name LIMIT 1"+tx.SkipLocked())
				if err != nil {
					return err
				}
				return add(tx, job, 1)
			})
			if err != nil {
				t.Error(err)
			}
		})
		for name, n := range counters(t, db) {
			if n != 1 {
				t.Errorf("%s was done %d times", name, n)
			}
		}
	})
}

package place_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/testkit"
)

func (v *village) gather() {
	v.Helper()
	for read := 1; read > 0; {
		v.update(func(tx *store.Tx) (err error) {
			read, err = place.GatherNews(tx)
			return err
		})
	}
}

// A crash at any step loses nothing and doubles nothing: what was taken comes back with the transaction that failed.
func TestNewsSurviveACrash(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		v.clock.Advance(time.Hour) // since the places were made
		v.update(func(tx *store.Tx) error { return place.Follow(tx, v.lea.Person, v.gare, true) })
		if err := v.edit(v.manager, v.gare, civil.Instant{}, place.Facts{place.FSummary: "Une gare et son café"}); err != nil {
			v.Fatal(err)
		}
		testkit.Settled(v, v.db)
		crash := errors.New("crash")
		if err := v.try(func(tx *store.Tx) error {
			if n, err := place.GatherNews(tx); err != nil || n == 0 {
				v.Errorf("read %d, %v", n, err)
			}
			return crash
		}); !errors.Is(err, crash) {
			v.Fatal(err)
		}
		v.gather()
		v.gather()
		if n := v.count(`SELECT count(*) FROM place_news`); n != 1 {
			v.Fatalf("%d news are noted", n)
		}
		v.clock.Advance(24 * time.Hour)
		if err := v.try(func(tx *store.Tx) error {
			if n, err := place.TakeNews(tx, v.lea.Person); err != nil || len(n.Places) != 1 {
				v.Errorf("took %+v, %v", n, err)
			}
			return crash
		}); !errors.Is(err, crash) {
			v.Fatal(err)
		}
		// Twenty processes take it again: one letter.
		var letters atomic.Int64
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				took := 0
				err := v.try(func(tx *store.Tx) error {
					n, err := place.TakeNews(tx, v.lea.Person)
					took = len(n.Places)
					return err
				})
				if err != nil {
					v.Error(err)
				}
				letters.Add(int64(took))
			})
		}
		all.Wait()
		if letters.Load() != 1 {
			v.Errorf("%d letters", letters.Load())
		}
	})
}

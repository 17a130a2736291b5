package capacity_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

// crowd runs f on n goroutines that start together.
func crowd(n int, f func(i int)) {
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

func openPools(t *testing.T, db *store.DB, units ...int) []capacity.PoolID {
	t.Helper()
	org := anOrganisation(t, db)
	var pools []capacity.PoolID
	err := db.Update(context.Background(), func(tx *store.Tx) error {
		pools = nil
		for _, n := range units {
			p, err := capacity.Open(tx, org, n)
			if err != nil {
				return err
			}
			pools = append(pools, p.ID)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return pools
}

func allocate(db *store.DB, asks ...capacity.Ask) error {
	return db.Update(context.Background(), func(tx *store.Tx) error {
		l, err := capacity.LockFor(tx, asks)
		if err != nil {
			return err
		}
		return l.Allocate(owner(id.New[capacity.Owner]()), civil.Instant{}, asks...)
	})
}

// TestTwentyWantOverlappingHours: each of twenty wants two hours, shifted by five minutes each, of a room with one unit. No two of them fit.
func TestTwentyWantOverlappingHours(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		room := openPools(t, db, 1)[0]
		from := civil.At(testkit.Now)
		var mu sync.Mutex
		got := 0
		crowd(20, func(i int) {
			begin := from.Add(time.Duration(i) * 5 * time.Minute)
			err := allocate(db, capacity.Ask{Pool: room, Units: 1, From: begin, To: begin.Add(2 * time.Hour)})
			var short *capacity.Shortage
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				got++
			} else if !errors.As(err, &short) {
				t.Error(err)
			}
		})
		if got != 1 {
			t.Errorf("%d of twenty have the room", got)
		}
	})
}

// TestNobodyWaitsForAnother: twenty want the hall's halves, half of them asking for the left one first. All in all eight can have both.
func TestNobodyWaitsForAnother(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		halves := openPools(t, db, 8, 8)
		var mu sync.Mutex
		got := 0
		crowd(20, func(i int) {
			asks := []capacity.Ask{
				{Pool: halves[0], Units: 1, From: civil.At(testkit.Now), To: civil.At(testkit.Now).Add(time.Hour)},
				{Pool: halves[1], Units: 1, From: civil.At(testkit.Now), To: civil.At(testkit.Now).Add(time.Hour)},
			}
			if i%2 == 1 {
				slices.Reverse(asks)
			}
			err := allocate(db, asks...)
			var short *capacity.Shortage
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				got++
			} else if !errors.As(err, &short) {
				t.Error(err)
			}
		})
		if got != 8 {
			t.Errorf("%d of twenty have both halves", got)
		}
	})
}

// TestHalfOpenIntervalsTouch: who comes at ten and who leaves at ten don't meet, across classes of length.
func TestHalfOpenIntervalsTouch(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		room := openPools(t, db, 1)[0]
		ten := civil.At(testkit.Now)
		for _, a := range []struct {
			from, to time.Duration
			fits     bool
		}{
			{-400 * 24 * time.Hour, 0, true}, // a lease that ends at ten
			{0, time.Hour, true},
			{-time.Minute, 0, false},
			{time.Hour, 25 * time.Hour, true}, // exactly a day
			{25 * time.Hour, 49*time.Hour + time.Microsecond, true},
			{49 * time.Hour, 50 * time.Hour, false},
			{49*time.Hour + time.Microsecond, 50 * time.Hour, true},
		} {
			err := allocate(db, capacity.Ask{Pool: room, Units: 1, From: ten.Add(a.from), To: ten.Add(a.to)})
			if (err == nil) != a.fits {
				t.Errorf("%s to %s: %v", a.from, a.to, err)
			}
		}
	})
}

// TestAHoldThatWasGivenAwayStaysGone: two servers' clocks differ by a minute. By one of them a hold has run out, and somebody else has the room;
// by the other it would still last.
func TestAHoldThatWasGivenAwayStaysGone(t *testing.T) {
	t.Parallel()
	for _, open := range []func(testing.TB, ...testkit.Option) *store.DB{testkit.SQLite, testkit.PostgreSQL} {
		clock := &testkit.Clock{}
		db := open(t, testkit.WithClock(clock.Now))
		room := openPools(t, db, 1)[0]
		ask := capacity.Ask{Pool: room, Units: 1, From: civil.At(testkit.Now).Add(48 * time.Hour), To: civil.At(testkit.Now).Add(50 * time.Hour)}
		slow := owner(id.New[capacity.Owner]())
		err := db.Update(context.Background(), func(tx *store.Tx) error {
			l, err := capacity.LockFor(tx, []capacity.Ask{ask})
			if err != nil {
				return err
			}
			return l.Allocate(slow, tx.Now.Add(10*time.Minute), ask)
		})
		if err != nil {
			t.Fatal(err)
		}
		clock.Advance(10 * time.Minute)
		if err := allocate(db, ask); err != nil {
			t.Error("the hold lasts longer than it should:", err)
		}
		clock.Advance(-time.Minute)
		err = db.Update(context.Background(), func(tx *store.Tx) error {
			kept, err := capacity.Confirm(tx, slow.ID)
			if kept {
				t.Error("the room is given twice")
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// TestWhoWaitsComesFirst walks a freed room through the line: offered, let go, offered to the next, confirmed.
func TestWhoWaitsComesFirst(t *testing.T) {
	t.Parallel()
	for _, open := range []func(testing.TB, ...testkit.Option) *store.DB{testkit.SQLite, testkit.PostgreSQL} {
		clock := &testkit.Clock{}
		db := open(t, testkit.WithClock(clock.Now))
		room := openPools(t, db, 1)[0]
		ask := capacity.Ask{Pool: room, Units: 1, From: civil.At(testkit.Now).Add(48 * time.Hour), To: civil.At(testkit.Now).Add(50 * time.Hour)}
		var told []string
		tell := func(_ *store.Tx, o capacity.Offered) error {
			told = append(told, map[bool]string{true: "lapsed", false: "offered"}[o.Until.IsZero()])
			return nil
		}
		do := func(fn func(tx *store.Tx) error) {
			t.Helper()
			clock.Advance(time.Second)
			if err := db.Update(context.Background(), fn); err != nil {
				t.Fatal(err)
			}
		}
		first, second, third := owner(id.New[capacity.Owner]()), owner(id.New[capacity.Owner]()), owner(id.New[capacity.Owner]())
		lock := func(tx *store.Tx) *capacity.Locked {
			l, err := capacity.Lock(tx, room)
			if err != nil {
				t.Fatal(err)
			}
			return l
		}
		do(func(tx *store.Tx) error { return lock(tx).Allocate(first, civil.Instant{}, ask) })
		do(func(tx *store.Tx) error { return lock(tx).Wait(second, ask) })
		do(func(tx *store.Tx) error { return lock(tx).Wait(third, ask) })
		do(func(tx *store.Tx) error {
			if n, err := capacity.Place(tx, third.ID); n != 2 || err != nil {
				t.Errorf("the third stands at %d, %v", n, err)
			}
			err := capacity.Free(tx, first.ID)
			return err
		})
		// Free, but not for somebody who comes now.
		if err := allocate(db, ask); err == nil {
			t.Error("somebody jumped the line")
		}
		offer := func() {
			do(func(tx *store.Tx) error {
				freed, err := capacity.Freed(tx)
				if err != nil {
					return err
				}
				return capacity.Offer(tx, freed, func(time.Duration) time.Duration { return time.Hour }, tell)
			})
		}
		offer()
		offer() // nothing more to give
		clock.Advance(2 * time.Hour)
		do(func(tx *store.Tx) error {
			return capacity.Sweep(tx, tell)
		})
		offer()
		do(func(tx *store.Tx) error {
			kept, err := capacity.Confirm(tx, third.ID)
			if !kept {
				t.Error("the third's offer is gone")
			}
			return err
		})
		if want := []string{"offered", "lapsed", "offered"}; !slices.Equal(told, want) {
			t.Errorf("told %v", told)
		}
		do(func(tx *store.Tx) error {
			had, err := capacity.Of(tx, third.ID)
			if len(had) != 1 || !had[0].HeldUntil.IsZero() {
				t.Errorf("the third has %v", had)
			}
			return err
		})
	}
}

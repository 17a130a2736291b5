package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/jobs"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

// eachRunner runs a test on each database, with a clock of its own.
func eachRunner(t *testing.T, f func(t *testing.T, db *store.DB, r *jobs.Runner, clock *testkit.Clock)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, ...testkit.Option) *store.DB{"sqlite": testkit.SQLite, "postgres": testkit.PostgreSQL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var clock testkit.Clock
			db := open(t, testkit.WithClock(clock.Now))
			f(t, db, jobs.NewRunner(db, slog.New(slog.DiscardHandler)), &clock)
		})
	}
}

func enqueue(t *testing.T, db *store.DB, r *jobs.Runner) {
	t.Helper()
	err := db.Update(context.Background(), func(tx *store.Tx) error {
		return r.Enqueue(tx, "mail", map[string]string{"to": "lea@example.org"}, civil.Instant{})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, db *store.DB, where string) (n int) {
	t.Helper()
	err := db.View(context.Background(), func(tx *store.Tx) (err error) {
		n, err = store.One(tx, store.Value[int], `SELECT count(*) FROM job WHERE `+where)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestJobThatFailsForGoodForgetsWhatItCarried(t *testing.T) {
	t.Parallel()
	eachRunner(t, func(t *testing.T, db *store.DB, r *jobs.Runner, clock *testkit.Clock) {
		r.Handle("mail", func(context.Context, []byte) error { return errors.New("the server is down") })
		enqueue(t, db, r)
		for try := 1; try <= 8; try++ {
			if ran, err := r.Next(t.Context()); err != nil || !ran {
				t.Fatalf("try %d: ran %v, %v", try, ran, err)
			}
			if kept := count(t, db, `payload LIKE '%lea@%'`); try < 8 != (kept == 1) {
				t.Errorf("after try %d, %d jobs hold the address", try, kept)
			}
			clock.Advance(time.Hour)
		}
		if ran, _ := r.Next(t.Context()); ran || count(t, db, `failed_at IS NOT NULL AND error <> ''`) != 1 {
			t.Error("the job has not failed for good")
		}
	})
}

func TestEndedJobsGoAfterAWeek(t *testing.T) {
	t.Parallel()
	eachRunner(t, func(t *testing.T, db *store.DB, r *jobs.Runner, clock *testkit.Clock) {
		r.Handle("mail", func(context.Context, []byte) error { return nil })
		enqueue(t, db, r)
		if ran, err := r.Next(t.Context()); err != nil || !ran {
			t.Fatal(ran, err)
		}
		enqueue(t, db, r) // nobody takes this one: however old, it waits
		for _, x := range []struct {
			ahead time.Duration
			left  int
		}{{7 * 24 * time.Hour, 2}, {time.Second, 1}} {
			clock.Advance(x.ahead)
			if err := db.Update(t.Context(), jobs.Sweep); err != nil {
				t.Fatal(err)
			}
			if n := count(t, db, `TRUE`); n != x.left {
				t.Errorf("%d jobs are left, want %d", n, x.left)
			}
		}
		if count(t, db, `done_at IS NULL`) != 1 {
			t.Error("the job that waits is gone")
		}
	})
}

// Package testkit is what a test needs to start: a fresh database of each kind, a clock that stands still, a mail server that listens.
//
// Every use case is tested on both databases, every time: EachDatabase runs a test twice, as the subtests "sqlite" and "postgres",
// each on a database of its own. A fresh database is a copy of a template, so that migrations run once per schema and the communes
// are loaded once per data set, whatever the number of tests.
//
// SQLite's templates stand in the system's temporary folder. PostgreSQL is a throw-away cluster that tools/postgres.sh starts and
// `make test` starts by itself; without it the test fails and says so, since a test that skips one database proves half of nothing.
package testkit

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"mitoyen/internal/kit/store"
)

// Now is the time in tests: Tuesday 24 November 2026, 10:00 UTC, 11:00 in Paris, winter time.
var Now = time.Date(2026, time.November, 24, 10, 0, 0, 0, time.UTC)

// EachDatabase runs f on a fresh, migrated SQLite database and on a fresh, migrated PostgreSQL one, in parallel subtests.
// The clock stands at Now unless an option sets another.
func EachDatabase(t *testing.T, f func(t *testing.T, db *store.DB), opts ...Option) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		f(t, SQLite(t, opts...))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		f(t, PostgreSQL(t, opts...))
	})
}

// SQLite opens a fresh SQLite database that goes away with the test.
func SQLite(t testing.TB, opts ...Option) *store.DB {
	t.Helper()
	return open(t, SQLitePath(t, opts...), opts)
}

// PostgreSQL opens a fresh PostgreSQL database that goes away with the test.
func PostgreSQL(t testing.TB, opts ...Option) *store.DB {
	t.Helper()
	return open(t, PostgresURL(t, opts...), opts)
}

// Reopen opens a second time what SQLitePath or PostgresURL made: another process, as far as the database can tell.
func Reopen(t testing.TB, where string, opts ...Option) *store.DB {
	t.Helper()
	return open(t, where, opts)
}

func open(t testing.TB, where string, opts []Option) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), where, settings(opts).store)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close the database: %v", err)
		}
	})
	return db
}

// Option changes the database that a test gets.
type Option func(*setup)

type setup struct {
	template template
	store    store.Options
}

func settings(opts []Option) setup {
	s := setup{store: store.Options{Clock: func() time.Time { return Now }, Fast: true}, template: plain}
	for _, o := range opts {
		o(&s)
	}
	return s
}

// WithTerritory gives a database that holds the communes, EPCI, départements and régions of the embedded vintage.
func WithTerritory() Option { return func(s *setup) { s.template = withTerritory } }

// WithClock sets another clock: a Clock's Now, for a test in which time passes.
func WithClock(now func() time.Time) Option { return func(s *setup) { s.store.Clock = now } }

// Durable keeps SQLite's synchronous=FULL, which tests otherwise do without.
func Durable() Option { return func(s *setup) { s.store.Fast = false } }

// Readers sets how many connections read at once.
func Readers(n int) Option { return func(s *setup) { s.store.Readers = n } }

// Clock is a clock that moves when it is told to. It starts at Now.
type Clock struct{ ahead atomic.Int64 }

// Now is the time on the clock.
func (c *Clock) Now() time.Time { return Now.Add(time.Duration(c.ahead.Load())) }

// Advance moves the clock by d.
func (c *Clock) Advance(d time.Duration) { c.ahead.Add(int64(d)) }

// Package store opens the database and runs transactions on it.
//
// There are two databases and one SQL text: SQLite inside the program, PostgreSQL at scale. Both run the same statements with $1
// placeholders; the few real differences are named functions in engine.go. A use case asks for Update (read and write), View
// (read one consistent state) or Look (one query) and receives a *Tx; nothing else touches the database.
//
// Rules that hold on both engines:
//   - Update's function may run again (a group that broke, a serialisation failure), so it does no I/O, hashing or mail;
//   - tx.Now is the one time of a transaction;
//   - after a statement failed, the transaction takes no more and is rolled back, even if the function swallowed the error;
//   - once Update returned nil, the change is on disk (SQLite runs with synchronous=FULL).
//
// On SQLite, updates that wait for the writer share one COMMIT: see group.go.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the PostgreSQL driver
	_ "modernc.org/sqlite"             // the SQLite driver

	"mitoyen/internal/kit/civil"
)

// DB is an open database. Make it with Open and end it with Close.
type DB struct {
	engine Engine
	clock  func() time.Time
	write  *sql.DB
	read   *sql.DB // the same pool as write on PostgreSQL
	group  *group  // the one writer of SQLite
	lanes  *lanes  // the readers of SQLite
	watch  atomic.Pointer[func(query string, args []any)]

	closeOnce sync.Once
	closed    chan struct{} // closed first of all by Close: views that wait for a reader of SQLite give up
}

// Options change how a database is opened. The zero value is what the program uses.
type Options struct {
	Clock   func() time.Time // the time of transactions; time.Now when nil
	Readers int              // connections that read at once; 4 when zero
	Fast    bool             // for throw-away databases (demo loading, tests): no fsync, lost on a power cut
}

// Open opens a database: a postgres:// URL, or the path of an SQLite file, made when missing. It doesn't migrate.
func Open(ctx context.Context, where string, o Options) (*DB, error) {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Readers == 0 {
		o.Readers = 4
	}
	db := &DB{clock: o.Clock, closed: make(chan struct{})}
	var err error
	if strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://") {
		err = db.openPostgres(where, o)
	} else {
		err = db.openSQLite(where, o)
	}
	if err == nil {
		err = db.write.PingContext(ctx) // on SQLite the writer goes first: it makes the file and its journal mode
	}
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if db.engine == SQLite {
		if err := db.openLanes(o.Readers); err != nil {
			return nil, fmt.Errorf("open database: %w", err)
		}
	}
	return db, nil
}

func (db *DB) openPostgres(url string, o Options) (err error) {
	db.engine = PostgreSQL
	if db.write, err = sql.Open("pgx", url); err != nil {
		return err
	}
	db.write.SetMaxOpenConns(o.Readers * 4)
	// All are kept through a crowd: a new one costs PostgreSQL a process, and prepares every statement again. A quiet minute ends them.
	db.write.SetMaxIdleConns(o.Readers * 4)
	db.write.SetConnMaxIdleTime(time.Minute)
	db.read = db.write
	return nil
}

func (db *DB) openSQLite(path string, o Options) (err error) {
	db.engine = SQLite
	sync := "FULL"
	if o.Fast {
		sync = "OFF"
	}
	// Caches are in KiB and small: a cached page of 4 KiB takes 8 of memory, five times over, and the system caches the file anyway.
	// Pragmas stand in the DSN: set by a statement they would hold for one pooled connection only.
	dsn := "file:" + strings.NewReplacer("?", "%3f", "#", "%23", "%", "%25").Replace(path) +
		"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=foreign_keys(1)&_pragma=synchronous(" + sync + ")" +
		"&_pragma=temp_store(2)&_pragma=secure_delete(1)" // what is deleted is gone from the file, not only from the tables
	if db.write, err = sql.Open("sqlite", dsn+"&_txlock=immediate&_pragma=cache_size(-4000)&_pragma=wal_autocheckpoint(4000)"); err != nil {
		return err
	}
	db.write.SetMaxOpenConns(1)
	if db.read, err = sql.Open("sqlite", dsn+"&_pragma=query_only(1)&_pragma=cache_size(-1500)"); err != nil {
		return err
	}
	db.read.SetMaxOpenConns(o.Readers)
	db.read.SetMaxIdleConns(0) // lanes keep theirs
	return nil
}

func (db *DB) openLanes(readers int) (err error) {
	if db.group, err = newGroup(db); err != nil {
		return err
	}
	db.lanes = newLanes(db.read, readers)
	return nil
}

// Tidy empties the journal of SQLite beside the file, where what was deleted or changed lies until it is written over. It waits for nobody: when
// somebody reads or writes at that moment, the next time will do. PostgreSQL looks after its own.
func (db *DB) Tidy(ctx context.Context) error {
	if db.engine != SQLite {
		return nil
	}
	l, err := db.lanes.take(ctx, db.closed)
	if err != nil {
		return err
	}
	defer db.lanes.give(l)
	for _, pragma := range []string{"PRAGMA busy_timeout(0)", "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA busy_timeout(10000)"} {
		rows, queryErr := l.conn.QueryContext(context.Background(), pragma)
		if queryErr == nil {
			queryErr = rows.Close()
		}
		err = errors.Join(err, queryErr)
	}
	return err
}

// Engine tells which database this is.
func (db *DB) Engine() Engine { return db.engine }

// Writer is the bare connection pool, for migrations and backups alone.
func (db *DB) Writer() *sql.DB { return db.write }

// Now is the database's clock, the one that transactions are stamped with.
func (db *DB) Now() civil.Instant { return civil.At(db.clock()) }

// Watch calls f before each query that reads, from whatever goroutine runs it: for tests that ask how a page's queries are answered.
func (db *DB) Watch(f func(query string, args []any)) { db.watch.Store(&f) }

// Close answers the updates that wait, waits for running views and closes the connections. A second call does nothing.
func (db *DB) Close() (err error) {
	db.closeOnce.Do(func() {
		close(db.closed)
		err = db.closeAll()
	})
	return err
}

func (db *DB) closeAll() error {
	if db.engine == PostgreSQL {
		return db.write.Close()
	}
	err := db.group.stop()
	err = errors.Join(err, db.lanes.close())
	return errors.Join(err, db.read.Close(), db.write.Close())
}

// Rest gives back the memory that reading left behind: pages of the file, statements and what else a connection of SQLite holds. It costs the
// next readers some milliseconds, so it is for quiet times. PostgreSQL's connections end by themselves.
func (db *DB) Rest(ctx context.Context) error {
	if db.engine == PostgreSQL {
		return nil
	}
	return errors.Join(db.lanes.rest(), db.Update(ctx, func(tx *Tx) error {
		_, err := tx.Exec("PRAGMA shrink_memory")
		return err
	}))
}

// Update runs fn in a transaction and commits it. What fn returns as error is returned and nothing is kept. A panic in fn
// reaches the caller after the rollback. When ctx ends before the commit, nothing is kept either; after it, Update returns nil.
func (db *DB) Update(ctx context.Context, fn func(tx *Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if db.engine == SQLite {
		return db.group.update(ctx, fn)
	}
	return db.updatePostgres(ctx, fn)
}

// View runs fn on one consistent state of the database. Statements stop when ctx ends.
func (db *DB) View(ctx context.Context, fn func(tx *Tx) error) error {
	if db.engine == PostgreSQL {
		return db.viewPostgres(ctx, fn)
	}
	l, err := db.lanes.take(ctx, db.closed)
	if err != nil {
		return err
	}
	defer db.lanes.give(l)
	if err := l.control("BEGIN"); err != nil {
		return fmt.Errorf("begin reading: %w", err)
	}
	defer l.control("ROLLBACK") //nolint:errcheck // nothing was written
	return fn(&Tx{Now: db.Now(), ctx: ctx, raw: l, db: db})
}

// Look is View for a single SELECT, which sees one state by itself: no transaction is opened around it, and whatever is asked beyond that fails.
func (db *DB) Look(ctx context.Context, fn func(tx *Tx) error) error {
	tx := &Tx{Now: db.Now(), ctx: ctx, db: db}
	if db.engine == PostgreSQL {
		tx.raw = &once{db.read}
		return fn(tx)
	}
	// A reader of SQLite forgets all pages with each commit; the writer knows what it wrote. Where nobody writes, the look goes there.
	if db.group.writing.TryLock() {
		defer db.group.writing.Unlock()
		tx.raw = &once{db.group.lane}
		return fn(tx)
	}
	l, err := db.lanes.take(ctx, db.closed)
	if err != nil {
		return err
	}
	defer db.lanes.give(l)
	tx.raw = &once{l}
	return fn(tx)
}

// once runs one SELECT and nothing else.
type once struct{ left runner }

var errOnce = errors.New("a look is for one SELECT")

func (o *once) ExecContext(context.Context, string, ...any) (sql.Result, error) { return nil, errOnce }

func (o *once) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	r := o.left
	if o.left = nil; r == nil || !strings.HasPrefix(strings.TrimSpace(query), "SELECT") {
		return nil, errOnce
	}
	return r.QueryContext(ctx, query, args...)
}

func (db *DB) viewPostgres(ctx context.Context, fn func(tx *Tx) error) error {
	raw, err := db.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead})
	if err != nil {
		return fmt.Errorf("begin reading: %w", err)
	}
	defer raw.Rollback() //nolint:errcheck // nothing was written
	return fn(&Tx{Now: db.Now(), ctx: ctx, raw: raw, db: db})
}

const postgresTries = 6

func (db *DB) updatePostgres(ctx context.Context, fn func(tx *Tx) error) error {
	for try := 1; ; try++ {
		tx, err := db.tryPostgres(ctx, fn)
		if err == nil {
			tx.committed()
			return nil
		}
		if try == postgresTries || !retryable(err) || ctx.Err() != nil {
			return err
		}
		time.Sleep(time.Duration(try*try) * 3 * time.Millisecond)
	}
}

func (db *DB) tryPostgres(ctx context.Context, fn func(tx *Tx) error) (*Tx, error) {
	raw, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	defer raw.Rollback() //nolint:errcheck // after a commit it does nothing
	tx := &Tx{Now: db.Now(), ctx: ctx, raw: raw, db: db}
	if err := fn(tx); err != nil {
		return nil, err
	}
	if tx.failed != nil {
		return nil, tx.failed
	}
	if err := raw.Commit(); err != nil {
		return nil, fmt.Errorf("commit: %w", err)
	}
	return tx, nil
}

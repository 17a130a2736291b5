package store

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Engine is one of the two databases.
type Engine int

// The engines.
const (
	SQLite Engine = iota
	PostgreSQL
)

func (e Engine) String() string { return [...]string{"sqlite", "postgres"}[e] }

// The differences between the two engines, each as a function. Everything else is one SQL text.

// ForUpdate ends a SELECT that locks its rows until the transaction ends. SQLite has one writer, so its rows are locked already.
func (tx *Tx) ForUpdate() string {
	if tx.db.engine == PostgreSQL {
		return " FOR UPDATE"
	}
	return ""
}

// LockRows runs a SELECT … FOR (NO KEY) UPDATE whose rows nobody needs to see. SQLite has one writer: there it isn't even asked.
func (tx *Tx) LockRows(query string, args ...any) error {
	if tx.db.engine != PostgreSQL {
		return nil
	}
	return tx.Each(func(Row) error { return nil }, query, args...)
}

// SkipLocked ends a SELECT that takes rows which nobody else holds: the way a worker takes a job.
func (tx *Tx) SkipLocked() string {
	if tx.db.engine == PostgreSQL {
		return " FOR UPDATE SKIP LOCKED"
	}
	return ""
}

// Lock makes the transactions that name the same thing run one after the other, from here to their end: for a limit on rows that are not
// there yet, which no row lock can hold. SQLite has one writer.
func (tx *Tx) Lock(name string) error {
	if tx.db.engine == PostgreSQL {
		_, err := tx.Exec(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, name)
		return err
	}
	return nil
}

// Instant is a column of instants as the text of fixed width that SQLite stores, so that several can be packed into one value.
func (tx *Tx) Instant(column string) string {
	if tx.db.engine == PostgreSQL {
		return `to_char(` + column + ` AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
	}
	return column
}

// Unread says how a follower reads on in the journal. Where are the rows after its place, transaction $1 and row $2 (both as text), that
// no row can come before any more; Order is theirs, and Number the transaction of one. SQLite commits in the order of the rows. PostgreSQL
// gives numbers before the commit, so a row with a low number can come to light late: rows are read in the order of their transactions,
// and only those that are older than every running one.
func (tx *Tx) Unread() (u struct{ Where, Order, Number string }) {
	if tx.db.engine == PostgreSQL {
		u.Where = `(xid, seq) > (CAST(CAST($1 AS text) AS xid8), CAST(CAST($2 AS text) AS bigint)) AND xid < pg_snapshot_xmin(pg_current_snapshot())`
		u.Order, u.Number = `xid, seq`, `CAST(CAST(xid AS text) AS bigint)`
		return u
	}
	u.Where, u.Order, u.Number = `seq > CAST($2 AS integer) AND $1 <> ''`, `seq`, `0`
	return u
}

// Moved makes up for a journal that was restored into another PostgreSQL, whose transactions have lower numbers than the followers' places:
// what was read moves before every transaction of the new one, the followers with it, and what is new comes after. Elsewhere it does nothing.
func (tx *Tx) Moved() error {
	if tx.db.engine != PostgreSQL {
		return nil
	}
	const ahead = `CAST(CAST(%s AS text) AS xid8) >= pg_snapshot_xmax(pg_current_snapshot())`
	n, err := One(tx, Value[int], `SELECT count(*) FROM journal_follower WHERE `+fmt.Sprintf(ahead, "xid"))
	if err != nil || n == 0 {
		return err
	}
	for _, q := range []string{
		`UPDATE journal SET xid = CAST('0' AS xid8) WHERE seq <= (SELECT max(seq) FROM journal_follower) OR ` + fmt.Sprintf(ahead, "xid"),
		`UPDATE journal_follower SET xid = 0`,
	} {
		if _, err := tx.Exec(q); err != nil {
			return err
		}
	}
	return nil
}

// translate gives an engine's error the names of this package.
func translate(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		if pg.Code == "23505" {
			return &UniqueError{pg.ConstraintName, err}
		}
		return err
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() {
		case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
			_, columns, _ := strings.Cut(lite.Error(), "failed: ")
			return &UniqueError{columns, err}
		}
	}
	return err
}

// retryable reports whether PostgreSQL asks to run the transaction again.
func retryable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

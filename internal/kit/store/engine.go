package store

import (
	"errors"
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

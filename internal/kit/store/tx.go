package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"mitoyen/internal/kit/civil"
)

// Tx is a running transaction. It is passed from function to function and never hidden in a context.
type Tx struct {
	Now civil.Instant // the one time of this transaction

	ctx    context.Context
	raw    runner
	db     *DB
	failed error // the first statement that went wrong: nothing runs after it
	after  []func()
}

// runner is what a transaction's statements run on.
type runner interface {
	ExecContext(context.Context, string, ...any) (sql.Result, error)
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}

// Row is one line of an answer, to be read by a scanning function.
type Row interface{ Scan(...any) error }

// Engine tells which database this is. Only the named differences in this package and in kit/search should need to ask.
func (tx *Tx) Engine() Engine { return tx.db.engine }

// AfterCommit runs f once the transaction is kept; never when it isn't. Use it to wake whoever polls, not to do work that must not be lost.
func (tx *Tx) AfterCommit(f func()) { tx.after = append(tx.after, f) }

func (tx *Tx) committed() {
	for _, f := range tx.after {
		f()
	}
}

// Exec runs a statement and tells how many rows it touched.
func (tx *Tx) Exec(query string, args ...any) (int64, error) {
	if tx.failed != nil {
		return 0, tx.failed
	}
	res, err := tx.raw.ExecContext(tx.ctx, query, args...)
	if err != nil {
		return 0, tx.fail(err)
	}
	return res.RowsAffected()
}

// ExecOne is Exec for a statement that must touch exactly one row; otherwise it returns ErrNoRow.
func (tx *Tx) ExecOne(query string, args ...any) error {
	n, err := tx.Exec(query, args...)
	if err == nil && n != 1 {
		return ErrNoRow
	}
	return err
}

// Each calls scan for each row of an answer. It must not run statements of the same transaction.
func (tx *Tx) Each(scan func(Row) error, query string, args ...any) error {
	if tx.failed != nil {
		return tx.failed
	}
	if f := tx.db.watch.Load(); f != nil {
		(*f)(query, args)
	}
	rows, err := tx.raw.QueryContext(tx.ctx, query, args...)
	if err != nil {
		return tx.fail(err)
	}
	defer rows.Close() //nolint:errcheck // Err tells
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return tx.fail(err)
	}
	return nil
}

func (tx *Tx) fail(err error) error {
	tx.failed = translate(err)
	return tx.failed
}

// ErrNoRow says that there was nothing to read or to change.
var ErrNoRow = errors.New("no such row")

// All reads every row with scan.
func All[T any](tx *Tx, scan func(Row) (T, error), query string, args ...any) ([]T, error) {
	var all []T
	err := tx.Each(func(r Row) error {
		v, err := scan(r)
		if err == nil {
			all = append(all, v)
		}
		return err
	}, query, args...)
	return all, err
}

// One reads the first row with scan, or returns ErrNoRow.
func One[T any](tx *Tx, scan func(Row) (T, error), query string, args ...any) (T, error) {
	all, err := All(tx, scan, query, args...)
	if err == nil && len(all) == 0 {
		err = ErrNoRow
	}
	if err != nil {
		var none T
		return none, err
	}
	return all[0], nil
}

// Value scans a single column.
func Value[T any](r Row) (T, error) {
	var v T
	err := r.Scan(&v)
	return v, err
}

// UniqueError says that a row would stand twice. Constraint is the engine's name for what it breaks.
type UniqueError struct {
	Constraint string
	err        error
}

func (e *UniqueError) Error() string {
	return fmt.Sprintf("stands already (%s): %v", e.Constraint, e.err)
}
func (e *UniqueError) Unwrap() error { return e.err }

// IsUnique reports whether err says that a row would stand twice.
func IsUnique(err error) bool {
	var u *UniqueError
	return errors.As(err, &u)
}

package store_test

import (
	"errors"
	"fmt"
	"strings"

	"mitoyen/internal/kit/store"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

var bulk = strings.Repeat("x", 200_000)

// narrow leaves SQLite's file room for three more pages (12 kB): what comes next meets a full disk, and SQLite's own answer to it.
func narrow(tx *store.Tx) error {
	pages, err := store.One(tx, store.Value[int], "PRAGMA page_count")
	if err != nil {
		return err
	}
	return tx.Each(func(store.Row) error { return nil }, fmt.Sprintf("PRAGMA max_page_count = %d", pages+3))
}

func isFull(f fate) bool {
	var lite *sqlite.Error
	return errors.As(f.err, &lite) && lite.Code() == sqlite3.SQLITE_FULL
}

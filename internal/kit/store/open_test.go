package store_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

// Pragmas hold for one connection each: all of them must have theirs.
func TestEachReaderHasItsPragmas(t *testing.T) {
	t.Parallel()
	db := testkit.Reopen(t, filepath.Join(t.TempDir(), "new.db"), testkit.Durable(), testkit.Readers(3))
	var look func(depth int)
	look = func(depth int) {
		err := db.View(context.Background(), func(tx *store.Tx) error {
			wantPragma(t, tx, "foreign_keys", "1")
			wantPragma(t, tx, "journal_mode", "wal")
			wantPragma(t, tx, "query_only", "1")
			if depth > 1 {
				look(depth - 1) // while this reader is taken, so it is another
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	look(3)
	update(t, db, func(tx *store.Tx) error {
		wantPragma(t, tx, "foreign_keys", "1")
		wantPragma(t, tx, "synchronous", "2") // FULL: what was answered is on disk
		wantPragma(t, tx, "query_only", "0")
		return nil
	})
}

func wantPragma(t *testing.T, tx *store.Tx, name, want string) {
	t.Helper()
	got, err := store.One(tx, store.Value[string], "PRAGMA "+name)
	if err != nil || got != want {
		t.Errorf("%s is %q, wanted %q (%v)", name, got, want, err)
	}
}

func TestAFileMayHaveAnyName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"plain.db", "a place & co.db", "50%.db", "100%25.db", "what?.db", "n#1.db", "é.db", "a+b;c=d.db"} {
		dir := t.TempDir()
		db, err := store.Open(context.Background(), dir+"/"+name, store.Options{Fast: true})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		build(t, db)
		update(t, db, func(tx *store.Tx) error { return insert(tx, "a", 1) })
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		if made, err := os.ReadDir(dir); err != nil || len(made) != 1 || made[0].Name() != name {
			t.Errorf("%s became %v (%v)", name, made, err)
		}
	}
}

package testkit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/schema"
)

// template is a database to copy. Its name holds a hash of everything that goes into it, so that a changed migration or a newer
// vintage of communes makes a new one.
type template struct {
	name   string
	inputs func(io.Writer) error                  // writes what the template depends on
	fill   func(context.Context, *store.DB) error // runs after the migrations
}

var plain = template{
	name:   "plain",
	inputs: schemaFiles,
	fill:   func(context.Context, *store.DB) error { return nil },
}

func schemaFiles(w io.Writer) error { return hashTree(w, schema.Files) }

// hashTree writes each path, its length and its content; tests are left out, since nothing is made of them.
func hashTree(w io.Writer, tree fs.FS) error {
	return fs.WalkDir(tree, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := fs.ReadFile(tree, path)
		fmt.Fprintf(w, "%s %d\n%s", path, len(text), text)
		return err
	})
}

var hashes sync.Map // template name → func() (string, error)

func (tp template) hash() (string, error) {
	once, _ := hashes.LoadOrStore(tp.name, sync.OnceValues(func() (string, error) {
		h := sha256.New()
		err := tp.inputs(h)
		return hex.EncodeToString(h.Sum(nil))[:12], err
	}))
	return once.(func() (string, error))()
}

// build makes the template's content in an empty database and closes it.
func (tp template) build(where string) error {
	ctx := context.Background()
	db, err := store.Open(ctx, where, store.Options{Fast: true})
	if err != nil {
		return err
	}
	if err = store.Migrate(ctx, db, schema.Files); err == nil {
		err = tp.fill(ctx, db)
	}
	if closeErr := db.Close(); err == nil {
		err = closeErr
	}
	return err
}

// SQLitePath makes a fresh, migrated SQLite file in the test's own folder and returns its path, without opening it.
func SQLitePath(t testing.TB, opts ...Option) string {
	t.Helper()
	from, err := settings(opts).template.sqlite()
	if err != nil {
		t.Fatalf("make the SQLite template: %v", err)
	}
	to := filepath.Join(t.TempDir(), "mitoyen.db")
	if err := copyFile(to, from); err != nil {
		t.Fatalf("copy the SQLite template: %v", err)
	}
	return to
}

var sqliteTemplates sync.Map // template name → func() (string, error)

// sqlite finds or makes the template file, once in this process; a lock file keeps other processes from doing the same work.
func (tp template) sqlite() (string, error) {
	once, _ := sqliteTemplates.LoadOrStore(tp.name, sync.OnceValues(tp.makeSQLite))
	return once.(func() (string, error))()
}

func (tp template) makeSQLite() (string, error) {
	hash, err := tp.hash()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(os.TempDir(), "mitoyen-testkit-"+hash)
	file := filepath.Join(dir, tp.name+".db")
	if _, err := os.Stat(file); err == nil {
		return file, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	unlock, err := lockFile(filepath.Join(dir, tp.name+".lock"))
	if err != nil {
		return "", err
	}
	defer unlock()
	if _, err := os.Stat(file); err == nil {
		return file, nil
	}
	// It becomes the template in one step, whole: a killed test leaves no half of one.
	making := fmt.Sprintf("%s.%d", file, os.Getpid())
	defer os.Remove(making) //nolint:errcheck // it is there only when something failed
	if err := tp.build(making); err != nil {
		return "", err
	}
	forgetOldTemplates(dir)
	return file, os.Rename(making, file)
}

// forgetOldTemplates removes what nobody can need any more: templates of other content, a day old.
func forgetOldTemplates(but string) {
	dirs, _ := filepath.Glob(filepath.Join(os.TempDir(), "mitoyen-testkit-*")) // the pattern is sound
	for _, dir := range dirs {
		if info, err := os.Stat(dir); err == nil && dir != but && time.Since(info.ModTime()) > 24*time.Hour {
			os.RemoveAll(dir) //nolint:errcheck // the next one tries again
		}
	}
}

func copyFile(to, from string) error {
	src, err := os.Open(from)
	if err != nil {
		return err
	}
	defer src.Close() //nolint:errcheck // only read
	dst, err := os.Create(to)
	if err != nil {
		return err
	}
	if _, err := io.Copy(dst, src); err != nil {
		dst.Close() //nolint:errcheck // the copy's error tells
		return err
	}
	return dst.Close()
}

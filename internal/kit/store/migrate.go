package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// Migrate brings the schema up to date. The tree has the folders common, sqlite and postgres; their files share one numbering, and an
// engine runs common and its own. Migrations never change once released and import no application code.
func Migrate(ctx context.Context, db *DB, tree fs.FS) (err error) {
	dialect := goose.DialectSQLite3
	if db.engine == PostgreSQL {
		dialect = goose.DialectPostgres
	}
	if db.group != nil {
		// SQLite's writer has one connection, and the group holds it.
		if err := db.group.stop(); err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
		defer func() {
			g, openErr := newGroup(db)
			db.group, err = g, errors.Join(err, openErr)
		}()
	}
	// Whoever follows the development may have a later migration before an earlier one, since several are written at a time.
	p, err := goose.NewProvider(dialect, db.write, layered{tree, db.engine.String()}, goose.WithAllowOutofOrder(true))
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	if _, err = p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// layered lays the folder of one engine over the common one, as a single flat folder.
type layered struct {
	tree   fs.FS
	engine string
}

func (l layered) Open(name string) (fs.File, error) {
	if f, err := l.tree.Open(l.engine + "/" + name); err == nil {
		return f, nil
	}
	return l.tree.Open("common/" + name)
}

// ReadDir lists both folders; goose sorts by number and refuses one that stands twice.
func (l layered) ReadDir(string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(l.tree, "common")
	if err != nil {
		return nil, err
	}
	own, err := fs.ReadDir(l.tree, l.engine)
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	return append(all, own...), err
}

package intake

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"mitoyen/internal/census/twin"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/schema"
)

// drafts are the cards of places that a dry run would have made or changed: the later rows of its file may be twins of them. They stand in a
// database of their own, a temporary file, made when the first comes.
type drafts struct {
	dir string
	db  *store.DB
}

func (d *drafts) open(ctx context.Context) (err error) {
	if d.dir, err = os.MkdirTemp("", "mitoyen-dry-run-*"); err != nil {
		return fmt.Errorf("begin dry run: %w", err)
	}
	if d.db, err = store.Open(ctx, filepath.Join(d.dir, "drafts.db"), store.Options{Fast: true, Readers: 1}); err != nil {
		return err
	}
	return store.Migrate(ctx, d.db, schema.Files)
}

func (d *drafts) file(ctx context.Context, cards []twin.Card) error {
	if d.db == nil {
		if err := d.open(ctx); err != nil {
			return err
		}
	}
	return d.db.Update(ctx, func(tx *store.Tx) error { return file(tx, cards) })
}

func (d *drafts) takeOut(ctx context.Context, keys []twin.Key) (cards []twin.Card, err error) {
	if d.db == nil {
		return nil, nil
	}
	err = d.db.View(ctx, func(tx *store.Tx) error {
		cards, err = takeOut(tx, keys)
		return err
	})
	return cards, err
}

func (d *drafts) close() (err error) {
	if d.db != nil {
		err = d.db.Close()
	}
	if d.dir != "" {
		err = errors.Join(err, os.RemoveAll(d.dir))
	}
	return err
}

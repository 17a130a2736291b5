package files

import (
	"context"
	"errors"
	"fmt"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
)

// looseFor is how long a file stays that nothing refers to: a form that is being filled in, an import that waits, a download under way.
const looseFor = 24 * time.Hour

// Referrers list the hashes that part of the database refers to.
type Referrers func(tx *store.Tx) ([]string, error)

// Sweep removes the files that nothing has referred to for a day: taken off a sheet, or put for a change that was not kept. It returns how
// many went. Two things are asked for: the database has known the file as loose for a day, and nobody has put it again within a day, so
// that a transaction which is about to refer to it keeps it.
func Sweep(ctx context.Context, db *store.DB, s Store, referrers ...Referrers) (gone int, err error) {
	all, err := s.All()
	if err != nil || len(all) == 0 {
		return 0, err
	}
	var n notes
	err = db.View(ctx, func(tx *store.Tx) (err error) {
		n, err = look(tx, all, referrers)
		return err
	})
	if err == nil && len(n.loosened)+len(n.held) > 0 {
		err = db.Update(ctx, n.keep)
	}
	if err != nil {
		return 0, fmt.Errorf("find loose files: %w", err)
	}
	for _, hash := range n.due {
		if e := s.Delete(hash, looseFor); e != nil {
			err = errors.Join(err, e)
		} else {
			gone++
		}
	}
	return gone, err
}

// notes are what a look at all files has found.
type notes struct {
	loosened []string // nothing refers to them, which is new
	held     []string // noted as loose, and held again or gone
	due      []string // loose for long enough
}

func look(tx *store.Tx, all []string, referrers []Referrers) (n notes, err error) {
	loose := make(map[string]bool, len(all))
	for _, h := range all {
		loose[h] = true
	}
	for _, r := range referrers {
		hashes, err := r(tx)
		if err != nil {
			return n, err
		}
		for _, h := range hashes {
			delete(loose, h)
		}
	}
	err = tx.Each(func(r store.Row) error {
		var hash string
		var since civil.Instant
		err := r.Scan(&hash, &since)
		switch {
		case !loose[hash]:
			n.held = append(n.held, hash)
		case tx.Now.Sub(since) >= looseFor:
			n.due = append(n.due, hash)
		}
		delete(loose, hash)
		return err
	}, `SELECT hash, since FROM loose_file`)
	for h := range loose {
		n.loosened = append(n.loosened, h)
	}
	return n, err
}

func (n notes) keep(tx *store.Tx) error {
	for _, h := range n.held {
		if _, err := tx.Exec(`DELETE FROM loose_file WHERE hash = $1`, h); err != nil {
			return err
		}
	}
	for _, h := range n.loosened {
		if _, err := tx.Exec(`INSERT INTO loose_file (hash, since) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING`, h, tx.Now); err != nil {
			return err
		}
	}
	return nil
}

package app

import (
	"context"

	"mitoyen/internal/kit/store"
)

// FirstRunPath is the way to the page that opens the first place, as long as nobody is known to the instance; "" afterwards.
func (a *App) FirstRunPath(ctx context.Context) (string, error) {
	n, err := 0, error(nil)
	err = a.DB.View(ctx, func(tx *store.Tx) (err error) {
		n, err = store.One(tx, store.Value[int], `SELECT count(*) FROM person`)
		return err
	})
	if err != nil || n > 0 {
		return "", err
	}
	return a.Site.FirstRunPath(), nil
}

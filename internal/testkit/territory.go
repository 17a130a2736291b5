package testkit

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/territory"
)

// withTerritory also holds the communes. It is made anew when their data change, or the code that loads and folds them.
var withTerritory = template{
	name: "territory",
	inputs: func(w io.Writer) error {
		inside := filepath.Join(repository(), "internal")
		return errors.Join(schemaFiles(w),
			hashTree(w, os.DirFS(filepath.Join(inside, "territory"))),
			hashTree(w, os.DirFS(filepath.Join(inside, "kit", "search"))))
	},
	fill: func(ctx context.Context, db *store.DB) error {
		_, err := territory.Load(ctx, db, territory.Embedded(), nil)
		return err
	},
}

package place

import (
	"fmt"

	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
)

// SetLends says by which words a place is found for what it lends: "Découpe laser", "Salle du Quai". Whoever lends them tells (internal/resource),
// and the place keeps them in its row, so that they are still known when its sheet changes. The caller has the place for change, authorises and
// journals.
func SetLends(tx *store.Tx, p Place, words string) error {
	if p.Lends == words {
		return nil
	}
	if err := tx.ExecOne(`UPDATE place SET lends = $1 WHERE id = $2`, words, p.ID); err != nil {
		return fmt.Errorf("write what %s lends: %w", p.Slug, err)
	}
	p.Lends = words
	at, err := communeOf(tx, p, Facts{})
	if err != nil {
		return err
	}
	return search.PutAll(tx, SearchKind, []search.Doc{document(p, at.Name)})
}

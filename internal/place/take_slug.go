package place

import (
	"slices"
	"strconv"
	"strings"

	"mitoyen/internal/kit/store"
)

// naming is a place that needs an address of its own: a new one, or one whose name has changed.
type naming struct {
	place   *Place
	commune string
	isNew   bool
}

// name gives addresses as freeSlug and rename do, and reads those that are taken for all places at once.
func (w *takings) name() error {
	var wanted []string
	keep := func(n naming) bool { return !n.isNew && strings.HasPrefix(n.place.Slug, Slugify(n.place.Name)) }
	w.named = slices.DeleteFunc(w.named, keep)
	for _, n := range w.named {
		wanted = append(wanted, slugTries(n.place.Name, n.commune)...)
	}
	taken := map[string]bool{}
	err := store.EachAmong(wanted, func(in string, args []any) error {
		return readSlugs(w.tx, taken, in, args)
	})
	if err != nil {
		return err
	}
	var old [][]any
	for _, n := range w.named {
		slug, err := w.freeSlug(taken, n)
		if err != nil {
			return err
		}
		if !n.isNew {
			old = append(old, []any{n.place.Slug, n.place.ID})
		}
		taken[slug] = true
		n.place.Slug = slug
	}
	return w.tx.InsertAll(`INSERT INTO place_slug (slug, place_id)`, `ON CONFLICT (slug) DO NOTHING`, old)
}

// slugTries are the addresses to try: the name, then with its commune.
func slugTries(name, commune string) []string {
	base := Slugify(name)
	if commune == "" {
		return []string{base}
	}
	return []string{base, base + "-" + Slugify(commune)}
}

func (w *takings) freeSlug(taken map[string]bool, n naming) (string, error) {
	tries := slugTries(n.place.Name, n.commune)
	for _, s := range tries {
		if !taken[s] {
			return s, nil
		}
	}
	base := tries[len(tries)-1]
	if !taken[base+"-"] { // no address ends so: it marks that those with numbers were read
		taken[base+"-"] = true
		// "." comes right after "-".
		if err := readSlugs(w.tx, taken, "BETWEEN $1 AND $2", []any{base + "-", base + "."}); err != nil {
			return "", err
		}
	}
	for i := 2; ; i++ {
		if s := base + "-" + strconv.Itoa(i); !taken[s] {
			return s, nil
		}
	}
}

// readSlugs notes which addresses a place has or had.
func readSlugs(tx *store.Tx, taken map[string]bool, which string, args []any) error {
	for _, text := range []string{`SELECT slug FROM place WHERE slug `, `SELECT slug FROM place_slug WHERE slug `} {
		all, err := store.All(tx, store.Value[string], text+which, args...)
		if err != nil {
			return err
		}
		for _, s := range all {
			taken[s] = true
		}
	}
	return nil
}

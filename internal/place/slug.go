package place

import (
	"strconv"
	"strings"

	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
)

// Slugify makes the part of an address from a name: "La GARE" gives la-gare.
func Slugify(name string) string {
	s := strings.ReplaceAll(search.Fold(name), " ", "-")
	if len(s) > 60 {
		s = strings.TrimRight(strings.ToValidUTF8(s[:60], ""), "-")
	}
	if s == "" {
		return "lieu"
	}
	return s
}

// freeSlug finds an address that no place has or had: the name, then with its commune, then with a number. It keeps others from writing
// in the directory until the transaction ends, since two could find the same one.
func freeSlug(tx *store.Tx, name, commune string) (string, error) {
	if err := tx.ExecOne(`UPDATE directory_version SET version = version WHERE one = 1`); err != nil {
		return "", err
	}
	base := Slugify(name)
	tries := []string{base}
	if commune != "" {
		base += "-" + Slugify(commune)
		tries = append(tries, base)
	}
	for n := 2; ; n++ {
		for _, s := range tries {
			taken, err := store.One(tx, store.Value[int], `
				SELECT (SELECT count(*) FROM place WHERE slug = $1) + (SELECT count(*) FROM place_slug WHERE slug = $1)`, s)
			if err != nil {
				return "", err
			}
			if taken == 0 {
				return s, nil
			}
		}
		tries = []string{base + "-" + strconv.Itoa(n)}
	}
}

// rename gives a place the address of its new name and keeps the old one as a way to it.
func rename(tx *store.Tx, p *Place, commune string) error {
	if strings.HasPrefix(p.Slug, Slugify(p.Name)) {
		return nil
	}
	slug, err := freeSlug(tx, p.Name, commune)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO place_slug (slug, place_id) VALUES ($1, $2) ON CONFLICT (slug) DO NOTHING`, p.Slug, p.ID); err != nil {
		return err
	}
	p.Slug = slug
	return nil
}

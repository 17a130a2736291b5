package place

import (
	"errors"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
)

// LocalNetwork is places that belong together: Mutualab and La Coroutine are two places and one local network.
type LocalNetwork struct {
	ID      id.Of[LocalNetwork]
	Slug    string
	Name    string
	Commune string // code
	Source  string
}

const networkColumns = `n.id, n.slug, n.name, n.commune_code, n.source`

func scanNetwork(r store.Row) (n LocalNetwork, err error) {
	return n, r.Scan(&n.ID, &n.Slug, &n.Name, &n.Commune, &n.Source)
}

// NetworksOf lists the local networks of a place.
func NetworksOf(tx *store.Tx, which ID) ([]LocalNetwork, error) {
	return store.All(tx, scanNetwork, `
		SELECT `+networkColumns+`
		FROM local_network n
		JOIN local_network_place m ON m.network_id = n.id
		WHERE m.place_id = $1
		ORDER BY n.name`, which)
}

// NetworksAmong lists the local networks that any of some places belongs to, by name.
func NetworksAmong(tx *store.Tx, which []ID) ([]LocalNetwork, error) {
	if len(which) == 0 {
		return nil, nil
	}
	in, args := store.List(nil, which)
	return store.All(tx, scanNetwork, `SELECT `+networkColumns+` FROM local_network n WHERE n.id IN (SELECT network_id FROM local_network_place WHERE place_id IN `+in+`) ORDER BY n.name, n.id`, args...)
}

// FindNetwork reads a local network with its places.
func FindNetwork(tx *store.Tx, slug string) (LocalNetwork, []Place, error) {
	n, err := store.One(tx, scanNetwork, `SELECT `+networkColumns+` FROM local_network n WHERE n.slug = $1`, slug)
	if errors.Is(err, store.ErrNoRow) {
		return n, nil, fault.New(fault.NotFound, "place.network_unknown")
	}
	if err != nil {
		return n, nil, err
	}
	all, err := store.All(tx, scan, `
		SELECT `+columns+`
		FROM place
		WHERE id IN (SELECT place_id FROM local_network_place WHERE network_id = $1)
		ORDER BY sort_name, id`, n.ID)
	return n, all, err
}

// AddNetwork makes a local network of places.
func AddNetwork(tx *store.Tx, n LocalNetwork, members ...ID) error {
	if n.ID.IsZero() {
		n.ID = id.New[LocalNetwork]()
	}
	if _, err := tx.Exec(`INSERT INTO local_network (id, slug, name, commune_code, source) VALUES ($1, $2, $3, $4, $5)`, n.ID, n.Slug, n.Name, n.Commune, n.Source); err != nil {
		return err
	}
	for _, m := range members {
		if _, err := tx.Exec(`INSERT INTO local_network_place (network_id, place_id) VALUES ($1, $2)`, n.ID, m); err != nil {
			return err
		}
	}
	return nil
}

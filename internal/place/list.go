package place

import (
	"cmp"
	"slices"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/territory"
)

// Featured reads the places that the front page shows, by their addresses; those that are gone are left out.
func Featured(tx *store.Tx, slugs []string) ([]ID, error) {
	var ids []ID
	for _, s := range slugs {
		p, err := FindBySlug(tx, s)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		ids = append(ids, p.ID)
	}
	return ids, nil
}

// ownPlaces are the ids of the places that the person $1 has a role in.
const ownPlaces = `
	SELECT p.id FROM place p JOIN role r ON r.scope = 'place' AND r.scope_id = CAST(p.id AS text) WHERE r.person_id = $1
	UNION
	SELECT p.id FROM place p JOIN role r ON r.scope = 'organisation' AND r.scope_id = CAST(p.organisation_id AS text) WHERE r.person_id = $1`

// Of lists the places that a person has a role in: directly, or through the organisation that operates them.
func Of(tx *store.Tx, person string) ([]Place, error) {
	return store.All(tx, scan, `
		SELECT `+columns+`
		FROM place
		WHERE id IN (`+ownPlaces+`)
		ORDER BY sort_name, id
		LIMIT 200`, person)
}

// InCommune lists the places of a commune, by name: also those that stop there.
func InCommune(tx *store.Tx, code string) ([]ID, error) {
	all, err := Within(tx, []string{code})
	ids := make([]ID, min(100, len(all)))
	for i := range ids {
		ids[i] = all[i].ID
	}
	return ids, err
}

// NamesOf reads the names and the addresses of places.
func NamesOf(tx *store.Tx, ids []ID) (map[ID][2]string, error) {
	names := make(map[ID][2]string, len(ids))
	return names, store.EachAmong(ids, func(in string, args []any) error {
		return tx.Each(func(r store.Row) error {
			var id ID
			var name, slug string
			err := r.Scan(&id, &name, &slug)
			names[id] = [2]string{name, slug}
			return err
		}, `SELECT id, name, slug FROM place WHERE id `+in, args...)
	})
}

// Within lists the places of communes, by name: also those that stop there.
func Within(tx *store.Tx, communes []string) ([]Place, error) {
	in := make(map[string]bool, len(communes))
	for _, c := range communes {
		in[c] = true
	}
	var all []Place
	err := store.EachAmong(communes, func(in string, args []any) error {
		some, err := store.All(tx, scan, `SELECT `+columns+` FROM place WHERE commune_code `+in, args...)
		all = append(all, some...)
		return err
	})
	if err != nil {
		return nil, err
	}
	return withMobiles(tx, all, func(code string) bool { return in[code] })
}

// InDepartement lists the places of a département, by name: also those that stop there.
func InDepartement(tx *store.Tx, code string) ([]Place, error) {
	all, err := store.All(tx, scan, `SELECT `+columns+` FROM place WHERE departement = $1`, code)
	if err != nil {
		return nil, err
	}
	return withMobiles(tx, all, func(commune string) bool { return territory.DepartementOf(commune) == code })
}

// withMobiles has the mobile places among some counted where they count (Place.Communes), adds those that are missing, and sorts all by name.
// A mobile place of which no commune is known stays where it stands.
func withMobiles(tx *store.Tx, all []Place, in func(commune string) bool) ([]Place, error) {
	moving, err := mobiles(tx, "")
	if err != nil {
		return nil, err
	}
	has := map[ID]bool{}
	all = slices.DeleteFunc(all, func(p Place) bool {
		at := p.Communes(tx.Now)
		keep := p.Stage != Mobile || len(at) == 0 || slices.ContainsFunc(at, in)
		has[p.ID] = keep
		return !keep
	})
	for _, p := range moving {
		if !has[p.ID] && slices.ContainsFunc(p.Communes(tx.Now), in) {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b Place) int {
		return cmp.Or(cmp.Compare(search.Fold(a.Name), search.Fold(b.Name)), a.ID.Compare(b.ID))
	})
	return all, nil
}

// CountByStage counts the places of départements: by département, then by stage. A mobile place counts in each where it stops.
func CountByStage(tx *store.Tx, departements []string) (map[string]map[Stage]int, error) {
	all := map[string]map[Stage]int{}
	in, args := store.List(nil, departements)
	err := tx.Each(func(r store.Row) error {
		var code string
		var stage Stage
		var n int
		err := r.Scan(&code, &stage, &n)
		if all[code] == nil {
			all[code] = map[Stage]int{}
		}
		all[code][stage] = n
		return err
	}, `SELECT departement, stage, count(*) FROM place WHERE departement IN `+in+` AND stage <> 'mobile' GROUP BY departement, stage`, args...)
	if err != nil {
		return nil, err
	}
	moving, err := mobiles(tx, "")
	for _, p := range moving {
		at := map[string]bool{}
		for _, c := range p.Communes(tx.Now) {
			at[territory.DepartementOf(c)] = true
		}
		if len(at) == 0 {
			at[p.Departement] = true
		}
		for _, code := range departements {
			if at[code] {
				if all[code] == nil {
					all[code] = map[Stage]int{}
				}
				all[code][Mobile]++
			}
		}
	}
	return all, err
}

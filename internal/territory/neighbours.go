package territory

import (
	"cmp"
	"slices"

	"mitoyen/internal/kit/geo"
	"mitoyen/internal/kit/store"
)

// Neighbours lists the communes whose centres are nearest to one's, the nearest first: of its community and of its département. Where its centre
// isn't known there are none.
func Neighbours(tx *store.Tx, code string, most int) ([]Commune, error) {
	of, err := Find(tx, code)
	if err != nil || !of.HasCentre {
		return nil, err
	}
	all, err := store.All(tx, scanCommune, "SELECT "+communeColumns+" FROM commune WHERE (departement = $1 OR epci = $2 AND epci <> '') AND kind = 'commune' AND code <> $3 AND code <> $4",
		of.Departement, of.EPCI, of.Code, of.Parent)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(c Commune) bool { return !c.HasCentre })
	far := func(c Commune) float64 { return geo.Distance(of.Lat, of.Lon, c.Lat, c.Lon) }
	slices.SortFunc(all, func(a, b Commune) int { return cmp.Or(cmp.Compare(far(a), far(b)), cmp.Compare(a.Code, b.Code)) })
	return all[:min(most, len(all))], nil
}

package territory

import (
	"fmt"
	"slices"

	"mitoyen/internal/kit/store"
)

// Names gives the names of communes by code, for a page of places. Codes that are not there are left out.
func Names(tx *store.Tx, codes []string) (map[string]string, error) {
	codes = slices.Clone(codes)
	slices.Sort(codes)
	names := make(map[string]string, len(codes))
	for some := range slices.Chunk(slices.Compact(codes), lengths[len(lengths)-1]) {
		err := tx.Each(func(r store.Row) error {
			var code, name string
			err := r.Scan(&code, &name)
			names[code] = name
			return err
		}, "SELECT code, name FROM commune WHERE code IN "+list(some), pad(some)...)
		if err != nil {
			return nil, fmt.Errorf("name communes: %w", err)
		}
	}
	return names, nil
}

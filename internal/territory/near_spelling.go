package territory

import (
	"slices"
	"strings"

	"mitoyen/internal/kit/store"
)

// nearLength is the shortest key that is looked for with a letter otherwise: shorter ones would find anything.
const nearLength = 4

// byNearSpelling is the last resort: names with one letter otherwise. Either the first half is right, and the names that begin so are
// compared; or the second half is, and the first is tried with each letter.
func (q *question) byNearSpelling() error {
	readings := q.Names
	if q.Address && len(q.Endings) > 0 {
		readings = q.Endings[:1]
	}
	for _, r := range readings {
		if len(r.Key) < nearLength || strings.Trim(r.Key, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			continue
		}
		half := max(3, len(r.Key)/2)
		near, err := q.between(r.Key[:half], 6*rangeLimit)
		if err != nil {
			return err
		}
		for tries := range slices.Chunk(variants(r.Key, half), lengths[len(lengths)-1]) {
			more, err := q.named(tries)
			if err != nil {
				return err
			}
			near = append(near, more...)
		}
		q.addAll(nearby(near, r), ViaNearSpelling)
		if len(q.found) > 0 {
			return nil
		}
	}
	return nil
}

// nearby keeps the names that a reading may have meant.
func nearby(all []entry, r Reading) (hits []entry) {
	for _, e := range all {
		if e.kind != postcodeName && sameLetters(e.folded, r.Key) && r.allows(e.code) {
			hits = append(hits, e)
		}
	}
	slices.SortStableFunc(hits, entryOrder)
	return hits
}

// nearlyNamed compares a name with those of a postcode's communes, which are few: a beginning counts as well as one letter.
func (q *question) nearlyNamed(there []entry) error {
	if len(there) == 0 {
		return nil
	}
	var codes []string
	for _, e := range there[:min(len(there), resolveLimit)] {
		codes = append(codes, e.code)
	}
	names, err := store.All(q.tx, func(r store.Row) (e entry, err error) {
		err = r.Scan(&e.code, &e.name, &e.weight)
		e.folded = NameKey(e.name)
		return e, err
	}, "SELECT code, name, coalesce(population, 0) FROM commune WHERE code IN "+list(codes), pad(codes)...)
	if err != nil {
		return err
	}
	for _, r := range q.Names {
		hits := nearby(names, r)
		if len(hits) == 0 && len(r.Key) >= 3 {
			for _, e := range names {
				if strings.HasPrefix(e.folded, r.Key) {
					hits = append(hits, e)
				}
			}
			slices.SortStableFunc(hits, entryOrder)
		}
		q.addAll(hits, ViaNearSpelling)
	}
	return nil
}

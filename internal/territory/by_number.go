package territory

import (
	"slices"

	"mitoyen/internal/kit/store"
)

// byNumber answers a text that holds five signs. They are a postcode first: few people know the code of their commune, which may have
// the very same signs.
func (q *question) byNumber() error {
	there, err := q.named([]string{q.Number})
	if err != nil {
		return err
	}
	slices.SortStableFunc(there, entryOrder)
	there = districtsFirst(there)
	if len(q.Names) > 0 {
		if err := q.byNumberAndName(there); err != nil || len(q.found) > 0 {
			return err
		}
	}
	for _, e := range there {
		q.add(e.code, ViaPostcode, "")
	}
	return q.byCode(len(there) > 0)
}

// districtsFirst puts the district of a postcode before its whole city.
func districtsFirst(all []entry) []entry {
	slices.SortStableFunc(all, func(a, b entry) int {
		city := func(e entry) int {
			if isCity(e.code) {
				return 1
			}
			return 0
		}
		return city(a) - city(b)
	})
	return all
}

// byCode takes the signs as the code of a commune, of today or of before. Where they are a postcode too, codes of before are left out:
// those of the old Seine are the postcodes of Paris.
func (q *question) byCode(alsoPostcode bool) error {
	return q.tx.Each(func(r store.Row) error {
		var code, name string
		var rank int
		err := r.Scan(&code, &name, &rank)
		if err == nil && (rank == 0 || !alsoPostcode) {
			q.add(code, ViaCode, name)
		}
		return err
	}, `
		SELECT code, '' AS former, 0 AS rank FROM commune WHERE code = $1
		UNION ALL
		SELECT current, name, 1 FROM former_commune WHERE code = $1 AND current <> ''
		ORDER BY 3, 1`, q.Number)
}

// byNumberAndName answers "52160 Vaillant" and addresses. The name decides among the communes of the postcode; where it is none of
// them, the postcode may be one of a company (CEDEX) or wrong, and the name counts within the département.
func (q *question) byNumberAndName(there []entry) error {
	readings := slices.Concat(q.Names, q.Endings)
	named, err := q.named(keys(readings))
	if err != nil {
		return err
	}
	via := ViaCurrent
	if q.Address {
		via = ViaAddress
	}
	for i, r := range readings {
		if i >= len(q.Names) {
			via = ViaAddress // words before the name
		}
		hits := r.among(named)
		for _, e := range there {
			if j := slices.IndexFunc(hits, func(h entry) bool { return h.code == e.code || isCity(h.code) && cityOf(e.code) == h.code }); j >= 0 {
				q.addAll([]entry{{code: e.code, kind: hits[j].kind, name: hits[j].name}}, via)
			}
		}
		if len(q.found) > 0 {
			return nil
		}
	}
	if err := q.nearlyNamed(there); err != nil || len(q.found) > 0 {
		return err
	}
	for _, in := range [][]string{departementsOfPostcode(q.Number), nil} {
		for i, r := range readings {
			if len(q.found) > 0 {
				break
			}
			via = ViaCurrent
			if q.Address || i >= len(q.Names) {
				via = ViaAddress
			}
			r.Departements = in
			q.addAll(r.among(named), via)
		}
		if len(there) > 0 {
			break // the postcode exists; a name from elsewhere would be a guess
		}
	}
	for _, e := range there {
		q.add(e.code, ViaPostcode, "")
	}
	return nil
}

package territory

import (
	"slices"

	"mitoyen/internal/kit/store"
)

// keepCodes carries over what the standing vintage knows of codes that the new one doesn't name.
func (g *ground) keepCodes(tx *store.Tx) (lost []Lost, err error) {
	today, told := map[string]bool{}, map[string][]string{}
	for _, c := range g.communes {
		today[c.Code] = true
	}
	g.former = slices.DeleteFunc(g.former, func(f former) bool { return f.kind == formerLost })
	for _, f := range g.former {
		told[f.code] = append(told[f.code], f.current)
	}
	standing, err := store.All(tx, func(r store.Row) (f former, err error) {
		return f, r.Scan(&f.code, &f.name, &f.kind, &f.current)
	}, `
		SELECT code, name, $1, '' FROM commune WHERE kind = $2
		UNION ALL
		SELECT code, name, kind, current FROM former_commune
		ORDER BY 1, 4`, formerLost, KindCommune)
	if err != nil {
		return nil, err
	}
	kept := map[string]bool{}
	for _, f := range standing {
		if today[f.code] || told[f.code] != nil || kept[f.code+f.current] {
			continue
		}
		kept[f.code+f.current] = true
		// The heir of an older vintage may have gone in its turn.
		heirs := told[f.current]
		if today[f.current] {
			heirs = []string{f.current}
		}
		for _, heir := range heirs {
			g.former = append(g.former, former{f.code, f.name, f.kind, heir})
		}
		if heirs == nil {
			g.former = append(g.former, former{f.code, f.name, formerLost, ""})
			lost = append(lost, Lost{f.code, f.name})
		}
	}
	return lost, nil
}

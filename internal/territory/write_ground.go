package territory

import (
	"slices"
	"strings"

	"mitoyen/internal/kit/search"
)

type nameRow struct {
	folded, code, kind, name string
	weight                   int
}

// names is everything by which the communes can be looked for, in the order of the table.
func (g *ground) names() []nameRow {
	all := make([]nameRow, 0, 3*len(g.communes))
	at := make(map[string]*communeRow, len(g.communes))
	for i := range g.communes {
		c := &g.communes[i]
		at[c.Code] = c
		weight := c.Population
		if c.Kind == KindArrondissement {
			weight /= lesserShare
		}
		all = append(all, nameRow{NameKey(c.Name), c.Code, currentName, c.Name, weight})
		if short, ok := withoutArticle(c.Name); ok {
			all = append(all, nameRow{short, c.Code, currentName, c.Name, weight})
		}
		for _, p := range c.Postcodes {
			all = append(all, nameRow{p, c.Code, postcodeName, p, c.Population})
		}
	}
	for _, f := range g.former {
		c := at[f.current]
		if c == nil || f.name == "" {
			continue
		}
		if k := NameKey(f.name); k != NameKey(c.Name) {
			all = append(all, nameRow{k, c.Code, formerName, f.name, c.Population / lesserShare})
		}
	}
	slices.SortFunc(all, func(a, b nameRow) int {
		return strings.Compare(a.folded+" "+a.code+" "+a.kind, b.folded+" "+b.code+" "+b.kind)
	})
	return slices.CompactFunc(all, func(a, b nameRow) bool { return a.folded == b.folded && a.code == b.code && a.kind == b.kind })
}

func (w *writer) ground(g *ground, names []nameRow) {
	for _, table := range []string{"region", "departement", "epci", "commune", "commune_name", "former_commune"} {
		w.clear(table, "")
	}
	insert(w, "region", []string{"code", "name", "zone", "population", "siren"}, g.regions, func(r Region) []any {
		return []any{r.Code, r.Name, r.Zone, r.Population, r.SIREN}
	})
	insert(w, "departement", []string{"code", "name", "region", "zone", "population", "siren"}, g.departements, func(d Departement) []any {
		return []any{d.Code, d.Name, d.Region, d.Zone, d.Population, d.SIREN}
	})
	insert(w, "epci", []string{"siren", "name", "kind", "population", "main_commune", "lat", "lon"}, g.epci, func(e EPCI) []any {
		return []any{e.SIREN, e.Name, e.Kind, e.Population, e.MainCommune, known(e.Lat, e.HasCentre), known(e.Lon, e.HasCentre)}
	})
	insert(w, "commune", []string{"code", "name", "sort_name", "kind", "parent", "departement", "region", "epci", "ept", "siren",
		"postcodes", "population", "lat", "lon", "centre"}, g.communes, func(c communeRow) []any {
		return []any{c.Code, c.Name, search.Fold(c.Name), c.Kind, c.Parent, c.Departement, c.Region, c.EPCI, c.ept, c.siren,
			strings.Join(c.Postcodes, "|"), known(c.Population, c.counted), known(c.Lat, c.HasCentre), known(c.Lon, c.HasCentre), c.centre}
	})
	insert(w, "commune_name", []string{"folded", "code", "kind", "name", "head", "weight"}, names, func(n nameRow) []any {
		return []any{n.folded, n.code, n.kind, n.name, head(n.folded), n.weight}
	})
	insert(w, "former_commune", []string{"code", "name", "kind", "current"}, uniqueFormer(g.former), func(f former) []any {
		return []any{f.code, f.name, f.kind, f.current}
	})
}

func uniqueFormer(all []former) []former {
	slices.SortStableFunc(all, func(a, b former) int {
		return strings.Compare(a.code+" "+a.kind+" "+a.current, b.code+" "+b.kind+" "+b.current)
	})
	return slices.CompactFunc(all, func(a, b former) bool { return a.code == b.code && a.kind == b.kind && a.current == b.current })
}

// known is v, or NULL.
func known[T any](v T, is bool) any {
	if !is {
		return nil
	}
	return v
}

func (w *writer) successions(dataset string, all []Succession) {
	regions := map[string]string{}
	list, err := Regions(w.tx)
	if err != nil {
		w.err = err
	}
	for _, r := range list {
		regions[r.Code] = r.Name
	}
	for i := range all {
		all[i].nameOf(regions)
	}
	w.clear("succession", dataset)
	line := 0
	insert(w, "succession", []string{"level", "former_name", "former_code", "current_code", "current_name", "how", "note", "source", "line"}, all,
		func(s Succession) []any {
			line++
			return []any{string(s.Level), s.FormerName, s.FormerCode, s.CurrentCode, s.CurrentName, string(s.How), s.Note, s.Source, line}
		})
}

package territory

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
)

// Report tells what a loading did.
type Report struct {
	Vintages []Vintage // what was loaded
	Rows     int       // written, in all tables
	Lost     []Lost    // codes that the vintage before knew and this one doesn't, nor says what became of them
}

// Lost is a commune without heir. Its code keeps its name, and leads nowhere until a vintage tells.
type Lost struct{ Code, Name string }

// Load replaces the vintage in the database by that of a source, whole or not at all. Groups of files that the source doesn't have stay
// as they are (data/README.md). Loading the same files again changes nothing. Progress, which may be nil, is told of rows written.
//
// Codes that vanish keep leading to today's commune by way of former_commune: by the word of the new files first, then by that of the
// vintages before. Those that nobody explains are in the report.
//
// Errors: an Invalid fault that names each bad line.
func Load(ctx context.Context, db *store.DB, from Source, progress func(done, total int)) (Report, error) {
	c, err := from.content()
	if err != nil {
		return Report{}, err
	}
	var r Report
	err = db.Update(ctx, func(tx *store.Tx) error {
		w := &writer{tx: tx, progress: progress}
		r, err = c.write(w)
		return err
	})
	if err != nil {
		return Report{}, fmt.Errorf("load the territory: %w", err)
	}
	return r, nil
}

// EnsureLoaded loads the embedded vintage where there is none, or an older embedded one: COG 2026 gives way to COG 2027, and what a
// person loaded from a folder with labels of its own stays.
func EnsureLoaded(ctx context.Context, db *store.DB, progress func(done, total int)) error {
	var standing []Vintage
	err := db.View(ctx, func(tx *store.Tx) (err error) {
		standing, err = Vintages(tx)
		return err
	})
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(standing, func(v Vintage) bool { return v.Dataset == "communes" }); i >= 0 {
		ours, err := embeddedLabel()
		if err != nil {
			return err
		}
		word, _, _ := strings.Cut(ours, " ")
		if !strings.HasPrefix(standing[i].Label, word+" ") || standing[i].Label >= ours {
			return nil
		}
	}
	_, err = Load(ctx, db, Embedded(), progress)
	return err
}

func embeddedLabel() (string, error) {
	text, err := Embedded().read(vintageFile)
	if err != nil {
		return "", err
	}
	var c content
	c.readLabels("", map[string][]byte{vintageFile: text, "communes": nil}, nil)
	return c.labels[0].Label, nil
}

// Vintages lists the datasets in the database.
func Vintages(tx *store.Tx) ([]Vintage, error) {
	return store.All(tx, func(r store.Row) (v Vintage, err error) {
		return v, r.Scan(&v.Dataset, &v.Label, &v.Source, &v.Licence)
	}, "SELECT dataset, label, source, licence FROM vintage ORDER BY dataset")
}

func (c *content) write(w *writer) (r Report, err error) {
	var names []nameRow
	if c.ground != nil {
		if r.Lost, err = c.ground.keepCodes(w.tx); err != nil {
			return r, err
		}
		names = c.ground.names()
		w.total += len(c.ground.regions) + len(c.ground.departements) + len(c.ground.epci) + len(c.ground.communes) + len(c.ground.former) + len(names)
	}
	for _, s := range c.successions {
		w.total += len(s)
	}
	w.total += len(c.holidays) + len(c.labels)
	if c.ground != nil {
		w.ground(c.ground, names)
	}
	for dataset, all := range c.successions {
		w.successions(dataset, all)
	}
	if c.holidays != nil {
		w.clear("school_holiday", "")
		insert(w, "school_holiday", []string{"zone", "name", "first_day", "last_day"}, c.holidays, func(h Holiday) []any {
			return []any{h.Zone, h.Name, h.First, h.Last}
		})
	}
	for _, v := range c.labels {
		w.clear("vintage", v.Dataset)
		v = v.labelled(civil.DateOf(w.tx.Now.Time()))
		r.Vintages = append(r.Vintages, v)
		insert(w, "vintage", []string{"dataset", "label", "source", "licence", "loaded_at"}, []Vintage{v}, func(v Vintage) []any {
			return []any{v.Dataset, v.Label, v.Source, v.Licence, w.tx.Now}
		})
	}
	r.Rows = w.done
	return r, w.err
}

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

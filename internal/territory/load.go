package territory

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"mitoyen/internal/kit/civil"
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
	ours, err := embeddedLabel()
	if err != nil {
		return err
	}
	if !givesWay(standing, ours) {
		return nil
	}
	_, err = Load(ctx, db, Embedded(), progress)
	return err
}

// givesWay decides whether what stands in the database is to be replaced by the embedded vintage of a label such as "COG 2026".
func givesWay(standing []Vintage, ours string) bool {
	i := slices.IndexFunc(standing, func(v Vintage) bool { return v.Dataset == "communes" })
	if i < 0 {
		return true
	}
	series, _, _ := strings.Cut(ours, " ")
	return strings.HasPrefix(standing[i].Label, series+" ") && standing[i].Label < ours
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

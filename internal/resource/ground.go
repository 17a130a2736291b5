package resource

import (
	"cmp"
	"slices"

	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/place"
)

// Look reads the ground of resources of a place from the first to the last day: closures in one statement, and what is taken in another.
func Look(tx *store.Tx, p place.Place, schools *opening.SchoolCalendar, resources []Resource, first, last civil.Date) (Ground, error) {
	zone := p.Zone()
	g := Ground{From: civil.At(first.In(zone)), To: civil.At(last.AddDays(1).In(zone)), Windows: OpenWindows(p, schools, resources, first, last)}
	if p.ByShifts {
		g.Planned = PlannedWindows(p, schools, resources, first, last)
	}
	var err error
	if g.Closures, err = Closures(tx, p.ID, g.From, g.To); err != nil {
		return g, err
	}
	var pools []capacity.PoolID
	for _, r := range resources {
		pools = append(pools, r.Pools()...)
	}
	slices.SortFunc(pools, capacity.PoolID.Compare)
	pools = slices.Compact(pools)
	taken, until, err := capacity.Taken(tx, pools, g.From, g.To)
	if err != nil {
		return g, err
	}
	g.Until = until
	slices.SortFunc(taken, func(a, b capacity.Ask) int {
		return cmp.Or(a.Pool.Compare(b.Pool), a.From.Time().Compare(b.From.Time()))
	})
	g.Taken = make(map[capacity.PoolID][]capacity.Ask, len(pools))
	for len(taken) > 0 { // a pool's are neighbours now
		n := 1
		for n < len(taken) && taken[n].Pool == taken[0].Pool {
			n++
		}
		g.Taken[taken[0].Pool], taken = taken[:n:n], taken[n:]
	}
	return g, nil
}

// OpenWindows is when each resource opens, by its own hours or its place's, and where the place opens by shifts only while somebody does,
// unless whoever has the resource has a key. Hours that can't be read are no hours. What is had by the night needs no open door: the hours
// of arrival and departure are its rule's.
func OpenWindows(p place.Place, schools *opening.SchoolCalendar, resources []Resource, first, last civil.Date) map[ID][]opening.Window {
	type door struct {
		hours string
		key   bool
	}
	known := map[door][]opening.Window{}
	all := make(map[ID][]opening.Window, len(resources))
	for _, r := range resources {
		d := door{r.Hours, r.Rules.Key}
		if r.Rules.Mode == Nights {
			d = door{"24/7", true}
		}
		if _, done := known[d]; !done {
			if d.key {
				known[d], _ = p.Planned(d.hours, schools, first, last)
			} else {
				known[d] = p.Windows(d.hours, schools, first, last)
			}
		}
		all[r.ID] = known[d]
	}
	return all
}

// PlannedWindows is OpenWindows if somebody held every shift: what lies in it and not in the other waits for somebody to open.
func PlannedWindows(p place.Place, schools *opening.SchoolCalendar, resources []Resource, first, last civil.Date) map[ID][]opening.Window {
	p.ByShifts = false
	return OpenWindows(p, schools, resources, first, last)
}

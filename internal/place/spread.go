package place

import (
	"iter"
	"math"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/geo"
	"mitoyen/internal/territory"
)

// Spread is how places lie on the map: what it begins with, before anybody moves it.
type Spread struct {
	Dots   []Dot        // some hundreds at most, so that each region keeps its own
	Around geo.Extent   // of those that have a point
	Parts  []geo.Extent // of those in each of territory.Parts
}

// Dot is a place on a map that doesn't move.
type Dot struct {
	Lat, Lon float64
	Stage    Stage
	Open     bool
}

// mostDots is how many points a map without script draws: an old phone feels each.
const mostDots = 300

func (a *Atlas) spread(spots iter.Seq[*spot], now civil.Instant) Spread {
	k := Spread{Parts: make([]geo.Extent, len(territory.Parts))}
	var all, drawn []*spot // all while they are few, and one for each cell
	seen := map[cell]bool{}
	for s := range spots {
		if !s.known {
			continue
		}
		k.Around.Add(s.lat, s.lon)
		for i, p := range territory.Parts {
			if p.Box.Holds(s.lat, s.lon) {
				k.Parts[i].Add(s.lat, s.lon)
			}
		}
		if len(all) <= mostDots {
			all = append(all, s)
		}
		if c := cellOf(s.lat, s.lon); !seen[c] {
			seen[c] = true
			drawn = append(drawn, s)
		}
	}
	if len(all) <= mostDots {
		drawn = all
	}
	schools := a.schools()
	for _, s := range thin(drawn) {
		k.Dots = append(k.Dots, Dot{s.lat, s.lon, Stages[s.stage], s.openAt(now, schools)})
	}
	return k
}

// thin keeps one point for each square of the map, so that all regions keep theirs: larger squares for more points.
func thin(spots []*spot) []*spot {
	for side := 0.15; len(spots) > mostDots; side *= 1.5 {
		seen := map[[2]int]bool{}
		var kept []*spot
		for _, s := range spots {
			square := [2]int{int(math.Floor(s.lat / side)), int(math.Floor(s.lon / side))}
			if !seen[square] {
				seen[square] = true
				kept = append(kept, s)
			}
		}
		spots = kept
	}
	return spots
}

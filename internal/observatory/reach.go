package observatory

import (
	"cmp"
	"math"
	"slices"

	"mitoyen/internal/kit/geo"
	"mitoyen/internal/territory"
)

// Steps are the distances, in kilometres as the crow flies, beyond which people are counted.
var Steps = [3]int{10, 20, 30}

// Point is where an open place stands.
type Point struct{ Lat, Lon float64 }

// Reach is how far the people of a ground are from the nearest open place.
type Reach struct {
	People   int    // of the communes whose centre is known
	Beyond   [3]int // of them, farther than each of Steps
	Unknown  int    // people of communes whose centre nobody knows
	Communes []Distance
}

// Distance is one commune's.
type Distance struct {
	territory.Commune
	Km    float64
	Known bool // false: no centre, or no open place at all
}

// Share is the part of the people who are farther than a step, in hundredths; 0 when nobody is counted.
func (r Reach) Share(step int) int {
	if r.People == 0 {
		return 0
	}
	return (200*r.Beyond[step] + r.People) / (2 * r.People)
}

// ReachOf measures how far communes are from the nearest of some points. The farthest come first; those that are unknown, last.
//
// The points are sorted once by latitude; from a commune one looks north and south until the latitude alone is farther than the best so far.
func ReachOf(communes []territory.Commune, points []Point) Reach {
	points = slices.SortedFunc(slices.Values(points), func(a, b Point) int { return cmp.Compare(a.Lat, b.Lat) })
	var r Reach
	for _, c := range communes {
		d := Distance{Commune: c}
		if c.HasCentre {
			d.Km, d.Known = nearest(points, c.Lat, c.Lon)
		}
		if !d.Known && !c.HasCentre {
			r.Unknown += c.Population
		} else {
			r.People += c.Population
			for i, km := range Steps {
				if !d.Known || d.Km > float64(km) {
					r.Beyond[i] += c.Population
				}
			}
		}
		r.Communes = append(r.Communes, d)
	}
	slices.SortStableFunc(r.Communes, func(a, b Distance) int {
		switch {
		case a.Known != b.Known:
			if a.Known {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.Km, a.Km), cmp.Compare(b.Population, a.Population))
	})
	return r
}

// kmOfDegree is a little less than a degree of latitude, so that nothing near is passed over.
const kmOfDegree = 110.5

// near is within how many kilometres a difference of longitude is looked at before a distance is computed: three degrees of latitude.
const near = 330

func nearest(points []Point, lat, lon float64) (km float64, ok bool) {
	at, _ := slices.BinarySearchFunc(points, lat, func(p Point, lat float64) int { return cmp.Compare(p.Lat, lat) })
	// A degree of longitude is shortest where it is looked for farthest from the equator; a hundredth less, for the way isn't along the parallel.
	kmOfLon := kmOfDegree * 0.99 * math.Cos(min(math.Abs(lat)+3, 90)*math.Pi/180)
	km = math.Inf(1)
	see := func(p Point) (far bool) {
		if math.Abs(p.Lat-lat)*kmOfDegree > km {
			return true
		}
		if km < near && math.Abs(p.Lon-lon) < 180 && math.Abs(p.Lon-lon)*kmOfLon > km {
			return false
		}
		km = min(km, geo.Distance(lat, lon, p.Lat, p.Lon))
		return false
	}
	for i := at; i < len(points) && !see(points[i]); i++ {
	}
	for i := at - 1; i >= 0 && !see(points[i]); i-- {
	}
	return km, len(points) > 0
}

package main

import (
	"encoding/json"
	"io"
	"math"
	"slices"
)

// steps is how many grid steps of the moving map make a degree: some hundred metres each, which is what our source knows.
const steps = 1000

// corner is the area, in square steps, below which a corner of the moving map isn't worth its bytes: a triangle two kilometres wide and less
// than two high, five pixels when a département fills the screen. Overseas, where one département is an island or nearly, all corners stay: their
// coasts are looked at from nearer.
const corner = 200

// overseas is the latitude, in steps, south of which all is overseas.
const overseas = 40 * steps

// named tells where the name of a département stands.
type named struct {
	name string
	at   point
}

// live writes the outlines for the map that moves: lines as whole numbers, of which the first two are longitude and latitude in steps and
// the others the way to the next point.
func live(w io.Writer, all []outline) error {
	var near, far [][]point
	var names []named
	for _, o := range all {
		var largest []point
		for _, line := range o.rings {
			ring := onGrid(line, func(c [2]float64) point {
				return point{int(math.Round(c[0] * steps)), int(math.Round(c[1] * steps))}
			})
			switch {
			case len(ring) < 3:
				continue
			case ring[0].y > overseas:
				near = append(near, ring)
			default:
				far = append(far, ring)
			}
			if largest == nil || area(ring) > area(largest) {
				largest = ring
			}
		}
		names = append(names, named{o.name, middle(largest)})
	}
	mainland, islands := cut(near, corner), cut(far, 0)
	return json.NewEncoder(w).Encode(struct {
		Source  string  `json:"source"`
		Steps   int     `json:"steps"`
		Land    [][]int `json:"land"`
		Borders [][]int `json:"borders"`
		Names   [][]any `json:"names"`
	}{"IGN, Admin Express COG 2018, Licence Ouverte", steps, ways(mainland.coasts, islands.coasts), ways(mainland.borders), places(names)})
}

// ways writes each line as its beginning and the steps from point to point.
func ways(groups ...[][]point) [][]int {
	var all [][]int
	for _, line := range slices.Concat(groups...) {
		way := []int{line[0].x, line[0].y}
		for i, p := range line[1:] {
			way = append(way, p.x-line[i].x, p.y-line[i].y)
		}
		all = append(all, way)
	}
	return all
}

func places(names []named) [][]any {
	var all [][]any
	for _, n := range names {
		all = append(all, []any{n.name, n.at.x, n.at.y})
	}
	return all
}

// middle is the centre of gravity of a ring.
func middle(ring []point) point {
	var x, y, twice float64
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		cross := float64(p.x*q.y - q.x*p.y)
		twice += cross
		x += float64(p.x+q.x) * cross
		y += float64(p.y+q.y) * cross
	}
	return point{int(math.Round(x / 3 / twice)), int(math.Round(y / 3 / twice))}
}

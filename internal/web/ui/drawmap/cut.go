package main

import "slices"

// drawing is what is left once every border is there once.
type drawing struct {
	coasts  [][]point // closed: the land
	borders [][]point // open: between two départements
}

// edge is a step of a ring, the smaller end first, so that both neighbours name it alike.
type edge [2]point

func edgeOf(a, b point) edge {
	if b.x < a.x || b.x == a.x && b.y < a.y {
		a, b = b, a
	}
	return edge{a, b}
}

// cut parts the rings where borders meet, thins each part once, and joins what only one ring has into coasts. thin is the area, in square
// grid steps, below which a corner is left out.
func cut(rings [][]point, thin float64) drawing {
	count := map[edge]int{}
	neighbours := map[point]map[point]bool{}
	for _, ring := range rings {
		for i, p := range ring {
			q := ring[(i+1)%len(ring)]
			count[edgeOf(p, q)]++
			for _, e := range [][2]point{{p, q}, {q, p}} {
				if neighbours[e[0]] == nil {
					neighbours[e[0]] = map[point]bool{}
				}
				neighbours[e[0]][e[1]] = true
			}
		}
	}
	knot := func(p point) bool { return len(neighbours[p]) > 2 }

	var d drawing
	var shore [][]point
	drawn := map[edge]bool{}
	for _, ring := range rings {
		for _, line := range split(ring, knot) {
			first := edgeOf(line[0], line[1])
			if drawn[first] {
				continue
			}
			for i := range line[1:] {
				drawn[edgeOf(line[i], line[i+1])] = true
			}
			switch line = thinned(line, thin); {
			case count[first] > 1:
				d.borders = append(d.borders, line)
			default:
				shore = append(shore, line)
			}
		}
	}
	d.coasts = join(shore)
	return d
}

// split parts a ring at its knots. A ring without any stays whole, and ends where it begins.
func split(ring []point, knot func(point) bool) [][]point {
	start := slices.IndexFunc(ring, knot)
	if start < 0 {
		return [][]point{append(slices.Clone(ring), ring[0])}
	}
	var lines [][]point
	line := []point{ring[start]}
	for i := 1; i <= len(ring); i++ {
		p := ring[(start+i)%len(ring)]
		line = append(line, p)
		if knot(p) {
			lines = append(lines, line)
			line = []point{p}
		}
	}
	return lines
}

// thinned takes away, one by one, the corner that matters least (Visvalingam and Whyatt, 1993), and keeps both ends.
func thinned(line []point, thin float64) []point {
	line = slices.Clone(line)
	for len(line) > 4 {
		least, at := thin, 0
		for i := 1; i < len(line)-1; i++ {
			if a := area([]point{line[i-1], line[i], line[i+1]}); a < least {
				least, at = a, i
			}
		}
		if at == 0 {
			return line
		}
		line = slices.Delete(line, at, at+1)
	}
	return line
}

// join makes closed coasts of lines that follow each other in the direction of their rings.
func join(lines [][]point) [][]point {
	var closed [][]point
	for len(lines) > 0 {
		line := lines[0]
		lines = lines[1:]
		for line[0] != line[len(line)-1] {
			next := slices.IndexFunc(lines, func(l []point) bool { return l[0] == line[len(line)-1] })
			if next < 0 {
				break
			}
			line = append(line, lines[next][1:]...)
			lines = slices.Delete(lines, next, next+1)
		}
		closed = append(closed, line[:len(line)-1])
	}
	return closed
}

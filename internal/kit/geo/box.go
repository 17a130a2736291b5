package geo

import "fmt"

// Box is what lies between two parallels and two meridians, in degrees; it doesn't cross the date line.
type Box struct{ South, West, North, East float64 }

// Holds reports whether a point lies in the box or on its edge.
func (b Box) Holds(lat, lon float64) bool {
	return lat >= b.South && lat <= b.North && lon >= b.West && lon <= b.East
}

// With is the smallest box that also holds a point.
func (b Box) With(lat, lon float64) Box {
	return Box{min(b.South, lat), min(b.West, lon), max(b.North, lat), max(b.East, lon)}
}

// String is "south,west,north,east".
func (b Box) String() string { return fmt.Sprintf("%g,%g,%g,%g", b.South, b.West, b.North, b.East) }

// Extent is how many points there are, and the box around them. The zero value is of none.
type Extent struct {
	Count int
	Box   Box
}

// Add takes a point in.
func (e *Extent) Add(lat, lon float64) {
	if e.Count++; e.Count == 1 {
		e.Box = Box{lat, lon, lat, lon}
		return
	}
	e.Box = e.Box.With(lat, lon)
}

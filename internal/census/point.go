package census

import (
	"math"
	"strconv"
	"strings"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/geo"
	"mitoyen/internal/place"
)

// Position is where the row is, and how well that is known. The zero value is nowhere.
type Position struct {
	Lat, Lon float64
	Of       place.Precision
	Km       float64 // from the commune's centre, when both are known
}

// Known reports whether there is a position.
func (p Position) Known() bool { return p.Of != place.Nowhere }

// ParseDegrees reads a latitude or a longitude: decimal point or comma, a degree sign behind, spaces around.
func ParseDegrees(s string) (float64, bool) {
	s = strings.TrimSpace(strings.TrimRight(strings.TrimSpace(s), "°º"))
	s = strings.Replace(s, "−", "-", 1)
	if strings.Count(s, ",")+strings.Count(s, ".") > 1 || strings.ContainsAny(s, "eEnNiIxXpP_") {
		return 0, false // neither exponents, nor thousands, nor NaN
	}
	v, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	return v, err == nil && !math.IsInf(v, 0)
}

// ParsePoint reads a latitude and a longitude from one cell: "48.85, 2.35", "48,85 ; 2,35", "48.85 2.35", "[48.85,2.35]".
func ParsePoint(s string) (lat, lon string, ok bool) {
	s = strings.Trim(strings.TrimSpace(s), "()[]")
	for _, sep := range []string{";", "|", ", ", " ", ","} {
		if a, b, found := strings.Cut(s, sep); found {
			if _, ok1 := ParseDegrees(a); ok1 {
				if _, ok2 := ParseDegrees(b); ok2 {
					return strings.TrimSpace(a), strings.TrimSpace(b), true
				}
			}
		}
	}
	return "", "", false
}

// box is a rectangle on the map.
type box struct{ south, north, west, east float64 }

func (b box) holds(lat, lon float64) bool {
	return lat >= b.south && lat <= b.north && lon >= b.west && lon <= b.east
}

// france are rectangles around the lands of the Republic, a little wide; they also hold some of the neighbours, which the distance to
// the commune tells apart.
var france = []box{
	{41.2, 51.2, -5.3, 9.7},        // metropolitan France and Corsica
	{15.7, 16.6, -61.9, -60.9},     // Guadeloupe
	{14.3, 15.0, -61.3, -60.7},     // Martinique
	{2.0, 6.0, -54.7, -51.5},       // Guyane
	{-21.5, -20.8, 55.1, 55.9},     // La Réunion
	{-13.1, -12.5, 44.9, 45.4},     // Mayotte
	{46.7, 47.2, -56.5, -56.1},     // Saint-Pierre-et-Miquelon
	{17.8, 18.2, -63.2, -62.7},     // Saint-Martin, Saint-Barthélemy
	{-28.0, -7.5, -155.0, -134.0},  // Polynésie française
	{-23.0, -17.5, 158.0, 172.5},   // Nouvelle-Calédonie
	{-14.5, -13.0, -178.3, -176.0}, // Wallis-et-Futuna
}

func inFrance(lat, lon float64) bool {
	for _, b := range france {
		if b.holds(lat, lon) {
			return true
		}
	}
	return false
}

// readPoint reads a position and says what is odd about it, before any commune is known. A position outside France, out of range or
// unreadable is set aside.
func readPoint(lat, lon string) (Position, []Problem) {
	lat, lon = strings.TrimSpace(lat), strings.TrimSpace(lon)
	isZero := func(s string) bool { v, ok := ParseDegrees(s); return ok && v == 0 }
	blank := func(s string) bool { return s == "" || isMissing(s) }
	switch {
	case blank(lat) && blank(lon) || isZero(lat) && isZero(lon):
		if isZero(lat) && isZero(lon) {
			return Position{}, []Problem{problem("census.position.zero", place.FPosition)}
		}
		return Position{}, nil
	}
	y, ok1 := ParseDegrees(lat)
	x, ok2 := ParseDegrees(lon)
	written := fault.Args{"Lat": shorten(lat, 30), "Lon": shorten(lon, 30)}
	switch {
	case !ok1 || !ok2 || math.Abs(y) > 180 || math.Abs(x) > 180:
		return Position{}, []Problem{problem("census.position.unreadable", place.FPosition, written)}
	case inFrance(y, x):
		return Position{Lat: y, Lon: x, Of: place.AtAddress}, nil
	case inFrance(x, y):
		return Position{Lat: x, Lon: y, Of: place.AtAddress}, []Problem{problem("census.position.swapped", place.FPosition, written)}
	case math.Abs(y) > 90:
		return Position{}, []Problem{problem("census.position.unreadable", place.FPosition, written)}
	}
	return Position{}, []Problem{problem("census.position.outside", place.FPosition, written)}
}

// reach is how far from its commune's centre a place can be, in kilometres: beyond the first it is doubtful, beyond the second one of
// the two is wrong. The communes of Guyane are as wide as départements.
func reach(c Commune) (doubt, wrong float64) {
	if c.Departement == "973" {
		return 100, 200
	}
	return 20, 50
}

// checkDistance compares a position with the commune. One that is too far is set aside.
func checkDistance(p Position, c Commune) (Position, []Problem) {
	if !p.Known() || !c.HasCentre {
		return p, nil
	}
	p.Km = geo.Distance(p.Lat, p.Lon, c.Lat, c.Lon)
	doubt, wrong := reach(c)
	args := fault.Args{"Km": p.Km, "Commune": c.Name}
	switch {
	case p.Km > wrong:
		return Position{}, []Problem{problem("census.position.too_far", place.FPosition, args)}
	case p.Km > doubt:
		return p, []Problem{problem("census.position.far", place.FPosition, args)}
	}
	return p, nil
}

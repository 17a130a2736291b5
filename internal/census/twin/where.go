package twin

import (
	"slices"
	"strings"

	"mitoyen/internal/kit/geo"
	"mitoyen/internal/kit/search"
)

// ways are words of an address that are abbreviated, left out or mixed up.
var ways = wordSet(`rue r avenue ave av boulevard boul bd bld place pl quai cours chemin ch che route rte allee allees impasse imp
	square passage esplanade villa voie cite bis ter quater b t de des du d la le les l et a au aux`)

// splitAddress finds the number and the words of the street: "Hôtel d'entreprises, 14 bd Charles Péguy" is 14, charlespeguy.
func splitAddress(address string) (number, street string) {
	words := strings.Fields(search.Fold(address))
	at := slices.IndexFunc(words, startsWithDigit)
	if at >= 0 {
		number = strings.TrimRight(words[at], "abcdefghijklmnopqrstuvwxyz")
		for at < len(words) && startsWithDigit(words[at]) {
			at++ // 13-15, 26/28
		}
		words = words[at:]
	}
	for _, w := range words {
		if !ways[w] {
			street += w
		}
	}
	return number, street
}

func startsWithDigit(w string) bool { return w[0] >= '0' && w[0] <= '9' }

type streetLikeness int

const (
	unknownStreet streetLikeness = iota
	sameStreet                   // number and street
	otherStreet
)

func compareStreets(a, b *prepared) streetLikeness {
	x, y := a.street, b.street
	if x == "" || y == "" {
		return unknownStreet
	}
	begins := strings.HasPrefix(x, y) || strings.HasPrefix(y, x) // what follows names the building
	street := begins && min(len(x), len(y)) > 3 || oneWriting(x, y)
	switch {
	case street && a.number == b.number:
		return sameStreet
	case street && (a.number == "" || b.number == ""):
		return unknownStreet
	}
	return otherStreet
}

// cities have arrondissements, each with a commune code of its own.
var cities = []struct{ city, arrondissements string }{{"75056", "751"}, {"69123", "6938"}, {"13055", "132"}}

// sameCommune also holds between a city and one of its arrondissements, not between two arrondissements.
func sameCommune(a, b string) bool {
	return a != "" && b != "" && (a == b || cityOf(a) == b || a == cityOf(b))
}

// cityOf is the city of an arrondissement, and any other commune itself.
func cityOf(commune string) string {
	for _, c := range cities {
		if len(commune) == 5 && strings.HasPrefix(commune, c.arrondissements) {
			return c.city
		}
	}
	return commune
}

// distance is in kilometres as the crow flies. A position that is only the commune's is measured by nothing.
func distance(a, b *prepared) (km float64, measured bool) {
	if !a.located() || !b.located() {
		return 0, false
	}
	return geo.Distance(a.Lat, a.Lon, b.Lat, b.Lon), true
}

func (p *prepared) located() bool { return p.Precise && (p.Lat != 0 || p.Lon != 0) }

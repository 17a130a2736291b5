package census

import (
	"fmt"
	"math"

	"mitoyen/internal/kit/geo"
)

// Nearer is a ground that also knows which commune's centre is nearest. Only rows without code, name and postcode ask for it.
type Nearer interface {
	Ground
	Nearest(lat, lon float64) (Commune, bool)
}

// guessKm is how far a commune's centre may be for its name to be proposed for a position.
const guessKm = 15

// centres is a ground with its communes' centres in squares of the map, wider than guessKm at any latitude of France.
type centres struct {
	Ground
	squares map[[2]int32][]Commune
}

const squareLat, squareLon = 0.15, 0.25

// WithCentres adds Nearest to a ground. It asks for every postcode once, a fraction of a second, since a ground has no list; communes
// without postcode have no inhabitants.
func WithCentres(g Ground) Nearer {
	c := centres{g, map[[2]int32][]Commune{}}
	seen := map[string]bool{}
	for n := range 100_000 {
		for _, x := range g.ByPostcode(fmt.Sprintf("%05d", n)) {
			if x.HasCentre && x.Parent == "" && !seen[x.Code] {
				seen[x.Code] = true
				at := squareOf(x.Lat, x.Lon)
				c.squares[at] = append(c.squares[at], x)
			}
		}
	}
	return c
}

func squareOf(lat, lon float64) [2]int32 {
	return [2]int32{int32(math.Floor(lat / squareLat)), int32(math.Floor(lon / squareLon))}
}

// Nearest is the commune whose centre is nearest, if there is one within guessKm.
func (c centres) Nearest(lat, lon float64) (best Commune, ok bool) {
	at, least := squareOf(lat, lon), float64(guessKm)
	for y := at[0] - 1; y <= at[0]+1; y++ {
		for x := at[1] - 1; x <= at[1]+1; x++ {
			for _, z := range c.squares[[2]int32{y, x}] {
				if km := geo.Distance(lat, lon, z.Lat, z.Lon); km <= least {
					best, least, ok = z, km, true
				}
			}
		}
	}
	return best, ok
}

package territory_test

import (
	"testing"

	"mitoyen/internal/territory"
)

func TestPartsHoldTheirTowns(t *testing.T) {
	t.Parallel()
	towns := map[string][2]float64{"mainland": {41.39, 9.16}, "guadeloupe": {16.241, -61.533}, "martinique": {14.604, -61.067},
		"guyane": {4.937, -52.326}, "reunion": {-20.879, 55.448}, "mayotte": {-12.78, 45.228}}
	for name, town := range towns {
		for _, p := range territory.Parts {
			want := p.Key == "livemap.go."+name || p.Key == "livemap.go.everything"
			if p.Box.Holds(town[0], town[1]) != want {
				t.Errorf("%s and %s: want %v", p.Key, name, want)
			}
		}
	}
}

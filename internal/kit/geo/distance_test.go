package geo_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"mitoyen/internal/kit/geo"
)

func TestDistance(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from                   string
		lat1, lon1, lat2, lon2 float64
		km                     float64
	}{
		{"a place to itself", 47.78, 5.16, 47.78, 5.16, 0},
		{"a degree of latitude", 45, 5, 46, 5, 111.195},
		{"a degree of longitude at 60° north: half of one at the equator", 60, 0, 60, 1, 55.597},
		{"Paris to Marseille", 48.8566, 2.3522, 43.2965, 5.3698, 660.5},
		{"pole to pole", 90, 0, -90, 0, math.Pi * 6371.0088},
		{"across the date line: Wallis to Suva", -13.28, -176.18, -18.14, 178.44, 789.6},
	} {
		if got := geo.Distance(c.lat1, c.lon1, c.lat2, c.lon2); math.Abs(got-c.km) > max(0.5, c.km*0.001) {
			t.Errorf("%s: %.3f km, want %.3f", c.from, got, c.km)
		}
	}
}

func TestDistanceIsTheSameBothWays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		lat, lon := rapid.Float64Range(-90, 90), rapid.Float64Range(-180, 180)
		a, b, c, d := lat.Draw(rt, "lat1"), lon.Draw(rt, "lon1"), lat.Draw(rt, "lat2"), lon.Draw(rt, "lon2")
		there, back := geo.Distance(a, b, c, d), geo.Distance(c, d, a, b)
		if math.Abs(there-back) > 1e-6 || there < 0 || there > 20016 || math.IsNaN(there) {
			rt.Fatalf("%v there, %v back", there, back)
		}
	})
}

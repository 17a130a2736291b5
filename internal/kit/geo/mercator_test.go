package geo_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"mitoyen/internal/kit/geo"
)

func TestMercatorAndBack(t *testing.T) {
	t.Parallel()
	if x, y := geo.Mercator(0, 0); math.Abs(x-.5) > 1e-12 || math.Abs(y-.5) > 1e-12 {
		t.Errorf("the point of no degrees stands at %v, %v", x, y)
	}
	if _, y := geo.Mercator(90, 0); math.Abs(y) > 1e-9 {
		t.Errorf("the pole stands at %v from the northern edge", y)
	}
	rapid.Check(t, func(rt *rapid.T) {
		lat, lon := rapid.Float64Range(-85, 85).Draw(rt, "lat"), rapid.Float64Range(-180, 180).Draw(rt, "lon")
		if lat2, lon2 := geo.FromMercator(geo.Mercator(lat, lon)); math.Abs(lat-lat2) > 1e-9 || math.Abs(lon-lon2) > 1e-9 {
			rt.Fatalf("%v, %v came back as %v, %v", lat, lon, lat2, lon2)
		}
	})
}

func TestExtentHoldsWhatItTookIn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		points := rapid.SliceOf(rapid.Custom(func(rt *rapid.T) [2]float64 {
			return [2]float64{rapid.Float64Range(-90, 90).Draw(rt, "lat"), rapid.Float64Range(-180, 180).Draw(rt, "lon")}
		})).Draw(rt, "points")
		var e geo.Extent
		for _, p := range points {
			e.Add(p[0], p[1])
		}
		if e.Count != len(points) {
			rt.Fatalf("%d of %d", e.Count, len(points))
		}
		for _, p := range points {
			if !e.Box.Holds(p[0], p[1]) {
				rt.Fatalf("%v lacks %v", e.Box, p)
			}
		}
	})
}

package observatory

import (
	"math"
	"testing"

	"mitoyen/internal/kit/geo"
	"mitoyen/internal/territory"
	"pgregory.net/rapid"
)

func TestTheNearestIsTheNearest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		point := rapid.Custom(func(t *rapid.T) Point {
			return Point{rapid.Float64Range(-22, 52).Draw(t, "lat"), rapid.Float64Range(-62, 56).Draw(t, "lon")}
		})
		points := rapid.SliceOfN(point, 0, 30).Draw(t, "points")
		at := point.Draw(t, "at")
		for range rapid.IntRange(0, 5).Draw(t, "near") { // a few that are near each other, too
			points = append(points, Point{at.Lat + rapid.Float64Range(-3, 3).Draw(t, "north"), at.Lon + rapid.Float64Range(-4, 4).Draw(t, "east")})
		}
		want := math.Inf(1)
		for _, p := range points {
			want = min(want, geo.Distance(at.Lat, at.Lon, p.Lat, p.Lon))
		}
		r := ReachOf([]territory.Commune{{Lat: at.Lat, Lon: at.Lon, HasCentre: true, Population: 7}}, points)
		if got := r.Communes[0]; got.Known != (len(points) > 0) || got.Known && math.Abs(got.Km-want) > 1e-9 {
			t.Fatalf("%v from %v: %+v, want %v", at, points, got, want)
		}
	})
}

func TestPeopleBeyond(t *testing.T) {
	t.Parallel()
	at := func(km float64, people int) territory.Commune { // north of the only place
		return territory.Commune{Lat: 47 + km/111.195, Lon: 5, HasCentre: true, Population: people}
	}
	r := ReachOf([]territory.Commune{at(0, 100), at(9.9, 20), at(15, 40), at(25, 30), at(31, 10), {Population: 3}}, []Point{{47, 5}})
	if r.People != 200 || r.Beyond != [3]int{80, 40, 10} || r.Unknown != 3 || r.Share(0) != 40 {
		t.Errorf("%+v", r)
	}
	if r.Communes[0].Population != 10 || r.Communes[5].Population != 3 {
		t.Errorf("order: %+v", r.Communes)
	}
	if none := ReachOf([]territory.Commune{at(0, 100)}, nil); none.Beyond != [3]int{100, 100, 100} {
		t.Errorf("without any place everybody is far: %+v", none)
	}
}

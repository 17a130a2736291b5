package ui

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// Lambert-93 coordinates in kilometres, computed on the ellipsoid GRS 80 with the constants that IGN publishes (n 0.7256077650,
// C 11,754,255.426 m). Our sphere must stay within 1.2 units of the map, a pin being ten times as large.
func TestProjectionFollowsLambert93(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name        string
		lat, lon    float64
		east, north float64 // km
	}{
		{"origin", 46.5, 3, 700.0, 6600.0},
		{"Paris, Notre-Dame", 48.853, 2.3499, 652.3, 6861.6},
		{"Brest", 48.39, -4.486, 146.6, 6836.2},
		{"Nice", 43.701, 7.268, 1043.9, 6298.4},
		{"Bastia", 42.7, 9.45, 1228.5, 6199.4},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			x, y, ok := Project(tt.lat, tt.lon)
			wantX, wantY := mapOrigin+mapScale*(tt.east-700), mapMiddle-mapScale*(tt.north-6600)
			if !ok || math.Abs(x-wantX) > 1.2 || math.Abs(y-wantY) > 1.2 {
				t.Errorf("at %.1f %.1f %v, want %.1f %.1f", x, y, ok, wantX, wantY)
			}
		})
	}
}

func TestOverseasPlacesStandInTheirInset(t *testing.T) {
	t.Parallel()
	tests := []struct {
		town, code string
		lat, lon   float64
	}{
		{"Pointe-à-Pitre", "971", 16.241, -61.533},
		{"Fort-de-France", "972", 14.604, -61.067},
		{"Cayenne", "973", 4.937, -52.326},
		{"Saint-Denis", "974", -20.879, 55.448},
		{"Mamoudzou", "976", -12.78, 45.228},
	}
	for _, tt := range tests {
		t.Run(tt.town, func(t *testing.T) {
			t.Parallel()
			x, y, ok := Project(tt.lat, tt.lon)
			if !ok {
				t.Fatal("not on the map")
			}
			for _, in := range Insets {
				inside := x > in.X && x < in.X+in.W && y > in.Y && y < in.Y+in.H
				if inside != (in.Code == tt.code) {
					t.Errorf("in the inset of %s: %v", in.Code, inside)
				}
			}
		})
	}
}

func TestPlacesWithoutOutlineAreNotOnTheMap(t *testing.T) {
	t.Parallel()
	for town, p := range map[string][2]float64{"Nouméa": {-22.27, 166.44}, "Papeete": {-17.53, -149.56}, "nowhere": {0, 0}} {
		if _, _, ok := Project(p[0], p[1]); ok {
			t.Errorf("%s is on the map", town)
		}
	}
}

func TestViewHoldsEveryPin(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "pins")
		var pins []Pin
		for range n {
			pins = append(pins, Pin{
				Lat: rapid.Float64Range(42.5, 50.8).Draw(t, "lat"),
				Lon: rapid.Float64Range(-4, 8).Draw(t, "lon"),
			})
		}
		m := StaticMap{View: ViewOf(pins), Pins: pins}
		if got := len(m.placed()); got != n {
			t.Fatalf("%d of %d pins in view %+v", got, n, m.View)
		}
		if v := m.View.box(); v.X < 0 || v.Y < 0 || v.X+v.W > MapWidth+1 || v.Y+v.H > MapHeight+1 {
			t.Fatalf("view %+v leaves the map", v)
		}
	})
}

func TestViewWithoutPinsIsTheWholeMap(t *testing.T) {
	t.Parallel()
	if v := ViewOf([]Pin{{Lat: -22.27, Lon: 166.44}}); !v.whole() {
		t.Errorf("view %+v, want the whole map", v)
	}
}

func TestLinksOnTheMapLeaveRoomForAFinger(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var pins []Pin
		for range rapid.IntRange(2, 40).Draw(t, "pins") {
			pins = append(pins, Pin{Lat: rapid.Float64Range(46, 48).Draw(t, "lat"), Lon: rapid.Float64Range(2, 4).Draw(t, "lon"), Href: "/"})
		}
		var links []placed
		for _, p := range (StaticMap{Pins: pins}).placed() {
			if !p.crowded {
				links = append(links, p)
			}
		}
		for i, a := range links {
			for _, b := range links[:i] {
				if dx, dy := math.Abs(a.x-b.x)*288, math.Abs(a.y-b.y)*288*MapHeight/MapWidth; dx < 24 && dy < 24 {
					t.Fatalf("two links %.0f by %.0f px apart at 320 px", dx, dy)
				}
			}
		}
	})
}

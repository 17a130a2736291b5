package surveyweb

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"mitoyen/internal/territory"
)

// Wherever communes lie, their points and names stand inside the sketch and on none of the others; who is nearer the north stands higher.
func TestASketchHidesNothing(t *testing.T) {
	t.Parallel()
	fields := []string{"a", "b", "c", "d", "e", "f", "g"}
	rapid.Check(t, func(t *rapid.T) {
		lat, lon := rapid.Float64Range(-21, 51).Draw(t, "lat"), rapid.Float64Range(-61, 55).Draw(t, "lon")
		var all []territory.Commune
		for i := range rapid.IntRange(1, 7).Draw(t, "n") {
			c := territory.Commune{Name: strings.Repeat("é", rapid.IntRange(1, 40).Draw(t, "name")), Lat: lat, Lon: lon, HasCentre: true}
			if i > 0 {
				c.Lat += rapid.Float64Range(-.2, .2).Draw(t, "north")
				c.Lon += rapid.Float64Range(-.2, .2).Draw(t, "east")
			}
			all = append(all, c)
		}
		s := drawn(all, fields)
		if len(s.Points) == 0 {
			return // too few, or two that a finger can't tell apart
		}
		if len(s.Points) != len(all) || len(all) < 3 {
			t.Fatalf("%d points of %d communes", len(s.Points), len(all))
		}
		var taken []span
		for i, p := range s.Points {
			x, y := p.X*sketchW, p.Y*sketchH
			taken = append(taken, span{x - pointSize/2, y - pointSize/2, x + pointSize/2, y + pointSize/2})
			wide := float64(utf8.RuneCountInString(p.Name)) * letterWidth
			switch p.Side {
			case "":
				taken = append(taken, span{x + pointSize/2, y - nameHeight/2, x + pointSize/2 + wide, y + nameHeight/2})
			case "is-west":
				taken = append(taken, span{x - pointSize/2 - wide, y - nameHeight/2, x - pointSize/2, y + nameHeight/2})
			}
			for j, o := range s.Points {
				if all[i].Lat > all[j].Lat+.001 && p.Y > o.Y {
					t.Fatalf("%d lies north of %d and stands below", i+1, j+1)
				}
			}
		}
		for i, a := range taken {
			if a.x0 < 0 || a.y0 < 0 || a.x1 > sketchW || a.y1 > sketchH {
				t.Fatalf("%+v is outside", a)
			}
			for _, b := range taken[:i] {
				if a.meets(b) {
					t.Fatalf("%+v and %+v hide each other", a, b)
				}
			}
		}
	})
}

func TestASketchNeedsToShowSomething(t *testing.T) {
	t.Parallel()
	at := func(lat, lon float64, known bool) territory.Commune {
		return territory.Commune{Name: "x", Lat: lat, Lon: lon, HasCentre: known}
	}
	for name, all := range map[string][]territory.Commune{
		"one alone":           {at(48, 2, true)},
		"a centre unknown":    {at(0, 0, false), at(48, 2, true), at(48.1, 2, true)},
		"two on top":          {at(48, 2, true), at(48.2, 2, true), at(48.2, 2, true)},
		"all in the same one": {at(48, 2, true), at(48, 2, true), at(48, 2, true)},
	} {
		if s := drawn(all, []string{"a", "b", "c"}); len(s.Points) > 0 {
			t.Errorf("%s: %+v", name, s)
		}
	}
	if s := drawn([]territory.Commune{at(48, 2, true), at(48.1, 2, true), at(47.9, 2.1, true)}, []string{"a", "b", "c"}); len(s.Points) != 3 || s.Ring.Km == 0 {
		t.Errorf("three around: %+v", s)
	}
}

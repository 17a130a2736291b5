package ui_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"mitoyen/internal/web/ui"
)

// fetched is an asset as a browser gets it, whole or compressed.
func fetched(t *testing.T, name, encoding string) []byte {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, ui.Asset(name), nil)
	r.Header.Set("Accept-Encoding", encoding)
	w := httptest.NewRecorder()
	ui.Static().ServeHTTP(w, r)
	b, err := io.ReadAll(w.Body)
	if err != nil || w.Code != http.StatusOK {
		t.Fatalf("%s: %d %v", name, w.Code, err)
	}
	return b
}

// A page with a map may weigh 200 KiB in all. What is the same for all of them must leave two fifths to the page itself and its points.
func TestMapLeavesRoomForThePlaces(t *testing.T) {
	t.Parallel()
	total := 0
	for _, name := range []string{"app.css", "app.js", "bricolage-grotesque-mitoyen.woff2", "favicon.svg", "carte-france.svg", "map.js", "map.css",
		"leaflet.js", "departements.json"} {
		total += len(fetched(t, name, "br"))
	}
	if total > 120<<10 {
		t.Errorf("%d bytes, want at most 120 KiB", total)
	}
}

// outlines is departements.json: lines as a beginning and the way to each next point.
type outlines struct {
	Steps         float64
	Land, Borders [][]float64
	Names         [][]any
}

func readOutlines(t *testing.T) outlines {
	t.Helper()
	var o outlines
	if err := json.Unmarshal(fetched(t, "departements.json", ""), &o); err != nil {
		t.Fatal(err)
	}
	return o
}

// line is a way as points, longitude first, in degrees.
func (o outlines) line(way []float64) [][2]float64 {
	x, y := 0.0, 0.0
	var line [][2]float64
	for i := 0; i < len(way); i += 2 {
		x, y = x+way[i], y+way[i+1]
		line = append(line, [2]float64{x / o.Steps, y / o.Steps})
	}
	return line
}

// onLand counts how often a line eastwards from the point crosses a coast.
func (o outlines) onLand(lat, lon float64) bool {
	inside := false
	for _, way := range o.Land {
		line := o.line(way)
		for i, a := range line {
			b := line[(i+1)%len(line)]
			if (a[1] > lat) != (b[1] > lat) && lon < (b[0]-a[0])*(lat-a[1])/(b[1]-a[1])+a[0] {
				inside = !inside
			}
		}
	}
	return inside
}

func TestOutlinesTellLandFromSea(t *testing.T) {
	t.Parallel()
	o := readOutlines(t)
	tests := []struct {
		where    string
		lat, lon float64
		land     bool
	}{
		{"Paris", 48.853, 2.35, true},
		{"Valréas, an enclave of the Vaucluse in the Drôme", 44.385, 4.99, true},
		{"Corte", 42.306, 9.15, true},
		{"Basse-Terre", 16.05, -61.70, true},
		{"Le Lamentin", 14.61, -60.99, true},
		{"Saint-Laurent-du-Maroni, inland", 5.2, -53.9, true},
		{"Cilaos", -21.13, 55.47, true},
		{"Combani", -12.78, 45.14, true},
		{"the Channel", 49.8, -1, false},
		{"the Bay of Biscay", 45, -3, false},
		{"between Nice and Corsica", 43.2, 8.2, false},
		{"Geneva", 46.2044, 6.1432, false},
		{"between Guadeloupe and Martinique", 15.4, -61.3, false},
		{"off La Réunion", -21.1, 56, false},
	}
	for _, tt := range tests {
		if got := o.onLand(tt.lat, tt.lon); got != tt.land {
			t.Errorf("%s: land %v, want %v", tt.where, got, tt.land)
		}
	}
}

func TestOutlinesNameEachDepartement(t *testing.T) {
	t.Parallel()
	o := readOutlines(t)
	if len(o.Names) != 101 {
		t.Errorf("%d names, want 101", len(o.Names))
	}
	for _, n := range o.Names {
		if x, y := n[1].(float64)/o.Steps, n[2].(float64)/o.Steps; !o.onLand(y, x) {
			t.Errorf("the name of %v stands in the sea, at %v, %v", n[0], y, x)
		}
	}
}

func TestMapGoesOnlyWhereSomethingWasFound(t *testing.T) {
	t.Parallel()
	ways := []ui.LiveWay{{Text: "Hexagone et Corse", Count: 3}, {Text: "Guyane", Count: 0}, {Text: "La Réunion", Count: 1200}, {Text: "France entière", Count: 1203}}
	names := func(whole bool) (all []string) {
		got := html(t, ui.LiveMap{Count: 1203, Ways: ways, Whole: whole})
		for _, w := range ways {
			if strings.Contains(got, w.Text) {
				all = append(all, w.Text)
			}
		}
		return all
	}
	if got := names(false); !slices.Equal(got, []string{"Hexagone et Corse", "La Réunion"}) {
		t.Errorf("got %q", got)
	}
	if got := names(true); len(got) != len(ways) {
		t.Errorf("the map of all places goes only to %q", got)
	}
	if got := html(t, ui.LiveMap{Ways: ways, Whole: true}); strings.Contains(got, "data-found") {
		t.Error("a map without a point promises some")
	}
}

func TestMapWithoutScriptIsTheStillOne(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	still := ui.StaticMap{Alt: "Carte", Pins: []ui.Pin{{Lat: 47.8, Lon: 5.2, Text: "La GARE", Href: "/lieux/la-gare"}}}
	ctx := templ.WithChildren(speak(t, "fr"), still)
	if err := (ui.LiveMap{Src: "/points.json"}).Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	before, inert, _ := strings.Cut(b.String(), "<template>")
	if !strings.Contains(before, `href="/lieux/la-gare"`) {
		t.Errorf("the still map isn't there: %s", before)
	}
	if strings.Contains(before, "<button") || !strings.Contains(inert, "<button") {
		t.Error("buttons that do nothing without script must wait in the template")
	}
	if strings.Contains(before, "<use") {
		t.Error("windows that light up must stand in the page itself: the style doesn't reach into a drawing that is only referred to")
	}
}

func TestAddressesThatFollowFromNamesAreLeftOut(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, slug, want string }{
		{"La GARE", "la-gare", ""},
		{"L’Établi d'à côté (Nîmes)", "l-etabli-d-a-cote-nimes", ""},
		{"13.2", "13-2", ""},
		{"La GARE", "la-gare-2", "la-gare-2"},
		{"Cœur de ville", "coeur-de-ville", "coeur-de-ville"},
		{"Łódź", "lodz", "lodz"},
		{"!", "lieu", "lieu"},
	}
	for _, tt := range tests {
		if got := ui.LiveSlug(tt.name, tt.slug); got != tt.want {
			t.Errorf("%s, %s: got %q, want %q", tt.name, tt.slug, got, tt.want)
		}
	}
}

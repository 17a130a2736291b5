package ui

import (
	"context"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"
)

// LiveMap turns the still map inside it (its children, a StaticMap) into one that moves. Without script, or when the points don't arrive,
// the still map stays. The page's Scripts must hold "map.js", which loads the rest when the reader comes near.
type LiveMap struct {
	Src   string // address of the points
	Whole bool   // all places there are: a tall map, with a way to each territory; otherwise only to those where something was found
}

// Render writes the component.
func (m LiveMap) Render(ctx context.Context, w io.Writer) error { return m.view().Render(ctx, w) }

// LiveSlug is what the answer with the points must say of the end of a place's address: "" when the map's script finds it from the name by
// itself, as it does for nearly all, which saves a third of the answer.
func LiveSlug(name, slug string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		plain, known := unaccented[r]
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case known:
			b.WriteRune(plain)
		case r < utf8.RuneSelf || r == '’':
			b.WriteByte(' ')
		default:
			return slug // a letter or a sign on which Go and browsers may differ
		}
	}
	if strings.Join(strings.Fields(b.String()), "-") == slug {
		return ""
	}
	return slug
}

// unaccented are the letters of French that are one letter with a sign.
var unaccented = map[rune]rune{'à': 'a', 'â': 'a', 'ä': 'a', 'ç': 'c', 'é': 'e', 'è': 'e', 'ê': 'e', 'ë': 'e', 'î': 'i', 'ï': 'i', 'ô': 'o',
	'ö': 'o', 'ù': 'u', 'û': 'u', 'ü': 'u', 'ÿ': 'y', 'ñ': 'n'}

// territory is a part of the country that the map goes to at one press.
type territory struct {
	key                      string  // of its name
	south, west, north, east float64 // WGS 84 degrees, with some sea around for the names
}

// territories are in the order of their numbers, between the mainland and everything.
var territories = []territory{
	{"livemap.go.mainland", 41.3, -5.2, 51.1, 9.6},
	{"livemap.go.guadeloupe", 15.8, -61.85, 16.55, -60.95},
	{"livemap.go.martinique", 14.35, -61.27, 14.92, -60.77},
	{"livemap.go.guyane", 2.1, -54.65, 5.8, -51.6},
	{"livemap.go.reunion", -21.42, 55.18, -20.84, 55.87},
	{"livemap.go.mayotte", -13.03, 45.01, -12.63, 45.33},
	{"livemap.go.everything", -21.5, -74, 51.2, 68},
}

func (t territory) box() string { return fmt.Sprintf("%g,%g,%g,%g", t.south, t.west, t.north, t.east) }

// inPlace renders outside of the page's collection of drawings: what moves in a drawing (a window that lights up) obeys the page's style
// only when the drawing stands there itself.
func inPlace(c templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return c.Render(context.WithValue(ctx, collectorKey{}, nil), w)
	})
}

package ui

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"

	"mitoyen/internal/kit/geo"
)

// LiveMap turns the still map inside it (its children, a StaticMap) into one that moves. Without script, or when nothing arrives, the still
// map stays; so it does when there is no point to show. The page's Scripts must hold "map.js", which loads the rest when the reader comes near.
type LiveMap struct {
	Src          string // address of what a stretch of the map shows
	Base         string // beginning of the places' addresses
	Count        int    // of places with a point
	Found, Begin geo.Box
	Near         bool // a starting point, at Lat and Lon
	Lat, Lon     float64
	Ways         []LiveWay
	Whole        bool // all places there are: a tall map, with a way to each territory; otherwise only to those where something was found
}

// LiveWay is a button that goes to a part of the country. One that leads nowhere new is left out: "all places found" goes there too.
type LiveWay struct {
	Text  string
	Box   geo.Box
	Count int
}

func (m LiveMap) ways() []LiveWay {
	if m.Whole {
		return m.Ways
	}
	return slices.DeleteFunc(slices.Clone(m.Ways), func(w LiveWay) bool { return w.Count == 0 || w.Count == m.Count })
}

func (m LiveMap) start() string {
	if !m.Near {
		return ""
	}
	return fmt.Sprintf("%g,%g", m.Lat, m.Lon)
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

// inPlace renders outside of the page's collection of drawings: what moves in a drawing (a window that lights up) obeys the page's style
// only when the drawing stands there itself.
func inPlace(c templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return c.Render(context.WithValue(ctx, collectorKey{}, nil), w)
	})
}

package ui

import (
	"context"
	"fmt"
	"io"

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

// territory is a part of the country that the map goes to at one press.
type territory struct {
	key                      string  // of its name
	south, west, north, east float64 // WGS 84 degrees, with some sea around
}

// territories are in the order of their numbers, between the mainland and everything.
var territories = []territory{
	{"map.go.mainland", 41.3, -5.2, 51.1, 9.6},
	{"map.go.guadeloupe", 15.8, -61.85, 16.55, -60.95},
	{"map.go.martinique", 14.35, -61.27, 14.92, -60.77},
	{"map.go.guyane", 2.1, -54.65, 5.8, -51.6},
	{"map.go.reunion", -21.42, 55.18, -20.84, 55.87},
	{"map.go.mayotte", -13.03, 45.01, -12.63, 45.33},
	{"map.go.everything", -21.5, -62, 51.2, 56},
}

func (t territory) box() string { return fmt.Sprintf("%g,%g,%g,%g", t.south, t.west, t.north, t.east) }

// inPlace renders outside of the page's collection of drawings: what moves in a drawing (a window that lights up) obeys the page's style
// only when the drawing stands there itself.
func inPlace(c templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return c.Render(context.WithValue(ctx, collectorKey{}, nil), w)
	})
}

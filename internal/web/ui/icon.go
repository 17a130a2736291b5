package ui

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/a-h/templ"
)

// symbol is one drawing of sprite.svg.
type symbol struct{ id, box, body, source string }

var symbolPattern = regexp.MustCompile(`(?s)<symbol id="i-([a-z0-9-]+)" viewBox="([^"]+)">(.*?)</symbol>`)

// symbols is the sprite, by name without "i-".
var symbols = sync.OnceValue(func() map[string]symbol {
	all := map[string]symbol{}
	for _, m := range symbolPattern.FindAllStringSubmatch(string(embedded("sprite.svg")), -1) {
		all[m[1]] = symbol{id: "i-" + m[1], box: m[2], body: m[3], source: m[0]}
	}
	return all
})

// Icons lists the names of every drawing, for the gallery and for tests.
func Icons() []string {
	var names []string
	for n := range symbols() {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// collector notes which drawings a page uses.
type collector struct{ used []string }

type collectorKey struct{}

// WithSprite starts the collection of the drawings that a page uses; Sprite prints them. Layout does this for whole pages. Without it,
// each icon carries its own drawing: right for a fragment that is put into a page later.
func WithSprite(ctx context.Context) context.Context {
	return context.WithValue(ctx, collectorKey{}, &collector{})
}

// Sprite prints, once and at the end of a page, the drawings that the page used.
func Sprite() templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		c, ok := ctx.Value(collectorKey{}).(*collector)
		if !ok || len(c.used) == 0 {
			return nil
		}
		var b strings.Builder
		b.WriteString(`<svg width="0" height="0" style="position:absolute" aria-hidden="true" focusable="false">`)
		slices.Sort(c.used)
		for _, name := range c.used {
			b.WriteString(symbols()[name].source)
		}
		b.WriteString(`</svg>`)
		_, err := io.WriteString(w, b.String())
		return err
	})
}

// Icon is a small drawing beside a word. It is hidden from screen readers: the word must say it all.
func Icon(name string) templ.Component { return draw(name, "i") }

// Facade is the face of a place that has no photo: maison, gare, atelier or camion. Off darkens its windows; thumb is the small form
// for lists. Decorative: whether the place is open must be said beside it.
func Facade(name string, off, thumb bool) templ.Component {
	return draw("f-"+name, classes("facade", when(off, "is-off"), when(thumb, "thumb")))
}

// LightState is a window at the moment of the page.
type LightState string

// The states of a window.
const (
	LightOn  LightState = "on"  // open now
	LightOff LightState = "off" // closed now, or hours unknown: the text says which
)

// draw writes one use of a drawing.
func draw(name, class string) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		s, ok := symbols()[name]
		if !ok {
			return fmt.Errorf("draw: no %q in sprite.svg", name)
		}
		attr := ""
		if class != "" {
			attr = ` class="` + class + `"`
		}
		c, ok := ctx.Value(collectorKey{}).(*collector)
		if !ok {
			_, err := fmt.Fprintf(w, `<svg%s viewBox="%s" aria-hidden="true" focusable="false">%s</svg>`, attr, s.box, s.body)
			return err
		}
		if !slices.Contains(c.used, name) {
			c.used = append(c.used, name)
		}
		_, err := fmt.Fprintf(w, `<svg%s aria-hidden="true" focusable="false"><use href="#%s"></use></svg>`, attr, s.id)
		return err
	})
}

package ui

import (
	"fmt"
	"math"

	"github.com/a-h/templ"
)

// PinState is what a pin says by its look; its text must say it too.
type PinState string

// The states of a pin.
const (
	PinOff  PinState = ""        // closed now, or hours unknown
	PinOn   PinState = "is-on"   // open now
	PinPast PinState = "is-past" // a place that has closed for good, or isn't there yet
)

// Pin is a place on the map.
type Pin struct {
	Lat, Lon float64 // WGS 84 degrees
	Text     string  // "La GARE, Vaillant, ouvert"
	Href     string
	State    PinState
}

// MapView is the part of the map that is shown, in map units; the zero value is all of it.
type MapView struct{ X, Y, W, H float64 }

// StaticMap is a map without script: outlines, and pins that are links. The list beside it must say the same: pins that stand too close
// to an earlier one for a finger are drawn small, without link, and those outside of the view aren't drawn.
type StaticMap struct {
	Alt     string // what the drawing shows; the pins speak for themselves
	Caption string
	View    MapView
	Pins    []Pin
	Cell    bool // on a cell's surface, framed
}

const (
	viewRatio = 7.0 / 5
	// smallestView keeps a region in sight: about 100 km by 70.
	smallestView = 70.0
)

// ViewOf is the smallest view that holds all pins with some air around, or the whole map when there are none.
func ViewOf(pins []Pin) MapView {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range pins {
		if x, y, ok := Project(p.Lat, p.Lon); ok {
			x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x), max(y1, y)
		}
	}
	if x0 > x1 {
		return MapView{}
	}
	w := max((x1-x0)*1.25, (y1-y0)*1.25*viewRatio, smallestView)
	return around((x0+x1)/2, (y0+y1)/2, w)
}

// ViewAround shows km kilometres on each side of a point, or the whole map when the point isn't on it.
func ViewAround(lat, lon, km float64) MapView {
	x, y, ok := Project(lat, lon)
	if !ok {
		return MapView{}
	}
	return around(x, y, max(2*km*mapScale*viewRatio, smallestView))
}

// around is a view of some width, moved so that it stays on the map.
func around(x, y, w float64) MapView {
	h := w / viewRatio
	if w >= MapWidth || h >= MapHeight {
		return MapView{}
	}
	return MapView{math.Round(min(max(x-w/2, 0), MapWidth-w)), math.Round(min(max(y-h/2, 0), MapHeight-h)), math.Round(w), math.Round(h)}
}

func (v MapView) whole() bool { return v.W == 0 }

func (v MapView) box() MapView {
	if v.whole() {
		return MapView{0, 0, MapWidth, MapHeight}
	}
	return v
}

func (m StaticMap) src() string {
	src := Asset("carte-france.svg")
	if v := m.View; !v.whole() {
		src += fmt.Sprintf("#svgView(viewBox(%g,%g,%g,%g))", v.X, v.Y, v.W, v.H)
	}
	return src
}

func (m StaticMap) width() int  { return 700 }
func (m StaticMap) height() int { v := m.View.box(); return int(math.Round(700 * v.H / v.W)) }

func (m StaticMap) ratio() templ.SafeCSS {
	return templ.SafeCSS(fmt.Sprintf("aspect-ratio:%d/%d", m.width(), m.height()))
}

// at places something on the map, by shares of its width and height.
func at(x, y float64) templ.SafeCSS {
	return templ.SafeCSS(fmt.Sprintf("--x:%.4g%%;--y:%.4g%%", x*100, y*100))
}

// placed is a pin with its place in the view, as shares of its width and height.
type placed struct {
	Pin
	x, y    float64
	crowded bool
}

// class also says at which side of the pin its name fits, when it is pointed at.
func (p placed) class() string {
	return classes("pin", string(p.State), when(p.crowded, "is-dot"), when(p.x > .5, "is-east"), when(p.y < .3, "is-north"))
}

// fingertip is the least distance of two links on the narrowest screen: 24 px of 288.
const fingertip = 24.0 / 288

func (m StaticMap) placed() []placed {
	v := m.View.box()
	var all []placed
	for _, p := range m.Pins {
		x, y, ok := Project(p.Lat, p.Lon)
		q := placed{Pin: p, x: (x - v.X) / v.W, y: (y - v.Y) / v.H}
		if !ok || q.x < 0 || q.x > 1 || q.y < 0 || q.y > 1 {
			continue
		}
		for _, o := range all {
			near := math.Abs(o.x-q.x) < fingertip && math.Abs(o.y-q.y) < fingertip*v.W/v.H
			q.crowded = q.crowded || near && !o.crowded
		}
		all = append(all, q)
	}
	return all
}

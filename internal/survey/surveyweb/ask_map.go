package surveyweb

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"

	"mitoyen/internal/territory"
)

// sketch is where the communes lie that a question offers, drawn as numbered points around the survey's own: a tap on one ticks it in the list
// below, which says the same. It is made of labels and weighs less than a kilobyte; no map is fetched, so that nobody else learns who answers.
type sketch struct {
	Points []point
	Ring   ring
}

// point is one commune of a sketch, at shares of its width and height.
type point struct {
	Field string // of its tick
	N     int    // in the list
	Name  string
	X, Y  float64
	Side  string // where its name fits: "", "is-west", or "is-bare" for nowhere
}

// ring is a circle around the survey's commune, to tell how far things are; none where it would lead out of the sketch.
type ring struct {
	Km   int
	X, Y float64 // shares
	R    float64 // share of the width
}

// The sketch as it is on the narrowest phone, in pixels: names that fit there fit everywhere.
const (
	sketchW, sketchH = 264.0, 220.0
	sketchAir        = 22.0 // around the outermost points
	pointSize        = 28.0
	letterWidth      = 7.4
	nameHeight       = 20.0
)

type span struct{ x0, y0, x1, y1 float64 }

func (a span) meets(b span) bool { return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1 }

// drawn puts communes on a sketch, the first of them the survey's own; fields are their ticks. Too few to show where anything lies make none, and so
// do two that a fingertip can't tell apart: their numbers would hide each other, and the list does without.
func drawn(all []territory.Commune, fields []string) (s sketch) {
	if len(all) < 3 || !all[0].HasCentre {
		return s
	}
	here, km := all[0], math.Pi/180*6371
	at := make([][2]float64, len(all))
	x0, x1, y0, y1 := 0.0, 0.0, 0.0, 0.0
	for i, c := range all {
		x, y := (c.Lon-here.Lon)*km*math.Cos(here.Lat*math.Pi/180), (here.Lat-c.Lat)*km
		at[i] = [2]float64{x, y}
		x0, x1, y0, y1 = min(x0, x), max(x1, x), min(y0, y), max(y1, y)
	}
	scale := min((sketchW-2*sketchAir)/max(x1-x0, 1), (sketchH-2*sketchAir)/max(y1-y0, 1)) // pixels to a kilometre
	place := func(i int) (x, y float64) {
		return sketchW/2 + (at[i][0]-(x0+x1)/2)*scale, sketchH/2 + (at[i][1]-(y0+y1)/2)*scale
	}
	taken := make([]span, len(all))
	for i := range all {
		x, y := place(i)
		taken[i] = span{x - pointSize/2, y - pointSize/2, x + pointSize/2, y + pointSize/2}
		for _, o := range taken[:i] {
			if taken[i].meets(o) {
				return sketch{}
			}
		}
	}
	for i, c := range all {
		x, y := place(i)
		p := point{Field: fields[i], N: i + 1, Name: c.Name, X: x / sketchW, Y: y / sketchH, Side: "is-bare"}
		wide := float64(utf8.RuneCountInString(c.Name))*letterWidth + 4
		east := span{x + pointSize/2, y - nameHeight/2, x + pointSize/2 + wide, y + nameHeight/2}
		west := span{x - pointSize/2 - wide, y - nameHeight/2, x - pointSize/2, y + nameHeight/2}
		for _, try := range []struct {
			span
			side string
		}{{east, ""}, {west, "is-west"}} {
			free := try.x0 >= 0 && try.x1 <= sketchW
			for j, o := range taken {
				free = free && (j == i || !try.meets(o))
			}
			if free {
				p.Side, taken = try.side, append(taken, try.span)
				break
			}
		}
		s.Points = append(s.Points, p)
	}
	x, y := place(0)
	s.Ring = ring{X: x / sketchW, Y: y / sketchH}
	for _, r := range []int{1, 2, 5, 10, 20, 50} {
		if float64(r)*scale < min(y, sketchW-x, x)-nameHeight/2 { // its top can be read
			s.Ring.Km, s.Ring.R = r, float64(r)*scale/sketchW
		}
	}
	return s
}

func (v questionView) sketch() sketch {
	if len(v.Matches) > 0 {
		return sketch{}
	}
	all := append([]territory.Commune{v.Here}, v.Near...)
	fields := make([]string, len(all))
	for i := range all {
		fields[i] = answerID(i)
	}
	return drawn(all, fields)
}

// spot places something by shares of the sketch.
func spot(x, y float64) templ.SafeCSS {
	return templ.SafeCSS(strings.ReplaceAll(fmt.Sprintf("--x:%.3g%%;--y:%.3g%%", x*100, y*100), "-0%", "0%"))
}

func (r ring) style() templ.SafeCSS {
	return templ.SafeCSS(fmt.Sprintf("%s;width:%.3g%%", spot(r.X, r.Y), r.R*200))
}

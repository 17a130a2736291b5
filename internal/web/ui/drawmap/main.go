// Command drawmap draws the two maps from the outlines of the départements, the still one and the one that moves:
//
//	go run ./internal/web/ui/drawmap departements.geojson > internal/web/ui/assets/carte-france.svg
//	go run ./internal/web/ui/drawmap -live departements.geojson > internal/web/ui/assets/departements.json
//
// Each border is drawn once, however many départements it parts, and thinned the same way on both sides, so that neighbours keep sharing one
// line. On the still map, where a point stands is ui.Project's doing, and so pins and outlines agree; the other one holds degrees.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"strings"

	"mitoyen/internal/web/ui"
)

// unit is the grid that points are set on, in map units: five steps to a unit let the map be shown at five times its size.
const unit = 0.2

// thin is the area, in square map units, below which a corner isn't worth its bytes.
const thin = 1.1

// islet is the area below which an island isn't drawn.
const islet = 1.5

type point struct{ x, y int } // on the grid

func main() {
	log.SetFlags(0)
	moving := flag.Bool("live", false, "for the map that moves")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: drawmap [-live] departements.geojson")
	}
	text, err := os.ReadFile(flag.Arg(0))
	if err != nil {
		log.Fatal(err)
	}
	outlines, err := read(text)
	if err != nil {
		log.Fatal(err)
	}
	draw := still
	if *moving {
		draw = live
	}
	if err := draw(os.Stdout, outlines); err != nil {
		log.Fatal(err)
	}
}

// still draws the map without script.
func still(w io.Writer, all []outline) error {
	var rings [][]point
	for _, o := range all {
		for _, line := range o.rings {
			ring, err := project(line)
			if err != nil {
				return err
			}
			if len(ring) > 3 && area(ring) > islet/unit/unit {
				rings = append(rings, ring)
			}
		}
	}
	return write(w, cut(rings, thin/unit/unit))
}

// project sets a ring on the still map's grid.
func project(line [][2]float64) ([]point, error) {
	outside := false
	ring := onGrid(line, func(c [2]float64) point {
		x, y, ok := ui.Project(c[1], c[0])
		outside = outside || !ok
		return point{int(x/unit + 0.5), int(y/unit + 0.5)}
	})
	if outside {
		return nil, fmt.Errorf("a ring that begins at %v leaves the map", line[0])
	}
	return ring, nil
}

// onGrid sets a ring on a grid, its first point once only.
func onGrid(line [][2]float64, grid func([2]float64) point) []point {
	var ring []point
	for _, c := range line {
		p := grid(c)
		if len(ring) == 0 || ring[len(ring)-1] != p {
			ring = append(ring, p)
		}
	}
	if len(ring) > 1 && ring[0] == ring[len(ring)-1] {
		ring = ring[:len(ring)-1]
	}
	return ring
}

// area is that of a ring, in square grid steps.
func area(ring []point) float64 {
	sum := 0
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		sum += p.x*q.y - q.x*p.y
	}
	return max(float64(sum), -float64(sum)) / 2
}

func write(w io.Writer, d drawing) error {
	var b strings.Builder
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 850" width="800" height="850"><style>` +
		`path{vector-effect:non-scaling-stroke;fill:none;stroke:#8f9b8c;stroke-width:.9;stroke-linejoin:round}.l{fill:#fff}.f{stroke-dasharray:3}` +
		`@media(prefers-color-scheme:dark){path{stroke:#5d7066}.l{fill:#18241e}}</style>`)
	for _, in := range ui.Insets {
		fmt.Fprintf(&b, `<path class="f" d="M%g %gh%gv%gh%gz"/>`, in.X, in.Y, in.W, in.H, -in.W)
	}
	fmt.Fprintf(&b, `<g transform="scale(%g)"><path class="l" d="%s"/><path d="%s"/></g></svg>`+"\n",
		unit, paths(d.coasts, "z"), paths(d.borders, ""))
	_, err := io.WriteString(w, b.String())
	return err
}

// paths writes lines with relative steps, the shortest form.
func paths(lines [][]point, end string) string {
	var b strings.Builder
	for _, line := range lines {
		fmt.Fprintf(&b, "M%d %dl", line[0].x, line[0].y)
		for i, p := range line[1:] {
			step := fmt.Sprintf("%d %d", p.x-line[i].x, p.y-line[i].y)
			if i > 0 && step[0] != '-' {
				b.WriteByte(' ')
			}
			b.WriteString(strings.Replace(step, " -", "-", 1))
		}
		b.WriteString(end)
	}
	return b.String()
}

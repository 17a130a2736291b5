package place

import (
	"iter"
	"math"

	"mitoyen/internal/kit/geo"
)

// Places that would stand on top of each other on a map make a crowd. First they are sorted into a grid of squares; then a crowd that stands
// too near to another joins it, so that two never stand closer than a finger's room.
//
// Which of two joins the other is settled by grade: the one whose number has fewer digits joins, and between equals the square's colour in a
// chequer of four decides. Two of one grade stand in squares that don't touch, so each crowd hangs on its neighbours of a better grade alone,
// theirs on theirs, and after `grades` squares nothing can matter any more. A part of the map can so be answered by itself and yet be exactly
// what the whole map would show there: a pin doesn't change while the map is moved, and every place is in one crowd.

// NearestZoom is where the map comes closest: ten metres to a pixel, which is as well as we know where places are.
const NearestZoom = 13

const (
	crowdSquare  = 72 // px
	crowdRoom    = 52 // px between two crowds: what a finger needs, and the width of a number
	blockSquares = 7  // a block's side in squares: 504 px
	mostBlocks   = 6  // in a stretch, each way: more than any screen holds
	colours      = 4
	digits       = 6
	grades       = digits * colours
	worldSide    = 256 << NearestZoom // px
)

// Mark is a place as a map sees it. X and Y are pixels of the world at NearestZoom, from its north-west corner.
type Mark struct {
	ID         ID
	X, Y       int32
	Open, Past bool // Past: it has closed for good, or isn't there yet
}

// Crowd is what a map shows as one: some places, or a single one.
type Crowd struct {
	X, Y                     int32 // where it stands
	Count, Open, Past        int
	West, North, East, South int32 // the box around its places
	Only                     Mark  // the place, when Count is 1
}

// Parts reports whether a closer look would show more than one pin.
func (c Crowd) Parts() bool {
	return c.East-c.West > crowdRoom || c.South-c.North > crowdRoom
}

// Stretch is a part of the map at a zoom: some blocks of a grid of 504 px that begins in the world's north-west corner.
type Stretch struct {
	Zoom                 float64
	Col, Row, Cols, Rows int
}

// Valid is the stretch with each number brought to where it makes sense.
func (s Stretch) Valid() Stretch {
	if !(s.Zoom > 0) { // not a number, too
		s.Zoom = 0
	}
	s.Zoom = min(s.Zoom, NearestZoom)
	side := int(s.scale()*worldSide)/blockSquares + 1
	s.Col, s.Row = min(max(s.Col, 0), side-1), min(max(s.Row, 0), side-1)
	s.Cols, s.Rows = min(max(s.Cols, 1), mostBlocks), min(max(s.Rows, 1), mostBlocks)
	return s
}

// BlockAt is the stretch of one block, the one where a crowd stands.
func BlockAt(zoom float64, x, y int32) Stretch {
	s := Stretch{Zoom: zoom}.Valid()
	s.Col, s.Row = int(float64(x)*s.scale())/blockSquares, int(float64(y)*s.scale())/blockSquares
	return s.Valid()
}

// Corner is the north-west corner, in pixels at NearestZoom.
func (s Stretch) Corner() (x, y int32) {
	return int32(float64(s.Col*blockSquares) / s.scale()), int32(float64(s.Row*blockSquares) / s.scale())
}

// scale is how many squares there are to a pixel of NearestZoom.
func (s Stretch) scale() float64 { return math.Exp2(s.Zoom-NearestZoom) / crowdSquare }

// around is the box of what can matter for the stretch.
func (s Stretch) around() geo.Box {
	side := s.scale() * worldSide
	share := func(square int) float64 { return min(max(float64(square)/side, 0), 1) }
	north, west := geo.FromMercator(share(s.Col*blockSquares-grades-1), share(s.Row*blockSquares-grades-1))
	south, east := geo.FromMercator(share((s.Col+s.Cols)*blockSquares+grades+1), share((s.Row+s.Rows)*blockSquares+grades+1))
	return geo.Box{South: south, West: west, North: north, East: east}
}

// Crowds gathers places and gives the crowds that stand in a stretch, in the order of reading. Places farther away than what can matter
// may be left out of the marks, or not.
func Crowds(marks iter.Seq[Mark], s Stretch) []Crowd {
	g := gather(marks, s)
	var all []Crowd
	for row := range s.Rows * blockSquares {
		for col := range s.Cols * blockSquares {
			if i, ok := g.square(s.Col*blockSquares+col, s.Row*blockSquares+row); ok && g.squares[i].Count > 0 && g.host[i] == i {
				all = append(all, g.squares[i].Crowd)
			}
		}
	}
	return all
}

// Members gives the places of the crowd that stands at a point of a stretch, none when there is no such crowd.
func Members(marks iter.Seq[Mark], s Stretch, x, y int32) []Mark {
	g := gather(marks, s)
	at, ok := g.at(x, y)
	if !ok || g.squares[at].Count == 0 || g.squares[at].X != x || g.squares[at].Y != y {
		return nil
	}
	var all []Mark
	for m := range marks {
		if i, ok := g.at(m.X, m.Y); ok && g.host[i] == at {
			all = append(all, m)
		}
	}
	return all
}

// square is the crowd of one square before others join it, and its sums.
type square struct {
	Crowd
	x, y int64
}

// gathering is a stretch with what can matter around it, in squares.
type gathering struct {
	scale                float64
	col, row, cols, rows int
	squares              []square
	host                 []int // index of the square whose crowd it belongs to: often its own
}

// at is the square of a point; ok is false outside of the gathering.
func (g *gathering) at(x, y int32) (i int, ok bool) {
	return g.square(int(float64(x)*g.scale), int(float64(y)*g.scale))
}

func (g *gathering) square(col, row int) (i int, ok bool) {
	col, row = col-g.col, row-g.row
	return row*g.cols + col, col >= 0 && col < g.cols && row >= 0 && row < g.rows
}

func gather(marks iter.Seq[Mark], s Stretch) *gathering {
	side := int(s.scale()*worldSide) + 1
	g := &gathering{scale: s.scale(), col: max(0, s.Col*blockSquares-grades), row: max(0, s.Row*blockSquares-grades)}
	g.cols = max(0, min(side, (s.Col+s.Cols)*blockSquares+grades)-g.col)
	g.rows = max(0, min(side, (s.Row+s.Rows)*blockSquares+grades)-g.row)
	g.squares = make([]square, g.cols*g.rows)
	g.host = make([]int, len(g.squares))
	for m := range marks {
		if i, ok := g.at(m.X, m.Y); ok {
			g.squares[i].take(m)
		}
	}
	g.join()
	return g
}

func (s *square) take(m Mark) {
	if s.Count == 0 {
		s.West, s.North, s.East, s.South, s.Only = m.X, m.Y, m.X, m.Y, m
	}
	s.Count++
	s.x, s.y = s.x+int64(m.X), s.y+int64(m.Y)
	s.West, s.North, s.East, s.South = min(s.West, m.X), min(s.North, m.Y), max(s.East, m.X), max(s.South, m.Y)
	if m.Open {
		s.Open++
	}
	if m.Past {
		s.Past++
	}
}

// join settles, grade by grade, which crowds stand, and gives the others to the nearest of those that do.
func (g *gathering) join() {
	var byGrade [grades][]int
	for i := range g.squares {
		s := &g.squares[i]
		if s.Count == 0 {
			continue
		}
		// Whole numbers: the mean of a square's points lies in the square, whatever their order.
		s.X, s.Y = int32(s.x/int64(s.Count)), int32(s.y/int64(s.Count))
		g.host[i] = i
		r := g.grade(i)
		byGrade[r] = append(byGrade[r], i)
	}
	for _, same := range byGrade {
		for _, i := range same {
			g.host[i] = g.nearest(i)
		}
	}
	for i, to := range g.host {
		if g.squares[i].Count > 0 && to != i {
			g.squares[to].absorb(&g.squares[i])
		}
	}
}

// grade is 0 for the crowds that never give way.
func (g *gathering) grade(i int) int {
	size := 0
	for n := g.squares[i].Count; n >= 10 && size < digits-1; n /= 10 {
		size++
	}
	col, row := g.col+i%g.cols, g.row+i/g.cols
	return (digits-1-size)*colours + col&1 + row&1*2
}

// nearest is the nearest crowd of a better grade that stands within the room, or the crowd itself.
func (g *gathering) nearest(i int) int {
	s, own, host := &g.squares[i], g.grade(i), i
	room := crowdRoom / (crowdSquare * g.scale)
	least := room * room
	col, row := g.col+i%g.cols, g.row+i/g.cols
	for dy := -1; dy <= 1; dy++ {
		for dx := -1; dx <= 1; dx++ {
			j, ok := g.square(col+dx, row+dy)
			if !ok || j == i || g.squares[j].Count == 0 || g.host[j] != j || g.grade(j) >= own {
				continue
			}
			x, y := float64(g.squares[j].X-s.X), float64(g.squares[j].Y-s.Y)
			if d := x*x + y*y; d < least {
				least, host = d, j
			}
		}
	}
	return host
}

func (s *square) absorb(o *square) {
	s.Count, s.Open, s.Past = s.Count+o.Count, s.Open+o.Open, s.Past+o.Past
	s.West, s.North, s.East, s.South = min(s.West, o.West), min(s.North, o.North), max(s.East, o.East), max(s.South, o.South)
}

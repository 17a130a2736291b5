package place_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"mitoyen/internal/kit/geo"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/place"
)

// The rule of crowds, over towns and chains of towns that grow, which are what a crowd at the edge of what is asked could hang on.

const world = 256 << place.NearestZoom // px

// anyMarks are some places around a few points, often on a few lines, near each other at the zoom.
func anyMarks(zoom float64) *rapid.Generator[[]place.Mark] {
	return rapid.Custom(func(t *rapid.T) []place.Mark {
		px := math.Exp2(place.NearestZoom - zoom) // one of the zoom's pixels
		var marks []place.Mark
		add := func(x, y float64) {
			marks = append(marks, place.Mark{ID: id.New[place.Place](), X: int32(min(max(x, 0), world-1)), Y: int32(min(max(y, 0), world-1)),
				Open: rapid.Bool().Draw(t, "open"), Past: rapid.Bool().Draw(t, "past")})
		}
		for range rapid.IntRange(1, 4).Draw(t, "towns") {
			x, y := rapid.Float64Range(0, world).Draw(t, "x"), rapid.Float64Range(0, world).Draw(t, "y")
			dx, dy := rapid.Float64Range(-90, 90).Draw(t, "dx")*px, rapid.Float64Range(-90, 90).Draw(t, "dy")*px
			size := rapid.SampledFrom([]int{1, 1, 2, 9, 11, 30}).Draw(t, "size")
			for range rapid.IntRange(1, 12).Draw(t, "steps") {
				for range rapid.IntRange(1, size).Draw(t, "places") {
					add(x+rapid.Float64Range(-20, 20).Draw(t, "off x")*px, y+rapid.Float64Range(-20, 20).Draw(t, "off y")*px)
				}
				x, y = x+dx, y+dy
			}
		}
		return marks
	})
}

func anyZoom() *rapid.Generator[float64] {
	return rapid.Custom(func(t *rapid.T) float64 {
		return float64(rapid.IntRange(4, 4*place.NearestZoom).Draw(t, "quarters of zoom")) / 4
	})
}

// stretchesOf are blocks that hold all marks, each once.
func stretchesOf(marks []place.Mark, zoom float64) (all []place.Stretch) {
	for _, m := range marks {
		one := place.BlockAt(zoom, m.X, m.Y)
		for dx := -1; dx <= 1; dx++ {
			for dy := -1; dy <= 1; dy++ {
				s := one
				s.Col, s.Row = s.Col+dx, s.Row+dy
				if s == s.Valid() && !slices.Contains(all, s) {
					all = append(all, s)
				}
			}
		}
	}
	return all
}

// As the map moves from block to block, every place is in one crowd and no two stand nearer than the room.
func TestEachPlaceIsInOneCrowd(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		zoom := anyZoom().Draw(t, "zoom")
		marks := anyMarks(zoom).Draw(t, "places")
		var crowds []place.Crowd
		seen := map[place.ID]bool{}
		for _, s := range stretchesOf(marks, zoom) {
			for _, c := range place.Crowds(slices.Values(marks), s) {
				crowds = append(crowds, c)
				if err := agrees(c, place.Members(slices.Values(marks), s, c.X, c.Y), seen); err != nil {
					t.Fatal(err)
				}
			}
		}
		if len(seen) != len(marks) {
			t.Fatalf("%d places in crowds, of %d", len(seen), len(marks))
		}
		for i, a := range crowds {
			for _, b := range crowds[:i] {
				if apart := math.Hypot(float64(a.X-b.X), float64(a.Y-b.Y)) * math.Exp2(zoom-place.NearestZoom); apart < 52-1e-6 {
					t.Fatalf("%.1f px between %+v and %+v", apart, a, b)
				}
			}
		}
	})
}

// agrees checks what a crowd says against its places, and notes them as seen.
func agrees(c place.Crowd, members []place.Mark, seen map[place.ID]bool) error {
	open, past := 0, 0
	for _, m := range members {
		if seen[m.ID] {
			return fmt.Errorf("%v is in two crowds", m)
		}
		seen[m.ID] = true
		if m.X < c.West || m.X > c.East || m.Y < c.North || m.Y > c.South {
			return fmt.Errorf("%v lies outside of the box of %+v", m, c)
		}
		if m.Open {
			open++
		}
		if m.Past {
			past++
		}
	}
	if len(members) != c.Count || open != c.Open || past != c.Past || c.Count == 1 && c.Only != members[0] {
		return fmt.Errorf("%+v has %d places, %d open, %d past", c, len(members), open, past)
	}
	return nil
}

// A part of the map asked for by itself shows what the same part shows within a larger one, in the same order, whatever the order of places.
func TestCrowdsStayWhileTheMapMoves(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		zoom := anyZoom().Draw(t, "zoom")
		marks := anyMarks(zoom).Draw(t, "places")
		large := place.BlockAt(zoom, marks[0].X, marks[0].Y)
		large.Col, large.Row = max(0, large.Col-rapid.IntRange(0, 3).Draw(t, "west")), max(0, large.Row-rapid.IntRange(0, 3).Draw(t, "north"))
		large.Cols, large.Rows = rapid.IntRange(1, 6).Draw(t, "cols"), rapid.IntRange(1, 6).Draw(t, "rows")
		small := large
		small.Col, small.Row = large.Col+rapid.IntRange(0, large.Cols-1).Draw(t, "col"), large.Row+rapid.IntRange(0, large.Rows-1).Draw(t, "row")
		small.Cols, small.Rows = 1, 1
		var want []place.Crowd
		for _, c := range place.Crowds(slices.Values(marks), large) {
			if at := place.BlockAt(zoom, c.X, c.Y); at == small {
				want = append(want, c)
			}
		}
		got := place.Crowds(slices.Values(rapid.Permutation(marks).Draw(t, "in another order")), small)
		if !slices.EqualFunc(got, want, func(a, b place.Crowd) bool {
			if a.Count > 1 {
				a.Only, b.Only = place.Mark{}, place.Mark{} // whichever came first
			}
			return a == b
		}) {
			t.Fatalf("alone %+v\nwithin %+v", got, want)
		}
	})
}

// The longest way that one crowd can hang on another: each joins the next, unless that one has joined the one after. What happens at the
// far end, blocks away, settles the near end, and a block by itself must know it.
func TestAStreetOfTownsThatGrow(t *testing.T) {
	t.Parallel()
	const col, row = 200*7 + 6, 200 * 7 // squares: the first is the last of its block
	for length := 1; length <= 8; length++ {
		var marks []place.Mark
		for i, size := range []int{1, 1, 10, 10, 100, 100, 1000, 1000}[:length] {
			x, y := 72*(col+i/2)+4, 72*row-6 // in turns above and below the line between two rows
			if i%2 == 1 {
				x, y = x+46, y+12
			}
			for range size {
				marks = append(marks, place.Mark{ID: id.New[place.Place](), X: int32(x), Y: int32(y)})
			}
		}
		stands := 0
		for _, r := range []int{199, 200} {
			near := place.Stretch{Zoom: place.NearestZoom, Col: 200, Row: r, Cols: 1, Rows: 1}
			stands += len(place.Crowds(slices.Values(marks), near))
		}
		if far := place.Crowds(slices.Values(marks), place.Stretch{Zoom: place.NearestZoom, Col: 200, Row: 199, Cols: 2, Rows: 2}); len(far) != (length+1)/2 || stands != 1 {
			t.Errorf("of %d towns %d stand, and %d in the first block", length, len(far), stands)
		}
		first := place.Crowds(slices.Values(marks), place.Stretch{Zoom: place.NearestZoom, Col: 200, Row: 199, Cols: 1, Rows: 2})[0]
		if above := first.Y < 72*row; above != (length%2 == 1) {
			t.Errorf("of %d towns the wrong one stands first: %+v", length, first)
		}
	}
}

func TestAHamletGivesWayToATown(t *testing.T) {
	t.Parallel()
	x, y := geo.Mercator(47.78, 5.16)
	at := func(n int, dx int32) (all []place.Mark) {
		for range n {
			all = append(all, place.Mark{ID: id.New[place.Place](), X: int32(x*world) + dx, Y: int32(y * world)})
		}
		return all
	}
	for dx := int32(-51); dx <= 51; dx += 6 {
		town, hamlet := at(12, 0), at(2, dx)
		got := place.Crowds(slices.Values(append(hamlet, town...)), place.BlockAt(place.NearestZoom, town[0].X, town[0].Y))
		if len(got) != 1 || got[0].Count != 14 || got[0].X/72 != town[0].X/72 {
			t.Errorf("a hamlet %d px away: %+v", dx, got)
		}
	}
	town, far := at(12, 0), at(2, 80)
	if got := place.Crowds(slices.Values(append(far, town...)), place.Stretch{Zoom: place.NearestZoom, Col: int(town[0].X) / 504, Row: int(town[0].Y) / 504, Cols: 2, Rows: 1}); len(got) != 2 {
		t.Errorf("a hamlet 80 px away: %+v", got)
	}
}

func TestStretchesMakeSense(t *testing.T) {
	t.Parallel()
	for _, s := range []place.Stretch{{}, {Zoom: math.NaN()}, {Zoom: math.Inf(1), Col: -5, Row: 1 << 40, Cols: 1 << 40, Rows: -3}, {Zoom: 99, Col: math.MaxInt, Cols: math.MaxInt}} {
		v := s.Valid()
		if v.Valid() != v || v.Zoom < 0 || v.Zoom > place.NearestZoom || v.Cols < 1 || v.Rows < 1 || v.Cols > 6 || v.Rows > 6 {
			t.Errorf("%+v became %+v", s, v)
		}
		place.Crowds(slices.Values([]place.Mark{{X: world, Y: world}}), v)
	}
}

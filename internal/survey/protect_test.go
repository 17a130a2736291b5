package survey

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// attack finds the largest that each hidden cell could be, by trying every table of whole numbers that has the told cells and the known sums
// of rows and columns. It knows nothing of flows.
func attack(n [][]int, hidden [][]bool) [][]int {
	rows, columns := len(n), len(n[0])
	rowLeft, columnLeft := make([]int, rows), make([]int, columns)
	var at [][2]int
	for i := range n {
		for j := range n[i] {
			if hidden[i][j] {
				at = append(at, [2]int{i, j})
				rowLeft[i] += n[i][j]
				columnLeft[j] += n[i][j]
			}
		}
	}
	most := make([][]int, rows)
	for i := range most {
		most[i] = make([]int, columns)
	}
	tried := make([]int, len(at))
	var try func(k int)
	try = func(k int) {
		if k == len(at) {
			if slices.Max(rowLeft) == 0 && slices.Max(columnLeft) == 0 {
				for k, c := range at {
					most[c[0]][c[1]] = max(most[c[0]][c[1]], tried[k])
				}
			}
			return
		}
		i, j := at[k][0], at[k][1]
		for v := 0; v <= min(rowLeft[i], columnLeft[j]); v++ {
			rowLeft[i] -= v
			columnLeft[j] -= v
			tried[k] = v
			try(k + 1)
			rowLeft[i] += v
			columnLeft[j] += v
		}
	}
	try(0)
	return most
}

func TestNoHiddenCellIsGivenAway(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		const least = 3
		rows, columns := rapid.IntRange(2, 3).Draw(t, "rows"), rapid.IntRange(2, 3).Draw(t, "columns")
		n, hidden := make([][]int, rows), make([][]bool, rows)
		for i := range n {
			for range columns {
				n[i] = append(n[i], rapid.SampledFrom([]int{0, 1, 2, 2, 3, 4, 5}).Draw(t, "n"))
				hidden[i] = append(hidden[i], rapid.IntRange(0, 9).Draw(t, "before") == 0)
			}
		}
		before := fmt.Sprint(hidden)
		hide(n, hidden, least)
		most := attack(n, hidden)
		all := !slices.ContainsFunc(hidden, func(r []bool) bool { return slices.Contains(r, false) })
		for i := range n {
			for j := range n[i] {
				switch {
				case small(n[i][j], least) && !hidden[i][j]:
					t.Fatalf("%d is told: %v %v", n[i][j], n, hidden)
				case hidden[i][j] && small(n[i][j], least) && most[i][j] < least && !all:
					t.Fatalf("%v with %v hidden (before %s): cell %d %d is known to be at most %d", n, hidden, before, i, j, most[i][j])
				}
			}
		}
	})
}

func TestHideKeepsWhatItCan(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		n    [][]int
		want string // x hidden, . told
	}{
		{"nothing is small", [][]int{{20, 30}, {40, 11}}, "..|.."},
		{"one small cell takes a rectangle, the one that loses least", [][]int{{5, 40, 30}, {20, 50, 60}, {90, 15, 70}}, "xx.|xx.|..."},
		{"a corner that can't give enough is none", [][]int{{5, 40, 30}, {12, 1, 60}, {90, 15, 70}}, "xx.|xx.|..."},
		{"two that hide each other", [][]int{{5, 8, 40}, {9, 6, 50}, {30, 30, 30}}, "xx.|xx.|..."},
	} {
		hidden := make([][]bool, len(c.n))
		for i := range hidden {
			hidden[i] = make([]bool, len(c.n[i]))
		}
		hide(c.n, hidden, Least)
		got := ""
		for i, row := range hidden {
			if i > 0 {
				got += "|"
			}
			for _, h := range row {
				got += map[bool]string{true: "x", false: "."}[h]
			}
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

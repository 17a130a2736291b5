package survey

// Least is how many people a number must be about before it is told: INSEE's rule for gridded households, taken for every count of people.
const Least = 11

// roundTo is what published counts are rounded to.
const roundTo = 5

// rounded is a count as it is published.
func rounded(n int) int { return (n + roundTo/2) / roundTo * roundTo }

// small reports whether a number is about too few people to be told. Nobody is nobody: zero may be told.
func small(n, least int) bool { return 0 < n && n < least }

// hide decides which cells of a table of people are not told, given those that must stay hidden. Whoever reads the rest knows the sums of
// the rows and of the columns exactly, and the rules by which we hide; still they can't tell of any hidden cell under least that it is
// under least: it could be at least that many, all the same.
//
// The cells that are too small go first ("primary"). Then, as long as what is left gives one of them away, the three cells go as well that
// make a rectangle with it at the least loss, or, where no rectangle is enough, the smallest of its row and column ("secondary"). Which cells give another away is exact, not guessed: among whole numbers that add up to the
// known sums, the largest that a hidden cell could be is a flow through the other hidden cells (Gusfield, A graph theoretic approach to
// statistical data security, 1988).
func hide(n [][]int, hidden [][]bool, least int) [][]bool {
	for i, row := range n {
		for j := range row {
			hidden[i][j] = hidden[i][j] || small(n[i][j], least)
		}
	}
	for {
		i, j, ok := givenAway(n, hidden, least)
		if !ok {
			return hidden
		}
		if r, c, ok := rectangle(n, hidden, i, j, least-n[i][j]); ok {
			hidden[r][c], hidden[i][c], hidden[r][j] = true, true, true
			continue
		}
		r, c, ok := smallest(n, hidden, func(r, c int) bool { return r == i || c == j })
		if !ok { // its row and its column are hidden already: whatever is smallest
			if r, c, ok = smallest(n, hidden, func(int, int) bool { return true }); !ok {
				return hidden
			}
		}
		hidden[r][c] = true
	}
}

// rectangle finds the opposite corner with which enough can move around, so that the fewest people go untold.
func rectangle(n [][]int, hidden [][]bool, i, j, enough int) (r, c int, ok bool) {
	loss := func(r, c int) int {
		if hidden[r][c] {
			return 0
		}
		return n[r][c]
	}
	least := 0
	for y := range n {
		for x := range n[y] {
			if y == i || x == j || min(n[y][j], n[i][x]) < enough || hidden[y][x] && hidden[y][j] && hidden[i][x] {
				continue
			}
			if l := loss(y, x) + loss(y, j) + loss(i, x); !ok || l < least {
				r, c, least, ok = y, x, l, true
			}
		}
	}
	return r, c, ok
}

// givenAway finds a hidden cell that is too small and can be known to be.
func givenAway(n [][]int, hidden [][]bool, least int) (i, j int, found bool) {
	for i := range n {
		for j := range n[i] {
			if hidden[i][j] && small(n[i][j], least) && n[i][j]+room(n, hidden, i, j, least-n[i][j]) < least {
				return i, j, true
			}
		}
	}
	return 0, 0, false
}

func smallest(n [][]int, hidden [][]bool, among func(r, c int) bool) (r, c int, ok bool) {
	for i := range n {
		for j := range n[i] {
			if !hidden[i][j] && among(i, j) && (!ok || n[i][j] < n[r][c]) {
				r, c, ok = i, j, true
			}
		}
	}
	return r, c, ok
}

// room is by how much a hidden cell could be more than it is, up to enough, with all sums kept: what can be taken from other cells of its
// column, given to others of their rows, taken again from those columns, and so on back to its own row.
func room(n [][]int, hidden [][]bool, i, j, enough int) int {
	rows, columns := len(n), len(n[0])
	moved := make([][]int, rows) // by how much each hidden cell is more than it is
	for r := range moved {
		moved[r] = make([]int, columns)
	}
	total := 0
	for total < enough {
		from := make(map[int]int) // node to the node before it; rows are 0…, columns are rows + 0…
		queue := []int{rows + j}
		from[rows+j] = -1
		for len(queue) > 0 && !has(from, i) {
			at := queue[0]
			queue = queue[1:]
			if at >= rows {
				for r := range rows { // take from a cell of this column
					if c := at - rows; hidden[r][c] && !(r == i && c == j) && n[r][c]+moved[r][c] > 0 && !has(from, r) {
						from[r] = at
						queue = append(queue, r)
					}
				}
				continue
			}
			for c := range columns { // give to a cell of this row
				if hidden[at][c] && !(at == i && c == j) && !has(from, rows+c) {
					from[rows+c] = at
					queue = append(queue, rows+c)
				}
			}
		}
		if !has(from, i) {
			return total
		}
		step := enough - total
		for at := i; from[at] >= 0; at = from[at] {
			if c := from[at] - rows; c >= 0 {
				step = min(step, n[at][c]+moved[at][c])
			}
		}
		for at := i; from[at] >= 0; at = from[at] {
			if c := from[at] - rows; c >= 0 {
				moved[at][c] -= step
			} else {
				moved[from[at]][at-rows] += step
			}
		}
		total += step
	}
	return total
}

func has(m map[int]int, k int) bool { _, ok := m[k]; return ok }

// hideRow is hide for a question alone, whose cells add up to a known sum.
func hideRow(n []int, hidden []bool, least int) []bool {
	sum := 0
	for i := range n {
		hidden[i] = hidden[i] || small(n[i], least)
		if hidden[i] {
			sum += n[i]
		}
	}
	for {
		given, next := false, -1
		for i := range n {
			given = given || hidden[i] && small(n[i], least)
			if !hidden[i] && (next < 0 || n[i] < n[next]) {
				next = i
			}
		}
		if !given || sum >= least || next < 0 {
			return hidden
		}
		hidden[next] = true
		sum += n[next]
	}
}

// hideEach is for a question of which each person may choose several answers: an answer is told when enough people gave it and enough didn't.
func hideEach(n []int, base int, hidden []bool, least int) []bool {
	for i := range n {
		hidden[i] = hidden[i] || small(n[i], least) || small(base-n[i], least)
	}
	return hidden
}

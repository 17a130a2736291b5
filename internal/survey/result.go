package survey

import (
	"cmp"
	"maps"
	"slices"
)

// Result is what may be told of a survey: counts rounded to five, those about fewer than eleven people hidden, and as many others as it takes
// that nobody can compute the hidden ones. It is made once, stored, and shown as it is.
type Result struct {
	Answers  int       `json:"answers"` // exact: the promise was about it
	Paper    int       `json:"paper"`   // rounded
	Verdict  Verdict   `json:"verdict"`
	Told     []Told    `json:"told"`
	Crossed  []Crossed `json:"crossed"`
	Demand   *Crossed  `json:"demand,omitempty"`
	Contacts int       `json:"contacts"` // who want to take part, rounded; 0: fewer than eleven
}

// Cell is a count of people.
type Cell struct {
	Code   string `json:"code"` // an answer, as Question.Told gives it; a commune's code; Others
	N      int    `json:"n"`    // rounded; 0 when hidden
	Hidden bool   `json:"hidden,omitempty"`
}

// Others is all communes that are too small to be told, together.
const Others = "others"

// Told is one question.
type Told struct {
	Question string `json:"question"`
	Base     int    `json:"base"` // people who answered it, rounded; 0: too few to tell anything
	Cells    []Cell `json:"cells,omitempty"`
}

// Crossed is one question by another.
type Crossed struct {
	By       string `json:"by"`
	Question string `json:"question"`
	Rows     []Row  `json:"rows,omitempty"` // empty: too few to tell anything
}

// Row is one answer to the question that breaks.
type Row struct {
	Cell         // the people of the row who answered the other question
	Cells []Cell `json:"cells"`
}

// hiddenBefore finds what an earlier publication hid, for the same cells stay hidden in the next.
func (r *Result) hiddenBefore(by, question string) map[string]bool {
	all := map[string]bool{}
	if r == nil {
		return all
	}
	note := func(row string, cells []Cell) {
		for _, c := range cells {
			all[row+" "+c.Code] = c.Hidden
		}
	}
	for _, t := range r.Told {
		if by == "" && t.Question == question {
			note("", t.Cells)
		}
	}
	for _, x := range append(slices.Clone(r.Crossed), deref(r.Demand)...) {
		if x.By == by && x.Question == question {
			for _, row := range x.Rows {
				all[row.Code] = row.Hidden
				note(row.Code, row.Cells)
			}
		}
	}
	return all
}

func deref(c *Crossed) []Crossed {
	if c == nil {
		return nil
	}
	return []Crossed{*c}
}

// Publish makes of a tally what may be told. earlier is what was published before, nil for the first time.
func (t *Tally) Publish(earlier *Result) Result {
	r := Result{Answers: t.Answers, Paper: rounded(t.Paper)}
	hidden := map[string][]bool{} // of each question alone, by the place in Told
	for _, q := range t.form.Questions {
		if c, ok := t.one[q.ID]; ok {
			told := t.tellOne(q, c, earlier.hiddenBefore("", q.ID))
			r.Told = append(r.Told, told)
			hidden[q.ID] = flags(len(c.cells), func(i int) bool { return len(told.Cells) == 0 || told.Cells[i].Hidden })
		} else if known, ok := t.communes[q.ID]; ok {
			r.Told = append(r.Told, tellCommunes(q, known, earlier.hiddenBefore("", q.ID)))
		}
	}
	r.Verdict = t.promise.keep(t.Answers, t.share)
	for _, by := range t.form.breaks() {
		for _, q := range t.form.Questions {
			if c, ok := t.crossed[[2]string{by.ID, q.ID}]; ok {
				r.Crossed = append(r.Crossed, tellCrossed(by, q, c, hidden, earlier.hiddenBefore(by.ID, q.ID)))
			}
		}
	}
	if use, half, ok := t.form.demand(); ok {
		d := t.tellDemand(use, half, hidden, earlier.hiddenBefore(use.ID, half.ID))
		r.Demand = &d
	}
	return r
}

func flags(n int, f func(i int) bool) []bool {
	all := make([]bool, n)
	for i := range all {
		all[i] = f(i)
	}
	return all
}

func cell(code string, n int, hidden bool) Cell {
	if hidden {
		n = 0
	}
	return Cell{code, rounded(n), hidden}
}

func (t *Tally) tellOne(q Question, c *counted, before map[string]bool) Told {
	told := Told{Question: q.ID}
	if c.base < Least {
		return told
	}
	codes := q.Told()
	hidden := flags(len(codes), func(i int) bool { return before[" "+codes[i]] })
	if q.alone() || q.Kind == Ranking {
		hidden = hideRow(c.cells, hidden, Least)
	} else {
		hidden = hideEach(c.cells, c.base, hidden, Least)
	}
	told.Base = rounded(c.base)
	for i, code := range codes {
		told.Cells = append(told.Cells, cell(code, c.cells[i], hidden[i]))
	}
	return told
}

// tellCommunes tells the communes that enough people named, and all others together.
func tellCommunes(q Question, known map[string]int, before map[string]bool) Told {
	codes := slices.SortedFunc(maps.Keys(known), func(a, b string) int { return cmp.Or(known[b]-known[a], cmp.Compare(a, b)) })
	n, base := make([]int, len(codes)), 0
	for i, code := range codes {
		n[i] = known[code]
		base += n[i]
	}
	told := Told{Question: q.ID}
	if base < Least {
		return told
	}
	// A commune that nobody named at the first publication was hidden among the others, and stays so.
	hidden := hideRow(n, flags(len(codes), func(i int) bool {
		told, seen := before[" "+codes[i]]
		return len(before) > 0 && (told || !seen)
	}), Least)
	told.Base = rounded(base)
	others := 0
	for i, code := range codes {
		if hidden[i] {
			others += n[i]
			continue
		}
		told.Cells = append(told.Cells, cell(code, n[i], false))
	}
	if others > 0 {
		told.Cells = append(told.Cells, cell(Others, others, small(others, Least)))
	}
	return told
}

// tellCrossed tells one question by another. Rows and columns that are hidden in the questions alone are hidden here, whole; whoever reads
// knows what they are together, so together they stand for one row and one column when it is decided what else to hide.
func tellCrossed(by, q Question, c *crossed, alone map[string][]bool, before map[string]bool) Crossed {
	x := Crossed{By: by.ID, Question: q.ID}
	rows, columns := by.Told(), q.Told()
	rowHidden := hideRow(c.base, flags(len(rows), func(i int) bool { return alone[by.ID][i] || before[rows[i]] }), Least)
	base := 0
	for _, n := range c.base {
		base += n
	}
	if base < Least || !slices.Contains(rowHidden, false) {
		return x
	}
	sums := make([]int, len(columns))
	for i := range c.cells {
		for j, n := range c.cells[i] {
			sums[j] += n
		}
	}
	columnHidden := flags(len(columns), func(j int) bool { return alone[q.ID][j] })
	single := q.alone() || q.Kind == Ranking
	if single {
		columnHidden = hideRow(sums, columnHidden, Least)
	} else {
		columnHidden = hideEach(sums, base, columnHidden, Least)
	}
	was := func(i, j int) bool { return before[rows[i]+" "+columns[j]] }
	cellHidden := make([][]bool, len(rows))
	for i := range rows {
		cellHidden[i] = flags(len(columns), func(j int) bool { return rowHidden[i] || columnHidden[j] || was(i, j) })
	}
	if single {
		hideCells(c.cells, rowHidden, columnHidden, cellHidden)
	} else {
		for j := range columns { // who chose it and who didn't, as a table of its own
			if columnHidden[j] {
				continue
			}
			two, twoHidden := make([][]int, len(rows)), make([][]bool, len(rows))
			for i := range rows {
				two[i] = []int{c.cells[i][j], c.base[i] - c.cells[i][j]}
				twoHidden[i] = []bool{cellHidden[i][j], cellHidden[i][j]}
			}
			hideCells(two, rowHidden, []bool{false, false}, twoHidden)
			for i := range rows {
				cellHidden[i][j] = twoHidden[i][0] || twoHidden[i][1]
			}
		}
	}
	for i, code := range rows {
		row := Row{Cell: cell(code, c.base[i], rowHidden[i])}
		for j, column := range columns {
			row.Cells = append(row.Cells, cell(column, c.cells[i][j], cellHidden[i][j]))
		}
		x.Rows = append(x.Rows, row)
	}
	return x
}

// hideCells marks in hidden what a table must not tell, with its hidden rows taken together, and its hidden columns.
func hideCells(n [][]int, rowHidden, columnHidden []bool, hidden [][]bool) {
	group := func(all []bool) (at []int, groups int) {
		at = make([]int, len(all))
		rest := -1
		for i, h := range all {
			switch {
			case h && rest < 0:
				rest = groups
				fallthrough
			case !h:
				at[i] = groups
				groups++
			default:
				at[i] = rest
			}
		}
		return at, groups
	}
	rowAt, rows := group(rowHidden)
	columnAt, columns := group(columnHidden)
	sums, flagged := make([][]int, rows), make([][]bool, rows)
	for r := range rows {
		sums[r], flagged[r] = make([]int, columns), make([]bool, columns)
	}
	for i := range n {
		for j := range n[i] {
			sums[rowAt[i]][columnAt[j]] += n[i][j]
			flagged[rowAt[i]][columnAt[j]] = flagged[rowAt[i]][columnAt[j]] || hidden[i][j]
		}
	}
	hide(sums, flagged, Least)
	for i := range n {
		for j := range n[i] {
			hidden[i][j] = flagged[rowAt[i]][columnAt[j]]
		}
	}
}

// tellDemand tells how many would come for what, when. Each use with each half-day is a table of two by two: who wants both, one, the
// other, neither.
func (t *Tally) tellDemand(use, half Question, alone map[string][]bool, before map[string]bool) Crossed {
	x := Crossed{By: use.ID, Question: half.ID}
	uses, halves := use.Told(), half.Told()
	u, h := t.one[use.ID], t.one[half.ID]
	if u.base < Least || h.base < Least {
		return x
	}
	for i, code := range uses {
		row := Row{Cell: cell(code, u.cells[i], alone[use.ID][i])}
		for j, column := range halves {
			both := t.demand.cells[i][j]
			hidden := alone[use.ID][i] || alone[half.ID][j] || before[code+" "+column]
			if !hidden {
				two := [][]int{{both, u.cells[i] - both}, {h.cells[j] - both, t.Answers - u.cells[i] - h.cells[j] + both}}
				hidden = hide(two, [][]bool{{false, false}, {false, false}}, Least)[0][0]
			}
			row.Cells = append(row.Cells, cell(column, both, hidden))
		}
		x.Rows = append(x.Rows, row)
	}
	return x
}

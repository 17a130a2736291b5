package survey

import (
	"slices"
)

// Tally is the counts of a survey, exact: it is read by nobody but Publish, which protects it.
type Tally struct {
	form     Form
	promise  Promise
	share    int // how many the promise's share is about
	Answers  int
	Paper    int                       // of them, keyed in from paper
	one      map[string]*counted       // by question
	crossed  map[[2]string]*crossed    // by the question that breaks and the one that is told
	demand   *crossed                  // uses by half-days
	communes map[string]map[string]int // by question, then code
}

// counted is one question: how many people answered it, and how many each answer.
type counted struct {
	base  int
	cells []int
}

// crossed is one question by another: cells[row][column], and the people of each row who answered the other at all.
type crossed struct {
	base  []int
	cells [][]int
}

func newCrossed(rows, columns int) *crossed {
	c := &crossed{base: make([]int, rows), cells: make([][]int, rows)}
	for i := range c.cells {
		c.cells[i] = make([]int, columns)
	}
	return c
}

// NewTally is an empty one for a form, and for what was promised of it.
func NewTally(f Form, p Promise) *Tally {
	t := &Tally{form: f, promise: p, one: map[string]*counted{}, crossed: map[[2]string]*crossed{}, communes: map[string]map[string]int{}}
	for _, q := range f.Questions {
		if q.Kind == Commune {
			t.communes[q.ID] = map[string]int{}
		}
		if n := len(q.Told()); n > 0 {
			t.one[q.ID] = &counted{cells: make([]int, n)}
			for _, by := range f.breaks() {
				if by.ID != q.ID {
					t.crossed[[2]string{by.ID, q.ID}] = newCrossed(len(by.Told()), n)
				}
			}
		}
	}
	if use, half, ok := f.demand(); ok {
		t.demand = newCrossed(len(use.Told()), len(half.Told()))
	}
	return t
}

func (f Form) breaks() (all []Question) {
	for _, q := range f.Questions {
		if q.Breaks {
			all = append(all, q)
		}
	}
	return all
}

// demand finds the two questions that together tell what is wanted when.
func (f Form) demand() (use, half Question, ok bool) {
	u := slices.IndexFunc(f.Questions, func(q Question) bool { return q.Uses })
	h := slices.IndexFunc(f.Questions, func(q Question) bool { return q.Kind == HalfDays })
	if u < 0 || h < 0 {
		return use, half, false
	}
	return f.Questions[u], f.Questions[h], true
}

// indexes is what somebody's answer counts for, as places in Told. A ranking counts for its first.
func (q Question) indexes(given []string) (at []int) {
	switch q.Kind {
	case Number:
		given = q.band(given)
	case Ranking:
		given = given[:min(1, len(given))]
	}
	told := q.Told()
	for _, x := range given {
		if i := slices.Index(told, x); i >= 0 {
			at = append(at, i)
		}
	}
	return at
}

// Add counts one person's answers.
func (t *Tally) Add(a Answers, paper bool) {
	t.Answers++
	if paper {
		t.Paper++
	}
	if t.promise.Share != nil && t.promise.Share.Has(t.form, a) {
		t.share++
	}
	for id, known := range t.communes {
		for _, code := range a[id] {
			known[code]++
		}
	}
	at := make(map[string][]int, len(t.one))
	for id, c := range t.one {
		q, _ := t.form.Question(id)
		where := q.indexes(a[id])
		if at[id] = where; len(where) == 0 {
			continue
		}
		c.base++
		for _, i := range where {
			c.cells[i]++
		}
	}
	for ids, c := range t.crossed {
		by, told := at[ids[0]], at[ids[1]]
		if len(by) == 0 || len(told) == 0 {
			continue
		}
		c.base[by[0]]++
		for _, i := range told {
			c.cells[by[0]][i]++
		}
	}
	if use, half, ok := t.form.demand(); ok {
		for _, u := range at[use.ID] {
			for _, h := range at[half.ID] {
				t.demand.cells[u][h]++
			}
		}
	}
}

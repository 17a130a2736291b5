package survey

import (
	"math/rand/v2"
	"slices"
	"testing"

	"mitoyen/internal/kit/i18n"
	"pgregory.net/rapid"
)

func some(kind Kind, id string, n int) Question {
	q := Question{ID: id, Kind: kind, Text: Words{i18n.French: id}}
	for i := range n {
		q.Options = append(q.Options, Option{ID: string(rune('a' + i)), Text: Words{i18n.French: "x"}})
	}
	return q
}

var printed = func() Form {
	age, uses := some(Choice, "age", 4), some(Several, "uses", 4)
	age.Breaks, uses.Uses = true, true
	return Form{Questions: []Question{age, some(Choice, "often", 4), uses, {ID: "half", Kind: HalfDays}, {ID: "km", Kind: Number, Bands: []int{5, 15}}, {ID: "from", Kind: Commune}}}
}()

// population is people who answer as if the ages thought differently, some of whom leave questions out.
func population(r *rand.Rand, n int) (all []Answers) {
	lean := make([]int, 4)
	for i := range lean {
		lean[i] = r.IntN(4)
	}
	pick := func(codes []string, lean int) []string {
		i := r.IntN(len(codes))
		if r.IntN(3) > 0 {
			i = min(i, lean)
		}
		return []string{codes[i]}
	}
	for range n {
		a := Answers{}
		who := r.IntN(4) * r.IntN(4) / 3
		for _, q := range printed.Questions {
			if r.IntN(12) == 0 {
				continue
			}
			switch {
			case q.ID == "age":
				a[q.ID] = []string{q.Options[who].ID}
			case q.Kind == Commune:
				a[q.ID] = pick([]string{"92071", "92002", "94038", "75114", "91345", "92019"}, 1)
			case q.Kind == Number:
				a[q.ID] = pick([]string{"1", "7", "40"}, lean[who])
			case q.Kind == Choice:
				a[q.ID] = pick(q.Told(), lean[who])
			default:
				for _, x := range q.Told() {
					if r.IntN(2+lean[who]) == 0 {
						a[q.ID] = append(a[q.ID], x)
					}
				}
			}
		}
		all = append(all, a)
	}
	return all
}

// TestNoDifferenceIsolatesAnybody subtracts what is told from what is told, in every table of a result, with the exact counts that an attacker
// could at best guess behind the rounded ones: no group of one to ten people comes out.
func TestNoDifferenceIsolatesAnybody(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		tally := NewTally(printed, Promise{Answers: 20, Share: &Share{Question: "often", Any: []string{"a"}, Percent: 30}})
		people := population(r, rapid.IntRange(0, 400).Draw(t, "people"))
		for _, a := range people {
			tally.Add(a, false)
		}
		first := tally.Publish(nil)
		isolates(t, tally, first)
		for _, a := range population(r, rapid.IntRange(1, 60).Draw(t, "more")) {
			tally.Add(a, false)
		}
		second := tally.Publish(&first)
		isolates(t, tally, second)
		stays(t, first, second)
	})
}

func isolates(t *rapid.T, tally *Tally, r Result) {
	alone := func(what string, n int) {
		if small(n, Least) {
			t.Fatalf("%s: %d people can be told apart", what, n)
		}
	}
	told := func(what string, n int, c Cell) {
		if !c.Hidden && small(n, Least) {
			t.Fatalf("%s: %d people are told", what, n)
		}
		if c.Hidden && c.N != 0 || c.N%roundTo != 0 {
			t.Fatalf("%s: %d is told of %d", what, c.N, n)
		}
	}
	for _, one := range r.Told {
		q, _ := tally.form.Question(one.Question)
		c := tally.one[q.ID]
		if c == nil || len(one.Cells) == 0 {
			continue
		}
		rest := c.base
		for i, x := range one.Cells {
			told(q.ID, c.cells[i], x)
			if !x.Hidden {
				rest -= c.cells[i]
				if !q.alone() {
					alone(q.ID+", who didn't choose it", c.base-c.cells[i])
				}
			}
		}
		if q.alone() {
			alone(q.ID+", the hidden together", rest)
		}
	}
	for _, x := range r.Crossed {
		q, _ := tally.form.Question(x.Question)
		c := tally.crossed[[2]string{x.By, x.Question}]
		if len(x.Rows) == 0 {
			continue
		}
		columns := make([]int, len(q.Told()))
		shown := slices.Clone(columns)
		for i, row := range x.Rows {
			told(x.By+"×"+x.Question, c.base[i], row.Cell)
			rest := c.base[i]
			for j, y := range row.Cells {
				told(x.By+"×"+x.Question, c.cells[i][j], y)
				columns[j] += c.cells[i][j]
				if y.Hidden {
					continue
				}
				if row.Hidden {
					t.Fatalf("%s×%s: a cell is told of a row that isn't", x.By, x.Question)
				}
				shown[j] += c.cells[i][j]
				if rest -= c.cells[i][j]; !q.alone() {
					alone("who of a row didn't choose it", c.base[i]-c.cells[i][j])
				}
			}
			if q.alone() && !row.Hidden {
				alone("the hidden of a row", rest)
			}
		}
		for j := range columns {
			if shown[j] > 0 {
				alone("the hidden of a column", columns[j]-shown[j])
			}
		}
	}
	if d := r.Demand; d != nil {
		use, half, _ := tally.form.demand()
		for i, row := range d.Rows {
			for j, y := range row.Cells {
				if y.Hidden {
					continue
				}
				both := tally.demand.cells[i][j]
				told("demand", both, y)
				alone("this use, not this half-day", tally.one[use.ID].cells[i]-both)
				alone("this half-day, not this use", tally.one[half.ID].cells[j]-both)
			}
		}
	}
}

// stays: what was hidden once is hidden again, or two publications would tell by their difference.
func stays(t *rapid.T, first, second Result) {
	again := map[string]bool{}
	walk := func(r Result, see func(key string, hidden bool)) {
		for _, x := range r.Told {
			for _, c := range x.Cells {
				see(x.Question+" "+c.Code, c.Hidden)
			}
		}
		for _, x := range append(slices.Clone(r.Crossed), *r.Demand) {
			for _, row := range x.Rows {
				for _, c := range row.Cells {
					see(x.By+" "+x.Question+" "+row.Code+" "+c.Code, c.Hidden)
				}
			}
		}
	}
	walk(second, func(key string, hidden bool) { again[key] = hidden })
	walk(first, func(key string, hidden bool) {
		if now, there := again[key]; hidden && there && !now && key != "from "+Others {
			t.Fatalf("%s was hidden, and is told now", key)
		}
	})
}

func TestAPromiseIsJudgedOnExactCounts(t *testing.T) {
	t.Parallel()
	f := printed
	for _, c := range []struct {
		all, yes int
		met      bool
	}{
		{100, 30, true}, {100, 29, false}, {99, 99, false}, {200, 61, true}, {150, 5, false}, {99, 0, false},
	} {
		tally := NewTally(f, Promise{Answers: 100, Share: &Share{Question: "often", Any: []string{"a"}, Percent: 30}})
		for i := range c.all {
			tally.Add(Answers{"often": {map[bool]string{true: "a", false: "b"}[i < c.yes]}}, false)
		}
		if v := tally.Publish(nil).Verdict; v.Met() != c.met {
			t.Errorf("%d of %d: %+v", c.yes, c.all, v)
		}
	}
}

func BenchmarkPublish(b *testing.B) {
	tally := NewTally(printed, Promise{})
	for _, a := range population(rand.New(rand.NewPCG(1, 2)), 100_000) {
		tally.Add(a, false)
	}
	for b.Loop() {
		tally.Publish(nil)
	}
}

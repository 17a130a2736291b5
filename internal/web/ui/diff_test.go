package ui

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestDiffMarksOnlyTheWordsOfOneSide(t *testing.T) {
	t.Parallel()
	allRuns := cmp.AllowUnexported(run{})
	tests := []struct {
		name          string
		before, after string
		left, right   []run
	}{
		{"the same", "La GARE", "La GARE", []run{{"La GARE", false}}, []run{{"La GARE", false}}},
		{"a word replaced", "rue de la Gare", "place de la Gare",
			[]run{{"rue", true}, {"de la Gare", false}}, []run{{"place", true}, {"de la Gare", false}}},
		{"words added at the end", "Bureaux", "Bureaux et atelier",
			[]run{{"Bureaux", false}}, []run{{"Bureaux", false}, {"et atelier", true}}},
		{"one side unknown", "", "03 25 00 00 00", nil, []run{{"03 25 00 00 00", true}}},
		{"nothing known", "", "  ", nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			left, right := diff(tt.before, tt.after)
			if d := cmp.Diff(tt.left, left, allRuns); d != "" {
				t.Error("left:", d)
			}
			if d := cmp.Diff(tt.right, right, allRuns); d != "" {
				t.Error("right:", d)
			}
		})
	}
}

func TestDiffLosesNoWord(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOf(rapid.SampledFrom([]string{"a", "b", "c", "d"}))
		before, after := strings.Join(words.Draw(t, "before"), " "), strings.Join(words.Draw(t, "after"), " ")
		left, right := diff(before, after)
		if got := joined(left, true); got != before {
			t.Fatalf("left says %q, want %q", got, before)
		}
		if got := joined(right, true); got != after {
			t.Fatalf("right says %q, want %q", got, after)
		}
		if l, r := joined(left, false), joined(right, false); l != r {
			t.Fatalf("what is common differs: %q and %q", l, r)
		}
	})
}

func TestDiffOfLongTextsStaysCheap(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("mot ", 2000)
	left, _ := diff(long, long+"fin")
	if len(left) != 1 || !left[0].changed {
		t.Error("a long text must be shown as changed whole")
	}
}

// joined is the text of the runs, with or without the changed ones.
func joined(runs []run, changed bool) string {
	var all []string
	for _, r := range runs {
		if changed || !r.changed {
			all = append(all, r.text)
		}
	}
	return strings.Join(all, " ")
}

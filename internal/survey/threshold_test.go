package survey

import (
	"testing"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
)

func TestTheFirstThresholdFitsTheCommune(t *testing.T) {
	t.Parallel()
	for population, want := range map[int]int{0: 150, 46: 11, 166: 13, 1000: 80, 1875: 150, 20000: 150} {
		if got := FirstThreshold(population); got != want {
			t.Errorf("%d inhabitants: %d answers, not %d", population, got, want)
		}
	}
}

func TestAThresholdSaysWhichBoundItBreaks(t *testing.T) {
	t.Parallel()
	for answers, want := range map[int]string{10: "survey.promise_answers", 11: "", 1_000_000: "", 999_999_999: "survey.promise_many"} {
		words := Words{i18n.French: "a"}
		f, _ := fault.As(Promise{Answers: answers, IfMet: words, IfNot: words}.Judge(Form{Languages: []i18n.Lang{i18n.French}}))
		got := ""
		if f != nil && len(f.Fields) > 0 {
			got = f.Fields[0].Code
		}
		if got != want {
			t.Errorf("%d answers: %q, not %q", answers, got, want)
		}
	}
}

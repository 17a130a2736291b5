package surveyweb

import (
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/survey"
)

// What the tile says of the share is what the sentence says, whatever was counted, and is the same for all counts on one side of the threshold: so
// neither contradicts the other, and the exact count isn't told.
func TestTheTileAndTheSentenceSayTheSame(t *testing.T) {
	t.Parallel()
	ctx := in(t, i18n.French)
	p := i18n.From(ctx)
	form := survey.Form{Languages: []i18n.Lang{i18n.French}, Questions: []survey.Question{choices("often", "weekly", "never")}}
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.IntRange(1, 300).Draw(t, "all")
		percent := rapid.IntRange(1, 100).Draw(t, "percent")
		n := rapid.IntRange(0, all).Draw(t, "n")
		if rapid.Bool().Draw(t, "near") {
			n = min(all, max(0, percent*all/100+rapid.IntRange(-2, 2).Draw(t, "by")))
		}
		promise := survey.Promise{Answers: 40, Share: &survey.Share{Question: "often", Any: []string{"weekly"}, Percent: percent}, IfMet: fr("a"), IfNot: fr("b")}
		tally := survey.NewTally(form, promise)
		for i := range all {
			given := "never"
			if i < n {
				given = "weekly"
			}
			tally.Add(survey.Answers{"often": {given}}, false)
		}
		r := tally.Publish(nil)
		v := resultView{hand: hand{Survey: survey.Survey{Form: form, Promise: promise, Result: &r}}}
		tile, sentence := share(p, *promise.Share, r.Verdict), v.verdict(ctx)
		met := n*100 >= percent*all
		want := map[bool]string{true: "au moins ", false: "moins de "}[met] + strconv.Itoa(percent)
		if !strings.HasPrefix(tile, want) {
			t.Fatalf("%d of %d for %d: %q", n, all, percent, tile)
		}
		key := map[[2]bool]string{{true, true}: "survey.verdict.both", {true, false}: "survey.verdict.share_missed", {false, true}: "survey.verdict.answers_missed", {false, false}: "survey.verdict.missed"}[[2]bool{all >= 40, met}]
		if sentence != p.T(key) {
			t.Fatalf("%d of %d for %d: tile %q, sentence %q", n, all, percent, tile, sentence)
		}
	})
}

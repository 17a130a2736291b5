package surveyweb

import (
	"context"
	"strings"
	"testing"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/locale"
	"mitoyen/internal/survey"
)

func in(t *testing.T, l i18n.Lang) context.Context {
	t.Helper()
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return i18n.With(t.Context(), catalog.In(l))
}

func fr(s string) survey.Words { return survey.Words{i18n.French: s} }

func choices(id string, codes ...string) survey.Question {
	q := survey.Question{ID: id, Kind: survey.Choice, Text: fr(id + " ?")}
	for _, x := range codes {
		q.Options = append(q.Options, survey.Option{ID: x, Text: fr(x)})
	}
	return q
}

func when(q survey.Question, c survey.Condition) survey.Question {
	q.When = &c
	return q
}

var village = survey.Form{Questions: []survey.Question{
	choices("often", "weekly", "monthly", "never"),
	when(choices("why", "far", "dear"), survey.Condition{Question: "often", Any: []string{"never"}}),
	when(choices("uses", "work", "meet"), survey.Condition{Question: "often", Any: []string{"never"}, Not: true}),
	{ID: "km", Kind: survey.Number, Text: fr("km ?"), Bands: []int{5, 15}},
	when(choices("bus", "yes", "no"), survey.Condition{Question: "km", Any: []string{"2"}}),
}}

// On paper everybody has all questions before them: arrows send on those who have nothing to answer, and each condition is said where it counts.
func TestPaperSaysWhereToGoOn(t *testing.T) {
	t.Parallel()
	ctx := in(t, i18n.French)
	want := map[string][]string{
		"often": {"Si vous avez répondu «\u202fweekly\u202f» ou «\u202fmonthly\u202f», allez à la question\u00a03."},
		"why":   nil, "uses": nil,
		"km":  {"Si vous avez répondu «\u202fmoins de 5\u202f» ou «\u202fde 5 à 14\u202f», c’est fini."},
		"bus": nil,
	}
	plain := func(s string) string { return strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(s) }
	for _, q := range village.Questions {
		var got []string
		for _, j := range jumps(village, q) {
			got = append(got, plain(j.words(ctx, q)))
		}
		for i := range want[q.ID] {
			want[q.ID][i] = plain(want[q.ID][i])
		}
		if strings.Join(got, "|") != strings.Join(want[q.ID], "|") {
			t.Errorf("%s leads on by %q, want %q", q.ID, got, want[q.ID])
		}
	}
	uses, _ := village.Question("uses")
	if got := plain(only(ctx, village, uses)); got != "Sauf si vous avez répondu « never » à la question 1." {
		t.Errorf("a condition is said as %q", got)
	}
}

func TestProgressFollowsTheConditions(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		given  survey.Answers
		which  string
		at, of int
	}{
		{nil, "often", 1, 3}, // until it is known, those who said nothing are asked what the others are
		{survey.Answers{"often": {"never"}}, "why", 2, 3},
		{survey.Answers{"often": {"weekly"}, "km": {"40"}}, "bus", 4, 4},
	} {
		if at, of := where(village, x.given, x.which); at != x.at || of != x.of {
			t.Errorf("%v: question %d of %d, want %d of %d", x.given, at, of, x.at, x.of)
		}
	}
	if m := minutes(village); m != 1 {
		t.Errorf("five short questions take %d minutes", m)
	}
}

// Whoever goes on is led to the first question after the last that they answered, or to that one where nothing follows.
func TestGoingOn(t *testing.T) {
	t.Parallel()
	s := survey.Survey{Form: village}
	for _, x := range []struct {
		given survey.Answers
		to    string
	}{
		{nil, "often"},
		{survey.Answers{"often": {"weekly"}}, "uses"},
		{survey.Answers{"often": {"never"}, "why": {"far"}}, "km"},
		{survey.Answers{"often": {"never"}, "km": {"3"}}, "km"},
	} {
		if q := goOn(s, x.given); q.ID != x.to {
			t.Errorf("%v goes on at %s, want %s", x.given, q.ID, x.to)
		}
	}
}

// A sentence tells what the table tells, in words, and nothing that is hidden.
func TestSentences(t *testing.T) {
	t.Parallel()
	often, _ := village.Question("often")
	cells := func(n ...int) (t survey.Told) {
		for i, code := range often.Told() {
			t.Cells = append(t.Cells, survey.Cell{Code: code, N: max(0, n[i]), Hidden: n[i] < 0})
			t.Base += max(0, n[i])
		}
		return t
	}
	for _, x := range []struct {
		told   survey.Told
		fr, en string
	}{
		{cells(60, 20, 20), "weekly » est la réponse la plus donnée : 60 personnes sur 100, soit 60 %.", "“weekly” is the most frequent answer: 60 people out of 100, or 60%."},
		{cells(40, 40, 20), "arrivent en tête à égalité, avec 40 personnes", "come first together, 40 people each"},
		{cells(30, 30, 30), "Aucune réponse ne domine : 30 personnes au plus sur 90.", "No answer stands out: 30 people at most out of 90."},
		{cells(-1, -1, 20), "never » est la réponse la plus donnée", "“never” is the most frequent"},
		{cells(-1, -1, -1), "il en faut au moins 11", "it takes at least 11"},
		{survey.Told{}, "il en faut au moins 11", "it takes at least 11"},
	} {
		for l, want := range map[i18n.Lang]string{i18n.French: x.fr, i18n.English: x.en} {
			got := strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(sentence(in(t, l), often, x.told, nil))
			if !strings.Contains(got, want) {
				t.Errorf("%+v in %s: %q, want %q", x.told, l, got, want)
			}
		}
	}
}

func TestADaySaysItsYearWhereItIsAnother(t *testing.T) {
	t.Parallel()
	today := civil.MustDate("2026-11-29")
	for _, x := range []struct {
		lang      i18n.Lang
		day, want string
	}{
		{i18n.French, "2026-12-16", "mercredi 16 décembre"}, {i18n.French, "2011-11-16", "mercredi 16 novembre 2011"}, {i18n.French, "2099-01-01", "jeudi 1er janvier 2099"},
		{i18n.English, "2026-12-16", "Wednesday 16 December"}, {i18n.English, "2011-11-16", "Wednesday 16 November 2011"},
	} {
		if got := day(i18n.From(in(t, x.lang)), civil.MustDate(x.day), today); got != x.want {
			t.Errorf("%s is %q", x.day, got)
		}
	}
}

package survey_test

import (
	"slices"
	"strings"
	"testing"

	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/survey"
)

func TestOptionsKeepTheirNamesWhenReworded(t *testing.T) {
	t.Parallel()
	before := []survey.Option{
		{ID: "o1", Text: survey.Words{i18n.French: "Coudre", i18n.English: "Sew"}}, {ID: "o2", Text: fr("Réparer")}, {ID: "o3", Text: fr("Travailler")}}
	for _, x := range []struct{ lines, want string }{
		{"Coudre|Réparer|Travailler", "o1 o2 o3"},
		{"Travailler|Coudre|Réparer", "o3 o1 o2"},
		{"Coudre|Réparer des vélos|Travailler", "o1 o2 o3"},
		{"Coudre à la machine|Réparer des vélos|Travailler au calme", "o1 o2 o3"},
		{"Coudre|Travailler", "o1 o3"},
		{"Coudre|Réparer|Cuisiner|Travailler", "o1 o2 o4 o3"},
		{"Cuisiner|Coudre|Réparer|Travailler", "o4 o1 o2 o3"},
		{"Coudre|Réparer|Travailler|Cuisiner|Manger", "o1 o2 o3 o4 o5"},
		{"Coudre|Coudre", "o1 o4"}, // the same twice: Judge refuses two of one name, the page two of the same words
		{"", ""},
	} {
		lines := strings.Split(x.lines, "|")
		if x.lines == "" {
			lines = nil
		}
		var got []string
		for _, o := range survey.Reword(before, lines) {
			got = append(got, o.ID)
		}
		if strings.Join(got, " ") != x.want {
			t.Errorf("%s: %v, want %s", x.lines, got, x.want)
		}
	}
	if o := survey.Reword(before, []string{"Coudre ensemble", "Réparer", "Travailler"})[0]; o.Text[i18n.English] != "Sew" || before[0].Text[i18n.French] != "Coudre" {
		t.Errorf("the other language is %q, what was is %q", o.Text[i18n.English], before[0].Text[i18n.French])
	}
}

func TestWhatSpeaksOfAQuestionThatIsGoneSpeaksOfNothing(t *testing.T) {
	t.Parallel()
	s := survey.Survey{Form: survey.Form{Languages: asked.Languages, Questions: slices.Clone(asked.Questions)}, Promise: promised}
	for i, q := range s.Form.Questions {
		if q.When != nil {
			when := *q.When
			s.Form.Questions[i].When = &when
		}
	}
	share := *promised.Share
	s.Promise.Share = &share
	s.Form.Shift("when", -10)
	if s.Form.Questions[0].ID != "when" {
		t.Errorf("first is %s", s.Form.Questions[0].ID)
	}
	copied := s.Form.Copy("uses")
	if q, _ := s.Form.Question(copied); q.Uses || q.When == nil {
		t.Errorf("the copy is %+v", q)
	}
	s.Remove("often")
	if s.Promise.Share.Question != "" || s.Form.Judge() == nil || s.Promise.Judge(s.Form) == nil {
		t.Error("nobody notices that the question is gone")
	}
	if id := s.Form.Add(survey.Scale); id == copied || s.Form.Questions[len(s.Form.Questions)-1].Top != 5 {
		t.Errorf("a new question is %s", id)
	}
}

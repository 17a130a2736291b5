package surveyweb

import (
	"fmt"

	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/survey"
)

// modelHere names the model "A third place here?".
const modelHere = "here"

// modelQuestion is a question of the model: its texts are in the locale under its name, its options under numbers.
type modelQuestion struct {
	id      string
	kind    survey.Kind
	text    string   // keys
	options []string // keys
}

var hereQuestions = []modelQuestion{
	{id: "age", kind: survey.Choice, text: "surveyrun.here.age", options: []string{"surveyrun.here.age.young", "surveyrun.here.age.middle", "surveyrun.here.age.older", "surveyrun.here.age.oldest"}},
	{id: "often", kind: survey.Choice, text: "surveyrun.here.often", options: []string{"surveyrun.here.often.weekly", "surveyrun.here.often.monthly", "surveyrun.here.often.rarely", "surveyrun.here.often.no"}},
	{id: "uses", kind: survey.Several, text: "surveyrun.here.uses", options: []string{
		"surveyrun.here.uses.work", "surveyrun.here.uses.make", "surveyrun.here.uses.help", "surveyrun.here.uses.meet", "surveyrun.here.uses.start", "surveyrun.here.uses.none"}},
	{id: "when", kind: survey.HalfDays, text: "surveyrun.here.when"},
	{id: "where", kind: survey.Commune, text: "surveyrun.here.where"},
	{id: "against", kind: survey.Several, text: "surveyrun.here.against", options: []string{
		"surveyrun.here.against.hours", "surveyrun.here.against.price", "surveyrun.here.against.way", "surveyrun.here.against.shy", "surveyrun.here.against.access", "surveyrun.here.against.nothing"}},
	{id: "bring", kind: survey.Several, text: "surveyrun.here.bring", options: []string{
		"surveyrun.here.bring.time", "surveyrun.here.bring.skill", "surveyrun.here.bring.things", "surveyrun.here.bring.room", "surveyrun.here.bring.money", "surveyrun.here.bring.nothing"}},
	{id: "word", kind: survey.Long, text: "surveyrun.here.word"},
	{id: "agree", kind: survey.Consent, text: "surveyrun.here.agree"},
}

// ThirdPlaceHere makes of a survey the one that most begin with: "A third place here?", nine questions and a threshold, in French with all
// its English ready for whoever adds that language. The title stays.
func ThirdPlaceHere(catalog *i18n.Catalog, s *survey.Survey) {
	say := func(key string) survey.Words {
		w := survey.Words{}
		for _, l := range i18n.Langs {
			if key != "" {
				w[l] = catalog.In(l).T(key)
			}
		}
		return w
	}
	s.Intro = say("surveyrun.here.intro")
	s.Form = survey.Form{Languages: []i18n.Lang{i18n.French}}
	for _, x := range hereQuestions {
		q := survey.Question{ID: x.id, Kind: x.kind, Text: say(x.text)}
		for i, key := range x.options {
			q.Options = append(q.Options, survey.Option{ID: fmt.Sprint("o", i+1), Text: say(key)})
		}
		switch x.id {
		case "age":
			q.Breaks, q.Required = true, true
		case "often", "agree":
			q.Required = true
		case "uses":
			q.Uses, q.When = true, &survey.Condition{Question: "often", Any: []string{"o4"}, Not: true}
		case "when":
			q.When = &survey.Condition{Question: "often", Any: []string{"o4"}, Not: true}
		}
		s.Form.Questions = append(s.Form.Questions, q)
	}
	s.Promise = survey.Promise{Answers: s.Promise.Answers, Share: &survey.Share{Question: "often", Any: []string{"o1"}, Percent: 30}, IfMet: say("surveyrun.here.if_met"), IfNot: say("surveyrun.here.if_not")}
}

package app

import (
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/survey"
)

func inBoth(fr, en string) survey.Words { return survey.Words{i18n.French: fr, i18n.English: en} }

func askedOption(id, fr, en string) survey.Option { return survey.Option{ID: id, Text: inBoth(fr, en)} }

// askedAtGare is a survey with every kind of question, as La GARE might ask its village.
var askedAtGare = survey.Form{Languages: []i18n.Lang{i18n.French, i18n.English}, Questions: []survey.Question{
	{ID: "age", Kind: survey.Choice, Text: inBoth("Vous avez", "You are"), Required: true, Breaks: true, Options: []survey.Option{
		askedOption("30", "moins de 30 ans", "under 30"), askedOption("59", "30 à 59 ans", "30 to 59"), askedOption("74", "60 à 74 ans", "60 to 74"), askedOption("75", "75 ans et plus", "75 or over")}},
	{ID: "souvent", Kind: survey.Choice, Text: inBoth("Viendriez-vous à l’atelier ?", "Would you come to the workshop?"), Required: true, Options: []survey.Option{
		askedOption("semaine", "chaque semaine", "every week"), askedOption("mois", "chaque mois", "every month"), askedOption("parfois", "de temps en temps", "now and then"), askedOption("non", "non", "no")}},
	{ID: "pourquoi", Kind: survey.Long, Text: inBoth("Qu’est-ce qui vous en empêche ?", "What keeps you from it?"), When: &survey.Condition{Question: "souvent", Any: []string{"non"}}},
	{ID: "usages", Kind: survey.Several, Uses: true, Text: inBoth("Qu’y feriez-vous ?", "What would you do there?"), When: &survey.Condition{Question: "souvent", Any: []string{"non"}, Not: true}, Options: []survey.Option{
		askedOption("reparer", "Réparer un objet", "Repair something"), askedOption("bois", "Travailler le bois", "Work with wood"), askedOption("coudre", "Coudre", "Sew"), askedOption("voir", "Rencontrer d’autres habitants", "Meet other people of the village"), askedOption("apprendre", "Apprendre un geste", "Learn a craft")}},
	{ID: "quand", Kind: survey.HalfDays, Text: inBoth("Quand pourriez-vous venir ?", "When could you come?"), When: &survey.Condition{Question: "souvent", Any: []string{"non"}, Not: true}},
	{ID: "ordre", Kind: survey.Ranking, Text: inBoth("Qu’est-ce qui compte le plus ?", "What matters most?"), Options: []survey.Option{
		askedOption("prix", "Que ce soit gratuit", "That it is free"), askedOption("aide", "Que quelqu’un aide", "That somebody helps"), askedOption("heures", "Que ce soit ouvert le soir", "That it is open in the evening")}},
	{ID: "km", Kind: survey.Number, Text: inBoth("À combien de kilomètres habitez-vous ?", "How many kilometres away do you live?"), Bands: []int{5, 15}},
	{ID: "commune", Kind: survey.Commune, Text: inBoth("Dans quelle commune ?", "In which commune?")},
	{ID: "envie", Kind: survey.Scale, Top: 5, Text: inBoth("À quel point en avez-vous envie ?", "How much would you like it?"), Help: inBoth("1 : pas du tout, 5 : beaucoup.", "1: not at all, 5: very much.")},
	{ID: "mot", Kind: survey.Short, Text: inBoth("Comment l’appelleriez-vous ?", "What would you call it?")},
	{ID: "accord", Kind: survey.Consent, Text: inBoth("Le résultat pourra servir à demander une aide à la communauté de communes.", "The result may be used to ask the community of communes for support."), Required: true},
}}

// askSome has La GARE ask its village: a survey that is open for two more weeks.
func askSome(tx *store.Tx, gare place.ID) error {
	p, err := place.Find(tx, gare)
	if err != nil {
		return err
	}
	slug, err := survey.Create(tx, organisation.System, survey.CreateRequest{Organisation: p.Organisation, Commune: p.Commune, Title: "Un atelier de réparation à La GARE ?"})
	if err != nil {
		return err
	}
	s, err := survey.Find(tx, slug)
	if err != nil {
		return err
	}
	today := civil.DateOf(tx.Now.In(p.Zone()))
	err = survey.Edit(tx, organisation.System, s.ID, func(s *survey.Survey) error {
		s.Title = inBoth("Un atelier de réparation à La GARE ?", "A repair workshop at La GARE?")
		s.Intro = inBoth("La halle est libre trois jours par semaine. Avant d’acheter des outils, nous demandons à celles et ceux qui viendraient.\nLe formulaire papier se dépose à l’accueil de La GARE ou en mairie.",
			"The hall is free three days a week. Before buying tools, we ask those who would come.\nThe paper form can be left at La GARE’s desk or at the town hall.")
		s.Form, s.ClosesOn = askedAtGare, today.AddDays(14)
		s.Promise = survey.Promise{Answers: 60, Share: &survey.Share{Question: "souvent", Any: []string{"semaine", "mois"}, Percent: 30},
			IfMet: inBoth("La halle ouvre en atelier trois jours par semaine dès mars, à l’essai pour six mois.", "The hall opens as a workshop three days a week from March, on trial for six months."),
			IfNot: inBoth("La halle reste une salle à louer, et nous publions pourquoi.", "The hall stays a room to let, and we publish why.")}
		return nil
	})
	if err != nil {
		return err
	}
	return survey.Move(tx, organisation.System, survey.MoveRequest{Survey: s.ID, To: survey.Open})
}

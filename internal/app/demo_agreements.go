package app

import (
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/network"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/shift"
)

// agree has the FabLab welcome La GARE's members at its sewing machines and benches, and one of them book there; an offer of the kitchen to La
// GARE waits for an answer.
func (a *App) agree(tx *store.Tx, lab, gare, kitchen place.ID) error {
	host, err := place.Find(tx, lab)
	if err != nil {
		return err
	}
	guest, err := place.Find(tx, gare)
	if err != nil {
		return err
	}
	today := civil.DateOf(tx.Now.In(host.Zone()))
	twice := resource.Layer{Quotas: []resource.Quota{{Per: resource.Week, Count: 2}}}
	sewing, err := resource.Find(tx, lab, "machines-a-coudre")
	if err != nil {
		return err
	}
	made, _, err := network.Propose(tx, organisation.System, network.ProposeRequest{Place: lab, Guest: guest.Organisation, Opens: network.Opening{Kinds: []resource.Kind{resource.Workshop}, Resources: []resource.ID{sewing.ID}},
		Rules: twice, Terms: "En échange, La GARE prête sa petite halle pour nos ateliers ouverts.", First: today, Notice: 14})
	if err != nil {
		return err
	}
	if _, _, err := network.Answer(tx, organisation.System, network.AnswerRequest{Place: gare, Agreement: made, Yes: true, Sentence: "Avec joie."}); err != nil {
		return err
	}
	_, _, err = network.Propose(tx, organisation.System, network.ProposeRequest{Place: kitchen, Guest: guest.Organisation, Rules: twice,
		Terms: "Pour les repas partagés de La GARE, deux fois par semaine au plus.", First: today, Last: today.AddDays(365), Notice: 30})
	if err != nil {
		return err
	}
	nora, err := account.Open(tx, demoEmail("Nora"), i18n.French)
	if err != nil {
		return err
	}
	if err := account.Rename(tx, nora.ID, "Nora", i18n.French); err != nil {
		return err
	}
	coming, err := shift.Coming(tx, host, a.schools.Load(), today.AddDays(1), today.AddDays(21))
	if err != nil {
		return err
	}
	for _, s := range coming {
		if !s.Filled() {
			continue
		}
		return unlessRefused(booking.Book(tx, organisation.System, booking.BookRequest{Resource: sewing.ID, From: s.From, To: s.From.Add(time.Hour), Units: 1, People: 1, Person: nora.ID, Lang: i18n.French, Schools: a.schools.Load(),
			Contact: booking.Contact{Name: "Nora", Email: demoEmail("Nora")}}))
	}
	return nil
}

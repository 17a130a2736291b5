package app

import (
	"slices"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/observatory"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/territory"
)

// speakUp has people of Vaillant say what they lack: one need is answered, one waits for an answer, one for the coordinator. The département has
// a programme.
func (a *App) speakUp(tx *store.Tx, gare place.ID) error {
	p, err := place.Find(tx, gare)
	if err != nil {
		return err
	}
	for _, x := range []struct {
		title, text string
		to          observatory.State
		answer      string
	}{
		{"Réparer son vélo sans aller à Langres", "Un samedi par mois suffirait, avec quelqu’un qui sait.", observatory.Met, "Atelier vélo le premier samedi du mois, dans la petite halle. Les outils sont sur place."},
		{"Imprimer et scanner près de chez soi", "Surtout pour les dossiers de retraite.", observatory.Shown, ""},
		{"Un endroit pour répéter le soir", "Nous sommes six, avec une batterie.", observatory.Waiting, ""},
	} {
		if err := observatory.Voice(tx, organisation.Actor{}, observatory.VoiceRequest{Commune: p.Commune, Title: x.title, Text: x.text}); err != nil {
			return err
		}
		if x.to == observatory.Waiting {
			continue
		}
		waiting, err := observatory.WaitingNeeds(tx, organisation.System)
		if err != nil {
			return err
		}
		need := waiting[slices.IndexFunc(waiting, func(n observatory.Need) bool { return n.Title == x.title })].ID
		if err := observatory.Decide(tx, organisation.System, observatory.DecideRequest{Need: need, To: observatory.Shown}); err != nil {
			return err
		}
		if x.answer == "" {
			continue
		}
		if err := observatory.Reply(tx, organisation.System, observatory.AnswerRequest{Need: need, Organisation: p.Organisation, Place: p.ID, Text: x.answer}); err != nil {
			return err
		}
		if err := observatory.Decide(tx, organisation.System, observatory.DecideRequest{Need: need, To: x.to}); err != nil {
			return err
		}
	}
	departement, err := organisation.Create(tx, organisation.Organisation{ID: id.New[organisation.Organisation](), Name: "Département de la Haute-Marne", Kind: organisation.Authority, Territory: "departement:52"})
	if err != nil {
		return err
	}
	_, err = observatory.KeepProgramme(tx, organisation.System, "", observatory.Programme{Organisation: departement.ID, Name: "Un lieu à vingt minutes",
		Text:  "Une aide au démarrage pour les lieux des communes de moins de 2\u00a0000 habitants, et quelqu’un à qui parler. Exemple de démonstration.",
		First: civil.MustDate("2026-01-01"), Last: civil.MustDate("2028-12-31"), Perimeter: []territory.Ground{{Kind: territory.OfDepartement, Code: "52"}}})
	if err != nil {
		return err
	}
	return demoHandovers(tx)
}

// demoHandovers are two organisations that the community of communes opened: one is in its people's hands, one waits at an address that was
// mistyped.
func demoHandovers(tx *store.Tx) error {
	p, err := account.FindByEmail(tx, demoEmail("Karim"))
	if err != nil {
		return err
	}
	karim, err := organisation.Load(tx, p.ID)
	if err != nil {
		return err
	}
	now := tx.Now
	defer func() { tx.Now = now }()
	for _, x := range []struct {
		name, email string
		kind        organisation.Kind
		days        int
		taken       bool
	}{
		{"Les Amis du four à pain", demoEmail("Odile"), organisation.Collective, 40, true},
		{"La Bergerie partagée", "jeam@demo.example.org", organisation.Association, 3, false},
	} {
		tx.Now = now.Add(-time.Duration(x.days) * 24 * time.Hour)
		l, err := organisation.Open(tx, karim, organisation.OpenRequest{Name: x.name, Kind: x.kind, Manager: x.email})
		if err != nil || !x.taken {
			return err
		}
		tx.Now = tx.Now.Add(50 * time.Hour)
		if _, _, err := organisation.TakeOver(tx, l.Link, i18n.French); err != nil {
			return err
		}
	}
	return nil
}

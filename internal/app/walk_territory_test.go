package app_test

import (
	"errors"
	"net/url"
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/observatory"
	"mitoyen/internal/organisation"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
)

// lack has somebody say what is missing at Vaillant, and La GARE answer; its association has a programme there.
func (t *town) lack(tx *store.Tx) error {
	if err := observatory.Voice(tx, organisation.Actor{}, observatory.VoiceRequest{Commune: "52499", Title: "Un atelier vélo"}); err != nil {
		return err
	}
	all, err := observatory.WaitingNeeds(tx, organisation.System)
	if err != nil {
		return err
	}
	t.need = all[0].ID.String()
	err1 := observatory.Decide(tx, organisation.System, observatory.DecideRequest{Need: all[0].ID, To: observatory.Shown})
	err2 := observatory.Reply(tx, organisation.System, observatory.AnswerRequest{Need: all[0].ID, Organisation: t.own, Place: t.gare, Text: "Le samedi."})
	n, err3 := observatory.Find(tx, all[0].ID)
	programme, err4 := observatory.KeepProgramme(tx, organisation.System, "", observatory.Programme{Organisation: t.own, Name: "Programme", First: civil.MustDate("2026-01-01"), Perimeter: []territory.Ground{{Kind: territory.OfCommune, Code: "52499"}}})
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return err
	}
	t.reply, t.programme = n.Answers[0].ID.String(), programme.String()
	return nil
}

// ofTerritory fills the forms about needs and programmes as somebody of La GARE would.
func (t *town) ofTerritory(r web.Route, v url.Values) {
	if !strings.HasPrefix(r.Name, "need.") && !strings.HasPrefix(r.Name, "programme.") {
		return
	}
	for name, value := range map[string]string{"title": "Intrus", "text": "Intrus", "answer": t.reply, "to": "met", "name": t.own.String(), "authority": t.own.String(), "first": "2026-12-01", "last": "", "website": "", "perimeter": "52499"} {
		v.Set(name, value)
	}
	if r.Name == "programme.keep" {
		v.Set("name", "Intrus")
	}
}

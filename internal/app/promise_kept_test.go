package app_test

import (
	"errors"
	"html"
	"strings"
	"testing"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/survey"
)

// When the threshold is missed, whoever announced what follows then is reminded of it, and not led to begin a group against it.
func TestMissedPromiseLeadsToNoGroup(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		nadia := h.signedIn("elue@example.org")
		text := func(s string) survey.Words { return survey.Words{i18n.French: s} }
		var which survey.ID
		h.update(func(tx *store.Tx) error {
			p, err1 := account.Open(tx, "elue@example.org", i18n.French)
			o, err2 := organisation.Create(tx, organisation.Organisation{Name: "Vaillant", Kind: organisation.Authority, Territory: "commune:52499"})
			err3 := organisation.Give(tx, organisation.System, p.ID, organisation.Grant{Role: organisation.Manager, Scope: organisation.InOrganisation, ID: o.ID.String()})
			slug, err4 := survey.Create(tx, organisation.System, survey.CreateRequest{Organisation: o.ID, Commune: "52499", Title: "Un lieu ?"})
			s, err5 := survey.Find(tx, slug)
			if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
				return err
			}
			which = s.ID
			err := survey.Edit(tx, organisation.System, s.ID, func(s *survey.Survey) error {
				s.Form.Questions = []survey.Question{{ID: "often", Kind: survey.Choice, Text: text("Viendriez-vous ?"), Options: []survey.Option{{ID: "yes", Text: text("Oui")}, {ID: "no", Text: text("Non")}}}}
				s.Promise = survey.Promise{Answers: 20, IfMet: text("On ouvre."), IfNot: text("La commune ne lance pas de projet.")}
				return nil
			})
			return errors.Join(err, survey.Move(tx, organisation.System, survey.MoveRequest{Survey: s.ID, To: survey.Open}))
		})
		for _, to := range []survey.State{survey.Closed, survey.Published} {
			h.clock.Advance(48 * time.Hour)
			h.update(func(tx *store.Tx) error {
				return survey.Move(tx, organisation.System, survey.MoveRequest{Survey: which, To: to, Words: "Merci."})
			})
		}
		after := html.UnescapeString(nadia.get("/mes-enquetes/un-lieu").text)
		const begin = "/groupes/lancer"
		if strings.Contains(after, begin) || !strings.Contains(after, "La commune ne lance pas de projet.") || !strings.Contains(after, "irait contre cette annonce") {
			h.Errorf("after: %s", after)
		}
	})
}

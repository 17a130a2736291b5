package app_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/survey"
	"mitoyen/internal/web"
)

// askAround makes surveys of La GARE's association: one open to codes, a draft, one whose result is told, and has somebody leave a way to call them.
func (t *town) askAround(tx *store.Tx) error {
	for _, x := range []*string{&t.asked, &t.drafted, &t.published} {
		slug, err := survey.Create(tx, organisation.System, survey.CreateRequest{Organisation: t.own, Commune: "52499", Title: "Que faire de la gare ?"})
		if err != nil {
			return err
		}
		*x = slug
		s, err := survey.Find(tx, slug)
		if err != nil {
			return err
		}
		err = survey.Edit(tx, organisation.System, s.ID, func(s *survey.Survey) error {
			q, _ := s.Form.Question(s.Form.Add(survey.Choice))
			q.Text, q.Options = survey.Words{i18n.French: "Viendriez-vous ?"}, survey.Reword(nil, []string{"Oui", "Non"})
			s.Put(q)
			s.Access = survey.ByCode
			s.Promise.IfMet, s.Promise.IfNot = survey.Words{i18n.French: "On continue."}, survey.Words{i18n.French: "On arrête."}
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, to := range []survey.State{survey.Open, survey.Closed, survey.Published} {
		s, err := survey.Find(tx, t.published)
		if err == nil {
			err = survey.Move(tx, organisation.System, survey.MoveRequest{Survey: s.ID, To: to})
		}
		if err != nil {
			return err
		}
	}
	s, err := survey.Find(tx, t.asked)
	if err == nil {
		err = survey.Move(tx, organisation.System, survey.MoveRequest{Survey: s.ID, To: survey.Open})
	}
	if err != nil {
		return err
	}
	if s, err = survey.FindByID(tx, s.ID); err != nil {
		return err
	}
	return survey.LeaveContact(tx, s, survey.Contact{Name: "Josette", Phone: "03 25 00 00 07", TakesPart: true})
}

// wildSurveys has the pages on which a survey is built be about the one that is a draft, and the others about the one that is open.
func (t *town) wildSurveys() {
	for _, r := range t.Site.Routes() {
		if strings.HasPrefix(r.Name, "surveyrun.") {
			t.wild[r.Name+"{survey}"], t.wild[r.Name+"{question}"] = t.asked, "q1"
		}
	}
	for _, name := range []string{"keep", "arrange", "question", "put", "promise", "promised", "opening"} {
		t.wild["surveyrun."+name+"{survey}"] = t.drafted
	}
	t.wild["surveyrun.reword{survey}"] = t.published
}

// addresses is a list of so many.
func addresses(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "voisin%02d@example.org\n", i)
	}
	return b.String()
}

// aboutSurveys adds what the forms of whoever runs a survey send.
func (t *town) aboutSurveys(r web.Route, v url.Values) url.Values {
	if !strings.HasPrefix(r.Name, "surveyrun.") {
		return v
	}
	for name, value := range map[string]string{"organisation": t.own.String(), "title-fr": "Intrus", "access": "codes", "do": "add", "kind": "choice", "text-fr": "Intrus", "options": "Intrus\nIntruse",
		"answers": "50", "if_met-fr": "Intrus", "if_not-fr": "Intrus", "to": "dropped", "sure": "yes", "n": "3", "hand_in": "Chez l'intrus", "words": "Intrus", "q-q1": "1", "addresses": addresses(12)} {
		v.Set(name, value)
	}
	if r.Name == "surveyrun.key_in" {
		v.Set("do", "keep")
	}
	return v
}

// Whoever runs a survey is stopped where a survey would be less than it promises: nothing changes once it is open, codes are told once, sheets are
// kept once, and what was answered goes only when they say so twice.
func TestRunningASurvey(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		maryse := h.signedIn("maryse@example.org")
		draft, open := "/mes-enquetes/"+town.drafted, "/mes-enquetes/"+town.asked
		sent := func(path string, pairs ...string) answer {
			t.Helper()
			v := url.Values{"submission": {form.NewSubmission()}}
			for i := 0; i < len(pairs); i += 2 {
				v.Add(pairs[i], pairs[i+1])
			}
			return maryse.post(path, v)
		}
		// What can't be read stays as it was typed, beside its reason.
		got := sent(draft+"/questions/q1", "text-fr", "Viendrez-vous ?", "options", "Oui\nPeut-être\nOui", "kind", "choice")
		if got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.text, "Peut-être") || !strings.Contains(got.text, `id="options-err"`) || !strings.Contains(got.text, "Viendrez-vous") {
			h.Errorf("the same answer twice: %s", got.Status)
		}
		// What is unfinished is kept.
		got = sent(draft+"/questions/q1", "text-fr", "", "options", "Oui\nPeut-être", "kind", "choice")
		if got.Header.Get("Location") != draft+"/questions/q1?manque=1" {
			h.Errorf("without its text: %s to %q", got.Status, got.Header.Get("Location"))
		}
		if got = maryse.get(draft + "/questions/q1?manque=1"); !strings.Contains(got.text, `id="text-fr-err"`) || !strings.Contains(got.text, "Peut-être") {
			h.Error("nothing says what is missing")
		}
		if got = sent(draft+"/etat", "to", "open"); got.StatusCode != http.StatusUnprocessableEntity {
			h.Errorf("opened unfinished: %s", got.Status)
		}
		// An open survey is fixed.
		for path, pairs := range map[string][]string{"": {"title-fr", "Autre chose", "access", "open"}, "/questions": {"do", "remove:q1"}, "/questions/q1": {"text-fr", "Autre chose", "options", "Oui\nNon"}, "/seuil": {"answers", "20", "if_met-fr", "Rien", "if_not-fr", "Rien"}} {
			if got := sent(open+path, pairs...); got.StatusCode == http.StatusOK || strings.Contains(strings.Join(h.rows(`SELECT title, form, promise FROM survey`), ""), "Autre chose") {
				h.Errorf("%s of an open survey: %s", path, got.Status)
			}
		}
		// Codes are told once, by a form that is sent twice.
		v := url.Values{"submission": {form.NewSubmission()}, "n": {"3"}}
		if got = maryse.post(open+"/codes", v); got.StatusCode != http.StatusOK || strings.Count(got.text, "code-card-code") != 3 {
			h.Errorf("three codes: %s", got.Status)
		}
		if got = maryse.post(open+"/codes", v); strings.Contains(got.text, "code-card-code") || len(h.rows(`SELECT hash FROM survey_code`)) != 3 {
			h.Errorf("the same form again: %s", got.Status)
		}
		// A sheet is kept once, by the button and not by Enter alone.
		v = url.Values{"submission": {form.NewSubmission()}, "q-q1": {"2"}, "do": {"next"}}
		if maryse.post(open+"/saisie", v); len(h.rows(`SELECT id FROM survey_slot`)) != 0 {
			h.Error("Enter kept the sheet")
		}
		v.Set("do", "keep")
		for range 2 {
			if got = maryse.post(open+"/saisie", v); got.StatusCode != http.StatusSeeOther {
				h.Errorf("a sheet: %s", got.Status)
			}
		}
		if rows := h.rows(`SELECT answers, paper FROM survey_slot`); len(rows) != 1 || !strings.Contains(rows[0], `"o2"`) {
			h.Errorf("in the slot: %v", rows)
		}
		if got = sent(open+"/saisie", "q-q1", "9", "do", "keep"); got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.text, `id="q-q1-err"`) {
			h.Errorf("there is no ninth answer: %s", got.Status)
		}
		// Closed with a reason; given up by a tick alone.
		if got = sent(open+"/etat", "to", "closed"); got.StatusCode != http.StatusUnprocessableEntity {
			h.Errorf("closed without a reason: %s", got.Status)
		}
		sent(open+"/etat", "to", "closed", "words", "La halle est prise.")
		if got = maryse.get(open + "/historique"); !strings.Contains(got.text, "La halle est prise.") {
			h.Error("the history doesn't say why")
		}
		if got = maryse.get(open + "/contacts.csv"); got.StatusCode != http.StatusConflict || strings.Contains(got.text, "Josette") {
			h.Errorf("contacts are read while it can open again: %s", got.Status)
		}
		if got = sent(open+"/etat", "to", "dropped"); got.StatusCode != http.StatusUnprocessableEntity || len(h.rows(`SELECT id FROM survey_answer`)) != 1 {
			h.Errorf("given up without a tick: %s", got.Status)
		}
		if sent(open+"/etat", "to", "dropped", "sure", "yes"); len(h.rows(`SELECT id FROM survey_answer`))+len(h.rows(`SELECT id FROM survey_contact`)) != 0 {
			h.Error("given up, and answers are left")
		}
	})
}

// Whoever left a way to call them takes it away with their account; after a year nobody has it.
func TestContactsOfSurveysAreForgotten(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		leave := func(email string) {
			h.update(func(tx *store.Tx) error {
				s, err := survey.Find(tx, town.asked)
				if err != nil {
					return err
				}
				return survey.LeaveContact(tx, s, survey.Contact{Name: "Léa", Email: email})
			})
		}
		count := func() int { return len(h.rows(`SELECT id FROM survey_contact`)) }
		before := count()
		leave("lea@example.org")
		h.update(func(tx *store.Tx) error {
			d, err := account.Export(tx, town.lea.ID)
			if err == nil && (len(d.Contacts) != 1 || d.Contacts[0]["survey"] != town.asked) {
				h.Errorf("their own data: %v", d.Contacts)
			}
			return err
		})
		h.signedIn("lea@example.org").post("/mon-espace/effacer", url.Values{"sure": {"yes"}})
		if n := count(); n != before {
			h.Errorf("%d contacts after the account was erased, %d before", n, before)
		}
		h.update(func(tx *store.Tx) error {
			s, err := survey.Find(tx, town.asked)
			if err != nil {
				return err
			}
			if err := survey.Move(tx, organisation.System, survey.MoveRequest{Survey: s.ID, To: survey.Closed}); err != nil {
				return err
			}
			return survey.Move(tx, organisation.System, survey.MoveRequest{Survey: s.ID, To: survey.Published})
		})
		h.Round(context.Background())
		if n := count(); n != before {
			h.Errorf("forgotten at once: %d", n)
		}
		h.clock.Advance(366 * 24 * time.Hour)
		h.Round(context.Background())
		if n := count(); n != 0 {
			h.Errorf("%d contacts after a year", n)
		}
	})
}

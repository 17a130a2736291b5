package app_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/survey"
)

// askVillage has La GARE's association ask the village.
func (t *town) askVillage(tx *store.Tx) error {
	text := func(s string) survey.Words { return survey.Words{i18n.French: s} }
	slug, err := survey.Create(tx, organisation.System, survey.CreateRequest{Organisation: t.own, Commune: "52499", Title: "Un atelier ?"})
	if err != nil {
		return err
	}
	s, err := survey.Find(tx, slug)
	if err != nil {
		return err
	}
	err = survey.Edit(tx, organisation.System, s.ID, func(s *survey.Survey) error {
		s.Form.Questions = []survey.Question{{ID: "often", Kind: survey.Choice, Text: text("Viendriez-vous ?"), Options: []survey.Option{{ID: "yes", Text: text("Oui")}, {ID: "no", Text: text("Non")}}}}
		s.Promise = survey.Promise{Answers: 20, IfMet: text("On ouvre."), IfNot: text("On attend.")}
		return nil
	})
	return errors.Join(err, survey.Move(tx, organisation.System, survey.MoveRequest{Survey: s.ID, To: survey.Open}))
}

// Whoever answers leaves nothing with the program but their answers: no session, whoever is signed in, no line in the log, no entry in the journal,
// no submission, no job. What is kept before and after differs by a draft that comes and goes, and by what lies in the slot.
func TestAnsweringLeavesNoTrace(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		h.town()
		maryse := h.signedIn("maryse@example.org")
		session := maryse.cookies["mitoyen"]
		before := h.state("")
		const at = "/enquetes/un-atelier"
		step := func(path string, form url.Values, to string) {
			t.Helper()
			got := maryse.post(at+path, form)
			if got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != at+to {
				h.Fatalf("%s: %s to %q", path, got.Status, got.Header.Get("Location"))
			}
			for _, c := range got.Header.Values("Set-Cookie") {
				if strings.HasPrefix(c, "mitoyen=") {
					h.Errorf("%s sets the session: %s", path, c)
				}
				if !strings.Contains(c, "HttpOnly") || !strings.Contains(c, "SameSite=Lax") || !strings.Contains(c, "Path=/en/surveys/un-atelier") && !strings.Contains(c, "Path="+at) {
					h.Errorf("the code is given to more than the survey's pages: %s", c)
				}
			}
		}
		step("/commencer", nil, "/questions/often")
		if got := maryse.get(at + "/questions/often"); got.StatusCode != http.StatusOK || got.Header.Get("Cache-Control") != "private, no-store" || strings.Contains(got.text, "maryse") {
			h.Errorf("a question: %s, %s", got.Status, got.Header.Get("Cache-Control"))
		}
		code := maryse.cookies["enquete"]
		step("/questions/often", url.Values{"answer": {"no"}}, "/fin")
		if got := maryse.get(at + "/fin"); !strings.Contains(got.text, "Non") || strings.Contains(got.text, code) {
			h.Error("the summary doesn't say what was answered, or says the code")
		}
		step("/fin", nil, "/merci")
		if maryse.cookies["enquete"] != "" || maryse.cookies["mitoyen"] != session {
			h.Errorf("cookies after sending: %v", maryse.cookies)
		}
		maryse.cookies["enquete"] = code
		step("/fin", nil, "/merci?deja=1") // a second press
		step("/merci", url.Values{"name": {"Denise"}, "phone": {"03 25 00 00 11"}, "wish": {"part"}}, "/merci?note=1")
		after := h.state("")
		for table, rows := range after {
			grown := len(rows) - len(before[table])
			switch table {
			case "survey_slot", "survey_contact":
				if grown != 1 {
					h.Errorf("%s has %d rows more", table, grown)
				}
			default:
				if grown != 0 {
					h.Errorf("%s has %d rows more", table, grown)
				}
			}
		}
		if all := before.changed(after); len(all) > 0 {
			h.Errorf("answering changed: %v", all)
		}
		for table, rows := range after {
			for _, row := range rows {
				if strings.Contains(row, code) {
					h.Errorf("%s keeps the code: %s", table, row)
				}
			}
		}
		if said := h.log.String(); said != "" {
			h.Errorf("the program logged:\n%s", said)
		}
	})
}

// Codes can't be tried out: twenty a quarter of an hour from an address, twenty a minute for a survey.
func TestCodesAreTriedSlowly(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		h.town()
		thief := h.visitor("thief")
		var last answer
		for range 21 {
			last = thief.post("/enquetes/un-atelier/plus-tard", url.Values{"code": {"BBBB BBBB"}})
		}
		if last.StatusCode != http.StatusConflict || !strings.Contains(last.text, "Beaucoup d’essais") {
			h.Errorf("the twenty-first code: %s", last.Status)
		}
	})
}

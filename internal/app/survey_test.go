package app_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"reflect"
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

// A result is told as it was stored: the page, the table and the data say the same, and nothing of what is hidden; before, there is nothing to read.
func TestResultsTellWhatTheyMay(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		h.town()
		stranger := h.visitor("stranger")
		const at = "/enquetes/un-atelier/resultat"
		if got := stranger.get(at); got.StatusCode != http.StatusOK || !strings.Contains(got.text, "On peut encore répondre") {
			h.Errorf("before it is published: %s", got.Status)
		}
		for _, data := range []string{".csv", ".json"} {
			if got := stranger.get(at + data); got.StatusCode != http.StatusNotFound {
				h.Errorf("%s before it is published: %s", data, got.Status)
			}
		}
		var s survey.Survey
		h.update(func(tx *store.Tx) (err error) {
			if s, err = survey.Find(tx, "un-atelier"); err != nil {
				return err
			}
			for i := range 16 {
				if err := survey.KeyIn(tx, organisation.System, s.ID, survey.Answers{"often": {[]string{"yes", "no"}[i/14]}}); err != nil {
					return err
				}
			}
			for _, to := range []survey.State{survey.Closed, survey.Published} {
				if err := survey.Move(tx, organisation.System, survey.MoveRequest{Survey: s.ID, To: to, Words: "Merci."}); err != nil {
					return err
				}
			}
			s, err = survey.Find(tx, "un-atelier")
			return err
		})
		page := stranger.get(at)
		for _, words := range []string{"16 réponses, le seuil n’est pas atteint", "caché", "On attend.", "Merci.", "Rien n’empêchait de répondre deux fois", "Dont 15 réponses sur papier"} {
			if !strings.Contains(page.text, words) {
				h.Errorf("the result doesn't say %q", words)
			}
		}
		if got := stranger.get("/en/surveys/un-atelier/result"); !strings.Contains(got.text, "16 answers, the threshold is not met") || !strings.Contains(got.text, `lang="fr"`) {
			h.Error("the result isn't told in English, or its French isn't said to be so")
		}
		want := "table,question,question_text,answer,answer_text,by,by_text,by_answer,by_answer_text,people,hidden\n" +
			"question,often,Viendriez-vous ?,yes,Oui,,,,,,true\nquestion,often,Viendriez-vous ?,no,Non,,,,,,true\n"
		if got := stranger.get(at + ".csv"); got.text != want {
			h.Errorf("as a table:\n%s", got.text)
		}
		var data struct {
			Licence string
			Labels  map[string]map[string]string
			Result  survey.Result
		}
		got := stranger.get(at + ".json")
		if err := json.Unmarshal([]byte(got.text), &data); err != nil || !reflect.DeepEqual(data.Result, *s.Result) || !strings.Contains(data.Licence, "etalab-2.0") || data.Labels["often"]["yes"] != "Oui" {
			h.Errorf("as data: %v\n%s", err, got.text)
		}
		if got := stranger.get("/enquetes/un-atelier"); !strings.Contains(got.text, at) || strings.Contains(got.text, "Commencer") {
			h.Error("a survey whose result is published doesn't lead there, or can be begun")
		}
	})
}

// A survey that isn't open yet is nowhere for strangers; its team prints it. Where codes are handed out, each answers once.
func TestSurveyByCode(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		var code string
		h.update(func(tx *store.Tx) error {
			slug, err := survey.Create(tx, organisation.System, survey.CreateRequest{Organisation: town.own, Commune: "52499", Title: "À codes"})
			if err != nil {
				return err
			}
			s, err := survey.Find(tx, slug)
			if err != nil {
				return err
			}
			open, err := survey.Find(tx, "un-atelier")
			if err != nil {
				return err
			}
			err = survey.Edit(tx, organisation.System, s.ID, func(s *survey.Survey) error {
				s.Form, s.Promise, s.Access = open.Form, open.Promise, survey.ByCode
				return nil
			})
			if err != nil {
				return err
			}
			codes, err := survey.NewCodes(tx, organisation.System, s.ID, 1)
			code = survey.Spaced(codes[0])
			return err
		})
		stranger, maryse := h.visitor("stranger"), h.signedIn("maryse@example.org")
		for _, what := range []string{"", "/questions/often", "/fin", "/merci", "/plus-tard", "/resultat", "/papier", "/affiche"} {
			if got := stranger.get("/enquetes/a-codes" + what); got.StatusCode != http.StatusNotFound {
				h.Errorf("%s of a draft, as a stranger: %s", what, got.Status)
			}
		}
		if got := maryse.get("/enquetes/a-codes/papier"); got.StatusCode != http.StatusOK {
			h.Errorf("the paper of a draft, for its team: %s", got.Status)
		}
		h.update(func(tx *store.Tx) error {
			s, err := survey.Find(tx, "a-codes")
			return errors.Join(err, survey.Move(tx, organisation.System, survey.MoveRequest{Survey: s.ID, To: survey.Open}))
		})
		begin := func(code string) answer {
			return stranger.post("/enquetes/a-codes/commencer", url.Values{"code": {code}})
		}
		if got := begin("BBBB BBBB"); got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.text, "Ce code n’existe pas") || len(stranger.cookies) > 0 {
			h.Errorf("a code that nobody was given: %s", got.Status)
		}
		if got := begin(strings.ToLower(code)); got.Header.Get("Location") != "/enquetes/a-codes/questions/often" {
			h.Errorf("a code: %s", got.Status)
		}
		stranger.post("/enquetes/a-codes/questions/often", url.Values{"answer": {"yes"}})
		if got := stranger.post("/enquetes/a-codes/fin", nil); got.Header.Get("Location") != "/enquetes/a-codes/merci" {
			h.Errorf("sent: %s to %s", got.Status, got.Header.Get("Location"))
		}
		if got := begin(code); got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.text, "a déjà servi") {
			h.Errorf("a code for the second time: %s", got.Status)
		}
	})
}

package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mitoyen/internal/desk"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/organisation"
	"mitoyen/internal/web"
)

const pin = "8426"

// atComputer is the counter's computer, with Maryse's code known.
func (t *town) atComputer(name string) *visitor {
	t.Helper()
	if err := desk.SetPIN(t.Context(), t.DB, organisation.Actor{Person: t.maryse.ID, Grants: []organisation.Grant{{Role: organisation.Manager, Scope: organisation.InOrganisation, ID: t.own.String()}}}, pin); err != nil {
		t.Fatal(err)
	}
	v := t.visitor(name)
	v.cookies["mitoyen-desk"] = t.token
	return v
}

func (t *town) begin(v *visitor, code string) answer {
	t.Helper()
	return v.post("/lieux/la-gare/accueil/tour", url.Values{"who": {t.maryse.ID.String()}, "pin": {code}})
}

// A turn at the counter opens the counter's own pages, and is a stranger everywhere else: on every route, whatever its person may do at home.
func TestWalkInATurn(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		v := town.atComputer("counter")
		if got := v.get("/lieux/la-gare/accueil"); got.Header.Get("Location") != "/lieux/la-gare/accueil/tour" {
			h.Fatalf("an enrolled computer asks whose turn it is: %s to %q", got.Status, got.Header.Get("Location"))
		}
		if got := town.begin(v, pin); got.StatusCode != http.StatusSeeOther || v.cookies["mitoyen-turn"] == "" {
			h.Fatalf("no turn: %s", got.Status)
		}
		if got := v.get("/lieux/la-gare/accueil"); got.StatusCode != http.StatusOK || !strings.Contains(got.text, "maryse") && !strings.Contains(got.text, "Maryse") {
			h.Fatalf("the counter stays shut: %s", got.Status)
		}
		opened := 0
		h.eachAddress(town.wild, func(r web.Route, lang i18n.Lang, path string) {
			if r.Desk || r.Who.Open() {
				return
			}
			opened++
			if r.Method == http.MethodGet {
				if got := v.get(path); got.StatusCode != http.StatusSeeOther || !strings.Contains(got.Header.Get("Location"), town.Site.Href(lang, "account.sign-in")) {
					h.Errorf("%s in a turn: %s to %q", path, got.Status, got.Header.Get("Location"))
				}
			} else if got := v.post(path, town.values("accept", town.seen())); got.StatusCode != http.StatusUnauthorized {
				h.Errorf("POST %s in a turn: %s", path, got.Status)
			}
		})
		if opened < 40 {
			h.Errorf("only %d routes were tried", opened)
		}
		// Nor does it run another place's counter.
		if got := v.get("/lieux/le-four-banal/accueil"); got.StatusCode != http.StatusForbidden {
			h.Errorf("another place's counter: %s", got.Status)
		}
		// What is done is journalled under the person.
		v.post("/lieux/la-gare/accueil/compter", url.Values{"submission": {form.NewSubmission()}, "reason": {town.motive}})
		if n := len(h.rows(`SELECT seq FROM journal WHERE verb = 'desk.counted' AND CAST(person_id AS text) = '` + town.maryse.ID.String() + `'`)); n != 1 {
			h.Errorf("%d visits counted by Maryse", n)
		}
		// The page of a booking does in a turn all that the desk does; where it stood in the plan leads there.
		one := "/lieux/la-gare/reservations/1"
		if got := v.get("/lieux/la-gare/journee/reservation/" + town.booked); got.Header.Get("Location") != one {
			h.Errorf("where it stood in the plan: %s to %q", got.Status, got.Header.Get("Location"))
		}
		if got := v.get(one); got.StatusCode != http.StatusOK || !strings.Contains(got.text, `name="purpose"`) {
			h.Errorf("a booking in a turn: %s", got.Status)
		}
		form := url.Values{"submission": {form.NewSubmission()}, "resource": {town.hall}, "le": {"2026-11-27"}, "de": {"11:00"}, "a": {"12:00"}, "name": {"Josette B."}, "phone": {"03 25 00 00 07"}, "retour": {"accueil"}}
		if got := v.post(one, form); got.Header.Get("Location") != "/lieux/la-gare/accueil?le=2026-11-27" {
			h.Errorf("changed in a turn: %s to %q", got.Status, got.Header.Get("Location"))
		}
		if n := len(h.rows(`SELECT id FROM booking WHERE number = 1 AND name = 'Josette B.' AND sequence = 1`)); n != 1 {
			h.Error("it wasn't changed")
		}
		// Idle for too long, the computer asks again; "next" ends the turn at once.
		h.clock.Advance(desk.Idle)
		if got := v.get("/lieux/la-gare/accueil"); got.Header.Get("Location") != "/lieux/la-gare/accueil/tour" {
			h.Errorf("idle: %s to %q", got.Status, got.Header.Get("Location"))
		}
		town.begin(v, pin)
		stolen := v.cookies["mitoyen-turn"]
		v.post("/lieux/la-gare/accueil/suivant", nil)
		v.cookies["mitoyen-turn"] = stolen
		if got := v.get("/lieux/la-gare/accueil"); got.StatusCode != http.StatusSeeOther {
			h.Errorf("after the turn: %s", got.Status)
		}
		// Taken back, it opens nothing and forgets what it keeps.
		town.begin(v, pin)
		maryse := h.signedIn("maryse@example.org")
		maryse.post("/lieux/la-gare/accueil/ordinateurs/retirer", url.Values{"computer": {town.computer}})
		got := v.get("/lieux/la-gare/accueil")
		if got.StatusCode != http.StatusSeeOther || !strings.HasPrefix(got.Header.Get("Location"), "/connexion") || got.Header.Get("Clear-Site-Data") != `"storage"` || v.cookies["mitoyen-desk"] != "" {
			h.Errorf("taken back: %s to %q, %v", got.Status, got.Header.Get("Location"), v.cookies)
		}
		if said := h.log.String(); said != "" {
			h.Errorf("the program logged:\n%s", said)
		}
	})
}

// Away from an enrolled computer a code opens nothing, and a turn's own secret neither.
func TestACodeWorksAtTheCounterAlone(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		v := town.atComputer("counter")
		town.begin(v, pin)
		elsewhere := h.visitor("elsewhere")
		if got := town.begin(elsewhere, pin); got.StatusCode != http.StatusForbidden || len(elsewhere.cookies) != 0 {
			h.Errorf("a code from elsewhere: %s", got.Status)
		}
		elsewhere.cookies["mitoyen-turn"] = v.cookies["mitoyen-turn"]
		if got := elsewhere.get("/lieux/la-gare/accueil"); !strings.HasPrefix(got.Header.Get("Location"), "/connexion") {
			h.Errorf("a turn's secret from elsewhere: %s to %q", got.Status, got.Header.Get("Location"))
		}
	})
}

// What was done on a lost line and is sent later is done once, under whose turn it was; what others did meanwhile is told, not forced.
func TestSentLaterIsDoneOnce(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		v := town.atComputer("counter")
		town.begin(v, pin)
		turn := strings.Trim(h.rows(`SELECT id FROM desk_turn`)[0], "|")
		at := h.DB.Now().String()
		act := func(what string, more ...string) url.Values {
			f := url.Values{"act": {form.NewSubmission()}, "what": {what}, "turn": {turn}, "at": {at}}
			for i := 0; i < len(more); i += 2 {
				f.Set(more[i], more[i+1])
			}
			return f
		}
		send := func(f url.Values) string {
			h.Helper()
			got := v.post("/lieux/la-gare/accueil/envoi", f)
			return got.Status[:3] + " " + strings.TrimSpace(got.text)
		}
		visit, arrive, undo := act("tally", "reason", town.motive), act("arrive", "booking", town.booked), act("undo", "booking", town.booked)
		for _, f := range []url.Values{visit, arrive, undo, arrive, visit, visit} {
			if got := send(f); got != `200 {"done":true}` {
				h.Errorf("%s: %s", f.Get("what"), got)
			}
		}
		if n := len(h.rows(`SELECT seq FROM journal WHERE verb = 'desk.counted' AND person_id IS NOT NULL`)); n != 1 {
			h.Errorf("counted %d times", n)
		}
		if got := h.rows(`SELECT state FROM booking`); got[0] != "confirmed|" {
			h.Errorf("an arrival that is sent again undoes the undoing: %v", got)
		}
		h.rows(`SELECT 1`)
		maryse := h.signedIn("maryse@example.org")
		maryse.post("/lieux/la-gare/accueil/pointer", url.Values{"booking": {town.booked}, "what": {"arrive"}})
		maryse.post("/lieux/la-gare/accueil/pointer", url.Values{"booking": {town.booked}, "what": {"leave"}})
		if got := send(act("arrive", "booking", town.booked)); !strings.HasPrefix(got, `200 {"done":false,"clash":"`) {
			h.Errorf("a clash: %s", got)
		}
		// Sent in another turn, it still is the first one's; without a turn, or with one that never was, it is refused.
		v.post("/lieux/la-gare/accueil/suivant", nil)
		if got := send(act("tally", "reason", town.motive)); got[:3] != "401" {
			h.Errorf("without a turn: %s", got)
		}
		town.begin(v, pin)
		if got := send(act("tally", "reason", town.motive)); got != `200 {"done":true}` {
			h.Errorf("in the next turn: %s", got)
		}
		if got := send(act("tally", "reason", town.motive, "turn", form.NewSubmission())); !strings.Contains(got, `"done":false`) {
			h.Errorf("in no turn: %s", got)
		}
	})
}

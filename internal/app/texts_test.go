package app_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"mitoyen/internal/app"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/resource"
	"mitoyen/internal/testkit"
	"mitoyen/internal/testkit/fakeovh"
	"mitoyen/internal/texting"
)

// Whoever has a telephone alone hears by text of an answer and of their turn in line; past the ceiling nobody does, and the manager hears of it
// once.
func TestTextsAlongTheWay(t *testing.T) {
	t.Parallel()
	gateway := fakeovh.New()
	t.Cleanup(gateway.Close)
	h := openHouseWith(t, testkit.SQLitePath(t, testkit.WithTerritory()), func(c *app.Config) { c.SMS, c.SMSKey = gateway.Address() })
	town := h.town()
	town.update(func(tx *store.Tx) error {
		for name, rules := range map[string]resource.Rules{"Atelier": {Approve: true}, "Studio": {}} {
			if _, err := resource.Keep(tx, organisation.System, resource.KeepRequest{Place: town.gare, Resource: resource.Resource{Name: name, Kind: resource.Room, Units: 1, Rules: rules}}); err != nil {
				return err
			}
		}
		return texting.Keep(tx, organisation.System, town.gare, true, 4)
	})
	at := func(name, phone string) url.Values {
		return url.Values{"submission": {form.NewSubmission()}, "le": {"2026-12-01"}, "de": {"10:00"}, "a": {"11:00"}, "personnes": {"1"}, "unites": {"1"}, "name": {name}, "phone": {phone}}
	}
	book := func(what, name, phone string) (page string) {
		h.Helper()
		v := h.visitor(name)
		page = v.post("/lieux/la-gare/reserver/"+what, at("", "")).Header.Get("Location")
		if got := v.post(page, url.Values{"name": {name}, "phone": {phone}}); got.StatusCode != http.StatusSeeOther {
			h.Fatalf("%s books: %s %s", name, got.Status, got.text)
		}
		return page
	}
	last := func(n int, begins, to string) string {
		h.Helper()
		h.deliver()
		all := gateway.Taken()
		if len(all) != n || !strings.HasPrefix(all[n-1].Message, begins) || all[n-1].Receivers[0] != to {
			h.Fatalf("%d texts, want %d and %q to %s: %+v", len(all), n, begins, to, all)
		}
		return all[n-1].Message
	}
	// Asked, and refused.
	page := book("atelier", "Josette", "06 39 98 00 01")
	last(1, "Demandé : Atelier, mar. 1/12", "+33639980001")
	var asked string
	for _, row := range h.rows(`SELECT id FROM booking WHERE state = 'asked'`) {
		asked = strings.Trim(row, "|")
	}
	if got := h.signedIn("maryse@example.org").post("/lieux/la-gare/demandes", url.Values{"booking": {asked}, "answer": {"no"}, "sentence": {"Four en panne"}}); got.StatusCode != http.StatusSeeOther {
		t.Fatalf("no: %s", got.Status)
	}
	text := last(2, "Demande refusée (Four en panne) : Atelier", "+33639980001")
	link := regexp.MustCompile(`/r/\w+`).FindString(text)
	if got := h.visitor("another").get(link); got.Header.Get("Location") != page {
		t.Errorf("%s leads to %q, not %q", link, got.Header.Get("Location"), page)
	}
	// In line, and offered.
	had := book("studio", "Karim", "")
	nora := h.visitor("nora")
	waits := nora.post("/lieux/la-gare/reserver/studio/attendre", at("Nora", "06 39 98 00 02")).Header.Get("Location")
	if got := nora.get(waits); !strings.Contains(strings.ReplaceAll(got.text, "\u00a0", " "), "06 .. .. .. 02") {
		t.Errorf("in line: %s", got.text)
	}
	h.visitor("karim").post(had+"/annuler", nil)
	if err := h.TakeTurns(t.Context()); err != nil {
		t.Fatal(err)
	}
	last(3, "Libre pour vous jusqu'à ", "+33639980002")
	// The ceiling.
	if got := nora.post(waits, url.Values{"name": {"Nora"}, "phone": {"06 39 98 00 02"}}); got.StatusCode != http.StatusSeeOther {
		t.Fatalf("taken: %s", got.Status)
	}
	last(4, "Réservé : Studio", "+33639980002")
	if got := h.signedIn("maryse@example.org").post("/lieux/la-gare/fermetures/nouvelle", url.Values{"submission": {form.NewSubmission()}, "le": {"2026-12-01"}, "reason": {"Travaux"}}); got.StatusCode != http.StatusSeeOther {
		t.Fatalf("closed: %s %s", got.Status, got.text)
	} else if list := h.signedIn("maryse@example.org").get(got.Header.Get("Location")); !strings.Contains(list.text, "06 39 98 00 02") || !strings.Contains(list.text, "SMS non remis") {
		t.Errorf("the call list: %s", list.text)
	}
	if n := h.letters("maryse@example.org", "plafond de SMS"); n != 1 {
		t.Errorf("the manager was told %d times", n)
	}
	last(4, "Réservé : Studio", "+33639980002")
	if said := h.log.String(); strings.Contains(said, "63998") {
		t.Errorf("the log holds a number: %s", said)
	}
}

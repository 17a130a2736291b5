package app_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/resource"
)

// What more than a free time is needed stands on the page where one chooses, and nobody reads "book" where the team answers first.
func TestConditionsAreToldFirst(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		town.lends("Studio", resource.Rules{}, 1)
		town.lends("Laser", resource.Rules{Authorise: true, Age: 12, Guardian: 18, Sign: true, Who: resource.Audience{Members: true}}, 1)
		town.lends("Atelier", resource.Rules{Approve: true}, 1)
		all := []string{"L’équipe répond", "Avec une autorisation", "Pour les adhérents", "Il faut se connecter", "À partir de 12 ans", "Avant 18 ans"}
		for slug, want := range map[string][]string{"studio": nil, "laser": all[1:], "atelier": all[:1]} {
			got := h.visitor(slug).get("/lieux/la-gare/reserver/" + slug).text
			for _, x := range all {
				told := false
				for _, w := range want {
					told = told || w == x
				}
				if strings.Contains(got, x) != told {
					h.Errorf("%s says %q: %t, want %t", slug, x, !told, told)
				}
			}
		}
		for slug, word := range map[string]string{"studio": "Réserver mardi", "atelier": "Demander mardi"} {
			v := h.visitor("at " + slug)
			at := url.Values{"submission": {form.NewSubmission()}, "le": {"2026-12-01"}, "de": {"10:00"}, "a": {"11:00"}, "personnes": {"1"}}
			page := v.post("/lieux/la-gare/reserver/"+slug, at).Header.Get("Location")
			if got := v.get(page); got.StatusCode != http.StatusOK || !strings.Contains(got.text, word) || strings.Contains(got.text, "pas encore réservé") != (slug == "atelier") {
				h.Errorf("%s: %s, and no %q", slug, got.Status, word)
			}
		}
	})
}

// Whoever slips, and slips again, loses nothing that they typed: a day that is none isn't made another, slips count as no holds, and too many
// holds give the form back. What is over leads to another booking.
func TestNothingTypedIsLostAtAHold(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		town.lends("Studio", resource.Rules{}, 1)
		v := h.visitor("lea")
		aDay := regexp.MustCompile(`<input[^>]* name="le"[^>]* value="\d`)
		if !aDay.MatchString(v.get("/lieux/la-gare/reserver/studio").text) {
			h.Error("no day stands in the form")
		}
		hold := func(day string, hour int) answer {
			at := url.Values{"submission": {form.NewSubmission()}, "le": {day}, "de": {fmt.Sprintf("%02d:00", hour)}, "a": {fmt.Sprintf("%02d:30", hour)}, "personnes": {"1"}}
			return v.post("/lieux/la-gare/reserver/studio", at)
		}
		for range 30 {
			if got := hold("", 10); got.StatusCode != http.StatusUnprocessableEntity || aDay.MatchString(got.text) {
				h.Fatalf("a day that is none: %s", got.Status)
			}
		}
		first := hold("2026-12-01", 10)
		if first.StatusCode != http.StatusSeeOther {
			h.Fatalf("after thirty slips: %s", first.Status)
		}
		for range 30 {
			hold("2026-12-01", 10)
		}
		if got := hold("2026-12-02", 11); got.StatusCode != http.StatusServiceUnavailable || !strings.Contains(got.text, `value="2026-12-02"`) || !strings.Contains(got.text, `value="11:30"`) {
			h.Errorf("too many: %s, and what was typed is gone", got.Status)
		}

		page := first.Header.Get("Location")
		v.post(page, url.Values{"name": {"Léa"}})
		v.post(page+"/annuler", url.Values{})
		if got := v.get(page + "/annuler"); !strings.Contains(got.text, "Réserver de nouveau") || strings.Contains(got.text, "Garder ma réservation") {
			h.Error("a booking that is cancelled can be kept")
		}
		if got := v.get(page + "/deplacer"); got.Header.Get("Location") != page {
			h.Errorf("to move what is cancelled: %s", got.Status)
		}
	})
}

// The door of a bed says until when it is taken, however many nights that is.
func TestADoorLooksAsFarAsABooking(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		h.update(func(tx *store.Tx) error {
			_, err := resource.Keep(tx, organisation.System, resource.KeepRequest{Place: town.gare, Resource: resource.Resource{Name: "Lit", Kind: resource.Bed, Units: 1,
				Rules: resource.Rules{Mode: resource.Nights, Arrive: 17 * 60, Leave: 10 * 60}}})
			return err
		})
		v := h.visitor("lea")
		page := v.post("/lieux/la-gare/reserver/lit", url.Values{"submission": {form.NewSubmission()}, "le": {"2026-11-27"}, "au": {"2026-12-03"}}).Header.Get("Location")
		if got := v.post(page, url.Values{"name": {"Léa"}}); got.StatusCode != http.StatusSeeOther {
			h.Fatalf("to book: %s %s", got.Status, got.text)
		}
		h.clock.Advance(time.Date(2026, 11, 28, 11, 0, 0, 0, time.UTC).Sub(h.clock.Now()))
		if got := v.get("/lieux/la-gare/ici/lit").text; !strings.Contains(got, "Pris jusqu’au 3 décembre 2026, 10") {
			h.Errorf("the door says: %s", got)
		}
	})
}

package app_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"mitoyen/internal/kit/form"
)

// Somebody waits for the hall on Friday morning; whoever has it gives it back, and a letter offers it.
func TestWhoWaitsIsWrittenTo(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		h.town()
		wait := url.Values{"submission": {form.NewSubmission()}, "le": {"2026-11-27"}, "de": {"09:00"}, "a": {"10:00"}, "personnes": {"1"}, "name": {"Nora"}, "email": {"nora@example.org"}}
		got := h.visitor("nora").post("/lieux/la-gare/reserver/la-halle/attendre", wait)
		if got.StatusCode != http.StatusSeeOther {
			h.Fatalf("to wait: %s", got.Status)
		}
		if again := h.visitor("nora").post("/lieux/la-gare/reserver/la-halle/attendre", wait); again.Header.Get("Location") != got.Header.Get("Location") {
			h.Error("the same form twice stands in line twice")
		}
		turn := func() {
			if err := h.TakeTurns(context.Background()); err != nil {
				h.Fatal(err)
			}
		}
		turn()
		if n := len(h.rows(`SELECT payload FROM job`)); n > 0 {
			h.Fatalf("nothing is free, and %d letters went out", n)
		}
		had := strings.Trim(h.rows(`SELECT link FROM booking WHERE name = 'Josette'`)[0], "|")
		if got := h.visitor("josette").post("/reservations/"+had+"/annuler", url.Values{}); got.StatusCode != http.StatusSeeOther {
			h.Fatalf("to cancel: %s", got.Status)
		}
		turn()
		letters := h.rows(`SELECT payload FROM job`)
		if len(letters) != 1 || !regexp.MustCompile(`nora@example\.org.*La place s.est libérée.*/reservations/`).MatchString(letters[0]) {
			h.Fatalf("the offer: %v", letters)
		}
		h.clock.Advance(13 * time.Hour)
		turn()
		turn()
		if letters := h.rows(`SELECT payload FROM job`); len(letters) != 2 || !strings.Contains(strings.Join(letters, ""), "La file est passée") {
			h.Errorf("after the offer: %v", letters)
		}
	})
}

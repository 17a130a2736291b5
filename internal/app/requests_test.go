package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/resource"
)

// letters counts those that wait to be sent and hold every part.
func (h *house) letters(parts ...string) (n int) {
	h.Helper()
	for _, l := range h.rows(`SELECT payload FROM job`) {
		all := true
		for _, part := range parts {
			all = all && strings.Contains(l, part)
		}
		if all {
			n++
		}
	}
	return n
}

// Requests are told to the manager once a day while they wait, and whoever nobody answered is written to; a series that is asked for isn't
// called booked.
func TestRequestsThatWait(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		h.update(func(tx *store.Tx) error {
			_, err := resource.Keep(tx, organisation.System, resource.KeepRequest{Place: town.gare, Resource: resource.Resource{Name: "Atelier", Kind: resource.Room, Units: 1,
				Rules: resource.Rules{Approve: true, Repeat: 5}}})
			return err
		})
		lea := h.signedIn("lea@example.org")
		asked := url.Values{"submission": {form.NewSubmission()}, "le": {"2026-12-01"}, "de": {"10:00"}, "a": {"11:00"}, "personnes": {"1"}, "unites": {"1"}, "name": {"Léa"}, "email": {"lea@example.org"},
			"repeat": {"week"}, "every": {"1"}, "times": {"2"}, "keep": {"2026-12-01", "2026-12-08"}}
		asked.Set("seen", "|2026-12-01||10:00|11:00|1|1|week|1||2")
		if got := lea.post("/lieux/la-gare/reserver/atelier/repeter", asked); got.StatusCode != http.StatusSeeOther {
			h.Fatalf("to ask: %s %s", got.Status, got.text)
		}
		if n := h.letters("lea@example.org", "2 demandes re"); n != 1 {
			h.Errorf("%d letters say that it is asked: %v", n, h.rows(`SELECT payload FROM job`))
		}
		if n := h.letters("réservé 2 fois") + h.letters("BEGIN:VEVENT"); n != 0 {
			h.Error("a letter says that it is booked")
		}
		told := func(want int) {
			h.Helper()
			h.Round(h.Context())
			h.Round(h.Context())
			if n := h.letters("maryse@example.org", "demandes attendent"); n != want {
				h.Errorf("the manager was told %d times, not %d", n, want)
			}
		}
		until := func(day string, hour int) {
			h.clock.Advance(civil.MustDate(day).At(civil.Clock(hour*60), time.UTC).Time().Sub(h.clock.Now()))
		}
		until("2026-11-29", 10)
		told(1)
		until("2026-11-30", 5)
		told(1)
		until("2026-11-30", 8)
		told(2)
		until("2026-12-01", 9)
		h.Round(h.Context())
		if n := h.letters("lea@example.org", "Pas de réponse à temps"); n != 1 {
			h.Errorf("%d letters say that nobody answered", n)
		}
	})
}

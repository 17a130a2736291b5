package app_test

import (
	"net/http"
	"net/url"
	"strconv"
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

// ask has Léa ask for an hour on Tuesdays in a workshop of La GARE, which its manager must say yes to.
func (t *town) ask(days ...string) {
	t.Helper()
	t.update(func(tx *store.Tx) error {
		_, err := resource.Keep(tx, organisation.System, resource.KeepRequest{Place: t.gare, Resource: resource.Resource{Name: "Atelier", Kind: resource.Room, Units: 1,
			Rules: resource.Rules{Approve: true, Repeat: 5}}})
		return err
	})
	times := strconv.Itoa(len(days))
	asked := url.Values{"submission": {form.NewSubmission()}, "le": {days[0]}, "de": {"10:00"}, "a": {"11:00"}, "personnes": {"1"}, "unites": {"1"}, "name": {"Léa"}, "email": {"lea@example.org"},
		"repeat": {"week"}, "every": {"1"}, "times": {times}, "keep": days, "seen": {"|" + days[0] + "||10:00|11:00|1|1|week|1||" + times}}
	if got := t.signedIn("lea@example.org").post("/lieux/la-gare/reserver/atelier/repeter", asked); got.StatusCode != http.StatusSeeOther {
		t.Fatalf("to ask: %s %s", got.Status, got.text)
	}
}

// Requests are told to the manager once a day while they wait, and whoever nobody answered is written to; a series that is asked for isn't
// called booked.
func TestRequestsThatWait(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		town.ask("2026-12-01", "2026-12-08")
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

// Several requests are answered in one gesture, by whoever may: each person is told, and a no wants its sentence.
func TestRequestsAnsweredTogether(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		town.ask("2026-12-01", "2026-12-08", "2026-12-15")
		maryse := h.signedIn("maryse@example.org")
		const picked = "/lieux/la-gare/reservations/cochees"
		if got := maryse.get(picked + "?quoi=approve&b=1&b=2&b=3"); got.StatusCode != http.StatusOK || !strings.Contains(got.text, "2 demandes seront acceptées") {
			h.Fatalf("asked whether: %s", got.Status)
		}
		computer := town.atComputer("counter")
		town.begin(computer, pin)
		if got := computer.get(picked + "?quoi=approve&b=2"); got.StatusCode != http.StatusForbidden {
			h.Errorf("at the counter: %s", got.Status)
		}
		if got := computer.post(picked, url.Values{"quoi": {"approve"}, "b": {"2"}}); got.StatusCode != http.StatusForbidden {
			h.Errorf("said yes at the counter: %s", got.Status)
		}
		if got := maryse.post(picked, url.Values{"quoi": {"approve"}, "b": {"1", "2", "3"}}); got.StatusCode != http.StatusSeeOther {
			h.Fatalf("yes: %s", got.Status)
		}
		if got := maryse.post(picked, url.Values{"quoi": {"refuse"}, "b": {"3", "4"}}); got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.text, "sentence-err") {
			h.Errorf("a no without a word: %s", got.Status)
		}
		if got := maryse.post(picked, url.Values{"quoi": {"refuse"}, "b": {"3", "4"}, "sentence": {"La fanfare répète"}}); got.StatusCode != http.StatusSeeOther {
			h.Errorf("no: %s", got.Status)
		}
		if got := strings.Join(h.rows(`SELECT number, state FROM booking ORDER BY number`), " "); got != "number=1|state=confirmed| number=2|state=confirmed| number=3|state=confirmed| number=4|state=refused|" {
			h.Errorf("they are %s", got)
		}
		if yes, no := h.letters("lea@example.org", "BEGIN:VEVENT"), h.letters("lea@example.org", "La fanfare répète"); yes != 2 || no != 1 {
			h.Errorf("%d were told yes, %d no", yes, no)
		}
	})
}

package app_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/resource"
)

// expect asks, and fails the test when the status is another.
func (p *program) expect(status int, method, path string, body any) reply {
	p.h.Helper()
	got := p.ask(method, path, body, "Idempotency-Key", form.NewSubmission())
	if got.StatusCode != status {
		p.h.Fatalf("%s %s as %s: %s, want %d: %s", method, path, p.name, got.Status, status, got.text)
	}
	return got
}

// list is a list of an answer.
func (r reply) list(name string) (all []map[string]any) {
	list, _ := r.json[name].([]any)
	for _, x := range list {
		all = append(all, x.(map[string]any))
	}
	return all
}

// each gives one field of all that a list of an answer holds.
func (r reply) each(name, field string) string {
	var all []string
	for _, x := range r.list(name) {
		all = append(all, fmt.Sprint(x[field]))
	}
	return strings.Join(all, " ")
}

func weekly(r resource.Resource, times int, skip ...string) map[string]any {
	wish := wishOf(r, "2026-11-30T14:00:00+01:00", "2026-11-30T16:00:00+01:00")
	wish["every"] = map[string]any{"unit": "week", "times": times}
	wish["email"] = "lea@example.org"
	if len(skip) > 0 {
		wish["skip"] = skip
	}
	return wish
}

// A program lists each date of a series with what is in its way, makes it without one, reads it, moves this and the following, and cancels
// all; the page says the same of each date, and people get one letter for each gesture.
func TestAPISeries(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		room := town.lends("Salle du quai", resource.Rules{Repeat: 10}, 1)
		lea, maryse := h.program("lea@example.org", account.TokenBooks), h.program("maryse@example.org", account.TokenBooks)
		other := wishOf(room, "2026-12-07T15:00:00+01:00", "2026-12-07T17:00:00+01:00")
		other["team"], other["name"] = true, "Josette"
		if got := maryse.book(other); got.StatusCode != 201 {
			h.Fatal(got.text)
		}
		letters := func(want int) {
			h.Helper()
			if n := h.rows(`SELECT count(*) FROM job WHERE kind = 'mail' AND payload LIKE '%lea@example.org%'`); n[0] != fmt.Sprint(want, "|") {
				h.Errorf("letters: %v, want %d", n, want)
			}
		}
		checked := lea.expect(200, http.MethodPost, "/series/check", weekly(room, 4))
		if checked.string("ok") != "false" || checked.each("dates", "day") != "2026-11-30 2026-12-07 2026-12-14 2026-12-21" {
			h.Errorf("checked: %s", checked.text)
		}
		second := checked.list("dates")[1]["breaches"].([]any)
		if len(second) != 1 || second[0].(map[string]any)["code"] != "booking.taken" {
			h.Errorf("the second date: %v", second)
		}
		// The page lists the same in the same words.
		sentence := second[0].(map[string]any)["message"].(string)
		page := h.signedIn("lea@example.org").post("/lieux/la-gare/reserver/"+room.Slug+"/repeter", url.Values{"submission": {form.NewSubmission()}, "le": {"2026-11-30"}, "de": {"14:00"}, "a": {"16:00"},
			"unites": {"1"}, "personnes": {"1"}, "name": {"lea"}, "repeat": {"week"}, "every": {"1"}, "times": {"4"}})
		if !strings.Contains(html.UnescapeString(page.text), sentence) {
			h.Errorf("the page doesn't say %q: %s", sentence, page.Status)
		}
		refused := lea.expect(409, http.MethodPost, "/series", weekly(room, 4))
		if refused.string("code") != "booking.series_refused" || refused.each("breaches", "day") != "2026-12-07" {
			h.Errorf("refused: %s", refused.text)
		}
		if got := lea.expect(200, http.MethodPost, "/series/check", weekly(room, 4, "2026-12-07")); got.string("ok") != "true" || got.each("dates", "skipped") != "false true false false" {
			h.Errorf("checked without one: %s", got.text)
		}
		if n := h.rows(`SELECT count(*) FROM booking_series`); n[0] != "0|" {
			h.Errorf("checking left %v series", n)
		}
		letters(0)
		wish := weekly(room, 4, "2026-12-07")
		made := lea.ask(http.MethodPost, "/series", wish, "Idempotency-Key", "club")
		again := lea.ask(http.MethodPost, "/series", wish, "Idempotency-Key", "club")
		if made.StatusCode != 201 || made.text != again.text || made.each("items", "mine") != "true true true" || made.each("items", "name") != "lea lea lea" {
			h.Fatalf("made: %s\nagain: %s", made.text, again.text)
		}
		letters(1)
		which := made.string("id")
		if got := lea.expect(200, http.MethodGet, "/series/"+which, nil); got.text != made.text || got.string("every", "unit") != "week" {
			h.Errorf("read: %s", got.text)
		}
		h.program("tom@example.org", account.TokenBooks).expect(404, http.MethodGet, "/series/"+which, nil)
		if got := maryse.expect(200, http.MethodGet, "/series/"+which, nil); got.each("items", "mine") != "false false false" {
			h.Errorf("read by the team: %s", got.text)
		}
		// This and the following, an hour later. The first stays.
		of := func(i int) string { return made.list("items")[i]["id"].(string) }
		following := map[string]any{"extent": "following", "from": "2026-12-14T17:00:00+01:00", "to": "2026-12-14T18:00:00+01:00"}
		moved := lea.ask(http.MethodPatch, "/bookings/"+of(1)+"/series", following, "Idempotency-Key", "later")
		for range 2 {
			if moved.StatusCode != 200 || moved.each("items", "from") != "2026-11-30T14:00:00+01:00 2026-12-14T17:00:00+01:00 2026-12-21T17:00:00+01:00" {
				h.Errorf("moved: %s", moved.text)
			}
			moved = lea.ask(http.MethodPatch, "/bookings/"+of(1)+"/series", following, "Idempotency-Key", "later")
		}
		letters(2)
		early := map[string]any{"extent": "whole", "from": "2026-12-14T06:00:00+01:00", "to": "2026-12-14T07:00:00+01:00"}
		if got := lea.expect(422, http.MethodPatch, "/bookings/"+of(1)+"/series", early); got.each("breaches", "day") != "2026-11-30 2026-12-14 2026-12-21" || !slices.Equal(got.codes(), []string{"booking.closed", "booking.closed", "booking.closed"}) {
			h.Errorf("before the door opens: %s", got.text)
		}
		lea.expect(403, http.MethodPatch, "/bookings/"+of(1)+"/series", map[string]any{"extent": "whole", "people": 2, "team": true})
		// One alone is moved as any booking; cancelling all leaves nothing, twice the same.
		lea.expect(200, http.MethodPatch, "/bookings/"+of(0), map[string]any{"people": 2})
		if got := lea.expect(200, http.MethodDelete, "/bookings/"+of(1)+"/series?extent=following", nil); got.each("items", "state") != "cancelled cancelled" {
			h.Errorf("cancelled: %s", got.text)
		}
		letters(4)
		if got := maryse.expect(200, http.MethodDelete, "/bookings/"+of(0)+"/series?extent=whole&team=true", nil); got.each("items", "state") != "cancelled" {
			h.Errorf("cancelled by the team: %s", got.text)
		}
		if got := maryse.expect(200, http.MethodDelete, "/bookings/"+of(0)+"/series?extent=whole", nil); got.each("items", "state") != "" {
			h.Errorf("cancelled again: %s", got.text)
		}
		if n := h.rows(`SELECT count(*) FROM booking WHERE series_id IS NOT NULL AND state = 'confirmed'`); n[0] != "0|" {
			h.Errorf("left: %v", n)
		}
		letters(5)
		// What is wrong with the wish as a whole is told under the API's names.
		wrong := weekly(room, 99)
		wrong["to"] = wrong["from"]
		if got := lea.expect(422, http.MethodPost, "/series", wrong); got.each("breaches", "field") != "to every.times" && got.each("breaches", "field") != "to" {
			h.Errorf("wrong: %s", got.text)
		}
		if got := lea.expect(200, http.MethodPost, "/series/check", wrong); got.string("ok") != "false" || len(got.list("breaches")) == 0 || len(got.list("dates")) != 0 {
			h.Errorf("wrong, checked: %s", got.text)
		}
		once := town.lends("Salle d'une fois", resource.Rules{}, 1)
		lea.expect(403, http.MethodPost, "/series", weekly(once, 3))
		team := weekly(once, 3)
		team["team"], team["name"] = true, "Le club"
		lea.expect(403, http.MethodPost, "/series", team)
		if got := maryse.expect(201, http.MethodPost, "/series", team); got.each("items", "mine") != "false false false" {
			h.Errorf("by the team: %s", got.text)
		}
		if said := h.log.String(); said != "" {
			h.Errorf("the program logged:\n%s", said)
		}
	})
}

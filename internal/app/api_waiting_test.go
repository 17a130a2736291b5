package app_test

import (
	"context"
	"html"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/resource"
)

// Who stands in line by the API sees how far from the front, is offered what becomes free, takes it or leaves it to the next; the page shows the
// same, and the front desk answers for whoever called.
func TestAPIWaiting(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		room := h.town().lends("Salle du quai", resource.Rules{}, 1)
		lea, tom, maryse := h.program("lea@example.org", account.TokenBooks), h.program("tom@example.org", account.TokenBooks), h.program("maryse@example.org", account.TokenBooks)
		wish := wishOf(room, "2026-11-30T14:00:00+01:00", "2026-11-30T16:00:00+01:00")
		wish["email"] = "zoe@example.org"
		had := h.program("zoe@example.org", account.TokenBooks).book(wish)
		joins := func(p *program, name, key string) reply {
			h.Helper()
			w := wishOf(room, "2026-11-30T14:00:00+01:00", "2026-11-30T16:00:00+01:00")
			w["email"], w["name"] = name+"@example.org", name
			got := p.ask(http.MethodPost, "/waiting", w, "Idempotency-Key", key)
			if got.StatusCode != 201 || got.string("state") != "waiting" {
				h.Fatalf("%s: %s", name, got.text)
			}
			return got
		}
		first, second := joins(lea, "lea", "a"), joins(tom, "tom", "a")
		third := joins(maryse, "maryse", "a")
		if first.string("position") != "1" || second.string("position") != "2" || third.string("position") != "3" || joins(lea, "lea", "a").text != first.text {
			h.Errorf("positions: %s %s %s", first.text, second.text, third.text)
		}
		at := func(r reply) string { return "/waiting/" + r.string("id") }
		if got := lea.expect(409, http.MethodPost, at(first)+"/accept", nil); got.string("code") != "api.nothing_offered" {
			h.Errorf("too early: %s", got.text)
		}
		// Nobody stands in line unreachably, nor for what they couldn't have; page and API say the same.
		unreachable := lea.expect(422, http.MethodPost, "/waiting", wishOf(room, "2026-11-30T14:00:00+01:00", "2026-11-30T16:00:00+01:00"))
		if !slices.Equal(unreachable.codes(), []string{"booking.wait.unreachable"}) {
			h.Errorf("unreachable: %s", unreachable.text)
		}
		w := wishing{from: "14:00", to: "16:00"}
		page := h.signedIn("lea@example.org").post("/lieux/la-gare/reserver/"+room.Slug+"/attendre", w.form(room))
		if said := unreachable.list("breaches")[0]["message"].(string); !strings.Contains(html.UnescapeString(page.text), said) {
			h.Errorf("the page doesn't say %q", said)
		}
		tom.expect(404, http.MethodGet, at(first), nil)
		if got := maryse.expect(200, http.MethodGet, "/waiting?place=la-gare", nil); got.each("items", "name") != "lea tom maryse" {
			h.Errorf("the line: %s", got.text)
		}
		if got := lea.expect(200, http.MethodGet, "/waiting", nil); got.each("items", "name") != "lea" {
			h.Errorf("mine: %s", got.text)
		}
		turn := func() {
			h.Helper()
			if err := h.TakeTurns(context.Background()); err != nil {
				h.Fatal(err)
			}
		}
		h.program("zoe@example.org", account.TokenBooks).expect(200, http.MethodDelete, "/bookings/"+had.string("id"), nil)
		turn()
		if got := lea.expect(200, http.MethodGet, at(first), nil); got.string("state") != "offered" || got.string("until") == "<nil>" {
			h.Errorf("offered: %s", got.text)
		}
		if got := tom.expect(200, http.MethodGet, at(second), nil); got.string("position") != "2" { // whoever has an offer is still before them
			h.Errorf("the next: %s", got.text)
		}
		for range 2 { // she declines, twice
			if got := lea.expect(200, http.MethodDelete, at(first), nil); got.string("state") != "cancelled" {
				h.Errorf("declined: %s", got.text)
			}
		}
		turn()
		before := h.letters("tom@example.org")
		var taken reply
		for range 2 {
			if taken = tom.expect(200, http.MethodPost, at(second)+"/accept", nil); taken.string("state") != "confirmed" || taken.string("email") != "tom@example.org" {
				h.Errorf("taken: %s", taken.text)
			}
		}
		if n := h.letters("tom@example.org") - before; n != 1 {
			h.Errorf("%d letters about one booking", n)
		}
		tom.expect(409, http.MethodDelete, at(second), nil)
		// Time runs out for whoever doesn't answer; the desk takes it for somebody who called, if it is still free.
		tom.expect(200, http.MethodDelete, "/bookings/"+taken.string("id"), nil)
		turn()
		until, err := time.Parse(time.RFC3339, maryse.expect(200, http.MethodGet, at(third), nil).string("until"))
		if err != nil {
			h.Fatal(err)
		}
		h.clock.Advance(until.Sub(h.clock.Now()) + time.Second)
		turn()
		if got := maryse.expect(200, http.MethodGet, at(third), nil); got.string("state") != "lapsed" {
			h.Errorf("lapsed: %s", got.text)
		}
		if got := maryse.expect(200, http.MethodPost, at(third)+"/accept", nil); got.string("state") != "confirmed" {
			h.Errorf("taken late: %s", got.text)
		}
		fourth := joins(lea, "lea", "b")
		if got := maryse.expect(409, http.MethodPost, at(fourth)+"/accept", nil); got.string("code") != "api.nothing_offered" {
			h.Errorf("the desk, too early: %s", got.text)
		}
		maryse.expect(200, http.MethodDelete, at(fourth), nil)
		// What is free after all is kept at once.
		free := wishOf(room, "2026-11-30T17:00:00+01:00", "2026-11-30T18:00:00+01:00")
		free["phone"] = "03 25 00 00 09"
		held := lea.ask(http.MethodPost, "/waiting", free, "Idempotency-Key", form.NewSubmission())
		if held.StatusCode != 201 || held.string("state") != "held" {
			h.Fatalf("free: %s", held.text)
		}
		maryse.expect(404, http.MethodGet, at(held), nil)
		if got := lea.expect(200, http.MethodPost, at(held)+"/accept", nil); got.string("state") != "confirmed" {
			h.Errorf("taken at once: %s", got.text)
		}
		if said := h.log.String(); said != "" {
			h.Errorf("the program logged:\n%s", said)
		}
	})
}

package app_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"mitoyen/internal/account"
	"mitoyen/internal/booking"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/resource"
)

// A manager's program sees whom a closure would hit, closes, and everybody concerned is told once; while it closes, twenty others book: nobody
// slips in between. Lifted early, it can be booked again.
func TestAPIClosures(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		room := h.town().lends("Salle du quai", resource.Rules{}, 30)
		lea, maryse := h.program("lea@example.org", account.TokenBooks), h.program("maryse@example.org", account.TokenBooks)
		wish := wishOf(room, "2026-11-30T14:00:00+01:00", "2026-11-30T16:00:00+01:00")
		wish["email"] = "lea@example.org"
		had := lea.book(wish)
		const at = "/places/la-gare/closures"
		shut := map[string]any{"resource": room.ID.String(), "from": "2026-11-30T00:00:00+01:00", "to": "2026-12-01T00:00:00+01:00", "reason": "Chauffage en panne"}
		lea.expect(403, http.MethodPost, at+"/check", shut)
		lea.expect(403, http.MethodPost, at, shut)
		checked := maryse.expect(200, http.MethodPost, at+"/check", shut)
		if checked.string("ok") != "true" || checked.each("hits", "id") != had.string("id") || checked.each("hits", "reach") != "email" || checked.string("in_line") != "0" {
			h.Errorf("checked: %s", checked.text)
		}
		if n := h.rows(`SELECT count(*) FROM closure`); n[0] != "1|" { // the town's own
			h.Errorf("checking left %v closures", n)
		}
		// The page says of a slip what the API says.
		slip := map[string]any{"from": "2026-11-30T00:00:00+01:00", "to": "2026-11-29T00:00:00+01:00", "reason": ""}
		refused := maryse.expect(422, http.MethodPost, at, slip)
		if !slices.Equal(refused.codes(), []string{"closure.reason_missing", "closure.ends_before_it_begins"}) || refused.each("breaches", "field") != "reason to" {
			h.Errorf("refused: %s", refused.text)
		}
		if got := maryse.expect(200, http.MethodPost, at+"/check", slip); got.string("ok") != "false" || !slices.Equal(got.codes(), refused.codes()) {
			h.Errorf("a slip, checked: %s", got.text)
		}
		page := h.signedIn("maryse@example.org").post("/lieux/la-gare/fermetures/nouvelle", url.Values{"submission": {form.NewSubmission()}, "le": {"2026-11-30"}, "au": {"2026-11-29"}})
		for _, b := range refused.list("breaches") {
			if said := b["message"].(string); !strings.Contains(html.UnescapeString(page.text), said) {
				h.Errorf("the page (%s) doesn't say %q", page.Status, said)
			}
		}
		// Twenty book while it closes.
		var programs []*program
		for i := range 20 {
			programs = append(programs, h.program(fmt.Sprint("p", i, "@example.org"), account.TokenBooks))
		}
		replies := make([]reply, 20)
		closed := make([]reply, 2)
		var all sync.WaitGroup
		for i, p := range programs {
			all.Go(func() { replies[i] = p.book(wishOf(room, "2026-11-30T10:00:00+01:00", "2026-11-30T11:00:00+01:00")) })
			if i == 9 {
				for k := range closed {
					all.Go(func() { closed[k] = maryse.ask(http.MethodPost, at, shut, "Idempotency-Key", "panne") })
				}
			}
		}
		all.Wait()
		made := closed[0]
		if made.StatusCode != 201 || closed[1].text != made.text || made.string("reason") != "Chauffage en panne" {
			h.Fatalf("closed: %s\nagain: %s", made.text, closed[1].text)
		}
		booked := 0
		for _, got := range replies {
			switch {
			case got.StatusCode == 201:
				booked++
			case got.StatusCode != 422 || !slices.Equal(got.codes(), []string{"booking.closure"}):
				h.Errorf("%s: %s", got.Status, got.text)
			}
		}
		if n := len(made.list("cancelled")); n != booked+1 || len(made.list("kept")) != 0 {
			h.Errorf("%d were booked, the closure cancelled %d: %s", booked+1, n, made.text)
		}
		if n := h.rows(`SELECT count(*) FROM booking WHERE resource_id = '` + room.ID.String() + `' AND state = '` + string(booking.Confirmed) + `'`); n[0] != "0|" {
			h.Errorf("slipped in between: %v", n)
		}
		if n := h.rows(`SELECT count(*) FROM job WHERE kind = 'mail' AND payload LIKE '%Chauffage en panne%'`); n[0] != "1|" {
			h.Errorf("letters: %v", n)
		}
		which := at + "/" + made.string("id")
		if got := maryse.expect(200, http.MethodGet, at, nil); len(got.list("items")) != 2 {
			h.Errorf("listed: %s", got.text)
		}
		for range 2 {
			if got := maryse.expect(200, http.MethodDelete, which, nil); got.string("lifted") == "<nil>" {
				h.Errorf("lifted: %s", got.text)
			}
		}
		if got := maryse.expect(200, http.MethodGet, at+"?past=true", nil); got.each("items", "id") != made.string("id") {
			h.Errorf("past: %s", got.text)
		}
		if got := lea.book(wish); got.StatusCode != 201 {
			h.Errorf("booked again: %s", got.text)
		}
		maryse.expect(404, http.MethodGet, at+"/"+room.ID.String(), nil)
		// Kept bookings stand all the same.
		shut["keep"] = true
		if got := maryse.expect(201, http.MethodPost, at, shut); len(got.list("kept")) != 1 || len(got.list("cancelled")) != 0 {
			h.Errorf("kept: %s", got.text)
		}
		if said := h.log.String(); said != "" {
			h.Errorf("the program logged:\n%s", said)
		}
	})
}

// A program of the team adds a member, gives them another year, changes and ends it, and reads them page by page; a rule for members sees it at
// once, and the page shows the same.
func TestAPIMembers(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		room := h.town().lends("Salle des adhérents", resource.Rules{Who: resource.Audience{Members: true}}, 3)
		lea, maryse := h.program("lea@example.org", account.TokenBooks), h.program("maryse@example.org", account.TokenBooks)
		wish := wishOf(room, "2026-11-30T14:00:00+01:00", "2026-11-30T16:00:00+01:00")
		const at, groups = "/places/la-gare/members", "/places/la-gare/groups"
		if got := lea.book(wish); !slices.Equal(got.codes(), []string{"booking.members_only"}) {
			h.Errorf("a stranger: %s", got.text)
		}
		named := maryse.ask(http.MethodPost, groups, map[string]any{"name": "Résidents"}, "Idempotency-Key", "g")
		if named.StatusCode != 201 || named.text != maryse.ask(http.MethodPost, groups, map[string]any{"name": "Résidents"}, "Idempotency-Key", "g").text || named.each("items", "name") != "Résidents" {
			h.Fatalf("named: %s", named.text)
		}
		if got := maryse.expect(422, http.MethodPost, groups, map[string]any{"name": "résidents"}); got.each("breaches", "field") != "name" || got.codes()[0] != "membership.group_twice" {
			h.Errorf("twice: %s", got.text)
		}
		group := named.list("items")[0]["id"].(string)
		somebody := map[string]any{"name": "Léa", "email": "lea@example.org", "group": group, "last": "2026-12-31"}
		lea.expect(403, http.MethodPost, at, somebody)
		replies := make([]reply, 4)
		var all sync.WaitGroup
		for i := range replies {
			all.Go(func() { replies[i] = maryse.ask(http.MethodPost, at, somebody, "Idempotency-Key", "léa") })
		}
		all.Wait()
		added := replies[0]
		for _, got := range replies {
			if got.StatusCode != 201 || got.text != added.text {
				h.Fatalf("added: %s", got.text)
			}
		}
		if added.string("account") != "true" || added.string("belongs") != "true" || added.each("memberships", "group_name") != "Résidents" || added.each("memberships", "first") != "2026-11-26" {
			h.Errorf("added: %s", added.text)
		}
		if got := lea.book(wish); got.StatusCode != 201 {
			h.Errorf("as a member: %s", got.text)
		}
		wrong := map[string]any{"name": "", "email": "lea@example", "last": "2020-01-01", "group": room.ID.String(), "born": "hier"}
		refused := maryse.expect(422, http.MethodPost, at, wrong)
		page := h.signedIn("maryse@example.org").post("/lieux/la-gare/adherents/ajouter", url.Values{"submission": {form.NewSubmission()}, "email": {"lea@example"}, "born": {"hier"}, "first": {"2026-11-26"}, "last": {"2020-01-01"}, "group": {room.ID.String()}})
		for _, b := range refused.list("breaches") {
			if said := b["message"].(string); !strings.Contains(html.UnescapeString(page.text), said) {
				h.Errorf("the page (%s) doesn't say %q", page.Status, said)
			}
		}
		if len(refused.codes()) != 5 {
			h.Errorf("refused: %s", refused.text)
		}
		if got := maryse.expect(422, http.MethodPost, at, somebody); !slices.Equal(got.codes(), []string{"membership.email_taken"}) {
			h.Errorf("the same address: %s", got.text)
		}
		one := at + "/" + added.string("id")
		if got := maryse.expect(200, http.MethodPatch, one, map[string]any{"phone": "03 25 00 00 09", "born": "1990"}); got.string("email") != "lea@example.org" || got.string("phone") != "03 25 00 00 09" || got.string("born") != "1990" {
			h.Errorf("changed: %s", got.text)
		}
		joined := maryse.expect(201, http.MethodPost, one+"/memberships", map[string]any{"first": "2027-01-01"})
		if joined.each("memberships", "first") != "2027-01-01 2026-11-26" {
			h.Errorf("joined: %s", joined.text)
		}
		periods := joined.list("memberships")
		for range 2 {
			maryse.expect(200, http.MethodDelete, one+"/memberships/"+periods[0]["id"].(string), nil)
			if got := maryse.expect(200, http.MethodDelete, one+"/memberships/"+periods[1]["id"].(string), nil); got.each("memberships", "last") != "2026-11-26" {
				h.Errorf("ended: %s", got.text)
			}
		}
		first := maryse.expect(200, http.MethodGet, at+"?limit=1", nil)
		second := maryse.expect(200, http.MethodGet, at+"?limit=1&cursor="+first.string("next"), nil)
		if first.each("items", "name")+" "+second.each("items", "name") != "Fatou Léa" || second.string("next") != "<nil>" || first.string("count") != "1" {
			h.Errorf("page by page: %s then %s", first.text, second.text)
		}
		if got := maryse.expect(200, http.MethodGet, at+"?q=lea&group="+group, nil); got.each("items", "name") != "Léa" {
			h.Errorf("looked for: %s", got.text)
		}
		if got := maryse.expect(200, http.MethodGet, one, nil); !strings.Contains(h.signedIn("maryse@example.org").get(strings.TrimPrefix(got.string("page"), "http://example.com")).text, "03 25 00 00 09") {
			h.Error("its page shows something else")
		}
		if said := h.log.String(); said != "" {
			h.Errorf("the program logged:\n%s", said)
		}
	})
}

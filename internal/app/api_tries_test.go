package app_test

import (
	"maps"
	"net/http"
	"strings"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// tries are the ways in which an operation is tried: each with something that would be seen afterwards.
func (t *town) tries(o operation) (paths []string, bodies []any) {
	t.Helper()
	which := t.booked
	switch {
	case strings.HasPrefix(o.path, "/resources"):
		which = t.hall
	case strings.HasPrefix(o.path, "/series"):
		which = t.series
	case o.path == "/bookings/{id}/series":
		which = t.repeated
	case strings.HasPrefix(o.path, "/waiting"):
		which = t.inLine
	}
	at := strings.NewReplacer("{slug}", "la-gare", "{id}", which, "{closure}", t.closure, "{member}", t.member, "{membership}", t.period).Replace(o.path)
	if strings.Contains(at, "{") {
		t.Fatalf("%s has a wildcard: teach this test a value for it", o.path)
	}
	paths, bodies = []string{at}, t.bodies(o)
	switch o.method + " " + o.path {
	case "DELETE /bookings/{id}/series":
		paths = []string{at + "?extent=whole", at + "?extent=following&team=true"}
	case "DELETE /bookings/{id}":
		paths = append(paths, at+"?team=true&reason=Intrus")
	case "GET /waiting":
		paths = append(paths, at+"?place=la-gare&days=31")
	}
	if strings.HasSuffix(at, t.booked) {
		paths = append(paths, strings.Replace(at, t.booked, "1", 1)+"?place=la-gare")
	}
	return paths, bodies
}

// bodies are what is sent to an operation, so that it would do something if it could.
func (t *town) bodies(o operation) []any {
	with := func(some map[string]any, pairs ...any) map[string]any {
		all := maps.Clone(some)
		for i := 0; i < len(pairs); i += 2 {
			all[pairs[i].(string)] = pairs[i+1]
		}
		return all
	}
	switch o.method {
	case http.MethodPatch:
		change := map[string]any{"people": 2}
		if strings.HasSuffix(o.path, "/series") {
			change["extent"] = "whole"
		}
		if strings.HasPrefix(o.path, "/places") {
			return []any{map[string]any{"name": "Intrus"}}
		}
		return []any{change, with(change, "team", true, "reason", "Intrus")}
	case http.MethodPost:
		wish := map[string]any{"resource": t.hall, "from": "2026-11-27T14:00:00+01:00", "to": "2026-11-27T15:00:00+01:00", "team": true, "name": "Intrus", "reason": "Intrus"}
		if strings.HasPrefix(o.path, "/series") {
			wish["every"] = map[string]any{"unit": "week", "times": 2}
		}
		switch o.path {
		case "/waiting": // nobody could be told
			delete(wish, "team")
			delete(wish, "reason")
		case "/waiting/{id}/accept":
			return []any{nil}
		case "/places/{slug}/closures", "/places/{slug}/closures/check":
			wish = map[string]any{"from": wish["from"], "to": wish["to"], "reason": "Intrus"}
		case "/places/{slug}/members", "/places/{slug}/groups":
			wish = map[string]any{"name": "Intrus"}
		case "/places/{slug}/members/{member}/memberships":
			wish = map[string]any{"last": "2027-12-31"}
		}
		return []any{wish}
	}
	return []any{nil}
}

// club has Josette's club come to the hall again and again, and stand in line for what it can't have.
func (t *town) club() {
	t.Helper()
	day, zone := civil.MustDate("2026-12-07"), place.Place{}.Zone()
	t.update(func(tx *store.Tx) error {
		which, err := id.Parse[resource.Resource](t.hall)
		if err != nil {
			return err
		}
		link, err := booking.Repeat(tx, organisation.System, booking.RepeatRequest{Resource: which, From: day.At(9*60, zone), To: day.At(10*60, zone), Every: booking.Every{Unit: booking.Weekly, N: 1, Count: 2},
			Units: 1, People: 1, Contact: booking.Contact{Name: "Josette"}})
		if err != nil {
			return err
		}
		b, err := booking.FindByLink(tx, link)
		if err != nil {
			return err
		}
		t.series, t.repeated = b.Series.String(), b.ID.String()
		link, err = booking.Wait(tx, organisation.System, booking.WaitRequest{Resource: which, From: day.At(9*60, zone), To: day.At(10*60, zone), Units: 1, People: 1, Contact: booking.Contact{Name: "Josette", Phone: "03 25 00 00 07"}})
		if err != nil {
			return err
		}
		b, err = booking.FindByLink(tx, link)
		t.inLine = b.ID.String()
		t.period = strings.Trim(t.rows(`SELECT CAST(id AS text) FROM membership`)[0], "|")
		return err
	})
}

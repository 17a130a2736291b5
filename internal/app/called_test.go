package app_test

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// Somebody whom no letter reaches is on the call list of a closure until the team says that they know; a slip is taken back. Both stand in the
// history of the booking, and twice is once. Only the place's own desk says so.
func TestWhoIsCalledLeavesTheCallList(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		maryse, nadia := h.signedIn("maryse@example.org"), h.signedIn("nadia@example.org")
		got := h.program("maryse@example.org", "book").expect(201, http.MethodPost, "/places/la-gare/closures", map[string]any{"resource": town.hall, "from": "2026-11-27T00:00:00+01:00", "to": "2026-11-28T00:00:00+01:00", "reason": "Travaux"})
		closure := got.string("id")
		page := "/lieux/la-gare/fermetures/vue/" + closure
		const told, list = "1 personne prévenue de vive voix", "1 personne à prévenir autrement"
		says := func(want, not string) {
			h.Helper()
			if text := html.UnescapeString(maryse.get(page).text); !strings.Contains(text, want) || strings.Contains(text, not) || !strings.Contains(text, "Josette") {
				h.Errorf("the closure doesn't say %q: %s", want, text)
			}
		}
		says(list, told)
		call := func(v *visitor, called string) answer {
			return v.post("/lieux/la-gare/reservations/1/appel", url.Values{"called": {called}, "closure": {closure}})
		}
		if got := call(nadia, "1"); got.StatusCode != http.StatusForbidden {
			h.Errorf("whoever isn't of the desk: %s", got.Status)
		}
		var all sync.WaitGroup
		answers := make([]answer, 5)
		for i := range answers {
			all.Go(func() { answers[i] = call(maryse, "1") })
		}
		all.Wait()
		for _, got := range answers {
			if got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != page {
				h.Errorf("called: %s to %s", got.Status, got.Header.Get("Location"))
			}
		}
		says(told, list)
		booked := html.UnescapeString(maryse.get("/lieux/la-gare/reservations/1").text)
		if !strings.Contains(booked, "Une personne de l’équipe l’a dit de vive voix") || strings.Count(booked, "a prévenu la personne de vive voix") != 1 {
			h.Errorf("the booking: %s", booked)
		}
		for range 2 {
			if got := call(maryse, "0"); got.StatusCode != http.StatusSeeOther {
				h.Errorf("taken back: %s", got.Status)
			}
		}
		says(list, told)
		if n := h.rows(`SELECT count(*) FROM text_message`)[0] + h.rows(`SELECT count(*) FROM journal WHERE verb IN ('booking.called', 'booking.uncalled')`)[0]; n != "0|2|" {
			h.Errorf("left: %s", n)
		}
	})
}

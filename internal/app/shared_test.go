package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"mitoyen/internal/kit/form"
)

// A shared page is never another reader's, in another language, or as it was before somebody booked; and what was merely held is free again
// the moment that the hold ends, swept away or not.
func TestASharedWeekIsTheReadersOwnAndFresh(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		h.town()
		const path = "/lieux/la-gare/libre?le=2026-12-07"
		stranger, maryse := h.visitor("stranger"), h.signedIn("maryse@example.org")
		free := func() string {
			got := stranger.get(path)
			if got.StatusCode != http.StatusOK {
				h.Fatalf("the week: %s", got.Status)
			}
			_, cell, _ := strings.Cut(got.text, "reserver/la-halle?le=2026-12-07")
			return strings.Join(strings.Fields(strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(cell[:300])), " ")
		}
		tag := stranger.get(path).Header.Get("ETag")
		stranger.header.Set("If-None-Match", tag)
		if got := stranger.get(path); tag == "" || got.StatusCode != http.StatusNotModified {
			h.Errorf("read again unchanged: %s", got.Status)
		}
		stranger.header.Del("If-None-Match")
		if got := maryse.get(path); !strings.Contains(got.text, "/mon-espace") || got.Header.Get("Cache-Control") != "private, no-store" {
			h.Error("Maryse reads a stranger's page")
		}
		if got := stranger.get(path); strings.Contains(got.text, "/mon-espace") {
			h.Error("a stranger reads Maryse's page")
		}
		if got := stranger.get("/en/places/la-gare/free?le=2026-12-07"); !strings.Contains(got.text, `lang="en"`) {
			h.Error("the English page isn't")
		}
		if got := free(); !strings.Contains(got, "9 h – 18 h") {
			h.Fatalf("free all day: %s", got)
		}
		hold := url.Values{"submission": {form.NewSubmission()}, "le": {"2026-12-07"}, "de": {"09:00"}, "a": {"12:00"}, "personnes": {"1"}}
		if got := h.visitor("nora").post("/lieux/la-gare/reserver/la-halle", hold); got.StatusCode != http.StatusSeeOther {
			h.Fatalf("to hold: %s", got.Status)
		}
		if got := free(); !strings.Contains(got, "12 h – 18 h") {
			h.Errorf("held, yet shown as free: %s", got)
		}
		h.clock.Advance(10 * time.Minute)
		if got := free(); !strings.Contains(got, "9 h – 18 h") {
			h.Errorf("the hold has run out, yet: %s", got)
		}
	})
}

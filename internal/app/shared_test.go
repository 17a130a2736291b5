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

// What can be booked begins today: on a Sunday, six past days don't take the room of those to come. At midnight the shared page moves on,
// though nobody booked.
func TestDaysToBookBeginToday(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		h.town()
		stranger := h.visitor("stranger")
		shows := func(path string, first string, days ...string) {
			h.Helper()
			got := stranger.get(path)
			if got.StatusCode != http.StatusOK {
				h.Fatalf("%s: %s", path, got.Status)
			}
			if _, head, _ := strings.Cut(got.text, "<h2"); !strings.Contains(strings.ReplaceAll(head, "\u00a0", " "), first) {
				h.Errorf("%s doesn't say %q: %.120s", path, first, head)
			}
			for _, d := range days {
				no := strings.HasPrefix(d, "!")
				if strings.Contains(got.text, "le="+strings.TrimPrefix(d, "!")) == no {
					h.Errorf("%s, first %q: day %s", path, first, d)
				}
			}
		}
		const week, room = "/lieux/la-gare/libre", "/lieux/la-gare/reserver/la-halle"
		sunday := time.Date(2026, time.December, 6, 22, 0, 0, 0, time.UTC) // 23:00 in Paris
		h.clock.Advance(sunday.Sub(h.clock.Now()))
		shows(week, "Semaine du 6 au 12 décembre 2026", "2026-12-07", "2026-12-12", "2026-12-13", "!2026-11-29", "!2026-12-05")
		shows("/en/places/la-gare/free", "Week from 6 to 12 December 2026", "2026-12-12")
		shows(room, "Semaine du 6 au 12 décembre 2026", "2026-12-12", "!2026-12-05")
		shows(week+"?le=2026-12-01", "Semaine du 6 au 12 décembre 2026") // what is past isn't shown, whoever asks
		shows(week+"?le=2026-12-13", "Semaine du 13 au 19 décembre 2026", "2026-12-06", "2026-12-20")
		h.clock.Advance(time.Hour)
		shows(week, "Semaine du 7 au 13 décembre 2026", "2026-12-13", "!2026-12-06")
		shows(room, "Semaine du 7 au 13 décembre 2026", "!2026-12-06")
		shows(week+"?le=2026-12-13", "Semaine du 7 au 13 décembre 2026")
	})
}

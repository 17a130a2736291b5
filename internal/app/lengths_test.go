package app_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// The rules of what is lent are typed and read as people say lengths of time; what can't be read is told beside its field, and nothing typed
// is lost.
func TestLengthsOfRulesAreTypedAsPeopleSayThem(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		h.town()
		maryse := h.signedIn("maryse@example.org")
		value := func(got answer, field string) string {
			h.Helper()
			tag := regexp.MustCompile(`<input[^>]*\bname="` + regexp.QuoteMeta(field) + `"[^>]*>`).FindString(got.text)
			_, v, _ := strings.Cut(tag, ` value="`)
			v, _, _ = strings.Cut(v, `"`)
			return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(v)
		}
		const path = "/lieux/la-gare/ressources/regles"
		rules := url.Values{"notice": {"1 h 30"}, "gap": {"90"}, "cancel": {"24"}, "buffer": {"1 j 12 h"}, "hours.week": {"7 h 30"}, "noshow": {"15 mn"}, "horizon": {"90"}, "who": {"unsaid"}}
		if got := maryse.post(path, rules); got.StatusCode != http.StatusSeeOther {
			h.Fatalf("rules: %s", got.Status)
		}
		for field, want := range map[string]string{"notice": "1 h 30", "gap": "1 h 30", "cancel": "1 j", "buffer": "36 h", "hours.week": "7 h 30", "noshow": "15 min", "horizon": "90"} {
			if got := value(maryse.get(path), field); got != want {
				h.Errorf("%s reads %q, want %q", field, got, want)
			}
		}
		if got := value(maryse.get("/en/places/la-gare/resources/rules"), "cancel"); got != "1 d" {
			h.Errorf("in English, %q", got)
		}
		rules.Set("notice", "bientôt")
		rules.Set("cancel", "3 j")
		got := maryse.post(path, rules)
		if got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.text, `id="notice-err"`) || strings.Contains(got.text, `id="cancel-err"`) {
			h.Errorf("a word for a length: %s", got.Status)
		}
		if value(got, "notice") != "bientôt" || value(got, "cancel") != "3 j" {
			h.Errorf("typed and lost: %q, %q", value(got, "notice"), value(got, "cancel"))
		}
		if now := value(maryse.get(path), "cancel"); now != "1 j" {
			h.Errorf("refused, yet kept: %q", now)
		}
		room := "/lieux/la-gare/ressources/nouvelle"
		nights := url.Values{"name": {"Dortoir"}, "kind": {"bed"}, "units": {"4"}, "mode": {"nights"}, "arrive": {"16:00"}, "leave": {"10:00"}, "min": {"1 h"}, "horizon": {"90"}, "submission": {"0190b5a8-7f5e-7000-8000-000000000001"}}
		if got := maryse.post(room, nights); got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.text, `id="min-err"`) || value(got, "min") != "1 h" {
			h.Errorf("an hour where nights are counted: %s", got.Status)
		}
		nights.Set("min", "2")
		if got := maryse.post(room, nights); got.StatusCode != http.StatusSeeOther {
			h.Fatalf("two nights: %s %.2000s", got.Status, got.text)
		}
		if got := value(maryse.get("/lieux/la-gare/ressources/modifier/dortoir"), "min"); got != "2" {
			h.Errorf("nights read %q", got)
		}
	})
}

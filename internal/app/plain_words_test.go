package app_test

import (
	"errors"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// What pages say is true of what they are about.
func TestPagesSayWhatIs(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		_ = town
		h.update(func(tx *store.Tx) error {
			var all error
			for _, x := range []struct{ name, stage string }{{"Le Rêve", "project"}, {"Le Café", "open"}} {
				_, err := place.Create(tx, organisation.System, place.Place{}, place.Facts{place.FName: x.name, place.FStage: x.stage, place.FCommune: "52405"}, place.Origin{Rank: place.ByImport, Source: "test"}, "place.seeded")
				all = errors.Join(all, err)
			}
			return all
		})
		says := func(v *visitor, path string, wanted bool, what string) {
			h.Helper()
			if got := v.get(path); strings.Contains(html.UnescapeString(got.text), what) != wanted {
				h.Errorf("%s as %s: %s, says %q: %v", path, v.name, got.Status, what, !wanted)
			}
		}
		stranger, maryse := h.visitor("somebody"), h.signedIn("maryse@example.org")
		says(stranger, "/lieux/le-reve", false, "Horaires non renseignés")
		says(stranger, "/lieux/le-cafe", true, "Horaires non renseignés")
		says(stranger, "/territoires/commune:52405", true, "lieu ouvert ou itinérant")
		says(stranger, "/territoires/commune:52405", false, "lieux ouverts ou itinérants")
		says(maryse, "/mon-espace", true, "responsable, L'association de La GARE")
		got := stranger.post("/territoires/commune:52499", url.Values{"submission": {form.NewSubmission()}, "title": {"Un atelier"}, "text": {strings.Repeat("a", 9000)}})
		if got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.text, "1 000") && !strings.Contains(html.UnescapeString(got.text), "signes au plus") {
			h.Errorf("a need of 9,000 signs: %s", got.Status)
		}
	})
}

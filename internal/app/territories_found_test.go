package app_test

import (
	"net/http"
	"strings"
	"testing"
)

// Whoever looks for a territory gets there: from the front page, from the list of territories, from a commune, from the search.
func TestTerritoriesAreFound(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		h.town()
		v := h.visitor("somebody")
		for path, wanted := range map[string][]string{
			"/":                          {`href="/territoires"`},
			"/aide":                      {`href="/territoires"`}, // the footer
			"/territoires":               {`href="/territoires/region:44"`, "Grand Est"},
			"/en/territories":            {`href="/en/territories/region:44"`},
			"/territoires?q=saint":       {"commune (", `href="/territoires/commune:`},
			"/territoires?q=Zzyzx":       {"Aucun territoire de ce nom"},
			"/territoires?q=auberive+et": {"intercommunalité"},
			"/communes/52499":            {`href="/enquetes/un-atelier"`, `href="/territoires/commune:52499"`},
			"/lieux?dep=52":              {`href="/territoires/departement:52"`},
			"/lieux?q=Haute-Marne":       {`href="/territoires/departement:52"`, "La GARE"},
			"/lieux?q=le+d%C3%A9partement+de+la+haute+marne": {`href="/territoires/departement:52"`},
			"/lieux?q=Paris": {`href="/territoires/departement:75"`, "Lieux autour de Paris"},
		} {
			got := v.get(path)
			for _, what := range wanted {
				if got.StatusCode != http.StatusOK || !strings.Contains(got.text, what) {
					h.Errorf("%s: %s, without %s", path, got.Status, what)
				}
			}
		}
		if got := v.get("/lieux?q=Haute-Marne"); strings.Contains(got.text, "Hauteville") {
			h.Error("Haute-Marne is taken for Hauteville")
		}
		for path, to := range map[string]string{
			"/territoires?q=Haute-Marne": "/territoires/departement:52", "/territoires?q=Vaillant": "/territoires/commune:52499", "/territoires?q=r%C3%A9gion+grand+est": "/territoires/region:44",
			"/lieux?q=Grand+Est": "/territoires/region:44",
		} {
			if got := v.get(path); got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != to {
				h.Errorf("%s: %s to %s, want %s", path, got.Status, got.Header.Get("Location"), to)
			}
		}
	})
}

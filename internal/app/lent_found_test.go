package app_test

import (
	"net/url"
	"strings"
	"testing"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// People look for what they want to do, in their own words: a place is found by what it lends, beside its commune, and for as long as it does.
func TestAPlaceIsFoundByWhatItLends(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		v := h.visitor("somebody")
		found := func(words string) bool {
			h.Helper()
			return strings.Contains(v.get("/lieux?q="+url.QueryEscape(words)).text, `href="/lieux/la-gare"`)
		}
		keep := func(r resource.Resource) {
			h.Helper()
			h.update(func(tx *store.Tx) error {
				_, err := resource.Keep(tx, organisation.System, resource.KeepRequest{Place: town.gare, Resource: r})
				return err
			})
		}
		if found("découpeuse à vinyle") {
			h.Fatal("it is found before it is lent")
		}
		keep(resource.Resource{Name: "Découpeuse à vinyle", Kind: resource.Machine, Units: 1, Sheet: resource.Sheet{Equipment: []string{"lame de rechange"}}})
		for _, words := range []string{"decoupeuse vinyle", "Vaillant découpeuse", "lame"} {
			if !found(words) {
				h.Errorf("%q doesn't find it", words)
			}
		}
		h.update(func(tx *store.Tx) error {
			maryse, err := organisation.Load(tx, town.maryse.ID)
			if err != nil {
				return err
			}
			_, err = place.Edit(tx, maryse, place.EditRequest{Place: town.gare, Facts: place.Facts{place.FSummary: "Tout autre chose"}})
			return err
		})
		if !found("decoupeuse vinyle") {
			h.Error("another summary of the place forgets what it lends")
		}
		var r resource.Resource
		h.update(func(tx *store.Tx) (err error) {
			r, err = resource.Find(tx, town.gare, "decoupeuse-a-vinyle")
			return err
		})
		r.Retired = h.DB.Now()
		keep(r)
		if found("decoupeuse vinyle") {
			h.Error("it is found although it is lent no longer")
		}
	})
}

// A sentence is understood: something to do, and a commune. What isn't there is offered everywhere.
func TestASentenceIsUnderstood(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		h.town()
		v := h.visitor("somebody")
		for words, want := range map[string]string{
			"réserver une salle": "avec\u00a0: salle de réunion", "salle à Vaillant samedi": "Lieux autour de Vaillant", "imprimer Vaillant": "avec\u00a0: atelier de fabrication", "cuisine Vaillant": "Chercher partout", "Vaillant": "Lieux autour de Vaillant",
		} {
			if got := v.get("/lieux?q=" + url.QueryEscape(words)).text; !strings.Contains(got, want) {
				h.Errorf("%q doesn't say %q", words, want)
			}
		}
	})
}

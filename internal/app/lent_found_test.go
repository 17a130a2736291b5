package app_test

import (
	"context"
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

// What was lent before search kept its words is found after the next start, however many places there are; told once, they are left alone.
func TestWhatWasLentBeforeIsFoundAfterAStart(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		const many = 60 // more than one transaction tells
		h.update(func(tx *store.Tx) error {
			for range many {
				p, err := place.Create(tx, organisation.System, place.Place{Organisation: town.own}, place.Facts{place.FName: "Atelier", place.FStage: "open", place.FCommune: "52499"},
					place.Origin{Rank: place.ByImport, Source: "test"}, "place.created")
				if err != nil {
					return err
				}
				if _, err := resource.Keep(tx, organisation.System, resource.KeepRequest{Place: p.ID, Resource: resource.Resource{Name: "Thermoformeuse", Kind: resource.Machine, Units: 1}}); err != nil {
					return err
				}
			}
			// As it was before: the places say nothing, and search knows their sheets alone.
			all, err := store.All(tx, store.Value[place.ID], `SELECT id FROM place WHERE lends <> ''`)
			if err != nil {
				return err
			}
			for _, id := range all {
				p, err := place.ForChange(tx, id)
				if err != nil {
					return err
				}
				if err := place.SetLends(tx, p, ""); err != nil {
					return err
				}
			}
			return nil
		})
		v := h.visitor("somebody")
		found := func() int { return strings.Count(v.get("/lieux?q=thermoformeuse&n=100").text, `class="cell"`) }
		if n := found(); n != 0 {
			h.Fatalf("%d are found before", n)
		}
		mute := func() (n int) {
			h.update(func(tx *store.Tx) (err error) {
				n, err = store.One(tx, store.Value[int], `SELECT count(*) FROM place p WHERE lends = '' AND EXISTS (SELECT 1 FROM resource r WHERE r.place_id = p.id AND r.retired_at IS NULL)`)
				return err
			})
			return n
		}
		if n := mute(); n <= many {
			h.Fatalf("%d places lend and don't say it", n)
		}
		h.TellLent(context.Background())
		if n := mute(); n != 0 {
			h.Errorf("%d places still don't say what they lend", n)
		}
		if found() == 0 {
			h.Error("none is found after")
		}
		if last, err := resource.TellPlaces(context.Background(), h.DB, place.ID{}); err != nil || !last.IsZero() {
			h.Errorf("again: %v, %v", last, err)
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

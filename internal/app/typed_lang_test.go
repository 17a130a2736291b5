package app_test

import (
	"regexp"
	"testing"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// What people typed is French on an English page as well, and says so (WCAG 3.1.2); on a French page it need not.
func TestWhatPeopleTypedSaysItsLanguage(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		h.update(func(tx *store.Tx) error {
			maryse, err := organisation.Load(tx, town.maryse.ID)
			if err != nil {
				return err
			}
			if _, err := place.Edit(tx, maryse, place.EditRequest{Place: town.gare, Facts: place.Facts{place.FSummary: "Une gare où l'on travaille", place.FText: "Le quai est à tout le monde."}}); err != nil {
				return err
			}
			_, err = resource.Keep(tx, organisation.System, resource.KeepRequest{Place: town.gare, Resource: resource.Resource{Name: "Établi", Kind: resource.Machine, Units: 1,
				Sheet: resource.Sheet{Summary: "Un établi de menuisier", Terms: "Balayez en partant", Access: "Par la cour"}}})
			return err
		})
		v := h.visitor("somebody")
		for _, x := range []struct{ fr, en, words string }{
			{"/lieux/la-gare", "/en/places/la-gare", "Une gare où"},
			{"/lieux/la-gare", "/en/places/la-gare", "Le quai est"},
			{"/lieux?q=gare", "/en/places?q=gare", "Une gare où"},
			{"/lieux/la-gare/reserver/etabli", "/en/places/la-gare/book/etabli", "Un établi"},
			{"/lieux/la-gare/reserver/etabli", "/en/places/la-gare/book/etabli", "Balayez"},
			{"/lieux/la-gare/reserver/etabli", "/en/places/la-gare/book/etabli", "Par la cour"},
		} {
			said := regexp.MustCompile(`<(?:p|div)[^>]* lang="fr"[^>]*>(?:<p>)?` + x.words)
			if got := v.get(x.en); !said.MatchString(got.text) {
				h.Errorf("%s: %q is read as English (%s)", x.en, x.words, got.Status)
			}
			if got := v.get(x.fr); said.MatchString(got.text) || !regexp.MustCompile(`<p[^>]*>`+x.words).MatchString(got.text) {
				h.Errorf("%s: %q", x.fr, x.words)
			}
		}
	})
}

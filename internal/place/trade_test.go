package place_test

import (
	"testing"

	"mitoyen/internal/place"
)

func TestEverydayWordsMeanActivities(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]place.Activity{
		"couture": place.Making, "Imprimer": place.Making, "cuisine": place.Kitchen, "bureaux": place.Desk, "formations": place.Training, "chambre": place.Lodging,
	} {
		if got, ok := place.ActivityNamed(word); !ok || got != want {
			t.Errorf("%s means %q, %v; want %q", word, got, ok, want)
		}
	}
	for text, want := range map[string]string{
		"réserver une salle": "meeting ", "cuisine samedi": "kitchen ", "Cuisine à Langres": "kitchen langres", "une salle de réunion, La Rochelle": "meeting rochelle", "Langres imprimante 3D": "making langres",
		"book a desk in Le Mans": "desk mans", "louer une chambre près de Saint-Martin-de-Ré": "lodging saint martin de re", "atelier couture": " ", "Vaillant": " ",
	} {
		a, rest, ok := place.Wanted(text)
		if got := string(a) + " " + rest; ok && got != want || !ok && want != " " {
			t.Errorf("%q is understood as %q, %v; want %q", text, got, ok, want)
		}
	}
	for _, word := range []string{"Vaillant", "Lille", "salle couture", ""} {
		if got, ok := place.ActivityNamed(word); ok {
			t.Errorf("%s means %q, but is no everyday word for an activity", word, got)
		}
	}
}

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
	for _, word := range []string{"Vaillant", "Lille", "salle couture", ""} {
		if got, ok := place.ActivityNamed(word); ok {
			t.Errorf("%s means %q, but is no everyday word for an activity", word, got)
		}
	}
}

package place_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

func TestSlugify(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"La GARE":                      "la-gare",
		"L'Épicerie  solidaire":        "l-epicerie-solidaire",
		"Cœur d’Ô – n° 2":              "coeur-d-o-n-2",
		"3D/FabLab & Co.":              "3d-fablab-co",
		"../../etc/passwd":             "etc-passwd",
		"<script>alert(1)</script>":    "script-alert-1-script",
		"":                             "lieu",
		"★ ✿":                          "lieu",
		strings.Repeat("a", 80):        strings.Repeat("a", 60),
		strings.Repeat("ab ", 40):      strings.TrimSuffix(strings.Repeat("ab-", 20), "-"),
		"Ателье":                       "ателье",
		strings.Repeat("a", 59) + "ят": strings.Repeat("a", 59),
	} {
		if got := place.Slugify(name); got != want {
			t.Errorf("%q gives %q, want %q", name, got, want)
		}
	}
}

func TestSlugIsAlwaysAnAddress(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringN(0, 90, -1).Draw(t, "name")
		s := place.Slugify(name)
		if s == "" || len(s) > 60 || !utf8.ValidString(s) || strings.ContainsAny(s, "/?#%. \\\x00") || strings.HasPrefix(s, "-") || strings.HasSuffix(s, "-") {
			t.Fatalf("%q gives %q", name, s)
		}
	})
}

func TestPlacesOfOneNameHaveTheirOwnAddresses(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		var got []string
		for _, commune := range []string{"52405", "52405", "52405", "36137", ""} {
			v.update(func(tx *store.Tx) error {
				p, err := place.Create(tx, organisation.System, place.Place{}, place.Facts{place.FName: "Le Moulin", place.FCommune: commune, place.FStage: "mobile"}, byImport, "place.created")
				got = append(got, p.Slug)
				return err
			})
		}
		if want := "[le-moulin le-moulin-le-montsaugeonnais le-moulin-le-montsaugeonnais-2 le-moulin-neons-sur-creuse le-moulin-2]"; fmt.Sprint(got) != want {
			v.Errorf("%v, want %v", got, want)
		}
	})
}

func TestTwentyCreatePlacesOfOneName(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		made, others := v.race(20, func(_ int, tx *store.Tx) error {
			_, err := place.Create(tx, organisation.System, place.Place{}, place.Facts{place.FName: "Le Moulin", place.FCommune: "52405"}, byImport, "place.created")
			return err
		})
		if made != 20 {
			v.Errorf("%d of 20 places were made; the others: %v", made, others)
		}
		if n := v.count(`SELECT count(DISTINCT slug) FROM place WHERE name = 'Le Moulin'`); n != made {
			v.Errorf("%d places have %d addresses", made, n)
		}
	})
}

// Two places that take one name at the same moment, beside others that are made.
func TestTwentyTakeOneName(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		var ids []place.ID
		for i := range 10 {
			v.update(func(tx *store.Tx) error {
				p, err := place.Create(tx, organisation.System, place.Place{}, place.Facts{place.FName: fmt.Sprint("Lieu ", i), place.FCommune: "52405"}, byImport, "place.created")
				ids = append(ids, p.ID)
				return err
			})
		}
		done, others := v.race(20, func(i int, tx *store.Tx) error {
			if i >= 10 {
				_, err := place.Create(tx, organisation.System, place.Place{}, place.Facts{place.FName: "Le Moulin", place.FCommune: "52405"}, byImport, "place.created")
				return err
			}
			_, err := place.Edit(tx, v.coordinator, place.EditRequest{Place: ids[i], Seen: civil.Instant{}, Facts: place.Facts{place.FName: "Le Moulin"}})
			return err
		})
		if done != 20 {
			v.Errorf("%d of 20 were done; the others: %v", done, others)
		}
		if n := v.count(`SELECT count(DISTINCT slug) FROM place WHERE name = 'Le Moulin'`); n != 20 {
			v.Errorf("20 places have %d addresses", n)
		}
		if n := v.count(`SELECT count(*) FROM place p JOIN place_slug s ON s.slug = p.slug WHERE s.place_id <> p.id`); n != 0 {
			v.Errorf("%d places have the old address of another", n)
		}
	})
}

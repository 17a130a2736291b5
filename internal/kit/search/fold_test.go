package search

import (
	"slices"
	"testing"
)

func TestFoldMakesWritingsAgree(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                                "",
		"   ":                             "",
		"lyon":                            "lyon",
		"Néons-sur-Creuse":                "neons sur creuse",
		"L’Abergement-Clémenciat":         "l abergement clemenciat",
		"Lʼépi d'or":                      "l epi d or",
		"ŒUVRE, Æther / Straße":           "oeuvre aether strasse",
		"  Saint--Étienne ":               "saint etienne",
		"L'Haÿ-les-Roses (94)":            "l hay les roses 94",
		"N° 12 bis":                       "n 12 bis",
		"re\u0301servation":               "reservation", // e and an accent of its own
		"réser\u00advation":               "reservation", // soft hyphen
		"Ligne\u00a0\u202finsécable":      "ligne insecable",
		"ﬁche":                            "fiche",
		"Москва":                          "москва",
		"a\xffb":                          "a b", // broken UTF-8
		"Tiers·Lieu…\"entre\" guillemets": "tiers lieu entre guillemets",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFoldOfFoldedTextAllocatesNothing(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { Fold("neons sur creuse 36") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzFoldTwiceChangesNothing(f *testing.F) {
	for _, s := range []string{"L'Œuvre  d’Été", "İstanbul ǅ ẞ", "½ ㎏ ﷺ", "\xff\xfe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Fold(s)
		if twice := Fold(once); twice != once {
			t.Errorf("Fold(%q) = %q, again %q", s, once, twice)
		}
	})
}

func TestTokensAgree(t *testing.T) {
	t.Parallel()
	for _, same := range [][]string{
		{"réservation", "Réservations", "RESERVATION"},
		{"local", "locaux", "locale", "locales"},
		{"bureau", "bureaux"},
		{"lieu", "lieux"},
		{"professionnel", "professionnels", "professionnelle", "professionnelles"},
		{"ouvert", "ouverts", "ouverte", "ouvertes"},
		{"partagé", "partagée", "partagés", "partagées"},
		{"associatif", "associatifs", "associative", "associatives"},
		{"numérique", "numériques"},
		{"l'atelier", "les ateliers", "d’atelier", "qu'atelier", "atelier"},
		{"tiers-lieu", "Tiers lieux"},
		{"cœur", "coeurs"},
	} {
		want := Tokens(same[0])
		for _, s := range same[1:] {
			if got := Tokens(s); !slices.Equal(got, want) {
				t.Errorf("Tokens(%q) = %q, but Tokens(%q) = %q", s, got, same[0], want)
			}
		}
	}
}

func TestTokensKeepApartWhatIsDifferent(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{{"local", "location"}, {"gare", "garage"}, {"bus", "bu"}, {"3d", "3"}} {
		if a, b := Tokens(pair[0]), Tokens(pair[1]); slices.Equal(a, b) {
			t.Errorf("%q and %q are both %q", pair[0], pair[1], a)
		}
	}
}

func TestTokensKeepOrderAndNumbers(t *testing.T) {
	t.Parallel()
	if got, want := Tokens("Le 3 de la Gare du 52, 3 fois"), []string{"3", "gar", "52", "3", "foi"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if got := Tokens("de la l'"); len(got) != 0 {
		t.Errorf("%q", got)
	}
}

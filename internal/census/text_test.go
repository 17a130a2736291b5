package census

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"mitoyen/internal/place"
)

func TestCleanText(t *testing.T) {
	t.Parallel()
	for in, c := range map[string]struct {
		want  string
		codes []string
	}{
		"L’Arobase – Castres":              {"L’Arobase – Castres", nil},
		"  La GARE ":                       {"La GARE", nil},
		"Schoolab\u00a0":                   {"Schoolab", []string{"census.text.spaces"}},
		"La Boîte à\u00a0 Bosse":           {"La Boîte à Bosse", []string{"census.text.spaces"}},
		"ROCHER concept |Â\u00a0Coworking": {"ROCHER concept | Coworking", []string{"census.text.mojibake", "census.text.spaces"}},
		"1Âª place des Orphelins":          {"1ª place des Orphelins", []string{"census.text.mojibake"}},
		"Lâ€™atelier dâ€™Ã  cÃ´tÃ©":        {"L’atelier d’Ã côté", []string{"census.text.mojibake", "census.text.spaces"}},
		"CHÂTEAUROUX":                      {"CHÂTEAUROUX", nil},
		"ÂGE D’OR À LYON":                  {"ÂGE D’OR À LYON", nil},
		"<b>La</b> Fabrique":               {"La Fabrique", []string{"census.text.tags", "census.text.spaces"}},
		"<script>alert(1)</script>Lieu":    {"alert(1) Lieu", []string{"census.text.tags"}},
		"<img src=x onerror=\"a()\">":      {"", []string{"census.text.tags"}},
		"&lt;b&gt;Lieu&lt;/b&gt;":          {"Lieu", []string{"census.text.tags"}},
		"Caf&eacute; &amp; Co":             {"Café & Co", []string{"census.text.tags"}},
		"3 < 5 et 7 > 2":                   {"3 < 5 et 7 > 2", nil},
		"Work & Wall":                      {"Work & Wall", nil},
		"La\u200b Ru\u00adche":             {"La Ruche", []string{"census.text.invisible"}},
		"Lieu\u202egnp.exe":                {"Lieugnp.exe", []string{"census.text.invisible"}},
		"=HYPERLINK(\"http://x\")":         {"=HYPERLINK(\"http://x\")", []string{"census.text.formula"}},
		"+Lab":                             {"+Lab", []string{"census.text.formula"}},
		"Lab, voir jeanne@lieu.fr":         {"Lab, voir", []string{"census.personal.email"}},
		"Coh@bit":                          {"Coh@bit", nil},
		"deux\nlignes":                     {"deux lignes", []string{"census.text.spaces"}},
		"e\u0301te\u0301":                  {"été", nil},
	} {
		got, problems := cleanText(in, "NOM", place.FName, false)
		if got != c.want || !slices.Equal(codesOf(problems), c.codes) {
			t.Errorf("%q: %q %v, want %q %v", in, got, codesOf(problems), c.want, c.codes)
		}
	}
	paragraphs, problems := cleanText("Un lieu.\r\n\r\n\r\n  Deux  ateliers.\r\n", "TEXTE", place.FText, true)
	if paragraphs != "Un lieu.\n\nDeux ateliers." || len(problems) > 0 {
		t.Errorf("%q %v", paragraphs, codesOf(problems))
	}
}

func TestCleanName(t *testing.T) {
	t.Parallel()
	brest := "Le Lieu-Dit, Pôle de Coopération et d’Innovations Economiques et Sociales du Pays de Brest, porte ce projet. " +
		"Ses 10 structures membres sont également impliquées dans ce projet : 9 associations (ADESS Pays de Brest - Heol Monnaie locale) et une Coopérative."
	for in, c := range map[string]struct {
		want  string
		codes []string
	}{
		"La GARE":             {"La GARE", nil},
		"MIX":                 {"MIX", nil},
		"CITELS":              {"CITELS", nil},
		"ESPACE DES PEINTRES": {"ESPACE DES PEINTRES", []string{"census.name.shouting"}},
		"":                    {"", []string{"census.name.missing"}},
		"  ":                  {"", []string{"census.name.missing"}},
		"NC":                  {"", []string{"census.name.missing"}},
		brest:                 {"Le Lieu-Dit, Pôle de Coopération et d’Innovations Economiques et Sociales du Pays de Brest, porte ce projet.", []string{"census.name.long"}},
	} {
		got, whole, problems := cleanName(in, "NOM")
		if got != c.want || !slices.Equal(codesOf(problems), c.codes) {
			t.Errorf("%.40q: %q %v, want %q %v", in, got, codesOf(problems), c.want, c.codes)
		}
		if in == brest && whole != brest {
			t.Errorf("the whole name is lost: %q", whole)
		}
	}
	if got := soften("L'ATELIER DE LA GARE - FABLAB"); got != "L'Atelier de la Gare - Fablab" {
		t.Error(got)
	}
}

func TestTextIsNeverLongerThanAllowedAndCleaningAgainChangesNothing(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom([]string{"a", "É", " ", "\u00a0", ". ", ", ", "<b>", "&lt;", "&amp;", "Ã©", "â€™", "\u200b", "\n", "x@y.fr", "=", "ABCDEFGHIJ", "\x00", "\xff"})
	rapid.Check(t, func(t *rapid.T) {
		in := strings.Join(rapid.SliceOfN(piece, 0, 80).Draw(t, "pieces"), "")
		got, _ := cleanText(in, "C", place.FText, rapid.Bool().Draw(t, "lines"))
		if !utf8.ValidString(got) || hasEmail(got) || strings.Contains(got, "\x00") {
			t.Fatalf("%q gives %q", in, got)
		}
		n := rapid.IntRange(20, 60).Draw(t, "limit")
		if cut := cutAt(got, n); utf8.RuneCountInString(cut) > n {
			t.Fatalf("%q is longer than %d", cut, n)
		}
		name, _, _ := cleanName(in, "C")
		if utf8.RuneCountInString(name) > nameLimit {
			t.Fatalf("name of %d letters", utf8.RuneCountInString(name))
		}
	})
}

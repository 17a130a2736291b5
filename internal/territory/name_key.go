package territory

import (
	"strings"

	"mitoyen/internal/kit/search"
)

// writtenOut are the short forms that people and postal files use. No commune has one of them in its name.
var writtenOut = map[string]string{
	"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes",
	"mt": "mont", "gd": "grand", "gde": "grande", "vx": "vieux", "ss": "sous", "lez": "les",
}

// NameKey is what two writings of one commune's name have in common: folded, short forms written out, without spaces. St-Étienne and
// "saint etienne" are saintetienne, Neons s/ Creuse is neonssurcreuse, and "lhay les roses" is found as L'Haÿ-les-Roses.
func NameKey(name string) string { return key(strings.Fields(search.Fold(name))) }

func key(words []string) string {
	var b strings.Builder
	for i := 0; i < len(words); i++ {
		w := words[i]
		switch {
		case w != "s" || i == 0:
			if long := writtenOut[w]; long != "" {
				w = long
			}
		case i+1 < len(words) && words[i+1] == "s": // Fontenay s/s Bois
			w = "sous"
			i++
		default: // Neons s/ Creuse
			w = "sur"
		}
		b.WriteString(w)
	}
	return b.String()
}

// withoutArticle is the key of a name that begins with an article, without it: people look for "Rochelle" and for "Havre".
func withoutArticle(name string) (string, bool) {
	words := strings.Fields(search.Fold(name))
	if len(words) < 2 {
		return "", false
	}
	switch words[0] {
	case "le", "la", "les", "l":
		return key(words[1:]), true
	}
	return "", false
}

package search

import (
	"slices"
	"strings"
)

// Tokens are the words by which a text is found and compared: folded, without French elisions (l', d', qu'), single letters and the
// smallest words (de, la, et …), each cut to a light stem so that singular and plural, masculine and feminine agree. The one
// algorithm serves texts and queries. Order and repetitions stay.
func Tokens(s string) []string {
	words := significant(Fold(s))
	for i, w := range words {
		words[i] = stem(w)
	}
	return words
}

// smallWords carry no meaning of their own; everyone types or leaves them out at will.
var smallWords = []string{"de", "du", "des", "la", "le", "les", "un", "une", "et", "en", "au", "aux", "qu"}

// significant splits folded text and drops what nobody looks for.
func significant(folded string) []string {
	return slices.DeleteFunc(strings.Fields(folded), isSmall)
}

func isSmall(w string) bool {
	return len(w) == 1 && (w[0] < '0' || w[0] > '9') || slices.Contains(smallWords, w)
}

// stem cuts the endings that French adds for number and gender, and nothing that changes the word: reservation and reservations,
// local, locale, locales and locaux, associatif and associatives. Words of three letters and those with digits stay whole.
func stem(w string) string {
	if len(w) < 4 || strings.ContainsAny(w, "0123456789") {
		return w
	}
	switch {
	case strings.HasSuffix(w, "eaux"): // bureaux
		return w[:len(w)-1]
	case strings.HasSuffix(w, "aux") && len(w) > 4: // locaux
		return w[:len(w)-2] + "l"
	case strings.HasSuffix(w, "s") || strings.HasSuffix(w, "x"):
		w = w[:len(w)-1]
	}
	for len(w) > 3 && strings.HasSuffix(w, "e") { // ouverte, partagee
		w = w[:len(w)-1]
	}
	if n := len(w); n > 4 && w[n-1] == w[n-2] && strings.IndexByte("lnts", w[n-1]) >= 0 { // professionnelle, cette
		w = w[:n-1]
	}
	if strings.HasSuffix(w, "iv") { // associative
		w = w[:len(w)-1] + "f"
	}
	return w
}

package territory

import (
	"slices"
	"strings"

	"mitoyen/internal/kit/search"
)

// PlaceText is what a person typed to say where, taken apart without knowing any commune. Names are keys (NameKey).
type PlaceText struct {
	Number  string    // five signs: a postcode, or a commune's code
	Names   []Reading // what may be a whole name, the likeliest first
	Endings []Reading // what may be the end of an address, the longest first
	Address bool      // whether there was more than a name: a street, a number, something before a comma
}

// Reading is one way to understand a text: a name, in one of the départements given, or anywhere when none is.
type Reading struct {
	Key          string
	Departements []string
}

const (
	textLimit    = 300 // bytes of a text that count
	endingsLimit = 9   // words: the longest name has eight
)

// ParsePlaceText takes apart what a person typed: "st etienne", "75011", "Vaillant (52)", "Vaillant, Haute-Marne", "lyon 3e",
// "12 rue de la Gare 52160 Vaillant". It never fails: text that says nothing gives nothing to look for.
func ParsePlaceText(text string) PlaceText {
	if len(text) > textLimit {
		text = strings.ToValidUTF8(text[:textLimit], "")
	}
	parts := withoutDelivery(split(text))
	var p PlaceText
	p.Number, parts, p.Address = takeNumber(parts)
	if len(parts) == 0 {
		return p
	}
	whole := slices.Concat(parts...)
	last := parts[len(parts)-1]
	ending := last
	in, rest := takeDepartement(parts)
	p.addName(whole, nil)
	if a := arrondissement(whole); a != "" {
		// "Marseille 13" may be the 13th district or the département; who writes "Lyon 3" means the district.
		p.Names = append(p.Names, Reading{a, nil})
	}
	if len(rest) > 0 {
		p.addName(slices.Concat(rest...), in)
		last = rest[len(rest)-1]
		parts = rest
	}
	if len(parts) > 1 || street(last) {
		p.Address = true
	}
	for i := len(parts) - 1; i >= 0; i-- {
		p.addEndings(parts[i], in)
	}
	if in != nil {
		p.addEndings(ending, nil) // "fablab de Néons sur Creuse" is not in Creuse
	}
	p.Endings = p.Endings[:min(len(p.Endings), 3*endingsLimit)]
	return p
}

func (p *PlaceText) addName(words []string, in []string) {
	if k := key(words); k != "" {
		p.Names = append(p.Names, Reading{k, in})
	}
}

func (p *PlaceText) addEndings(words []string, in []string) {
	if a := arrondissement(words[max(0, len(words)-2):]); a != "" {
		p.Endings = append(p.Endings, Reading{a, in})
	}
	for i := max(0, len(words)-endingsLimit); i < len(words); i++ {
		if k := key(words[i:]); len(k) > 1 && !isNumber(words[i]) {
			p.Endings = append(p.Endings, Reading{k, in})
		}
	}
}

// split gives the folded words of each part between commas, brackets and line ends.
func split(text string) (parts [][]string) {
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;()[]\n\t|", r) }) {
		if words := strings.Fields(search.Fold(part)); len(words) > 0 {
			parts = append(parts, words)
		}
	}
	return parts
}

// streets are words that begin the street part of an address.
var streets = []string{"rue", "avenue", "av", "place", "boulevard", "bd", "chemin", "route", "impasse", "allee", "allees", "quai", "cours", "square", "zone", "za", "zi", "lieu", "lotissement", "passage", "faubourg"}

// street reports whether the words look like a street and not like a name alone.
func street(words []string) bool {
	for i, w := range words[:len(words)-1] {
		if i < 3 && (isNumber(w) || slices.Contains(streets, w)) {
			return true
		}
	}
	return false
}

func isNumber(w string) bool {
	return w != "" && strings.Trim(w, "0123456789") == ""
}

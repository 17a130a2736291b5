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

// withoutDelivery drops what only the post needs: boxes, CEDEX and its number, the country.
func withoutDelivery(parts [][]string) (kept [][]string) {
	for _, words := range parts {
		var now []string
		for i := 0; i < len(words); i++ {
			number := i+1 < len(words) && isNumber(words[i+1])
			switch w := words[i]; {
			case (w == "bp" || w == "cs" || w == "tsa") && number:
				i++
			case w == "cedex":
				if number {
					i++
				}
			case w == "f" && number && len(words[i+1]) == 5:
			default:
				now = append(now, w)
			}
		}
		if len(now) > 0 && !(len(now) == 1 && now[0] == "france") {
			kept = append(kept, now)
		}
	}
	if n := len(kept); n > 0 {
		if w := kept[n-1]; len(w) > 1 && w[len(w)-1] == "france" && isFive(w[len(w)-2]) {
			kept[n-1] = w[:len(w)-1]
		}
	}
	return kept
}

// takeNumber finds a postcode or a commune's code, the last one there is, and keeps the name beside it: after it, as the post writes, or
// before it. more tells whether other words were left out.
func takeNumber(parts [][]string) (number string, rest [][]string, more bool) {
	if len(parts) == 1 && len(parts[0]) == 2 && len(parts[0][0]) == 2 && len(parts[0][1]) == 3 && isFive(parts[0][0]+parts[0][1]) {
		return strings.ToUpper(parts[0][0] + parts[0][1]), nil, false // "75 011"
	}
	for i := len(parts) - 1; i >= 0; i-- {
		for j := len(parts[i]) - 1; j >= 0; j-- {
			if !isFive(parts[i][j]) {
				continue
			}
			number = strings.ToUpper(parts[i][j])
			before, after := parts[i][:j], parts[i][j+1:]
			switch {
			case len(after) > 0: // 12 rue de la Gare 52160 Vaillant, Haute-Marne
				return number, slices.Concat([][]string{after}, parts[i+1:]), i > 0 || len(before) > 0
			case len(before) > 0: // 12 rue de la Gare, Vaillant 52160
				return number, [][]string{before}, i > 0
			case i > 0: // Vaillant (52160)
				return number, parts[i-1 : i], i > 1
			default: // 52160, Vaillant
				return number, parts[1:], false
			}
		}
	}
	return "", parts, false
}

// takeDepartement recognises a département at the end, by its code or name: a part of its own, or the last words.
func takeDepartement(parts [][]string) (in []string, rest [][]string) {
	n := len(parts) - 1
	tail := parts[n]
	if n > 0 {
		if in := departementsNamed(tail); in != nil {
			return in, parts[:n]
		}
	}
	for from := max(1, len(tail)-5); from < len(tail); from++ { // the longest name has five words
		if in := departementsNamed(tail[from:]); in != nil {
			return in, slices.Concat(parts[:n], [][]string{tail[:from]})
		}
	}
	return nil, nil
}

var departementsByKey = func() map[string][]string {
	all := map[string][]string{"20": {"2A", "2B"}, "corse": {"2A", "2B"}, "reunion": {"974"}}
	for code, name := range departementNames {
		all[strings.ToLower(code)] = []string{code}
		all[NameKey(name)] = []string{code}
	}
	return all
}()

func departementsNamed(words []string) []string { return departementsByKey[key(words)] }

// departementsOfPostcode are those that a postcode can belong to.
func departementsOfPostcode(number string) []string {
	switch {
	case strings.HasPrefix(number, "20"):
		return []string{"2A", "2B"}
	case strings.HasPrefix(number, "971"): // the former communes of Guadeloupe kept their postcodes
		return []string{"971", "977", "978"}
	}
	return []string{DepartementOf(number)}
}

// districts are the cities that have arrondissements, with how many.
var districts = map[string]int{"paris": 20, "marseille": 16, "lyon": 9}

// arrondissement is the key of a district: "Paris 11", "lyon 3e", "marseille 1er arrondissement".
func arrondissement(words []string) string {
	if len(words) < 2 || len(words) > 4 || districts[words[0]] == 0 {
		return ""
	}
	digits := strings.TrimRight(words[1], "abcdefghijklmnopqrstuvwxyz")
	switch strings.TrimPrefix(words[1], digits) {
	case "", "e", "er", "eme", "ieme", "nd", "nde":
	default:
		return ""
	}
	if rest := strings.Join(words[2:], " "); rest != "" && !slices.Contains([]string{"e", "er", "eme", "arrondissement", "arr", "e arrondissement", "er arrondissement", "eme arrondissement"}, rest) {
		return ""
	}
	digits = strings.TrimLeft(digits, "0")
	n := 0
	for _, c := range digits {
		if c < '0' || c > '9' || n > 20 {
			return ""
		}
		n = 10*n + int(c-'0')
	}
	if n < 1 || n > districts[words[0]] {
		return ""
	}
	if n == 1 {
		return words[0] + "1erarrondissement"
	}
	return words[0] + digits + "earrondissement"
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

// isFive tells a postcode or a commune's code: five digits, or 2A and 2B before three.
func isFive(w string) bool {
	return len(w) == 5 && isNumber(w[2:]) && (isNumber(w[:2]) || w[:2] == "2a" || w[:2] == "2b")
}

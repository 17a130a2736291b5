package census

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/place"
)

// nameLimit is how long a name may be, in letters. Applicants to a label wrote whole paragraphs in theirs.
const nameLimit = 200

// cleanName gives the name and, when it had to be cut, the whole of it for the description.
func cleanName(text, column string) (name, whole string, all []Problem) {
	name, all = cleanText(text, column, place.FName, false)
	if name == "" || isMissing(name) {
		return "", "", append(all, problem("census.name.missing", place.FName))
	}
	if n := utf8.RuneCountInString(name); n > nameLimit {
		whole, name = name, cutAt(name, nameLimit)
		all = append(all, problem("census.name.long", place.FName, fault.Args{"Letters": n}))
	}
	if isShouting(name) {
		all = append(all, problem("census.name.shouting", place.FName, fault.Args{"Softer": soften(name)}))
	}
	return name, whole, all
}

// isShouting reports whether a name stands in capitals and is long enough not to be initials: ESPACE DES PEINTRES, not CITELS.
func isShouting(name string) bool {
	letters, longest, run := 0, 0, 0
	for _, r := range name {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	return letters >= 9 && longest >= 5
}

// small are the words that French writes small inside a name.
var small = map[string]bool{"de": true, "du": true, "des": true, "la": true, "le": true, "les": true, "et": true, "à": true, "a": true,
	"au": true, "aux": true, "en": true, "sur": true, "sous": true, "par": true, "pour": true, "d": true, "l": true}

// soften is how a shouted name could be written. It is only ever proposed: capitals hide accents and initials alike.
func soften(name string) string {
	var out strings.Builder
	first := true
	word := []rune{}
	flush := func() {
		if len(word) == 0 {
			return
		}
		lower := strings.ToLower(string(word))
		switch {
		case !first && small[lower]:
			out.WriteString(lower)
		default:
			r := []rune(lower)
			out.WriteString(string(unicode.ToUpper(r[0])) + string(r[1:]))
		}
		first, word = false, word[:0]
	}
	for _, r := range name {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			word = append(word, r)
			continue
		}
		flush()
		out.WriteRune(r)
	}
	flush()
	return out.String()
}

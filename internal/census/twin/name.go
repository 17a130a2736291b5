package twin

import (
	"math/bits"
	"slices"
	"strings"

	"mitoyen/internal/kit/search"
)

// generic are folded words that say what sort of place it is, or nothing: they do not tell two places apart.
var generic = wordSet(`a l le la les un une des du de d et en au aux the by of
	coworking cowork coworkin co working fablab fab lab labs tiers lieu lieux tierslieu tierslieux espace espaces
	france services service msap telecentre relais association asso scic sarl`)

func wordSet(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(text) {
		set[w] = true
	}
	return set
}

// prepared is a card with what comparing needs, computed once.
type prepared struct {
	Card
	full   string   // the folded name without spaces
	core   string   // the same without generic words; the full name when nothing else is left
	words  []string // of the core, sorted
	digits string   // of the core, in order: LAB 1 is not LAB 2
	signs  uint64   // which letters and digits the core has, one bit each
	number string   // of the street
	street string   // its words without spaces
	host   string   // without www.
	page   string   // path and query, without the last slash
	phone  string   // digits
}

func prepare(c Card) prepared {
	p := prepared{Card: c}
	all := strings.Fields(search.Fold(c.Name))
	p.full = strings.Join(all, "")
	own := slices.DeleteFunc(slices.Clone(all), func(w string) bool { return generic[w] })
	if len(own) == 0 {
		own = all
	}
	p.core = strings.Join(own, "")
	p.digits = strings.Map(digitsOnly, p.core)
	p.signs = signsOf(p.core)
	p.words = slices.Compact(slices.Sorted(slices.Values(own)))
	p.number, p.street = splitAddress(c.Address)
	p.host, p.page = splitSite(c.Website)
	p.phone = strings.Map(digitsOnly, c.Phone)
	return p
}

// signsOf makes a set of the letters and digits. Two writings that are two letters apart differ in four of them at most.
func signsOf(folded string) (set uint64) {
	for i := range len(folded) {
		set |= 1 << (folded[i] % 64)
	}
	return set
}

func digitsOnly(r rune) rune {
	if r >= '0' && r <= '9' {
		return r
	}
	return -1
}

type nameLikeness int

const (
	noName     nameLikeness = iota // one of the two has none
	otherName                      // nothing in common
	someWords                      // a word in common, and each has others: often two branches
	partOfName                     // all words of one stand in the other
	nearName                       // a letter apart
	equalName
)

func compareNames(a, b *prepared) nameLikeness {
	switch {
	case a.full == "" || b.full == "":
		return noName
	case a.core == b.core || a.full == b.full:
		return equalName
	case a.digits == b.digits && bits.OnesCount64(a.signs^b.signs) <= 4 && oneWriting(a.core, b.core):
		return nearName
	}
	common, long := 0, false
	for _, w := range a.words {
		if slices.Contains(b.words, w) {
			common++
			long = long || len(w) > 2
		}
	}
	switch {
	case common == 0 || !long:
		return otherName
	case common == min(len(a.words), len(b.words)):
		return partOfName
	}
	return someWords
}

// oneWriting reports whether two words are a slip apart: one letter in a word of five, two in one of ten.
func oneWriting(a, b string) bool {
	most := 0
	switch n := min(len(a), len(b)); {
	case n >= 10:
		most = 2
	case n >= 5:
		most = 1
	}
	if most == 0 || max(len(a), len(b))-min(len(a), len(b)) > most {
		return false
	}
	return editDistance(a, b, most) <= most
}

// editDistance counts the letters to add, drop or change (Levenshtein), and stops counting past most.
func editDistance(a, b string, most int) int {
	var rows [2][128]int
	if len(a) >= len(rows[0]) || len(b) >= len(rows[0]) {
		return most + 1
	}
	for j := range len(b) + 1 {
		rows[0][j] = j
	}
	for i := range len(a) {
		last, row := &rows[i%2], &rows[(i+1)%2]
		row[0] = i + 1
		least := row[0]
		for j := range len(b) {
			change := last[j]
			if a[i] != b[j] {
				change++
			}
			row[j+1] = min(change, last[j+1]+1, row[j]+1)
			least = min(least, row[j+1])
		}
		if least > most {
			return least
		}
	}
	return rows[len(a)%2][len(b)]
}

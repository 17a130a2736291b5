package twin

import (
	"math/bits"
	"slices"
	"strings"

	"mitoyen/internal/kit/search"
)

// empty are folded words that say nothing of their own.
var empty = wordSet(`a l le la les un une des du de d et en in au aux the by of chez pour association asso scic sarl`)

// trades are folded words that say what sort of place it is, each with the one word for its trade: they do not tell two places apart,
// unless nothing else is left. France services took over the counters called MSAP.
var trades = map[string]string{
	"coworking": "coworking", "cowork": "coworking", "coworkin": "coworking", "co": "coworking", "working": "coworking",
	"fablab": "fablab", "fab": "fablab", "lab": "fablab", "labs": "fablab",
	"tiers": "tierslieu", "lieu": "tierslieu", "lieux": "tierslieu", "tierslieu": "tierslieu", "tierslieux": "tierslieu",
	"espace": "espace", "espaces": "espace", "telecentre": "telecentre", "relais": "relais",
	"france": "franceservices", "services": "franceservices", "service": "franceservices", "msap": "franceservices",
}

// travelling are words of places on wheels: the bus of an office is not the office.
var travelling = wordSet("bus itinerant itinerante mobile truck camion caravane")

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
	core   string   // the same without empty words, trades and the town; the trades when nothing else is left
	wheels bool     // its name says that it travels
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
	town := strings.Fields(search.Fold(c.Town))
	var own, trade []string
	for _, w := range all {
		p.wheels = p.wheels || travelling[w]
		switch t := trades[w]; {
		case t != "":
			if !slices.Contains(trade, t) {
				trade = append(trade, t)
			}
		case !empty[w] && !slices.Contains(town, w):
			own = append(own, w)
		}
	}
	if len(own) == 0 {
		own = trade
	}
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
	case a.full == b.full || a.core == b.core && a.wheels == b.wheels:
		return equalName
	case a.wheels != b.wheels:
		return otherName
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
	case common == min(len(a.words), len(b.words)) && a.digits == b.digits:
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

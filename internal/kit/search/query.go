package search

import "strings"

// request is a query that was read: words that must be there, and the last one as far as it was typed.
type request struct {
	kind  string
	words []string // stems
	last  string   // not stemmed
}

// queryLimit is how many words of a query count.
const queryLimit = 12

// read understands what a person typed. ok is false when there is no word in it to look for.
func read(kind, typed string) (r request, ok bool) {
	fields := strings.Fields(Fold(typed))
	if len(fields) == 0 {
		return request{}, false
	}
	if len(fields) > queryLimit {
		fields = fields[:queryLimit]
	}
	last := fields[len(fields)-1]
	words := significant(strings.Join(fields[:len(fields)-1], " "))
	switch {
	case !isSmall(last):
	case len(words) > 0: // "maison de", on the way to "maison de l'emploi"
		last, words = words[len(words)-1], words[:len(words)-1]
	case len(last) < 2: // a single letter is no search
		return request{}, false
	}
	for i, w := range words {
		words[i] = stem(w)
	}
	return request{kind, words, last}, true
}

// The two engines' ways to write a query. Terms hold letters, digits and a sign: nothing that could leave the quotes.
var (
	fts5    = language{quote: `"`, and: " AND ", or: " OR ", not: " NOT "}
	tsquery = language{quote: "'", and: " & ", or: " | ", not: " & !"}
)

type language struct{ quote, and, or, not string }

// in writes the request so that it finds what holds its words in a tier or one before it.
func (r request) in(t tier, l language) string {
	var all []string
	for _, w := range r.words {
		all = append(all, l.any(r.terms(t, w, "")))
	}
	return strings.Join(append(all, l.any(r.terms(t, stem(r.last), r.last))), l.and)
}

// terms are those that a word can stand as.
func (r request) terms(upTo tier, stem, begin string) (all []string) {
	for t := range upTo + 1 {
		all = append(all, word(r.kind, t, stem))
		if begin != "" && t != anywhere {
			all = append(all, beginning(r.kind, t, begin))
		}
	}
	return all
}

func (l language) any(terms []string) string {
	return "(" + l.quote + strings.Join(terms, l.quote+l.or+l.quote) + l.quote + ")"
}

// only writes the request so that it finds what belongs to a tier and to none before it.
func (r request) only(t tier, l language) string {
	if t == inTitle {
		return r.in(t, l)
	}
	return "(" + r.in(t, l) + ")" + l.not + "(" + r.in(t-1, l) + ")"
}

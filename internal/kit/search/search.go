// Package search folds text and finds documents by their words, with one answer on both databases.
//
// Go alone decides what a word is: Fold and Tokens serve texts and queries alike, and the engines (SQLite's FTS5, PostgreSQL's
// tsvector) only keep and look up the tokens that they are given. Neither engine's own ranking is used, since they differ.
//
// A document is a kind, an id and weighted parts: its title, its keywords, its body. What is always true of a search:
//   - every word of the query is required, in any part, and any order;
//   - the last word may be the beginning of one in title and keywords, since people are still typing it;
//   - documents with all words in the title come first, then those with all in title and keywords, then the others;
//   - within these, titles in the order of their bytes, folded, then ids.
//
// Who may see a document, and every filter beside words, is the caller's: Find for a short list, Among inside a query of one's own.
package search

import "strings"

// tier is how far from the title the words of a document or of a query stand.
type tier int

const (
	inTitle tier = iota
	inKeywords
	anywhere
	tiers
)

// Weighted is one part of a document's text. Make it with Title, Keywords or Body.
type Weighted struct {
	from tier
	text string
}

// Title is the document's name. Several titles count as one.
func Title(text string) Weighted { return Weighted{inTitle, text} }

// Keywords is what the document is filed under: its commune, its activities.
func Keywords(text string) Weighted { return Weighted{inKeywords, text} }

// Body is all the rest.
func Body(text string) Weighted { return Weighted{anywhere, text} }

// Doc is a document to be found.
type Doc struct {
	ID    string
	Parts []Weighted
}

const (
	wordLimit  = 64   // bytes of a word that count; longer ones are compared by their beginning
	beginLimit = 15   // letters of a beginning that count
	termLimit  = 8000 // terms by which one document can be found: more than a book's chapter holds different words
)

// sortKey is the folded title.
func (d Doc) sortKey() string {
	var all []string
	for _, p := range d.Parts {
		if p.from == inTitle {
			all = append(all, p.text)
		}
	}
	return Fold(strings.Join(all, " "))
}

// terms are the different index terms of a document: each word's stem in its tier, and, in titles and keywords, the beginnings of the
// word itself. Beginnings are terms of their own because both engines are slow at "all words that begin with": they would gather
// every document of a common beginning before showing the first.
func (d Doc) terms(kind string) []string {
	var all []string
	seen := map[string]bool{}
	add := func(t string) {
		if !seen[t] && len(all) < termLimit {
			seen[t] = true
			all = append(all, t)
		}
	}
	for _, p := range d.Parts {
		for _, w := range significant(Fold(p.text)) {
			add(word(kind, p.from, stem(w)))
			if p.from == anywhere {
				continue
			}
			letters := 0
			for i := range w {
				if letters > 1 && letters <= beginLimit {
					add(beginning(kind, p.from, w[:i]))
				}
				letters++
			}
			add(beginning(kind, p.from, w))
		}
	}
	return all
}

// A term stands after its kind and tier, so that the words of others cost nothing. Its sign counts as a letter for both engines, and
// Fold never leaves one.
func word(kind string, in tier, stem string) string {
	if len(stem) > wordLimit {
		stem = strings.ToValidUTF8(stem[:wordLimit], "")
	}
	return kind + string(rune('0'+in)) + "·" + stem
}

func beginning(kind string, in tier, typed string) string {
	letters := 0
	for i := range typed {
		if letters == beginLimit {
			typed = typed[:i]
			break
		}
		letters++
	}
	return kind + string(rune('0'+in)) + "›" + typed
}

// mustKind panics on a kind that is no plain word: kinds are named in the program.
func mustKind(kind string) {
	if kind == "" || strings.Trim(kind, "abcdefghijklmnopqrstuvwxyz") != "" {
		panic("search: kind " + kind + " is not a word of small letters")
	}
}

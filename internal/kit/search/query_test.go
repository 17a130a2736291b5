package search

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// Whatever is typed, the query that reaches an engine is made of quoted terms and signs of ours.
func FuzzQueryBuilder(f *testing.F) {
	for _, s := range []string{"l'atelier", `"`, "a'b\\:*|&!()", "gare NOT", strings.Repeat("mot ", 50), strings.Repeat("é", 300), "\x00\xff", "ʼʼ"} {
		f.Add(s)
	}
	term := `place[012][·›][\p{L}\p{N}]+`
	shapes := map[language]*regexp.Regexp{
		tsquery: regexp.MustCompile(`^\('` + term + `'( \| '` + term + `')*\)( & \('` + term + `'( \| '` + term + `')*\))*$`),
		fts5:    regexp.MustCompile(`^\("` + term + `"( OR "` + term + `")*\)( AND \("` + term + `"( OR "` + term + `")*\))*$`),
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, ok := read("place", s)
		if !ok {
			return
		}
		for l, shape := range shapes {
			if q := r.in(anywhere, l); !utf8.ValidString(q) || !shape.MatchString(q) {
				t.Errorf("%q became %q", s, q)
			}
		}
		if len(r.words) >= queryLimit {
			t.Errorf("%d words", len(r.words))
		}
	})
}

// A word is found at every letter while it is being typed, from the second on.
func TestTypingAWordNeverLosesIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringMatching(`[a-zéèœ]{2,14}(eaux|aux|elles|ives|ée|s)?`).Draw(rt, "word")
		typed := []rune(text)
		typed = typed[:rapid.IntRange(2, len(typed)).Draw(rt, "letters")]
		if isSmall(Fold(text)) {
			return
		}
		r, ok := read("place", string(typed))
		if !ok {
			rt.Fatalf("%q is no query", string(typed))
		}
		have := Doc{Parts: []Weighted{Title(text)}}.terms("place")
		for _, t := range r.terms(inTitle, stem(r.last), r.last) {
			if slices.Contains(have, t) {
				return
			}
		}
		rt.Fatalf("%q is not found by %q", text, string(typed))
	})
}

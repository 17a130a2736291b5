package ui

import "strings"

// minify drops comments and needless space from our own style sheets. It relies on how they are written (a space after a colon means
// nothing, addresses stand between quotes) and isn't a tool for the sheets of others.
func minify(css string) string {
	var b strings.Builder
	b.Grow(len(css))
	space := false // a space waits: it is written only if it separates two words
	last := byte('}')
	for i := 0; i < len(css); i++ {
		c := css[i]
		switch {
		case strings.HasPrefix(css[i:], "/*"):
			i += strings.Index(css[i:], "*/") + 1
			space = true
			continue
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
			space = true
			continue
		}
		if space && !strings.ContainsRune("{};:,>", rune(last)) && !strings.ContainsRune("{};,>", rune(c)) {
			b.WriteByte(' ')
		}
		space = false
		if c == '"' || c == '\'' {
			end := i + 1 + strings.IndexByte(css[i+1:], c)
			b.WriteString(css[i : end+1])
			i, last = end, c
			continue
		}
		b.WriteByte(c)
		last = c
	}
	return strings.ReplaceAll(b.String(), ";}", "}")
}

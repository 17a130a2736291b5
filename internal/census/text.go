package census

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"mitoyen/internal/census/table"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/place"
)

// cleanText makes a text presentable: mended where its accents were broken, without tags, invisible signs, doubled spaces or e-mail
// addresses. What it says stays as it was. Paragraphs are kept when lines is true, otherwise everything stands on one line.
func cleanText(text, column string, field place.Field, lines bool) (string, []Problem) {
	var all []Problem
	note := func(code string, args ...fault.Args) { all = append(all, problem(code, field, args...)) }
	in := fault.Args{"Column": column}

	s := norm.NFC.String(text)
	if t := mendMojibake(s); t != s {
		s = t
		note("census.text.mojibake", fault.Args{"Column": column, "Now": shorten(strings.TrimSpace(t), 60)})
	}
	if t := stripTags(s); t != s {
		s = t
		note("census.text.tags", in)
	}
	if t := dropInvisible(s); t != s {
		s = t
		note("census.text.invisible", in)
	}
	if t := oneSpace(s, lines); t != s {
		if t != strings.Trim(s, " \t\r\n") && !(lines && strings.Contains(s, "\r")) {
			note("census.text.spaces", in)
		}
		s = t
	}
	if t := dropEmails(s); t != s {
		s = oneSpace(t, lines)
		note("census.personal.email", in)
	}
	if table.FormulaLike(s) {
		note("census.text.formula", in)
	}
	return s, all
}

// mojibake is what UTF-8 looks like after somebody read it as Windows-1252: Ã© for é, â€™ for ’, Â before a hard space.
var mojibake = regexp.MustCompile(`[\x{C2}-\x{F4}][\x{80}-\x{BF}\x{20AC}\x{201A}\x{0192}\x{201E}\x{2026}\x{2020}\x{2021}\x{02C6}\x{2030}\x{0160}\x{2039}\x{0152}\x{017D}\x{2018}\x{2019}\x{201C}\x{201D}\x{2022}\x{2013}\x{2014}\x{02DC}\x{2122}\x{0161}\x{203A}\x{0153}\x{017E}\x{0178}]{1,3}`)

// mendMojibake turns such pairs back, where they make one valid letter and nothing else could be meant.
func mendMojibake(s string) string {
	return mojibake.ReplaceAllStringFunc(s, func(found string) string {
		var b []byte
		for _, r := range found {
			if c, ok := charmap.Windows1252.EncodeRune(r); ok {
				b = append(b, c)
			} else {
				b = append(b, byte(r)) // 0x81, 0x8D …: undefined in Windows-1252, kept as they are by most programs
			}
		}
		var out strings.Builder
		for rest := b; len(rest) > 0; {
			r, size := utf8.DecodeRune(rest)
			if r == utf8.RuneError {
				if out.Len() == 0 {
					return found
				}
				// The letter is whole; what follows belongs to the text.
				for _, c := range rest {
					out.WriteRune(charmap.Windows1252.DecodeByte(c))
				}
				break
			}
			out.WriteRune(r)
			rest = rest[size:]
		}
		return out.String()
	})
}

// tag is an HTML tag or a comment; "a < b" is none.
var tag = regexp.MustCompile(`(?s)<!--.*?-->|</?[a-zA-Z][^<>]*>|<![a-zA-Z][^<>]*>`)

// stripTags takes the tags away and leaves the words between them; entities become the letters that they stand for. What comes out is
// still only text: whoever shows it escapes it.
func stripTags(s string) string {
	for range 3 { // a tag may hide in entities, or between two halves of another
		t := html.UnescapeString(tag.ReplaceAllString(s, " "))
		if t == s {
			return s
		}
		s = t
	}
	return tag.ReplaceAllString(s, " ")
}

// dropInvisible drops what nobody sees and some programs stumble over: control signs, joiners, marks that turn the direction of text.
func dropInvisible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return r
		case unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError:
			return -1
		}
		return r
	}, s)
}

// oneSpace leaves one ordinary space of several, and none at the ends; with lines, at most one blank line between paragraphs.
func oneSpace(s string, lines bool) string {
	if !lines {
		return strings.Join(strings.Fields(s), " ")
	}
	var out []string
	for _, l := range strings.Split(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"), "\n") {
		l = strings.Join(strings.Fields(l), " ")
		if l != "" || len(out) > 0 && out[len(out)-1] != "" {
			out = append(out, l)
		}
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

// shorten keeps at most n letters of a text that stands as an example in a sentence.
func shorten(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:n-1])) + "…"
}

// cutAt keeps at most n letters, and ends with a sentence if one ends in the second half, otherwise with a word.
func cutAt(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	head := string(r[:n])
	for _, end := range []string{". ", "! ", "? ", ".\n", " ; ", ", "} {
		if i := strings.LastIndex(head, end); i >= 0 && utf8.RuneCountInString(head[:i]) >= n/3 {
			return strings.TrimRight(head[:i+1], " ,;")
		}
	}
	head = string(r[:n-1])
	if i := strings.LastIndexByte(head, ' '); i > len(head)/2 {
		head = head[:i]
	}
	return strings.TrimRight(head, " ,;:-–—(") + "…"
}

package search

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold is how two writings of one name become the same text: lower case, no accents, œ as oe, and one space wherever apostrophes,
// hyphens, slashes, points or any other signs stood. Folding twice changes nothing. Text that is folded already is returned as it is.
func Fold(s string) string {
	if isFolded(s) {
		return s
	}
	b := make([]byte, 0, len(s)+8)
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			i++
			b = append(b, asciiFold[c])
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		if r < latinEnd {
			b = append(b, latinFold[r]...)
		} else {
			b = appendFolded(b, r)
		}
	}
	return string(oneSpace(b))
}

// isFolded recognises folded ASCII, the common case; other text takes the long way.
func isFolded(s string) bool {
	space := true // as if a space stood before: none may come first
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf || asciiFold[c] != c || c == ' ' && space {
			return false
		}
		space = c == ' '
	}
	return !space || s == ""
}

// oneSpace keeps one space of several, and none at the ends, in place.
func oneSpace(b []byte) []byte {
	out := b[:0]
	for _, c := range b {
		if c != ' ' || len(out) > 0 && out[len(out)-1] != ' ' {
			out = append(out, c)
		}
	}
	if n := len(out); n > 0 && out[n-1] == ' ' {
		out = out[:n-1]
	}
	return out
}

// latinEnd ends the letters that stand in a table: Latin-1 and Latin Extended-A, all of French.
const latinEnd = 0x180

var (
	asciiFold [utf8.RuneSelf]byte
	latinFold [latinEnd]string
)

func init() {
	for c := range asciiFold {
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			asciiFold[c] = byte(c)
		case c >= 'A' && c <= 'Z':
			asciiFold[c] = byte(c) + 'a' - 'A'
		default:
			asciiFold[c] = ' '
		}
	}
	for r := rune(utf8.RuneSelf); r < latinEnd; r++ {
		latinFold[r] = string(appendFolded(nil, r))
	}
}

// whole are letters that have no decomposition of their own.
var whole = map[rune]string{'œ': "oe", 'æ': "ae", 'ß': "ss", 'ø': "o", 'đ': "d", 'ð': "d", 'ł': "l", 'ħ': "h", 'ı': "i", 'þ': "th", 'ŧ': "t", 'ŋ': "n", 'ĸ': "k"}

// appendFolded takes a letter apart (NFKD) and keeps what is not an accent.
func appendFolded(b []byte, r rune) []byte {
	var buf [utf8.UTFMax]byte
	n := utf8.EncodeRune(buf[:], r)
	for rest := norm.NFKD.Bytes(buf[:n]); len(rest) > 0; {
		d, size := utf8.DecodeRune(rest)
		rest = rest[size:]
		d = unicode.ToLower(d)
		switch {
		case unicode.Is(unicode.Mn, d) || unicode.Is(unicode.Cf, d):
			// An accent, a soft hyphen, a joiner: nothing that a person types.
		case whole[d] != "":
			b = append(b, whole[d]...)
		case d < utf8.RuneSelf:
			b = append(b, asciiFold[d])
		case isApostrophe(d) || !unicode.IsLetter(d) && !unicode.IsNumber(d) || d == utf8.RuneError:
			b = append(b, ' ')
		default:
			b = utf8.AppendRune(b, d)
		}
	}
	return b
}

// isApostrophe tells the apostrophes that Unicode counts among the letters.
func isApostrophe(r rune) bool { return r >= 0x2b9 && r <= 0x2c1 || r == 0xa78c }

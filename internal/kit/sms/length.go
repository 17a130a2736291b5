package sms

import (
	"strings"
	"unicode"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"
)

// basic are the characters of GSM 03.38 (3GPP TS 23.038, 6.2.1), which take one septet each; extended take two (6.2.1.1).
const (
	basic    = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	extended = "\f^{}\\[~]|€"
)

// Size is how much of messages a text takes.
type Size struct {
	Parts int  // messages that are paid for
	Units int  // septets, or UTF-16 units
	GSM   bool // it has only characters of GSM 03.38
}

// Measure counts: 160 septets in one message, 153 in each of several; with any other character 70 and 67 UTF-16 units. What takes two units is
// never split between messages.
func Measure(text string) Size {
	s := Size{GSM: true}
	for _, r := range text {
		if !strings.ContainsRune(basic, r) && !strings.ContainsRune(extended, r) {
			s.GSM = false
		}
	}
	one, each := 70, 67
	if s.GSM {
		one, each = 160, 153
	}
	left := 0 // of the last of several messages
	for _, r := range text {
		n := 1
		if s.GSM && strings.ContainsRune(extended, r) || !s.GSM && utf16.RuneLen(r) == 2 {
			n = 2
		}
		s.Units += n
		if n > left {
			s.Parts, left = s.Parts+1, each
		}
		left -= n
	}
	if s.Units > 0 && s.Units <= one {
		s.Parts = 1
	}
	return s
}

// plainer are characters with a good neighbour in GSM 03.38.
var plainer = strings.NewReplacer("’", "'", "‘", "'", "ʻ", "'", "ʼ", "'", "“", "\"", "”", "\"", "« ", "\"", " »", "\"", "«", "\"", "»", "\"", "–", "-", "—", "-", "‑", "-",
	"…", "...", "\u00a0", " ", "\u202f", " ", "\u2009", " ", "œ", "oe", "Œ", "Oe", "ç", "c", "·", ".", "•", "-", "×", "x", "°", "o")

// Plain writes a text in characters of GSM 03.38 as far as readers of French and English lose nothing by it: é, è, à, ù and Ç are among them; ê, ô,
// ç and typographic apostrophes aren't, and one of those alone would leave 70 characters of 160. What has no neighbour there stays.
func Plain(text string) string {
	text = plainer.Replace(norm.NFC.String(text))
	var b strings.Builder
	for _, r := range text {
		if strings.ContainsRune(basic, r) || strings.ContainsRune(extended, r) {
			b.WriteRune(r)
			continue
		}
		bare := strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Mn, r) {
				return -1
			}
			return r
		}, norm.NFD.String(string(r)))
		if bare != "" && strings.ContainsRune(basic, []rune(bare)[0]) {
			b.WriteString(bare)
		} else if !unicode.IsControl(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Shorten cuts a name to so many characters at most, after a whole word where one ends in its second half; otherwise with a full stop.
func Shorten(name string, most int) string {
	runes := []rune(name)
	if len(runes) <= most {
		return name
	}
	cut := string(runes[:max(0, most-1)])
	mark := "."
	if i := strings.LastIndexAny(cut, " -,"); i > len(cut)/2 {
		cut, mark = cut[:i], ""
	}
	return strings.TrimRight(cut, " -,.'(") + mark
}

// Fit writes a text whose names are too long for one message with shorter ones: write is given the names, the longest gives way first, down to
// least characters each. What doesn't fit into one message even so is written with names of at most 40 characters, in two.
func Fit(write func(names ...string) string, least int, names ...string) string {
	all := make([]string, len(names))
	for i, n := range names {
		all[i] = Plain(n)
	}
	whole := Plain(write(all...))
	if Measure(whole).Parts <= 1 {
		return whole
	}
	short := append([]string(nil), all...)
	for most := longest(short); most >= least; most-- {
		for i, n := range all {
			short[i] = Shorten(n, most)
		}
		if text := once(write(short...)); Measure(text).Parts <= 1 {
			return text
		}
	}
	for i, n := range all {
		short[i] = Shorten(n, 40)
	}
	return once(write(short...))
}

// once is Plain of a sentence that may end with the full stop of a name.
func once(text string) string { return strings.ReplaceAll(Plain(text), ".. ", ". ") }

func longest(names []string) (most int) {
	for _, n := range names {
		most = max(most, len([]rune(n)))
	}
	return most
}

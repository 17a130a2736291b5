package opening

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"mitoyen/internal/kit/fault"
)

// token is one word, number, sign or quoted comment of an OpenStreetMap text.
type token struct {
	is     tokenKind
	text   string // a comment's is what stands between the quotes
	number int
	at     int  // position of its first character, from 1
	spaced bool // a space stands before it
}

type tokenKind uint8

const (
	atEnd tokenKind = iota
	aWord
	aNumber
	aSign
	aComment
)

// maxText is how many bytes of hours are read at most.
const maxText = 64 << 10

// scan cuts a text into tokens; the last one is atEnd.
func scan(s string) ([]token, error) {
	if len(s) > maxText {
		return nil, fault.New(fault.Invalid, "opening.too_long")
	}
	var all []token
	at, spaced := 1, false
	for len(s) > 0 {
		t := token{at: at, spaced: spaced}
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case unicode.IsSpace(r):
			s, at, spaced = s[size:], at+1, true
			continue
		case r == '"':
			end := strings.IndexByte(s[1:], '"')
			if end < 0 {
				return nil, misread("opening.osm_open_quote", s, at)
			}
			t.is, t.text, size = aComment, s[1:1+end], end+2
		case r >= '0' && r <= '9':
			size = len(s) - len(strings.TrimLeft(s, "0123456789"))
			t.is, t.text = aNumber, s[:size]
			if size > 4 {
				return nil, misread("opening.osm_not_understood", t.text, at)
			}
			for _, digit := range t.text {
				t.number = t.number*10 + int(digit-'0')
			}
		case unicode.IsLetter(r):
			end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
			if end < 0 {
				end = len(s)
			}
			t.is, t.text, size = aWord, s[:end], end
		case r == '–' || r == '—' || r == '‑' || r == '−':
			t.is, t.text = aSign, "-"
		case r == utf8.RuneError && size == 1:
			return nil, misread("opening.osm_not_understood", "�", at)
		default:
			t.is, t.text = aSign, s[:size]
		}
		all = append(all, t)
		at += utf8.RuneCountInString(s[:size])
		s, spaced = s[size:], false
	}
	return append(all, token{at: at, spaced: spaced}), nil
}

// misread is the fault that names the part of a text that isn't understood, and where it stands.
func misread(code, part string, at int) error {
	if runes := []rune(part); len(runes) > 40 {
		part = string(runes[:40]) + "…"
	}
	return fault.New(fault.Invalid, code, fault.Args{"Part": part, "Position": at})
}

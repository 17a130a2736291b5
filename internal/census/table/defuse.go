package table

import (
	"strings"
	"unicode/utf8"
)

// numberSigns are what numbers and phone numbers are written with, after their sign.
const numberSigns = "0123456789., \u00a0\u202f()"

// FormulaLike reports whether a spreadsheet would take the text for a formula: it begins with = + - @ (also in their wide Asian
// forms), a tab or a carriage return, and is more than a number, a phone number or a dash before a word.
func FormulaLike(s string) bool {
	s = strings.TrimLeft(s, " \u00a0")
	first, size := utf8.DecodeRuneInString(s)
	switch rest := s[size:]; first {
	case '=', '\t', '\r', '\uff1d', '\uff20':
		return true
	case '+', '-', '@', '\uff0b', '\uff0d':
		return rest != "" && rest[0] != ' ' && strings.Trim(rest, numberSigns) != ""
	}
	return false
}

// DefuseCell makes a cell safe to open in a spreadsheet: a text that could be run as a formula gets an apostrophe before it.
// Numbers, negative ones too, stay as they are. Every cell of a CSV that leaves goes through it.
func DefuseCell(s string) string {
	if s == "" {
		return s
	}
	switch s[0] {
	case '+', '-':
		if strings.Trim(s[1:], numberSigns) == "" {
			return s
		}
		return "'" + s
	case '=', '@', '\t', '\r':
		return "'" + s
	}
	if FormulaLike(s) {
		return "'" + s
	}
	return s
}

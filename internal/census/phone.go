package census

import (
	"strings"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/place"
)

// overseas are the country codes behind national numbers that begin with these digits.
var overseas = []struct{ begins, code string }{
	{"0590", "590"}, {"0690", "590"}, {"0691", "590"}, // Guadeloupe, Saint-Martin, Saint-Barthélemy
	{"0596", "596"}, {"0696", "596"}, {"0697", "596"}, // Martinique
	{"0594", "594"}, {"0694", "594"}, // Guyane
	{"0262", "262"}, {"0692", "262"}, {"0693", "262"}, // La Réunion
	{"0269", "262"}, {"0639", "262"}, // Mayotte
}

// countryCodes of French numbers, with how many digits follow.
var countryCodes = map[string]int{"33": 9, "590": 9, "594": 9, "596": 9, "262": 9, "508": 6, "687": 6, "689": 8, "681": 6}

// CleanPhone writes a number as +33 1 23 45 67 89: the international form, readable. A mobile number may be a person's and is told.
// Of several numbers the first is kept.
func CleanPhone(text, column string) (string, []Problem) {
	s := strings.TrimSpace(dropInvisible(text))
	args := fault.Args{"Column": column, "Value": shorten(s, 40)}
	if s == "" {
		return "", nil
	}
	if isMissing(s) {
		return "", []Problem{problem("census.text.missing", place.FPhone, args)}
	}
	var all []Problem
	numbers := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("/;|,\n", r) })
	if len(numbers) > 1 {
		if _, mobile, ok := readPhone(s); !ok || mobile {
			all = append(all, problem("census.phone.several", place.FPhone, args))
		} else {
			numbers = []string{s} // 01/23/45/67/89
		}
	}
	for _, n := range numbers {
		number, mobile, ok := readPhone(n)
		if !ok {
			continue
		}
		if mobile {
			all = append(all, problem("census.phone.mobile", place.FPhone, fault.Args{"Column": column}))
		}
		return number, all
	}
	return "", []Problem{problem("census.phone.unreadable", place.FPhone, args)}
}

func readPhone(s string) (number string, mobile, ok bool) {
	s = strings.Replace(s, "(0)", "", 1)
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
	if strings.IndexFunc(s, func(r rune) bool {
		return !strings.ContainsRune("0123456789 +.-_()/\u00a0\u202f", r)
	}) >= 0 {
		return "", false, false
	}
	switch {
	case strings.HasPrefix(strings.TrimLeft(s, " ("), "+"):
	case strings.HasPrefix(digits, "00"):
		digits = digits[2:]
	case len(digits) == 4 && (digits[0] == '3' || strings.HasPrefix(digits, "10")):
		return digits[:2] + " " + digits[2:], false, true // short numbers of services
	case len(digits) == 10 && digits[0] == '0':
		code := "33"
		for _, o := range overseas {
			if strings.HasPrefix(digits, o.begins) {
				code = o.code
			}
		}
		digits = code + digits[1:]
	case len(digits) == 9 && digits[0] != '0': // a spreadsheet took it for a number
		digits = "33" + digits
	case len(digits) == 11 && strings.HasPrefix(digits, "33"):
	default:
		return "", false, false
	}
	for _, n := range []int{2, 3} {
		if len(digits) < n {
			continue
		}
		code, rest := digits[:n], digits[n:]
		rest = strings.TrimPrefix(rest, strings.Repeat("0", max(0, len(rest)-countryCodes[code]))) // +33 01 23 …
		if countryCodes[code] == 0 || len(rest) != countryCodes[code] || rest[0] == '0' {
			continue
		}
		mobile = code == "33" && (rest[0] == '6' || rest[0] == '7') || len(rest) == 9 && code != "33" && rest[0] == '6'
		first := 2
		switch {
		case code == "33":
			first = 1
		case len(rest) == 9:
			first = 3
		}
		return "+" + code + " " + grouped(rest, first), mobile, true
	}
	return "", false, false
}

// grouped puts the first digits apart and the others in pairs: 1 23 45 67 89, 262 12 34 56.
func grouped(digits string, first int) string {
	parts := []string{digits[:first]}
	for rest := digits[first:]; len(rest) > 1; rest = rest[2:] {
		parts = append(parts, rest[:2])
	}
	return strings.Join(parts, " ")
}

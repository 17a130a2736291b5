package sms

import "strings"

// Number is the number of a mobile phone as the whole world dials it (ITU-T E.164): +33612345678.
type Number string

// Why says why a number can't be texted; the words are keys of the texts.
type Why string

// The reasons; "" for a number that can be texted.
const (
	NoNumber Why = "unreadable" // it isn't one
	Landline Why = "landline"   // or special, or of a machine: nobody reads texts there
	Abroad   Why = "abroad"     // outside France and its overseas: dear, and the way of fraud
)

// mobile are, for each country code of France, how many digits follow and how those of mobile phones begin. Source: ARCEP's national numbering
// plan (decision 2018-0881 as amended: 06, 073 to 079, and overseas 0639, 0690 to 0697, 0708 and 0709), and ITU-T E.164's list of national plans
// for the Pacific. 0700 is of machines.
var mobile = map[string]struct {
	digits int
	begins []string
}{
	"33": {9, []string{"60", "61", "62", "630", "631", "632", "633", "634", "635", "636", "637", "638", fiction, "64", "65", "66", "67", "68", "695", "698", "699",
		"73", "74", "75", "76", "77", "78", "79"}},
	"590": {9, []string{"690", "691", "709"}},        // Guadeloupe, Saint-Martin, Saint-Barthélemy
	"594": {9, []string{"694", "709"}},               // Guyane
	"596": {9, []string{"696", "697", "709"}},        // Martinique
	"262": {9, []string{"692", "693", "639", "709"}}, // La Réunion, Mayotte
	"508": {6, []string{"55"}},                       // Saint-Pierre-et-Miquelon
	"687": {6, []string{"5", "7", "8", "9"}},         // Nouvelle-Calédonie
	"689": {8, []string{"87", "88", "89"}},           // Polynésie française
	"681": {6, []string{"72", "82", "83"}},           // Wallis-et-Futuna
}

// overseas are the country codes behind the national form of a mobile number, 0692 12 34 56.
var overseas = map[string]string{"0690": "590", "0691": "590", "0694": "594", "0696": "596", "0697": "596", "0692": "262", "0693": "262", "0639": "262"}

// fiction begins the mobile numbers that nobody has, for films and demonstrations (ARCEP), in the midst of Mayotte's.
const fiction = "63998"

// overseasOf is the country code behind the nine digits of a national number; "" for France itself.
func overseasOf(rest string) string {
	if strings.HasPrefix(rest, fiction) {
		return ""
	}
	return overseas["0"+rest[:3]]
}

// Read reads a number as somebody typed it. home is the country code of where they typed it, for islands on which numbers are dialled without any
// prefix ("687"); "" elsewhere.
func Read(typed, home string) (Number, Why) {
	typed = strings.Replace(typed, "(0)", "", 1)
	var b strings.Builder
	for i, r := range strings.TrimSpace(typed) {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '+' && i == 0, strings.ContainsRune(" .-_()/\u00a0\u202f\u2009", r):
		default:
			return "", NoNumber
		}
	}
	digits := b.String()
	world := strings.HasPrefix(strings.TrimSpace(typed), "+")
	if !world && strings.HasPrefix(digits, "00") {
		world, digits = true, digits[2:]
	}
	if !world {
		switch {
		case home != "" && len(digits) == mobile[home].digits && digits[0] != '0':
			digits = home + digits
		case len(digits) == 10 && digits[0] == '0' && overseasOf(digits[1:]) != "":
			digits = overseasOf(digits[1:]) + digits[1:]
		case len(digits) == 10 && digits[0] == '0':
			digits = "33" + digits[1:]
		case len(digits) > 1 && len(digits) < 7:
			return "", Landline // a short number
		default:
			return "", NoNumber
		}
	}
	if len(digits) < 8 || len(digits) > 15 || digits[0] == '0' {
		return "", NoNumber
	}
	for code, m := range mobile {
		rest, ours := strings.CutPrefix(digits, code)
		if !ours {
			continue
		}
		if len(rest) == m.digits+1 { // +33 06 …
			rest = strings.TrimPrefix(rest, "0")
		}
		if len(rest) != m.digits {
			return "", NoNumber
		}
		if code == "33" && overseasOf(rest) != "" { // +33 692 …, as some telephones keep it
			code = overseasOf(rest)
		}
		for _, begins := range mobile[code].begins {
			if strings.HasPrefix(rest, begins) {
				return Number("+" + code + rest), ""
			}
		}
		return "", Landline
	}
	return "", Abroad
}

// Masked is the number as its owner dials it, with all but its beginning and its end hidden: 06 .. .. .. 78.
func (n Number) Masked() string {
	digits := strings.TrimPrefix(string(n), "+")
	for code, m := range mobile {
		rest, ours := strings.CutPrefix(digits, code)
		if !ours || len(rest) != m.digits {
			continue
		}
		switch {
		case code == "33":
			return "0" + rest[:1] + " .. .. .. " + rest[7:]
		case m.digits == 9:
			return "0" + rest[:3] + " .. .. " + rest[7:]
		}
		return rest[:2] + strings.Repeat(" ..", (m.digits-4)/2) + " " + rest[m.digits-2:]
	}
	return ""
}

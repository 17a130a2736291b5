package civil

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
)

// Lengths of time as people say them, in minutes of the wall: a day is 24 hours here.
const (
	Hour = 60
	Day  = 24 * Hour
	week = 7 * Day
)

// mostLength bounds what ParseLength reads: a hundred years, so that nothing overflows.
const mostLength = 100 * 366 * Day

// lengthUnits are the words for a unit, French and English.
var lengthUnits = map[string]int{
	"m": 1, "mn": 1, "min": 1, "mins": 1, "minute": 1, "minutes": 1,
	"h": Hour, "hr": Hour, "hrs": Hour, "heure": Hour, "heures": Hour, "hour": Hour, "hours": Hour,
	"j": Day, "jour": Day, "jours": Day, "d": Day, "day": Day, "days": Day,
	"sem": week, "semaine": week, "semaines": week, "w": week, "week": week, "weeks": week,
}

// ParseLength reads a length as people type it, in minutes: "90 min", "1 h 30", "1:30", "1,5 h", "2 j", "1 d 12 h", "1 jour et 2 heures". Units
// go from the largest to the smallest, each once. A number alone counts minutes after hours, and what the field says otherwise (unit, in
// minutes).
func ParseLength(text string, unit int) (minutes int, err error) {
	unread := fmt.Errorf("%.40q is no length", text)
	rest := strings.ToLower(strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, text)))
	if hours, of, ok := strings.Cut(rest, ":"); ok { // 1:30, as a watch shows it
		if len(of) != 2 {
			return 0, unread
		}
		rest = hours + "h" + of
	}
	last := math.MaxInt // the unit before
	for first := true; rest != "" || first; first = false {
		if and := strings.TrimPrefix(strings.TrimPrefix(rest, "et "), "and "); !first {
			rest = strings.TrimLeft(and, " ")
		}
		digits := rest[:len(rest)-len(strings.TrimLeft(rest, "0123456789.,"))]
		rest = strings.TrimLeft(rest[len(digits):], " ")
		word := rest[:len(rest)-len(strings.TrimLeftFunc(rest, unicode.IsLetter))]
		rest = strings.TrimLeft(rest[len(word):], " .")
		size, known := lengthUnits[word]
		switch {
		case word == "" && first:
			size = unit
		case word == "" && last == Hour: // the minutes of "1 h 30"
			size = 1
		case !known:
			return 0, unread
		}
		n, err := number(digits)
		if err != nil || size >= last || last != math.MaxInt && n*float64(size) >= float64(last) || (word == "" && rest != "") {
			return 0, unread
		}
		part := n * float64(size)
		if part > mostLength || math.Abs(part-math.Round(part)) > 1e-6 {
			return 0, unread
		}
		minutes, last = minutes+int(math.Round(part)), size
	}
	if minutes > mostLength {
		return 0, unread
	}
	return minutes, nil
}

// number reads digits with at most one comma or point between them.
func number(s string) (float64, error) {
	whole, part, broken := strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	if whole == "" || broken && (part == "" || strings.ContainsAny(part, ".,")) || len(s) > 12 {
		return 0, strconv.ErrSyntax
	}
	return strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
}

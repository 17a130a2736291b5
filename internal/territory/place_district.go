package territory

import (
	"slices"
	"strings"
)

// districts are the cities that have arrondissements, with how many.
var districts = map[string]int{"paris": 20, "marseille": 16, "lyon": 9}

// arrondissement is the key of a district: "Paris 11", "lyon 3e", "marseille 1er arrondissement".
func arrondissement(words []string) string {
	if len(words) < 2 || len(words) > 4 || districts[words[0]] == 0 {
		return ""
	}
	digits := strings.TrimRight(words[1], "abcdefghijklmnopqrstuvwxyz")
	switch strings.TrimPrefix(words[1], digits) {
	case "", "e", "er", "eme", "ieme", "nd", "nde":
	default:
		return ""
	}
	if rest := strings.Join(words[2:], " "); rest != "" && !slices.Contains([]string{"e", "er", "eme", "arrondissement", "arr", "e arrondissement", "er arrondissement", "eme arrondissement"}, rest) {
		return ""
	}
	digits = strings.TrimLeft(digits, "0")
	n := 0
	for _, c := range digits {
		if c < '0' || c > '9' || n > 20 {
			return ""
		}
		n = 10*n + int(c-'0')
	}
	if n < 1 || n > districts[words[0]] {
		return ""
	}
	if n == 1 {
		return words[0] + "1erarrondissement"
	}
	return words[0] + digits + "earrondissement"
}

// isCity tells Paris, Marseille and Lyon, which are divided into arrondissements.
func isCity(code string) bool { return code == "75056" || code == "13055" || code == "69123" }

// cityOf is the city of an arrondissement's code.
func cityOf(code string) string {
	switch {
	case code > "75100" && code <= "75120":
		return "75056"
	case code > "13200" && code <= "13216":
		return "13055"
	case code > "69380" && code <= "69389":
		return "69123"
	}
	return ""
}

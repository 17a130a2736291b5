package territory

import (
	"slices"
	"strings"
)

// withoutDelivery drops what only the post needs: boxes, CEDEX and its number, the country.
func withoutDelivery(parts [][]string) (kept [][]string) {
	for _, words := range parts {
		var now []string
		for i := 0; i < len(words); i++ {
			number := i+1 < len(words) && isNumber(words[i+1])
			switch w := words[i]; {
			case (w == "bp" || w == "cs" || w == "tsa") && number:
				i++
			case w == "cedex":
				if number {
					i++
				}
			case w == "f" && number && len(words[i+1]) == 5:
			default:
				now = append(now, w)
			}
		}
		if len(now) > 0 && !(len(now) == 1 && now[0] == "france") {
			kept = append(kept, now)
		}
	}
	if n := len(kept); n > 0 {
		if w := kept[n-1]; len(w) > 1 && w[len(w)-1] == "france" && isFive(w[len(w)-2]) {
			kept[n-1] = w[:len(w)-1]
		}
	}
	return kept
}

// takeNumber finds a postcode or a commune's code, the last one there is, and keeps the name beside it: after it, as the post writes, or
// before it. more tells whether other words were left out.
func takeNumber(parts [][]string) (number string, rest [][]string, more bool) {
	if len(parts) == 1 && len(parts[0]) == 2 && len(parts[0][0]) == 2 && len(parts[0][1]) == 3 && isFive(parts[0][0]+parts[0][1]) {
		return strings.ToUpper(parts[0][0] + parts[0][1]), nil, false // "75 011"
	}
	for i := len(parts) - 1; i >= 0; i-- {
		for j := len(parts[i]) - 1; j >= 0; j-- {
			if !isFive(parts[i][j]) {
				continue
			}
			number = strings.ToUpper(parts[i][j])
			before, after := parts[i][:j], parts[i][j+1:]
			switch {
			case len(after) > 0: // 12 rue de la Gare 52160 Vaillant, Haute-Marne
				return number, slices.Concat([][]string{after}, parts[i+1:]), i > 0 || len(before) > 0
			case len(before) > 0: // 12 rue de la Gare, Vaillant 52160
				return number, [][]string{before}, i > 0
			case i > 0: // Vaillant (52160)
				return number, parts[i-1 : i], i > 1
			default: // 52160, Vaillant
				return number, parts[1:], false
			}
		}
	}
	return "", parts, false
}

// isFive tells a postcode or a commune's code: five digits, or 2A and 2B before three.
func isFive(w string) bool {
	return len(w) == 5 && isNumber(w[2:]) && (isNumber(w[:2]) || w[:2] == "2a" || w[:2] == "2b")
}

package territory

import (
	"slices"
	"strings"
)

// takeDepartement recognises a département at the end, by its code or name: a part of its own, or the last words.
func takeDepartement(parts [][]string) (in []string, rest [][]string) {
	n := len(parts) - 1
	tail := parts[n]
	if n > 0 {
		if in := departementsNamed(tail); in != nil {
			return in, parts[:n]
		}
	}
	for from := max(1, len(tail)-5); from < len(tail); from++ { // the longest name has five words
		if in := departementsNamed(tail[from:]); in != nil {
			return in, slices.Concat(parts[:n], [][]string{tail[:from]})
		}
	}
	return nil, nil
}

var departementsByKey = func() map[string][]string {
	all := map[string][]string{"20": {"2A", "2B"}, "corse": {"2A", "2B"}, "reunion": {"974"}}
	for code, name := range departementNames {
		all[strings.ToLower(code)] = []string{code}
		all[NameKey(name)] = []string{code}
	}
	return all
}()

func departementsNamed(words []string) []string { return departementsByKey[key(words)] }

// departementsOfPostcode are those that a postcode can belong to.
func departementsOfPostcode(number string) []string {
	switch {
	case strings.HasPrefix(number, "20"):
		return []string{"2A", "2B"}
	case strings.HasPrefix(number, "971"): // the former communes of Guadeloupe kept their postcodes
		return []string{"971", "977", "978"}
	}
	return []string{DepartementOf(number)}
}

package census

import (
	"slices"
	"strings"

	"mitoyen/internal/kit/search"
	"mitoyen/internal/territory"
)

// named keeps the communes that one of the names means, the first name first.
func named(all []Commune, names []string, g Ground) []Commune {
	for _, n := range names {
		var those []Commune
		for _, c := range all {
			if isNamed(c, n, g) {
				those = append(those, c)
			}
		}
		if len(those) > 0 {
			return those
		}
	}
	return nil
}

// isNamed reports whether a name, written loosely, is the commune's, that of its city, or one that it had before.
func isNamed(c Commune, name string, g Ground) bool {
	town := townOf(name)
	if territory.NameKey(town) == territory.NameKey(c.Name) {
		return true
	}
	return slices.ContainsFunc(g.ByName(town), func(x Commune) bool { return x.Code == c.Code || c.Parent != "" && x.Code == c.Parent })
}

// nearlyNamed forgives a slip, and a name of which only the beginning is given: Florac for Florac Trois Rivières.
func nearlyNamed(c Commune, name string) bool {
	a, b := territory.NameKey(townOf(name)), territory.NameKey(c.Name)
	if len(a) < 5 {
		return false
	}
	return strings.HasPrefix(search.Fold(c.Name)+" ", search.Fold(name)+" ") || oneLetterApart(a, b)
}

// oneLetterApart reports whether one letter was added, dropped or changed.
func oneLetterApart(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return i == len(a) || a[i+1:] == b[i+1:]
	}
	return a[i:] == b[i+1:]
}

// townOf drops what the post and hurried people add to a town's name: CEDEX 9, (mardi après-midi), - FRANCE.
func townOf(name string) string {
	name, _, _ = strings.Cut(name, "(")
	words := strings.Fields(name)
	for i, w := range words {
		if f := search.Fold(w); i > 0 && (f == "cedex" || f == "france") {
			words = words[:i]
			break
		}
	}
	return strings.Trim(strings.Join(words, " "), " -–,;/")
}

// oneOf is the only commune of a list. A city with its own arrondissements counts as one: the city.
func oneOf(all []Commune) (Commune, bool) {
	all = cities(all)
	if len(all) != 1 {
		return Commune{}, false
	}
	return all[0], true
}

// cities leaves out arrondissements whose city is in the list too, unless there is exactly one, which is then more exact.
func cities(all []Commune) []Commune {
	districts := map[string]int{}
	for _, c := range all {
		if c.Parent != "" {
			districts[c.Parent]++
		}
	}
	var out []Commune
	for _, c := range all {
		inList := c.Parent != "" && slices.ContainsFunc(all, func(x Commune) bool { return x.Code == c.Parent })
		switch {
		case inList && districts[c.Parent] != 1:
		case districts[c.Code] == 1:
		default:
			out = append(out, c)
		}
	}
	return out
}

func namesOf(all []Commune) []string {
	var names []string
	for _, c := range all {
		names = append(names, c.Name)
	}
	return names
}

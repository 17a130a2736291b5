package census

import (
	"slices"
	"strings"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/place"
	"mitoyen/internal/territory"
)

// readPostcode gives the five digits, and says what is odd about how they were written.
func readPostcode(text string) (string, []Problem) {
	s := strings.Join(strings.Fields(text), "")
	s, _ = strings.CutPrefix(strings.ToUpper(s), "F-")
	args := fault.Args{"Value": shorten(strings.TrimSpace(text), 40)}
	switch {
	case s == "":
		return "", nil
	case isMissing(s) || strings.Trim(s, "0") == "":
		return "", []Problem{problem("census.postcode.missing", place.FPostcode, args)}
	case strings.Trim(s, "0123456789") != "":
		return "", []Problem{problem("census.postcode.unreadable", place.FPostcode, args)}
	case len(s) == 4: // a spreadsheet took it for a number
		return "0" + s, []Problem{problem("census.postcode.zero", place.FPostcode, fault.Args{"Value": s, "Now": "0" + s})}
	case len(s) != 5:
		return "", []Problem{problem("census.postcode.unreadable", place.FPostcode, args)}
	}
	return s, nil
}

// checkPostcode compares a postcode with the commune that was found. A commune's own code in the postcode's column is left out; a
// postcode of other communes too, since the commune is surer. A number that no commune has is kept: it brings letters to a big
// recipient (CEDEX), and people copy it.
func checkPostcode(postcode string, c Commune, cedex bool, g Ground) (string, []Problem) {
	if postcode == "" || c.Code == "" {
		return postcode, nil
	}
	args := fault.Args{"Postcode": postcode, "Commune": c.Name}
	switch {
	case slices.Contains(c.Postcodes, postcode):
		return postcode, nil
	case postcode == c.Code:
		return "", []Problem{problem("census.postcode.commune_code", place.FPostcode, args)}
	case len(g.ByPostcode(postcode)) > 0:
		return "", []Problem{problem("census.postcode.elsewhere", place.FPostcode, args)}
	case cedex && departementOf(postcode) == departementOf(c.Code):
		return postcode, []Problem{problem("census.postcode.cedex", place.FPostcode, args)}
	case departementOf(postcode) == departementOf(c.Code):
		return postcode, []Problem{problem("census.postcode.unknown", place.FPostcode, args)}
	}
	return "", []Problem{problem("census.postcode.elsewhere", place.FPostcode, args)}
}

// saysCedex reports whether an address or a town's name has one of the words of big recipients: CEDEX, BP, CS.
func saysCedex(texts ...string) bool {
	for _, t := range texts {
		for _, w := range strings.Fields(search.Fold(t)) {
			if w == "cedex" || w == "bp" || w == "cs" || w == "cedes" {
				return true
			}
		}
	}
	return false
}

// departementOf is the département in a code as the post counts them: Corsica is 20, for postcodes and communes alike.
func departementOf(code string) string {
	d := territory.DepartementOf(code)
	if d == "2A" || d == "2B" {
		return "20"
	}
	return d
}

// related reports whether two communes are one, or a city and its arrondissement.
func related(a, b Commune) bool {
	return a.Code == b.Code || a.Parent != "" && a.Parent == b.Code || b.Parent != "" && b.Parent == a.Code
}

package census

import (
	"slices"
	"strings"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/place"
	"mitoyen/internal/territory"
)

// Commune is territory's.
type Commune = territory.Commune

// Ground is what cleaning asks of the territory; *territory.Gazetteer answers. Give Clean one with centres (WithCentres), otherwise a row
// with nothing but a position gets no proposal.
type Ground interface {
	Commune(code string) (Commune, bool)  // of today, arrondissements included
	Current(code string) ([]string, bool) // codes of today's communes on the ground of a code of any time
	ByPostcode(postcode string) []Commune
	ByName(name string) []Commune // written loosely; a former name finds today's commune
}

// whereabouts is all that a row says about its commune.
type whereabouts struct {
	code        string
	postcode    string
	names       []string // as written first
	departement string
	otherCode   string // computed by the source from the position
	otherName   string
	position    Position
	otherColumn string // name of the column of otherCode, for the sentences
}

// findCommune decides which commune a row is in, from the surest to the least sure: its code, its code of before, its postcode with its
// name, its name with its département, a postcode that one commune has alone, what the source computed, the nearest centre. Each step
// below the first is told; the last only proposes. It returns no commune (an empty code) when nothing leads to one.
func findCommune(w whereabouts, g Ground) (Commune, []Problem) {
	c, problems, found := byCode(w, g)
	if found {
		c, more := checkAgainstAddress(c, w, g)
		return c, append(append(problems, more...), checkOther(c, w, g)...)
	}
	for _, way := range []func(whereabouts, Ground) (Commune, []Problem, bool){byPostcodeAndName, byNameAndDepartement, byPostcodeAlone} {
		if c, more, ok := way(w, g); ok {
			return c, append(append(problems, more...), checkOther(c, w, g)...)
		}
	}
	c, more := byPosition(w, g)
	return c, append(problems, more...)
}

// byCode takes the code at its word, or follows it to today's commune.
func byCode(w whereabouts, g Ground) (c Commune, problems []Problem, found bool) {
	code := strings.ToUpper(strings.Join(strings.Fields(w.code), ""))
	switch {
	case code == "":
		return Commune{}, nil, false
	case isMissing(code) || strings.Trim(code, "0") == "":
		return Commune{}, []Problem{problem("census.commune.code_missing", place.FCommune, fault.Args{"Value": shorten(w.code, 20)})}, false
	}
	if _, known := g.Commune("0" + code); known && len(code) == 4 {
		problems = append(problems, problem("census.commune.code_zero", place.FCommune, fault.Args{"Value": code, "Now": "0" + code}))
		code = "0" + code
	}
	if c, ok := g.Commune(code); ok {
		return c, problems, true
	}
	today, ok := g.Current(code)
	if !ok || len(today) == 0 {
		return Commune{}, append(problems, problem("census.commune.code_unknown", place.FCommune, fault.Args{"Code": shorten(code, 20)})), false
	}
	var heirs []Commune
	for _, x := range today {
		if c, ok := g.Commune(x); ok {
			heirs = append(heirs, c)
		}
	}
	if len(heirs) > 1 {
		named := slices.DeleteFunc(slices.Clone(heirs), func(c Commune) bool {
			return !slices.Contains(c.Postcodes, w.postcode) || !slices.ContainsFunc(w.names, func(n string) bool { return isNamed(c, n, g) })
		})
		if len(named) != 1 {
			return heirs[0], append(problems, problem("census.commune.split", place.FCommune,
				fault.Args{"Code": code, "Communes": namesOf(heirs)})), true
		}
		heirs = named
	}
	if len(heirs) == 0 {
		return Commune{}, append(problems, problem("census.commune.code_unknown", place.FCommune, fault.Args{"Code": code})), false
	}
	return heirs[0], append(problems, problem("census.commune.extinct", place.FCommune,
		fault.Args{"Code": code, "Now": heirs[0].Code, "Commune": heirs[0].Name})), true
}

// checkAgainstAddress holds the code against the postcode and the name that the row gives. When these two agree on another commune,
// one of the columns is wrong (a geocoder that took a street of the same name), and a person decides.
func checkAgainstAddress(c Commune, w whereabouts, g Ground) (Commune, []Problem) {
	if len(w.names) == 0 {
		return c, nil
	}
	written := w.names[:1] // the others come from the code
	if other, ok := oneOf(named(g.ByPostcode(w.postcode), written, g)); ok && other.Code != c.Code {
		switch {
		case other.Parent == c.Code:
			return other, []Problem{problem("census.commune.arrondissement", place.FCommune, fault.Args{"Postcode": w.postcode, "Commune": other.Name})}
		case c.Parent != other.Code:
			return c, []Problem{problem("census.commune.conflict", place.FCommune,
				fault.Args{"Code": c.Code, "Commune": c.Name, "Postcode": w.postcode, "Name": shorten(written[0], 60), "Other": other.Name})}
		}
	}
	if isNamed(c, written[0], g) || slices.Contains(c.Postcodes, w.postcode) && len(c.Postcodes) > 1 {
		return c, nil
	}
	for _, other := range g.ByName(townOf(written[0])) {
		if other.Departement == c.Departement && !related(other, c) {
			return c, []Problem{problem("census.commune.name_elsewhere", place.FCommune, fault.Args{"Name": shorten(written[0], 60), "Commune": c.Name})}
		}
	}
	return c, nil
}

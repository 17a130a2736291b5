package census

import (
	"slices"
	"strings"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/geo"
	"mitoyen/internal/kit/search"
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

func byPostcodeAndName(w whereabouts, g Ground) (Commune, []Problem, bool) {
	here := g.ByPostcode(w.postcode)
	if c, ok := oneOf(named(here, w.names, g)); ok {
		return c, []Problem{problem("census.commune.by_postcode", place.FCommune, fault.Args{"Postcode": w.postcode, "Commune": c.Name})}, true
	}
	var alike []Commune
	for _, c := range here {
		if slices.ContainsFunc(w.names, func(n string) bool { return nearlyNamed(c, n) }) {
			alike = append(alike, c)
		}
	}
	if c, ok := oneOf(alike); ok {
		return c, []Problem{problem("census.commune.spelling", place.FCommune, fault.Args{"Name": shorten(w.names[0], 60), "Commune": c.Name})}, true
	}
	return Commune{}, nil, false
}

func byNameAndDepartement(w whereabouts, g Ground) (Commune, []Problem, bool) {
	for _, name := range w.names {
		all := cities(g.ByName(townOf(name)))
		for _, departement := range []string{departementOf(w.postcode), w.departement} {
			if departement == "" {
				continue
			}
			there := slices.DeleteFunc(slices.Clone(all), func(c Commune) bool {
				return c.Departement != departement && departementOf(c.Code) != departement
			})
			if c, ok := oneOf(there); ok {
				return c, []Problem{problem("census.commune.by_name", place.FCommune, fault.Args{"Commune": c.Name, "Departement": c.Departement})}, true
			}
		}
		if c, ok := oneOf(all); ok && w.postcode == "" && w.departement == "" {
			return c, []Problem{problem("census.commune.by_name_alone", place.FCommune, fault.Args{"Commune": c.Name, "Departement": c.Departement})}, true
		}
	}
	return Commune{}, nil, false
}

func byPostcodeAlone(w whereabouts, g Ground) (Commune, []Problem, bool) {
	c, ok := oneOf(g.ByPostcode(w.postcode))
	if !ok {
		return Commune{}, nil, false
	}
	return c, []Problem{problem("census.commune.only_one", place.FCommune, fault.Args{"Postcode": w.postcode, "Commune": c.Name})}, true
}

// byPosition comes last: what the source computed from the position, if it is near it, otherwise the nearest centre. A name that leads to
// no commune, or to another one, makes the row wait: the place may be abroad, and its position that of a street of the same name.
func byPosition(w whereabouts, g Ground) (Commune, []Problem) {
	if c, problems, ok := other(w, g); ok {
		if !plausible(c, w.position) {
			return Commune{}, append(problems, artefact(c, w), problem("census.commune.none", place.FCommune))
		}
		if len(w.names) > 0 {
			return c, append(problems, problem("census.commune.unmatched", place.FCommune, fault.Args{"Name": shorten(w.names[0], 60), "Commune": c.Name}))
		}
		return c, append(problems, problem("census.commune.other_column", place.FCommune, fault.Args{"Column": w.otherColumn, "Commune": c.Name}))
	}
	if n, knows := g.(Nearer); knows && w.position.Known() {
		if c, ok := n.Nearest(w.position.Lat, w.position.Lon); ok {
			km := geo.Distance(w.position.Lat, w.position.Lon, c.Lat, c.Lon)
			return c, []Problem{problem("census.commune.guessed", place.FCommune, fault.Args{"Commune": c.Name, "Km": km})}
		}
	}
	return Commune{}, []Problem{problem("census.commune.none", place.FCommune)}
}

// other reads the columns that the source computed.
func other(w whereabouts, g Ground) (Commune, []Problem, bool) {
	if w.otherCode != "" && !isMissing(w.otherCode) {
		if c, problems, ok := byCode(whereabouts{code: w.otherCode}, g); ok {
			return c, problems, true
		}
	}
	if w.otherName != "" && w.departement != "" {
		c, _, ok := byNameAndDepartement(whereabouts{names: []string{w.otherName}, departement: w.departement}, g)
		return c, nil, ok
	}
	return Commune{}, nil, false
}

// checkOther tells when what the source computed contradicts what was found. It decides nothing.
func checkOther(c Commune, w whereabouts, g Ground) []Problem {
	o, _, ok := other(w, g)
	switch {
	case !ok || related(o, c):
		return nil
	case !plausible(o, w.position):
		return []Problem{artefact(o, w)}
	}
	return []Problem{problem("census.commune.other_differs", place.FCommune, fault.Args{"Column": w.otherColumn, "Other": o.Name, "Commune": c.Name})}
}

// plausible reports whether a computed commune is near the position that it was computed from. Overseas, sources without a map of the
// place give the nearest polygon that they have: Bonifacio for La Réunion.
func plausible(c Commune, p Position) bool {
	if !p.Known() || !c.HasCentre {
		return true
	}
	_, wrong := reach(c)
	return geo.Distance(p.Lat, p.Lon, c.Lat, c.Lon) <= wrong
}

func artefact(c Commune, w whereabouts) Problem {
	return problem("census.commune.artefact", place.FCommune, fault.Args{"Column": w.otherColumn, "Value": w.otherCode, "Other": c.Name})
}

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

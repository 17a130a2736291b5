package census

import (
	"slices"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/geo"
	"mitoyen/internal/place"
)

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

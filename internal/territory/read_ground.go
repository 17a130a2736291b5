package territory

import (
	"mitoyen/internal/kit/fault"
)

func readRegions(text []byte, breaches *fault.Breaches) (all []Region) {
	s := openSheet("regions.csv", text, breaches, "code", "nom", "zone", "population", "siren")
	for s.next() {
		r := Region{Code: s.code("code"), Name: s.name("nom"), Zone: s.one("zone", where...), SIREN: s.codeOrNone("siren")}
		r.Population, _ = s.count("population")
		all = append(all, r)
	}
	return all
}

var where = []string{"metro", "drom", "com"}

func readDepartements(text []byte, breaches *fault.Breaches) (all []Departement) {
	s := openSheet("departements.csv", text, breaches, "code", "nom", "region", "zone", "population", "siren")
	for s.next() {
		d := Departement{Code: s.code("code"), Name: s.name("nom"), Region: s.code("region"), Zone: s.one("zone", where...), SIREN: s.codeOrNone("siren")}
		d.Population, _ = s.count("population")
		all = append(all, d)
	}
	return all
}

func readEPCI(text []byte, breaches *fault.Breaches) (all []EPCI) {
	s := openSheet("epci.csv", text, breaches, "siren", "nom", "type", "population", "commune_principale", "lat", "lon")
	for s.next() {
		e := EPCI{SIREN: s.code("siren"), Name: s.name("nom"), Kind: s.code("type"), MainCommune: s.codeOrNone("commune_principale")}
		e.Population, _ = s.count("population")
		e.Lat, e.Lon, e.HasCentre = s.centre()
		all = append(all, e)
	}
	return all
}

func readCommunes(text []byte, breaches *fault.Breaches) (all []communeRow) {
	s := openSheet("communes.csv", text, breaches, "code", "type", "nom", "codes_postaux", "departement", "region", "epci", "ept", "siren",
		"population", "lat", "lon", "centroide", "commune_parente")
	for s.next() {
		c := communeRow{
			Commune: Commune{
				Code: s.code("code"), Name: s.name("nom"), Kind: s.one("type", KindCommune, KindArrondissement), Parent: s.codeOrNone("commune_parente"),
				Departement: s.code("departement"), Region: s.code("region"), EPCI: s.codeOrNone("epci"), Postcodes: s.codes("codes_postaux"),
			},
			ept: s.codeOrNone("ept"), siren: s.codeOrNone("siren"), centre: s.text("centroide"),
		}
		if len(c.Code) != 5 {
			s.refuse("code", "territory.not_a_code")
		}
		c.Population, c.counted = s.count("population")
		c.Lat, c.Lon, c.HasCentre = s.centre()
		all = append(all, c)
	}
	return all
}

func readFormer(text []byte, breaches *fault.Breaches) (all []former) {
	s := openSheet("communes-anciennes.csv", text, breaches, "code", "nom", "type", "commune_actuelle")
	for s.next() {
		all = append(all, former{s.code("code"), s.text("nom"), s.one("type", "deleguee", "associee", "ancien-code"), s.code("commune_actuelle")})
	}
	return all
}

// check sees that the files fit together: no code stands twice, and each code that is named exists.
func (g *ground) check(breaches *fault.Breaches) {
	b := &limited{breaches: breaches}
	regions, departements, epci, communes := codes{}, codes{}, codes{}, codes{}
	for _, r := range g.regions {
		b.once(regions, r.Code, "regions.csv")
	}
	for _, d := range g.departements {
		b.once(departements, d.Code, "departements.csv")
		b.exists(regions, d.Region, d.Code, "departements.csv")
	}
	for _, e := range g.epci {
		b.once(epci, e.SIREN, "epci.csv")
	}
	for _, c := range g.communes {
		b.once(communes, c.Code, "communes.csv")
	}
	for _, c := range g.communes {
		b.exists(departements, c.Departement, c.Code, "communes.csv")
		b.exists(regions, c.Region, c.Code, "communes.csv")
		for _, group := range []string{c.EPCI, c.ept} {
			if group != "" {
				b.exists(epci, group, c.Code, "communes.csv")
			}
		}
		if c.Parent != "" {
			b.exists(communes, c.Parent, c.Code, "communes.csv")
		}
	}
	for _, f := range g.former {
		b.exists(communes, f.current, f.code, "communes-anciennes.csv")
	}
	if len(g.communes) == 0 {
		b.breaches.Add("communes.csv", "territory.file_empty")
	}
}

type codes map[string]bool

// limited notes the first mistakes only.
type limited struct {
	breaches *fault.Breaches
	wrong    int
}

func (l *limited) add(file, code string, args fault.Args) {
	if l.wrong++; l.wrong <= breachLimit {
		l.breaches.Add(file, code, args)
	}
}

func (l *limited) once(seen codes, code, file string) {
	if seen[code] {
		l.add(file, "territory.code_twice", fault.Args{"Code": code})
	}
	seen[code] = true
}

func (l *limited) exists(known codes, code, where, file string) {
	if !known[code] {
		l.add(file, "territory.code_unknown", fault.Args{"Code": code, "Where": where})
	}
}

package territory

import (
	"strings"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
)

// GroundKind is how large a ground is.
type GroundKind string

// The kinds of ground.
const (
	OfCommune     GroundKind = "commune"
	OfEPCI        GroundKind = "epci"
	OfDepartement GroundKind = "departement"
	OfRegion      GroundKind = "region"
)

// Ground is a commune, a community of communes, a département or a région: what an authority answers for. Its text is what
// organisation.Organisation.Territory holds.
type Ground struct {
	Kind GroundKind
	Code string // INSEE's, the SIREN of an EPCI
	Name string
}

// String is the ground as it is stored and as it stands in addresses: "departement:52".
func (g Ground) String() string { return string(g.Kind) + ":" + g.Code }

// ParseGround reads what String wrote, or the same with a hyphen, without looking whether there is such a ground.
func ParseGround(s string) (g Ground, ok bool) {
	kind, code, ok := strings.Cut(strings.Replace(s, "-", ":", 1), ":")
	g = Ground{Kind: GroundKind(kind), Code: code}
	switch g.Kind {
	case OfCommune, OfEPCI, OfDepartement, OfRegion:
		return g, ok && code != ""
	}
	return g, false
}

// FindGround completes a ground with its name. Errors: NotFound.
func FindGround(tx *store.Tx, g Ground) (Ground, error) {
	switch g.Kind {
	case OfCommune:
		c, err := Find(tx, g.Code)
		g.Name = c.Name
		return g, err
	case OfEPCI:
		e, err := FindEPCI(tx, g.Code)
		g.Name = e.Name
		return g, err
	case OfDepartement:
		d, err := FindDepartement(tx, g.Code)
		g.Name = d.Name
		return g, err
	case OfRegion:
		r, err := FindRegion(tx, g.Code)
		g.Name = r.Name
		return g, err
	}
	return g, fault.New(fault.NotFound, "territory.ground_not_found")
}

// Communes lists the communes of a ground, by name, with their populations and centres. Districts of Paris, Lyon and Marseille are part of
// their cities.
func Communes(tx *store.Tx, g Ground) ([]Commune, error) {
	where := map[GroundKind]string{OfCommune: "code = $1", OfEPCI: "epci = $1", OfDepartement: "departement = $1", OfRegion: inRegion}[g.Kind]
	return store.All(tx, scanCommune, "SELECT "+communeColumns+" FROM commune WHERE "+where+" AND kind = 'commune' ORDER BY sort_name, code", g.Code)
}

// How the communes of a ground are found by the indexes that there are: a région's by its départements, districts in the département of their city.
const (
	inRegion   = "departement IN (SELECT code FROM departement WHERE region = $1)"
	orDistrict = "(code = $1 OR departement = (SELECT departement FROM commune WHERE code = $1) AND parent = $1)"
)

// Codes lists the codes of a ground's communes, and of the districts of its cities: what a place or a need may stand under.
func Codes(tx *store.Tx, g Ground) ([]string, error) {
	where := map[GroundKind]string{OfCommune: orDistrict, OfEPCI: "epci = $1", OfDepartement: "departement = $1", OfRegion: inRegion}[g.Kind]
	return store.All(tx, store.Value[string], "SELECT code FROM commune WHERE "+where+" ORDER BY code", g.Code)
}

// Grounds is every ground that a commune lies in, the smallest first.
func (c Commune) Grounds() []Ground {
	all := []Ground{{Kind: OfCommune, Code: c.Code, Name: c.Name}}
	if c.EPCI != "" {
		all = append(all, Ground{Kind: OfEPCI, Code: c.EPCI})
	}
	return append(all, Ground{Kind: OfDepartement, Code: c.Departement}, Ground{Kind: OfRegion, Code: c.Region})
}

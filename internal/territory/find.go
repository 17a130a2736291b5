package territory

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
)

const communeColumns = "code, name, kind, parent, departement, region, epci, postcodes, population, lat, lon"

func scanCommune(r store.Row) (Commune, error) {
	var c Commune
	var postcodes string
	var population sql.NullInt64
	var lat, lon sql.NullFloat64
	err := r.Scan(&c.Code, &c.Name, &c.Kind, &c.Parent, &c.Departement, &c.Region, &c.EPCI, &postcodes, &population, &lat, &lon)
	if postcodes != "" {
		c.Postcodes = strings.Split(postcodes, "|")
	}
	c.Population = int(population.Int64)
	c.Lat, c.Lon, c.HasCentre = lat.Float64, lon.Float64, lat.Valid && lon.Valid
	return c, err
}

// Find reads a commune of today. A code of before is a NotFound fault; CurrentCodes knows where it leads.
func Find(tx *store.Tx, code string) (Commune, error) {
	c, err := store.One(tx, scanCommune, "SELECT "+communeColumns+" FROM commune WHERE code = $1", code)
	return c, found(err, "territory.commune_not_found", code)
}

// found makes a missing row a fault.
func found(err error, key, code string) error {
	if errors.Is(err, store.ErrNoRow) {
		return fault.New(fault.NotFound, key, fault.Args{"Code": code})
	}
	if err != nil {
		return fmt.Errorf("find %s: %w", code, err)
	}
	return nil
}

// FindDepartement reads a département or overseas collectivity.
func FindDepartement(tx *store.Tx, code string) (Departement, error) {
	d, err := store.One(tx, scanDepartement, "SELECT "+departementColumns+" FROM departement WHERE code = $1", code)
	return d, found(err, "territory.departement_not_found", code)
}

const departementColumns = "code, name, region, zone, population, siren"

func scanDepartement(r store.Row) (d Departement, err error) {
	return d, r.Scan(&d.Code, &d.Name, &d.Region, &d.Zone, &d.Population, &d.SIREN)
}

// FindRegion reads a région or overseas collectivity.
func FindRegion(tx *store.Tx, code string) (Region, error) {
	g, err := store.One(tx, scanRegion, "SELECT "+regionColumns+" FROM region WHERE code = $1", code)
	return g, found(err, "territory.region_not_found", code)
}

const regionColumns = "code, name, zone, population, siren"

func scanRegion(r store.Row) (g Region, err error) {
	return g, r.Scan(&g.Code, &g.Name, &g.Zone, &g.Population, &g.SIREN)
}

// FindEPCI reads a community, a metropolis or a territory of Greater Paris.
func FindEPCI(tx *store.Tx, siren string) (EPCI, error) {
	e, err := store.One(tx, func(r store.Row) (e EPCI, err error) {
		var lat, lon sql.NullFloat64
		err = r.Scan(&e.SIREN, &e.Name, &e.Kind, &e.Population, &e.MainCommune, &lat, &lon)
		e.Lat, e.Lon, e.HasCentre = lat.Float64, lon.Float64, lat.Valid && lon.Valid
		return e, err
	}, "SELECT siren, name, kind, population, main_commune, lat, lon FROM epci WHERE siren = $1", siren)
	return e, found(err, "territory.epci_not_found", siren)
}

// Departements lists the 101 départements and then the overseas collectivities, for menus: by code, Corsica after 19.
func Departements(tx *store.Tx) ([]Departement, error) {
	all, err := store.All(tx, scanDepartement, "SELECT "+departementColumns+" FROM departement")
	slices.SortFunc(all, func(a, b Departement) int {
		return cmp.Or(cmp.Compare(last(a.Zone), last(b.Zone)), cmp.Compare(menuOrder(a.Code), menuOrder(b.Code)))
	})
	return all, err
}

// Regions lists the 18 régions and then the overseas collectivities, for menus: by name.
func Regions(tx *store.Tx) ([]Region, error) {
	all, err := store.All(tx, scanRegion, "SELECT "+regionColumns+" FROM region")
	slices.SortFunc(all, func(a, b Region) int {
		return cmp.Or(cmp.Compare(last(a.Zone), last(b.Zone)), cmp.Compare(NameKey(a.Name), NameKey(b.Name)))
	})
	return all, err
}

// last puts collectivities after départements and régions.
func last(zone string) int {
	if zone == "com" {
		return 1
	}
	return 0
}

// menuOrder puts 2A and 2B where 20 was.
func menuOrder(code string) string {
	if rest, corsica := strings.CutPrefix(code, "2"); corsica && (rest == "A" || rest == "B") {
		return "20" + rest
	}
	return code
}

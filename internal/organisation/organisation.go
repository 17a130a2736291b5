// Package organisation is the tenant: the association, authority, company, cooperative or network in whose name people act.
//
// A place has zero or one operating organisation; most of a census starts with none. Directory facts are public across the instance;
// everything that an organisation runs names it in each query. The host of an instance opens organisations and does not read what is theirs.
//
// Roles live here too: a role is (person, role, scope), the scope being the instance, an organisation or a place. What each role may
// do is one table, in permissions.go; there is no other.
package organisation

import (
	"errors"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
)

// ID names an organisation.
type ID = id.Of[Organisation]

// Kind is what an organisation is in law or in use.
type Kind string

// The kinds.
const (
	Association Kind = "association"
	Authority   Kind = "authority" // "collectivité": commune, EPCI, département, région
	Company     Kind = "company"
	Cooperative Kind = "cooperative"
	Network     Kind = "network"
	Collective  Kind = "collective" // people without legal form yet
)

// Kinds lists every kind.
var Kinds = []Kind{Association, Collective, Cooperative, Company, Authority, Network}

// Organisation is a tenant.
type Organisation struct {
	ID        ID
	Name      string
	Kind      Kind
	Siren     string // nine digits, "" when unknown
	RNA       string // of an association, in the national register: "W922004567"; "" when unknown
	Territory string // of an authority: commune:52499, epci:<siren>, departement:52, region:44
}

const columns = `id, name, kind, siren, rna, territory`

func scan(r store.Row) (o Organisation, err error) {
	return o, r.Scan(&o.ID, &o.Name, &o.Kind, &o.Siren, &o.RNA, &o.Territory)
}

// Find reads an organisation.
func Find(tx *store.Tx, which ID) (Organisation, error) {
	o, err := store.One(tx, scan, `SELECT `+columns+` FROM organisation WHERE id = $1`, which)
	if errors.Is(err, store.ErrNoRow) {
		return o, fault.New(fault.NotFound, "organisation.unknown")
	}
	return o, err
}

// Create adds an organisation. Who may is decided by the use case that calls it.
func Create(tx *store.Tx, o Organisation) (Organisation, error) {
	if o.ID.IsZero() {
		o.ID = id.New[Organisation]()
	}
	_, err := tx.Exec(`INSERT INTO organisation (id, name, kind, siren, rna, territory, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		o.ID, o.Name, o.Kind, o.Siren, o.RNA, o.Territory, tx.Now)
	return o, err
}

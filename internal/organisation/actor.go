package organisation

import (
	"cmp"
	"fmt"
	"slices"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
)

// Scope is where a role counts.
type Scope string

// The scopes.
const (
	InInstance     Scope = "instance"
	InOrganisation Scope = "organisation"
	InPlace        Scope = "place"
)

// Grant is a role held by somebody.
type Grant struct {
	Role  Role
	Scope Scope
	ID    string // of the organisation or place; "" for the instance
}

// Actor is who asks a use case for something. The zero value is a stranger: somebody not signed in.
type Actor struct {
	Person account.ID
	Name   string
	Grants []Grant
}

// System is the program itself: the command line and the jobs, which were authorised before they started.
var System = Actor{Name: "system", Grants: []Grant{{Coordinator, InInstance, ""}, {Administrator, InInstance, ""}}}

// SignedIn reports whether somebody is there.
func (a Actor) SignedIn() bool { return !a.Person.IsZero() }

// IsSystem reports whether the program itself asks: nobody is signed in, and there are roles all the same.
func (a Actor) IsSystem() bool { return a.Person.IsZero() && len(a.Grants) > 0 }

// Target is what an act is about: an organisation, a place that it operates, or the instance when both are empty.
type Target struct {
	Organisation string
	Place        string
}

// May reports whether the actor holds a role that allows an act on a target.
func (a Actor) May(act Act, on Target) bool {
	for _, g := range a.Grants {
		if g.Role.Allows(act) && g.covers(on) {
			return true
		}
	}
	return false
}

// MaySomewhere reports whether the actor holds a role that allows an act in any scope: enough to show a link, never to do it.
func (a Actor) MaySomewhere(act Act) bool {
	for _, g := range a.Grants {
		if g.Role.Allows(act) {
			return true
		}
	}
	return false
}

// Holds reports whether the actor holds any role in an organisation: enough to speak in its name when proposing, never to decide.
func (a Actor) Holds(which ID) bool {
	for _, g := range a.Grants {
		if g.Scope == InOrganisation && g.ID == which.String() && !which.IsZero() {
			return true
		}
	}
	return false
}

// Require is May as an error: Unauthenticated for a stranger, Forbidden for anybody else.
func (a Actor) Require(act Act, on Target) error {
	switch {
	case a.May(act, on):
		return nil
	case !a.SignedIn():
		return fault.New(fault.Unauthenticated, "organisation.sign_in_first")
	}
	return fault.New(fault.Forbidden, "organisation.may_not")
}

// InTeam reports whether the actor holds a role of the place's own team: in the place, or in the organisation that operates it.
func (a Actor) InTeam(act Act, on Target) bool {
	for _, g := range a.Grants {
		if g.Scope != InInstance && g.Role.Allows(act) && g.covers(on) {
			return true
		}
	}
	return false
}

func (g Grant) covers(on Target) bool {
	switch g.Scope {
	case InInstance:
		return true
	case InOrganisation:
		return g.ID != "" && g.ID == on.Organisation
	case InPlace:
		return g.ID != "" && g.ID == on.Place
	}
	return false
}

// Load makes the actor of a person. An unknown or erased one is NotFound.
func Load(tx *store.Tx, who account.ID) (Actor, error) {
	var a Actor
	err := tx.Each(func(r store.Row) error { return a.read(r) }, `
		SELECT `+actorColumns+`
		FROM person p
		LEFT JOIN role r ON r.person_id = p.id
		WHERE p.id = $1 AND p.erased_at IS NULL`, who)
	a.sort()
	if err == nil && !a.SignedIn() {
		err = fault.New(fault.NotFound, "account.unknown_person")
	}
	return a, err
}

// LoadSession reads a session by its token, with the actor who is signed in by it, in one look: every page of somebody signed in begins with it.
// data is what account.SessionStore keeps; nil for a session that is unknown or over.
func LoadSession(tx *store.Tx, token string) (a Actor, data []byte, err error) {
	err = tx.Each(func(r store.Row) error { return a.read(r, &data) }, `
		SELECT s.data, `+actorColumns+`
		FROM session s
		LEFT JOIN person p ON p.id = s.person_id AND p.erased_at IS NULL
		LEFT JOIN role r ON r.person_id = p.id
		WHERE s.token_hash = $1 AND s.expires_at > $2`, account.SessionKey(token), tx.Now)
	a.sort()
	return a, data, err
}

// sort puts an actor's few roles in order. Asked for it, the database would do as much work as for a thousand.
func (a *Actor) sort() {
	slices.SortFunc(a.Grants, func(g, h Grant) int {
		return cmp.Or(cmp.Compare(g.Scope, h.Scope), cmp.Compare(g.Role, h.Role), cmp.Compare(g.ID, h.ID))
	})
}

const actorColumns = `p.id, coalesce(p.name, ''), coalesce(r.role, ''), coalesce(r.scope, ''), coalesce(r.scope_id, '')`

// read adds a row of actorColumns to an actor; what stands before them goes to first.
func (a *Actor) read(r store.Row, first ...any) error {
	var g Grant
	err := r.Scan(append(first, &a.Person, &a.Name, &g.Role, &g.Scope, &g.ID)...)
	if g.Role != "" {
		a.Grants = append(a.Grants, g)
	}
	return err
}

// Give grants a role. Doing it again changes nothing. Who may is decided by the caller; see GrantRoles.
func Give(tx *store.Tx, by Actor, to account.ID, g Grant) error {
	n, err := tx.Exec(`
		INSERT INTO role (person_id, role, scope, scope_id, granted_by, granted_at)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (person_id, role, scope, scope_id) DO NOTHING`, to, g.Role, g.Scope, g.ID, by.Person, tx.Now)
	if err != nil || n == 0 {
		return err
	}
	return journal.Write(tx, roleEntry(by, to, g, "role.granted"))
}

// Take takes a role back. Sessions stay: the next page already knows better.
func Take(tx *store.Tx, by Actor, from account.ID, g Grant) error {
	n, err := tx.Exec(`DELETE FROM role WHERE person_id = $1 AND role = $2 AND scope = $3 AND scope_id = $4`, from, g.Role, g.Scope, g.ID)
	if err != nil || n == 0 {
		return err
	}
	return journal.Write(tx, roleEntry(by, from, g, "role.taken"))
}

func roleEntry(by Actor, whose account.ID, g Grant, verb string) journal.Entry {
	return journal.Entry{Person: by.Person.String(), Verb: verb, Kind: "person", Object: whose.String(),
		Data: map[string]string{"role": string(g.Role), "scope": string(g.Scope), "of": g.ID}}
}

// Holder is somebody with a role in a scope.
type Holder struct {
	Person account.ID
	Name   string
	Email  string
	Role   Role
}

// Holders lists who holds a role in exactly this scope.
func Holders(tx *store.Tx, scope Scope, of string) ([]Holder, error) {
	all, err := store.All(tx, func(r store.Row) (h Holder, err error) {
		return h, r.Scan(&h.Person, &h.Name, &h.Email, &h.Role)
	}, `
		SELECT p.id, p.name, coalesce(p.email, ''), r.role
		FROM role r
		JOIN person p ON p.id = r.person_id
		WHERE r.scope = $1 AND r.scope_id = $2
		ORDER BY p.name, r.role`, scope, of)
	if err != nil {
		return nil, fmt.Errorf("list roles: %w", err)
	}
	return all, nil
}

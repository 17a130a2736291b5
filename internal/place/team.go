package place

import (
	"slices"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// TeamRoles are the roles that a place's manager gives.
var TeamRoles = []organisation.Role{organisation.FrontDesk, organisation.Manager, organisation.Trainer, organisation.Treasurer, organisation.Opener, organisation.Member}

// Team lists who holds a role in a place, and in the organisation that operates it.
func Team(tx *store.Tx, p Place) (own, operator []organisation.Holder, err error) {
	if own, err = organisation.Holders(tx, organisation.InPlace, p.ID.String()); err != nil || p.Organisation.IsZero() {
		return own, nil, err
	}
	operator, err = organisation.Holders(tx, organisation.InOrganisation, p.Organisation.String())
	return own, operator, err
}

// MayRunTeam reports whether somebody gives and takes the roles of a place: its manager. Neither the coordinator, who would hold the team's
// pen, nor the host of the instance, who doesn't read who belongs to what; a manager who lost their way in gets a link from the host.
func MayRunTeam(by organisation.Actor, p Place) bool {
	return by.InTeam(organisation.GrantRoles, p.Target())
}

func mustRunTeam(by organisation.Actor, p Place) error {
	switch {
	case MayRunTeam(by, p):
		return nil
	case !by.SignedIn():
		return fault.New(fault.Unauthenticated, "organisation.sign_in_first")
	}
	return fault.New(fault.Forbidden, "organisation.may_not")
}

// GiveRole gives a role in a place to the person with an address, known or new.
func GiveRole(tx *store.Tx, by organisation.Actor, which ID, typedEmail string, role organisation.Role, lang i18n.Lang) error {
	p, err := ForChange(tx, which)
	if err != nil {
		return err
	}
	if err := mustRunTeam(by, p); err != nil {
		return err
	}
	var b fault.Breaches
	email, breach := account.ReadEmail(typedEmail)
	b.Check(breach == "", "email", breach)
	b.Check(slices.Contains(TeamRoles, role), "role", "place.role_missing")
	if err := b.Err(); err != nil {
		return err
	}
	person, err := account.Open(tx, email, lang)
	if err != nil {
		return err
	}
	return organisation.Give(tx, by, person.ID, organisation.Grant{Role: role, Scope: organisation.InPlace, ID: p.ID.String()})
}

// TakeRole takes a role in a place back. The last manager can't leave the place to nobody: somebody else must be manager first.
func TakeRole(tx *store.Tx, by organisation.Actor, which ID, from account.ID, role organisation.Role) error {
	p, err := ForChange(tx, which)
	if err != nil {
		return err
	}
	if err := mustRunTeam(by, p); err != nil {
		return err
	}
	own, operator, err := Team(tx, p)
	if err != nil {
		return err
	}
	if err := organisation.OneManagerStays(slices.Concat(own, operator), role); err != nil {
		return err
	}
	return organisation.Take(tx, by, from, organisation.Grant{Role: role, Scope: organisation.InPlace, ID: p.ID.String()})
}

// Reached lists those of a place's team whose role allows an act and who have an address, each once: whom a letter to the team goes to.
func Reached(tx *store.Tx, p Place, act organisation.Act) ([]account.Person, error) {
	own, operator, err := Team(tx, p)
	if err != nil {
		return nil, err
	}
	var all []account.Person
	for _, h := range slices.Concat(own, operator) {
		known := slices.ContainsFunc(all, func(x account.Person) bool { return x.ID == h.Person })
		if known || h.Email == "" || !h.Role.Allows(act) {
			continue
		}
		who, err := account.Find(tx, h.Person)
		if err != nil {
			return nil, err
		}
		all = append(all, who)
	}
	return all, nil
}

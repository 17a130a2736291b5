package membership

import (
	"errors"
	"fmt"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/resource"
)

// Standing is what an organisation knows of whoever books, for the days of a booking. The zero value is a stranger.
type Standing struct {
	Member     ID         // zero: not known
	Person     account.ID // their account, if they have one
	Name       string
	Belongs    bool      // a membership holds all the while
	Groups     []GroupID // in which one holds, in the order of the groups
	Age        int       // on the first day
	AgeKnown   bool
	Guardian   bool // who answers for them is known
	Authorised bool // for the resource, all the while

	Agreement AgreementID // by which they count as a member although they are another organisation's; zero: none
}

// AgreementID names an agreement between two organisations.
type AgreementID = id.Of[Agreement]

// Agreement stands for one here: what it is, the package network knows.
type Agreement struct{}

// In reports whether one of some groups is theirs.
func (s Standing) In(any []GroupID) bool {
	for _, x := range any {
		for _, g := range s.Groups {
			if g == x {
				return true
			}
		}
	}
	return false
}

// StandingOf finds out who books at an organisation: the member who is named, or the one whose account it is. An account is a member's by
// its id, or by the address that both have; addresses of accounts are proven. Nobody is a stranger.
func StandingOf(tx *store.Tx, of organisation.ID, who account.ID, named ID, r resource.ID, first, last civil.Date) (Standing, error) {
	m, err := ofBooker(tx, of, who, named)
	if err != nil || m.ID.IsZero() {
		return Standing{}, err
	}
	s := Standing{Member: m.ID, Person: m.Person, Name: m.Name, Guardian: m.Guardian.Name != ""}
	s.Age, s.AgeKnown = m.Born.Age(first)
	err = tx.Each(func(row store.Row) error {
		var g GroupID
		err := row.Scan(&g)
		s.Belongs = true
		if !g.IsZero() {
			s.Groups = append(s.Groups, g)
		}
		return err
	}, `
		SELECT s.group_id
		FROM membership s
		LEFT JOIN member_group g ON g.id = s.group_id
		WHERE s.member_id = $1 AND s.first_day <= $2 AND (s.last_day IS NULL OR s.last_day >= $3)
		ORDER BY g.sort, g.id`, m.ID, first, last)
	if err != nil {
		return s, fmt.Errorf("read memberships: %w", err)
	}
	s.Authorised, err = store.One(tx, store.Value[bool], `
		SELECT EXISTS (
			SELECT 1 FROM authorisation
			WHERE member_id = $1 AND resource_id = $2 AND withdrawn_at IS NULL AND first_day <= $3 AND (last_day IS NULL OR last_day >= $4))`,
		m.ID, r, first, last)
	return s, err
}

// ofBooker reads the member who is named, or whose account somebody has.
func ofBooker(tx *store.Tx, of organisation.ID, who account.ID, named ID) (m Member, err error) {
	switch {
	case !named.IsZero():
		m, err = find(tx, `m.id = $1 AND m.organisation_id = $2`, named, of)
	case !who.IsZero():
		// By the account first; otherwise by the address, whoever wrote it down.
		m, err = find(tx, `m.organisation_id = $2 AND (m.person_id = $1 OR m.person_id IS NULL AND m.email <> '' AND m.email = (SELECT email FROM person WHERE id = $1))
			ORDER BY CASE WHEN m.person_id IS NULL THEN 1 ELSE 0 END, m.id LIMIT 1`, who, of)
	default:
		return m, nil
	}
	if errors.Is(err, errUnknown) {
		return m, nil
	}
	return m, err
}

// Lock makes others wait who count one member's bookings, until the transaction ends.
func Lock(tx *store.Tx, which ID) error {
	if which.IsZero() {
		return nil
	}
	_, err := store.All(tx, store.Value[ID], `SELECT id FROM member WHERE id = $1`+tx.ForUpdate(), which)
	return err
}

// Package membership is who belongs to an organisation ("adhérents"), and what they may use.
//
// A member is a person as the organisation knows them: a name, ways to reach them, an account if they have one, their birth where a rule
// asks for an age, and who answers for them while they are minors. Somebody without an account is a member like any other: the front desk
// books for them. They belong by memberships: from a day to a day, in a group or in none. A membership has no price yet.
//
// An authorisation ("autorisation d'usage") lets a member use one resource, until a day or until it is withdrawn. It is written down by
// hand, with who gave it.
//
// Rules ask one question, Standing: what is known of whoever books, on the days for which they book. All is one organisation's; nothing here
// is seen by another.
package membership

import (
	"strconv"
	"strings"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/organisation"
	"mitoyen/internal/resource"
)

// ID names a member.
type ID = id.Of[Member]

// GroupID names a group of members. Rules of lending name it too.
type GroupID = resource.GroupID

// Group is members of whom the same rules hold: "Résidents", "Étudiants".
type Group struct {
	ID   GroupID
	Name string
	Sort int // the earlier one's rules win for who is in several
}

// Member is a person as an organisation knows them.
type Member struct {
	ID           ID
	Organisation organisation.ID
	Person       account.ID // their account; zero: none, or known by the address alone
	Name         string
	Email        string
	Phone        string
	Born         Birth
	Guardian     Guardian
	ChangedAt    civil.Instant
	Memberships  []Membership // the latest first, where they were read
}

// Guardian is who answers for a minor.
type Guardian struct{ Name, Phone string }

// PeriodID names a membership.
type PeriodID = id.Of[Membership]

// Membership is belonging from a day to a day, in a group or in none.
type Membership struct {
	ID          PeriodID
	Group       GroupID // zero: none
	GroupName   string
	First, Last civil.Date // the last day on which it holds; zero: until it is ended
}

// Holds reports whether the membership holds on a day.
func (m Membership) Holds(on civil.Date) bool {
	return !on.Before(m.First) && (m.Last.IsZero() || !m.Last.Before(on))
}

// Current lists the memberships that hold on a day.
func (m Member) Current(on civil.Date) []Membership {
	var all []Membership
	for _, x := range m.Memberships {
		if x.Holds(on) {
			all = append(all, x)
		}
	}
	return all
}

// Birth is a day of birth, or the year alone: "2011-05-03", "2011", "" when nobody said.
type Birth string

// ReadBirth reads a birth that lies between two centuries before a day and that day.
func ReadBirth(text string, today civil.Date) (Birth, bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", true
	}
	if len(text) == 4 {
		y, err := strconv.Atoi(text)
		return Birth(text), err == nil && y > today.Year-150 && y <= today.Year
	}
	d, err := civil.ParseDate(text)
	if err != nil {
		return "", false
	}
	return Birth(d.String()), d.Year > today.Year-150 && !today.Before(d)
}

// Age is how old somebody is on a day, at least: of whom the year alone is known, the birthday is taken to be the last of the year. known
// is false when nobody said.
func (b Birth) Age(on civil.Date) (years int, known bool) {
	switch len(b) {
	case 4:
		y, err := strconv.Atoi(string(b))
		return on.Year - y - 1, err == nil
	case 10:
		d, err := civil.ParseDate(string(b))
		years = on.Year - d.Year
		if on.Month < d.Month || on.Month == d.Month && on.Day < d.Day {
			years--
		}
		return years, err == nil
	}
	return 0, false
}

// adult is the age from which nobody needs a guardian (code civil, art. 414).
const adult = 18

// Minor reports whether somebody is known to be under age on a day.
func (b Birth) Minor(on civil.Date) bool {
	years, known := b.Age(on)
	return known && years < adult
}

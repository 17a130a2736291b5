package membership

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// MayKeep reports whether somebody keeps the members of the organisation that runs a place: its own team.
func MayKeep(by organisation.Actor, p place.Place) bool {
	return by.IsSystem() || by.InTeam(organisation.KeepMembers, p.Target())
}

// MayAuthorise reports whether somebody says who may use the machines of a place.
func MayAuthorise(by organisation.Actor, p place.Place) bool {
	return by.IsSystem() || by.InTeam(organisation.Authorise, p.Target())
}

func must(may bool, by organisation.Actor, p place.Place) error {
	switch {
	case !may && !by.SignedIn():
		return fault.New(fault.Unauthenticated, "organisation.sign_in_first")
	case !may:
		return fault.New(fault.Forbidden, "organisation.may_not")
	case p.Organisation.IsZero():
		return fault.New(fault.Conflict, "resource.no_organisation")
	}
	return nil
}

// today is the day on a place's wall.
func today(tx *store.Tx, p place.Place) civil.Date { return civil.DateOf(tx.Now.In(p.Zone())) }

// KeepRequest is a member as the team knows them: new without an ID, otherwise changed. A new one begins to belong at once.
type KeepRequest struct {
	Submission  string
	Place       place.ID
	Member      ID
	Name        string
	Email       string
	Phone       string
	Born        string // 2011-05-03 or 2011
	Guardian    Guardian
	Group       GroupID // of a new one's first membership; zero: none
	First, Last civil.Date
}

// Keep adds or changes a member. Errors: Forbidden for whoever isn't of the team; Invalid with every breach, among them somebody else with
// the same address.
func Keep(tx *store.Tx, by organisation.Actor, q KeepRequest) (which ID, err error) {
	text, err := form.Once(tx, q.Submission, func() (string, error) {
		p, err := place.Find(tx, q.Place)
		if err != nil {
			return "", err
		}
		if err := must(MayKeep(by, p), by, p); err != nil {
			return "", err
		}
		m := Member{ID: q.Member, Organisation: p.Organisation}
		verb := "member.changed"
		if m.ID.IsZero() {
			m.ID, verb = id.New[Member](), "member.added"
		} else if m, err = find(tx, `m.id = $1 AND m.organisation_id = $2`+tx.ForUpdate(), m.ID, p.Organisation); err != nil {
			return "", err
		}
		if err := q.onto(tx, &m, today(tx, p), verb == "member.added"); err != nil {
			return "", err
		}
		if err := save(tx, m); err != nil {
			return "", err
		}
		if verb == "member.added" {
			if err := addMembership(tx, by, m, q.Group, q.First, q.Last); err != nil {
				return "", err
			}
		}
		return m.ID.String(), note(tx, by, m, verb, nil)
	})
	if err != nil {
		return which, err
	}
	return which, which.UnmarshalText([]byte(text))
}

// onto reads a request onto a member, and finds their account by the address.
func (q KeepRequest) onto(tx *store.Tx, m *Member, today civil.Date, isNew bool) error {
	var b fault.Breaches
	m.Name, m.Phone, m.Guardian, m.Email = q.Name, q.Phone, q.Guardian, ""
	b.Check(m.Name != "", "name", "membership.name_missing")
	for field, text := range map[string]string{"name": m.Name, "phone": m.Phone, "guardian": m.Guardian.Name, "guardian_phone": m.Guardian.Phone} {
		b.Within(field, text, 100)
	}
	var ok bool
	m.Born, ok = ReadBirth(q.Born, today)
	b.Check(ok, "born", "membership.born_unreadable")
	if q.Email != "" {
		var breach string
		m.Email, breach = account.ReadEmail(q.Email)
		b.Check(breach == "", "email", breach)
	}
	if isNew {
		checkDays(&b, q.First, q.Last)
		checkGroup(tx, &b, m.Organisation, q.Group)
	}
	if err := b.Err(); err != nil {
		return err
	}
	m.Person = account.ID{}
	if m.Email == "" {
		return nil
	}
	twins, err := store.All(tx, store.Value[ID], `SELECT id FROM member WHERE email = $1 AND organisation_id = $2 AND id <> $3`, m.Email, m.Organisation, m.ID)
	if err != nil {
		return err
	}
	if len(twins) > 0 {
		b.Add("email", "membership.email_taken")
		return b.Err()
	}
	people, err := store.All(tx, store.Value[account.ID], `SELECT id FROM person WHERE email = $1`, m.Email)
	if len(people) == 1 {
		m.Person = people[0]
	}
	return err
}

func checkDays(b *fault.Breaches, first, last civil.Date) {
	b.Check(!first.IsZero(), "first", "membership.day_missing")
	b.Check(last.IsZero() || !last.Before(first), "last", "membership.ends_before")
	for field, d := range map[string]civil.Date{"first": first, "last": last} {
		b.Check(d.IsZero() || d.Year >= 1900 && d.Year <= 2200, field, "booking.day_unreadable")
	}
}

func checkGroup(tx *store.Tx, b *fault.Breaches, of organisation.ID, which GroupID) {
	if which.IsZero() {
		return
	}
	all, err := Groups(tx, of)
	b.Check(err == nil && slices.ContainsFunc(all, func(g Group) bool { return g.ID == which }), "group", "membership.group_unknown")
}

func addMembership(tx *store.Tx, by organisation.Actor, m Member, g GroupID, first, last civil.Date) error {
	_, err := tx.Exec(`
		INSERT INTO membership (id, organisation_id, member_id, group_id, first_day, last_day, created_by, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, id.New[Membership](), m.Organisation, m.ID, g, first, last, by.Person, tx.Now)
	if err != nil {
		return fmt.Errorf("add membership: %w", err)
	}
	return nil
}

// note writes a change into the journal. Names stand with the member, where they can be erased.
func note(tx *store.Tx, by organisation.Actor, m Member, verb string, data map[string]string) error {
	return journal.Write(tx, journal.Entry{Person: by.Person.String(), ActingFor: m.Organisation.String(), Verb: verb, Kind: "member", Object: m.ID.String(), Data: data})
}

// JoinRequest is a further membership: another group, or another year.
type JoinRequest struct {
	Submission  string
	Place       place.ID
	Member      ID
	Group       GroupID
	First, Last civil.Date
}

// Join adds a membership to a member. Errors: those of Keep.
func Join(tx *store.Tx, by organisation.Actor, q JoinRequest) error {
	_, err := form.Once(tx, q.Submission, func() (string, error) {
		m, err := ofPlace(tx, by, q.Place, q.Member)
		if err != nil {
			return "", err
		}
		var b fault.Breaches
		checkDays(&b, q.First, q.Last)
		checkGroup(tx, &b, m.Organisation, q.Group)
		if err := b.Err(); err != nil {
			return "", err
		}
		return "", errors.Join(addMembership(tx, by, m, q.Group, q.First, q.Last), note(tx, by, m, "member.joined", map[string]string{"from": q.First.String(), "to": q.Last.String()}))
	})
	return err
}

// End ends a membership with today, or takes back one that hasn't begun. Ending twice changes nothing.
func End(tx *store.Tx, by organisation.Actor, where place.ID, which ID, period PeriodID) error {
	m, err := ofPlace(tx, by, where, which)
	if err != nil {
		return err
	}
	p, err := place.Find(tx, where)
	if err != nil {
		return err
	}
	day := today(tx, p)
	n, err := tx.Exec(`DELETE FROM membership WHERE id = $1 AND member_id = $2 AND first_day > $3`, period, m.ID, day)
	if err != nil {
		return fmt.Errorf("end membership: %w", err)
	}
	ended, err := tx.Exec(`UPDATE membership SET last_day = $1 WHERE id = $2 AND member_id = $3 AND (last_day IS NULL OR last_day > $1)`, day, period, m.ID)
	if err != nil || n+ended == 0 {
		return err
	}
	return note(tx, by, m, "member.ended", map[string]string{"to": day.String()})
}

// ofPlace reads a member of the organisation of a place for somebody of its team.
func ofPlace(tx *store.Tx, by organisation.Actor, where place.ID, which ID) (Member, error) {
	p, err := place.Find(tx, where)
	if err != nil {
		return Member{}, err
	}
	if err := must(MayKeep(by, p), by, p); err != nil {
		return Member{}, err
	}
	return find(tx, `m.id = $1 AND m.organisation_id = $2`+tx.ForUpdate(), which, p.Organisation)
}

// mostGroups bounds slips, and mostGroupName what fits into a tag; in signs.
const mostGroups, mostGroupName = 30, 60

// GroupField is the field of a group by its place in the list, counted from 0: what is wrong with one is told beside it. The first is called as the name is, so that the summary of errors leads to it.
func GroupField(i int) string {
	if i == 0 {
		return "groups"
	}
	return "groups-" + strconv.Itoa(i+1)
}

// NameGroups says which groups an organisation has, in order: one that has an ID is renamed, one without is added. None is left out: what
// members belonged to stays known. Errors: those of Keep; Conflict when somebody else added one meanwhile.
func NameGroups(tx *store.Tx, by organisation.Actor, where place.ID, groups []Group) error {
	p, err := place.ForChange(tx, where)
	if err != nil {
		return err
	}
	if err := must(by.IsSystem() || by.InTeam(organisation.KeepResources, p.Target()), by, p); err != nil {
		return err
	}
	var b fault.Breaches
	seen := map[string]bool{}
	for i, g := range groups {
		key := strings.ToLower(g.Name)
		field := GroupField(i)
		b.Check(g.Name != "", field, "membership.group_name")
		b.Within(field, g.Name, mostGroupName)
		b.Check(g.Name == "" || !seen[key], field, "membership.group_twice", fault.Args{"Name": g.Name})
		seen[key] = true
	}
	b.Check(len(groups) <= mostGroups, "groups", "membership.groups_many", fault.Args{"Max": mostGroups})
	if err := b.Err(); err != nil {
		return err
	}
	had, err := Groups(tx, p.Organisation)
	if err != nil {
		return err
	}
	for _, h := range had {
		if !slices.ContainsFunc(groups, func(g Group) bool { return g.ID == h.ID }) {
			return fault.New(fault.Conflict, "membership.groups_moved_on")
		}
	}
	// Two names may change places: all step aside first.
	if _, err := tx.Exec(`UPDATE member_group SET name = name || ' ' || CAST(id AS text) WHERE organisation_id = $1`, p.Organisation); err != nil {
		return fmt.Errorf("name groups: %w", err)
	}
	for i, g := range groups {
		if g.ID.IsZero() {
			_, err = tx.Exec(`INSERT INTO member_group (id, organisation_id, name, sort, created_at) VALUES ($1, $2, $3, $4, $5)`, id.New[resource.MemberGroup](), p.Organisation, g.Name, i+1, tx.Now)
		} else {
			err = tx.ExecOne(`UPDATE member_group SET name = $1, sort = $2 WHERE id = $3 AND organisation_id = $4`, g.Name, i+1, g.ID, p.Organisation)
		}
		if err != nil {
			return fmt.Errorf("name groups: %w", err)
		}
	}
	return journal.Write(tx, journal.Entry{Person: by.Person.String(), ActingFor: p.Organisation.String(), Verb: "place.groups_named", Kind: "place", Object: p.ID.String()})
}

// Package membershipapi lets programs keep who belongs to the organisation of a place: for whoever keeps its members, by their token. It goes
// through the doors of the package membership as the pages do. All is one organisation's.
package membershipapi

import (
	"net/http"

	"mitoyen/internal/account"
	"mitoyen/internal/api"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// Add adds the operations of this package to the API.
func Add(s *api.Shell) {
	const tag, root = "Members", "/places/{slug}/members"
	api.Add(s, api.Op{ID: "list-members", Method: http.MethodGet, Path: root, Tag: tag, Scope: account.TokenReads, Summary: "Who belongs to the organisation of a place", Refuses: []int{404, 409, 422},
		Description: "By name: those who belong and those to come, or with \"past\" those whose memberships are over. For whoever keeps the members, as all of this."}, list)
	api.Add(s, api.Op{ID: "add-member", Method: http.MethodPost, Path: root, Tag: tag, Scope: account.TokenBooks, Status: http.StatusCreated, Summary: "Add a member", Refuses: []int{404, 409, 422},
		Description: "With a first membership. Two members can't have one address."}, add)
	api.Add(s, api.Op{ID: "get-member", Method: http.MethodGet, Path: root + "/{member}", Tag: tag, Scope: account.TokenReads, Summary: "A member", Refuses: []int{404, 409}}, get)
	api.Add(s, api.Op{ID: "change-member", Method: http.MethodPatch, Path: root + "/{member}", Tag: tag, Scope: account.TokenBooks, Summary: "Change what is known of a member", Refuses: []int{404, 409, 422},
		Description: "What is left out stays."}, change)
	api.Add(s, api.Op{ID: "add-membership", Method: http.MethodPost, Path: root + "/{member}/memberships", Tag: tag, Scope: account.TokenBooks, Status: http.StatusCreated, Summary: "Add a membership", Refuses: []int{404, 409, 422},
		Description: "Another group, or another year."}, join)
	api.Add(s, api.Op{ID: "end-membership", Method: http.MethodDelete, Path: root + "/{member}/memberships/{membership}", Tag: tag, Scope: account.TokenBooks, Summary: "End a membership", Refuses: []int{404, 409},
		Description: "It ends with today, or is taken back when it hasn't begun. Doing it again changes nothing."}, end)
	api.Add(s, api.Op{ID: "list-groups", Method: http.MethodGet, Path: "/places/{slug}/groups", Tag: tag, Scope: account.TokenReads, Summary: "The groups of members", Refuses: []int{404, 409}}, groups)
	api.Add(s, api.Op{ID: "add-group", Method: http.MethodPost, Path: "/places/{slug}/groups", Tag: tag, Scope: account.TokenBooks, Status: http.StatusCreated, Summary: "Add a group", Refuses: []int{404, 409, 422},
		Description: "For the place's managers. Rules of lending can be set for it on the pages."}, addGroup)
}

// Member is a person as the organisation knows them.
type Member struct {
	ID            string       `json:"id" format:"uuid"`
	Name          string       `json:"name"`
	Email         string       `json:"email"`
	Phone         string       `json:"phone"`
	Born          string       `json:"born" doc:"A day, a year, or empty when nobody said." example:"2011-05-03"`
	Guardian      string       `json:"guardian" doc:"Who answers for a minor."`
	GuardianPhone string       `json:"guardian_phone"`
	Account       bool         `json:"account" doc:"They sign in here by themselves."`
	Belongs       bool         `json:"belongs" doc:"A membership holds today."`
	Memberships   []Membership `json:"memberships" doc:"The latest first."`
	Page          string       `json:"page" format:"uri" doc:"Their page for the team."`
}

// Membership is belonging from a day to a day, in a group or in none.
type Membership struct {
	ID        string `json:"id" format:"uuid"`
	Group     string `json:"group,omitempty" format:"uuid" doc:"None when it lacks."`
	GroupName string `json:"group_name,omitempty"`
	First     string `json:"first" format:"date"`
	Last      string `json:"last,omitempty" format:"date" doc:"The last day on which it holds; until it is ended when it lacks."`
}

func memberOf(c *api.Call, p place.Place, m membership.Member, today civil.Date) Member {
	v := Member{ID: m.ID.String(), Name: m.Name, Email: m.Email, Phone: m.Phone, Born: string(m.Born), Guardian: m.Guardian.Name, GuardianPhone: m.Guardian.Phone, Account: !m.Person.IsZero(),
		Belongs: len(m.Current(today)) > 0, Memberships: []Membership{}, Page: c.Link("member.show", "slug", p.Slug, "member", m.ID.String())}
	for _, x := range m.Memberships {
		s := Membership{ID: x.ID.String(), GroupName: x.GroupName, First: x.First.String()}
		if !x.Group.IsZero() {
			s.Group = x.Group.String()
		}
		if !x.Last.IsZero() {
			s.Last = x.Last.String()
		}
		v.Memberships = append(v.Memberships, s)
	}
	return v
}

func todayAt(tx *store.Tx, p place.Place) civil.Date { return civil.DateOf(tx.Now.In(p.Zone())) }

// AtPlace names the place whose organisation it is about.
type AtPlace struct {
	Slug string `path:"slug" maxLength:"100" doc:"The place's name in addresses." example:"la-gare"`
}

// find reads the place, for whoever keeps the members of its organisation.
func (a AtPlace) find(c *api.Call, tx *store.Tx) (place.Place, error) {
	p, err := place.FindBySlug(tx, a.Slug)
	switch {
	case err != nil:
		return p, err
	case !membership.MayKeep(c.Actor, p):
		return p, fault.New(fault.Forbidden, "organisation.may_not")
	case p.Organisation.IsZero():
		return p, fault.New(fault.Conflict, "resource.no_organisation")
	}
	return p, nil
}

// AtMember names a member.
type AtMember struct {
	AtPlace
	Member string `path:"member" format:"uuid"`
}

func (a AtMember) find(c *api.Call, tx *store.Tx) (p place.Place, m membership.Member, err error) {
	if p, err = a.AtPlace.find(c, tx); err != nil {
		return p, m, err
	}
	which, err := id.Parse[membership.Member](a.Member)
	if err != nil {
		return p, m, errUnknown
	}
	m, err = membership.Find(tx, p.Organisation, which)
	return p, m, err
}

var errUnknown = fault.New(fault.NotFound, "membership.unknown")

type listing struct {
	AtPlace
	api.Paged
	Text  string `query:"q" maxLength:"100" doc:"Part of a name or of an address, whatever its accents."`
	Group string `query:"group" format:"uuid" doc:"Of this group alone."`
	Past  bool   `query:"past" doc:"Those whose memberships are over."`
}

// Members is a page of them.
type Members struct {
	Items []Member `json:"items"`
	Count int      `json:"count" doc:"How many belong today, whatever is asked for."`
	Next  string   `json:"next,omitempty" doc:"The cursor of the next page."`
}

type listed struct{ Body Members }

func list(c *api.Call, in *listing) (*listed, error) {
	out := &listed{}
	after, err := api.ReadCursor(in.Cursor, 1)
	if err != nil {
		return nil, err
	}
	q := membership.Asked{Text: form.Line(in.Text), Past: in.Past}
	if after != nil {
		q.After = after[0]
	}
	if in.Group != "" {
		if q.Group, err = id.Parse[resource.MemberGroup](in.Group); err != nil {
			return nil, errNoGroup()
		}
	}
	return out, c.View(func(tx *store.Tx) error {
		p, err := in.find(c, tx)
		if err != nil {
			return err
		}
		q.On = todayAt(tx, p)
		out.Body = Members{Items: []Member{}}
		if out.Body.Count, err = membership.Count(tx, p.Organisation, q.On); err != nil {
			return err
		}
		all, err := membership.List(tx, p.Organisation, q, in.Limit+1)
		if err != nil {
			return err
		}
		if len(all) > in.Limit {
			all = all[:in.Limit]
			out.Body.Next = api.Cursor(all[in.Limit-1].Word())
		}
		for _, m := range all {
			out.Body.Items = append(out.Body.Items, memberOf(c, p, m, q.On))
		}
		return nil
	})
}

func errNoGroup() error {
	var b fault.Breaches
	b.Add("group", "membership.group_unknown")
	return b.Err()
}

type one struct{ Body Member }

func get(c *api.Call, in *AtMember) (*one, error) {
	out := &one{}
	return out, c.View(func(tx *store.Tx) error {
		p, m, err := in.find(c, tx)
		if err == nil {
			out.Body = memberOf(c, p, m, todayAt(tx, p))
		}
		return err
	})
}

// Groups are those of an organisation.
type Groups struct {
	Items []Group `json:"items" doc:"The earlier one's rules win for who is in several."`
}

// Group is members of whom the same rules hold.
type Group struct {
	ID   string `json:"id" format:"uuid"`
	Name string `json:"name"`
}

type groupsOf struct{ Body Groups }

func groups(c *api.Call, in *AtPlace) (*groupsOf, error) {
	out := &groupsOf{}
	return out, c.View(func(tx *store.Tx) error {
		p, err := in.find(c, tx)
		if err != nil {
			return err
		}
		out.Body.Items, err = groupsAt(tx, p)
		return err
	})
}

func groupsAt(tx *store.Tx, p place.Place) ([]Group, error) {
	named := []Group{}
	all, err := membership.Groups(tx, p.Organisation)
	for _, g := range all {
		named = append(named, Group{g.ID.String(), g.Name})
	}
	return named, err
}

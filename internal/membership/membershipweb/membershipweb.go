// Package membershipweb holds the pages on which a place's team keeps the members of its organisation: the list, one page for each with
// what they belong to and what they may use, and the groups.
package membershipweb

import (
	"context"
	"net/http"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// Routes is the table of this package.
func Routes() []web.Route {
	const get, post = http.MethodGet, http.MethodPost
	team, manager := web.Holding(organisation.KeepMembers), web.Holding(organisation.KeepResources)
	trainer := web.Holding(organisation.Authorise)
	return []web.Route{
		{Name: "member.all", Method: get, FR: "/lieux/{slug}/adherents", EN: "/en/places/{slug}/members", Who: team, Do: all},
		{Name: "member.new", Method: get, FR: "/lieux/{slug}/adherents/ajouter", EN: "/en/places/{slug}/members/add", Who: team, Do: fresh},
		{Name: "member.add", Method: post, FR: "/lieux/{slug}/adherents/ajouter", EN: "/en/places/{slug}/members/add", Who: team, Do: add},
		{Name: "member.groups", Method: get, FR: "/lieux/{slug}/adherents/groupes", EN: "/en/places/{slug}/members/groups", Who: manager, Do: groups},
		{Name: "member.name_groups", Method: post, FR: "/lieux/{slug}/adherents/groupes", EN: "/en/places/{slug}/members/groups", Who: manager, Do: nameGroups},
		{Name: "member.show", Method: get, FR: "/lieux/{slug}/adherents/{member}", EN: "/en/places/{slug}/members/{member}", Who: team, Do: show},
		{Name: "member.keep", Method: post, FR: "/lieux/{slug}/adherents/{member}", EN: "/en/places/{slug}/members/{member}", Who: team, Do: keep},
		{Name: "member.join", Method: post, FR: "/lieux/{slug}/adherents/{member}/adhesion", EN: "/en/places/{slug}/members/{member}/membership", Who: team, Do: join},
		{Name: "member.end", Method: post, FR: "/lieux/{slug}/adherents/{member}/fin", EN: "/en/places/{slug}/members/{member}/end", Who: team, Do: end},
		{Name: "member.authorise", Method: post, FR: "/lieux/{slug}/adherents/{member}/autorisation", EN: "/en/places/{slug}/members/{member}/authorisation", Who: trainer, Do: authorise},
		{Name: "member.withdraw", Method: post, FR: "/lieux/{slug}/adherents/{member}/retirer", EN: "/en/places/{slug}/members/{member}/withdraw", Who: trainer, Do: withdraw},
	}
}

// mayKeep reads the place of an address for somebody of its team.
func mayKeep(c *web.Call, tx *store.Tx) (place.Place, error) {
	p, err := place.FindBySlug(tx, c.Path("slug"))
	switch {
	case err != nil:
	case !membership.MayKeep(c.Actor, p):
		err = fault.New(fault.Forbidden, "organisation.may_not")
	case p.Organisation.IsZero():
		err = fault.New(fault.Conflict, "resource.no_organisation")
	}
	return p, err
}

// at is the place and the member of an address.
func at(c *web.Call, tx *store.Tx) (place.Place, membership.Member, error) {
	p, err := mayKeep(c, tx)
	if err != nil {
		return p, membership.Member{}, err
	}
	var which membership.ID
	if which.UnmarshalText([]byte(c.Path("member"))) != nil || which.IsZero() {
		return p, membership.Member{}, fault.New(fault.NotFound, "membership.unknown")
	}
	m, err := membership.Find(tx, p.Organisation, which)
	return p, m, err
}

func labels(ctx context.Context) map[string]string {
	names := map[string]string{}
	for _, f := range []string{"name", "email", "phone", "born", "guardian", "guardian_phone", "group", "first", "last", "note", "resource", "groups"} {
		names[f] = i18n.T(ctx, "membership.field."+f)
	}
	return names
}

// readDay reads a day that may be left out. What can't be read is told beside its field.
func readDay(b *fault.Breaches, field, text string) civil.Date {
	if text == "" {
		return civil.Date{}
	}
	d, err := civil.ParseDate(text)
	b.Check(err == nil, field, "booking.day_unreadable")
	return d
}

// readGroup reads which group was chosen; none is one of the choices.
func readGroup(text string) (g membership.GroupID, err error) {
	if text == "" {
		return g, nil
	}
	if g.UnmarshalText([]byte(text)) != nil {
		return g, fault.New(fault.Invalid, "fault.stale_form")
	}
	return g, nil
}

// said is until when something holds: "depuis le 3 mai 2026", "du … au …".
func said(p *i18n.Printer, first, last civil.Date) string {
	if last.IsZero() {
		return p.T("membership.since", i18n.Args{"First": p.Date(first)})
	}
	return p.T("membership.from_to", i18n.Args{"First": p.Date(first), "Last": p.Date(last)})
}

func groupOptions(p *i18n.Printer, all []membership.Group) []ui.Option {
	options := []ui.Option{{Value: "", Text: p.T("membership.no_group")}}
	for _, g := range all {
		options = append(options, ui.Option{Value: g.ID.String(), Text: g.Name})
	}
	return options
}

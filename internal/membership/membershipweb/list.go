package membershipweb

import (
	"context"
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// perPage is how many members a page lists.
const perPage = 50

// listing is the members of an organisation, as far as they were asked for.
type listing struct {
	Place     place.Place
	Today     civil.Date
	Asked     membership.Asked
	Groups    []membership.Group
	All       []membership.Member
	More      string // where the next page begins; "" when this is the last
	Belonging int
	MaySetUp  bool
}

func all(c *web.Call) error {
	q := c.Query()
	var v listing
	group, err := readGroup(q.Get("groupe"))
	if err != nil {
		group = membership.GroupID{}
	}
	err = c.View(func(tx *store.Tx) (err error) {
		if v.Place, err = mayKeep(c, tx); err != nil {
			return err
		}
		v.Today = civil.DateOf(tx.Now.In(v.Place.Zone()))
		v.Asked = membership.Asked{Text: q.Text("q"), Group: group, Past: q.Get("anciens") != "", On: v.Today, After: q.Text("apres")}
		v.MaySetUp = resource.MayKeep(c.Actor, v.Place)
		if v.Groups, err = membership.Groups(tx, v.Place.Organisation); err != nil {
			return err
		}
		if v.Belonging, err = membership.Count(tx, v.Place.Organisation, v.Today); err != nil {
			return err
		}
		v.All, err = membership.List(tx, v.Place.Organisation, v.Asked, perPage+1)
		return err
	})
	if err != nil {
		return err
	}
	if len(v.All) > perPage {
		v.All = v.All[:perPage]
		v.More = v.All[perPage-1].Word()
	}
	title := c.P.T("membership.title", i18n.Args{"Name": i18n.Named(v.Place.Name)})
	return c.Page(web.Page{Title: title, Robots: "noindex", At: v.Place}, listPage(v, title))
}

func (v listing) table(c *web.Call) ui.Table {
	p := c.P
	t := ui.Table{Caption: p.T("membership.caption"), HideCaption: true, Columns: []ui.Column{{Text: p.T("membership.field.name")}, {Text: p.T("membership.groups_column")}, {Text: p.T("membership.until_column")}, {Text: p.T("membership.reach_column")}}}
	for _, m := range v.All {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.TableCell{
			{Text: m.Name, Href: c.Href("member.show", "slug", v.Place.Slug, "member", m.ID.String())},
			{Text: v.groupsOf(p, m)}, {Text: v.until(p, m)}, {Text: reach(m)}}})
	}
	return t
}

// groupsOf names the groups of today; the word for who has none, or for whom it is over.
func (v listing) groupsOf(p *i18n.Printer, m membership.Member) string {
	now := m.Current(v.Today)
	if len(now) == 0 {
		if len(m.Memberships) > 0 && v.Today.Before(m.Memberships[0].First) {
			return p.T("membership.to_come")
		}
		return p.T("membership.over")
	}
	var names []string
	for _, x := range now {
		if x.GroupName != "" {
			names = append(names, x.GroupName)
		}
	}
	if len(names) == 0 {
		return p.T("membership.no_group")
	}
	return p.List(names)
}

// until is the last day of all that holds or is to come.
func (v listing) until(p *i18n.Printer, m membership.Member) string {
	var last civil.Date
	for _, x := range m.Memberships {
		if x.Last.IsZero() {
			return p.T("membership.no_end")
		}
		if last.Before(x.Last) {
			last = x.Last
		}
	}
	return p.Date(last)
}

// reach is how somebody is reached, the phone first: the list is for calling.
func reach(m membership.Member) string {
	var ways []string
	for _, s := range []string{m.Phone, m.Email} {
		if s != "" {
			ways = append(ways, s)
		}
	}
	return strings.Join(ways, ", ")
}

func (v listing) groupFilter(p *i18n.Printer) []ui.Option {
	options := []ui.Option{{Value: "", Text: p.T("membership.every_group")}}
	for _, g := range v.Groups {
		options = append(options, ui.Option{Value: g.ID.String(), Text: g.Name})
	}
	return options
}

func textOf(g membership.GroupID) string {
	if g.IsZero() {
		return ""
	}
	return g.String()
}

// naming is the page of the groups.
type naming struct {
	Place   place.Place
	Groups  []membership.Group
	Refusal error
}

// labels name each group's field in the summary of errors.
func (v naming) labels(ctx context.Context) map[string]string {
	all := labels(ctx)
	for i := range v.Groups {
		all[membership.GroupField(i)] = i18n.T(ctx, "membership.group_n", i18n.Args{"Number": i + 1})
	}
	return all
}

func groups(c *web.Call) error { return showGroups(c, nil, nil) }

func showGroups(c *web.Call, typed []membership.Group, refusal error) error {
	v := naming{Refusal: refusal}
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Place, err = mayKeep(c, tx); err != nil {
			return err
		}
		if !resource.MayKeep(c.Actor, v.Place) {
			return fault.New(fault.Forbidden, "organisation.may_not")
		}
		v.Groups, err = membership.Groups(tx, v.Place.Organisation)
		return err
	})
	if err != nil {
		return err
	}
	if typed != nil {
		v.Groups = typed
	}
	title := c.P.T("membership.groups")
	return c.Page(web.Page{Title: title + ", " + v.Place.Name, Robots: "noindex", At: v.Place, Status: web.StatusOf(refusal)}, groupsPage(v, title))
}

func nameGroups(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	var typed []membership.Group
	ids, names := f.Values["group"], f.Values["groups"]
	for i := range names {
		var g membership.Group
		if i < len(ids) {
			if g.ID, err = readGroup(ids[i]); err != nil {
				return err
			}
		}
		if g.Name = (form.Values{Values: map[string][]string{"n": {names[i]}}}).Text("n"); g.Name != "" || !g.ID.IsZero() {
			typed = append(typed, g)
		}
	}
	err = c.Update(func(tx *store.Tx) error {
		p, err := mayKeep(c, tx)
		if err != nil {
			return err
		}
		return membership.NameGroups(tx, c.Actor, p.ID, typed)
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return showGroups(c, typed, refusal) })
	}
	c.Say("membership.groups_named")
	return c.Go("member.groups", "slug", c.Path("slug"))
}

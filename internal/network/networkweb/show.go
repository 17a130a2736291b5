package networkweb

import (
	"context"
	"slices"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/network"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// sheet is the page of an agreement, as one of the two sides reads it.
type sheet struct {
	network.Agreement
	Here       place.Place // from which it is read
	Today      civil.Date
	Lent       []resource.Resource // by the host
	Ours       []membership.Group  // groups of the side that reads
	Typed      form.Values
	Submission string
	Refusal    error
}

func show(c *web.Call) error { return showSheet(c, sheet{}) }

func showSheet(c *web.Call, v sheet) error {
	v.Submission = form.NewSubmission()
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Here, v.Agreement, err = at(c, tx); err != nil {
			return err
		}
		v.Today = civil.DateOf(tx.Now.In(v.Here.Zone()))
		if v.Lent, err = resource.Of(tx, v.Agreement.Place, true); err != nil {
			return err
		}
		v.Ours, err = membership.Groups(tx, v.Here.Organisation)
		return err
	})
	if err != nil {
		return err
	}
	title := nameOf(c.P, v.Here, v.Agreement)
	return c.Page(web.Page{Title: title + ", " + v.Here.Name, Robots: "noindex", At: v.Here, Status: web.StatusOf(v.Refusal)}, sheetPage(v, title))
}

// isGuest reports whether the side that reads is the guest.
func (v sheet) isGuest() bool { return v.Guest == v.Here.Organisation }

func (v sheet) mayEnd() bool {
	return v.State == network.Accepted && v.EndedBy.IsZero() && !v.Over(v.Today)
}

// facts are what was agreed. Groups are told to the side whose groups they are, and to nobody else.
func (v sheet) facts(p *i18n.Printer) []ui.Fact {
	all := []ui.Fact{
		{Label: p.T("agreement.fact.state"), Text: stateOf(p, v.Agreement, v.Today)},
		{Label: p.T("agreement.fact.host"), Text: v.PlaceName + " (" + v.HostName + ")"},
		{Label: p.T("agreement.fact.guest"), Text: v.GuestName},
		{Label: p.T("agreement.field.opens"), Text: v.opens(p)},
		{Label: p.T("agreement.fact.days"), Text: days(p, v.Agreement)},
		{Label: p.T("agreement.fact.rules"), Text: v.rules(p)},
		{Label: p.T("agreement.fact.notice"), Text: p.N("agreement.days", v.Notice)},
	}
	if names := v.names(v.Groups); v.isGuest() && v.State == network.Accepted {
		text := p.T("agreement.all_members")
		if len(names) > 0 {
			text = p.List(names)
		}
		all = append(all, ui.Fact{Label: p.T("agreement.field.groups"), Text: text})
	}
	if names := v.names([]membership.GroupID{v.As}); !v.isGuest() && len(names) > 0 {
		all = append(all, ui.Fact{Label: p.T("agreement.field.as"), Text: p.List(names)})
	}
	if v.Answer != "" {
		all = append(all, ui.Fact{Label: p.T("agreement.fact.answer"), Text: v.Answer})
	}
	switch v.EndedBy {
	case v.Host:
		all = append(all, ui.Fact{Label: p.T("agreement.fact.ended_by"), Text: v.HostName})
	case v.Guest:
		all = append(all, ui.Fact{Label: p.T("agreement.fact.ended_by"), Text: v.GuestName})
	}
	return all
}

func (v sheet) names(which []membership.GroupID) []string {
	var names []string
	for _, g := range v.Ours {
		if slices.Contains(which, g.ID) {
			names = append(names, g.Name)
		}
	}
	return names
}

func (v sheet) opens(p *i18n.Printer) string {
	var names []string
	for _, k := range v.Opens.Kinds {
		names = append(names, p.T("resource.kind_plural."+string(k)))
	}
	for _, r := range v.Lent {
		if slices.Contains(v.Opens.Resources, r.ID) {
			names = append(names, r.Name)
		}
	}
	if len(names) == 0 {
		return p.T("agreement.everything")
	}
	return p.List(names)
}

func (v sheet) rules(p *i18n.Printer) string {
	var said []string
	for _, q := range v.Rules.Quotas {
		if q.Count > 0 {
			said = append(said, p.N("agreement.rule.count", q.Count))
		}
		if q.Minutes > 0 {
			said = append(said, p.N("agreement.rule.hours", q.Minutes/60))
		}
	}
	if h := v.Rules.Horizon; h != nil {
		said = append(said, p.N("agreement.rule.horizon", *h))
	}
	if a := v.Rules.Approve; a != nil && *a {
		said = append(said, p.T("agreement.rule.approve"))
	}
	if len(said) == 0 {
		return p.T("agreement.rule.none")
	}
	return p.List(said)
}

// groups are the guest's own, to choose from.
func (v sheet) groups() []ui.Choice {
	var all []ui.Choice
	for _, g := range v.Ours {
		all = append(all, ui.Choice{Value: g.ID.String(), Text: g.Name, Checked: slices.Contains(v.Typed.Values["groups"], g.ID.String())})
	}
	return all
}

func (v sheet) crumbs(ctx context.Context, title string) []ui.Link {
	return []ui.Link{{Href: web.Href(ctx, "place.show", "slug", v.Here.Slug), Text: v.Here.Name}, {Href: web.Href(ctx, "agreement.all", "slug", v.Here.Slug), Text: i18n.T(ctx, "agreement.all")}, {Text: title}}
}

func (p Pages) answer(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	q := network.AnswerRequest{Yes: f.Get("do") == "accept", Sentence: f.Text("sentence")}
	var b fault.Breaches
	for _, x := range f.Values["groups"] {
		var g membership.GroupID
		b.Check(g.UnmarshalText([]byte(x)) == nil, "groups", "membership.group_unknown")
		q.Groups = append(q.Groups, g)
	}
	err = c.Update(func(tx *store.Tx) error {
		here, a, err := at(c, tx)
		if err != nil {
			return err
		}
		if err := b.Err(); err != nil {
			return err
		}
		q.Place, q.Agreement = here.ID, a.ID
		a, fresh, err := network.Answer(tx, c.Actor, q)
		if err != nil || !fresh {
			return err
		}
		if q.Yes {
			return p.tell(c, tx, a, a.Host, "accepted")
		}
		return p.tell(c, tx, a, a.Host, "refused")
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return showSheet(c, sheet{Typed: f, Refusal: refusal}) })
	}
	if q.Yes {
		c.Say("agreement.said.accepted")
	} else {
		c.Say("agreement.said.refused")
	}
	return c.Go("agreement.show", "slug", c.Path("slug"), "agreement", c.Path("agreement"))
}

func (p Pages) end(c *web.Call) error {
	if _, err := c.Form(); err != nil {
		return err
	}
	err := c.Update(func(tx *store.Tx) error {
		here, a, err := at(c, tx)
		if err != nil {
			return err
		}
		a, fresh, err := network.End(tx, c.Actor, here.ID, a.ID)
		switch {
		case err != nil || !fresh:
			return err
		case a.State == network.Withdrawn:
			return p.tell(c, tx, a, a.Guest, "withdrawn")
		case a.EndedBy == a.Guest:
			return p.tell(c, tx, a, a.Host, "ended")
		}
		return p.tell(c, tx, a, a.Guest, "ended")
	})
	if err != nil {
		return err
	}
	c.Say("agreement.said.ended")
	return c.Go("agreement.show", "slug", c.Path("slug"), "agreement", c.Path("agreement"))
}

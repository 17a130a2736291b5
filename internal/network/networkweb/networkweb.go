// Package networkweb holds the pages on which managers agree that a place opens to the members of another organisation: the list, an offer,
// and one page for each agreement, which both sides read.
package networkweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/mail"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/network"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// Pages are the pages of this package.
type Pages struct {
	Post *mail.Post
}

// Routes is the table of this package.
func (p Pages) Routes() []web.Route {
	const get, post = http.MethodGet, http.MethodPost
	who := web.Holding(organisation.MakeAgreements)
	return []web.Route{
		{Name: "agreement.all", Method: get, FR: "/lieux/{slug}/accords", EN: "/en/places/{slug}/agreements", Who: who, Do: all},
		{Name: "agreement.new", Method: get, FR: "/lieux/{slug}/accords/proposer", EN: "/en/places/{slug}/agreements/offer", Who: who, Do: fresh},
		{Name: "agreement.propose", Method: post, FR: "/lieux/{slug}/accords/proposer", EN: "/en/places/{slug}/agreements/offer", Who: who, Do: p.propose},
		{Name: "agreement.show", Method: get, FR: "/lieux/{slug}/accords/{agreement}", EN: "/en/places/{slug}/agreements/{agreement}", Who: who, Do: show},
		{Name: "agreement.answer", Method: post, FR: "/lieux/{slug}/accords/{agreement}", EN: "/en/places/{slug}/agreements/{agreement}", Who: who, Do: p.answer},
		{Name: "agreement.end", Method: post, FR: "/lieux/{slug}/accords/{agreement}/fin", EN: "/en/places/{slug}/agreements/{agreement}/end", Who: who, Do: p.end},
	}
}

// mine reads the place of an address for somebody who makes agreements in its name.
func mine(c *web.Call, tx *store.Tx) (place.Place, error) {
	p, err := place.FindBySlug(tx, c.Path("slug"))
	switch {
	case err != nil:
	case !network.MayMake(c.Actor, p):
		err = fault.New(fault.Forbidden, "organisation.may_not")
	case p.Organisation.IsZero():
		err = fault.New(fault.Conflict, "resource.no_organisation")
	}
	return p, err
}

func at(c *web.Call, tx *store.Tx) (p place.Place, a network.Agreement, err error) {
	if p, err = mine(c, tx); err != nil {
		return p, a, err
	}
	var which network.ID
	if which.UnmarshalText([]byte(c.Path("agreement"))) != nil {
		return p, a, fault.New(fault.NotFound, "agreement.unknown")
	}
	a, err = network.Find(tx, p, which)
	return p, a, err
}

// listing is the agreements of a place, as host and as guest.
type listing struct {
	Place place.Place
	Today civil.Date
	All   []network.Agreement
}

func all(c *web.Call) error {
	var v listing
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Place, err = mine(c, tx); err != nil {
			return err
		}
		v.Today = civil.DateOf(tx.Now.In(v.Place.Zone()))
		v.All, err = network.Of(tx, v.Place)
		return err
	})
	if err != nil {
		return err
	}
	title := c.P.T("agreement.title", i18n.Args{"Name": i18n.Named(v.Place.Name)})
	return c.Page(web.Page{Title: title, Robots: "noindex", At: v.Place}, listPage(v, title))
}

// name is who the other side is: "À L'Office" for what we open, "Chez Le Labo" for what is open to us.
func nameOf(p *i18n.Printer, where place.Place, a network.Agreement) string {
	if a.Guest == where.Organisation {
		return p.T("agreement.from", i18n.Args{"Place": a.PlaceName})
	}
	return p.T("agreement.to", i18n.Args{"Name": a.GuestName})
}

// stateOf says how far an agreement has come.
func stateOf(p *i18n.Printer, a network.Agreement, today civil.Date) string {
	switch {
	case a.State == network.Accepted && a.Over(today):
		return p.T("agreement.state.over")
	case a.State == network.Accepted && !a.EndedBy.IsZero():
		return p.T("agreement.state.ending", i18n.Args{"Day": p.Date(a.Last)})
	case a.State == network.Accepted:
		return p.T("agreement.state.accepted")
	case a.State == network.Proposed:
		return p.T("agreement.state.proposed")
	case a.State == network.Refused:
		return p.T("agreement.state.refused")
	}
	return p.T("agreement.state.withdrawn")
}

func days(p *i18n.Printer, a network.Agreement) string {
	if a.Last.IsZero() {
		return p.T("agreement.since", i18n.Args{"From": p.Date(a.First)})
	}
	return p.T("agreement.span", i18n.Args{"From": p.Date(a.First), "To": p.Date(a.Last)})
}

// offering is the form of an offer.
type offering struct {
	Place      place.Place
	Today      civil.Date
	Partners   []network.Partner
	Lent       []resource.Resource
	Groups     []membership.Group
	Typed      form.Values
	Fresh      bool
	Submission string
	Refusal    error
}

func fresh(c *web.Call) error { return showOffering(c, offering{Fresh: true}) }

func showOffering(c *web.Call, v offering) error {
	v.Submission = form.NewSubmission()
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Place, err = mine(c, tx); err != nil {
			return err
		}
		v.Today = civil.DateOf(tx.Now.In(v.Place.Zone()))
		if v.Partners, err = network.Partners(tx, v.Place.Organisation); err != nil {
			return err
		}
		if v.Groups, err = membership.Groups(tx, v.Place.Organisation); err != nil {
			return err
		}
		v.Lent, err = resource.Of(tx, v.Place.ID, false)
		return err
	})
	if err != nil {
		return err
	}
	title := c.P.T("agreement.new")
	return c.Page(web.Page{Title: title + ", " + v.Place.Name, Robots: "noindex", At: v.Place, Status: web.StatusOf(v.Refusal)}, offerPage(v, title))
}

// typed is what a field shows: what was typed and refused, or what a new offer begins with.
func (v offering) typed(field, begins string) string {
	if v.Fresh {
		return begins
	}
	return v.Typed.Text(field)
}

func (v offering) partners(p *i18n.Printer) []ui.Option {
	options := []ui.Option{{Value: "", Text: p.T("agreement.choose")}}
	for _, x := range v.Partners {
		options = append(options, ui.Option{Value: x.Organisation.String(), Text: x.Place + " (" + x.Name + ")"})
	}
	return options
}

func (v offering) groups(p *i18n.Printer) []ui.Option {
	options := []ui.Option{{Value: "", Text: p.T("agreement.as_nobody")}}
	for _, g := range v.Groups {
		options = append(options, ui.Option{Value: g.ID.String(), Text: g.Name})
	}
	return options
}

// opens lists the kinds that the place lends, and then each thing.
func (v offering) opens(p *i18n.Printer) []ui.Choice {
	var all []ui.Choice
	picked := v.Typed.Values["opens"]
	for _, k := range resource.Kinds {
		if slices.ContainsFunc(v.Lent, func(r resource.Resource) bool { return r.Kind == k }) {
			all = append(all, ui.Choice{Value: string(k), Text: p.T("agreement.kind", i18n.Args{"Kind": p.T("resource.kind_plural." + string(k))}), Checked: slices.Contains(picked, string(k))})
		}
	}
	for _, r := range v.Lent {
		all = append(all, ui.Choice{Value: r.ID.String(), Text: r.Name, Checked: slices.Contains(picked, r.ID.String())})
	}
	return all
}

func (p Pages) propose(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	q := network.ProposeRequest{Submission: f.Submission(), Terms: f.Text("terms")}
	var b fault.Breaches
	q.First, q.Last = readDay(&b, "first", f.Text("first")), readDay(&b, "last", f.Text("last"))
	q.Notice = readNumber(&b, "notice", f.Text("notice"))
	readID(&b, "guest", f.Get("guest"), q.Guest.UnmarshalText)
	readID(&b, "as", f.Get("as"), q.As.UnmarshalText)
	for _, x := range f.Values["opens"] {
		if slices.Contains(resource.Kinds, resource.Kind(x)) {
			q.Opens.Kinds = append(q.Opens.Kinds, resource.Kind(x))
			continue
		}
		var r resource.ID
		readID(&b, "opens", x, r.UnmarshalText)
		q.Opens.Resources = append(q.Opens.Resources, r)
	}
	count, hours := readNumber(&b, "count", f.Text("count")), readNumber(&b, "hours", f.Text("hours"))
	if count > 0 || hours > 0 {
		q.Rules.Quotas = []resource.Quota{{Per: resource.Week, Count: count, Minutes: 60 * min(hours, 1000)}}
	}
	if f.Text("horizon") != "" {
		n := readNumber(&b, "horizon", f.Text("horizon"))
		q.Rules.Horizon = &n
	}
	if f.Get("approve") != "" {
		yes := true
		q.Rules.Approve = &yes
	}
	var which network.ID
	err = c.Update(func(tx *store.Tx) error {
		host, err := mine(c, tx)
		if err != nil {
			return err
		}
		q.Place = host.ID
		if err := b.Err(); err != nil {
			return err
		}
		var fresh bool
		if which, fresh, err = network.Propose(tx, c.Actor, q); err != nil || !fresh {
			return err
		}
		a, err := network.Find(tx, host, which)
		if err != nil {
			return err
		}
		return p.tell(c, tx, a, a.Guest, "proposed")
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return showOffering(c, offering{Typed: f, Refusal: refusal}) })
	}
	c.Say("agreement.said.proposed")
	return c.Go("agreement.show", "slug", c.Path("slug"), "agreement", which.String())
}

func readDay(b *fault.Breaches, field, text string) civil.Date {
	if text == "" {
		return civil.Date{}
	}
	d, err := civil.ParseDate(text)
	b.Check(err == nil, field, "booking.day_unreadable")
	return d
}

// readNumber reads a whole number; nothing is zero.
func readNumber(b *fault.Breaches, field, text string) int {
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	b.Check(err == nil && n >= 0, field, "resource.no_number")
	return n
}

func readID(b *fault.Breaches, field, text string, into func([]byte) error) {
	if text != "" {
		b.Check(into([]byte(text)) == nil, field, "agreement.guest_missing")
	}
}

func labels(ctx context.Context) map[string]string {
	names := map[string]string{}
	for _, f := range []string{"guest", "opens", "as", "count", "hours", "horizon", "approve", "terms", "first", "last", "notice", "groups", "sentence"} {
		names[f] = i18n.T(ctx, "agreement.field."+f)
	}
	return names
}

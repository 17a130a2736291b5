package membershipweb

import (
	"context"

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

// sheet is the page of a member, or of one who is being added.
type sheet struct {
	Place          place.Place
	Today          civil.Date
	Member         membership.Member // zero: a new one
	Authorisations []membership.Authorisation
	Groups         []membership.Group
	Resources      []resource.Resource // that want an authorisation
	MayAuthorise   bool
	Typed          form.Values // of the form that was refused
	Refused        string      // which form: keep, join, authorise
	Refusal        error
	Submission     string
}

func fresh(c *web.Call) error { return showSheet(c, sheet{}) }
func show(c *web.Call) error  { return showSheet(c, sheet{}) }

func showSheet(c *web.Call, v sheet) error {
	v.Submission = form.NewSubmission()
	err := c.View(func(tx *store.Tx) (err error) {
		if c.Path("member") != "" {
			v.Place, v.Member, err = at(c, tx)
		} else {
			v.Place, err = mayKeep(c, tx)
		}
		if err != nil {
			return err
		}
		v.Today = civil.DateOf(tx.Now.In(v.Place.Zone()))
		v.MayAuthorise = membership.MayAuthorise(c.Actor, v.Place)
		if v.Groups, err = membership.Groups(tx, v.Place.Organisation); err != nil {
			return err
		}
		lent, err := resource.Of(tx, v.Place.ID, false)
		if err != nil {
			return err
		}
		for _, r := range lent {
			if r.Rules.Authorise {
				v.Resources = append(v.Resources, r)
			}
		}
		if !v.Member.ID.IsZero() {
			v.Authorisations, err = membership.AuthorisationsOf(tx, v.Member.ID)
		}
		return err
	})
	if err != nil {
		return err
	}
	title := c.P.T("membership.new")
	if !v.Member.ID.IsZero() {
		if title = v.Member.Name; title == "" {
			title = c.P.T("membership.forgotten")
		}
	}
	page := web.Page{Title: title + ", " + v.Place.Name, Robots: "noindex", At: v.Place, Status: web.StatusOf(v.Refusal)}
	if v.Member.ID.IsZero() {
		return c.Page(page, newPage(v, title))
	}
	return c.Page(page, memberPage(v, title))
}

// typed is what a field of a form shows: what was typed and refused, or what stands.
func (v sheet) typed(which, field, stands string) string {
	if v.Refused == which {
		return v.Typed.Text(field)
	}
	return stands
}

// id keeps the fields of the page's forms apart; those of the form that was refused are called as the summary of errors calls them.
func (v sheet) id(which, field string) string {
	if v.Refused == which {
		return field
	}
	return which + "-" + field
}

// errs are the breaches of one of the page's forms.
func (v sheet) errs(which string, all ui.Errors) ui.Errors {
	if v.Refused == which {
		return all
	}
	return nil
}

func add(c *web.Call) error { return keep(c) }

func keep(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	var which membership.ID
	err = c.Update(func(tx *store.Tx) error {
		var m membership.Member
		var p place.Place
		var err error
		if c.Path("member") != "" {
			p, m, err = at(c, tx)
		} else {
			p, err = mayKeep(c, tx)
		}
		if err != nil {
			return err
		}
		var b fault.Breaches
		q := membership.KeepRequest{Submission: f.Submission(), Place: p.ID, Member: m.ID, Name: f.Text("name"), Email: f.Text("email"), Phone: f.Text("phone"), Born: f.Text("born"),
			Guardian: membership.Guardian{Name: f.Text("guardian"), Phone: f.Text("guardian_phone")}, First: readDay(&b, "first", f.Text("first")), Last: readDay(&b, "last", f.Text("last"))}
		if q.Group, err = readGroup(f.Get("group")); err != nil {
			return err
		}
		if err := b.Err(); err != nil {
			return err
		}
		which, err = membership.Keep(tx, c.Actor, q)
		return err
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			return showSheet(c, sheet{Typed: f, Refused: "keep", Refusal: refusal})
		})
	}
	c.Say("membership.kept")
	return c.Go("member.show", "slug", c.Path("slug"), "member", which.String())
}

// change does something to the member of the address and comes back to their page.
func change(c *web.Call, which, said string, do func(*store.Tx, form.Values, place.Place, membership.Member) error) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	err = c.Update(func(tx *store.Tx) error {
		p, m, err := at(c, tx)
		if err != nil {
			return err
		}
		return do(tx, f, p, m)
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			return showSheet(c, sheet{Typed: f, Refused: which, Refusal: refusal})
		})
	}
	c.Say(said)
	return c.Go("member.show", "slug", c.Path("slug"), "member", c.Path("member"))
}

func join(c *web.Call) error {
	return change(c, "join", "membership.joined", func(tx *store.Tx, f form.Values, p place.Place, m membership.Member) error {
		var b fault.Breaches
		q := membership.JoinRequest{Submission: f.Submission(), Place: p.ID, Member: m.ID, First: readDay(&b, "first", f.Text("first")), Last: readDay(&b, "last", f.Text("last"))}
		var err error
		if q.Group, err = readGroup(f.Get("group")); err != nil {
			return err
		}
		if err := b.Err(); err != nil {
			return err
		}
		return membership.Join(tx, c.Actor, q)
	})
}

func end(c *web.Call) error {
	return change(c, "end", "membership.ended", func(tx *store.Tx, f form.Values, p place.Place, m membership.Member) error {
		var period membership.PeriodID
		if period.UnmarshalText([]byte(f.Get("period"))) != nil {
			return fault.New(fault.Invalid, "fault.stale_form")
		}
		return membership.End(tx, c.Actor, p.ID, m.ID, period)
	})
}

func authorise(c *web.Call) error {
	return change(c, "authorise", "membership.authorised", func(tx *store.Tx, f form.Values, p place.Place, m membership.Member) error {
		var b fault.Breaches
		q := membership.AuthoriseRequest{Submission: f.Submission(), Place: p.ID, Member: m.ID, Last: readDay(&b, "last", f.Text("last")), Note: f.Text("note")}
		if s := f.Get("resource"); s != "" && q.Resource.UnmarshalText([]byte(s)) != nil {
			return fault.New(fault.Invalid, "fault.stale_form")
		}
		if err := b.Err(); err != nil {
			return err
		}
		return membership.GiveAuthorisation(tx, c.Actor, q)
	})
}

func withdraw(c *web.Call) error {
	return change(c, "withdraw", "membership.withdrawn", func(tx *store.Tx, f form.Values, p place.Place, m membership.Member) error {
		var which membership.AuthorisationID
		if which.UnmarshalText([]byte(f.Get("authorisation"))) != nil {
			return fault.New(fault.Invalid, "fault.stale_form")
		}
		return membership.Withdraw(tx, c.Actor, p.ID, m.ID, which)
	})
}

func (v sheet) resourceOptions(p *i18n.Printer) []ui.Option {
	options := []ui.Option{{Value: "", Text: p.T("membership.choose_resource")}}
	for _, r := range v.Resources {
		options = append(options, ui.Option{Value: r.ID.String(), Text: r.Name})
	}
	return options
}

// facts are how somebody is reached, and what rules ask about them.
func (v sheet) facts(p *i18n.Printer) []ui.Fact {
	m := v.Member
	var all []ui.Fact
	add := func(key, text string) {
		if text != "" {
			all = append(all, ui.Fact{Label: p.T(key), Text: text})
		}
	}
	add("membership.field.phone", m.Phone)
	add("membership.field.email", m.Email)
	if years, known := m.Born.Age(v.Today); known {
		add("membership.age", p.N("membership.years", years))
	}
	if m.Guardian.Name != "" {
		text := m.Guardian.Name
		if m.Guardian.Phone != "" {
			text += ", " + m.Guardian.Phone
		}
		add("membership.field.guardian", text)
	} else if m.Born.Minor(v.Today) {
		add("membership.field.guardian", p.T("membership.guardian_unknown"))
	}
	if !m.Person.IsZero() {
		add("membership.account", p.T("membership.account_known"))
	}
	return all
}

func (v sheet) crumbs(ctx context.Context, title string) []ui.Link {
	return []ui.Link{{Href: web.Href(ctx, "place.show", "slug", v.Place.Slug), Text: v.Place.Name},
		{Href: web.Href(ctx, "member.all", "slug", v.Place.Slug), Text: i18n.T(ctx, "membership.all")}, {Text: title}}
}

// Package organisationweb holds the pages by which the host and authorities open organisations and hand them over, and their managers say who does what
// in them.
package organisationweb

import (
	"net/http"
	"slices"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/mail"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// Pages needs the mail.
type Pages struct{ Post *mail.Post }

// Routes is the table of this package.
func (p Pages) Routes() []web.Route {
	return []web.Route{
		{Name: "organisation.all", Method: http.MethodGet, FR: "/organisations", EN: "/en/organisations", Who: web.SignedIn, Do: all},
		{Name: "organisation.open", Method: http.MethodPost, FR: "/organisations", EN: "/en/organisations", Who: web.SignedIn, Do: p.open},
		{Name: "organisation.show", Method: http.MethodGet, FR: "/organisations/{id}", EN: "/en/organisations/{id}", Who: web.SignedIn, Do: show},
		{Name: "organisation.give", Method: http.MethodPost, FR: "/organisations/{id}/roles", EN: "/en/organisations/{id}/roles", Who: web.SignedIn, Do: give},
		{Name: "organisation.take", Method: http.MethodPost, FR: "/organisations/{id}/roles/reprendre", EN: "/en/organisations/{id}/roles/take", Who: web.SignedIn, Do: take},
		{Name: "organisation.handed", Method: http.MethodGet, FR: "/organisations/ouvertes", EN: "/en/organisations/opened", Who: web.SignedIn, Do: handed},
		{Name: "organisation.hand-again", Method: http.MethodPost, FR: "/organisations/ouvertes", EN: "/en/organisations/opened", Who: web.SignedIn, Do: p.handAgain},
		{Name: "organisation.handover", Method: http.MethodGet, FR: "/reprise/{link}", EN: "/en/handover/{link}", Who: web.Anyone, Do: handover},
		{Name: "organisation.take-over", Method: http.MethodPost, FR: "/reprise/{link}", EN: "/en/handover/{link}", Who: web.Anyone, Do: takeOver},
	}
}

// listView is the organisations that somebody has to do with.
type listView struct {
	Own, All   []organisation.Organisation
	Helpers    []organisation.Helper // in whose name they open organisations; none: they may not
	Typed      form.Values
	Refusal    error
	Submission string
}

func all(c *web.Call) error { return showAll(c, listView{}) }

func showAll(c *web.Call, v listView) error {
	v.Submission = form.NewSubmission()
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Own, err = organisation.Of(tx, c.Actor.Person); err != nil {
			return err
		}
		if v.Helpers, err = organisation.Helpers(tx, c.Actor); err != nil || !c.Actor.May(organisation.OpenOrganised, organisation.Target{}) {
			return err
		}
		v.All, err = organisation.All(tx, c.Actor)
		return err
	})
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: c.P.T("organisation.all"), Robots: "noindex", Status: web.StatusOf(v.Refusal)}, listPage(v))
}

// mayWrite counts a letter to an address, if it is one: what is no address is refused beside its field.
func mayWrite(c *web.Call, email string) bool {
	email, breach := account.ReadEmail(email)
	return breach != "" || c.Site.Allow(c, "letter:"+email)
}

func (p Pages) open(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	q := organisation.OpenRequest{Submission: v.Submission(), Name: v.Text("name"), Kind: organisation.Kind(v.Get("kind")), Siren: v.Text("siren"), Manager: v.Text("manager")}
	if of := v.Get("for"); of != "" && q.For.UnmarshalText([]byte(of)) != nil {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	// Whoever may open organisations may write to any address: not to the same one again and again.
	if !mayWrite(c, q.Manager) {
		return fault.New(fault.Unavailable, "account.too_many_letters")
	}
	err = c.Update(func(tx *store.Tx) error {
		l, err := organisation.Open(tx, c.Actor, q)
		if err != nil {
			return err
		}
		return p.tell(c, tx, l)
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return showAll(c, listView{Typed: v, Refusal: refusal}) })
	}
	c.Say("organisation.opened")
	return c.Go("organisation.handed")
}

// view is one organisation with its people.
type view struct {
	Organisation organisation.Organisation
	Members      []organisation.Holder
	Opens        bool // organisations for others
	Email, Role  string
	Refusal      error
}

func which(c *web.Call) (organisation.ID, error) {
	x, err := id.Parse[organisation.Organisation](c.Path("id"))
	if err != nil {
		return x, fault.New(fault.NotFound, "organisation.unknown")
	}
	return x, nil
}

func show(c *web.Call) error { return showOne(c, view{}) }

func showOne(c *web.Call, v view) error {
	x, err := which(c)
	if err != nil {
		return err
	}
	err = c.View(func(tx *store.Tx) (err error) {
		if v.Organisation, v.Members, err = organisation.Members(tx, c.Actor, x); err != nil {
			return err
		}
		helpers, err := organisation.Helpers(tx, c.Actor)
		v.Opens = slices.ContainsFunc(helpers, func(h organisation.Helper) bool { return h.ID == x })
		return err
	})
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: v.Organisation.Name, Robots: "noindex", Status: web.StatusOf(v.Refusal)}, showPage(v))
}

func give(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	x, err := which(c)
	if err != nil {
		return err
	}
	err = c.Update(func(tx *store.Tx) error {
		return organisation.GiveRole(tx, c.Actor, x, v.Text("email"), organisation.Role(v.Get("role")), c.Lang)
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			return showOne(c, view{Email: v.Text("email"), Role: v.Get("role"), Refusal: refusal})
		})
	}
	c.Say("place.role_given")
	return c.Go("organisation.show", "id", x.String())
}

func take(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	x, err := which(c)
	if err != nil {
		return err
	}
	var who account.ID
	if who.UnmarshalText([]byte(v.Get("person"))) != nil {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	err = c.Update(func(tx *store.Tx) error {
		return organisation.TakeRole(tx, c.Actor, x, who, organisation.Role(v.Get("role")))
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return showOne(c, view{Refusal: refusal}) })
	}
	c.Say("place.role_taken")
	return c.Go("organisation.show", "id", x.String())
}

func kindOptions(p *i18n.Printer, kinds []organisation.Kind) []ui.Option {
	var out []ui.Option
	for _, k := range kinds {
		out = append(out, ui.Option{Value: string(k), Text: p.T("organisation.kind." + string(k))})
	}
	return out
}

func helperOptions(p *i18n.Printer, all []organisation.Helper) (out []ui.Option) {
	for _, h := range all {
		if h.ID.IsZero() {
			h.Name = p.T("organisation.handed.by_host")
		}
		out = append(out, ui.Option{Value: h.ID.String(), Text: h.Name})
	}
	return out
}

func roleOptions(p *i18n.Printer) []ui.Option {
	var out []ui.Option
	for _, r := range organisation.TeamRoles {
		out = append(out, ui.Option{Value: string(r), Text: p.T("role." + string(r))})
	}
	return out
}

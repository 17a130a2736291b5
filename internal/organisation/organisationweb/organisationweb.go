// Package organisationweb holds the pages by which the host opens organisations, and their managers say who does what in them.
package organisationweb

import (
	"net/http"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// Routes is the table of this package.
func Routes() []web.Route {
	return []web.Route{
		{Name: "organisation.all", Method: http.MethodGet, FR: "/organisations", EN: "/en/organisations", Who: web.SignedIn, Do: all},
		{Name: "organisation.open", Method: http.MethodPost, FR: "/organisations", EN: "/en/organisations", Who: web.SignedIn, Do: open},
		{Name: "organisation.show", Method: http.MethodGet, FR: "/organisations/{id}", EN: "/en/organisations/{id}", Who: web.SignedIn, Do: show},
		{Name: "organisation.give", Method: http.MethodPost, FR: "/organisations/{id}/roles", EN: "/en/organisations/{id}/roles", Who: web.SignedIn, Do: give},
		{Name: "organisation.take", Method: http.MethodPost, FR: "/organisations/{id}/roles/reprendre", EN: "/en/organisations/{id}/roles/take", Who: web.SignedIn, Do: take},
	}
}

// listView is the organisations that somebody has to do with.
type listView struct {
	Own, All   []organisation.Organisation
	MayOpen    []organisation.Kind // none: they may not
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
		if v.MayOpen, err = organisation.MayOpen(tx, c.Actor); err != nil || !c.Actor.May(organisation.OpenOrganised, organisation.Target{}) {
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

func open(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	err = c.Update(func(tx *store.Tx) error {
		_, err := organisation.Open(tx, c.Actor, organisation.OpenRequest{Submission: v.Submission(), Name: v.Text("name"), Kind: organisation.Kind(v.Get("kind")),
			Siren: v.Text("siren"), Manager: v.Text("manager"), Lang: c.Lang})
		return err
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return showAll(c, listView{Typed: v, Refusal: refusal}) })
	}
	c.Say("organisation.opened")
	return c.Go("organisation.all")
}

// view is one organisation with its people.
type view struct {
	Organisation organisation.Organisation
	Members      []organisation.Holder
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
		v.Organisation, v.Members, err = organisation.Members(tx, c.Actor, x)
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

func roleOptions(p *i18n.Printer) []ui.Option {
	var out []ui.Option
	for _, r := range organisation.TeamRoles {
		out = append(out, ui.Option{Value: string(r), Text: p.T("role." + string(r))})
	}
	return out
}

package placeweb

import (
	"mitoyen/internal/account"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// teamView is who holds which role in a place.
type teamView struct {
	Place         place.Place
	Own, Operator []organisation.Holder
	Email, Role   string // as typed, after a refusal
	Refusal       error
}

func (p Pages) team(c *web.Call) error { return p.showTeam(c, teamView{}) }

func (p Pages) showTeam(c *web.Call, v teamView) error {
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Place, err = found(c, tx); err != nil {
			return err
		}
		if !place.MayRunTeam(c.Actor, v.Place) {
			return fault.New(fault.Forbidden, "organisation.may_not")
		}
		v.Own, v.Operator, err = place.Team(tx, v.Place)
		return err
	})
	if err != nil {
		return err
	}
	title := c.P.T("place.roles.title", i18n.Args{"Name": i18n.Named(v.Place.Name)})
	return c.Page(web.Page{Title: title, Robots: "noindex", Status: web.StatusOf(v.Refusal)}, teamPage(v, title))
}

func (p Pages) giveRole(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	err = c.Update(func(tx *store.Tx) error {
		x, err := found(c, tx)
		if err != nil {
			return err
		}
		return place.GiveRole(tx, c.Actor, x.ID, v.Text("email"), organisation.Role(v.Get("role")), c.Lang)
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			return p.showTeam(c, teamView{Email: v.Text("email"), Role: v.Get("role"), Refusal: refusal})
		})
	}
	c.Say("place.role_given")
	return c.Go("place.team", "slug", c.Path("slug"))
}

func (p Pages) takeRole(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	var who account.ID
	if who.UnmarshalText([]byte(v.Get("person"))) != nil {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	err = c.Update(func(tx *store.Tx) error {
		x, err := found(c, tx)
		if err != nil {
			return err
		}
		return place.TakeRole(tx, c.Actor, x.ID, who, organisation.Role(v.Get("role")))
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return p.showTeam(c, teamView{Refusal: refusal}) })
	}
	c.Say("place.role_taken")
	return c.Go("place.team", "slug", c.Path("slug"))
}

func roleOptions(p *i18n.Printer) []ui.Option {
	var all []ui.Option
	for _, r := range place.TeamRoles {
		all = append(all, ui.Option{Value: string(r), Text: p.T("role." + string(r))})
	}
	return all
}

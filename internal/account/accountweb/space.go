package accountweb

import (
	"encoding/json"
	"errors"
	"net/http"

	"mitoyen/internal/account"
	"mitoyen/internal/booking"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/observatory"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/project"
	"mitoyen/internal/shift"
	"mitoyen/internal/survey"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// view is what a person's space shows.
type view struct {
	Person   account.Person
	Sessions []account.Session
	Refusal  error
	Typed    string                        // the name as typed, after a refusal
	Groups   []project.Project             // that they are in, or that their authority follows
	Held     map[organisation.Grant]string // in what they hold their roles: the name of the organisation or place
}

func space(c *web.Call) error { return showSpace(c, "", nil) }

func showSpace(c *web.Call, typed string, refusal error) error {
	v := view{Refusal: refusal, Typed: typed}
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Person, err = account.Find(tx, c.Actor.Person); err != nil {
			return err
		}
		if v.Groups, err = project.Near(tx, c.Actor); err != nil {
			return err
		}
		if v.Held, err = held(tx, c.Actor.Grants); err != nil {
			return err
		}
		v.Sessions, err = account.Sessions(tx, c.Actor.Person, c.SessionToken())
		return err
	})
	if err != nil {
		return err
	}
	if refusal == nil {
		v.Typed = v.Person.Name
	}
	return c.Page(web.Page{Title: c.P.T("account.space.title"), Robots: "noindex", Status: web.StatusOf(refusal)}, spacePage(v))
}

// held reads the names of the organisations and places in which roles are held.
func held(tx *store.Tx, grants []organisation.Grant) (map[organisation.Grant]string, error) {
	names := map[organisation.Grant]string{}
	var places []place.ID
	for _, g := range grants {
		switch g.Scope {
		case organisation.InOrganisation:
			which, err := id.Parse[organisation.Organisation](g.ID)
			if err != nil {
				return nil, err
			}
			o, err := organisation.Find(tx, which)
			if err != nil {
				return nil, err
			}
			names[g] = o.Name
		case organisation.InPlace:
			which, err := id.Parse[place.Place](g.ID)
			if err != nil {
				return nil, err
			}
			places = append(places, which)
		}
	}
	found, err := place.NamesOf(tx, places)
	for _, g := range grants {
		if which, err := id.Parse[place.Place](g.ID); err == nil && g.Scope == organisation.InPlace {
			names[g] = found[which][0]
		}
	}
	return names, err
}

// where says in what a role is held.
func (v view) where(p *i18n.Printer, g organisation.Grant) string {
	if name := v.Held[g]; name != "" {
		return name
	}
	return p.T("scope." + string(g.Scope))
}

func rename(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	lang := i18n.French
	if v.Get("lang") == string(i18n.English) {
		lang = i18n.English
	}
	err = c.Update(func(tx *store.Tx) error {
		if err := account.Rename(tx, c.Actor.Person, v.Text("name"), lang); err != nil {
			return err
		}
		return account.WantNews(tx, c.Actor.Person, v.Get("news") == "1")
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return showSpace(c, v.Text("name"), refusal) })
	}
	c.Say("account.saved")
	return c.Go("account.space")
}

func setPassword(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	if v.Get("do") == "remove" {
		err = c.Update(func(tx *store.Tx) error { return account.RemovePassword(tx, c.Actor.Person) })
	} else {
		err = account.SetPassword(c.Ctx(), c.Site.DB, c.Actor.Person, v.Get("password"))
	}
	if err != nil {
		return c.Again(err, func(refusal error) error { return showSpace(c, c.Actor.Name, refusal) })
	}
	c.Say("account.saved")
	return c.Go("account.space")
}

func revoke(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	err = c.Update(func(tx *store.Tx) error { return account.Revoke(tx, c.Actor.Person, v.Get("key"), c.SessionToken()) })
	if err != nil {
		return err
	}
	c.Say("account.revoked")
	return c.Go("account.space")
}

func export(c *web.Call) error {
	var d account.OwnData
	err := c.View(func(tx *store.Tx) (err error) {
		d, err = account.Export(tx, c.Actor.Person)
		return err
	})
	if err != nil {
		return err
	}
	c.W.Header().Set("Content-Type", "application/json; charset=utf-8")
	c.W.Header().Set("Content-Disposition", `attachment; filename="mitoyen.json"`)
	c.W.Header().Set("Cache-Control", "private, no-store")
	e := json.NewEncoder(c.W)
	e.SetIndent("", "  ")
	return e.Encode(d)
}

func erasePage(c *web.Call) error {
	return c.Page(web.Page{Title: c.P.T("account.erase.title"), Width: ui.Narrow, Robots: "noindex"}, erasingPage(nil))
}

func erase(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	if v.Get("sure") != "yes" {
		f := &fault.Fault{Kind: fault.Invalid, Code: "fault.invalid", Fields: []fault.Field{{Name: "sure", Code: "account.erase.tick"}}}
		return c.Page(web.Page{Title: c.P.T("account.erase.title"), Width: ui.Narrow, Robots: "noindex", Status: http.StatusUnprocessableEntity}, erasingPage(f))
	}
	if err := c.Update(func(tx *store.Tx) error {
		return errors.Join(booking.Forget(tx, c.Actor.Person), membership.Forget(tx, c.Actor.Person), shift.Forget(tx, c.Actor.Person), observatory.Forget(tx, c.Actor.Person), project.Forget(tx, c.Actor.Person), survey.Forget(tx, c.Actor.Person), organisation.Forget(tx, c.Actor.Person), account.Erase(tx, c.Actor.Person))
	}); err != nil {
		return err
	}
	if err := c.SignOut(); err != nil {
		return err
	}
	return c.Go("home")
}

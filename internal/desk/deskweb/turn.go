package deskweb

import (
	"context"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/booking"
	"mitoyen/internal/desk"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// turning is the page on which one says whose turn it is.
type turning struct {
	Place    place.Place
	Computer desk.Computer
	All      []desk.Volunteer
	Chosen   string // id of who was chosen
	Refusal  error
}

func (p Pages) turn(c *web.Call) error { return p.showTurn(c, turning{Chosen: c.Query().Get("qui")}) }

func (p Pages) showTurn(c *web.Call, v turning) error {
	err := c.View(func(tx *store.Tx) (err error) {
		var ok bool
		if v.Place, err = place.FindBySlug(tx, c.Path("slug")); err != nil {
			return err
		}
		if v.Computer, ok, err = desk.ComputerOf(tx, cookie(c, computerCookie)); err != nil {
			return err
		}
		if !ok || v.Computer.Place != v.Place.ID {
			return fault.New(fault.Forbidden, "desk.not_enrolled")
		}
		v.All, err = desk.Volunteers(tx, v.Place)
		return err
	})
	if err != nil {
		return err
	}
	title := c.P.T("desk.turn.title")
	return c.Page(web.Page{Title: title + ", " + v.Place.Name, Robots: "noindex", At: v.Place, Width: ui.Narrow, Status: web.StatusOf(v.Refusal), Scripts: []string{"counter.js"}}, turnPage(v, title))
}

func (p Pages) begin(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	computer := cookie(c, computerCookie)
	if computer == "" {
		return fault.New(fault.Forbidden, "desk.not_enrolled")
	}
	v := turning{Chosen: f.Get("who")}
	var who account.ID
	if who.UnmarshalText([]byte(v.Chosen)) != nil || who.IsZero() {
		var b fault.Breaches
		b.Add("who", "desk.turn.who_missing")
		v.Refusal = b.Err()
		return p.showTurn(c, v)
	}
	token := desk.NewToken()
	if err := desk.Begin(c.Ctx(), c.Site.DB, desk.BeginRequest{Computer: computer, Person: who, PIN: f.Get("pin"), Token: token}); err != nil {
		return c.Again(err, func(refusal error) error {
			v.Refusal = refusal
			return p.showTurn(c, v)
		})
	}
	if err := c.SignOut(); err != nil { // whoever was signed in as themself is not at this computer any more
		return err
	}
	p.setCookie(c, computerCookie, computer, computerLife)
	p.setCookie(c, turnCookie, token, 24*time.Hour)
	return c.Go("desk.day", "slug", c.Path("slug"))
}

func (p Pages) next(c *web.Call) error {
	if _, err := c.Form(); err != nil {
		return err
	}
	computer := cookie(c, computerCookie)
	if computer == "" {
		return fault.New(fault.Forbidden, "desk.not_enrolled")
	}
	if err := c.Update(func(tx *store.Tx) error { return desk.Next(tx, computer) }); err != nil {
		return err
	}
	p.setCookie(c, turnCookie, "", 0)
	return c.Go("desk.turn", "slug", c.Path("slug"))
}

// withHours says until when somebody is locked out, on the place's wall.
func withHours(p *i18n.Printer, err error, at place.Place) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	said := *f
	said.Fields = nil
	for _, x := range f.Fields {
		if until, isTime := x.Args["Until"].(civil.Instant); isTime {
			x.Args = fault.Args{"Until": p.Clock(civil.ClockOf(until.In(at.Zone())))}
		}
		said.Fields = append(said.Fields, x)
	}
	return &said
}

// pinning is the page on which somebody chooses their code.
type pinning struct {
	Place   place.Place
	Since   civil.Instant
	Refusal error
}

func (p Pages) pin(c *web.Call) error { return p.showPIN(c, nil) }

func (p Pages) showPIN(c *web.Call, refusal error) error {
	v := pinning{Refusal: refusal}
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Place, err = place.FindBySlug(tx, c.Path("slug")); err != nil {
			return err
		}
		if !booking.MayRunDesk(c.Actor, v.Place) {
			return fault.New(fault.Forbidden, "organisation.may_not")
		}
		v.Since, err = desk.PINSince(tx, c.Actor.Person)
		return err
	})
	if err != nil {
		return err
	}
	title := c.P.T("desk.pin.title")
	return c.Page(web.Page{Title: title, Robots: "noindex", At: v.Place, Width: ui.Narrow, Status: web.StatusOf(refusal)}, pinPage(v, title))
}

func (p Pages) keepPIN(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	if err := c.View(func(tx *store.Tx) error {
		at, err := place.FindBySlug(tx, c.Path("slug"))
		if err == nil && !booking.MayRunDesk(c.Actor, at) {
			err = fault.New(fault.Forbidden, "organisation.may_not")
		}
		return err
	}); err != nil {
		return err
	}
	pin := f.Text("pin")
	var b fault.Breaches
	b.Check(pin == f.Text("again"), "again", "desk.pin.differs")
	if desk.CheckPIN(pin) == "" && b.Err() != nil {
		return p.showPIN(c, b.Err())
	}
	if err := desk.SetPIN(c.Ctx(), c.Site.DB, c.Actor, pin); err != nil {
		return c.Again(err, func(refusal error) error { return p.showPIN(c, refusal) })
	}
	c.Say("desk.pin.kept")
	return c.Go("desk.day", "slug", c.Path("slug"))
}

// computing is the page of a place's shared computers.
type computing struct {
	Place      place.Place
	All        []desk.Computer
	This       desk.ComputerID // the one that asks, if it is enrolled
	Name       string
	Submission string
	Refusal    error
}

func (p Pages) computers(c *web.Call) error {
	return p.showComputers(c, computing{Submission: form.NewSubmission(), Name: c.P.T("desk.computer.usual")})
}

func (p Pages) showComputers(c *web.Call, v computing) error {
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Place, err = mayKeep(c, tx); err != nil {
			return err
		}
		if token := cookie(c, computerCookie); token != "" {
			this, ok, err := desk.ComputerOf(tx, token)
			if err != nil {
				return err
			}
			if ok {
				v.This = this.ID
			}
		}
		v.All, err = desk.Computers(tx, v.Place.ID)
		return err
	})
	if err != nil {
		return err
	}
	title := c.P.T("desk.computers")
	return c.Page(web.Page{Title: title + ", " + v.Place.Name, Robots: "noindex", At: v.Place, Status: web.StatusOf(v.Refusal)}, computersPage(v, title))
}

func (p Pages) enrol(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	token, fresh := desk.NewToken(), false
	v := computing{Name: f.Text("name"), Submission: form.NewSubmission()}
	err = c.Update(func(tx *store.Tx) error {
		at, err := mayKeep(c, tx)
		if err != nil {
			return err
		}
		fresh, err = desk.Enrol(tx, c.Actor, desk.EnrolRequest{Submission: f.Submission(), Place: at.ID, Name: v.Name, Token: token})
		return err
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			v.Refusal = refusal
			return p.showComputers(c, v)
		})
	}
	if !fresh {
		return c.Go("desk.computers", "slug", c.Path("slug"))
	}
	// From here on the computer is everybody's at the counter: nobody stays signed in on it as themself.
	if err := c.SignOut(); err != nil {
		return err
	}
	p.setCookie(c, computerCookie, token, computerLife)
	p.setCookie(c, turnCookie, "", 0)
	return c.Go("desk.turn", "slug", c.Path("slug"))
}

func (p Pages) revoke(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	var which desk.ComputerID
	if which.UnmarshalText([]byte(f.Get("computer"))) != nil {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	err = c.Update(func(tx *store.Tx) error {
		at, err := mayKeep(c, tx)
		if err != nil {
			return err
		}
		return desk.Revoke(tx, c.Actor, at.ID, which)
	})
	if err != nil {
		return err
	}
	c.Say("desk.computer.revoked")
	return c.Go("desk.computers", "slug", c.Path("slug"))
}

// moment says when something was, on the place's wall.
func moment(ctx context.Context, at civil.Instant, of place.Place) string {
	return i18n.From(ctx).Moment(at, of.Zone())
}

// Package deskweb holds the pages around a place's counter: whose turn it is at the shared computer, its computers and personal codes, the
// tally of visits with its figures, the printed sheet of a day, the posters for the doors, and the small page that a poster leads to.
//
// The counter's day itself, with arrivals and quick bookings, is bookingweb's.
package deskweb

import (
	"context"
	"net/http"
	"time"

	"mitoyen/internal/booking"
	"mitoyen/internal/desk"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/web"
)

// Pages are the routes of this package.
type Pages struct {
	Secure  bool // cookies for HTTPS alone
	Schools func() *opening.SchoolCalendar
	// Noted is told what the counter has noted about a booking, in the same transaction: somebody may be to be written to.
	Noted func(ctx context.Context, tx *store.Tx, which booking.ID, what string) error
}

// Routes is the table of this package.
func (p Pages) Routes() []web.Route {
	const get, post = http.MethodGet, http.MethodPost
	run, keep := web.Holding(organisation.RunDesk), web.Holding(organisation.KeepDesk)
	return []web.Route{
		{Name: "desk.turn", Method: get, FR: "/lieux/{slug}/accueil/tour", EN: "/en/places/{slug}/desk/turn", Who: web.Anyone, Desk: true, Do: p.turn},
		{Name: "desk.begin", Method: post, FR: "/lieux/{slug}/accueil/tour", EN: "/en/places/{slug}/desk/turn", Who: web.Anyone, Desk: true, Do: p.begin},
		{Name: "desk.next", Method: post, FR: "/lieux/{slug}/accueil/suivant", EN: "/en/places/{slug}/desk/next", Who: web.Anyone, Desk: true, Do: p.next},
		{Name: "desk.pin", Method: get, FR: "/lieux/{slug}/accueil/code", EN: "/en/places/{slug}/desk/code", Who: run, Do: p.pin},
		{Name: "desk.keep_pin", Method: post, FR: "/lieux/{slug}/accueil/code", EN: "/en/places/{slug}/desk/code", Who: run, Do: p.keepPIN},
		{Name: "desk.computers", Method: get, FR: "/lieux/{slug}/accueil/ordinateurs", EN: "/en/places/{slug}/desk/computers", Who: keep, Do: p.computers},
		{Name: "desk.enrol", Method: post, FR: "/lieux/{slug}/accueil/ordinateurs", EN: "/en/places/{slug}/desk/computers", Who: keep, Do: p.enrol},
		{Name: "desk.revoke", Method: post, FR: "/lieux/{slug}/accueil/ordinateurs/retirer", EN: "/en/places/{slug}/desk/computers/revoke", Who: keep, Do: p.revoke},
		{Name: "desk.tally", Method: post, FR: "/lieux/{slug}/accueil/compter", EN: "/en/places/{slug}/desk/count", Who: run, Desk: true, Do: p.tally},
		{Name: "desk.untally", Method: post, FR: "/lieux/{slug}/accueil/decompter", EN: "/en/places/{slug}/desk/uncount", Who: run, Desk: true, Do: p.untally},
		{Name: "desk.see", Method: post, FR: "/lieux/{slug}/accueil/signalement", EN: "/en/places/{slug}/desk/report", Who: run, Desk: true, Do: p.see},
		{Name: "desk.figures", Method: get, FR: "/lieux/{slug}/accueil/visites", EN: "/en/places/{slug}/desk/visits", Who: run, Desk: true, Do: p.figures},
		{Name: "desk.keep_reasons", Method: post, FR: "/lieux/{slug}/accueil/visites", EN: "/en/places/{slug}/desk/visits", Who: keep, Do: p.keepReasons},
		{Name: "desk.figures_csv", Method: get, FR: "/lieux/{slug}/accueil/visites.csv", Who: keep, Do: p.figuresCSV},
		{Name: "desk.send", Method: post, FR: "/lieux/{slug}/accueil/envoi", EN: "/en/places/{slug}/desk/send", Who: run, Desk: true, Do: p.send},
		{Name: "desk.sheet", Method: get, FR: "/lieux/{slug}/accueil/feuille", EN: "/en/places/{slug}/desk/sheet", Who: run, Desk: true, Do: p.sheet},
		{Name: "desk.posters", Method: get, FR: "/lieux/{slug}/accueil/affiches", EN: "/en/places/{slug}/desk/posters", Who: run, Do: p.posters},
	}
}

// The cookies of a computer of the counter: the long-lived one that tells the computer, and the one of a turn.
const (
	computerCookie = "mitoyen-desk"
	turnCookie     = "mitoyen-turn"
	computerLife   = 365 * 24 * time.Hour
)

func (p Pages) setCookie(c *web.Call, name, value string, life time.Duration) {
	age := int(life / time.Second)
	if value == "" {
		age = -1
	}
	http.SetCookie(c.W, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: p.Secure, SameSite: http.SameSiteLaxMode})
}

func cookie(c *web.Call, name string) string {
	k, err := c.R.Cookie(name)
	if err != nil {
		return ""
	}
	return k.Value
}

// Door finds whose turn it is at the computer that calls; it is web.Site.Desk. A computer that was taken back forgets all that it keeps.
func (p Pages) Door(c *web.Call) error {
	token := cookie(c, computerCookie)
	if token == "" {
		return nil
	}
	var at desk.Computer
	var of place.Place
	var t desk.Turn
	var by organisation.Actor
	var enrolled, stale, ok bool
	err := c.View(func(tx *store.Tx) (err error) {
		if at, enrolled, err = desk.ComputerOf(tx, token); err != nil || !enrolled {
			return err
		}
		if of, err = place.Find(tx, at.Place); err != nil {
			return err
		}
		t, by, stale, ok, err = desk.Now(tx, at, cookie(c, turnCookie))
		return err
	})
	if err != nil {
		return err
	}
	if !enrolled {
		p.setCookie(c, computerCookie, "", 0)
		p.setCookie(c, turnCookie, "", 0)
		c.W.Header().Set("Clear-Site-Data", `"storage"`)
		return nil
	}
	c.Turn.Knock = c.Href("desk.turn", "slug", of.Slug)
	if !ok {
		return nil
	}
	c.Turn.ID, c.Actor = t.ID.String(), by
	if stale {
		return c.Update(func(tx *store.Tx) error { return desk.Touch(tx, t.ID) })
	}
	return nil
}

// mayKeep reads the place of an address for somebody who sets up its counter.
func mayKeep(c *web.Call, tx *store.Tx) (place.Place, error) {
	p, err := place.FindBySlug(tx, c.Path("slug"))
	if err == nil && !desk.MayKeep(c.Actor, p) {
		err = fault.New(fault.Forbidden, "organisation.may_not")
	}
	return p, err
}

func today(c *web.Call, p place.Place) civil.Date { return civil.DateOf(c.Site.DB.Now().In(p.Zone())) }

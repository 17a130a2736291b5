// Package shiftweb holds the pages about who opens a place: the shifts to come with those to fill first, one's own, and the settings of the
// manager. It also writes the letters: the eve's reminder to whoever holds a shift, and one to the team while a near one has nobody.
//
// The page on which a shift is given back shows the bookings that stand on it, and so belongs to the pages of bookings.
package shiftweb

import (
	"net/http"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/web"
)

// Pages are the routes of this package.
type Pages struct {
	Schools func() *opening.SchoolCalendar
}

// Routes is the table of this package.
func (p Pages) Routes() []web.Route {
	const get, post = http.MethodGet, http.MethodPost
	hold, keep := web.Holding(organisation.HoldShifts), web.Holding(organisation.KeepShifts)
	return []web.Route{
		{Name: "shift.all", Method: get, FR: "/lieux/{slug}/permanences", EN: "/en/places/{slug}/shifts", Who: hold, Do: p.all},
		{Name: "shift.take", Method: post, FR: "/lieux/{slug}/permanences", EN: "/en/places/{slug}/shifts", Who: hold, Do: p.take},
		{Name: "shift.present", Method: post, FR: "/lieux/{slug}/presence", EN: "/en/places/{slug}/presence", Who: hold, Do: p.present},
		{Name: "shift.settings", Method: get, FR: "/lieux/{slug}/permanences/reglages", EN: "/en/places/{slug}/shifts/settings", Who: keep, Do: p.settings},
		{Name: "shift.set", Method: post, FR: "/lieux/{slug}/permanences/reglages", EN: "/en/places/{slug}/shifts/settings", Who: keep, Do: p.set},
		{Name: "shift.add", Method: post, FR: "/lieux/{slug}/permanences/ajouter", EN: "/en/places/{slug}/shifts/add", Who: keep, Do: p.add},
		{Name: "shift.end", Method: post, FR: "/lieux/{slug}/permanences/arreter", EN: "/en/places/{slug}/shifts/end", Who: keep, Do: p.end},
		{Name: "shift.mine", Method: get, FR: "/mes-permanences", EN: "/en/my-shifts", Who: web.SignedIn, Do: p.mine},
	}
}

// found reads the place of an address for somebody who may.
func found(c *web.Call, tx *store.Tx, may func(organisation.Actor, place.Place) bool) (place.Place, error) {
	p, err := place.FindBySlug(tx, c.Path("slug"))
	if err == nil && !may(c.Actor, p) {
		err = fault.New(fault.Forbidden, "organisation.may_not")
	}
	return p, err
}

// clocks says from when to when, without the day: "10 h – 16 h".
func clocks(p *i18n.Printer, from, to civil.Instant, x place.Place) string {
	a, b := civil.ClockOf(from.In(x.Zone())), civil.ClockOf(to.In(x.Zone()))
	if b == 0 {
		b = civil.EndOfDay
	}
	return p.Range(a, b)
}

// when says day and hours: "samedi 28 novembre, 10 h – 16 h".
func when(p *i18n.Printer, from, to civil.Instant, x place.Place) string {
	return p.Day(civil.DateOf(from.In(x.Zone()))) + ", " + clocks(p, from, to, x)
}

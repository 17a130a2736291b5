package placeweb

import (
	"strings"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// home is what the front page shows.
type home struct {
	Open, All int
	Rows      []row
	Pins      []ui.Pin
	Credits   []string
}

// home begins with what the person comes for: a search.
func (p Pages) home(c *web.Call) error {
	now := c.Site.DB.Now()
	open, all, err := p.Atlas.OpenNow(c.Ctx(), now)
	if err != nil {
		return err
	}
	h := home{Open: open, All: all}
	err = c.View(func(tx *store.Tx) error {
		ids, err := place.Featured(tx, strings.Fields(c.Site.Settings.Get(c.Ctx(), "home.places")))
		if err != nil {
			return err
		}
		h.Rows, err = p.rows(tx, ids, place.Question{Now: now})
		return err
	})
	if err != nil {
		return err
	}
	r := results{Rows: h.Rows}
	h.Pins = r.staticMap(c.Ctx()).Pins
	h.Credits = []string{c.P.T("place.credits.census"), c.P.T("place.credits.map")}
	return c.Page(web.Page{Title: c.P.T("place.home.title"), Description: c.P.T("place.home.lead"), Width: ui.Home, Section: "home",
		Feed: c.Href("place.atom")}, homePage(h))
}

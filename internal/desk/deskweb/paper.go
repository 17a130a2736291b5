package deskweb

import (
	"context"
	"fmt"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/web"
)

// sheet is the printed day: who is awaited, resource by resource, with room to sign.
type sheet struct {
	Place     place.Place
	Day       civil.Date
	Now       civil.Instant
	All       []resource.Resource // in the order of the place
	Only      string              // address of the one resource that is asked for; "" for all
	Bookings  map[resource.ID][]booking.Booking
	FreeLines int // of each list, for those who come unannounced
}

func (p Pages) sheet(c *web.Call) error {
	v := sheet{Only: c.Query().Text("resource"), Bookings: map[resource.ID][]booking.Booking{}, FreeLines: 2, Now: c.Site.DB.Now()}
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Place, err = atDesk(c, tx); err != nil {
			return err
		}
		zone := v.Place.Zone()
		if v.Day, err = civil.ParseDate(c.Query().Text("le")); err != nil || v.Day.Year < 2000 || v.Day.Year > 2200 {
			v.Day = today(c, v.Place)
		}
		if v.All, err = resource.Of(tx, v.Place.ID, true); err != nil {
			return err
		}
		all, err := booking.OfDay(tx, v.Place.ID, v.Day.At(0, zone), v.Day.At(civil.EndOfDay, zone))
		for _, b := range all {
			if b.State != booking.NoShow {
				v.Bookings[b.Resource] = append(v.Bookings[b.Resource], b)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	title := c.P.T("desk.sheet.title", i18n.Args{"Day": c.P.Day(v.Day)})
	return c.Page(web.Page{Title: title + ", " + v.Place.Name, Robots: "noindex", At: v.Place}, sheetPage(v, title))
}

// shown are the resources of the sheet: those that somebody has booked, or the one that is asked for.
func (v sheet) shown() (all []resource.Resource) {
	for _, r := range v.All {
		if v.Only == r.Slug || v.Only == "" && len(v.Bookings[r.ID]) > 0 {
			all = append(all, r)
		}
	}
	return all
}

// time is a booking's time on the sheet; where it reaches into other days, those.
func (v sheet) time(p *i18n.Printer, b booking.Booking) string {
	from, to := b.From.In(v.Place.Zone()), b.To.In(v.Place.Zone())
	if civil.DateOf(from) == v.Day && b.To.Sub(b.From) <= v.Day.AddDays(1).At(0, v.Place.Zone()).Sub(b.From) {
		end := civil.ClockOf(to)
		if end == 0 {
			end = civil.EndOfDay
		}
		return p.Range(civil.ClockOf(from), end)
	}
	return fmt.Sprintf("%02d/%02d – %02d/%02d", from.Day(), from.Month(), to.Day(), to.Month())
}

// posters are one sheet for each door.
type posters struct {
	Place  place.Place
	All    []resource.Resource
	Large  bool // A4; otherwise A5
	Origin string
	Lang   i18n.Lang
}

func (p Pages) posters(c *web.Call) error {
	only := c.Query().Text("resource")
	v := posters{Large: c.Query().Get("format") == "a4", Origin: c.Site.LetterOrigin(c.Ctx()), Lang: c.Lang}
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Place, err = atDesk(c, tx); err != nil {
			return err
		}
		all, err := resource.Of(tx, v.Place.ID, false)
		for _, r := range all {
			if only == "" || only == r.Slug {
				v.All = append(v.All, r)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	title := c.P.T("desk.posters.title")
	return c.Page(web.Page{Title: title + ", " + v.Place.Name, Robots: "noindex", At: v.Place}, postersPage(v, title))
}

// address is where a poster leads: to the address of the site that letters use, never to what this request calls it.
func (v posters) address(ctx context.Context, r resource.Resource) string {
	return v.Origin + web.Href(ctx, "door.show", "slug", v.Place.Slug, "resource", r.Slug)
}

package bookingweb

import (
	"mitoyen/internal/booking"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/resource"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// teamFeed is the bookings to come of a place, or of one resource, for a manager's calendar program: who comes to what. How to reach them
// stands on the booking's page, behind the sign-in.
func (p Pages) teamFeed(c *web.Call) error {
	var all []booked
	var addresses []string
	name := ""
	err := c.View(func(tx *store.Tx) error {
		at, list, err := booking.TeamFeed(tx, c.Path("feed"))
		if err != nil {
			return err
		}
		name = at.Name
		around := newSurroundings()
		for _, b := range list {
			v := booked{Booking: b, Now: tx.Now}
			if err := around.around(tx, &v); err != nil {
				return err
			}
			v.Title = c.P.T("bookings.feed.event", i18n.Args{"Name": or(b.Name, numberOf(c.P, b)), "Resource": v.Resource.Name})
			all = append(all, v)
			addresses = append(addresses, c.Origin()+c.Href("desk.booking", "slug", at.Slug, "number", number10(b)))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return writeFeed(c, name, all, addresses)
}

// keepTeamFeed gives a manager's feed an address, another address, or takes it away.
func (p Pages) keepTeamFeed(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	do := f.Get("feed")
	var which resource.ID
	if do != "renew" && do != "stop" || f.Get("ressource") != "" && which.UnmarshalText([]byte(f.Get("ressource"))) != nil {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	err = c.Update(func(tx *store.Tx) error {
		at, err := asManager(c, tx)
		if err != nil {
			return err
		}
		if do == "stop" {
			return booking.StopTeamFeed(tx, c.Actor.Person, at.Place.ID, which)
		}
		return booking.RenewTeamFeed(tx, c.Actor, at.Place, which)
	})
	if err != nil {
		return err
	}
	c.Say("booking.feed.changed")
	return c.Go("desk.bookings", "slug", c.Path("slug"))
}

// feedOptions are what a manager can have a feed of, and has none of yet.
func (v bookings) feedOptions(p *i18n.Printer) (all []ui.Option) {
	if v.Feeds[resource.ID{}] == "" {
		all = append(all, ui.Option{Text: p.T("bookings.feed.whole")})
	}
	for _, r := range v.Resources {
		if r.Retired.IsZero() && v.Feeds[r.ID] == "" {
			all = append(all, ui.Option{Value: r.ID.String(), Text: r.Name})
		}
	}
	return all
}

// feedOf is one of a manager's feeds.
type feedOf struct{ Resource, Name, Secret string }

func (v bookings) feeds(p *i18n.Printer) (all []feedOf) {
	if s := v.Feeds[resource.ID{}]; s != "" {
		all = append(all, feedOf{"", p.T("bookings.feed.whole"), s})
	}
	for _, r := range v.Resources {
		if s := v.Feeds[r.ID]; s != "" {
			all = append(all, feedOf{r.ID.String(), r.Name, s})
		}
	}
	return all
}

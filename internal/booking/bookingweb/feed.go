package bookingweb

import (
	"net/http"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/web"
)

// surroundings are the places and resources that some bookings stand in, each read once.
type surroundings struct {
	resources map[resource.ID]resource.Resource
	places    map[place.ID]place.Place
	communes  map[string]string
}

func newSurroundings() surroundings {
	return surroundings{map[resource.ID]resource.Resource{}, map[place.ID]place.Place{}, map[string]string{}}
}

// around is booked.around for one of many.
func (s surroundings) around(tx *store.Tx, v *booked) (err error) {
	r, seen := s.resources[v.Booking.Resource]
	if !seen {
		if r, err = resource.FindByID(tx, v.Booking.Resource); err != nil {
			return err
		}
		s.resources[r.ID] = r
	}
	p, seen := s.places[v.Booking.Place]
	if !seen {
		if p, err = place.Find(tx, v.Booking.Place); err != nil {
			return err
		}
		s.places[p.ID] = p
	}
	v.Resource, v.Place = r, p
	v.whereItStands()
	commune, seen := s.communes[v.Place.Commune]
	if !seen {
		if commune, err = communeOf(tx, v.Place); err != nil {
			return err
		}
		s.communes[v.Place.Commune] = commune
	}
	v.Commune = commune
	return nil
}

// feed is a person's bookings to come for their calendar program, which asks again every now and then.
func (p Pages) feed(c *web.Call) error {
	var all []booked
	var addresses []string
	err := c.View(func(tx *store.Tx) error {
		list, err := booking.Feed(tx, c.Path("feed"))
		if err != nil {
			return err
		}
		around := newSurroundings()
		for _, b := range list {
			v := booked{Booking: b, Now: tx.Now}
			if err := around.around(tx, &v); err != nil {
				return err
			}
			all = append(all, v)
			addresses = append(addresses, c.Origin()+c.Site.Href(b.Lang, "booking.show", "link", b.Link))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return writeFeed(c, c.P.T("booking.feed.calendar"), all, addresses)
}

// writeFeed answers a calendar program.
func writeFeed(c *web.Call, name string, all []booked, addresses []string) error {
	text, err := subscribed(name, all, addresses)
	if err != nil {
		return err
	}
	h := c.W.Header()
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Cache-Control", "private, no-store")
	c.W.WriteHeader(http.StatusOK)
	_, err = c.W.Write([]byte(text))
	return err
}

// keepFeed gives one's feed an address, another address, or takes it away.
func (p Pages) keepFeed(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	do := f.Get("feed")
	if do != "renew" && do != "stop" {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	err = c.Update(func(tx *store.Tx) error {
		if do == "stop" {
			return booking.StopFeed(tx, c.Actor.Person)
		}
		return booking.RenewFeed(tx, c.Actor)
	})
	if err != nil {
		return err
	}
	c.Say("booking.feed.changed")
	return c.Go("booking.mine")
}

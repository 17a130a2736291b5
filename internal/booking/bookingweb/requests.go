package bookingweb

import (
	"mitoyen/internal/booking"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/web"
)

// mostRequests is how many requests a page shows: answered ones make room.
const mostRequests = 100

// requests is what is asked of a place and waits for a yes or a no.
type requests struct {
	Place    place.Place
	All      []booked
	Refused  booking.ID // whose answer was refused
	Sentence string
	Refusal  error
}

// mayAnswer reads the place of an address for somebody who says yes or no.
func mayAnswer(c *web.Call, tx *store.Tx) (place.Place, error) {
	p, err := place.FindBySlug(tx, c.Path("slug"))
	if err == nil && !booking.MayAnswer(c.Actor, p) {
		err = fault.New(fault.Forbidden, "organisation.may_not")
	}
	return p, err
}

// askedFor counts the requests that wait for the caller to answer; none for whoever may not.
func askedFor(c *web.Call, tx *store.Tx, p place.Place) (int, error) {
	if !booking.MayAnswer(c.Actor, p) {
		return 0, nil
	}
	all, err := booking.AskedOf(tx, p.ID, mostRequests)
	return len(all), err
}

func (p Pages) requests(c *web.Call) error { return p.showRequests(c, requests{}) }

func (p Pages) showRequests(c *web.Call, v requests) error {
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Place, err = mayAnswer(c, tx); err != nil {
			return err
		}
		all, err := booking.AskedOf(tx, v.Place.ID, mostRequests)
		for _, b := range all {
			x := booked{Booking: b, Now: tx.Now}
			if err := x.around(tx); err != nil {
				return err
			}
			v.All = append(v.All, x)
		}
		return err
	})
	if err != nil {
		return err
	}
	title := c.P.T("booking.requests.title", i18n.Args{"Name": i18n.Named(v.Place.Name)})
	return c.Page(web.Page{Title: title, Robots: "noindex", At: v.Place, Status: web.StatusOf(v.Refusal)}, requestsPage(v, title))
}

func (p Pages) answer(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	var which booking.ID
	if which.UnmarshalText([]byte(f.Get("booking"))) != nil {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	yes := f.Get("answer") == "yes"
	err = c.Update(func(tx *store.Tx) error {
		pl, err := mayAnswer(c, tx)
		if err != nil {
			return err
		}
		b, fresh, err := booking.Answer(tx, c.Actor, booking.AnswerRequest{Place: pl.ID, Booking: which, Yes: yes, Sentence: f.Lines("sentence")})
		if err != nil || !fresh {
			return err
		}
		v := booked{Booking: b, Now: tx.Now, Why: b.Answer}
		if err := v.around(tx); err != nil {
			return err
		}
		if yes {
			return p.tell(c, tx, v, "confirmed")
		}
		return p.tell(c, tx, v, "refused")
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			return p.showRequests(c, requests{Refused: which, Sentence: f.Lines("sentence"), Refusal: refusal})
		})
	}
	if yes {
		c.Say("booking.requests.accepted")
	} else {
		c.Say("booking.requests.refused")
	}
	return c.Go("booking.requests", "slug", c.Path("slug"))
}

// line is what stands below who asks.
func (v booked) line(p *i18n.Printer) string {
	line := v.Resource.Name + ", " + v.time(p)
	if v.People > 1 {
		line += ", " + p.N("booking.people", v.People)
	}
	return line
}

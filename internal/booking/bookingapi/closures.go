package bookingapi

import (
	"net/http"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/api"
	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

func (o Rooms) addClosures(s *api.Shell) {
	const tag, root = "Closures", "/places/{slug}/closures"
	api.Add(s, api.Op{ID: "list-closures", Method: http.MethodGet, Path: root, Tag: tag, Scope: account.TokenReads, Summary: "What is shut", Refuses: []int{404},
		Description: "Now and later; with \"past\", the last fifty that are over or were lifted. For the place's managers, as all of this."}, o.listClosures)
	api.Add(s, api.Op{ID: "check-closure", Method: http.MethodPost, Path: root + "/check", Tag: tag, Scope: account.TokenReads, Summary: "Whom a closure would hit", Refuses: []int{404, 422},
		Description: "Nothing is written."}, o.checkClosure)
	api.Add(s, api.Op{ID: "make-closure", Method: http.MethodPost, Path: root, Tag: tag, Scope: account.TokenBooks, Status: http.StatusCreated, Summary: "Close", Refuses: []int{404, 422},
		Description: "Shuts the place or one resource, cancels what is booked in that time unless \"keep\", and writes to those concerned with the reason, all in one. Nobody slips in between. Who is there already is left to the team."}, o.makeClosure)
	api.Add(s, api.Op{ID: "get-closure", Method: http.MethodGet, Path: root + "/{closure}", Tag: tag, Scope: account.TokenReads, Summary: "A closure and whom it hit", Refuses: []int{404}}, o.getClosure)
	api.Add(s, api.Op{ID: "lift-closure", Method: http.MethodDelete, Path: root + "/{closure}", Tag: tag, Scope: account.TokenBooks, Summary: "Lift a closure", Refuses: []int{404},
		Description: "It ends now, or is taken back when it hasn't begun. What it cancelled stays cancelled: people have been told. Doing it again changes nothing."}, o.liftClosure)
}

// Closing is what is to be shut.
type Closing struct {
	Resource string    `json:"resource,omitempty" format:"uuid" doc:"The whole place when it lacks."`
	From     time.Time `json:"from" doc:"With any offset." example:"2026-12-24T00:00:00+01:00"`
	To       time.Time `json:"to" example:"2027-01-02T00:00:00+01:00"`
	Reason   string    `json:"reason" maxLength:"1000" doc:"For everybody to read."`
	Keep     bool      `json:"keep,omitempty" doc:"Bookings stand all the same: the team speaks with people, or serves them elsewhere."`
}

// inClosure are the names of what pages call otherwise.
var inClosure = map[string]string{"a": "to", "au": "to"}

func (w Closing) read(p place.Place) (c resource.Closure, err error) {
	var b fault.Breaches
	b.Check(ofOurTimes(w.From), "from", "booking.day_unreadable")
	b.Check(ofOurTimes(w.To), "to", "booking.day_unreadable")
	c = resource.Closure{Place: p.ID, From: civil.At(w.From), To: civil.At(w.To), Reason: form.Line(w.Reason)}
	if w.Resource != "" {
		if c.Resource, err = id.Parse[resource.Resource](w.Resource); err != nil {
			b.Add("resource", "closure.resource_unknown")
		}
	}
	return c, b.Err()
}

// Closure is a time in which a place, or one resource, is shut although its hours say open.
type Closure struct {
	ID       string     `json:"id" format:"uuid"`
	Place    string     `json:"place" doc:"The place's name in addresses." example:"la-gare"`
	Resource string     `json:"resource,omitempty" format:"uuid" doc:"The whole place when it lacks."`
	From     time.Time  `json:"from" doc:"On the place's wall."`
	To       time.Time  `json:"to"`
	Reason   string     `json:"reason"`
	Lifted   *time.Time `json:"lifted,omitempty" doc:"When it was taken back before it began."`
	Page     string     `json:"page" format:"uri" doc:"Its page for the managers, with the call list."`
}

func closureOf(c *api.Call, p place.Place, x resource.Closure) Closure {
	v := Closure{ID: x.ID.String(), Place: p.Slug, From: x.From.In(p.Zone()), To: x.To.In(p.Zone()), Reason: x.Reason, Page: c.Link("closure.show", "slug", p.Slug, "closure", x.ID.String())}
	if !x.Resource.IsZero() {
		v.Resource = x.Resource.String()
	}
	if !x.Lifted.IsZero() {
		at := x.Lifted.In(p.Zone())
		v.Lifted = &at
	}
	return v
}

// Hit is a booking that a closure is in the way of.
type Hit struct {
	Booking
	Reach string `json:"reach" enum:"email,phone,none" doc:"How whoever booked is told: by letter; by phone (a text where the place sends any, else a call); or only at the door."`
}

// hits are the bookings of people among some: not those that are only waited for, or kept while somebody decides.
func hits(c *api.Call, tx *store.Tx, all []booking.Booking) ([]Hit, error) {
	some, known := []Hit{}, newAround()
	for _, b := range all {
		if b.Number == 0 {
			continue
		}
		v, err := known.booking(c, tx, b)
		if err != nil {
			return nil, err
		}
		some = append(some, Hit{v, string(b.Reach())})
	}
	return some, nil
}

// AtPlace names a place.
type AtPlace struct {
	Slug string `path:"slug" maxLength:"100" doc:"The place's name in addresses." example:"la-gare"`
}

// forManager reads the place, for its managers.
func (a AtPlace) forManager(c *api.Call, tx *store.Tx) (place.Place, error) {
	p, err := place.FindBySlug(tx, a.Slug)
	if err == nil && !resource.MayKeep(c.Actor, p) {
		err = fault.New(fault.Forbidden, "organisation.may_not")
	}
	return p, err
}

type listingClosures struct {
	AtPlace
	Past bool `query:"past" doc:"Those that are over or were lifted, the latest first."`
}

// Closures are some of a place.
type Closures struct {
	Items []Closure `json:"items"`
}

type closures struct{ Body Closures }

const (
	mostPast = 50
	tenYears = 10 * 366 * 24 * time.Hour
)

func (o Rooms) listClosures(c *api.Call, in *listingClosures) (*closures, error) {
	out := &closures{}
	return out, c.View(func(tx *store.Tx) error {
		out.Body.Items = []Closure{}
		p, err := in.forManager(c, tx)
		if err != nil {
			return err
		}
		var all []resource.Closure
		if in.Past {
			all, err = resource.PastClosures(tx, p.ID, mostPast)
		} else {
			all, err = resource.Closures(tx, p.ID, tx.Now, tx.Now.Add(tenYears))
		}
		for _, x := range all {
			out.Body.Items = append(out.Body.Items, closureOf(c, p, x))
		}
		return err
	})
}

type closing struct {
	AtPlace
	Body Closing
}

// CheckedClosure is whom a closure would hit.
type CheckedClosure struct {
	OK       bool         `json:"ok" doc:"It could be made, whomever it hits."`
	Breaches []api.Breach `json:"breaches" doc:"What is in the way."`
	Hits     []Hit        `json:"hits" doc:"Bookings in that time, in order of start."`
	InLine   int          `json:"in_line" doc:"How many wait for something of it, or have an offer: it lapses."`
}

type checkedClosure struct{ Body CheckedClosure }

func (o Rooms) checkClosure(c *api.Call, in *closing) (*checkedClosure, error) {
	out := &checkedClosure{}
	return out, c.View(func(tx *store.Tx) error {
		out.Body = CheckedClosure{Breaches: []api.Breach{}, Hits: []Hit{}}
		p, err := in.forManager(c, tx)
		if err != nil {
			return err
		}
		x, err := in.Body.read(p)
		if err == nil {
			var lent []resource.Resource
			if lent, err = resource.Of(tx, p.ID, true); err != nil {
				return err
			}
			err = resource.CheckClosure(x, lent, tx.Now)
		}
		if fault.Is(err, fault.Invalid) {
			out.Body.Breaches = c.Problem(api.Renamed(err, inClosure)).Breaches
			return nil
		}
		if err != nil {
			return err
		}
		all, err := booking.Hit(tx, x)
		if err != nil {
			return err
		}
		out.Body.OK = true
		for _, b := range all {
			if b.State == booking.Waiting || b.State == booking.Offered {
				out.Body.InLine++
			}
		}
		out.Body.Hits, err = hits(c, tx, all)
		return err
	})
}

// WholeClosure is a closure with whom it hit.
type WholeClosure struct {
	Closure
	Cancelled []Hit `json:"cancelled" doc:"What it cancelled, in order of start."`
	Kept      []Hit `json:"kept" doc:"What stands all the same, as long as it shuts."`
}

type wholeClosure struct{ Body WholeClosure }

type makingClosure struct {
	AtPlace
	Body Closing
	Key  string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"200" doc:"Any word of your own. Sent again with the same one, it is done once."`
}

func (o Rooms) makeClosure(c *api.Call, in *makingClosure) (*wholeClosure, error) {
	out := &wholeClosure{}
	return out, c.Update(func(tx *store.Tx) error {
		p, err := in.forManager(c, tx)
		if err != nil {
			return err
		}
		made, err := c.Once(tx, in.Key, in.Body, func() (string, error) {
			x, err := in.Body.read(p)
			if err != nil {
				return "", err
			}
			done, err := booking.Close(tx, c.Actor, booking.CloseRequest{Closure: x, Keep: in.Body.Keep})
			if err != nil {
				return "", api.Renamed(err, inClosure)
			}
			return done.Closure.String(), o.Letters.Closed(c.Ctx(), tx, done, x.Reason)
		})
		if err != nil {
			return err
		}
		out.Body, err = readClosure(c, tx, p, made)
		return err
	})
}

type ofClosure struct {
	AtPlace
	Closure string `path:"closure" format:"uuid"`
}

func readClosure(c *api.Call, tx *store.Tx, p place.Place, text string) (v WholeClosure, err error) {
	which, err := id.Parse[resource.Closure](text)
	if err != nil {
		return v, fault.New(fault.NotFound, "closure.unknown")
	}
	x, err := resource.FindClosure(tx, p.ID, which)
	if err != nil {
		return v, err
	}
	v.Closure = closureOf(c, p, x)
	cancelled, err := booking.CancelledBy(tx, which)
	if err != nil {
		return v, err
	}
	if v.Cancelled, err = hits(c, tx, cancelled); err != nil {
		return v, err
	}
	var kept []booking.Booking
	if x.Lifted.IsZero() && tx.Now.Before(x.To) {
		if kept, err = booking.Hit(tx, x); err != nil {
			return v, err
		}
	}
	v.Kept, err = hits(c, tx, kept)
	return v, err
}

func (o Rooms) getClosure(c *api.Call, in *ofClosure) (*wholeClosure, error) {
	out := &wholeClosure{}
	return out, c.View(func(tx *store.Tx) error {
		p, err := in.forManager(c, tx)
		if err != nil {
			return err
		}
		out.Body, err = readClosure(c, tx, p, in.Closure)
		return err
	})
}

func (o Rooms) liftClosure(c *api.Call, in *ofClosure) (*wholeClosure, error) {
	out := &wholeClosure{}
	return out, c.Update(func(tx *store.Tx) error {
		p, err := in.forManager(c, tx)
		if err != nil {
			return err
		}
		which, err := id.Parse[resource.Closure](in.Closure)
		if err != nil {
			return fault.New(fault.NotFound, "closure.unknown")
		}
		if err := resource.LiftClosure(tx, c.Actor, p.ID, which); err != nil {
			return err
		}
		out.Body, err = readClosure(c, tx, p, in.Closure)
		return err
	})
}

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

func (o Rooms) addWaiting(s *api.Shell) {
	const tag = "Waiting line"
	api.Add(s, api.Op{ID: "join-line", Method: http.MethodPost, Path: "/waiting", Tag: tag, Scope: account.TokenBooks, Status: http.StatusCreated, Summary: "Stand in line for a time that is taken", Refuses: []int{404, 409, 422},
		Description: "With an address or a number, by which an offer reaches one. Every other rule is checked as for a booking. When the time has become free meanwhile it is kept at once: the state is \"held\", and \"accept-offer\" takes it."}, o.join)
	api.Add(s, api.Op{ID: "list-waiting", Method: http.MethodGet, Path: "/waiting", Tag: tag, Scope: account.TokenReads, Summary: "Where I stand in line", Refuses: []int{404, 422},
		Description: "With \"place\": who waits for a time of that place in the next days, for its team."}, o.listWaiting)
	api.Add(s, api.Op{ID: "get-waiting", Method: http.MethodGet, Path: "/waiting/{id}", Tag: tag, Scope: account.TokenReads, Summary: "One's place in the line", Refuses: []int{404}}, o.getWaiting)
	api.Add(s, api.Op{ID: "accept-offer", Method: http.MethodPost, Path: "/waiting/{id}/accept", Tag: tag, Scope: account.TokenBooks, Summary: "Take what is offered", Refuses: []int{404, 409, 422},
		Description: "It becomes a booking, or is asked for where the rules want approval. As the team: for somebody who has said so, on the telephone. Doing it again changes nothing."}, o.accept)
	api.Add(s, api.Op{ID: "leave-line", Method: http.MethodDelete, Path: "/waiting/{id}", Tag: tag, Scope: account.TokenBooks, Summary: "Leave the line, or decline an offer", Refuses: []int{404, 409},
		Description: "What was offered goes to the next. Doing it again changes nothing."}, o.leave)
}

// Waiting is somebody in line.
type Waiting struct {
	ID       string     `json:"id" format:"uuid" doc:"Once taken, the booking's."`
	State    string     `json:"state" enum:"waiting,offered,held,lapsed,cancelled,asked,confirmed,here,done,no-show,refused" doc:"\"offered\": it has become free, and is kept until \"until\"; \"held\": it was free at once; \"lapsed\": that time has run out; afterwards that of the booking."`
	Position int        `json:"position,omitempty" doc:"For who waits: from 1."`
	Until    *time.Time `json:"until,omitempty" doc:"Until when it is kept for them."`
	Place    string     `json:"place" doc:"The place's name in addresses." example:"la-gare"`
	Resource string     `json:"resource" format:"uuid"`
	What     string     `json:"what" doc:"The resource's name."`
	From     time.Time  `json:"from" doc:"On the place's wall."`
	To       time.Time  `json:"to"`
	Units    int        `json:"units"`
	People   int        `json:"people"`
	Name     string     `json:"name"`
	Email    string     `json:"email"`
	Phone    string     `json:"phone"`
	Mine     bool       `json:"mine" doc:"It is of whoever the token stands for; otherwise they run the front desk."`
	Page     string     `json:"page" format:"uri" doc:"Its page for people."`
}

type inLine struct{ Body Waiting }

func (a around) waiting(c *api.Call, tx *store.Tx, b booking.Booking) (v Waiting, err error) {
	x, err := a.booking(c, tx, b)
	if err != nil {
		return v, err
	}
	v = Waiting{ID: x.ID, State: x.State, Place: x.Place, Resource: x.Resource, What: x.What, From: x.From, To: x.To, Units: x.Units, People: x.People, Name: x.Name, Email: x.Email, Phone: x.Phone, Mine: x.Mine, Page: x.Page}
	if !x.Mine && b.Number == 0 { // at the counter, it stands on the page of its day
		v.Page = c.Link("desk.day", "slug", x.Place, "le", civil.DateOf(x.From).String())
	}
	if b.State != booking.Waiting && b.State != booking.Offered && b.State != booking.Held {
		return v, nil
	}
	line, err := booking.LineOf(tx, b)
	if v.Position = line.Position; !line.Until.IsZero() {
		until := line.Until.In(x.From.Location())
		v.Until = &until
	}
	return v, err
}

// Joining is a time that somebody would have if it became free.
type Joining struct {
	Resource string    `json:"resource" format:"uuid"`
	From     time.Time `json:"from" doc:"With any offset." example:"2026-11-25T14:00:00+01:00"`
	To       time.Time `json:"to" example:"2026-11-25T16:00:00+01:00"`
	Units    *int      `json:"units,omitempty" minimum:"0" maximum:"100000" default:"1"`
	People   *int      `json:"people,omitempty" minimum:"0" maximum:"100000" default:"1"`
	Name     string    `json:"name,omitempty" maxLength:"400" doc:"One's own name when it lacks."`
	Email    string    `json:"email,omitempty" maxLength:"400" doc:"Where an offer goes. This or \"phone\"."`
	Phone    string    `json:"phone,omitempty" maxLength:"100"`
}

type joining struct {
	Key  string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"200" doc:"Any word of your own for this wish. Sent again with the same one, it is done once."`
	Body Joining
}

func (o Rooms) join(c *api.Call, in *joining) (*inLine, error) {
	out := &inLine{}
	return out, c.Update(func(tx *store.Tx) error {
		j := in.Body
		made, err := c.Once(tx, in.Key, j, func() (string, error) {
			w := Wish{Resource: j.Resource, From: j.From, To: j.To, Units: j.Units, People: j.People, Name: form.Line(j.Name), Email: j.Email, Phone: j.Phone}
			if w.Name == "" {
				w.Name = c.Actor.Name
			}
			q, p, r, err := w.read(tx)
			if err != nil {
				return "", err
			}
			link, err := booking.Wait(tx, c.Actor, booking.WaitRequest{Resource: q.Resource, From: q.From, To: q.To, Units: q.Units, People: q.People, Contact: q.Contact, Lang: c.Lang, Schools: o.Schools()})
			if err != nil {
				return "", refused(c, p, r, err)
			}
			b, err := booking.FindByLink(tx, link)
			return b.ID.String(), err
		})
		if err != nil {
			return err
		}
		b, err := findWaiting(c, tx, made)
		if err != nil {
			return err
		}
		out.Body, err = newAround().waiting(c, tx, b)
		return err
	})
}

// findWaiting reads somebody's place in line, whatever has become of it: one's own, or at a place whose front desk one runs.
func findWaiting(c *api.Call, tx *store.Tx, text string) (b booking.Booking, err error) {
	which, err := id.Parse[booking.Booking](text)
	if err != nil {
		return b, errUnknown
	}
	if b, err = booking.Find(tx, which); err != nil || mine(c, b) {
		return b, err
	}
	p, err := place.Find(tx, b.Place)
	if err == nil && (!booking.MayRunDesk(c.Actor, p) || b.State == booking.Held) {
		err = errUnknown
	}
	return b, err
}

type listingWaiting struct {
	Place string `query:"place" maxLength:"100" doc:"The place's name in addresses."`
	Days  int    `query:"days" minimum:"1" maximum:"31" default:"7" doc:"With \"place\": how many days from today on."`
}

// Line is who waits.
type Line struct {
	Items []Waiting `json:"items" doc:"In order of the time that is waited for."`
}

type line struct{ Body Line }

func (o Rooms) listWaiting(c *api.Call, in *listingWaiting) (*line, error) {
	out := &line{}
	return out, c.View(func(tx *store.Tx) error {
		out.Body.Items = []Waiting{}
		all, err := waitingFor(c, tx, in)
		if err != nil {
			return err
		}
		known := newAround()
		for _, b := range all {
			v, err := known.waiting(c, tx, b)
			if err != nil {
				return err
			}
			out.Body.Items = append(out.Body.Items, v)
		}
		return nil
	})
}

func waitingFor(c *api.Call, tx *store.Tx, in *listingWaiting) ([]booking.Booking, error) {
	if in.Place == "" {
		return booking.InLineOf(tx, c.Actor)
	}
	p, err := place.FindBySlug(tx, in.Place)
	if err != nil {
		return nil, err
	}
	if err := mustBeTeam(c, p); err != nil {
		return nil, err
	}
	today := civil.DateOf(tx.Now.In(p.Zone()))
	return booking.InLine(tx, p.ID, tx.Now, today.AddDays(in.Days).At(0, p.Zone()))
}

type ofLine struct {
	ID string `path:"id" format:"uuid"`
}

func (o Rooms) getWaiting(c *api.Call, in *ofLine) (*inLine, error) {
	out := &inLine{}
	return out, c.View(func(tx *store.Tx) error {
		b, err := findWaiting(c, tx, in.ID)
		if err != nil {
			return err
		}
		out.Body, err = newAround().waiting(c, tx, b)
		return err
	})
}

var errNothingOffered = fault.New(fault.Conflict, "api.nothing_offered")

func (o Rooms) accept(c *api.Call, in *ofLine) (*one, error) {
	out := &one{}
	return out, c.Update(func(tx *store.Tx) error {
		b, err := findWaiting(c, tx, in.ID)
		switch {
		case err != nil:
			return err
		case b.State == booking.Waiting:
			return errNothingOffered
		}
		p, err := place.Find(tx, b.Place)
		if err != nil {
			return err
		}
		r, err := resource.FindByID(tx, b.Resource)
		if err != nil {
			return err
		}
		var fresh bool
		if mine(c, b) {
			b, fresh, err = booking.Confirm(tx, c.Actor, booking.ConfirmRequest{Link: b.Link, Contact: b.Contact, Purpose: b.Purpose, Schools: o.Schools()})
		} else {
			b, fresh, err = booking.ConfirmFor(tx, c.Actor, b.ID, o.Schools())
		}
		if err != nil {
			return refused(c, p, r, err)
		}
		if fresh {
			if err := o.Letters.Changed(c.Ctx(), tx, b, "confirmed", ""); err != nil {
				return err
			}
		}
		out.Body, err = newAround().booking(c, tx, b)
		return err
	})
}

func (o Rooms) leave(c *api.Call, in *ofLine) (*inLine, error) {
	out := &inLine{}
	return out, c.Update(func(tx *store.Tx) error {
		b, err := findWaiting(c, tx, in.ID)
		if err != nil {
			return err
		}
		switch {
		case b.Number != 0:
			return fault.New(fault.Conflict, "booking.moved_on")
		case mine(c, b):
			_, _, err = booking.Cancel(tx, c.Actor, b.Link)
		default:
			err = booking.DeclineFor(tx, c.Actor, b.ID)
		}
		if err != nil {
			return err
		}
		if b, err = booking.Find(tx, b.ID); err != nil {
			return err
		}
		out.Body, err = newAround().waiting(c, tx, b)
		return err
	})
}

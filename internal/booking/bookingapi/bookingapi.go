// Package bookingapi lets programs book: for their person with a token, and for others where that person runs the front desk. It goes through
// the doors of the package booking as the pages do, writes the same letters, and says the same about every rule that is in the way.
package bookingapi

import (
	"context"
	"net/http"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/api"
	"mitoyen/internal/booking"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// Rooms are the operations of this package.
type Rooms struct {
	Schools func() *opening.SchoolCalendar
	Letters Letters
}

// Letters tell people what has become of bookings, as pages do.
type Letters interface {
	Changed(ctx context.Context, tx *store.Tx, b booking.Booking, what, why string) error
	Series(ctx context.Context, tx *store.Tx, by organisation.Actor, all []booking.Booking, what string) error
	Left(ctx context.Context, tx *store.Tx, gone ...booking.Booking) error
	Closed(ctx context.Context, tx *store.Tx, done booking.Closed, why string) error
	Calendar(tx *store.Tx, b booking.Booking, origin string) (string, error)
}

// Add adds them to the API.
func (o Rooms) Add(s *api.Shell) {
	const tag = "Bookings"
	api.Add(s, api.Op{ID: "check-booking", Method: http.MethodPost, Path: "/bookings/check", Tag: tag, Summary: "What the rules would say", Refuses: []int{403, 404, 422},
		Description: "Books and undoes it: nothing is written, and it says exactly what \"make-booking\" would say at that moment, to whoever the token stands for or to a stranger."}, o.check)
	api.Add(s, api.Op{ID: "make-booking", Method: http.MethodPost, Path: "/bookings", Tag: tag, Scope: account.TokenBooks, Status: http.StatusCreated, Summary: "Book", Refuses: []int{404, 409, 422},
		Description: "For oneself; with \"team\" for somebody else, as the team of the place. 409 when the only thing in the way is that others have it, 422 when rules are."}, o.make)
	api.Add(s, api.Op{ID: "list-bookings", Method: http.MethodGet, Path: "/bookings", Tag: tag, Scope: account.TokenReads, Summary: "My bookings", Refuses: []int{422},
		Description: "In order of start: those that are not over, or all with \"past\"."}, o.list)
	api.Add(s, api.Op{ID: "get-booking", Method: http.MethodGet, Path: "/bookings/{id}", Tag: tag, Scope: account.TokenReads, Summary: "A booking", Refuses: []int{404, 409},
		Description: "One's own, or one of a place where one runs the front desk."}, o.get)
	api.Add(s, api.Op{ID: "move-booking", Method: http.MethodPatch, Path: "/bookings/{id}", Tag: tag, Scope: account.TokenBooks, Summary: "Move a booking", Refuses: []int{404, 409, 422},
		Description: "Checked like a new one; what was had before is given back in the same moment. What is left out stays. Of a series, this one alone moves."}, o.move)
	api.Add(s, api.Op{ID: "cancel-booking", Method: http.MethodDelete, Path: "/bookings/{id}", Tag: tag, Scope: account.TokenBooks, Summary: "Cancel a booking", Refuses: []int{404, 409, 422},
		Description: "One's own until the deadline of the rules; as the team of the place at any time before somebody has come. Cancelling twice changes nothing."}, o.cancel)
	api.Add(s, api.Op{ID: "get-booking-calendar", Method: http.MethodGet, Path: "/bookings/{id}/calendar", Tag: tag, Scope: account.TokenReads, Summary: "A booking for a calendar", Refuses: []int{404, 409},
		Description: "An iCalendar file (RFC 5545), the same as the page gives."}, o.calendar)
	o.addSeries(s)
	o.addWaiting(s)
	o.addClosures(s)
}

// Booking is a booking as programs read it.
type Booking struct {
	ID        string    `json:"id" format:"uuid"`
	Number    int64     `json:"number" doc:"Short, for people to note and say; unique within the organisation that lends."`
	State     string    `json:"state" enum:"asked,confirmed,here,done,no-show,cancelled,refused" doc:"\"asked\": the team of the place is going to say yes or no."`
	Place     string    `json:"place" doc:"The place's name in addresses." example:"la-gare"`
	Resource  string    `json:"resource" format:"uuid"`
	What      string    `json:"what" doc:"The resource's name."`
	From      time.Time `json:"from" doc:"On the place's wall." example:"2026-11-25T14:00:00+01:00"`
	To        time.Time `json:"to" example:"2026-11-25T16:00:00+01:00"`
	Units     int       `json:"units"`
	People    int       `json:"people"`
	Name      string    `json:"name"`
	Email     string    `json:"email"`
	Phone     string    `json:"phone"`
	Purpose   string    `json:"purpose"`
	Answer    string    `json:"answer" doc:"What the team said to what was asked."`
	Series    string    `json:"series,omitempty" format:"uuid" doc:"The series that it belongs to; it lacks when it stands alone."`
	Mine      bool      `json:"mine" doc:"It is of whoever the token stands for; otherwise they run the front desk."`
	ChangedAt time.Time `json:"changed_at"`
	Page      string    `json:"page" format:"uri" doc:"Its page for people. Whoever has the address can change and cancel it."`
}

// around is what is read once for all the bookings of an answer.
type around struct {
	places    map[place.ID]place.Place
	resources map[resource.ID]resource.Resource
}

func newAround() around {
	return around{map[place.ID]place.Place{}, map[resource.ID]resource.Resource{}}
}

func (a around) booking(c *api.Call, tx *store.Tx, b booking.Booking) (v Booking, err error) {
	p, seen := a.places[b.Place]
	if !seen {
		if p, err = place.Find(tx, b.Place); err != nil {
			return v, err
		}
		a.places[b.Place] = p
	}
	r, seen := a.resources[b.Resource]
	if !seen {
		if r, err = resource.FindByID(tx, b.Resource); err != nil {
			return v, err
		}
		a.resources[b.Resource] = r
	}
	zone := p.Zone()
	v = Booking{ID: b.ID.String(), Number: b.Number, State: string(b.State), Place: p.Slug, Resource: r.ID.String(), What: r.Name, From: b.From.In(zone), To: b.To.In(zone), Units: b.Units,
		People: b.People, Name: b.Name, Email: b.Email, Phone: b.Phone, Purpose: b.Purpose, Answer: b.Answer, Mine: mine(c, b), ChangedAt: b.ChangedAt.In(zone)}
	if !b.Series.IsZero() {
		v.Series = b.Series.String()
	}
	if v.Mine { // its address opens it for whoever has it: nobody else's business, the team's neither
		v.Page = c.Link("booking.show", "link", b.Link)
	} else {
		v.Page = c.Link("desk.booking", "slug", p.Slug, "number", number(b))
	}
	return v, nil
}

func mine(c *api.Call, b booking.Booking) bool {
	return !b.Person.IsZero() && b.Person == c.Actor.Person
}

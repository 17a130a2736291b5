package bookingapi

import (
	"errors"
	"slices"
	"strconv"
	"time"

	"mitoyen/internal/api"
	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// Wish is what somebody wants.
type Wish struct {
	Resource string    `json:"resource" format:"uuid"`
	From     time.Time `json:"from" doc:"With any offset." example:"2026-11-25T14:00:00+01:00"`
	To       time.Time `json:"to" example:"2026-11-25T16:00:00+01:00"`
	Units    *int      `json:"units,omitempty" minimum:"0" maximum:"100000" default:"1"`
	People   *int      `json:"people,omitempty" minimum:"0" maximum:"100000" default:"1"`
	Name     string    `json:"name,omitempty" maxLength:"400" doc:"Who comes; for oneself, one's own name when it lacks."`
	Email    string    `json:"email,omitempty" maxLength:"400" doc:"Where letters go; none are sent when it lacks."`
	Phone    string    `json:"phone,omitempty" maxLength:"100"`
	Purpose  string    `json:"purpose,omitempty" maxLength:"2000" doc:"What it is for, where one wants to say."`
	Team     bool      `json:"team,omitempty" doc:"Book for somebody else, as the team of the place."`
	Member   string    `json:"member,omitempty" format:"uuid" doc:"With \"team\": the member for whom it is."`
	Reason   string    `json:"reason,omitempty" maxLength:"400" doc:"With \"team\": why rules are let pass that the team may let pass (\"override\"). It is kept."`
}

// read makes a wish of what came, and looks up what it is about.
func (w Wish) read(tx *store.Tx) (q booking.AtOnceRequest, p place.Place, r resource.Resource, err error) {
	var b fault.Breaches
	for name, at := range map[string]time.Time{"from": w.From, "to": w.To} {
		b.Check(ofOurTimes(at), name, "booking.day_unreadable")
	}
	which, err := id.Parse[resource.Resource](w.Resource)
	if err != nil {
		return q, p, r, fault.New(fault.NotFound, "resource.unknown")
	}
	if err := b.Err(); err != nil {
		return q, p, r, err
	}
	if r, err = resource.FindByID(tx, which); err != nil {
		return q, p, r, err
	}
	p, err = place.Find(tx, r.Place)
	q.Resource, q.From, q.To, q.Units, q.People = r.ID, civil.At(w.From), civil.At(w.To), or(w.Units, 1), or(w.People, 1)
	q.Contact = booking.Contact{Name: form.Line(w.Name), Email: form.Line(w.Email), Phone: form.Line(w.Phone)}
	q.Purpose = form.Lines(w.Purpose)
	return q, p, r, err
}

// ofOurTimes: what lies centuries away is a slip, and no database's calendar reaches everywhere.
func ofOurTimes(at time.Time) bool { return at.Year() >= 2000 && at.Year() <= 2200 }

func or(n *int, otherwise int) int {
	if n == nil {
		return otherwise
	}
	return *n
}

func number(b booking.Booking) string { return strconv.FormatInt(b.Number, 10) }

// book does what a wish asks: for oneself, or as the team for somebody else.
func (o Rooms) book(c *api.Call, tx *store.Tx, w Wish) (b booking.Booking, err error) {
	q, p, r, err := w.read(tx)
	if err != nil {
		return b, err
	}
	q.Lang, q.Schools = c.Lang, o.Schools()
	if !w.Team {
		if q.Contact.Name == "" {
			q.Contact.Name = c.Actor.Name
		}
		b, err = booking.AtOnce(tx, c.Actor, q)
		return b, refused(c, p, r, err)
	}
	t := booking.BookRequest{Resource: q.Resource, From: q.From, To: q.To, Units: q.Units, People: q.People, Contact: q.Contact, Purpose: q.Purpose, Reason: form.Line(w.Reason), Lang: q.Lang, Schools: q.Schools}
	if w.Member != "" {
		if t.Member, err = id.Parse[membership.Member](w.Member); err != nil {
			return b, fault.New(fault.NotFound, "membership.unknown")
		}
	}
	link, err := booking.Book(tx, c.Actor, t)
	if err != nil {
		return b, refused(c, p, r, err)
	}
	return booking.FindByLink(tx, link)
}

// refused makes a problem of a refusal by the rules, with whether the team may let each pass, and the ways out.
func refused(c *api.Call, p place.Place, r resource.Resource, err error) error {
	var by *booking.Refusal
	if !errors.As(err, &by) {
		return err
	}
	problem := c.Problem(by.Unwrap())
	for i, x := range by.Breaches {
		problem.Breaches[i] = breach(c, p, r, x)
	}
	if len(by.Who) == 0 && takenAlone(by.Breaches) {
		problem.Conflict(c.P.T("api.title.conflict"))
	}
	return problem
}

// breach is a breach of the rules as programs read it.
func breach(c *api.Call, p place.Place, r resource.Resource, x booking.Breach) api.Breach {
	f := fault.Field{Code: x.Code, Args: x.Args}
	return api.Breach{Code: x.Code, Message: booking.Say(c.P, f), Field: "time", Override: x.Staff, WayOut: wayOut(c, p, r, x.Way)}
}

// takenAlone reports whether nothing is in the way but that others have it.
func takenAlone(all []booking.Breach) bool {
	return !slices.ContainsFunc(all, func(x booking.Breach) bool { return x.Code != "booking.taken" && x.Code != "booking.house_full" })
}

// wayOut is the page where one can do something about a breach.
func wayOut(c *api.Call, p place.Place, r resource.Resource, way booking.Way) string {
	switch way {
	case booking.SignIn:
		return c.Link("account.tokens")
	case booking.AskPlace:
		return c.Link("place.show", "slug", p.Slug) + "#venir"
	case booking.SeeMembers:
		return c.Link("member.all", "slug", p.Slug)
	case booking.SeeFree:
		return c.Link("booking.choose", "slug", p.Slug, "resource", r.Slug)
	case booking.SeeMine:
		return c.Link("booking.mine")
	}
	return ""
}

type checking struct{ Body Wish }

// Checked is what the rules would say.
type Checked struct {
	OK       bool         `json:"ok" doc:"It could be booked, at this moment."`
	Breaches []api.Breach `json:"breaches" doc:"All that is in the way."`
}

type checked struct{ Body Checked }

func (o Rooms) check(c *api.Call, in *checking) (*checked, error) {
	out := &checked{}
	out.Body.Breaches = []api.Breach{}
	if in.Body.Name == "" && c.Actor.Name == "" || in.Body.Team && in.Body.Name == "" {
		in.Body.Name = "-" // who it is for is said when one books
	}
	var told *api.Problem
	_, err := booking.Foresee(c.Ctx(), c.Shell.DB, func(tx *store.Tx) error {
		told = nil
		_, err := o.book(c, tx, in.Body)
		if errors.As(err, &told) {
			return nil
		}
		if f, ok := fault.As(err); ok && len(f.Fields) > 0 {
			told = c.Problem(err)
			return nil
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if told != nil {
		out.Body.Breaches = told.Breaches
	}
	out.Body.OK = told == nil
	return out, nil
}

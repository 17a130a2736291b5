// Package resourceapi tells programs what places lend, under which rules, and when it is free. Everything here is public.
package resourceapi

import (
	"net/http"
	"time"

	"mitoyen/internal/api"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// Rooms are the operations of this package.
type Rooms struct {
	Schools func() *opening.SchoolCalendar
}

// Add adds them to the API.
func (o Rooms) Add(s *api.Shell) {
	api.Add(s, api.Op{ID: "list-resources", Method: http.MethodGet, Path: "/places/{slug}/resources", Tag: "Resources", Summary: "What a place lends", Refuses: []int{404}}, o.list)
	api.Add(s, api.Op{ID: "get-resource", Method: http.MethodGet, Path: "/resources/{id}", Tag: "Resources", Summary: "A resource and its rules", Refuses: []int{404}}, o.get)
	api.Add(s, api.Op{ID: "list-free", Method: http.MethodGet, Path: "/resources/{id}/free", Tag: "Resources", Summary: "When a resource is free", Refuses: []int{404},
		Description: "The stretches in which a booking can begin now, on the place's wall: by the hour from the first possible start on, whole slots, or nights. " +
			"What it says was so when it was read: booking checks again, and \"check-booking\" tells for one wish and one person."}, o.free)
}

// Resource is something that a place lends, as programs read it.
type Resource struct {
	ID        string   `json:"id" format:"uuid"`
	Slug      string   `json:"slug" doc:"Its name in addresses, within its place." example:"salle-du-quai"`
	Place     string   `json:"place" doc:"The place's name in addresses." example:"la-gare"`
	Name      string   `json:"name" example:"Salle du quai"`
	Kind      string   `json:"kind" enum:"desk,office,room,machine,kitchen,workshop,tool,showroom,counter,bed,vehicle,stop"`
	Units     int      `json:"units" doc:"How many there are: twelve desks are one resource of twelve units."`
	Summary   string   `json:"summary"`
	Equipment []string `json:"equipment"`
	People    int      `json:"people" doc:"Most people at once; 0 when nobody said."`
	StepFree  string   `json:"step_free" enum:"yes,no,unknown"`
	Access    string   `json:"access" doc:"How one gets in, in words."`
	Terms     string   `json:"terms" doc:"Rules of the house, in words."`
	Rules     Rules    `json:"rules" doc:"As they hold for everybody; members may have others. 0 sets no bound."`
	Page      string   `json:"page" format:"uri" doc:"Where people book it."`
}

// Rules are what a program needs to offer times that can be booked.
type Rules struct {
	Mode     string `json:"mode" enum:"free,slots,nights" doc:"Any hours by a step, fixed slots of the day, or nights."`
	Step     int    `json:"step" doc:"Minutes between possible starts."`
	Min      int    `json:"min" doc:"Shortest: minutes, or nights."`
	Max      int    `json:"max" doc:"Longest: minutes, or nights."`
	Slots    []Slot `json:"slots,omitempty"`
	Arrive   string `json:"arrive,omitempty" doc:"For nights: hour of arrival." example:"16:00"`
	Leave    string `json:"leave,omitempty" doc:"For nights: hour of departure."`
	Days     int    `json:"days" doc:"Most days that a booking by the hour touches."`
	Notice   int    `json:"notice" doc:"Minutes before the start."`
	Horizon  int    `json:"horizon" doc:"Days ahead."`
	Cancel   int    `json:"cancel" doc:"Minutes before the start until which one can change or cancel."`
	Repeat   int    `json:"repeat" doc:"Most dates of a series; 0: it isn't booked again and again."`
	SignIn   bool   `json:"sign_in" doc:"Only for people who sign in; a token does."`
	Members  bool   `json:"members" doc:"Only for members of the organisation."`
	Approved bool   `json:"approved" doc:"A booking is asked for, and the team says yes or no."`
}

// Slot is a fixed part of a day.
type Slot struct {
	From string `json:"from" example:"09:00"`
	To   string `json:"to" example:"12:30"`
}

func resourceOf(c *api.Call, p place.Place, r resource.Resource) Resource {
	v := Resource{ID: r.ID.String(), Slug: r.Slug, Place: p.Slug, Name: r.Name, Kind: string(r.Kind), Units: r.Units, Summary: r.Sheet.Summary, Equipment: r.Sheet.Equipment, People: r.Sheet.People,
		StepFree: "unknown", Access: r.Sheet.Access, Terms: r.Sheet.Terms, Rules: rulesOf(r.Rules), Page: c.Link("booking.choose", "slug", p.Slug, "resource", r.Slug)}
	if v.Equipment == nil {
		v.Equipment = []string{}
	}
	if r.Sheet.StepFree == place.Yes || r.Sheet.StepFree == place.No {
		v.StepFree = string(r.Sheet.StepFree)
	}
	return v
}

func rulesOf(r resource.Rules) Rules {
	v := Rules{Mode: "free", Step: r.StepMinutes(), Min: r.MinMinutes(), Max: r.Max, Days: r.MostDays(), Notice: r.Notice, Horizon: r.HorizonDays(), Cancel: r.Cancel, Repeat: r.Repeat, SignIn: r.Sign,
		Members: r.Who.Members || len(r.Who.Groups) > 0, Approved: r.Approve}
	switch r.Mode {
	case resource.Slots:
		v.Mode = string(r.Mode)
		for _, s := range r.Slots {
			v.Slots = append(v.Slots, Slot{s.From.String(), s.To.String()})
		}
	case resource.Nights:
		v.Mode, v.Min, v.Arrive, v.Leave = string(r.Mode), max(1, r.Min), r.Arrive.String(), r.Leave.String()
	}
	return v
}

type ofPlace struct {
	Slug string `path:"slug" maxLength:"100" doc:"The place's name in addresses." example:"la-gare"`
}

// Resources are all that a place lends.
type Resources struct {
	Items []Resource `json:"items"`
}

type listed struct{ Body Resources }

func (o Rooms) list(c *api.Call, in *ofPlace) (*listed, error) {
	out := &listed{}
	out.Body.Items = []Resource{}
	return out, c.View(func(tx *store.Tx) error {
		p, err := place.FindBySlug(tx, in.Slug)
		if err != nil {
			return err
		}
		all, err := resource.Of(tx, p.ID, false)
		for _, r := range all {
			out.Body.Items = append(out.Body.Items, resourceOf(c, p, r))
		}
		return err
	})
}

// ByID names a resource.
type ByID struct {
	ID string `path:"id" format:"uuid"`
}

type one struct{ Body Resource }

func (o Rooms) get(c *api.Call, in *ByID) (*one, error) {
	out := &one{}
	return out, c.View(func(tx *store.Tx) error {
		p, r, err := lent(tx, in.ID)
		if err == nil {
			out.Body = resourceOf(c, p, r)
		}
		return err
	})
}

var errUnknown = fault.New(fault.NotFound, "resource.unknown")

// lent reads what is lent today, with its place.
func lent(tx *store.Tx, which string) (p place.Place, r resource.Resource, err error) {
	x, err := id.Parse[resource.Resource](which)
	if err != nil {
		return p, r, errUnknown
	}
	if r, err = resource.FindByID(tx, x); err != nil {
		return p, r, err
	}
	if !r.Retired.IsZero() {
		return p, r, errUnknown
	}
	p, err = place.Find(tx, r.Place)
	return p, r, err
}

type span struct {
	ByID
	From string `query:"from" format:"date" doc:"First day; today when it lacks." example:"2026-11-24"`
	To   string `query:"to" format:"date" doc:"Last day, at most 31 later; a week when it lacks." example:"2026-11-30"`
}

// Free is when a resource is free.
type Free struct {
	From  string    `json:"from" format:"date" doc:"First day."`
	To    string    `json:"to" format:"date" doc:"Last day."`
	Zone  string    `json:"zone" example:"Europe/Paris"`
	Items []Stretch `json:"items"`
}

type free struct{ Body Free }

// Stretch is a time that is free.
type Stretch struct {
	From  time.Time `json:"from" doc:"On the place's wall." example:"2026-11-25T14:00:00+01:00"`
	To    time.Time `json:"to" example:"2026-11-25T16:30:00+01:00"`
	Units int       `json:"units" doc:"The fewest that are left meanwhile."`
}

// mostDays bounds how far one answer reaches.
const mostDays = 31

func (o Rooms) free(c *api.Call, in *span) (*free, error) {
	out := &free{}
	out.Body.Items = []Stretch{}
	return out, c.View(func(tx *store.Tx) error {
		p, r, err := lent(tx, in.ID)
		if err != nil {
			return err
		}
		zone := p.Zone()
		first, last, err := in.days(civil.DateOf(tx.Now.In(zone)))
		if err != nil {
			return err
		}
		out.Body.From, out.Body.To, out.Body.Zone = first.String(), last.String(), zone.String()
		// What is had by the night ends on the day after.
		g, err := resource.Look(tx, p, o.Schools(), []resource.Resource{r}, first, last.AddDays(1))
		if err != nil {
			return err
		}
		v := resource.Vacancies{Resource: &r, Zone: zone, Now: tx.Now, Stretches: resource.Joined(g.Stretches(r)), Latest: r.Latest(tx.Now, zone)}
		end := civil.At(last.AddDays(1).In(zone))
		for _, x := range v.Free(first, last) {
			if !x.From.Before(end) {
				break
			}
			if r.Rules.Mode == resource.Free && end.Before(x.To) {
				x.To = end
			}
			out.Body.Items = append(out.Body.Items, Stretch{x.From.In(zone), x.To.In(zone), x.Units})
		}
		return nil
	})
}

// days are the days asked for.
func (s *span) days(today civil.Date) (first, last civil.Date, err error) {
	first, last = today, today.AddDays(6)
	var b fault.Breaches
	if s.From != "" {
		first, err = civil.ParseDate(s.From)
		b.Check(err == nil && first.Year >= 2000 && first.Year <= 2200, "from", "booking.day_unreadable")
		last = first.AddDays(6)
	}
	if s.To != "" {
		last, err = civil.ParseDate(s.To)
		b.Check(err == nil && last.Year >= 2000 && last.Year <= 2200, "to", "booking.day_unreadable")
	}
	b.Check(!last.Before(first) && last.DaysSince(first) <= mostDays, "to", "api.days", fault.Args{"Most": mostDays})
	return first, last, b.Err()
}

// Package resource is what a place lends ("ressource"): desks in a pool, offices, rooms, machines, kitchen stations, tools, beds, a counter
// with appointments.
//
// A resource has units (twelve desks are one resource of twelve units), a kind, rules of lending, and hours: the place's own, or others.
// It may share its ground with other resources: the whole hall has its two halves as parts, and a laser needs its extraction. Whoever has
// the one then has units of the other's pool as well (package capacity), so that no rule about it can be forgotten.
//
// When a resource can be had is computed, never drawn by hand: from the hours with their exceptions and holidays, from closures, and from
// what is taken. A year ahead costs nothing.
//
// Everything here belongs to the organisation that operates the place. Who has booked is not known here (package booking).
package resource

import (
	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// ID names a resource.
type ID = id.Of[Resource]

// Kind is the trade of a resource.
type Kind string

// The kinds.
const (
	Desk     Kind = "desk"     // "bureau" in a shared room
	Office   Kind = "office"   // "bureau fermé"
	Room     Kind = "room"     // "salle"
	Machine  Kind = "machine"  // "machine"
	Kitchen  Kind = "kitchen"  // "poste de cuisine"
	Workshop Kind = "workshop" // "établi, atelier"
	Tool     Kind = "tool"     // "outil à emprunter"
	Showroom Kind = "showroom" // "vitrine"
	Counter  Kind = "counter"  // "guichet, rendez-vous"
	Bed      Kind = "bed"      // "chambre, lit": by the night
	Vehicle  Kind = "vehicle"  // "véhicule"
	Passage  Kind = "stop"     // "passage" of a mobile place
)

// Kinds lists every kind, in the order in which they are offered.
var Kinds = []Kind{Desk, Office, Room, Machine, Workshop, Kitchen, Tool, Showroom, Counter, Bed, Vehicle, Passage}

// Resource is something that a place lends.
type Resource struct {
	ID           ID
	Organisation organisation.ID
	Place        place.ID
	Pool         capacity.PoolID
	Units        int // of the pool
	Slug         string
	Name         string
	Kind         Kind
	Sort         int
	Sheet        Sheet
	Hours        string  // its own, OpenStreetMap opening_hours; "" as the place
	Rules        Rules   // as they hold for everybody
	Own          Layer   // what the resource itself says of them
	Below        []Layer // what its place and its kind say, the place first
	Draws        []Draw
	Crowd        Crowd
	Retired      civil.Instant
	ChangedAt    civil.Instant
}

// Sheet is what people read about a resource before they book.
type Sheet struct {
	Summary   string       `json:"summary,omitempty"`
	Equipment []string     `json:"equipment,omitempty"`
	People    int          `json:"people,omitempty"` // most people at once in it; 0: nobody said
	StepFree  place.Answer `json:"step_free,omitempty"`
	Access    string       `json:"access,omitempty"` // in words: "porte de 93 cm"
	Terms     string       `json:"terms,omitempty"`  // rules of the house, in words
	Begin     []string     `json:"begin,omitempty"`  // checklist on arriving
	End       []string     `json:"end,omitempty"`    // checklist on leaving
}

// Draw is what a resource takes of another one when it is had.
type Draw struct {
	Other ID
	Name  string // of the other
	Pool  capacity.PoolID
	Units int  // of the other's pool
	Whole bool // all its units (a part); otherwise one for each unit (a need)
}

// Asks is what somebody asks of capacity who wants units of the resource over an interval.
func (r Resource) Asks(units int, from, to civil.Instant) []capacity.Ask {
	asks := []capacity.Ask{{Pool: r.Pool, Units: units, From: from, To: to}}
	for _, d := range r.Draws {
		n := units
		if d.Whole {
			n = d.Units
		}
		asks = append(asks, capacity.Ask{Pool: d.Pool, Units: n, From: from, To: to})
	}
	return asks
}

// Crowd is the head-count of the building that a resource stands in, as a pool of people. Its Pool is zero where nobody set one.
type Crowd struct {
	Pool capacity.PoolID
	Most int // people at once, over all bookings of the place
}

// Heads is how many people a booking brings into the house. Where a unit is a seat, each one that is taken is somebody; what is lent to be
// taken away, shown or driven brings nobody.
func (r Resource) Heads(units, people int) int {
	switch r.Kind {
	case Tool, Showroom, Vehicle, Passage:
		return 0
	case Desk, Workshop, Kitchen, Bed:
		return max(units, people)
	}
	return people
}

// Enter is what a booking asks of the building's head-count, beside Asks: nothing where nobody set one. Nobody stays for the buffer.
func (r Resource) Enter(units, people int, from, to civil.Instant) []capacity.Ask {
	heads := r.Heads(units, people)
	if r.Crowd.Pool.IsZero() || heads < 1 {
		return nil
	}
	return []capacity.Ask{{Pool: r.Crowd.Pool, Units: heads, From: from, To: to}}
}

// For is the resource under the rules for somebody who is of groups of members. above is what the place has said for groups (GroupRules);
// agreed lies over all of it.
func (r Resource) For(groups []GroupID, above []GroupRule, agreed ...Layer) Resource {
	var layers []Layer
	for i := len(groups) - 1; i >= 0; i-- { // an earlier group wins
		for _, g := range above {
			if g.Group == groups[i] && g.meets(r) {
				layers = append(layers, g.Layer)
			}
		}
	}
	if layers = append(layers, agreed...); len(layers) > 0 {
		r.Rules = Merge(r.Own, r.Below, layers)
	}
	return r
}

// Pools lists the pools that the resource draws on, its own first.
func (r Resource) Pools() []capacity.PoolID {
	pools := []capacity.PoolID{r.Pool}
	for _, d := range r.Draws {
		pools = append(pools, d.Pool)
	}
	if !r.Crowd.Pool.IsZero() && r.Heads(1, 1) > 0 {
		pools = append(pools, r.Crowd.Pool)
	}
	return pools
}

// Package network is places that work together. It holds agreements ("accords"): a place opens what it lends, or some of it, to the members of
// another organisation, on terms that both have read.
//
// The host proposes: what is open, under which rules, from when until when, with how much notice. The guest's manager accepts, for all its
// members or for some of its groups, or refuses. While the agreement holds, those members count as members at the host's place (GuestOf);
// either side ends it, and it then runs for the notice that was agreed.
//
// What is always true: neither side reads the other's members. On a booking, the host reads the name that the person gave and the
// organisation that they come from, and no more. Bookings that were made while it held stand when it ends. Every step stands in the journal.
package network

import (
	"slices"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/membership"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// ID names an agreement.
type ID = membership.AgreementID

// State is how far an agreement has come. Whether it is over, its days say.
type State string

// The states.
const (
	Proposed  State = "proposed"
	Accepted  State = "accepted"
	Refused   State = "refused"
	Withdrawn State = "withdrawn" // by the host, before there was an answer
)

// Agreement is what a place opens to the members of another organisation.
type Agreement struct {
	ID          ID
	Host        organisation.ID
	Place       place.ID // of the host
	Guest       organisation.ID
	HostName    string
	PlaceName   string
	GuestName   string
	State       State
	Opens       Opening
	As          membership.GroupID // of the host: the group whose rules hold for guests; zero: none
	Rules       resource.Layer     // laid over all others
	Terms       string
	Groups      []membership.GroupID // of the guest: those who may come; none: all members
	First, Last civil.Date           // the last day on which it holds; zero: until somebody ends it
	Notice      int                  // days
	Answer      string
	EndedBy     organisation.ID
	CreatedAt   civil.Instant
}

// Opening is what is open. The zero value is all that the place lends.
type Opening struct {
	Kinds     []resource.Kind `json:"kinds,omitempty"`
	Resources []resource.ID   `json:"resources,omitempty"`
}

// Has reports whether a resource is open.
func (o Opening) Has(r resource.Resource) bool {
	return len(o.Kinds)+len(o.Resources) == 0 || slices.Contains(o.Kinds, r.Kind) || slices.Contains(o.Resources, r.ID)
}

// Holds reports whether the agreement holds from a day to a day.
func (a Agreement) Holds(first, last civil.Date) bool {
	return a.State == Accepted && !first.Before(a.First) && (a.Last.IsZero() || !a.Last.Before(last))
}

// Over reports whether the agreement was in force and no longer is, or never came to be.
func (a Agreement) Over(today civil.Date) bool {
	return a.State == Refused || a.State == Withdrawn || !a.Last.IsZero() && a.Last.Before(today)
}

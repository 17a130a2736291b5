package booking

import (
	"errors"
	"slices"

	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// RearrangeRequest is what the team makes of a booking: another time, another resource of the same place, or both. What is zero stays.
type RearrangeRequest struct {
	Booking       ID
	Resource      resource.ID
	From, To      civil.Instant
	Units, People int
	Reason        string // why a rule is let pass that the team may let pass; "" lets none pass
	Schools       *opening.SchoolCalendar
}

// onto is the booking as it is asked for.
func (q RearrangeRequest) onto(b Booking) Booking {
	if !q.Resource.IsZero() {
		b.Resource = q.Resource
	}
	if !q.From.IsZero() {
		b.From = q.From
	}
	if !q.To.IsZero() {
		b.To = q.To
	}
	if q.Units != 0 {
		b.Units = q.Units
	}
	if q.People != 0 {
		b.People = q.People
	}
	return b
}

// MayRearrange reports whether the team can still change a booking: nil, or the reason why not. No deadline binds the team.
func MayRearrange(b Booking) error {
	if !slices.Contains([]State{Confirmed, Here}, b.State) {
		return fault.New(fault.Conflict, "booking.over")
	}
	return nil
}

// Rearrange is the team's change of a booking that is awaited or here. It is checked like a new one; what was had before is given back in
// the same moment. Asking for what already is changes nothing, and fresh is false: nobody is to be told. Whoever calls tells the person.
//
// Where the rules want approval, whoever can't give it asks for it.
//
// Errors: Forbidden for whoever isn't of the desk; Conflict when the booking is over; NotFound for a resource of another place; *Refusal with
// every rule in the way, save those let pass with a reason, which stands in the journal.
func Rearrange(tx *store.Tx, by organisation.Actor, q RearrangeRequest) (b Booking, fresh bool, err error) {
	before, err := find(tx, `id = $1`+tx.ForUpdate(), q.Booking)
	if err != nil {
		return before, false, err
	}
	p, err := place.Find(tx, before.Place)
	if err != nil {
		return before, false, err
	}
	if err := mustRunDesk(by, p); err != nil {
		return before, false, err
	}
	if err := MayRearrange(before); err != nil {
		return before, false, err
	}
	if b = q.onto(before); b == before {
		return b, false, nil
	}
	r, err := resource.FindByID(tx, b.Resource)
	if err != nil {
		return before, false, err
	}
	switch {
	case r.Place != before.Place:
		return before, false, fault.New(fault.NotFound, "resource.unknown")
	case !r.Retired.IsZero() && r.ID != before.Resource:
		return before, false, fault.New(fault.Conflict, "booking.no_longer_lent")
	}
	if b.State == Here && tx.Now.Before(b.From) { // they will have to come again
		b.State = Confirmed
	}
	b.Sequence++
	err = take(tx, by, r, &b, taking{schools: q.Schools, desk: true, pass: q.Reason != ""}, func(l *capacity.Locked, asks []capacity.Ask) error {
		return l.Move(b.owner(), civil.Instant{}, asks...)
	})
	if err != nil {
		return before, false, err
	}
	if r, err = rulesFor(tx, r, b); err != nil {
		return before, false, err
	}
	if b.State == Confirmed {
		b.settle(r, !MayAnswer(by, p))
	}
	return b, true, errors.Join(update(tx, b), noteWhy(tx, by, b, "booking.moved", q.Reason))
}

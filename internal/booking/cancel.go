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
	"mitoyen/internal/resource"
)

// Cancel gives a booking's units back, or leaves the line. Whoever has the link may until the deadline of the rules; what isn't theirs yet,
// at any time. Cancelling twice changes nothing, and fresh is false.
func Cancel(tx *store.Tx, by organisation.Actor, link string) (b Booking, fresh bool, err error) {
	if b, err = forChange(tx, link); err != nil {
		return b, false, err
	}
	if slices.Contains([]State{Cancelled, Lapsed, Refused}, b.State) {
		return b, false, nil
	}
	unsure := slices.Contains([]State{Held, Waiting, Offered}, b.State) // nothing was theirs yet
	if !unsure {
		r, err := resource.FindByID(tx, b.Resource)
		if err != nil {
			return b, false, err
		}
		if err := b.mayChange(r, tx.Now); err != nil {
			return b, false, err
		}
	}
	if err := capacity.Free(tx, b.owner().ID); err != nil {
		return b, false, err
	}
	b.State = Cancelled
	b.Sequence++
	if err := update(tx, b); err != nil || unsure {
		return b, true, err
	}
	return b, true, note(tx, by, b, "booking.cancelled")
}

// mayChange is the deadline of the rules, for whoever booked.
func (b Booking) mayChange(r resource.Resource, now civil.Instant) error {
	switch {
	case b.State != Confirmed && b.State != Asked:
		return fault.New(fault.Conflict, "booking.over")
	case !now.Before(b.From):
		return fault.New(fault.Conflict, "booking.already_begun")
	case b.State == Confirmed && b.From.Sub(now) < minutes(r.Rules.Cancel): // what is only asked can be withdrawn
		return fault.New(fault.Conflict, "booking.too_late", fault.Args{"Minutes": r.Rules.Cancel})
	}
	return nil
}

// MayChange reports whether whoever has the link can still change or cancel: nil, or the reason why not.
func MayChange(b Booking, r resource.Resource, now civil.Instant) error { return b.mayChange(r, now) }

// ChangeRequest is another time for a confirmed booking.
type ChangeRequest struct {
	Link     string
	From, To civil.Instant
	Units    int
	People   int
	Schools  *opening.SchoolCalendar
}

// Change moves a confirmed booking to another time. It is checked like a new one, and what was had before is given back in the same
// moment: nobody is ever without either. Where the rules want approval, it is asked for anew. Errors: those of Cancel, and *Refusal.
func Change(tx *store.Tx, by organisation.Actor, q ChangeRequest) (b Booking, err error) {
	if b, err = forChange(tx, q.Link); err != nil {
		return b, err
	}
	r, err := resource.FindByID(tx, b.Resource)
	if err != nil {
		return b, err
	}
	if err := b.mayChange(r, tx.Now); err != nil {
		return b, err
	}
	b.From, b.To, b.Units, b.People = q.From, q.To, q.Units, q.People
	b.Sequence++
	err = take(tx, by, r, &b, taking{schools: q.Schools}, func(l *capacity.Locked, asks []capacity.Ask) error {
		return l.Move(b.owner(), civil.Instant{}, asks...)
	})
	if err != nil {
		return b, err
	}
	if r, err = rulesFor(tx, r, b); err != nil {
		return b, err
	}
	b.settle(r, true)
	return b, errors.Join(update(tx, b), note(tx, by, b, "booking.moved"))
}

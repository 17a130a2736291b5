package booking

import (
	"errors"
	"slices"
	"time"

	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/resource"
)

// beforeStart is how long before its start a booking can be checked in at the door.
const beforeStart = 30 * time.Minute

// atDoor finds the booking that a number names at the door of a resource: under way, or about to begin. Whatever else the number may be,
// nothing is told of it.
func atDoor(tx *store.Tx, r resource.Resource, number int64) (Booking, error) {
	b, err := find(tx, `organisation_id = $1 AND number = $2`+tx.ForUpdate(), r.Organisation, number)
	var no fault.Breaches
	no.Add("number", "booking.door_unknown")
	switch {
	case fault.Is(err, fault.NotFound):
		return b, no.Err()
	case err != nil:
		return b, err
	case b.Resource != r.ID || !slices.Contains([]State{Confirmed, Here}, b.State) || tx.Now.Before(b.From.Add(-beforeStart)) || !tx.Now.Before(b.To):
		return b, no.Err()
	}
	return b, nil
}

// ArriveAtDoor checks somebody in who gives the number of their booking at the door of what they booked. Doing it twice changes nothing.
// Errors: Invalid for a number of which no booking is under way here, or begins within half an hour.
func ArriveAtDoor(tx *store.Tx, by organisation.Actor, r resource.Resource, number int64) (Booking, error) {
	b, err := atDoor(tx, r, number)
	if err != nil || b.State == Here {
		return b, err
	}
	b.State = Here
	return b, errors.Join(update(tx, b), note(tx, by, b, "booking.arrived_at_door"))
}

// ExtendAtDoor lets somebody who is there stay until later, if nobody else has it then. It is checked like a change: *Refusal tells every
// rule that is in the way, save those about how early one books.
func ExtendAtDoor(tx *store.Tx, by organisation.Actor, r resource.Resource, number int64, to civil.Instant, schools *opening.SchoolCalendar) (Booking, error) {
	b, err := atDoor(tx, r, number)
	if err != nil {
		return b, err
	}
	if !b.To.Before(to) {
		var no fault.Breaches
		no.Add("to", "booking.door_not_later")
		return b, no.Err()
	}
	b.To = to
	b.Sequence++
	err = take(tx, by, r, &b, taking{schools: schools, running: true}, func(l *capacity.Locked, asks []capacity.Ask) error {
		return l.Move(b.owner(), civil.Instant{}, asks...)
	})
	if err != nil {
		return b, err
	}
	return b, errors.Join(update(tx, b), note(tx, by, b, "booking.extended"))
}

package booking

import (
	"unicode/utf8"

	"errors"
	"slices"

	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// AmendRequest is a booking as the team wants it now: all of it, changed or not.
type AmendRequest struct {
	Submission string
	Booking    ID
	Resource   resource.ID
	From, To   civil.Instant
	Units      int
	People     int
	Contact    Contact
	Purpose    string
	Reason     string // why a rule is let pass that the team may let pass; "" lets none pass
	Schools    *opening.SchoolCalendar
}

// Amended is what a change by the team did.
type Amended struct {
	Booking Booking
	Matters bool // to whoever comes: another time, another thing, or an address that knew nothing yet
}

// Amend is Rearrange of a booking whose contact and purpose are mended at the same time. These can be mended whatever the rules say today.
// What is wrong with who and with when is told at once. Errors: those of Rearrange, and Invalid.
func Amend(tx *store.Tx, by organisation.Actor, q AmendRequest) (a Amended, err error) {
	_, err = form.Once(tx, q.Submission, func() (string, error) {
		a, err = amend(tx, by, q)
		return q.Booking.String(), err
	})
	return a, err
}

func amend(tx *store.Tx, by organisation.Actor, q AmendRequest) (a Amended, err error) {
	contact, unread := q.Contact.read()
	if utf8.RuneCountInString(q.Purpose) > mostText {
		var x fault.Breaches
		x.Within("purpose", q.Purpose, mostText)
		unread = together(unread, x.Err())
	}
	b, moved, err := Rearrange(tx, by, RearrangeRequest{Booking: q.Booking, Resource: q.Resource, From: q.From, To: q.To, Units: q.Units,
		People: q.People, Reason: q.Reason, Schools: q.Schools})
	if unread != nil || err != nil {
		return a, together(unread, err)
	}
	a = Amended{Matters: moved || b.Email != contact.Email}
	was := b
	b.Contact, b.Purpose = contact, q.Purpose
	if a.Booking = b; b == was {
		return a, nil
	}
	return a, errors.Join(update(tx, b), note(tx, by, b, "booking.corrected")) // the words themselves stand in the booking, where they can be erased
}

// CancelFor takes a booking back in the team's name, at any time before somebody has come: after the deadline too. The reason is for whoever
// booked to read, and stays in the journal. Cancelling twice changes nothing, and fresh is false. Errors: Forbidden; Conflict when they
// have come, or never came.
func CancelFor(tx *store.Tx, by organisation.Actor, which ID, reason string) (b Booking, fresh bool, err error) {
	if b, err = forTeam(tx, by, which); err != nil {
		return b, false, err
	}
	switch {
	case slices.Contains([]State{Cancelled, Lapsed}, b.State):
		return b, false, nil
	case b.State != Confirmed && b.State != Held:
		return b, false, fault.New(fault.Conflict, "booking.over")
	}
	if utf8.RuneCountInString(reason) > mostText {
		var x fault.Breaches
		x.Within("reason", reason, mostText)
		return b, false, x.Err()
	}
	if err := capacity.Free(tx, b.owner().ID); err != nil {
		return b, false, err
	}
	b.State = Cancelled
	b.Sequence++
	return b, true, errors.Join(update(tx, b), noteWhy(tx, by, b, "booking.withdrawn", reason))
}

// forTeam reads a booking to change it, for somebody of its place's desk.
func forTeam(tx *store.Tx, by organisation.Actor, which ID) (Booking, error) {
	b, err := find(tx, `id = $1`+tx.ForUpdate(), which)
	if err != nil {
		return b, err
	}
	p, err := place.Find(tx, b.Place)
	if err != nil {
		return b, err
	}
	return b, mustRunDesk(by, p)
}

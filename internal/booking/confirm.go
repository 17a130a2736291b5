package booking

import (
	"unicode/utf8"

	"errors"
	"strconv"

	"mitoyen/internal/account"
	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/resource"
)

// ConfirmRequest says who books what was held.
type ConfirmRequest struct {
	Link    string
	Contact Contact
	Purpose string // what it is for, where the person wants to say
	Schools *opening.SchoolCalendar
}

// Confirm makes a held booking theirs and numbers it; where the rules want approval, it is asked for. Doing it again changes nothing. When the hold has run out, or somebody has signed in
// since, it is checked like a new one: a *Refusal tells what is in the way now.
func Confirm(tx *store.Tx, by organisation.Actor, q ConfirmRequest) (b Booking, fresh bool, err error) {
	if b, err = forChange(tx, q.Link); err != nil {
		return b, false, err
	}
	switch b.State {
	case Held, Offered, Lapsed:
	case Confirmed, Here, Done, Asked:
		return b, false, nil
	default:
		return b, false, fault.New(fault.Conflict, "booking.over")
	}
	if b.Contact, err = q.Contact.read(); err != nil {
		return b, false, err
	}
	if b.Purpose = q.Purpose; utf8.RuneCountInString(b.Purpose) > mostText {
		var x fault.Breaches
		x.Within("purpose", q.Purpose, mostText)
		return b, false, x.Err()
	}
	newcomer := b.Person.IsZero() && by.SignedIn()
	if newcomer {
		b.Person = by.Person
	}
	return confirmed(tx, by, by, b, newcomer, q.Schools)
}

// confirmed makes a booking that is held, offered or let go whose's own, or asks for it; by does it.
func confirmed(tx *store.Tx, by, whose organisation.Actor, b Booking, newcomer bool, schools *opening.SchoolCalendar) (Booking, bool, error) {
	verb, err := secure(tx, whose, &b, newcomer, schools)
	if err != nil {
		return b, false, err
	}
	if b.Number, err = nextNumber(tx, b); err != nil {
		return b, false, err
	}
	write := update
	if !newcomer {
		write = updateState
	}
	return b, true, errors.Join(write(tx, b), note(tx, by, b, verb))
}

// secure makes the held units the booking's own, and gives the verb for the journal. What was let go, was offered long after it was asked
// for, or is now somebody's who wasn't known, is taken like a new booking.
func secure(tx *store.Tx, by organisation.Actor, b *Booking, newcomer bool, schools *opening.SchoolCalendar) (verb string, err error) {
	if b.State == Held && !newcomer && !b.AsksMore {
		if kept, err := b.keep(tx); kept || err != nil {
			return b.settle(resource.Resource{}, false), err
		}
	}
	r, err := resource.FindByID(tx, b.Resource)
	if err != nil {
		return "", err
	}
	if r, err = rulesFor(tx, r, *b); err != nil {
		return "", err
	}
	if b.State == Held && !newcomer && !r.Rules.AsksWho() {
		if kept, err := b.keep(tx); kept || err != nil {
			return b.settle(r, true), err
		}
	}
	err = take(tx, by, r, b, taking{schools: schools, offered: b.State == Offered}, func(l *capacity.Locked, asks []capacity.Ask) error {
		return l.Move(b.owner(), civil.Instant{}, asks...)
	})
	if err == nil && newcomer && !b.Agreement.IsZero() {
		r, err = rulesFor(tx, r, *b)
	}
	return b.settle(r, true), err
}

// keep makes what is still held the booking's own; false when it was let go.
func (b Booking) keep(tx *store.Tx) (kept bool, err error) { return capacity.Confirm(tx, b.owner().ID) }

// mostText bounds what people write about a booking.
const mostText = 500

// read checks what somebody says of themself. An address or a number that is given must be one.
func (c Contact) read() (Contact, error) {
	var b fault.Breaches
	b.Check(c.Name != "", "name", "booking.name_missing")
	b.Within("name", c.Name, 100)
	if c.Email != "" {
		email, breach := account.ReadEmail(c.Email)
		b.Check(breach == "", "email", breach)
		c.Email = email
	}
	digits := 0
	for _, r := range c.Phone {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	b.Check(c.Phone == "" || digits >= 6 && digits <= 15 && len(c.Phone) <= 30, "phone", "booking.phone_unreadable")
	return c, b.Err()
}

// note writes a change into the journal. Names stand in the booking, where they can be erased.
func note(tx *store.Tx, by organisation.Actor, b Booking, verb string) error {
	return noteWhy(tx, by, b, verb, "")
}

// noteWhy is note with the reason for which a rule was let pass.
func noteWhy(tx *store.Tx, by organisation.Actor, b Booking, verb, reason string) error {
	return journal.Write(tx, entry(by, b, verb, reason))
}

func entry(by organisation.Actor, b Booking, verb, reason string) journal.Entry {
	data := map[string]string{"number": strconv.FormatInt(b.Number, 10), "from": b.From.String(), "to": b.To.String(), "resource": b.Resource.String(), "state": string(b.State)}
	if reason != "" {
		data["reason"] = reason
	}
	return journal.Entry{Person: by.Person.String(), Verb: verb, Kind: "booking", Object: b.ID.String(), Data: data}
}

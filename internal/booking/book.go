package booking

import (
	"errors"

	"mitoyen/internal/account"
	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// BookRequest is a booking that the team makes for somebody who stands at the counter, or calls.
type BookRequest struct {
	Submission string
	Resource   resource.ID
	From, To   civil.Instant
	Units      int
	People     int
	Person     account.ID    // zero: somebody without account
	Member     membership.ID // zero: nobody whom the organisation knows
	Contact    Contact
	Purpose    string
	Reason     string // why a rule is let pass that the team may let pass; "" lets none pass
	Lang       i18n.Lang
	Schools    *opening.SchoolCalendar
}

// MayRunDesk reports whether somebody works at the front desk of a place: its own team.
func MayRunDesk(by organisation.Actor, p place.Place) bool {
	return by.IsSystem() || by.InTeam(organisation.RunDesk, p.Target())
}

func mustRunDesk(by organisation.Actor, p place.Place) error {
	switch {
	case MayRunDesk(by, p):
		return nil
	case !by.SignedIn():
		return fault.New(fault.Unauthenticated, "organisation.sign_in_first")
	}
	return fault.New(fault.Forbidden, "organisation.may_not")
}

// Book books for somebody, at once. The rules are the same as everybody's; those that the team may let pass are, when a reason is given,
// which stands in the journal. The result is the secret of the booking's address. Errors: Forbidden for whoever isn't of the team's desk;
// *Refusal.
func Book(tx *store.Tx, by organisation.Actor, q BookRequest) (link string, err error) {
	return form.Once(tx, q.Submission, func() (string, error) {
		r, err := resource.FindByID(tx, q.Resource)
		if err != nil {
			return "", err
		}
		p, err := place.Find(tx, r.Place)
		if err != nil {
			return "", err
		}
		if err := mustRunDesk(by, p); err != nil {
			return "", err
		}
		b := Booking{ID: id.New[Booking](), Organisation: r.Organisation, Place: r.Place, Resource: r.ID, State: Confirmed, From: q.From, To: q.To,
			Units: q.Units, People: q.People, Person: q.Person, Purpose: q.Purpose, Link: newLink(), Lang: q.Lang}
		if !q.Member.IsZero() {
			m, err := membership.Find(tx, r.Organisation, q.Member)
			if err != nil {
				return "", err
			}
			b.Member, b.Person = m.ID, m.Person
		}
		contact, unread := q.Contact.read()
		b.Contact = contact
		err = take(tx, by, r, &b, taking{schools: q.Schools, desk: true, pass: q.Reason != ""}, func(l *capacity.Locked, asks []capacity.Ask) error {
			return l.Allocate(b.owner(), civil.Instant{}, asks...)
		})
		if unread != nil || err != nil {
			return "", together(unread, err)
		}
		if b.Number, err = nextNumber(tx, b); err != nil {
			return "", err
		}
		if r, err = rulesFor(tx, r, b); err != nil {
			return "", err
		}
		b.settle(r, !MayAnswer(by, p))
		if err := insert(tx, b); err != nil {
			return "", err
		}
		return b.Link, noteWhy(tx, by, b, "booking.made", q.Reason)
	})
}

// together tells what is wrong with who and with when at once.
func together(who, when error) error {
	a, _ := fault.As(who)
	var r *Refusal
	b, ok := fault.As(when)
	switch {
	case who == nil:
		return when
	case errors.As(when, &r):
		return &Refusal{Breaches: r.Breaches, Who: a.Fields}
	case when == nil || !ok || b.Kind != fault.Invalid:
		return errors.Join(when, who)
	}
	all := *b
	all.Fields = append(append([]fault.Field{}, b.Fields...), a.Fields...)
	return &all
}

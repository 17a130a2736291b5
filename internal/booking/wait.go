package booking

import (
	"errors"
	"fmt"
	"time"

	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// WaitRequest is a time that somebody would have if it became free.
type WaitRequest struct {
	Submission string
	Resource   resource.ID
	From, To   civil.Instant
	Units      int
	People     int
	Contact    Contact // with an address or a number: an offer has to reach them
	Lang       i18n.Lang
	Schools    *opening.SchoolCalendar
}

// Wait puts somebody in line for a time that is taken. The result is the secret of the booking's own address, where they see how far from
// the front they stand. When the time has become free meanwhile it is held for them at once, as Hold does. Every other rule is checked as
// for a booking: nobody waits for what they couldn't have. Errors: those of Hold, and breaches beside the fields of who one is.
func Wait(tx *store.Tx, by organisation.Actor, q WaitRequest) (link string, err error) {
	return form.Once(tx, q.Submission, func() (string, error) {
		r, err := resource.FindByID(tx, q.Resource)
		if err != nil {
			return "", err
		}
		if !r.Retired.IsZero() {
			return "", fault.New(fault.Conflict, "booking.no_longer_lent")
		}
		b := Booking{ID: id.New[Booking](), Organisation: r.Organisation, Place: r.Place, Resource: r.ID, State: Waiting, From: q.From, To: q.To,
			Units: q.Units, People: q.People, Person: by.Person, Link: newLink(), Lang: q.Lang}
		contact, unread := q.Contact.reachable()
		b.Contact = contact
		err = take(tx, by, r, &b, taking{schools: q.Schools}, func(l *capacity.Locked, asks []capacity.Ask) error {
			var taken *capacity.Shortage
			err := l.Allocate(b.owner(), tx.Now.Add(HoldFor), asks...)
			if errors.As(err, &taken) {
				return l.Wait(b.owner(), asks...)
			}
			b.State = Held
			return err
		})
		if unread != nil || err != nil {
			return "", together(unread, err)
		}
		return b.Link, insert(tx, b)
	})
}

// reachable is read for somebody who has to be reached.
func (c Contact) reachable() (Contact, error) {
	c, err := c.read()
	if err == nil && c.Email == "" && c.Phone == "" {
		var b fault.Breaches
		b.Add("email", "booking.wait.unreachable")
		err = b.Err()
	}
	return c, err
}

// OfferLasts is how long what became free is kept for the first in line, from what is left until it begins: half of it, so that the next
// has a chance too, but a night's sleep at most and time to read a letter at least.
func OfferLasts(left time.Duration) time.Duration {
	return max(15*time.Minute, min(left/2, 12*time.Hour))
}

// Turn is what becomes of a booking when capacity tells that its turn in line has come, or that what was kept for it no longer is. The
// booking is as it was changed; who waited is to be told (told). Bookings that were merely being decided on lapse in silence.
func Turn(tx *store.Tx, o capacity.Offered) (b Booking, told bool, err error) {
	if o.Owner.Kind != Kind {
		return b, false, nil
	}
	if b, err = find(tx, `id = $1`+tx.ForUpdate(), ID(o.Owner.ID)); err != nil {
		return b, false, err
	}
	switch {
	case !o.Until.IsZero() && b.State == Waiting:
		b.State, told = Offered, true
	case o.Until.IsZero() && (b.State == Waiting || b.State == Offered):
		b.State, told = Lapsed, true
	case o.Until.IsZero() && b.State == Held:
		b.State = Lapsed
	default: // confirmed or cancelled meanwhile
		return b, false, nil
	}
	return b, told, update(tx, b)
}

// Line is how somebody in line stands.
type Line struct {
	Position int           // from 1; 0 for whoever has an offer
	Until    civil.Instant // until when an offer or a hold lasts; zero for whoever waits
}

// LineOf reads how a booking stands that waits, was offered, or is being decided on.
func LineOf(tx *store.Tx, b Booking) (l Line, err error) {
	if b.State == Waiting {
		l.Position, err = capacity.Place(tx, b.owner().ID)
		if fault.Is(err, fault.NotFound) { // its turn comes in this moment
			return Line{Position: 1}, nil
		}
		return l, err
	}
	had, err := capacity.Of(tx, b.owner().ID)
	if err == nil && len(had) > 0 {
		l.Until = had[0].HeldUntil
	}
	return l, err
}

// ConfirmFor takes what is offered to somebody in line, in their name: they have said so to the front desk, mostly on the telephone. The rules
// and the time are theirs, not the team's: nothing is let pass, and where the rules want approval it is asked for. Doing it again changes
// nothing. Errors: Forbidden for whoever isn't of the desk; Conflict when nothing is offered to them; *Refusal when it has been let go and is
// gone.
func ConfirmFor(tx *store.Tx, by organisation.Actor, which ID, schools *opening.SchoolCalendar) (b Booking, fresh bool, err error) {
	if b, err = forTeam(tx, by, which); err != nil {
		return b, false, err
	}
	switch b.State {
	case Offered, Lapsed:
	case Confirmed, Asked:
		return b, false, nil
	default:
		return b, false, fault.New(fault.Conflict, "booking.moved_on")
	}
	return confirmed(tx, by, organisation.Actor{Person: b.Person}, b, false, schools)
}

// DeclineFor takes somebody out of the line who has told the front desk that they want the time no more; what was offered to them goes to the
// next. Doing it again changes nothing. Errors: Forbidden for whoever isn't of the desk; Conflict when they aren't in line.
func DeclineFor(tx *store.Tx, by organisation.Actor, which ID) error {
	b, err := forTeam(tx, by, which)
	switch {
	case err != nil:
		return err
	case b.State == Cancelled || b.State == Lapsed:
		return nil
	case b.State != Waiting && b.State != Offered:
		return fault.New(fault.Conflict, "booking.moved_on")
	}
	if err := capacity.Free(tx, b.owner().ID); err != nil {
		return err
	}
	b.State = Cancelled
	return errors.Join(update(tx, b), note(tx, by, b, "booking.declined"))
}

// InLine lists those who wait for a time of a place that touches an interval, and those to whom it is offered, in order of start.
func InLine(tx *store.Tx, of place.ID, from, to civil.Instant) ([]Booking, error) {
	all, err := store.All(tx, scan, `
		SELECT `+columns+`
		FROM booking
		WHERE place_id = $1 AND starts_at < $2 AND ends_at > $3 AND starts_at > $4 AND state IN ('waiting', 'offered')
		ORDER BY starts_at, id`, of, to, from, from.Add(-longestStay))
	if err != nil {
		return nil, fmt.Errorf("read who waits: %w", err)
	}
	return all, nil
}

// InLineOf lists what a person waits for, and what is offered to them, in order of start.
func InLineOf(tx *store.Tx, by organisation.Actor) ([]Booking, error) {
	if !by.SignedIn() {
		return nil, nil
	}
	all, err := store.All(tx, scan, `
		SELECT `+columns+`
		FROM booking
		WHERE person_id = $1 AND starts_at > $2 AND ends_at > $3 AND state IN ('waiting', 'offered')
		ORDER BY starts_at, id`, by.Person, tx.Now.Add(-longestStay), tx.Now)
	if err != nil {
		return nil, fmt.Errorf("read what somebody waits for: %w", err)
	}
	return all, nil
}

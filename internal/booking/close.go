package booking

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/resource"
)

// CloseRequest shuts a place or one of its resources, and says what becomes of those who have booked.
type CloseRequest struct {
	Submission string
	Closure    resource.Closure
	Keep       bool // bookings stand all the same: the team speaks with people, or serves them elsewhere
}

// Closed is what a closure did. All is empty when the form was sent twice.
type Closed struct {
	Closure   resource.ClosureID
	Cancelled []Booking // as they were left, in order of start
	Were      []Booking // the same as they were
	InLine    []Booking // who stood in line for what is shut, or had an offer: it lapsed
}

// Close shuts, and cancels what is booked in that time, in one transaction: those who booked while the list was being read are hit too, and
// nobody can book any more afterwards. A time that somebody only keeps while deciding, or waits for, lapses;
// who is there already is left to the team.
// Errors: those of resource.AddClosure.
func Close(tx *store.Tx, by organisation.Actor, q CloseRequest) (done Closed, err error) {
	which, err := form.Once(tx, q.Submission, func() (string, error) {
		// Whoever changes a booking holds it before its pools: so does this, or each would wait for the other. Those who book in between are
		// found afterwards.
		if _, err := hitBy(tx, q.Closure, true); err != nil {
			return "", err
		}
		c, err := resource.AddClosure(tx, by, q.Closure)
		if err != nil {
			return "", err
		}
		hit, err := hitBy(tx, c, true)
		if err != nil {
			return "", err
		}
		for _, b := range hit {
			if b.State == Here || (b.State == Confirmed || b.State == Asked) && q.Keep {
				continue
			}
			was := b
			inLine := b.State == Waiting || b.State == Offered
			if err := b.shutOut(tx, by, c); err != nil {
				return "", err
			}
			switch {
			case b.State == Cancelled:
				done.Cancelled, done.Were = append(done.Cancelled, b), append(done.Were, was)
			case inLine:
				done.InLine = append(done.InLine, b)
			}
		}
		return c.ID.String(), nil
	})
	if err != nil {
		return done, err
	}
	return done, done.Closure.UnmarshalText([]byte(which))
}

// shutOut takes the units of a booking away because of a closure.
func (b *Booking) shutOut(tx *store.Tx, by organisation.Actor, c resource.Closure) error {
	if err := capacity.Free(tx, b.owner().ID); err != nil {
		return err
	}
	if b.State != Confirmed && b.State != Asked { // nobody was promised anything
		b.State = Lapsed
		return update(tx, *b)
	}
	b.State, b.Closure, b.Sequence = Cancelled, c.ID, b.Sequence+1
	return errors.Join(update(tx, *b), noteWhy(tx, by, *b, "booking.closed", c.Reason))
}

// Hit lists whom a closure would hit, or hits: bookings of what it shuts that are awaited, here, asked for, waited for, or kept while
// somebody decides. In order of start.
func Hit(tx *store.Tx, c resource.Closure) ([]Booking, error) { return hitBy(tx, c, false) }

func hitBy(tx *store.Tx, c resource.Closure, change bool) ([]Booking, error) {
	all, err := resource.Of(tx, c.Place, true)
	if err != nil {
		return nil, err
	}
	shut := map[resource.ID]bool{}
	for _, r := range c.Shut(all) {
		shut[r.ID] = true
	}
	from := c.From
	if from.Before(tx.Now) {
		from = tx.Now
	}
	lock := ""
	if change {
		lock = tx.ForUpdate()
	}
	var hit []Booking
	for _, of := range []struct {
		length string
		most   time.Duration
	}{{"NOT is_long", longFrom}, {"is_long", longestStay}} {
		some, err := store.All(tx, scan, `
			SELECT `+columns+`
			FROM booking
			WHERE place_id = $1 AND ends_at > $2 AND starts_at < $3 AND starts_at > $4 AND `+of.length+`
				AND state IN ('held', 'waiting', 'offered', 'confirmed', 'here', 'asked')`+lock, c.Place, from, c.To, from.Add(-of.most))
		if err != nil {
			return nil, fmt.Errorf("find whom a closure hits: %w", err)
		}
		hit = append(hit, some...)
	}
	hit = slices.DeleteFunc(hit, func(b Booking) bool { return !shut[b.Resource] })
	slices.SortFunc(hit, func(a, b Booking) int { return cmp.Or(a.From.Time().Compare(b.From.Time()), a.ID.Compare(b.ID)) })
	return hit, nil
}

// CancelledBy lists the bookings that a closure cancelled, in order of start.
func CancelledBy(tx *store.Tx, which resource.ClosureID) ([]Booking, error) {
	return store.All(tx, scan, `SELECT `+columns+` FROM booking WHERE closure_id = $1 ORDER BY starts_at, id`, which)
}

// Reach is how somebody can be told.
type Reach string

// The ways to reach somebody.
const (
	ByEmail Reach = "email"
	ByPhone Reach = "phone"
	ByText  Reach = "text" // by phone, where the place sends texts: see package texting
	Unknown Reach = "none" // a name alone: on the day, at the door
)

// Reach is the best way to tell whoever booked.
func (c Contact) Reach() Reach {
	switch {
	case c.Email != "":
		return ByEmail
	case c.Phone != "":
		return ByPhone
	}
	return Unknown
}

package booking

import (
	"errors"
	"slices"

	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// ways are what the counter can do with a booking: from which states, to which one, and the verb that the journal keeps.
var ways = map[string]struct {
	from []State
	to   State
	verb string
}{
	"arrive": {[]State{Confirmed, NoShow}, Here, "booking.arrived"},
	"undo":   {[]State{Here}, Confirmed, "booking.unarrived"},
	"leave":  {[]State{Here}, Done, "booking.left"},
	"absent": {[]State{Confirmed}, NoShow, "booking.missed"},
}

// Note changes a booking's state at the counter: "arrive", "undo", "leave" or "absent". Doing it twice changes nothing. Whoever leaves early
// and whoever never came give back what is left of their time. Errors: Forbidden; Conflict when the
// booking has moved on.
func Note(tx *store.Tx, by organisation.Actor, which ID, what string) error {
	b, err := forTeam(tx, by, which)
	if err != nil {
		return err
	}
	w, known := ways[what]
	switch {
	case !known:
		return fault.New(fault.Invalid, "fault.stale_form")
	case b.State == w.to:
		return nil
	case !slices.Contains(w.from, b.State):
		return fault.New(fault.Conflict, "booking.moved_on")
	}
	if b.State == NoShow { // came after all: what was given back may have gone to others
		if err := b.takeBack(tx); err != nil {
			return err
		}
	}
	if w.to == Done || w.to == NoShow {
		if err := capacity.FreeFrom(tx, b.owner().ID, tx.Now); err != nil {
			return err
		}
	}
	b.State = w.to
	return errors.Join(update(tx, b), note(tx, by, b, w.verb))
}

// takeBack asks again for what is left of a booking whose units were given back.
func (b Booking) takeBack(tx *store.Tx) error {
	if !tx.Now.Before(b.To) {
		return nil
	}
	r, err := resource.FindByID(tx, b.Resource)
	if err != nil {
		return err
	}
	from := b.From
	if from.Before(tx.Now) {
		from = tx.Now
	}
	asks := b.asks(r, from)
	l, err := capacity.LockFor(tx, asks)
	if err != nil {
		return err
	}
	var short *capacity.Shortage
	if err := l.Allocate(b.owner(), civil.Instant{}, asks...); errors.As(err, &short) {
		return capacity.ErrGone
	} else if err != nil {
		return err
	}
	return nil
}

// OfDay lists the bookings of a place that touch an interval and are somebody's: those awaited, here, gone and missed. In order of start.
func OfDay(tx *store.Tx, of place.ID, from, to civil.Instant) ([]Booking, error) {
	return touching(tx, `state IN ('confirmed', 'here', 'done', 'no-show')`, of, to, from, from.Add(-longFrom), from.Add(-longestStay))
}

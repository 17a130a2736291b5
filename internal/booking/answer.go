package booking

import (
	"errors"
	"fmt"

	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// settle makes a booking whose units are taken theirs, or asks for it where the rules want approval and asking applies. It gives the verb
// for the journal.
func (b *Booking) settle(r resource.Resource, asking bool) (verb string) {
	b.State, verb = Confirmed, "booking.confirmed"
	if asking && r.Rules.Approve {
		b.State, verb = Asked, "booking.asked"
	}
	return verb
}

// MayAnswer reports whether somebody says yes or no to what is asked of a place: its own team's manager.
func MayAnswer(by organisation.Actor, p place.Place) bool {
	return by.IsSystem() || by.InTeam(organisation.AnswerAsked, p.Target())
}

// AnswerRequest is yes or no to a booking that was asked for.
type AnswerRequest struct {
	Place    place.ID
	Booking  ID
	Yes      bool
	Sentence string // for whoever asked; a no needs one
}

// Answer says yes or no to a booking that was asked for. Saying the same again changes nothing (fresh is false).
// Errors: Forbidden; Invalid for a no without a sentence; Conflict when it was withdrawn, or answered otherwise.
func Answer(tx *store.Tx, by organisation.Actor, q AnswerRequest) (b Booking, fresh bool, err error) {
	p, err := place.Find(tx, q.Place)
	if err != nil {
		return b, false, err
	}
	switch {
	case MayAnswer(by, p):
	case !by.SignedIn():
		return b, false, fault.New(fault.Unauthenticated, "organisation.sign_in_first")
	default:
		return b, false, fault.New(fault.Forbidden, "organisation.may_not")
	}
	if b, err = find(tx, `id = $1 AND place_id = $2`+tx.ForUpdate(), q.Booking, p.ID); err != nil {
		return b, false, err
	}
	to, verb := Refused, "booking.refused"
	if q.Yes {
		to, verb = Confirmed, "booking.approved"
	}
	switch {
	case b.State == to:
		return b, false, nil
	case b.State != Asked:
		return b, false, fault.New(fault.Conflict, "booking.moved_on")
	}
	var x fault.Breaches
	x.Check(q.Yes || q.Sentence != "", "sentence", "booking.sentence_missing")
	x.Within("sentence", q.Sentence, mostText)
	if err := x.Err(); err != nil {
		return b, false, err
	}
	if !q.Yes {
		if err := capacity.Free(tx, b.owner().ID); err != nil {
			return b, false, err
		}
	}
	b.State, b.Answer = to, q.Sentence
	b.Sequence++
	return b, true, errors.Join(update(tx, b), note(tx, by, b, verb))
}

// AskedOf lists what is asked of a place and waits for an answer, the soonest first, at most limit.
func AskedOf(tx *store.Tx, of place.ID, limit int) ([]Booking, error) {
	all, err := store.All(tx, scan, `SELECT `+columns+` FROM booking WHERE place_id = $1 AND state = 'asked' ORDER BY starts_at, id LIMIT $2`, of, limit)
	if err != nil {
		return nil, fmt.Errorf("read what is asked: %w", err)
	}
	return all, nil
}

// lapseAtOnce bounds one transaction.
const lapseAtOnce = 200

// unanswered goes by the index of requests: in the order of ids, SQLite went through every booking that ever was.
const unanswered = `SELECT ` + columns + ` FROM booking WHERE state = 'asked' AND starts_at <= $1 ORDER BY place_id, starts_at LIMIT $2`

// LapseAsked refuses what nobody has answered before it began, and lists it, for whoever asked to be told.
func LapseAsked(tx *store.Tx) ([]Booking, error) {
	all, err := store.All(tx, scan, unanswered+tx.ForUpdate(), tx.Now, lapseAtOnce)
	if err != nil {
		return nil, fmt.Errorf("read what nobody answered: %w", err)
	}
	for i := range all {
		b := &all[i]
		if err := capacity.Free(tx, b.owner().ID); err != nil {
			return nil, err
		}
		b.State = Refused
		b.Sequence++
		if err := errors.Join(update(tx, *b), note(tx, organisation.System, *b, "booking.unanswered")); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// morning is the hour, on the place's wall, from which teams are told that requests wait.
const morning = civil.Clock(8 * 60)

// WaitingFor lists the places in which somebody has asked for what is still to come, and whose team hasn't been told today.
func WaitingFor(tx *store.Tx) (due []place.Place, err error) {
	type told struct {
		place place.ID
		last  civil.Date
	}
	all, err := store.All(tx, func(r store.Row) (x told, err error) { return x, r.Scan(&x.place, &x.last) }, `
		SELECT b.place_id, MAX(t.told_on)
		FROM booking b
		LEFT JOIN request_told t ON t.place_id = b.place_id
		WHERE b.state = 'asked' AND b.starts_at > $1
		GROUP BY b.place_id
		ORDER BY b.place_id`, tx.Now)
	if err != nil {
		return nil, fmt.Errorf("read where requests wait: %w", err)
	}
	for _, x := range all {
		p, err := place.Find(tx, x.place)
		if err != nil {
			return nil, err
		}
		local := tx.Now.In(p.Zone())
		if civil.ClockOf(local) >= morning && x.last != civil.DateOf(local) {
			due = append(due, p)
		}
	}
	return due, nil
}

// TellOfRequests notes that a place's team is being told today that requests wait. false: it has been.
func TellOfRequests(tx *store.Tx, p place.Place) (bool, error) {
	today := civil.DateOf(tx.Now.In(p.Zone()))
	n, err := tx.Exec(`
		INSERT INTO request_told (place_id, told_on) VALUES ($1, $2)
		ON CONFLICT (place_id) DO UPDATE SET told_on = excluded.told_on WHERE request_told.told_on < excluded.told_on`, p.ID, today)
	return n == 1, err
}

// SetHeadCount sets how many people may be in a place at once, over all its bookings; 0 lifts it. Those who have booked already count.
// Errors: those of resource.SetCrowd.
func SetHeadCount(tx *store.Tx, by organisation.Actor, where place.ID, most int) error {
	return resource.SetCrowd(tx, by, where, most, func(l *capacity.Locked, c resource.Crowd) error {
		lent, err := resource.Of(tx, where, true)
		if err != nil {
			return err
		}
		of := map[resource.ID]resource.Resource{}
		for _, r := range lent {
			of[r.ID] = r
		}
		live, err := store.All(tx, scan, `
			SELECT `+columns+`
			FROM booking
			WHERE place_id = $1 AND starts_at > $2 AND ends_at > $3 AND state IN ('held', 'offered', 'confirmed', 'asked', 'here')
			ORDER BY starts_at, id`, where, tx.Now.Add(-longestStay), tx.Now)
		if err != nil {
			return fmt.Errorf("read who has booked: %w", err)
		}
		for _, b := range live {
			if err := b.enter(tx, l, of[b.Resource]); err != nil {
				return err
			}
		}
		return nil
	})
}

// enter gives a booking that has its units room in the building, for as long as it has them.
func (b Booking) enter(tx *store.Tx, l *capacity.Locked, r resource.Resource) error {
	had, err := capacity.Of(tx, b.owner().ID)
	if err != nil || len(had) == 0 {
		return err
	}
	var until civil.Instant
	for _, h := range had {
		if until = h.HeldUntil; !until.IsZero() && !until.After(tx.Now) {
			return nil
		}
	}
	asks := r.Enter(b.Units, b.People, b.From, b.To)
	if len(asks) == 0 {
		return nil
	}
	return l.Allocate(b.owner(), until, asks...)
}

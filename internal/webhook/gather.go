package webhook

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// eventOf is what the verbs of the journal are told as.
var eventOf = map[string]Event{
	"booking.confirmed": BookingConfirmed, "booking.made": BookingConfirmed, "booking.approved": BookingConfirmed,
	"booking.moved": BookingMoved, "booking.extended": BookingMoved,
	"booking.cancelled": BookingCancelled, "booking.withdrawn": BookingCancelled, "booking.closed": BookingCancelled,
	"booking.refused": BookingCancelled, "booking.unanswered": BookingCancelled, // it may have been theirs before it was moved, and asked for anew
	"booking.missed": BookingNoShow, "booking.unattended": BookingNoShow,
	"closure.added": ClosureMade, "closure.lifted": ClosureLifted,
	"member.added": MembershipChanged, "member.joined": MembershipChanged, "member.ended": MembershipChanged,
}

// atOnce is how many entries of the journal are read in one transaction.
const atOnce = 500

// Listening reports whether any webhook is called at all.
func Listening(tx *store.Tx) (bool, error) {
	all, err := store.All(tx, store.Value[int], `SELECT 1 FROM webhook WHERE state = 'on' LIMIT 1`)
	return len(all) > 0, err
}

// Gather reads on in the journal and notes what webhooks are to be told of, with a job for each. It gives how many entries it read: 0 when there
// is no more for now. All of it is one transaction: a program that stops in between has moved nowhere in the journal, and reads the same again.
func (p *Post) Gather(tx *store.Tx) (int, error) {
	entries, err := journal.Follow(tx, "webhook", atOnce)
	if err != nil || len(entries) == 0 {
		return 0, err
	}
	hooks, err := store.All(tx, scan, `SELECT `+columns+` FROM webhook WHERE state = 'on' ORDER BY id`)
	if err != nil || len(hooks) == 0 {
		return len(entries), err
	}
	for _, e := range entries {
		kind, told := eventOf[e.Verb]
		if !told || !slices.ContainsFunc(hooks, func(h Hook) bool { return h.Wants(kind, e.At) }) {
			continue
		}
		of, data, err := about(tx, e)
		if errors.Is(err, store.ErrNoRow) || err == nil && data == nil {
			continue // it is gone, or nothing that is told
		}
		if err != nil {
			return 0, err
		}
		which := id.Named[Event](of.String() + "\n" + strconv.FormatInt(e.Seq, 10))
		body, err := bodyOf(which, kind, e.At, of, data)
		if err != nil {
			return 0, err
		}
		for _, h := range hooks {
			if h.Organisation == of && h.Wants(kind, e.At) {
				if err := p.tell(tx, Delivery{ID: id.New[Delivery](), Hook: h.ID, EventID: which, Event: kind, Body: body}); err != nil {
					return 0, err
				}
			}
		}
	}
	return len(entries), nil
}

// tell notes a delivery and the job that makes it, once.
func (p *Post) tell(tx *store.Tx, d Delivery) error {
	fresh, err := insert(tx, d)
	if err != nil || !fresh {
		return err
	}
	return p.runner.Enqueue(tx, jobKind, d.ID, civil.Instant{})
}

// message is what receivers read.
type message struct {
	ID           EventID         `json:"id"`
	Type         Event           `json:"type"`
	At           string          `json:"at"`
	Organisation organisation.ID `json:"organisation"`
	Data         any             `json:"data"`
}

func bodyOf(which EventID, kind Event, at civil.Instant, of organisation.ID, data any) (string, error) {
	body, err := json.Marshal(message{which, kind, at.String(), of, data})
	if err != nil {
		return "", fmt.Errorf("write an event: %w", err)
	}
	return string(body), nil
}

// about says whose an entry of the journal is, and what is told of it: nothing of anybody's name, and no word that somebody wrote.
func about(tx *store.Tx, e journal.Entry) (of organisation.ID, data map[string]any, err error) {
	data = map[string]any{}
	var at placed
	switch e.Kind {
	case "booking":
		if eventOf[e.Verb] == BookingConfirmed && e.Data["state"] != string(booking.Confirmed) { // asked for: it isn't theirs yet
			return of, nil, nil
		}
		number, err := strconv.ParseInt(e.Data["number"], 10, 64)
		if err != nil || number == 0 { // never anybody's
			return of, nil, nil
		}
		at, err = placeOf(tx, `SELECT b.organisation_id, p.slug FROM booking b JOIN place p ON p.id = b.place_id WHERE b.id = $1`, e.Object)
		if err != nil {
			return of, nil, err
		}
		data["booking"], data["number"], data["state"] = e.Object, number, e.Data["state"]
	case "closure":
		at, err = placeOf(tx, `SELECT c.organisation_id, p.slug FROM closure c JOIN place p ON p.id = c.place_id WHERE c.id = $1`, e.Object)
		if err != nil {
			return of, nil, err
		}
		data["closure"] = e.Object
	default:
		of, err = id.Parse[organisation.Organisation](e.ActingFor)
		data["member"], data["change"] = e.Object, strings.TrimPrefix(e.Verb, "member.")
		return of, data, err
	}
	if r := e.Data["resource"]; r != "" { // otherwise the whole place
		data["resource"] = r
	}
	data["place"], data["from"], data["to"] = at.slug, e.Data["from"], e.Data["to"]
	return at.of, data, nil
}

type placed struct {
	of   organisation.ID
	slug string
}

func placeOf(tx *store.Tx, query, object string) (placed, error) {
	return store.One(tx, func(r store.Row) (p placed, err error) { return p, r.Scan(&p.of, &p.slug) }, query, object)
}

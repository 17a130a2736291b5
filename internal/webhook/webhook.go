// Package webhook tells other programs of what happens in an organisation, by calling an address that its manager gave ("webhook").
//
// Whatever is told stands in the journal: this package follows it, and notes each event for each webhook that wants it in the transaction that
// moves its place in the journal. So an event is told when and only when it has happened, once for each webhook, also when the program stops
// between the two; and nobody who books waits for another program. Calling is a job. It may be made again when nobody knows whether it came
// through, with the same event id: receivers tell a repetition by it.
//
// What is told holds ids, times and codes, and no name, address or number of anybody: who may know more asks the API.
package webhook

import (
	"crypto/rand"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/hook"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// Event is a kind of thing that happens, by the name that receivers read.
type Event string

// The events.
const (
	BookingConfirmed  Event = "booking.confirmed"
	BookingMoved      Event = "booking.moved"
	BookingCancelled  Event = "booking.cancelled"
	BookingNoShow     Event = "booking.no-show"
	ClosureMade       Event = "closure.made"
	ClosureLifted     Event = "closure.lifted"
	MembershipChanged Event = "membership.changed"
	Ping              Event = "ping" // a try, asked for by the manager
)

// Events lists what can be asked for.
var Events = []Event{BookingConfirmed, BookingMoved, BookingCancelled, BookingNoShow, ClosureMade, ClosureLifted, MembershipChanged}

// ID names a webhook.
type ID = id.Of[Hook]

// State is whether a webhook is called.
type State string

// The states.
const (
	On     State = "on"
	Off    State = "off"    // by its manager
	Failed State = "failed" // by itself: nobody has answered for too long
)

// Hook is an address that is called when something happens.
type Hook struct {
	ID           ID
	Organisation organisation.ID
	Place        place.ID // on whose pages it was made
	Address      string
	Events       []Event
	State        State
	FormerUntil  civil.Instant // until when the secret before holds too; zero: no longer
	Since        civil.Instant // what happened before isn't told
	Fails        int           // calls in a row that failed
	FailingSince civil.Instant
	RestsUntil   civil.Instant // after a failure, it isn't called before
	CreatedAt    civil.Instant

	secret, former string
}

// Wants reports whether it is to be told of an event that happened at an instant.
func (h Hook) Wants(e Event, at civil.Instant) bool {
	return h.State == On && slices.Contains(h.Events, e) && !at.Before(h.Since)
}

// secrets are those under which is signed now, the current one first.
func (h Hook) secrets(now civil.Instant) []string {
	if h.former != "" && now.Before(h.FormerUntil) {
		return []string{h.secret, h.former}
	}
	return []string{h.secret}
}

// DeliveryID names a delivery.
type DeliveryID = id.Of[Delivery]

// EventID names something that happened. It is the same for each webhook, and each time that it is told.
type EventID = id.Of[Event]

// Delivery is one event for one webhook.
type Delivery struct {
	ID        DeliveryID
	Hook      ID
	EventID   EventID
	Event     Event
	Body      string
	State     Progress
	Tries     int
	Status    int          // what the other side answered last; 0: nothing
	Failure   hook.Failure // why the last try failed
	CreatedAt civil.Instant
	TriedAt   civil.Instant
}

// Progress is how far a delivery has come.
type Progress string

// The ways of a delivery.
const (
	Waiting Progress = "waiting"
	Done    Progress = "done"
	GivenUp Progress = "failed"
)

// SwitchedOff is why a delivery failed whose webhook isn't called any more.
const SwitchedOff hook.Failure = "off"

// Bounds.
const (
	// Most is how many webhooks an organisation has at once.
	Most = 10
	// MostTries is how often a delivery is tried before it is given up: over a day and a half.
	MostTries = 10
	// OffAfter is how long nothing but failures switch a webhook off.
	OffAfter = 5 * 24 * time.Hour
	// FormerHolds is how long a secret holds beside the one that replaces it.
	FormerHolds = 24 * time.Hour
	// Kept is how long deliveries can be looked at.
	Kept = 30 * 24 * time.Hour
)

// pauses are how long a webhook rests after so many failures in a row. While it rests none of its deliveries is tried, so that one that doesn't
// answer keeps nobody else's waiting.
var pauses = []time.Duration{10 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour}

// Pause is how long a webhook rests after so many failures in a row.
func Pause(fails int) time.Duration { return pauses[min(max(fails, 1), len(pauses))-1] }

// secretMark begins every secret, so that one is recognised where it shouldn't stand.
const secretMark = "mtw_"

// NewSecret draws the secret of a webhook: 256 bits. It is done before the transaction, whose function may run again.
func NewSecret() string {
	raw := make([]byte, 32)
	rand.Read(raw) //nolint:errcheck // never fails
	return secretMark + base64.RawURLEncoding.EncodeToString(raw)
}

func joined(all []Event) string {
	var names []string
	for _, e := range all {
		names = append(names, string(e))
	}
	return strings.Join(names, " ")
}

func split(text string) (all []Event) {
	for _, name := range strings.Fields(text) {
		all = append(all, Event(name))
	}
	return all
}

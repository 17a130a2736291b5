// Package booking is somebody having a resource of a place for a while ("réservation").
//
// One chooses a time, which is held on the server while one decides (Hold), says who one is, and confirms (Confirm). A name is enough:
// e-mail and phone are a choice, and the number of the booking can be noted on paper. Whoever has the booking's own link changes and
// cancels it; no account is needed.
//
// What is always true: units are given by capacity alone, under its lock, so that nobody has what somebody else has. The rules are checked
// here and nowhere else, with every breach told at once (rules.go); pages, counter, imports and API all pass through the same doors. A
// change is checked like a new booking. Every change stands in the journal.
package booking

import (
	"crypto/rand"
	"encoding/base64"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/membership"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// ID names a booking.
type ID = id.Of[Booking]

// State is how far a booking has come. docs/states.md draws the ways between them.
type State string

// The states.
const (
	Held      State = "held"      // chosen, and kept while somebody decides
	Waiting   State = "waiting"   // in line for a time that is taken
	Offered   State = "offered"   // it has become free, and is kept for them while they decide
	Lapsed    State = "lapsed"    // the time to decide has run out
	Confirmed State = "confirmed" // theirs
	Cancelled State = "cancelled"
	Here      State = "here"    // they have come
	Done      State = "done"    // they have gone
	NoShow    State = "no-show" // they never came
	Asked     State = "asked"   // theirs if the team says yes; the units are kept
	Refused   State = "refused" // the team said no, or nothing in time
)

// Booking is somebody having units of a resource over [From, To).
type Booking struct {
	ID           ID
	Organisation organisation.ID
	Place        place.ID
	Resource     resource.ID
	Number       int64 // of the organisation; 0 until it is confirmed
	State        State
	From, To     civil.Instant
	Units        int
	People       int
	Person       account.ID    // zero: somebody without account
	Member       membership.ID // zero: nobody whom the organisation knows
	Contact
	Purpose   string
	Answer    string                 // of the team, to what was asked
	Link      string                 // the secret part of the booking's own address
	Series    SeriesID               // zero: it stands alone
	Agreement membership.AgreementID // by which whoever booked counts as a member; zero: none
	Through   string                 // the organisation that they are a member of, then
	Sequence  int                    // of its calendar entry
	Lang      i18n.Lang
	ChangedAt civil.Instant
	Closure   resource.ClosureID // that cancelled it; zero: none
	AsksMore  bool               // confirming looks at the rules once more: who may, who says yes
	AbsentAt  civil.Instant      // from when on, while nobody has come, it is a no-show; zero: only when somebody says so
}

// Contact is how whoever booked is called and reached. A name is enough.
type Contact struct {
	Name  string
	Email string
	Phone string
}

// Kind is what capacity keeps beside the id of whoever has units.
const Kind = "booking"

func (b Booking) owner() capacity.Owner {
	return capacity.Owner{Kind: Kind, ID: capacity.OwnerID(b.ID)}
}

// longestStay bounds how long a booking can be, and so how far back one looks for those that still run.
const longestStay = 400 * 24 * time.Hour

// newLink makes the secret of a booking: 128 bits that nobody guesses.
func newLink() string {
	raw := make([]byte, 16)
	rand.Read(raw) //nolint:errcheck // never fails
	return base64.RawURLEncoding.EncodeToString(raw)
}

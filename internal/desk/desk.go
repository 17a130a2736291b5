// Package desk is the counter of a place as a piece of furniture: the computer that stands there and who is at it ("comptoir").
//
// A manager enrols the computer (Enrol): it keeps a long-lived secret, of which only the hash is known here, and which is listed and taken
// back like a key. Whoever runs the desk chooses a personal code of a few digits (SetPIN). At the enrolled computer one says who one is,
// types the code and has one's turn (Begin): a short session that opens the counter of that place and nothing else. Away from an enrolled
// computer the code opens nothing. What is done is journalled under the person whose turn it was, also what was done on a lost line and is
// sent later (InTurn).
//
// The counter also counts visits (Count), without names, and hears of what is broken (Report). Who has booked is the package booking's.
package desk

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// MayKeep reports whether somebody sets up the counter of a place: its own manager.
func MayKeep(by organisation.Actor, p place.Place) bool {
	return by.IsSystem() || by.InTeam(organisation.KeepDesk, p.Target())
}

func mustKeep(by organisation.Actor, p place.Place) error { return must(by, MayKeep(by, p)) }

func mustRun(by organisation.Actor, p place.Place) error { return must(by, booking.MayRunDesk(by, p)) }

func must(by organisation.Actor, may bool) error {
	switch {
	case may:
		return nil
	case !by.SignedIn():
		return fault.New(fault.Unauthenticated, "organisation.sign_in_first")
	}
	return fault.New(fault.Forbidden, "organisation.may_not")
}

// NewToken makes a secret for a cookie: 192 bits. It is drawn before the transaction, whose function may run again.
func NewToken() string {
	raw := make([]byte, 24)
	rand.Read(raw) //nolint:errcheck // never fails
	return base64.RawURLEncoding.EncodeToString(raw)
}

// hash is enough for secrets of 24 random bytes.
func hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

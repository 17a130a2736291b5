package booking

import (
	"errors"
	"fmt"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// A person's feed is an address that their calendar program reads by itself, without signing in. It is kept as links of bookings are: shown
// again to its owner, changed when they think that somebody else has it, and gone when they want none.

// FeedOf is the secret in the address of a person's feed, "" when they have none.
func FeedOf(tx *store.Tx, who account.ID) (string, error) {
	secret, err := store.One(tx, store.Value[string], `SELECT secret FROM calendar_feed WHERE person_id = $1`, who)
	if errors.Is(err, store.ErrNoRow) {
		return "", nil
	}
	return secret, err
}

// RenewFeed gives somebody a feed of another address than before. What read the old one reads nothing any more. Errors: Unauthenticated.
func RenewFeed(tx *store.Tx, by organisation.Actor) error {
	if !by.SignedIn() {
		return fault.New(fault.Unauthenticated, "organisation.sign_in_first")
	}
	_, err := tx.Exec(`INSERT INTO calendar_feed (person_id, secret) VALUES ($1, $2) ON CONFLICT (person_id) DO UPDATE SET secret = excluded.secret`, by.Person, newLink())
	if err != nil {
		return fmt.Errorf("renew feed: %w", err)
	}
	return nil
}

// StopFeed takes somebody's feed away, if they have one.
func StopFeed(tx *store.Tx, who account.ID) error {
	_, err := tx.Exec(`DELETE FROM calendar_feed WHERE person_id = $1`, who)
	return err
}

// mostInFeed is how many bookings to come a feed tells of: those of a weekly series of two years, and some more.
const mostInFeed = 200

// Feed lists what is to come of the person whose feed an address is, in order of start: what is theirs, and what they have asked for.
// Errors: NotFound.
func Feed(tx *store.Tx, secret string) ([]Booking, error) {
	who, err := store.One(tx, store.Value[account.ID], `SELECT person_id FROM calendar_feed WHERE secret = $1`, secret)
	if errors.Is(err, store.ErrNoRow) {
		return nil, fault.New(fault.NotFound, "booking.unknown")
	}
	if err != nil {
		return nil, err
	}
	return store.All(tx, scan, `
		SELECT `+columns+`
		FROM booking
		WHERE person_id = $1 AND ends_at > $2 AND state IN ('confirmed', 'here', 'asked')
		ORDER BY starts_at, id
		LIMIT $3`, who, tx.Now, mostInFeed)
}

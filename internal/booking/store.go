package booking

import (
	"errors"
	"fmt"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
)

const columns = `id, organisation_id, place_id, resource_id, coalesce(number, 0), state, starts_at, ends_at, units, people, person_id,
	name, email, phone, purpose, link, sequence, lang, changed_at, closure_id, absent_at, member_id, answer, series_id, asks_more, agreement_id,
	CASE WHEN agreement_id IS NULL THEN '' ELSE coalesce((SELECT o.name FROM agreement g JOIN organisation o ON o.id = g.guest_id WHERE g.id = booking.agreement_id), '') END`

func scan(r store.Row) (b Booking, err error) {
	return b, r.Scan(&b.ID, &b.Organisation, &b.Place, &b.Resource, &b.Number, &b.State, &b.From, &b.To, &b.Units, &b.People, &b.Person,
		&b.Name, &b.Email, &b.Phone, &b.Purpose, &b.Link, &b.Sequence, &b.Lang, &b.ChangedAt, &b.Closure, &b.AbsentAt, &b.Member, &b.Answer, &b.Series, &b.AsksMore, &b.Agreement, &b.Through)
}

var errUnknown = fault.New(fault.NotFound, "booking.unknown")

// FindByLink reads a booking by the secret of its own address.
func FindByLink(tx *store.Tx, link string) (Booking, error) { return find(tx, `link = $1`, link) }

// forChange reads a booking by its secret and keeps others from changing it.
func forChange(tx *store.Tx, link string) (Booking, error) {
	return find(tx, `link = $1`+tx.ForUpdate(), link)
}

func find(tx *store.Tx, where string, args ...any) (Booking, error) {
	b, err := store.One(tx, scan, `SELECT `+columns+` FROM booking WHERE `+where, args...)
	if errors.Is(err, store.ErrNoRow) {
		return b, errUnknown
	}
	if err != nil {
		return b, fmt.Errorf("find booking: %w", err)
	}
	return b, nil
}

// OfPerson lists a person's bookings that end after an instant, the next first, at most limit.
func OfPerson(tx *store.Tx, who account.ID, after civil.Instant, limit int) ([]Booking, error) {
	return store.All(tx, scan, `
		SELECT `+columns+`
		FROM booking
		WHERE person_id = $1 AND ends_at > $2 AND state IN ('confirmed', 'here', 'held', 'waiting', 'offered', 'asked')
		ORDER BY starts_at, id
		LIMIT $3`, who, after, limit)
}

// ownBookings finds few among a place's thousands: IS TRUE keeps SQLite from looking through all that the place has ahead.
const ownBookings = `
	SELECT resource_id, starts_at, ends_at
	FROM booking
	WHERE (person_id = $1 OR member_id = $7) AND starts_at >= $2 AND (starts_at < $3 OR ends_at > $4) AND (place_id = $5) IS TRUE AND id <> $6
		AND (state IN ('confirmed', 'here', 'done', 'no-show', 'asked')
			OR state IN ('held', 'offered') AND EXISTS (SELECT 1 FROM capacity_allocation a WHERE a.owner_id = booking.id AND a.held_until > $4))
	ORDER BY starts_at`

// own reads the other live bookings of a person, or of a member, in a place that begin within an interval or are still to come.
func own(tx *store.Tx, b Booking, from, to civil.Instant) ([]Span, error) {
	if b.Person.IsZero() && b.Member.IsZero() {
		return nil, nil
	}
	return store.All(tx, func(r store.Row) (s Span, err error) {
		return s, r.Scan(&s.Resource, &s.From, &s.To)
	}, ownBookings, b.Person, from, to, tx.Now, b.Place, b.ID, b.Member)
}

func insert(tx *store.Tx, b Booking) error {
	_, err := tx.Exec(`
		INSERT INTO booking (number, id, organisation_id, place_id, resource_id, state, starts_at, ends_at, units, people, person_id,
			name, email, phone, purpose, link, lang, created_at, changed_at, is_long, absent_at, member_id, series_id, asks_more, agreement_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18, $19, $20, $21, $22, $23, $24)`,
		numberOf(b), b.ID, b.Organisation, b.Place, b.Resource, b.State, b.From, b.To, b.Units, b.People, b.Person,
		b.Name, b.Email, b.Phone, b.Purpose, b.Link, b.Lang, tx.Now, b.isLong(), b.AbsentAt, b.Member, b.Series, b.AsksMore, b.Agreement)
	if err != nil {
		return fmt.Errorf("keep booking: %w", err)
	}
	return nil
}

// numberOf is NULL until a booking has a number.
func numberOf(b Booking) any {
	if b.Number == 0 {
		return nil
	}
	return b.Number
}

func update(tx *store.Tx, b Booking) error {
	err := tx.ExecOne(`
		UPDATE booking
		SET number = $1, state = $2, starts_at = $3, ends_at = $4, units = $5, people = $6, person_id = $7, name = $8, email = $9, phone = $10,
			purpose = $11, sequence = $12, changed_at = $13, resource_id = $14, is_long = $15, closure_id = $16, absent_at = $17, member_id = $18, answer = $19, agreement_id = $20
		WHERE id = $21`,
		numberOf(b), b.State, b.From, b.To, b.Units, b.People, b.Person, b.Name, b.Email, b.Phone, b.Purpose, b.Sequence, tx.Now, b.Resource, b.isLong(), b.Closure, b.AbsentAt, b.Member, b.Answer, b.Agreement, b.ID)
	if err != nil {
		return fmt.Errorf("change booking: %w", err)
	}
	return nil
}

// updateState is update of what changes while a booking keeps its time, its resource and its person: indexes of those stay untouched, which
// is half of the work of confirming.
func updateState(tx *store.Tx, b Booking) error {
	err := tx.ExecOne(`
		UPDATE booking
		SET number = $1, state = $2, name = $3, email = $4, phone = $5, purpose = $6, sequence = $7, changed_at = $8, absent_at = $9, answer = $10
		WHERE id = $11`,
		numberOf(b), b.State, b.Name, b.Email, b.Phone, b.Purpose, b.Sequence, tx.Now, b.AbsentAt, b.Answer, b.ID)
	if err != nil {
		return fmt.Errorf("change booking: %w", err)
	}
	return nil
}

// nextNumber gives the next number of an organisation: short, for people to note and say. Numbered bookings are never removed, so none is given
// twice.
func nextNumber(tx *store.Tx, b Booking) (int64, error) {
	if err := tx.Lock("number of a booking of " + b.Organisation.String()); err != nil {
		return 0, err
	}
	n, err := store.One(tx, store.Value[int64], `SELECT coalesce(max(number), 0) + 1 FROM booking WHERE organisation_id = $1 AND number IS NOT NULL`, b.Organisation)
	if err != nil {
		return 0, fmt.Errorf("number a booking: %w", err)
	}
	return n, nil
}

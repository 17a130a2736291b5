package booking

import (
	"fmt"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
)

// longFrom is the length from which a booking is long. Those that touch a day are found by their start: short ones begin at most two days
// before, long ones are few and have an index of their own, so that a day costs the same after ten years.
const longFrom = 48 * time.Hour

func (b Booking) isLong() bool { return b.To.Sub(b.From) > longFrom }

// Planned lists the bookings of a place that touch an interval and have, or had, their units: OfDay, and those that are held or asked for.
// In order of start.
func Planned(tx *store.Tx, of place.ID, from, to civil.Instant) ([]Booking, error) {
	return touching(tx, `state NOT IN ('cancelled', 'lapsed', 'refused', 'waiting')
		AND (state NOT IN ('held', 'offered') OR EXISTS (SELECT 1 FROM capacity_allocation a WHERE a.owner_id = booking.id AND a.held_until > $6))`, of, to, from,
		from.Add(-longFrom), from.Add(-longestStay), tx.Now)
}

// touching reads bookings of a place ($1) that begin before $2 and end after $3.
func touching(tx *store.Tx, which string, args ...any) ([]Booking, error) {
	all, err := store.All(tx, scan, `
		SELECT `+columns+` FROM (
			SELECT * FROM booking WHERE place_id = $1 AND starts_at < $2 AND starts_at > $4 AND ends_at > $3 AND NOT is_long
			UNION ALL
			SELECT * FROM booking WHERE place_id = $1 AND starts_at < $2 AND starts_at > $5 AND ends_at > $3 AND is_long
		) AS booking
		WHERE `+which+`
		ORDER BY starts_at, id`, args...)
	if err != nil {
		return nil, fmt.Errorf("read the bookings of a place: %w", err)
	}
	return all, nil
}

// Find reads a booking by its id, for the team.
func Find(tx *store.Tx, which ID) (Booking, error) { return find(tx, `id = $1`, which) }

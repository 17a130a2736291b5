package booking_test

import (
	"strings"
	"testing"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

// Whoever books is looked up by what is theirs, never through all that the place has ahead; SQLite has no statistics that would tell it.
func TestOnesOwnBookingsAreFoundByPerson(t *testing.T) {
	t.Parallel()
	db := testkit.SQLite(t)
	var plan []string
	err := db.View(t.Context(), func(tx *store.Tx) error {
		return tx.Each(func(r store.Row) error {
			var a, b, c int
			var line string
			err := r.Scan(&a, &b, &c, &line)
			plan = append(plan, line)
			return err
		}, "EXPLAIN QUERY PLAN "+booking.OwnBookings, "a", 1, 2, 3, "b", "c", "d")
	})
	if text := strings.Join(plan, "\n"); err != nil || !strings.Contains(text, "booking_person") || !strings.Contains(text, "booking_member") || strings.Contains(text, "booking_place") {
		t.Errorf("%v\n%s", err, text)
	}
}

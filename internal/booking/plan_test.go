package booking_test

import (
	"strings"
	"testing"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

// SQLite has no statistics that would tell it which index has little to look through: whoever books is looked up by what is theirs, never
// through all that the place has ahead, and requests among requests, never through all that ever was booked.
func TestPlansNeedNoStatistics(t *testing.T) {
	t.Parallel()
	db := testkit.SQLite(t)
	for _, c := range []struct {
		name, text string
		args       []any
		want       []string
		never      string
	}{
		{"one's own bookings", booking.OwnBookings, []any{"a", 1, 2, 3, "b", "c", "d"}, []string{"booking_person", "booking_member"}, "booking_place"},
		{"requests that nobody answered", booking.Unanswered, []any{1, 2}, []string{"booking_asked"}, "autoindex_booking"},
	} {
		var plan []string
		err := db.View(t.Context(), func(tx *store.Tx) error {
			return tx.Each(func(r store.Row) error {
				var a, b, c int
				var line string
				err := r.Scan(&a, &b, &c, &line)
				plan = append(plan, line)
				return err
			}, "EXPLAIN QUERY PLAN "+c.text, c.args...)
		})
		text := strings.Join(plan, "\n")
		if err != nil || strings.Contains(text, c.never) {
			t.Errorf("%s: %v\n%s", c.name, err, text)
		}
		for _, index := range c.want {
			if !strings.Contains(text, index) {
				t.Errorf("%s goes without %s:\n%s", c.name, index, text)
			}
		}
	}
}

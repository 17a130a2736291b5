package booking

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// Filter is which bookings of a place are looked for. Times that are only kept while somebody decides are never among them.
type Filter struct {
	Place    place.ID
	From, To civil.Instant // they touch [From, To); zero: no bound
	Resource resource.ID   // zero: any
	States   []State       // none: any
	Name     string        // part of a name, without regard to accents; "" any
}

// Cursor is where a list goes on: after which booking. The zero value is its beginning.
type Cursor struct {
	At civil.Instant
	ID ID
}

// mostScanned bounds how many bookings are read to find a name, so that a page costs the same whatever lies behind. A list that stops there
// goes on from there.
const mostScanned = 10_000

// List reads the bookings that a filter lets through, in order of start, at most limit, and where to go on; the zero Cursor when there is
// nothing more. It may find fewer than limit, even none, and still go on. Its cost doesn't grow with what lies before the cursor.
func List(tx *store.Tx, f Filter, after Cursor, limit int) (found []Booking, next Cursor, err error) {
	name := search.Fold(f.Name)
	for scanned := 0; scanned < mostScanned; {
		chunk, err := f.read(tx, after, limit+1)
		if err != nil {
			return nil, Cursor{}, fmt.Errorf("list bookings: %w", err)
		}
		for _, b := range chunk {
			if name == "" || strings.Contains(search.Fold(b.Name), name) {
				if len(found) == limit {
					return found, after, nil
				}
				found = append(found, b)
			}
			after = Cursor{b.From, b.ID}
		}
		if len(chunk) <= limit {
			return found, Cursor{}, nil
		}
		scanned += len(chunk)
	}
	return found, after, nil
}

// read reads the next bookings after a cursor. Those that have begun before From are found as for a day (longFrom): short ones begin at most
// two days before, long ones have an index of their own.
func (f Filter) read(tx *store.Tx, after Cursor, limit int) ([]Booking, error) {
	if f.From.IsZero() {
		return f.those(tx, after, limit, "")
	}
	short, err := f.those(tx, after, limit, `NOT is_long AND ends_at > ? AND starts_at > ?`, f.From, f.From.Add(-longFrom))
	if err != nil {
		return nil, err
	}
	long, err := f.those(tx, after, limit, `is_long AND ends_at > ? AND starts_at > ?`, f.From, f.From.Add(-longestStay))
	if err != nil {
		return nil, err
	}
	all := append(short, long...)
	slices.SortFunc(all, func(a, b Booking) int { return cmp.Or(a.From.Time().Compare(b.From.Time()), a.ID.Compare(b.ID)) })
	return all[:min(limit, len(all))], nil
}

// those reads the next bookings after a cursor that a further condition lets through.
func (f Filter) those(tx *store.Tx, after Cursor, limit int, further string, values ...any) ([]Booking, error) {
	states := f.States
	if len(states) == 0 {
		states = []State{Asked, Confirmed, Here, Done, NoShow, Cancelled, Refused}
	}
	among, args := store.List([]any{f.Place, limit}, states)
	where := `place_id = $1 AND number IS NOT NULL AND state IN ` + among
	add := func(text string, values ...any) {
		for _, v := range values {
			args = append(args, v)
			text = strings.Replace(text, "?", fmt.Sprintf("$%d", len(args)), 1)
		}
		where += " AND " + text
	}
	if further != "" {
		add(further, values...)
	}
	if !f.To.IsZero() {
		add("starts_at < ?", f.To)
	}
	if !f.Resource.IsZero() {
		add("resource_id = ?", f.Resource)
	}
	if !after.At.IsZero() {
		add("(starts_at, id) > (?, ?)", after.At, after.ID)
	}
	return store.All(tx, scan, `SELECT `+columns+` FROM booking WHERE `+where+` ORDER BY starts_at, id LIMIT $2`, args...)
}

// FindByNumber reads a booking of a place by the number that people know.
func FindByNumber(tx *store.Tx, of place.Place, number int64) (Booking, error) {
	return find(tx, `organisation_id = $1 AND number = $2 AND place_id = $3`, of.Organisation, number, of.ID)
}

// CountKept counts the bookings of a place that began within [from, to) and were neither cancelled nor refused, nor missed. Whoever tells the
// figure tells it safely.
func CountKept(tx *store.Tx, in place.ID, from, to civil.Instant) (int64, error) {
	return store.One(tx, store.Value[int64], `
		SELECT count(*) FROM booking
		WHERE place_id = $1 AND starts_at >= $2 AND starts_at < $3 AND state IN ('confirmed', 'here', 'done')`, in, from, to)
}

package shift

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/place"
)

// longest bounds how long somebody is there at a stretch, and so how far back one looks for those who still are.
const longest = 36 * time.Hour

func scanPattern(r store.Row) (p Pattern, err error) {
	return p, r.Scan(&p.ID, &p.Organisation, &p.Place, &p.Pool, &p.Name, &p.Days, &p.From, &p.To, &p.First, &p.Last, &p.Wanted, &p.Least)
}

const patternColumns = `id, organisation_id, place_id, pool_id, name, weekdays, from_minute, to_minute, first_on, last_on, wanted, least`

// Patterns lists the patterns of a place, those that have ended too, in the order in which they were made.
func Patterns(tx *store.Tx, of place.ID) ([]Pattern, error) {
	all, err := store.All(tx, scanPattern, `SELECT `+patternColumns+` FROM shift_pattern WHERE place_id = $1 ORDER BY created_at, id`, of)
	if err != nil {
		return nil, fmt.Errorf("read patterns of shifts: %w", err)
	}
	return all, nil
}

func findPattern(tx *store.Tx, which PatternID) (Pattern, error) {
	p, err := store.One(tx, scanPattern, `SELECT `+patternColumns+` FROM shift_pattern WHERE id = $1`, which)
	if errors.Is(err, store.ErrNoRow) {
		return p, fault.New(fault.NotFound, "shift.unknown")
	}
	return p, err
}

func scanTaken(r store.Row) (t Taken, err error) {
	return t, r.Scan(&t.ID, &t.Place, &t.Pattern, &t.Day, &t.From, &t.To, &t.Person, &t.Name)
}

const taken = `
	SELECT s.id, s.place_id, s.pattern_id, s.on_day, s.starts_at, s.ends_at, s.person_id, coalesce(p.name, '')
	FROM shift_taken s
	LEFT JOIN person p ON p.id = s.person_id`

// There lists who is in a place within an interval, holding a shift or just there, in order of coming. One read of an index.
func There(tx *store.Tx, in place.ID, from, to civil.Instant) ([]Taken, error) {
	all, err := store.All(tx, scanTaken, taken+`
		WHERE s.place_id = $1 AND s.starts_at < $2 AND s.starts_at > $3 AND s.ends_at > $4
		ORDER BY s.starts_at, s.taken_at, s.id`, in, to, from.Add(-longest), from)
	if err != nil {
		return nil, fmt.Errorf("read who is there: %w", err)
	}
	return all, nil
}

// Find reads what somebody has taken.
func Find(tx *store.Tx, which TakenID) (Taken, error) {
	t, err := store.One(tx, scanTaken, taken+` WHERE s.id = $1`, which)
	if errors.Is(err, store.ErrNoRow) {
		return t, fault.New(fault.NotFound, "shift.given_back_already")
	}
	return t, err
}

// OfPerson lists what somebody has taken that ends after an instant, the next first, at most limit.
func OfPerson(tx *store.Tx, who account.ID, after civil.Instant, limit int) ([]Taken, error) {
	return store.All(tx, scanTaken, taken+`
		WHERE s.person_id = $1 AND s.starts_at > $2 AND s.ends_at > $3
		ORDER BY s.starts_at, s.id
		LIMIT $4`, who, after.Add(-longest), after, limit)
}

// Coming computes the shifts of a place from the first to the last day, filled or not.
func Coming(tx *store.Tx, p place.Place, schools *opening.SchoolCalendar, first, last civil.Date) ([]Shift, error) {
	patterns, err := Patterns(tx, p.ID)
	if err != nil || len(patterns) == 0 {
		return nil, err
	}
	zone := p.Zone()
	there, err := There(tx, p.ID, first.At(0, zone), last.At(civil.EndOfDay, zone))
	if err != nil {
		return nil, err
	}
	planned, known := p.Planned("", schools, first, last)
	return Shifts(patterns, there, first, last, zone, planned, known), nil
}

// farAhead is further than anybody may promise.
const farAhead = 400 * 24 * time.Hour

// refresh writes down when the place is opened, as it stands in this transaction.
func refresh(tx *store.Tx, p place.Place) error {
	if !p.ByShifts {
		return nil
	}
	patterns, err := Patterns(tx, p.ID)
	if err != nil {
		return err
	}
	there, err := There(tx, p.ID, tx.Now, tx.Now.Add(farAhead))
	if err != nil {
		return err
	}
	return place.SetOpened(tx, p, true, Opened(patterns, there))
}

// WarnDays reads how many days before a shift the team is told that nobody has taken it; 0: never. A place that never said has three.
func WarnDays(tx *store.Tx, of place.ID) (int, error) {
	n, err := store.One(tx, store.Value[int], `SELECT warn_days FROM shift_place WHERE place_id = $1`, of)
	if errors.Is(err, store.ErrNoRow) {
		return usualWarnDays, nil
	}
	return n, err
}

const usualWarnDays = 3

// OpenedWithout is when the place would be opened if somebody gave back what they hold.
func OpenedWithout(tx *store.Tx, p place.Place, t Taken) ([]opening.Window, error) {
	patterns, err := Patterns(tx, p.ID)
	if err != nil {
		return nil, err
	}
	there, err := There(tx, p.ID, t.From.Add(-longest), t.To.Add(longest))
	return Opened(patterns, slices.DeleteFunc(there, func(x Taken) bool { return x.ID == t.ID })), err
}

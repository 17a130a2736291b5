package place

import (
	"fmt"
	"slices"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
)

// What a place did in the past is told by the hours that it had then: those that a change takes away are kept, with the day on which it did.

// hours are what a place opens by, as they stand in its row.
type hours struct {
	door     string
	byShifts bool
	since    civil.Date // when somebody gave them; zero: nobody knows
}

func (p Place) hours() *hours {
	h := hours{door: p.Door, byShifts: p.ByShifts}
	for _, field := range []Field{FHours, FStops} {
		if o, ok := p.Origins[field]; ok && p.Door != "" && h.since.IsZero() {
			h.since = o.On
		}
	}
	return &h
}

func (h hours) row(tx *store.Tx, p Place) []any {
	return []any{p.ID, civil.DateOf(tx.Now.In(p.Zone())), h.since, h.door, h.byShifts}
}

// keepPast keeps hours that no longer hold. Of several changes on a day the first tells what held before it.
func keepPast(tx *store.Tx, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	if err := tx.InsertAll(`INSERT INTO place_hours (place_id, ended_on, since, hours, by_shifts)`, ` ON CONFLICT (place_id, ended_on) DO NOTHING`, rows); err != nil {
		return fmt.Errorf("keep past hours: %w", err)
	}
	return nil
}

// KeepPast keeps how a place opens before somebody changes whether shifts open it (SetOpened).
func KeepPast(tx *store.Tx, p Place) error {
	return keepPast(tx, [][]any{p.hours().row(tx, p)})
}

// Spell is a stretch of days on which a place opened by the same hours.
type Spell struct {
	First, Last civil.Date
	Hours       string // OpenStreetMap opening_hours; "" where nobody gave any
	ByShifts    bool
}

// Spells tells by which hours a place opened from the first to the last day, in order. known is the first day on which they are known to have
// held (zero: they always were, or there were none): before it the earliest that are known stand for what nobody wrote down.
func (p Place) Spells(tx *store.Tx, first, last civil.Date) (all []Spell, known civil.Date, err error) {
	type past struct {
		hours
		ended civil.Date
	}
	kept, err := store.All(tx, func(r store.Row) (x past, err error) {
		return x, r.Scan(&x.ended, &x.since, &x.door, &x.byShifts)
	}, `SELECT ended_on, since, hours, by_shifts FROM place_hours WHERE place_id = $1 AND ended_on > $2 ORDER BY ended_on`, p.ID, first)
	if err != nil {
		return nil, known, fmt.Errorf("read past hours: %w", err)
	}
	kept = append(kept, past{hours: *p.hours(), ended: last.AddDays(1)})
	// Before anybody gave hours it had some all the same: the first that are known stand for them.
	stands := slices.IndexFunc(kept, func(x past) bool { return x.door != "" || x.byShifts })
	begins := first
	for i, x := range kept {
		end := x.ended.AddDays(-1)
		if last.Before(end) {
			end = last
		}
		if end.Before(begins) {
			continue
		}
		switch {
		case stands > i:
			x.hours = kept[stands].hours
			if known = x.since; known.IsZero() || !end.Before(known) {
				known = x.ended
			}
		case stands == i && x.door != "" && x.since.IsZero() && len(all) == 0:
			known = x.ended
		case stands == i && x.door != "" && begins.Before(x.since) && len(all) == 0:
			known = x.since
		}
		all = append(all, Spell{begins, end, x.door, x.byShifts})
		begins = end.AddDays(1)
	}
	return all, known, nil
}

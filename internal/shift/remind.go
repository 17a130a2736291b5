package shift

import (
	"fmt"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// morning is the hour, on the place's wall, from which letters about shifts go out.
const morning = civil.Clock(8 * 60)

// DueReminders lists what is held of the days to come and whose holder hasn't been reminded, on the eve from the morning on.
func DueReminders(tx *store.Tx) ([]Taken, error) {
	all, err := store.All(tx, scanTaken, taken+`
		WHERE s.starts_at > $1 AND s.starts_at < $2 AND s.reminded_at IS NULL AND s.pattern_id IS NOT NULL AND s.person_id IS NOT NULL
		ORDER BY s.starts_at, s.id`, tx.Now, tx.Now.Add(48*time.Hour))
	if err != nil {
		return nil, fmt.Errorf("read whom to remind: %w", err)
	}
	var due []Taken
	zones := map[place.ID]*time.Location{}
	for _, t := range all {
		if zones[t.Place] == nil {
			p, err := place.Find(tx, t.Place)
			if err != nil {
				return nil, err
			}
			zones[t.Place] = p.Zone()
		}
		if !tx.Now.Before(t.Day.AddDays(-1).At(morning, zones[t.Place])) {
			due = append(due, t)
		}
	}
	return due, nil
}

// Remind notes that somebody is being reminded. false: they have been, or no longer hold it.
func Remind(tx *store.Tx, which TakenID) (bool, error) {
	n, err := tx.Exec(`UPDATE shift_taken SET reminded_at = $1 WHERE id = $2 AND reminded_at IS NULL`, tx.Now, which)
	return n == 1, err
}

// Watched is a place whose team wants to be told of shifts that nobody has taken.
type Watched struct {
	Place place.ID
	Days  int // before the shift
	Last  civil.Date
}

// ToWatch lists the places that want to be told.
func ToWatch(tx *store.Tx) ([]Watched, error) {
	return store.All(tx, func(r store.Row) (w Watched, err error) {
		return w, r.Scan(&w.Place, &w.Days, &w.Last)
	}, `
		SELECT s.place_id, s.warn_days, s.warned_on
		FROM shift_place s
		JOIN place p ON p.id = s.place_id
		WHERE s.warn_days > 0 AND p.opened IS NOT NULL
		ORDER BY s.place_id`)
}

// DueWarning computes the near shifts that don't open yet, when it is the hour to tell the team and it hasn't been told today.
func DueWarning(tx *store.Tx, w Watched, p place.Place, schools *opening.SchoolCalendar) ([]Shift, error) {
	local := tx.Now.In(p.Zone())
	today := civil.DateOf(local)
	if civil.ClockOf(local) < morning || w.Last == today {
		return nil, nil
	}
	all, err := Coming(tx, p, schools, today, today.AddDays(w.Days))
	var unfilled []Shift
	for _, s := range all {
		if !s.Filled() && s.From.After(tx.Now) {
			unfilled = append(unfilled, s)
		}
	}
	return unfilled, err
}

// Warn notes that the team is being told today. false: somebody else tells it.
func Warn(tx *store.Tx, p place.Place, unfilled []Shift) (bool, error) {
	today := civil.DateOf(tx.Now.In(p.Zone()))
	n, err := tx.Exec(`UPDATE shift_place SET warned_on = $1 WHERE place_id = $2 AND (warned_on IS NULL OR warned_on < $1)`, today, p.ID)
	if err != nil || n == 0 {
		return false, err
	}
	return true, note(tx, organisation.System, p, "shift.warned", map[string]string{"from": unfilled[0].From.String(), "to": unfilled[len(unfilled)-1].To.String()})
}

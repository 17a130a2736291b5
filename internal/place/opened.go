package place

import (
	"encoding/json"
	"fmt"
	"slices"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
)

// A place may open only when somebody has said that they open ("permanence"). Who, and how many are wanted, is not known here (package
// shift): the place keeps when, from now on, so that the atlas, the search, the sheet and the hours of all that it lends know it from the
// row that they read anyway (ADR 9).

// SetOpened says when somebody opens a place, in order, or with byShifts false that it opens by its hours alone. Nothing is written when
// that is known. The caller has the place for change, authorises and journals.
func SetOpened(tx *store.Tx, p Place, byShifts bool, opened []opening.Window) error {
	if p.ByShifts == byShifts && slices.Equal(p.Opened, opened) {
		return nil
	}
	var text any
	if byShifts {
		raw, err := json.Marshal(pairs(opened))
		if err != nil {
			return fmt.Errorf("write who opens %s: %w", p.Slug, err)
		}
		text = string(raw)
	}
	version, err := nextVersion(tx)
	if err != nil {
		return err
	}
	if err := tx.ExecOne(`UPDATE place SET opened = $1, version = $2 WHERE id = $3`, text, version, p.ID); err != nil {
		return fmt.Errorf("write who opens %s: %w", p.Slug, err)
	}
	return nil
}

func pairs(all []opening.Window) [][2]civil.Instant {
	out := make([][2]civil.Instant, len(all))
	for i, w := range all {
		out[i] = [2]civil.Instant{w.From, w.To}
	}
	return out
}

func readOpened(text string) ([]opening.Window, error) {
	var all [][2]civil.Instant
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		return nil, err
	}
	var out []opening.Window
	for _, x := range all {
		out = append(out, opening.Window{From: x[0], To: x[1]})
	}
	return out, nil
}

func opensAt(all []opening.Window, now civil.Instant) bool {
	for _, w := range all {
		if !now.Before(w.From) && now.Before(w.To) {
			return true
		}
	}
	return false
}

// Windows lists when hours, or the place's own when they are "", let somebody in on the days from first to last: with the shifts, where the
// place opens by them. Hours that can't be read are no hours; where nobody gave any, whoever opens decides.
func (p Place) Windows(hours string, schools *opening.SchoolCalendar, first, last civil.Date) []opening.Window {
	windows, known := p.Planned(hours, schools, first, last)
	switch {
	case !p.ByShifts:
		return windows
	case !known:
		return p.Opened
	}
	return opening.Meet(windows, p.Opened)
}

// Planned is Windows whether or not somebody opens. known is false where nobody gave hours.
func (p Place) Planned(hours string, schools *opening.SchoolCalendar, first, last civil.Date) (windows []opening.Window, known bool) {
	if hours == "" {
		hours = p.Door
	}
	if hours == "" {
		return nil, false
	}
	h, err := opening.ParseOSM(hours)
	if err != nil {
		return nil, true
	}
	t, err := h.Compile()
	if err != nil {
		return nil, true
	}
	return t.Windows(first, last, p.Zone(), opening.CalendarOf(p.Departement, schools)), true
}

// State is what the door is at an instant: by its hours, and by whoever opens where it opens by shifts.
func (p Place) State(now civil.Instant, schools *opening.SchoolCalendar) opening.State {
	if p.Stage == Closed || p.Door == "" && !p.ByShifts {
		return opening.State{}
	}
	var t *opening.Table
	if p.Door != "" {
		h, err := opening.ParseOSM(p.Door)
		if err != nil {
			return opening.State{}
		}
		if t, err = h.Compile(); err != nil {
			return opening.State{}
		}
	}
	cal := opening.CalendarOf(p.Departement, schools)
	if p.ByShifts {
		return t.StateWithin(now, p.Zone(), cal, p.Opened)
	}
	return t.State(now, p.Zone(), cal)
}

package shift

import (
	"fmt"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// MayKeep reports whether somebody says when a place is opened and who does: its manager.
func MayKeep(by organisation.Actor, p place.Place) bool {
	return by.IsSystem() || by.InTeam(organisation.KeepShifts, p.Target())
}

// MayHold reports whether somebody opens the place: anybody of its team, and whoever its manager has named for that.
func MayHold(by organisation.Actor, p place.Place) bool {
	return by.IsSystem() || by.InTeam(organisation.HoldShifts, p.Target())
}

// Openers lists those who may hold a place's shifts, each once.
func Openers(tx *store.Tx, p place.Place) (all []organisation.Holder, err error) {
	own, operator, err := place.Team(tx, p)
	seen := map[account.ID]bool{}
	for _, h := range append(own, operator...) {
		if h.Role.Allows(organisation.HoldShifts) && !seen[h.Person] {
			seen[h.Person] = true
			all = append(all, h)
		}
	}
	return all, err
}

func must(may bool, by organisation.Actor) error {
	switch {
	case may:
		return nil
	case !by.SignedIn():
		return fault.New(fault.Unauthenticated, "organisation.sign_in_first")
	}
	return fault.New(fault.Forbidden, "organisation.may_not")
}

// keeper reads a place for its manager.
func keeper(tx *store.Tx, by organisation.Actor, which place.ID) (place.Place, error) {
	p, err := place.ForChange(tx, which)
	if err != nil {
		return p, err
	}
	if err := must(MayKeep(by, p), by); err != nil {
		return p, err
	}
	if p.Organisation.IsZero() {
		return p, fault.New(fault.Conflict, "resource.no_organisation")
	}
	return p, nil
}

// Settings is how a place opens.
type Settings struct {
	Place    place.ID
	ByShifts bool // only when somebody holds the shift
	WarnDays int  // 0: never
}

// mostWarnDays is as far as the manager's list of shifts to fill looks.
const mostWarnDays = 21

// Set says how a place opens. Errors: Forbidden; Conflict without an organisation; Invalid.
func Set(tx *store.Tx, by organisation.Actor, q Settings) error {
	p, err := keeper(tx, by, q.Place)
	if err != nil {
		return err
	}
	var b fault.Breaches
	b.Check(q.WarnDays >= 0 && q.WarnDays <= mostWarnDays, "warn", "shift.warn_out_of_range", fault.Args{"Max": mostWarnDays})
	if err := b.Err(); err != nil {
		return err
	}
	_, err = tx.Exec(`
		INSERT INTO shift_place (place_id, warn_days) VALUES ($1, $2)
		ON CONFLICT (place_id) DO UPDATE SET warn_days = excluded.warn_days`, p.ID, q.WarnDays)
	if err != nil {
		return fmt.Errorf("set shifts: %w", err)
	}
	if q.ByShifts == p.ByShifts {
		return nil
	}
	if err := place.KeepPast(tx, p); err != nil {
		return err
	}
	verb := "shift.closed_unless"
	if !q.ByShifts {
		verb = "shift.opens_by_hours"
		err = place.SetOpened(tx, p, false, nil)
	} else {
		p.ByShifts, p.Opened = true, nil
		if err = place.SetOpened(tx, place.Place{ID: p.ID}, true, nil); err == nil {
			err = refresh(tx, p)
		}
	}
	if err != nil {
		return err
	}
	return note(tx, by, p, verb, nil)
}

// AddRequest is a new pattern.
type AddRequest struct {
	Submission string
	Pattern    Pattern // its ID, Organisation and Pool are ours to give
}

// mostWanted bounds how many people hold one shift.
const mostWanted = 50

// Add adds a pattern. Errors: Forbidden; Conflict without an organisation; Invalid with every breach.
func Add(tx *store.Tx, by organisation.Actor, q AddRequest) error {
	_, err := form.Once(tx, q.Submission, func() (string, error) {
		x := q.Pattern
		p, err := keeper(tx, by, x.Place)
		if err != nil {
			return "", err
		}
		if x.Least == 0 {
			x.Least = 1
		}
		if err := x.check(); err != nil {
			return "", err
		}
		pool, err := capacity.Open(tx, p.Organisation, x.Wanted)
		if err != nil {
			return "", err
		}
		x.ID, x.Pool, x.Organisation = id.New[Pattern](), pool.ID, p.Organisation
		_, err = tx.Exec(`
			INSERT INTO shift_pattern (id, organisation_id, place_id, pool_id, name, weekdays, from_minute, to_minute, first_on, last_on, wanted, least, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
			x.ID, x.Organisation, x.Place, x.Pool, x.Name, x.Days, x.From, x.To, x.First, x.Last, x.Wanted, x.Least, tx.Now)
		if err != nil {
			return "", fmt.Errorf("add pattern of shifts: %w", err)
		}
		return x.ID.String(), note(tx, by, p, "shift.added", map[string]string{"name": x.Name, "from": x.From.String(), "to": x.To.String()})
	})
	return err
}

func (p Pattern) check() error {
	var b fault.Breaches
	b.Within("name", p.Name, 80)
	b.Check(p.Days > 0 && p.Days < 1<<7, "days", "shift.days_missing")
	b.Check(p.From >= 0 && p.From < civil.EndOfDay, "from", "shift.hour_missing")
	b.Check(p.To > 0 && p.To <= civil.EndOfDay && p.To != p.From, "to", "shift.hour_missing")
	b.Check(p.First.Year >= 2000 && p.First.Year <= 2200, "first", "shift.day_missing")
	b.Check(p.Last.IsZero() || !p.Last.Before(p.First) && p.Last.Year <= 2200, "last", "shift.ends_before_it_begins")
	b.Check(p.Wanted >= 1 && p.Wanted <= mostWanted, "wanted", "shift.wanted_out_of_range", fault.Args{"Max": mostWanted})
	b.Check(p.Least >= 1 && p.Least <= max(1, p.Wanted), "least", "shift.least_out_of_range")
	return b.Err()
}

// End lets a pattern give no more shifts from a day on. What somebody has taken they have promised: it stays until they give it back.
func End(tx *store.Tx, by organisation.Actor, which PatternID, from civil.Date) error {
	x, err := findPattern(tx, which)
	if err != nil {
		return err
	}
	p, err := keeper(tx, by, x.Place)
	if err != nil {
		return err
	}
	last := from.AddDays(-1)
	if !x.Last.IsZero() && !last.Before(x.Last) {
		return nil
	}
	if err := tx.ExecOne(`UPDATE shift_pattern SET last_on = $1 WHERE id = $2`, last, x.ID); err != nil {
		return fmt.Errorf("end pattern of shifts: %w", err)
	}
	return note(tx, by, p, "shift.ended", map[string]string{"name": x.Name, "from": x.From.String(), "to": x.To.String()})
}

func note(tx *store.Tx, by organisation.Actor, p place.Place, verb string, data map[string]string) error {
	return journal.Write(tx, journal.Entry{Person: by.Person.String(), ActingFor: p.Organisation.String(), Verb: verb, Kind: "shift", Object: p.ID.String(), Data: data})
}

// Weekdays lists the days of a set, Monday first.
func (d Days) Weekdays() []time.Weekday {
	var all []time.Weekday
	for i := range 7 {
		if w := time.Weekday((i + 1) % 7); d.Has(w) {
			all = append(all, w)
		}
	}
	return all
}

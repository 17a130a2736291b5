package convention

import (
	"fmt"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// Both sides are reminded so many days before a due day, and again when something is late.
const remindBefore, remindAfter, remindUntil = 14, 1, 60

// remindSilent is after how many days without an answer both sides hear of it.
var remindSilent = []int{21, 60}

// Reminder is something that both sides are to be told, once.
type Reminder struct {
	What string // names it for good: its kind, what it is about, its day
	Event
	Days int // late
}

// Reminders lists what is to be told on a day, whether or not it was told already. It is the same for both sides.
func Reminders(w Whole, today civil.Date, count Counter) (all []Reminder) {
	add := func(subject string, e Event, days int) {
		all = append(all, Reminder{What: fmt.Sprintf("%s/%s/%s", e.Kind, subject, e.Day), Event: e, Days: days})
	}
	faces := []Whole{w}
	if a, ok := w.Underway(); ok {
		if x, err := w.Face(a.Number); err == nil {
			faces = append(faces, x)
		}
	}
	for _, x := range faces {
		if s, ok := x.Waits(today); ok {
			for _, after := range remindSilent {
				if s.Days >= after && s.Days < after+remindBefore {
					what := fmt.Sprintf("%s/%d/%d/%d", Unanswered, x.Amending, s.Version, after)
					all = append(all, Reminder{What: what, Event: Event{Day: s.Since, Kind: Unanswered, Party: s.For[0], Amendment: x.Amending, Version: s.Version}, Days: s.Days})
				}
			}
		}
	}
	if !w.Public() {
		return all
	}
	for _, c := range w.Commitments {
		s := Judge(c, w.Text.First, w.End(), today, count)
		if late := today.DaysSince(s.Due); (s.State == Late || s.State == Half) && late >= remindAfter && late <= remindUntil {
			add(c.ID.String(), Event{Day: s.Due, Kind: BecameLate, Party: c.Party, Commitment: &c}, late)
		}
	}
	for _, e := range Ahead(w, today, count) {
		near := e.Day.DaysSince(today) <= remindBefore
		switch {
		case e.Kind == FallsDue && near:
			add(e.Commitment.ID.String(), e, 0)
		case e.Kind == TrialFallsDue && near:
			add(e.Experiment.ID.String(), e, 0)
		case e.Kind == ReportFalls && near:
			add("report", e, 0)
		}
	}
	if w.State == Signed {
		for kind, last := range map[EventKind]civil.Date{TermNear: w.Text.Last, LeaseNear: w.Text.Lease} {
			if at := AddMonths(last, halfYear); !last.IsZero() && !today.Before(at) && !last.Before(today) {
				add("end", Event{Day: last, Kind: kind}, 0)
			}
		}
	}
	return all
}

// mostLooked bounds a round; the next one goes on.
const mostLooked = 200

// ToRemind lists the conventions that were not looked at today.
func ToRemind(tx *store.Tx) ([]ID, error) {
	return store.All(tx, store.Value[ID], `
		SELECT id FROM convention
		WHERE state IN ('draft', 'proposed', 'signed', 'ended') AND (looked_on IS NULL OR looked_on < $1)
		ORDER BY looked_on, id
		LIMIT $2`, today(tx), mostLooked)
}

// Look reads a convention to remind of, once a day; first is false for whoever comes second.
func Look(tx *store.Tx, which ID) (w Whole, first bool, err error) {
	n, err := tx.Exec(`UPDATE convention SET looked_on = $1 WHERE id = $2 AND (looked_on IS NULL OR looked_on < $1)`, today(tx), which)
	if err != nil || n == 0 {
		return w, false, err
	}
	w, err = whole(tx, which, "")
	return w, true, err
}

// Remind notes that both sides are told; first is false when they were.
func Remind(tx *store.Tx, which ID, r Reminder) (first bool, err error) {
	n, err := tx.Exec(`INSERT INTO convention_reminder (convention_id, what, at) VALUES ($1, $2, $3) ON CONFLICT (convention_id, what) DO NOTHING`, which, r.What, tx.Now)
	return n == 1, err
}

// Listeners lists the managers of the parties who have an address, each once; without those of one party, if it is given.
func Listeners(tx *store.Tx, parties []Party, but int) (all []account.Person, err error) {
	seen := map[account.ID]bool{}
	for _, p := range parties {
		if p.Organisation.IsZero() || p.Number == but {
			continue
		}
		team, err := organisation.Holders(tx, organisation.InOrganisation, p.Organisation.String())
		if err != nil {
			return nil, err
		}
		for _, h := range team {
			if h.Email == "" || !h.Role.Allows(organisation.KeepConventions) || seen[h.Person] {
				continue
			}
			seen[h.Person] = true
			who, err := account.Find(tx, h.Person)
			if err != nil {
				return nil, err
			}
			all = append(all, who)
		}
	}
	return all, nil
}

package convention

import (
	"slices"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
)

// Period is what the place's activity told of a period of a promise, written down once. What was counted then can't be made up for; a line of it
// stays in the logbook of both sides, whatever becomes of the place, its shifts and its bookings.
type Period struct {
	First  civil.Date // its first day; zero until the logbook tells of it
	Due    civil.Date // its last day
	Figure int64      // as it may be told
	Few    bool       // it isn't
	State  PromiseState
	On     civil.Date // when it was counted
}

// Missed reports whether less was counted than was promised.
func (p Period) Missed() bool { return p.State == Late || p.State == Half }

// settle is how many days a period rests before it is written down: tallies from a lost line, and shifts that somebody forgot, come in late.
const settle = 7

// Unwritten are the periods that ended by a day, are counted, and were not written down.
func (c Commitment) Unwritten(w Whole, today civil.Date, count Counter) (all []Period) {
	if !c.Measure.Counted() || count == nil || !w.Public() {
		return nil
	}
	for _, d := range c.Dues(w.End(), today) {
		if !d.AddDays(settle).Before(today) || c.written(d) {
			continue
		}
		if s := c.at(d, w.Text.First, today, count); s.Counted {
			all = append(all, Period{Due: d, Figure: s.Figure, Few: s.Few, State: s.State, On: today})
		}
	}
	return all
}

// period is what was written down of the period that ended on a day; ok is false for nothing.
func (c Commitment) period(due civil.Date) (p Period, ok bool) {
	if i := slices.IndexFunc(c.Periods, func(p Period) bool { return p.Due == due }); i >= 0 {
		return c.Periods[i], true
	}
	return p, false
}

// written reports whether the period that ended on a day was written down.
func (c Commitment) written(due civil.Date) bool {
	_, ok := c.period(due)
	return ok
}

// WritePeriods writes down what was counted of the periods that ended, each once: whoever comes second writes nothing.
func WritePeriods(tx *store.Tx, w Whole, count Counter) error {
	for _, c := range w.Commitments {
		for _, p := range c.Unwritten(w, today(tx), count) {
			if _, err := tx.Exec(`
				INSERT INTO convention_counted (promise_id, due, figure, few, state, counted_on)
				VALUES ($1, $2, $3, $4, $5, $6)
				ON CONFLICT (promise_id, due) DO NOTHING`, c.ID, p.Due, p.Figure, p.Few, p.State, p.On); err != nil {
				return err
			}
		}
	}
	return nil
}

// missed lists the periods of which less was counted than was promised: those that were written down, and the last one as it stands today.
func (c Commitment) missed(w Whole, today civil.Date, count Counter) (all []Period) {
	for _, p := range c.Periods {
		if p.Missed() && p.Due.Before(today) {
			all = append(all, p)
		}
	}
	s := Judge(c, w.Text.First, w.End(), today, count)
	if p := (Period{Due: s.Due, Figure: s.Figure, Few: s.Few, State: s.State, On: today}); s.Counted && !c.written(s.Due) && p.Missed() {
		all = append(all, p)
	}
	for i, p := range all {
		all[i].First = c.Since(p.Due, w.Text.First)
	}
	return all
}

func (w *Whole) readPeriods(tx *store.Tx) error {
	return tx.Each(func(r store.Row) error {
		var of CommitmentID
		var p Period
		if err := r.Scan(&of, &p.Due, &p.Figure, &p.Few, &p.State, &p.On); err != nil {
			return err
		}
		if i := slices.IndexFunc(w.Commitments, func(c Commitment) bool { return c.ID == of }); i >= 0 {
			w.Commitments[i].Periods = append(w.Commitments[i].Periods, p)
		}
		return nil
	}, `
		SELECT x.promise_id, x.due, x.figure, x.few, x.state, x.counted_on
		FROM convention_promise p
		JOIN convention_counted x ON x.promise_id = p.id
		WHERE p.convention_id = $1
		ORDER BY x.due`, w.ID)
}

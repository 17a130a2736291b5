package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"mitoyen/internal/census"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
)

// do decides on a batch, writes it unless the run is dry, and reports it.
func (w *work) do(ctx context.Context, b batch) error {
	if len(b.rows) == 0 {
		return nil
	}
	var done outcome
	try := func(tx *store.Tx) (err error) {
		done, err = w.try(ctx, tx, b.rows)
		return err
	}
	run := w.db.Update
	if w.request.Dry {
		run = w.db.View
	}
	if w.request.Dry { // which reads what is filed, and can't file
		if err := w.twins.catchUp(ctx); err != nil {
			return err
		}
	}
	err := run(ctx, try)
	for errors.Is(err, errBehind) {
		if err := w.twins.catchUp(ctx); err != nil {
			return err
		}
		err = run(ctx, try)
	}
	if err != nil {
		return err
	}
	if err := w.twins.kept(ctx, done.near); err != nil {
		return err
	}
	for _, d := range done.all {
		d.Row.Problems = append(d.Row.Problems, d.notes...)
		if err := w.report.Add(d.Row, d.outcome); err != nil {
			return fmt.Errorf("write report: %w", err)
		}
		if d.outcome == census.Imported || d.outcome == census.Updated {
			w.written++
		}
	}
	return w.do(ctx, batch{rows: done.later})
}

// outcome is what a transaction has made of a batch.
type outcome struct {
	all   []decision
	later []row
	near  *near
}

// try is one transaction. It can run again, and leaves nothing behind but its outcome.
func (w *work) try(ctx context.Context, tx *store.Tx, rows []row) (o outcome, err error) {
	var ids []string
	for _, r := range rows {
		if !r.Refused() {
			ids = append(ids, r.SourceID)
		}
	}
	h, err := place.LookRows(tx, w.request.Profile.Key, ids)
	if err != nil {
		return o, err
	}
	var changed []string
	for _, r := range rows {
		if k, stands := h.Rows[r.SourceID]; !r.Refused() && (!stands || k.Hash != r.hash) {
			changed = append(changed, r.SourceID)
		}
	}
	if len(changed) > 0 { // a file that brings nothing new keeps nobody waiting
		if h, err = w.hold(tx, h, changed); err != nil {
			return o, err
		}
		fresh := slices.DeleteFunc(slices.Clone(rows), func(r row) bool {
			k, stands := h.Rows[r.SourceID]
			return r.Refused() || !k.Place.IsZero() || stands && sameRow(k.Hash, r.hash)
		})
		if len(fresh) > 0 || w.request.Dry {
			if o.near, err = w.twins.at(ctx, tx, h.Version-1, fresh); err != nil {
				return o, err
			}
		}
	}
	if o.all, o.later, err = w.decideAll(tx, h, o.near, rows); err != nil || w.request.Dry {
		return o, err
	}
	return o, w.write(tx, h, o.all)
}

// hold reads what the changed rows are about, and keeps others away from it when the run is going to write.
func (w *work) hold(tx *store.Tx, h place.Held, changed []string) (place.Held, error) {
	if w.request.Dry {
		return h, h.Look(tx, changed)
	}
	return h.Hold(tx, w.request.Profile.Key, changed)
}

// write carries the decisions out: places first, since questions and rows point at them.
func (w *work) write(tx *store.Tx, h place.Held, all []decision) error {
	var takings []place.Taking
	var asks []place.Proposal
	var withdraw []id.Of[place.Proposal]
	var rows []place.ImportedRow
	var seen []string
	source := w.request.Profile.Key
	for _, d := range all {
		if d.taking != nil {
			takings = append(takings, *d.taking)
		}
		if d.ask != nil {
			asks = append(asks, *d.ask)
		}
		withdraw = append(withdraw, d.withdraw...)
		switch {
		case !d.run.IsZero():
			rows = append(rows, place.ImportedRow{Source: source, SourceID: d.SourceID, Place: d.place, Run: d.run, Number: d.Number, Hash: d.hash,
				Raw: d.raw, Facts: d.facts, Problems: d.problems})
		case d.outcome != census.Refused:
			seen = append(seen, d.SourceID)
		}
	}
	if err := place.TakeAll(tx, w.request.By, h.Version, w.ground, takings); err != nil {
		return err
	}
	if err := place.Withdraw(tx, withdraw); err != nil {
		return err
	}
	if err := place.AskAbout(tx, h, asks); err != nil {
		return err
	}
	if err := place.KeepRows(tx, rows); err != nil {
		return err
	}
	return place.SeeRows(tx, source, seen)
}

// manyPlaces is from how many places on the search index is put in order after an import.
const manyPlaces = 2000

func (w *work) settle(ctx context.Context) error {
	if w.written < manyPlaces {
		return nil
	}
	return w.db.Update(ctx, search.Settle)
}

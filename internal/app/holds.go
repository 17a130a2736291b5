package app

import (
	"context"
	"errors"
	"time"

	"mitoyen/internal/booking"
	"mitoyen/internal/booking/bookingweb"
	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/store"
)

// turnsEvery is how often holds that ran out are tidied away, and what became free is offered to those in line. Units are free from the very
// moment, whatever this is.
const turnsEvery = 15 * time.Second

// takeTurns does both, and notes those who never came, until ctx ends. It looks before it takes the one writer: mostly there is nothing to do.
func (a *App) takeTurns(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(turnsEvery):
		}
		for _, do := range []func(context.Context) error{a.giveBack, a.TakeTurns} {
			if err := do(ctx); err != nil && ctx.Err() == nil {
				a.Config.Log.Error("take turns", "err", err)
			}
		}
	}
}

// TakeTurns lets holds go that have run out, then offers what is free to those in line: each in a transaction of its own, since an offer locks
// more pools than those it begins with.
func (a *App) TakeTurns(ctx context.Context) error {
	tell := bookingweb.Letters{Site: a.Site, Post: a.post, Texts: a.texts}.Turn
	due := false
	err := a.DB.View(ctx, func(tx *store.Tx) (err error) {
		due, err = capacity.SweepDue(tx)
		return err
	})
	if err == nil && due {
		err = a.DB.Update(ctx, func(tx *store.Tx) error { return capacity.Sweep(tx, tell(ctx)) })
	}
	if err != nil {
		return err
	}
	var freed []capacity.PoolID
	err = a.DB.View(ctx, func(tx *store.Tx) (err error) {
		freed, err = capacity.Freed(tx)
		return err
	})
	if err != nil || len(freed) == 0 {
		return err
	}
	return a.DB.Update(ctx, func(tx *store.Tx) error { return capacity.Offer(tx, freed, booking.OfferLasts, tell(ctx)) })
}

// giveBack notes those who never came, where the rules say after how long, and gives back the rest of their time: each in a transaction of
// its own, so that none waits for another.
func (a *App) giveBack(ctx context.Context) error {
	var absent []booking.ID
	err := a.DB.View(ctx, func(tx *store.Tx) (err error) {
		absent, err = booking.Absent(tx)
		return err
	})
	letters := bookingweb.Letters{Site: a.Site, Post: a.post, Texts: a.texts}
	for _, b := range absent {
		err = errors.Join(err, a.DB.Update(ctx, func(tx *store.Tx) error {
			missed, fresh, err := booking.NoteAbsent(tx, b)
			if err != nil || !fresh {
				return err
			}
			return letters.Left(ctx, tx, missed)
		}))
	}
	return err
}

package app

import (
	"context"
	"time"

	"mitoyen/internal/booking"
	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/store"
)

// sweepEvery is how often holds that ran out are tidied away. Their units are free from the very moment, whatever this is.
const sweepEvery = time.Minute

// letHoldsGo removes holds that have run out until ctx ends. It looks before it takes the one writer: mostly there is nothing to do.
func (a *App) letHoldsGo(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(sweepEvery):
		}
		due := false
		err := a.DB.View(ctx, func(tx *store.Tx) (err error) {
			due, err = capacity.SweepDue(tx)
			return err
		})
		if err == nil && due {
			err = a.DB.Update(ctx, func(tx *store.Tx) error {
				return capacity.Sweep(tx, booking.Lapse)
			})
		}
		if err != nil && ctx.Err() == nil {
			a.Config.Log.Error("let holds go", "err", err)
		}
	}
}

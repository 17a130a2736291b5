package app

import (
	"context"
	"time"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/webhook"
)

// hooksEvery is how soon an event is noted for the webhooks that want it.
const hooksEvery = 2 * time.Second

// listen notes events for webhooks until ctx ends. It looks before it takes the one writer: most instances have none, and their place in the
// journal moves on in rounds.
func (a *App) listen(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(hooksEvery):
		}
		listening := false
		err := a.DB.View(ctx, func(tx *store.Tx) (err error) {
			listening, err = webhook.Listening(tx)
			return err
		})
		if err == nil && listening {
			err = a.TellHooks(ctx)
		}
		if err != nil && ctx.Err() == nil {
			a.Config.Log.Error("note events for webhooks", "err", err)
		}
	}
}

// TellHooks notes what has happened since for the webhooks that want it. Calling them is a job.
func (a *App) TellHooks(ctx context.Context) error {
	for {
		n := 0
		err := a.DB.Update(ctx, func(tx *store.Tx) (err error) {
			n, err = a.hooks.Gather(tx)
			return err
		})
		if err != nil || n == 0 {
			return err
		}
	}
}

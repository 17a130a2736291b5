package app

import (
	"time"

	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/webhook"
)

// call has La GARE tell the screen in its hall of bookings. There is no such screen: it is switched off, with what it was told yesterday.
func (a *App) call(tx *store.Tx, gare place.ID) error {
	which, _, err := a.hooks.Add(tx, organisation.System, webhook.AddRequest{Place: gare, Address: "https://ecran.example.org/mitoyen", Events: []webhook.Event{webhook.BookingConfirmed, webhook.BookingMoved, webhook.BookingCancelled},
		Secret: webhook.NewSecret()})
	if err != nil {
		return err
	}
	if err := a.hooks.Switch(tx, organisation.System, gare, which, false); err != nil {
		return err
	}
	yesterday := tx.Now.Add(-24 * time.Hour)
	for _, d := range []struct {
		state   webhook.Progress
		status  int
		failure string
		ago     time.Duration
	}{{webhook.Done, 200, "", 2 * time.Hour}, {webhook.GivenUp, 503, "refused", time.Hour}} {
		_, err := tx.Exec(`INSERT INTO webhook_delivery (id, webhook_id, event_id, event, body, state, tries, status, failure, created_at, tried_at) VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9, $9)`,
			id.New[webhook.Delivery](), which, id.New[webhook.Event](), webhook.Ping, `{"type":"ping"}`, d.state, d.status, d.failure, yesterday.Add(-d.ago))
		if err != nil {
			return err
		}
	}
	return nil
}

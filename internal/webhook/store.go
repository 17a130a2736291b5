package webhook

import (
	"errors"
	"fmt"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

const columns = `id, organisation_id, place_id, address, events, secret, former, former_until, state, since, fails, failing_since, rests_until, created_at`

func scan(r store.Row) (h Hook, err error) {
	var events string
	err = r.Scan(&h.ID, &h.Organisation, &h.Place, &h.Address, &events, &h.secret, &h.former, &h.FormerUntil, &h.State, &h.Since, &h.Fails, &h.FailingSince, &h.RestsUntil, &h.CreatedAt)
	h.Events = split(events)
	return h, err
}

// errUnknown is for one that isn't there, or is another organisation's.
var errUnknown = fault.New(fault.NotFound, "webhook.unknown")

// Of lists the webhooks of an organisation, the oldest first.
func Of(tx *store.Tx, of organisation.ID) ([]Hook, error) {
	all, err := store.All(tx, scan, `SELECT `+columns+` FROM webhook WHERE organisation_id = $1 ORDER BY created_at, id`, of)
	if err != nil {
		return nil, fmt.Errorf("list webhooks: %w", err)
	}
	return all, nil
}

// Find reads a webhook of an organisation.
func Find(tx *store.Tx, of organisation.ID, which ID) (Hook, error) {
	return find(tx, `id = $1 AND organisation_id = $2`, which, of)
}

func find(tx *store.Tx, where string, args ...any) (Hook, error) {
	h, err := store.One(tx, scan, `SELECT `+columns+` FROM webhook WHERE `+where, args...)
	if errors.Is(err, store.ErrNoRow) {
		return h, errUnknown
	}
	if err != nil {
		return h, fmt.Errorf("find webhook: %w", err)
	}
	return h, nil
}

func update(tx *store.Tx, h Hook) error {
	err := tx.ExecOne(`
		UPDATE webhook
		SET address = $1, events = $2, secret = $3, former = $4, former_until = $5, state = $6, since = $7, fails = $8, failing_since = $9, rests_until = $10
		WHERE id = $11`,
		h.Address, joined(h.Events), h.secret, h.former, h.FormerUntil, h.State, h.Since, h.Fails, h.FailingSince, h.RestsUntil, h.ID)
	if err != nil {
		return fmt.Errorf("change webhook: %w", err)
	}
	return nil
}

const deliveryColumns = `id, webhook_id, event_id, event, body, state, tries, status, failure, created_at, tried_at`

func scanDelivery(r store.Row) (d Delivery, err error) {
	return d, r.Scan(&d.ID, &d.Hook, &d.EventID, &d.Event, &d.Body, &d.State, &d.Tries, &d.Status, &d.Failure, &d.CreatedAt, &d.TriedAt)
}

// Deliveries lists the last of a webhook, the latest first, at most limit.
func Deliveries(tx *store.Tx, of ID, limit int) ([]Delivery, error) {
	all, err := store.All(tx, scanDelivery, `SELECT `+deliveryColumns+` FROM webhook_delivery WHERE webhook_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2`, of, limit)
	if err != nil {
		return nil, fmt.Errorf("list deliveries: %w", err)
	}
	return all, nil
}

// insert notes a delivery; false when the webhook is told of that event already.
func insert(tx *store.Tx, d Delivery) (bool, error) {
	n, err := tx.Exec(`
		INSERT INTO webhook_delivery (id, webhook_id, event_id, event, body, state, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (webhook_id, event_id) DO NOTHING`, d.ID, d.Hook, d.EventID, d.Event, d.Body, Waiting, tx.Now)
	if err != nil {
		return false, fmt.Errorf("note a delivery: %w", err)
	}
	return n == 1, nil
}

// Sweep lets the deliveries go that nobody looks at any more, and the secrets that no longer hold.
func Sweep(tx *store.Tx) error {
	_, err1 := tx.Exec(`DELETE FROM webhook_delivery WHERE created_at < $1`, tx.Now.Add(-Kept))
	_, err2 := tx.Exec(`UPDATE webhook SET former = '' WHERE former <> '' AND former_until <= $1`, tx.Now)
	return errors.Join(err1, err2)
}

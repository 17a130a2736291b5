package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/hook"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/jobs"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// jobKind is the kind of the jobs that call. Their payload is the id of a delivery, and nothing of it.
const jobKind = "webhook"

// Post calls webhooks.
type Post struct {
	db     *store.DB
	runner *jobs.Runner
	caller *hook.Caller

	// Failing is told of a webhook that has just switched itself off: its managers are to be written to.
	Failing func(context.Context, *store.Tx, Hook) error
}

// NewPost sets the job handler that makes deliveries.
func NewPost(db *store.DB, r *jobs.Runner, caller *hook.Caller) *Post {
	p := &Post{db: db, runner: r, caller: caller}
	r.Handle(jobKind, p.work)
	return p
}

// work makes one delivery, unless it was made, or its webhook rests. A failure is noted and tried again by a job of its own, so that this one
// fails only where our own side does.
func (p *Post) work(ctx context.Context, payload []byte) error {
	var which DeliveryID
	if err := json.Unmarshal(payload, &which); err != nil {
		return fmt.Errorf("webhook: %w", err)
	}
	d, h, err := p.due(ctx, which)
	if errors.Is(err, store.ErrNoRow) || err == nil && d.State != Waiting {
		return nil // it was removed, or is done
	}
	if err != nil {
		return err
	}
	now := p.db.Now()
	if h.State != On {
		return p.db.Update(ctx, func(tx *store.Tx) error {
			d.State, d.Failure = GivenUp, SwitchedOff
			return d.save(tx)
		})
	}
	if now.Before(h.RestsUntil) {
		return p.db.Update(ctx, func(tx *store.Tx) error { return p.runner.Enqueue(tx, jobKind, d.ID, h.RestsUntil) })
	}
	status, why := p.caller.Post(ctx, h.Address, map[string]string{
		"Mitoyen-Event":     string(d.Event),
		"Mitoyen-Event-Id":  d.EventID.String(),
		"Mitoyen-Signature": hook.Signature(now.Time(), []byte(d.Body), h.secrets(now)...),
	}, []byte(d.Body))
	if ctx.Err() != nil && why != "" { // the program stops: nobody knows
		return ctx.Err()
	}
	// Whatever was answered is noted, also while the program stops.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return p.db.Update(ctx, func(tx *store.Tx) error { return p.noteTry(ctx, tx, d, status, why) })
}

func (p *Post) due(ctx context.Context, which DeliveryID) (d Delivery, h Hook, err error) {
	err = p.db.View(ctx, func(tx *store.Tx) error {
		if d, err = store.One(tx, scanDelivery, `SELECT `+deliveryColumns+` FROM webhook_delivery WHERE id = $1`, which); err != nil {
			return err
		}
		h, err = store.One(tx, scan, `SELECT `+columns+` FROM webhook WHERE id = $1`, d.Hook)
		return err
	})
	return d, h, err
}

// noteTry notes what a call came to: how the delivery goes on, and its webhook.
func (p *Post) noteTry(ctx context.Context, tx *store.Tx, d Delivery, status int, why hook.Failure) error {
	h, err := find(tx, `id = $1`+tx.ForUpdate(), d.Hook)
	if fault.Is(err, fault.NotFound) {
		return nil // removed meanwhile
	}
	if err != nil {
		return err
	}
	d.Tries, d.Status, d.Failure, d.TriedAt = d.Tries+1, status, why, tx.Now
	if why == "" {
		d.State = Done
		h.Fails, h.FailingSince, h.RestsUntil = 0, civil.Instant{}, civil.Instant{}
		return errors.Join(d.save(tx), update(tx, h))
	}
	if h.Fails++; h.FailingSince.IsZero() {
		h.FailingSince = tx.Now
	}
	h.RestsUntil = tx.Now.Add(Pause(h.Fails))
	off := h.State == On && tx.Now.Sub(h.FailingSince) >= OffAfter
	if off {
		h.State = Failed
	}
	if d.Tries >= MostTries || off {
		d.State = GivenUp
	} else if err := p.runner.Enqueue(tx, jobKind, d.ID, h.RestsUntil); err != nil {
		return err
	}
	if err := errors.Join(d.save(tx), update(tx, h)); err != nil || !off {
		return err
	}
	if err := note(tx, organisation.System, h, "webhook.failed"); err != nil || p.Failing == nil {
		return err
	}
	return p.Failing(ctx, tx, h)
}

func (d Delivery) save(tx *store.Tx) error {
	_, err := tx.Exec(`UPDATE webhook_delivery SET state = $1, tries = $2, status = $3, failure = $4, tried_at = $5 WHERE id = $6`, d.State, d.Tries, d.Status, d.Failure, d.TriedAt, d.ID)
	if err != nil {
		return fmt.Errorf("note a delivery: %w", err)
	}
	return nil
}

var errSwitchedOff = fault.New(fault.Conflict, "webhook.switched_off_first")

// ready reads a webhook that is called, for whoever keeps it, and ends its rest: they want to see now what becomes of it.
func (p *Post) ready(tx *store.Tx, by organisation.Actor, where place.ID, which ID) (h Hook, err error) {
	if h, err = forChange(tx, by, where, which); err != nil {
		return h, err
	}
	if h.State != On {
		return h, errSwitchedOff
	}
	h.RestsUntil = civil.Instant{}
	return h, update(tx, h)
}

// TryOut sends an event that tells of nothing, to see whether somebody answers.
func (p *Post) TryOut(tx *store.Tx, by organisation.Actor, submission string, where place.ID, which ID) error {
	_, err := form.Once(tx, submission, func() (string, error) {
		h, err := p.ready(tx, by, where, which)
		if err != nil {
			return "", err
		}
		event := id.New[Event]()
		body, err := bodyOf(event, Ping, tx.Now, h.Organisation, map[string]any{"webhook": h.ID})
		if err != nil {
			return "", err
		}
		return "", p.tell(tx, Delivery{ID: id.New[Delivery](), Hook: h.ID, EventID: event, Event: Ping, Body: body})
	})
	return err
}

// Again makes a delivery once more, with the same event id, whatever became of it. Errors: Conflict for one that is still being tried, and for a
// webhook that is switched off.
func (p *Post) Again(tx *store.Tx, by organisation.Actor, submission string, where place.ID, which ID, delivery DeliveryID) error {
	_, err := form.Once(tx, submission, func() (string, error) {
		h, err := p.ready(tx, by, where, which)
		if err != nil {
			return "", err
		}
		d, err := store.One(tx, scanDelivery, `SELECT `+deliveryColumns+` FROM webhook_delivery WHERE id = $1 AND webhook_id = $2`+tx.ForUpdate(), delivery, h.ID)
		if errors.Is(err, store.ErrNoRow) {
			return "", fault.New(fault.NotFound, "webhook.delivery_unknown")
		}
		if err != nil {
			return "", err
		}
		if d.State == Waiting {
			return "", p.runner.Enqueue(tx, jobKind, d.ID, civil.Instant{}) // at once, whenever it would have been tried
		}
		d.State, d.Tries = Waiting, 0
		if err := d.save(tx); err != nil {
			return "", err
		}
		return "", p.runner.Enqueue(tx, jobKind, d.ID, civil.Instant{})
	})
	return err
}

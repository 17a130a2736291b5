// Package jobs does later what must not keep a person waiting: mail, imports.
//
// A job is enqueued in the transaction that wants it, so it is there exactly when the change is. Workers take due jobs one by one,
// several processes at once, and run each at least once: a handler that was cut off runs again, so handlers are idempotent.
package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
)

// ID names a job.
type ID = id.Of[Runner]

// Handler does one kind of job. An error makes it run again later, up to maxTries.
type Handler func(ctx context.Context, payload []byte) error

const (
	maxTries  = 8
	takenFor  = 10 * time.Minute // a job taken longer than that was cut off
	pollEvery = 2 * time.Second
)

// Runner runs jobs of the kinds that it has handlers for.
type Runner struct {
	db       *store.DB
	handlers map[string]Handler
	wake     chan struct{}
	log      *slog.Logger
}

// NewRunner makes a runner. Handlers are set before Run.
func NewRunner(db *store.DB, log *slog.Logger) *Runner {
	return &Runner{db: db, handlers: map[string]Handler{}, wake: make(chan struct{}, 1), log: log}
}

// Now is the time by which jobs run.
func (r *Runner) Now() civil.Instant { return r.db.Now() }

// Warn tells whoever runs the instance of something that a job came to and that isn't tried again.
func (r *Runner) Warn(what string, err error) { r.log.Warn(what, "err", err) }

// Handle sets the handler of a kind.
func (r *Runner) Handle(kind string, h Handler) { r.handlers[kind] = h }

// Enqueue adds a job to the transaction, to be run at once or at a later instant.
func (r *Runner) Enqueue(tx *store.Tx, kind string, payload any, at civil.Instant) error {
	body, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("enqueue %s: %w", kind, err)
	}
	if at.IsZero() {
		at = tx.Now
	}
	_, err = tx.Exec(`INSERT INTO job (id, kind, payload, run_at, created_at) VALUES ($1, $2, $3, $4, $5)`,
		id.New[Runner](), kind, string(body), at, tx.Now)
	if err != nil {
		return fmt.Errorf("enqueue %s: %w", kind, err)
	}
	tx.AfterCommit(r.poke)
	return nil
}

func (r *Runner) poke() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Run works until ctx ends: n jobs at once.
func (r *Runner) Run(ctx context.Context, n int) {
	done := make(chan struct{})
	for range n {
		go func() {
			r.work(ctx)
			done <- struct{}{}
		}()
	}
	for range n {
		<-done
	}
}

func (r *Runner) work(ctx context.Context) {
	for ctx.Err() == nil {
		ran, err := r.Next(ctx)
		if err != nil && ctx.Err() == nil {
			r.log.Error("take a job", "err", err)
		}
		if ran {
			continue
		}
		select {
		case <-ctx.Done():
		case <-r.wake:
		case <-time.After(pollEvery):
		}
	}
}

// keptFor is how long a job that has ended can still be looked at.
const keptFor = 7 * 24 * time.Hour

// Sweep removes the jobs that ended more than a week ago, done or failed.
func Sweep(tx *store.Tx) error {
	_, err := tx.Exec(`DELETE FROM job WHERE coalesce(done_at, failed_at) < $1`, tx.Now.Add(-keptFor))
	return err
}

type job struct {
	ID      ID
	Kind    string
	Payload string
	Tries   int
}

// Next takes one due job and runs it; false means that none was due.
func (r *Runner) Next(ctx context.Context) (bool, error) {
	var j job
	err := r.db.Update(ctx, func(tx *store.Tx) (err error) {
		j, err = store.One(tx, func(row store.Row) (j job, err error) {
			return j, row.Scan(&j.ID, &j.Kind, &j.Payload, &j.Tries)
		}, `
			SELECT id, kind, payload, tries
			FROM job
			WHERE done_at IS NULL AND failed_at IS NULL AND run_at <= $1 AND (taken_at IS NULL OR taken_at < $2)
			ORDER BY run_at
			LIMIT 1`+tx.SkipLocked(), tx.Now, tx.Now.Add(-takenFor))
		if err != nil {
			return err
		}
		return tx.ExecOne(`UPDATE job SET taken_at = $1, tries = tries + 1 WHERE id = $2`, tx.Now, j.ID)
	})
	if errors.Is(err, store.ErrNoRow) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, r.finish(j, r.try(ctx, j))
}

func (r *Runner) try(ctx context.Context, j job) (err error) {
	h := r.handlers[j.Kind]
	if h == nil {
		return fmt.Errorf("nobody handles jobs of kind %q", j.Kind)
	}
	stop := r.alive(j)
	defer stop()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return h(ctx, []byte(j.Payload))
}

// alive tells the others, as long as a job runs, that it was not cut off: an import of a million rows takes longer than takenFor.
func (r *Runner) alive(j job) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(takenFor / 4):
			}
			err := r.db.Update(ctx, func(tx *store.Tx) error {
				_, err := tx.Exec(`UPDATE job SET taken_at = $1 WHERE id = $2`, tx.Now, j.ID)
				return err
			})
			if err != nil && ctx.Err() == nil {
				r.log.Warn("keep a job", "kind", j.Kind, "err", err)
			}
		}
	}()
	return cancel
}

// finish notes the end of a job. The payload of one that is done, or failed for good, is wiped: it can hold an address and a sign-in link.
func (r *Runner) finish(j job, failure error) error {
	// The runner may be stopping; what happened must be noted all the same.
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return r.db.Update(ctx, func(tx *store.Tx) error {
		if failure == nil {
			return tx.ExecOne(`UPDATE job SET done_at = $1, payload = '{}', error = '' WHERE id = $2`, tx.Now, j.ID)
		}
		r.log.Warn("job failed", "kind", j.Kind, "try", j.Tries+1, "err", failure)
		if j.Tries+1 >= maxTries {
			return tx.ExecOne(`UPDATE job SET failed_at = $1, payload = '{}', error = $2 WHERE id = $3`, tx.Now, failure.Error(), j.ID)
		}
		wait := time.Duration(1<<j.Tries) * 15 * time.Second
		return tx.ExecOne(`UPDATE job SET run_at = $1, taken_at = NULL, error = $2 WHERE id = $3`, tx.Now.Add(wait), failure.Error(), j.ID)
	})
}

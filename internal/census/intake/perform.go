package intake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// payload is what a job carries.
type payload struct {
	Import ID `json:"import"`
}

const reportLimit = 4 << 30 // bytes: a million rows with several sentences each

var (
	progressEvery = time.Second // shorter in tests

	errCancelled = errors.New("the import was cancelled")
	errBusy      = errors.New("the import is under way in this process")
)

// perform does one import. It can be cut off at any moment and starts again from the beginning: the rows that it did are known by the
// import's id and count as they did.
func (m *Imports) perform(ctx context.Context, body []byte) error {
	var p payload
	if err := json.Unmarshal(body, &p); err != nil {
		return fmt.Errorf("read job: %w", err)
	}
	if _, already := m.busy.LoadOrStore(p.Import, true); already {
		return errBusy // a long one, taken for cut off
	}
	defer m.busy.Delete(p.Import)
	x, by, err := m.start(ctx, p.Import)
	if err != nil || x.Ended() {
		return err
	}
	result, report, err := m.run(ctx, x, Request{By: by, Open: func() (io.ReadCloser, int64, error) {
		f, err := m.files.Open(x.FileHash)
		return f, x.Total, err
	}})
	if ctx.Err() != nil && !errors.Is(err, errCancelled) {
		return ctx.Err() // the program stops; the job comes back
	}
	return m.end(x.ID, result, report, err)
}

// start marks the import as running and finds out who asked for it, and whether they still may.
func (m *Imports) start(ctx context.Context, which ID) (x Import, by organisation.Actor, err error) {
	err = m.db.Update(ctx, func(tx *store.Tx) error {
		if x, err = Find(tx, organisation.System, which); err != nil || x.Ended() {
			return err
		}
		if by, err = organisation.Load(tx, x.Person); err != nil && !fault.Is(err, fault.NotFound) {
			return err // somebody who is gone may nothing, which Run says
		}
		return tx.ExecOne(`UPDATE import_run SET state = 'running' WHERE id = $1`, which)
	})
	return x, by, err
}

// run runs an import that has begun, as the request says by whom and from where, and keeps its report. Whom else the request tells of the
// progress, or gives the report, is served too.
func (m *Imports) run(ctx context.Context, x Import, r Request) (result Result, report string, err error) {
	if r.Profile, err = x.Profile(); err != nil {
		return result, "", err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	read, write := io.Pipe()
	kept := make(chan error, 1)
	go func() {
		hash, _, err := m.files.Put(read, reportLimit)
		read.CloseWithError(err) //nolint:errcheck // always nil
		report = hash
		kept <- err
	}()
	r.FileName, r.Dry, r.Run, r.Since, r.Communes = x.FileName, x.Dry, x.ID, x.StartedAt, m.communes
	if r.ReportTo == nil {
		r.ReportTo = write
	} else {
		r.ReportTo = io.MultiWriter(r.ReportTo, write)
	}
	told, note := r.Progress, m.progress(ctx, x.ID, cancel)
	r.Progress = func(done, total int64) {
		if told != nil {
			told(done, total)
		}
		note(done, total)
	}
	result, err = Run(ctx, m.db, m.words, r)
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	stopped := err != nil && ctx.Err() != nil && !errors.Is(err, errCancelled)
	if stopped || result.Counts.Read == 0 && err != nil {
		write.CloseWithError(err) //nolint:errcheck // always nil
		<-kept
		return result, "", err
	}
	write.Close() //nolint:errcheck // always nil
	return result, report, errors.Join(err, <-kept)
}

// progress notes how far the import is, once a second at most, and sees by the same statement whether somebody has cancelled it.
func (m *Imports) progress(ctx context.Context, which ID, cancel context.CancelCauseFunc) func(done, total int64) {
	var last time.Time
	return func(done, total int64) {
		if time.Since(last) < progressEvery {
			return
		}
		last = time.Now()
		err := m.db.Update(ctx, func(tx *store.Tx) error {
			n, err := tx.Exec(`UPDATE import_run SET done = $1, total = $2 WHERE id = $3 AND state = 'running'`, done, total, which)
			if err == nil && n == 0 {
				err = errCancelled
			}
			return err
		})
		if err != nil {
			cancel(err)
		}
	}
}

// end notes how the import ended. One that somebody has cancelled on its page stays so, with what it had done.
func (m *Imports) end(which ID, result Result, report string, failure error) error {
	state, problem := Done, ""
	if errors.Is(failure, errCancelled) {
		state = Cancelled
	} else if failure != nil {
		state = Failed
		f, ok := fault.As(failure)
		if !ok {
			f = fault.New(fault.Unavailable, "intake.broken", fault.Args{"Why": failure.Error()})
		}
		text, err := json.Marshal(f)
		if err != nil {
			return fmt.Errorf("note problem of import: %w", err)
		}
		problem = string(text)
	}
	counts, err := json.Marshal(sums(result))
	if err != nil {
		return fmt.Errorf("note sums of import: %w", err)
	}
	// The program may be stopping; what happened must be noted all the same.
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return m.db.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`
			UPDATE import_run
			SET counts = $1, report_hash = $2, error = $3, ended_at = coalesce(ended_at, $4),
				done = CASE WHEN state = 'running' AND $5 = 'done' THEN total ELSE done END,
				state = CASE WHEN state = 'running' THEN $5 ELSE state END
			WHERE id = $6`, string(counts), report, problem, tx.Now, string(state), which)
		return err
	})
}

// Package intake brings a census into the directory.
//
// A census ("recensement") is somebody else's list of places. Reading and cleaning it is the package census's work; here is what becomes
// of each row: a new place, a place completed, nothing at all, or a question for a person. It is done as a dry run first, which writes
// nothing and tells everything, and then in earnest; by command (Command) and by page, where it runs as a job (Imports).
//
// What is always true:
//   - a file that can't be read to its end changes nothing;
//   - the same file again doubles nothing: a row is known by its source and its id there, and by what it said last time;
//   - nothing merges silently: a row that looks like a place of the directory waits, with both versions side by side;
//   - the merge rule is place's, field by field: a person beats an import, the place's team beats others, unknown changes nothing;
//   - what a person decided about a row stays decided until the row itself changes;
//   - rows are written some hundreds at a time; stopped in between, an import keeps what it has done, and the next run does the rest;
//   - memory doesn't grow with the file or the directory: it holds the communes, one batch and the places that its rows may be, and, to
//     see ids that come twice, some bytes for each id.
//
// It leaves to others: decisions on what waits (place.Decide), and pages (censusweb).
package intake

import (
	"context"
	"errors"
	"fmt"
	"io"

	"mitoyen/internal/census"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/territory"
)

// Request is a file to bring in.
type Request struct {
	Profile  census.Profile
	FileName string                               // for the report
	Open     func() (io.ReadCloser, int64, error) // the file from its beginning, and its size in bytes; it is read twice
	Dry      bool                                 // only tell what would happen
	By       organisation.Actor                   // needs ImportPlaces for the instance
	Progress func(done, total int64)              // of the bytes, after each batch; may be nil
	ReportTo io.Writer                            // gets report.json; may be nil
	Run      place.RunID                          // of a job, which can be cut off and start again: what it did before counts as done by it. May be zero
	Communes *territory.Gazetteer                 // for a caller that has them at hand; read from the database when nil
	Since    civil.Instant                        // when that job was asked for
}

// Result sums an import up. It is there after an error too, as far as the import had come.
type Result struct {
	Counts  census.Counts
	ByCode  map[string]int // how often each thing was noticed
	Missing []string       // columns of the profile that the file lacks
}

// Run brings a file in. When ctx ends, the batch under way is dropped, what was done before stays, and the error is ctx's.
//
// Errors: Forbidden or Unauthenticated for somebody who may not; Invalid, before anything is written, for a file that is no table, that
// breaks off, or that has other columns than the profile.
func Run(ctx context.Context, db *store.DB, words *i18n.Catalog, r Request) (Result, error) {
	if err := r.By.Require(organisation.ImportPlaces, organisation.Target{}); err != nil {
		return Result{}, err
	}
	missing, err := readThrough(ctx, r)
	if err != nil {
		return Result{Missing: missing}, err
	}
	if r.ReportTo == nil {
		r.ReportTo = io.Discard
	}
	report, err := census.NewReport(r.ReportTo, words, r.Profile.Key, r.FileName)
	if err != nil {
		return Result{}, fmt.Errorf("begin report: %w", err)
	}
	if r.Run.IsZero() {
		r.Run = id.New[place.SourceRow]()
	}
	w := &work{db: db, request: r, report: report, run: r.Run, twins: &twins{db: db}}
	if r.Dry {
		w.twins.drafts = &drafts{}
	}
	err = errors.Join(w.all(ctx), w.twins.close())
	result := Result{Counts: report.Counts(), ByCode: report.ByCode(), Missing: missing}
	if closing := report.Close(); err == nil && closing != nil {
		err = fmt.Errorf("write report: %w", closing)
	}
	return result, err
}

// work is one run on its way.
type work struct {
	db      *store.DB
	request Request
	report  *census.Report
	run     place.RunID
	ground  *ground
	twins   *twins
	written int // places
}

// all reads ahead in one goroutine and decides and writes in another.
func (w *work) all(ctx context.Context) error {
	var err error
	if w.ground, err = loadGround(ctx, w.db, w.request.Communes); err != nil {
		return err
	}
	w.twins.ground = w.ground
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	batches := make(chan batch, 1)
	go readAhead(ctx, w.request, w.ground, batches)
	for b := range batches {
		if b.err != nil {
			return b.err
		}
		if err := w.do(ctx, b); err != nil {
			return err
		}
		if w.request.Progress != nil {
			w.request.Progress(b.done, b.total)
		}
		// A caller that cancels in Progress wants no further batch, not even one that was read ahead.
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return w.settle(ctx)
}

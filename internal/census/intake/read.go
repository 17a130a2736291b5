package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"mitoyen/internal/census"
	"mitoyen/internal/census/table"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/territory"
)

// batchSize is how many rows a transaction carries: enough to share its cost, few enough that somebody who saves a sheet meanwhile
// waits for a blink only.
const batchSize = 500

// row is a row of the file, cleaned and ready to be compared with what is known of it.
type row struct {
	census.Row
	hash                 string // of what the source says
	raw, facts, problems string // JSON
}

// batch is a part of the file. The last one can be empty, or carry the error that ended the reading.
type batch struct {
	rows        []row
	done, total int64 // bytes
	err         error
}

// readThrough reads the file once without looking into it, so that one that breaks off in the middle is refused before anything is written.
func readThrough(ctx context.Context, r Request) (missing []string, err error) {
	in, _, err := r.Open()
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", r.FileName, err)
	}
	defer in.Close() //nolint:errcheck // only read
	t, err := table.Open(in, table.Limits{Separator: r.Profile.Separator})
	if err != nil {
		return nil, err
	}
	if _, missing, err = r.Profile.Fit(t.Columns()); err != nil {
		return missing, err
	}
	for n := 0; ; n++ {
		if n%batchSize == 0 && ctx.Err() != nil {
			return missing, ctx.Err()
		}
		if _, err := t.Next(); errors.Is(err, io.EOF) {
			return missing, nil
		} else if err != nil {
			return missing, err
		}
	}
}

// readAhead reads and cleans the file into batches until its end, and closes the channel.
func readAhead(ctx context.Context, r Request, g *ground, batches chan<- batch) {
	defer close(batches)
	send := func(b batch) bool {
		select {
		case batches <- b:
			return true
		case <-ctx.Done():
			return false
		}
	}
	in, total, err := r.Open()
	if err != nil {
		send(batch{err: fmt.Errorf("open %s: %w", r.FileName, err)})
		return
	}
	defer in.Close() //nolint:errcheck // only read
	counted := &counter{in: in}
	rows := make([]row, 0, batchSize)
	_, err = census.Read(counted, table.Limits{}, r.Profile, g, func(x census.Row) error {
		prepared, err := prepare(x, g)
		if err != nil {
			return err
		}
		if rows = append(rows, prepared); len(rows) < batchSize {
			return nil
		}
		full := batch{rows: rows, done: counted.n, total: total}
		rows = make([]row, 0, batchSize)
		if !send(full) {
			return ctx.Err()
		}
		return nil
	})
	send(batch{rows: rows, done: total, total: total, err: err})
}

// counter counts the bytes that were read.
type counter struct {
	in io.Reader
	n  int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.n += int64(n)
	return n, err
}

// prepare does for a row all that needs no database: no transaction should wait for it.
func prepare(x census.Row, g *ground) (r row, err error) {
	r.Row = x
	r.dropUnfit(g)
	cells := make([][2]string, len(x.Source))
	for i, c := range x.Source {
		cells[i] = [2]string{c.Column, c.Value}
	}
	raw, err1 := json.Marshal(cells)
	facts, err2 := json.Marshal(r.Facts)
	problems, err3 := encodeProblems(r.Problems)
	if err := errors.Join(err1, err2, err3); err != nil {
		return r, fmt.Errorf("row %d: %w", x.Number, err)
	}
	r.raw, r.facts, r.problems = string(raw), string(facts), string(problems)
	// What the source says is the row and what was read from it: a mended mapping makes another row of the same cells.
	sum := sha256.Sum256([]byte(r.raw + "\x00" + r.facts))
	r.hash = hex.EncodeToString(sum[:16]) + " " + x.On.String()
	return r, nil
}

// dropUnfit takes out facts that the directory would refuse. Cleaning leaves none that we know of; a row must not stop a file if it does.
func (r *row) dropUnfit(g *ground) {
	f, broken := fault.As(place.CheckFacts(r.Facts, g))
	if !broken {
		return
	}
	for _, x := range f.Fields {
		severity := census.Doubt
		if x.Name == string(place.FName) || x.Name == string(place.FCommune) {
			severity = census.Wait
		}
		delete(r.Facts, place.Field(x.Name))
		r.Problems = append(r.Problems, census.Problem{Code: x.Code, Field: place.Field(x.Name), Severity: severity, Args: x.Args})
	}
}

// sameRow reports whether the source says what it said, and sameDay whether it says so for the same day.
func sameRow(a, b string) bool {
	a, _, _ = strings.Cut(a, " ")
	b, _, _ = strings.Cut(b, " ")
	return a == b
}

// ground is the territory as cleaning asks it. The centres are sorted when the first row asks for the nearest.
type ground struct {
	*territory.Gazetteer
	centres func() census.Nearer
}

func loadGround(ctx context.Context, db *store.DB, at *territory.Gazetteer) (*ground, error) {
	g := &ground{Gazetteer: at}
	g.centres = sync.OnceValue(func() census.Nearer { return census.WithCentres(g.Gazetteer) })
	if at != nil {
		return g, nil
	}
	return g, db.View(ctx, func(tx *store.Tx) (err error) {
		g.Gazetteer, err = territory.LoadGazetteer(tx)
		return err
	})
}

// Nearest is the commune whose centre is nearest, if there is one not too far.
func (g *ground) Nearest(lat, lon float64) (census.Commune, bool) {
	return g.centres().Nearest(lat, lon)
}

package store_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"testing"
	"time"

	"mitoyen/internal/kit/store"
)

// member is one call of Update among others.
type member struct {
	ctx context.Context // Background when nil
	do  func(*store.Tx) error
}

// fate is how a call of Update ended.
type fate struct {
	err      error
	panicked any
	left     bool // its goroutine ended inside
}

func (f fate) kept() bool { return f.err == nil && f.panicked == nil && !f.left }

func (f fate) String() string {
	switch {
	case f.left:
		return "left"
	case f.panicked != nil:
		return fmt.Sprint("panicked: ", f.panicked)
	case f.err != nil:
		return "refused: " + f.err.Error()
	}
	return "kept"
}

// crowd runs the members at the same time. On SQLite they stand in one group, in their order: the writer is held until all of them
// wait, and whileWaiting runs just before it is let go.
func crowd(t testing.TB, db *store.DB, whileWaiting func(), members ...member) []fate {
	t.Helper()
	release := make(chan struct{})
	held := make(chan fate, 1)
	if db.Engine() == store.SQLite {
		holds := make(chan struct{})
		go func() {
			held <- oneUpdate(db, member{do: func(*store.Tx) error {
				close(holds)
				<-release
				return nil
			}})
		}()
		<-holds
	}
	fates := make([]chan fate, len(members))
	for i, m := range members {
		fates[i] = make(chan fate, 1)
		go func() { fates[i] <- oneUpdate(db, m) }()
		if db.Engine() == store.SQLite {
			eventually(t, "the member waits", func() bool { return db.Waiting() == i+1 || len(fates[i]) == 1 })
		}
	}
	if whileWaiting != nil {
		whileWaiting()
	}
	close(release)
	if db.Engine() == store.SQLite {
		if f := within(t, held); !f.kept() {
			t.Fatalf("the writer's holder: %v", f)
		}
	}
	all := make([]fate, len(members))
	for i := range members {
		all[i] = within(t, fates[i])
	}
	return all
}

// oneUpdate calls Update on a goroutine of its own and tells how it ended, whichever way.
func oneUpdate(db *store.DB, m member) (f fate) {
	ctx := m.ctx
	if ctx == nil {
		ctx = context.Background()
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		f.left = true
		defer func() {
			if f.panicked = recover(); f.panicked != nil {
				f.left = false
			}
		}()
		f.err = db.Update(ctx, m.do)
		f.left = false
	}()
	<-ended
	return f
}

func within(t testing.TB, c chan fate) fate {
	t.Helper()
	select {
	case f := <-c:
		return f
	case <-time.After(60 * time.Second):
		buf := make([]byte, 1<<16)
		t.Fatalf("an update got no answer\n%s", buf[:runtime.Stack(buf, true)])
		return fate{}
	}
}

func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !ok(); time.Sleep(50 * time.Microsecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

// The table of these tests: counters by name, and notes that a counter owns, checked at commit only.
var schema = []string{
	"CREATE TABLE counter (name text PRIMARY KEY, n bigint NOT NULL CHECK (n < 1000000), bulk text NOT NULL DEFAULT '')",
	"CREATE TABLE note (counter text NOT NULL REFERENCES counter (name) DEFERRABLE INITIALLY DEFERRED)",
}

func build(t testing.TB, db *store.DB) {
	t.Helper()
	update(t, db, func(tx *store.Tx) error {
		for _, statement := range schema {
			if _, err := tx.Exec(statement); err != nil {
				return err
			}
		}
		return nil
	})
}

func update(t testing.TB, db *store.DB, fn func(*store.Tx) error) {
	t.Helper()
	if err := db.Update(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func insert(tx *store.Tx, name string, n int) error {
	return tx.ExecOne("INSERT INTO counter (name, n) VALUES ($1, $2)", name, n)
}

// add adds to a counter and makes it when there is none.
func add(tx *store.Tx, name string, n int) error {
	return tx.ExecOne(`INSERT INTO counter (name, n) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET n = counter.n + excluded.n`, name, n)
}

func count(tx *store.Tx, name string) (int, error) {
	return store.One(tx, store.Value[int], "SELECT n FROM counter WHERE name = $1", name)
}

// counters is the whole table.
func counters(t testing.TB, db *store.DB) map[string]int {
	t.Helper()
	all := map[string]int{}
	err := db.View(context.Background(), func(tx *store.Tx) error {
		return tx.Each(func(r store.Row) error {
			var name string
			var n int
			err := r.Scan(&name, &n)
			all[name] = n
			return err
		}, "SELECT name, n FROM counter")
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func wantCounters(t testing.TB, db *store.DB, want map[string]int) {
	t.Helper()
	if got := counters(t, db); !maps.Equal(got, want) {
		t.Errorf("the table holds %v, wanted %v", show(got), show(want))
	}
}

func show(m map[string]int) (all []string) {
	for _, k := range slices.Sorted(maps.Keys(m)) {
		all = append(all, fmt.Sprintf("%s=%d", k, m[k]))
	}
	return all
}

var errRefused = errors.New("refused by its rule")

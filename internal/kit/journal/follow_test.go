package journal_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

func write(t *testing.T, db *store.DB, objects ...string) {
	t.Helper()
	err := db.Update(t.Context(), func(tx *store.Tx) error { return writeIn(tx, objects...) })
	if err != nil {
		t.Fatal(err)
	}
}

func writeIn(tx *store.Tx, objects ...string) error {
	for _, o := range objects {
		if err := journal.Write(tx, journal.Entry{Verb: "place.edited", Kind: "place", Object: o}); err != nil {
			return err
		}
	}
	return nil
}

// next is what a follower reads next.
func next(t *testing.T, db *store.DB, name string, limit int) (objects []string) {
	t.Helper()
	err := db.Update(t.Context(), func(tx *store.Tx) (err error) {
		objects, err = objectsOf(journal.Follow(tx, name, limit))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return objects
}

// atLeast reads on until there are n: transactions of other tests in the cluster may delay what is there.
func atLeast(t *testing.T, db *store.DB, name string, n int) (objects []string) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); len(objects) < n && time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		objects = append(objects, next(t, db, name, 10)...)
	}
	return objects
}

func objectsOf(entries []journal.Entry, err error) (objects []string, _ error) {
	for _, e := range entries {
		objects = append(objects, e.Object)
	}
	return objects, err
}

func TestFollowerReadsEachEntryOnceInOrder(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		write(t, db, "a", "b", "c")
		write(t, db, "d")
		testkit.Settled(t, db)
		broken := errors.New("cut off")
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			if all, err := objectsOf(journal.Follow(tx, "one", 2)); err != nil || !slices.Equal(all, []string{"a", "b"}) {
				t.Errorf("first: %v %v", all, err)
			}
			return broken
		})
		if !errors.Is(err, broken) {
			t.Fatal(err)
		}
		for _, x := range []struct {
			name  string
			limit int
			want  string
		}{{"one", 2, "[a b]"}, {"one", 2, "[c d]"}, {"one", 2, "[]"}, {"other", 10, "[a b c d]"}, {"other", 10, "[]"}} {
			if got := fmt.Sprint(next(t, db, x.name, x.limit)); got != x.want {
				t.Errorf("%s reads %s, want %s", x.name, got, x.want)
			}
		}
		write(t, db, "e")
		testkit.Settled(t, db)
		if got := next(t, db, "one", 2); !slices.Equal(got, []string{"e"}) {
			t.Errorf("what is new: %v", got)
		}
	})
}

// On PostgreSQL a row's number is given before its commit: what commits late must not be jumped over.
func TestFollowerWaitsForWhatCommitsLate(t *testing.T) {
	t.Parallel()
	db := testkit.PostgreSQL(t)
	written, commit, done := make(chan bool), make(chan bool), make(chan error, 1)
	go func() {
		done <- db.Update(context.Background(), func(tx *store.Tx) error {
			err := writeIn(tx, "late")
			written <- true
			<-commit
			return err
		})
	}()
	<-written
	write(t, db, "quick")
	if got := next(t, db, "one", 10); len(got) != 0 {
		t.Errorf("with a transaction under way it reads %v", got)
	}
	close(commit)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	write(t, db, "last")
	testkit.Settled(t, db)
	if got := next(t, db, "one", 10); !slices.Equal(got, []string{"late", "quick", "last"}) {
		t.Errorf("then it reads %v", got)
	}
}

// The older transaction takes the later number: the order of the numbers is not the order in which they can be read.
func TestFollowerGoesByTransactionsNotByNumbers(t *testing.T) {
	t.Parallel()
	db := testkit.PostgreSQL(t)
	type running struct {
		write, commit chan bool
		did           chan error
	}
	begin := func(object string) running {
		r := running{make(chan bool), make(chan bool), make(chan error)}
		go func() {
			err := db.Update(context.Background(), func(tx *store.Tx) error {
				// A transaction gets its number with its first change.
				if _, err := tx.Exec(`INSERT INTO setting (key, value, changed_at) VALUES ($1, '', $2)`, object, tx.Now); err != nil {
					return err
				}
				r.did <- nil
				<-r.write
				err := writeIn(tx, object)
				r.did <- err
				<-r.commit
				return err
			})
			r.did <- err
		}()
		<-r.did
		return r
	}
	older := begin("older")
	younger := begin("younger")
	close(younger.write)
	<-younger.did
	close(older.write) // its row has the higher number
	<-older.did
	close(older.commit)
	if err := <-older.did; err != nil {
		t.Fatal(err)
	}
	if got := atLeast(t, db, "one", 1); !slices.Equal(got, []string{"older"}) {
		t.Errorf("with the younger under way it reads %v", got)
	}
	close(younger.commit)
	if err := <-younger.did; err != nil {
		t.Fatal(err)
	}
	if got := atLeast(t, db, "one", 1); !slices.Equal(got, []string{"younger"}) {
		t.Errorf("then it reads %v", got)
	}
}

// Twenty write and four follow under one name, all at once: each entry is read once.
func TestFollowersOfOneNameTakeTurns(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		var writers, readers sync.WaitGroup
		for i := range 20 {
			writers.Go(func() {
				for j := range 5 {
					if err := db.Update(context.Background(), func(tx *store.Tx) error { return writeIn(tx, fmt.Sprint(i, " ", j)) }); err != nil {
						t.Error(err)
					}
				}
			})
		}
		var mu sync.Mutex
		read := map[string]int{}
		over := make(chan bool)
		follow := func() bool {
			var all []string
			err := db.Update(context.Background(), func(tx *store.Tx) (err error) {
				all, err = objectsOf(journal.Follow(tx, "one", 7))
				return err
			})
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			for _, o := range all {
				read[o]++
			}
			return len(all) > 0
		}
		for range 4 {
			readers.Go(func() {
				for {
					select {
					case <-over:
						return
					default:
						follow()
					}
				}
			})
		}
		writers.Wait()
		close(over)
		readers.Wait()
		testkit.Settled(t, db)
		for follow() {
		}
		for o, n := range read {
			if n != 1 {
				t.Errorf("%s was read %d times", o, n)
			}
		}
		if len(read) != 100 {
			t.Errorf("%d entries of 100 were read", len(read))
		}
	}, testkit.Readers(8))
}

// A journal restored into another cluster carries numbers of transactions that are still to come there.
func TestFollowerReadsOnInAnotherCluster(t *testing.T) {
	t.Parallel()
	db := testkit.PostgreSQL(t)
	write(t, db, "read 1", "read 2")
	testkit.Settled(t, db)
	next(t, db, "one", 10)
	next(t, db, "idle", 1)
	write(t, db, "unread")
	err := db.Update(t.Context(), func(tx *store.Tx) error {
		for _, q := range []string{
			`UPDATE journal SET xid = CAST(CAST(CAST(CAST(xid AS text) AS bigint) + 1000000000 AS text) AS xid8)`,
			`UPDATE journal_follower SET xid = xid + 1000000000 WHERE name IN ('one', 'idle')`,
		} {
			if _, err := tx.Exec(q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	write(t, db, "new")
	if got := atLeast(t, db, "one", 2); !slices.Equal(got, []string{"unread", "new"}) {
		t.Errorf("it reads %v", got)
	}
	if got := atLeast(t, db, "idle", 3); !slices.Equal(got, []string{"read 2", "unread", "new"}) {
		t.Errorf("the other reads %v", got)
	}
	write(t, db, "newer")
	testkit.Settled(t, db)
	if got := next(t, db, "one", 10); !slices.Equal(got, []string{"newer"}) {
		t.Errorf("then it reads %v", got)
	}
}

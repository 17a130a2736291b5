package store_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"testing"
	"time"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

// trouble is a member that must not be kept. Each writes "bad" first, so that something is there to be lost.
type trouble struct {
	name  string
	lite  bool // on SQLite alone: PostgreSQL has no full disk to offer without filling one
	loses bool // SQLite gives up the whole group for it
	make  func() (m member, whileWaiting func())
	ended func(fate) bool
}

func simple(do func(tx *store.Tx) error) func() (member, func()) {
	return func() (member, func()) { return member{do: do}, nil }
}

var troubles = []trouble{
	{
		name: "returns an error",
		make: simple(func(tx *store.Tx) error {
			return errors.Join(insert(tx, "bad", 1), errRefused)
		}),
		ended: func(f fate) bool { return errors.Is(f.err, errRefused) },
	}, {
		name: "its context ends while it waits",
		make: func() (member, func()) {
			ctx, cancel := context.WithCancel(context.Background())
			return member{ctx, func(tx *store.Tx) error {
				cancel() // on PostgreSQL, where nobody waits
				return insert(tx, "bad", 1)
			}}, cancel
		},
		ended: func(f fate) bool { return errors.Is(f.err, context.Canceled) },
	}, {
		name: "its context ends while it runs",
		make: func() (member, func()) {
			ctx, cancel := context.WithCancel(context.Background())
			return member{ctx, func(tx *store.Tx) error {
				if err := insert(tx, "bad", 1); err != nil {
					return err
				}
				cancel()
				insert(tx, "worse", 1) //nolint:errcheck // whatever it says, the update must
				return nil
			}}, nil
		},
		ended: func(f fate) bool { return errors.Is(f.err, context.Canceled) },
	}, {
		// The engine must not be interrupted for it: SQLite would give up the whole transaction.
		name: "its context ends in the middle of a statement",
		make: func() (member, func()) {
			ctx, cancel := context.WithCancel(context.Background())
			return member{ctx, func(tx *store.Tx) error {
				if err := insert(tx, "bad", 1); err != nil {
					return err
				}
				time.AfterFunc(2*time.Millisecond, cancel)
				_, err := tx.Exec(`INSERT INTO counter (name, n)
					WITH RECURSIVE k (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < 10000) SELECT 'worse ' || i, i FROM k`)
				return err
			}}, nil
		},
		ended: func(f fate) bool { return errors.Is(f.err, context.Canceled) },
	}, {
		name: "panics",
		make: simple(func(tx *store.Tx) error {
			if err := insert(tx, "bad", 1); err != nil {
				return err
			}
			panic("a mistake")
		}),
		ended: func(f fate) bool { return f.panicked == "a mistake" },
	}, {
		name: "panics in the middle of an answer",
		make: simple(func(tx *store.Tx) error {
			if err := insert(tx, "bad", 1); err != nil {
				return err
			}
			return tx.Each(func(store.Row) error { panic("a mistake") }, "SELECT name FROM counter")
		}),
		ended: func(f fate) bool { return f.panicked == "a mistake" },
	}, {
		name: "ends its goroutine",
		make: simple(func(tx *store.Tx) error {
			if err := insert(tx, "bad", 1); err != nil {
				return err
			}
			runtime.Goexit()
			return nil
		}),
		ended: func(f fate) bool { return f.left },
	}, {
		name: "swallows a failed statement",
		make: simple(func(tx *store.Tx) error {
			if err := insert(tx, "bad", 1); err != nil {
				return err
			}
			insert(tx, "bad", 2)   //nolint:errcheck // on purpose
			insert(tx, "worse", 1) //nolint:errcheck // must not run
			return nil
		}),
		ended: func(f fate) bool { return store.IsUnique(f.err) },
	}, {
		name:  "ends the transaction by itself",
		lite:  true, // on PostgreSQL this mistake is seen at the commit, and nobody else stands beside it
		loses: true,
		make: simple(func(tx *store.Tx) error {
			_, err := tx.Exec("ROLLBACK")
			return err
		}),
		ended: func(f fate) bool { return f.err != nil },
	}, {
		name:  "breaks a rule that is checked at the commit",
		loses: true,
		make: simple(func(tx *store.Tx) error {
			if err := insert(tx, "bad", 1); err != nil {
				return err
			}
			_, err := tx.Exec("INSERT INTO note (counter) VALUES ($1)", "nobody")
			return err
		}),
		ended: func(f fate) bool { return f.err != nil && !store.IsUnique(f.err) },
	}, {
		// One row: SQLite gives up the whole transaction, the others' writes included.
		name:  "fills the disk with one row",
		lite:  true,
		loses: true,
		make: simple(func(tx *store.Tx) error {
			if err := errors.Join(insert(tx, "bad", 1), narrow(tx)); err != nil {
				return err
			}
			_, err := tx.Exec("INSERT INTO counter (name, n, bulk) VALUES ('huge', 1, $1)", bulk)
			return err
		}),
		ended: isFull,
	}, {
		// Several rows, after which SQLite can and does undo the statement alone. The member swallows it too.
		name: "fills the disk with many rows",
		lite: true,
		make: simple(func(tx *store.Tx) error {
			if err := errors.Join(insert(tx, "bad", 1), narrow(tx)); err != nil {
				return err
			}
			tx.Exec(`WITH RECURSIVE k (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < 500)
				INSERT INTO counter (name, n, bulk) SELECT 'row ' || i, i, $1 FROM k`, bulk[:3000]) //nolint:errcheck // on purpose
			return nil
		}),
		ended: isFull,
	},
}

func TestEachMembersFateIsItsOwn(t *testing.T) {
	t.Parallel()
	for _, trouble := range troubles {
		t.Run(trouble.name, func(t *testing.T) {
			t.Parallel()
			check := func(t *testing.T, db *store.DB) {
				build(t, db)
				want := map[string]int{}
				for at := range 3 { // the troubled one comes first, in the middle, last
					trouble.among(t, db, at, want)
				}
				// And the database is well.
				update(t, db, func(tx *store.Tx) error { return insert(tx, "after", 1) })
				want["after"] = 1
				wantCounters(t, db, want)
			}
			if trouble.lite {
				check(t, testkit.SQLite(t))
			} else {
				testkit.EachDatabase(t, check)
			}
		})
	}
}

// among runs the troubled member at a place among two good ones, whose rows it adds to want.
func (trouble trouble) among(t *testing.T, db *store.DB, at int, want map[string]int) {
	bad, whileWaiting := trouble.make()
	var members []member
	for i := range 3 {
		name := fmt.Sprintf("good %d of %d", i, at)
		if i == at {
			members = append(members, bad)
			continue
		}
		want[name] = 1
		members = append(members, member{do: func(tx *store.Tx) error { return insert(tx, name, 1) }})
	}
	before, _ := db.Commits()
	for i, f := range crowd(t, db, whileWaiting, members...) {
		if i == at && !trouble.ended(f) {
			t.Errorf("the troubled member at %d ended so: %v", at, f)
		}
		if i != at && !f.kept() {
			t.Errorf("member %d beside the troubled one at %d: %v", i, at, f)
		}
	}
	wantCounters(t, db, want)
	if db.Engine() != store.SQLite {
		return
	}
	// One commit for crowd's own update, then one for the group, or one for each good member when the group was lost.
	wanted := int64(2)
	if trouble.loses {
		wanted = 3
	}
	if after, _ := db.Commits(); after-before != wanted {
		t.Errorf("%d commits, wanted %d: the group was lost, or wasn't, against what this case is about", after-before, wanted)
	}
}

func TestManyTroublesInOneGroup(t *testing.T) {
	t.Parallel()
	db := testkit.SQLite(t)
	build(t, db)
	var members []member
	var waits []func()
	want := map[string]int{}
	for i, trouble := range troubles {
		bad, wait := trouble.make()
		if wait != nil {
			waits = append(waits, wait)
		}
		name := fmt.Sprint("good ", i)
		want[name] = 1
		members = append(members, bad, member{do: func(tx *store.Tx) error { return insert(tx, name, 1) }})
	}
	fates := crowd(t, db, func() {
		for _, wait := range waits {
			wait()
		}
	}, members...)
	for i, f := range fates {
		if i%2 == 1 && !f.kept() {
			t.Errorf("a good member beside %q: %v", troubles[i/2].name, f)
		}
		if i%2 == 0 && !troubles[i/2].ended(f) {
			t.Errorf("%q ended so: %v", troubles[i/2].name, f)
		}
	}
	wantCounters(t, db, want)
}

func TestAGroupIsOneCommit(t *testing.T) {
	t.Parallel()
	db := testkit.SQLite(t)
	build(t, db)
	commits, updates := db.Commits()
	var members []member
	for range 30 {
		members = append(members, member{do: func(tx *store.Tx) error { return add(tx, "a", 1) }})
	}
	crowd(t, db, nil, members...)
	nowCommits, nowUpdates := db.Commits()
	if nowCommits-commits != 2 || nowUpdates-updates != 31 { // crowd's own update goes before
		t.Errorf("%d commits for %d updates, wanted 2 for 31", nowCommits-commits, nowUpdates-updates)
	}
	wantCounters(t, db, map[string]int{"a": 30})
}

func TestAfterCommitRunsOnceAndOnlyWhenKept(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		build(t, db)
		woken := make(chan string, 10)
		wake := func(name string, err error) member {
			return member{do: func(tx *store.Tx) error {
				tx.AfterCommit(func() { woken <- name })
				return errors.Join(insert(tx, name, 1), err)
			}}
		}
		atCommit := member{do: func(tx *store.Tx) error {
			tx.AfterCommit(func() { woken <- "at commit" })
			_, err := tx.Exec("INSERT INTO note (counter) VALUES ('nobody')")
			return err
		}}
		// The last one has the whole group run again, each alone: "kept" is asked for twice and runs once.
		crowd(t, db, nil, wake("kept", nil), wake("refused", errRefused), atCommit)
		close(woken)
		var all []string
		for name := range woken {
			all = append(all, name)
		}
		if len(all) != 1 || all[0] != "kept" {
			t.Errorf("woken: %v", all)
		}
	})
}

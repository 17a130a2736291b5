//go:build unix

package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"testing"
	"time"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

func init() { parts["commit on a full disk"] = commitOnAFullDisk }

// commitOnAFullDisk has the system refuse to let SQLite's log grow by more than 60 kB, then runs a group of which one member writes
// 200 kB. SQLite keeps a transaction of this size in memory and writes at COMMIT, so that is where it fails.
func commitOnAFullDisk(db *store.DB, path string) error {
	signal.Ignore(syscall.SIGXFSZ) // or it would end the process
	log, err := os.Stat(path + "-wal")
	if err != nil {
		return err
	}
	limit := uint64(log.Size()) + 60_000
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
		return err
	}
	holds, release := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		db.Update(context.Background(), func(*store.Tx) error { //nolint:errcheck // it only holds the writer
			close(holds)
			<-release
			return nil
		})
	})
	<-holds
	reached := make([]bool, 3)
	for i, name := range []string{"a", "big", "c"} {
		all.Go(func() {
			err := db.Update(context.Background(), func(tx *store.Tx) error {
				if name != "big" {
					return insert(tx, name, 1)
				}
				_, err := tx.Exec("INSERT INTO counter (name, n, bulk) VALUES ('big', 1, $1)", bulk)
				reached[i] = err == nil // the statement itself went well
				return err
			})
			fmt.Println(name, err == nil)
		})
		for db.Waiting() != i+1 {
			time.Sleep(50 * time.Microsecond)
		}
	}
	close(release)
	all.Wait()
	if !reached[1] {
		return errors.New("the big statement failed before the commit: this scene proves nothing")
	}
	return nil // without Close: the limit holds for its checkpoint too
}

func TestAFullDiskAtTheCommitIsItsCausersAlone(t *testing.T) {
	t.Parallel()
	path := testkit.SQLitePath(t)
	db := testkit.Reopen(t, path, testkit.Durable())
	build(t, db)
	child, lines := play(t, "commit on a full disk", path)
	said := map[string]bool{}
	for lines.Scan() {
		said[lines.Text()] = true
	}
	if err := child.Wait(); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"a true", "big false", "c true"} {
		if !said[want] {
			t.Errorf("the members were answered %v, wanted %q", said, want)
		}
	}
	wantSound(t, db)
	wantCounters(t, db, map[string]int{"a": 1, "c": 1})
}

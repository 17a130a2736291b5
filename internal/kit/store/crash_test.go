package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

func init() { parts["write until killed"] = writeUntilKilled }

// writeUntilKilled has eight clients write pairs of rows, and says the name of each pair once Update has answered.
func writeUntilKilled(db *store.DB, _ string) error {
	run := time.Now().UnixNano()
	var all sync.WaitGroup
	for client := range 8 {
		all.Go(func() {
			for i := 0; ; i++ {
				name := fmt.Sprintf("%d %d %d", run, client, i)
				err := db.Update(context.Background(), func(tx *store.Tx) error {
					if i%7 == 3 { // others' failures are a part of life
						return errors.Join(insert(tx, name+" refused", 1), errRefused)
					}
					return errors.Join(insert(tx, name+" left", 1), insert(tx, name+" right", 1))
				})
				if err == nil {
					fmt.Println(name) // one write: a line is there whole or not at all
				} else if !errors.Is(err, errRefused) {
					fmt.Println("error", err)
				}
			}
		})
	}
	all.Wait()
	return nil
}

// A process is killed (kill -9) while eight clients write. What was answered is there, what was not is there whole or not at all.
func TestProveKillLosesNothingThatWasAnswered(t *testing.T) {
	t.Parallel()
	path := testkit.SQLitePath(t)
	db := testkit.Reopen(t, path)
	build(t, db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	answered := map[string]bool{}
	for round := range testkit.Rounds(5, 100) {
		child, lines := play(t, "write until killed", path)
		if !lines.Scan() { // it is at work
			t.Fatal("the child wrote nothing")
		}
		answered[lines.Text()] = true
		time.AfterFunc(time.Duration(1+rand.IntN(150))*time.Millisecond, func() {
			child.Process.Kill() //nolint:errcheck // Wait tells
		})
		for lines.Scan() {
			if strings.HasPrefix(lines.Text(), "error") {
				t.Error(lines.Text())
			}
			answered[lines.Text()] = true
		}
		child.Wait() //nolint:errcheck // killed: never a clean end

		db := testkit.Reopen(t, path)
		wantSound(t, db)
		there := counters(t, db)
		for name := range answered {
			if there[name+" left"] != 1 || there[name+" right"] != 1 {
				t.Errorf("round %d: %s was answered and is lost", round, name)
			}
		}
		for name := range there {
			pair, isLeft := strings.CutSuffix(name, " left")
			if isLeft && there[pair+" right"] != 1 {
				t.Errorf("round %d: half of %s is there", round, pair)
			}
			if strings.HasSuffix(name, " refused") {
				t.Errorf("round %d: %s was kept", round, name)
			}
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
	t.Logf("%d writes were answered", len(answered))
}

func wantSound(t *testing.T, db *store.DB) {
	t.Helper()
	err := db.View(context.Background(), func(tx *store.Tx) error {
		said, err := store.One(tx, store.Value[string], "PRAGMA integrity_check")
		if said != "ok" {
			t.Errorf("integrity_check: %s", said)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

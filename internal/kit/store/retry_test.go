package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

// raise makes PostgreSQL say an error of its own.
func raise(tx *store.Tx, code string) error {
	_, err := tx.Exec(fmt.Sprintf("DO $do$ BEGIN RAISE EXCEPTION 'asked for' USING ERRCODE = '%s'; END $do$", code))
	return err
}

func TestPostgreSQLAsksAgainAndIsGivenIt(t *testing.T) {
	t.Parallel()
	db := testkit.PostgreSQL(t)
	build(t, db)
	for _, c := range []struct {
		code    string
		fails   int // how many tries fail
		tries   int
		refused bool
	}{
		{"40001", 2, 3, false}, // serialization_failure
		{"40P01", 3, 4, false}, // deadlock_detected
		{"40001", 99, 6, true}, // it gives up in the end
		{"22012", 99, 1, true}, // division_by_zero: no use to try again
	} {
		name := fmt.Sprintf("%s %d", c.code, c.fails)
		t.Run(name, func(t *testing.T) {
			tries := 0
			err := db.Update(context.Background(), func(tx *store.Tx) error {
				tries++
				if err := insert(tx, name, tries); err != nil {
					return err
				}
				if tries <= c.fails {
					return raise(tx, c.code)
				}
				return nil
			})
			if (err != nil) != c.refused || tries != c.tries {
				t.Errorf("%d tries, %v; wanted %d, refused %v", tries, err, c.tries, c.refused)
			}
			if n := counters(t, db)[name]; !c.refused && n != c.tries {
				t.Errorf("the try that was kept is %d", n)
			}
		})
	}
}

func TestARetryEndsWithItsContext(t *testing.T) {
	t.Parallel()
	db := testkit.PostgreSQL(t)
	ctx, cancel := context.WithCancel(context.Background())
	tries := 0
	err := db.Update(ctx, func(tx *store.Tx) error {
		tries++
		err := raise(tx, "40001")
		cancel()
		return err
	})
	if err == nil || tries != 1 {
		t.Errorf("%d tries, %v", tries, err)
	}
}

// Two updates lock two rows in opposite order: PostgreSQL kills one, which is run again. Nobody notices.
func TestADeadlockIsNobodysConcern(t *testing.T) {
	t.Parallel()
	db := testkit.PostgreSQL(t)
	build(t, db)
	update(t, db, func(tx *store.Tx) error { return errors.Join(insert(tx, "a", 0), insert(tx, "b", 0)) })
	var runs atomic.Int32
	met := make(chan struct{}, 2)
	both := make(chan struct{})
	go func() {
		<-met
		<-met
		close(both)
	}()
	race(2, func(i int) {
		order := [][2]string{{"a", "b"}, {"b", "a"}}[i]
		first := true
		err := db.Update(context.Background(), func(tx *store.Tx) error {
			runs.Add(1)
			if _, err := tx.Exec("SET LOCAL deadlock_timeout = '20ms'"); err != nil {
				return err
			}
			if err := add(tx, order[0], 1); err != nil {
				return err
			}
			if first {
				first = false
				met <- struct{}{}
				<-both
			}
			return add(tx, order[1], 1)
		})
		if err != nil {
			t.Error(err)
		}
	})
	if runs.Load() < 3 {
		t.Error("nothing was run again: no deadlock, no proof")
	}
	wantCounters(t, db, map[string]int{"a": 2, "b": 2})
}

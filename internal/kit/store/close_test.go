package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

func TestCloseAnswersThoseWhoWait(t *testing.T) {
	t.Parallel()
	path := testkit.SQLitePath(t)
	db := testkit.Reopen(t, path)
	build(t, db)
	closed := make(chan error, 1)
	var members []member
	want := map[string]int{}
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		members = append(members, member{do: func(tx *store.Tx) error { return insert(tx, name, 1) }})
		want[name] = 1
	}
	fates := crowd(t, db, func() { go func() { closed <- db.Close() }() }, members...)
	for i, f := range fates {
		if !f.kept() { // they stood in the queue before Close was called
			t.Errorf("member %d: %v", i, f)
		}
	}
	if err := <-closed; err != nil {
		t.Errorf("close: %v", err)
	}
	wantCounters(t, testkit.Reopen(t, path), want)
}

func TestProveAnUpdateThatMeetsCloseIsKeptOrRefusedNeverForgotten(t *testing.T) {
	t.Parallel()
	for range testkit.Rounds(5, 200) {
		path := testkit.SQLitePath(t)
		db := testkit.Reopen(t, path)
		build(t, db)
		names := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
		fates := make([]chan fate, len(names))
		for i, name := range names {
			fates[i] = make(chan fate, 1)
			go func() {
				fates[i] <- oneUpdate(db, member{do: func(tx *store.Tx) error { return insert(tx, name, 1) }})
			}()
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		want := map[string]int{}
		for i, name := range names {
			if within(t, fates[i]).kept() {
				want[name] = 1
			}
		}
		again := testkit.Reopen(t, path)
		wantCounters(t, again, want)
		again.Close() //nolint:errcheck // the test's end tells
	}
}

func TestAClosedDatabaseRefusesAtOnce(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Errorf("closed twice: %v", err)
		}
		done := make(chan error, 2)
		nothing := func(*store.Tx) error { return nil }
		go func() { done <- db.Update(context.Background(), nothing) }()
		go func() { done <- db.View(context.Background(), nothing) }()
		for range 2 {
			select {
			case err := <-done:
				if err == nil {
					t.Error("a closed database did something")
				}
			case <-time.After(20 * time.Second):
				t.Fatal("a closed database keeps people waiting")
			}
		}
	})
}

func TestCloseWaitsForViews(t *testing.T) {
	t.Parallel()
	db := testkit.SQLite(t)
	build(t, db)
	reading, goOn, closed, read := make(chan struct{}), make(chan struct{}), make(chan error, 1), make(chan error, 1)
	go func() {
		read <- db.View(context.Background(), func(tx *store.Tx) error {
			close(reading)
			<-goOn
			_, err := count(tx, "a")
			if errors.Is(err, store.ErrNoRow) {
				return nil
			}
			return errors.Join(err, errors.New("there is a row"))
		})
	}()
	<-reading
	go func() { closed <- db.Close() }()
	select {
	case <-closed:
		t.Error("Close didn't wait for the view")
	case <-time.After(20 * time.Millisecond):
	}
	close(goOn)
	if err := <-read; err != nil {
		t.Errorf("the view: %v", err)
	}
	if err := <-closed; err != nil {
		t.Errorf("close: %v", err)
	}
}

package testkit

import (
	"testing"
	"time"

	"mitoyen/internal/kit/store"
)

// Settled waits until followers can read all that the journal holds. On PostgreSQL a transaction that runs anywhere in the cluster, in the
// database of another test too, keeps them waiting.
func Settled(t testing.TB, db *store.DB) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		hidden := 0
		err := db.View(t.Context(), func(tx *store.Tx) (err error) {
			hidden, err = store.One(tx, store.Value[int], `
				SELECT (SELECT count(*) FROM journal) - (SELECT count(*) FROM journal WHERE `+tx.Unread().Where+`)`, "0", "0")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if hidden == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d entries of the journal wait for transactions that don't end", hidden)
		}
	}
}

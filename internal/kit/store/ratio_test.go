package store_test

import (
	"context"
	"fmt"
	"testing"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

// The measure of grouping: with eight people writing at once, at most 0.35 commits (each one fsync) per write.
func TestProveEightClientsShareCommits(t *testing.T) {
	t.Parallel()
	db := testkit.SQLite(t, testkit.Durable())
	build(t, db)
	each := testkit.Rounds(150, 3000)
	before, updatesBefore := db.Commits()
	race(8, func(i int) {
		for range each {
			err := db.Update(context.Background(), func(tx *store.Tx) error { return add(tx, fmt.Sprint("client ", i), 1) })
			if err != nil {
				t.Error(err)
				return
			}
		}
	})
	commits, updates := db.Commits()
	commits, updates = commits-before, updates-updatesBefore
	ratio := float64(commits) / float64(updates)
	t.Logf("%d commits for %d writes of 8 clients: %.3f each", commits, updates, ratio)
	if updates != int64(8*each) || ratio > 0.35 {
		t.Errorf("%.3f commits per write (%d writes), wanted at most 0.35 (%d)", ratio, updates, 8*each)
	}
}

func BenchmarkUpdate(b *testing.B) {
	for _, clients := range []int{1, 8, 32} {
		b.Run(fmt.Sprint(clients, " clients"), func(b *testing.B) {
			db := testkit.SQLite(b, testkit.Durable())
			build(b, db)
			b.ResetTimer()
			race(clients, func(i int) {
				for range b.N / clients {
					update(b, db, func(tx *store.Tx) error { return add(tx, fmt.Sprint("client ", i), 1) })
				}
			})
			commits, updates := db.Commits()
			b.ReportMetric(float64(commits)/float64(updates), "commits/write")
		})
	}
}

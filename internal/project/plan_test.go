package project_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/project"
	"mitoyen/internal/territory"
	"mitoyen/internal/testkit"
)

// A région's groups are found by the index of communes, never by reading all that there ever were.
func TestGroupsOfARegionGoByTheirIndex(t *testing.T) {
	t.Parallel()
	db := testkit.SQLite(t)
	err := db.View(context.Background(), func(tx *store.Tx) error {
		var query string
		var args []any
		db.Watch(func(q string, a []any) {
			if strings.Contains(q, "FROM project x") && !strings.HasPrefix(q, "EXPLAIN") {
				query, args = q, slices.Clone(a)
			}
		})
		if _, err := project.Across(tx, []territory.Span{{From: "08", To: "09"}, {From: "52", To: "53"}}); err != nil {
			return err
		}
		var plan []string
		err := tx.Each(func(r store.Row) error {
			var a, b, c int
			var line string
			err := r.Scan(&a, &b, &c, &line)
			plan = append(plan, line)
			return err
		}, "EXPLAIN QUERY PLAN "+query, args...)
		if text := strings.Join(plan, "\n"); !strings.Contains(text, "project_commune") || strings.Contains(text, "SCAN") {
			t.Errorf("it goes like this:\n%s", text)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

package survey_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/survey"
	"mitoyen/internal/territory"
	"mitoyen/internal/testkit"
)

// Lists find their surveys by the index of what they are of, on both databases, and never read all that was ever asked.
func TestListsOfSurveysGoByTheirIndexes(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		for _, x := range []struct {
			name, index string
			list        func(tx *store.Tx) ([]survey.Line, error)
		}{
			{"a commune", "survey_commune", func(tx *store.Tx) ([]survey.Line, error) { return survey.About(tx, []string{"52023"}) }},
			{"a région", "survey_commune", func(tx *store.Tx) ([]survey.Line, error) {
				return survey.Across(tx, []territory.Span{{From: "08", To: "09"}, {From: "10", To: "11"}, {From: "52", To: "53"}})
			}},
			{"an organisation", "survey_organisation", func(tx *store.Tx) ([]survey.Line, error) {
				return survey.RunBy(tx, id.New[organisation.Organisation]())
			}},
		} {
			err := db.View(context.Background(), func(tx *store.Tx) error {
				var query string
				var args []any
				db.Watch(func(q string, a []any) {
					if strings.Contains(q, "FROM survey x") && !strings.HasPrefix(q, "EXPLAIN") {
						query, args = q, slices.Clone(a)
					}
				})
				if _, err := x.list(tx); err != nil {
					return err
				}
				plan, err := explain(tx, query, args)
				if err != nil {
					return err
				}
				if !strings.Contains(plan, x.index) || strings.Contains(plan, "SCAN x") || strings.Contains(plan, "Seq Scan on survey x") || strings.Contains(plan, "SCAN s\n") {
					t.Errorf("%s goes without %s:\n%s", x.name, x.index, plan)
				}
				return nil
			})
			if err != nil {
				t.Errorf("%s: %v", x.name, err)
			}
		}
	})
}

// explain is how a database answers a query. PostgreSQL takes an empty table whole whatever indexes there are, unless it is told not to.
func explain(tx *store.Tx, query string, args []any) (string, error) {
	var lines []string
	if tx.Engine() == store.PostgreSQL {
		if _, err := store.One(tx, store.Value[string], `SELECT set_config('enable_seqscan', 'off', true)`); err != nil {
			return "", err
		}
		err := tx.Each(func(r store.Row) error {
			var line string
			err := r.Scan(&line)
			lines = append(lines, line)
			return err
		}, "EXPLAIN "+query, args...)
		return strings.Join(lines, "\n"), err
	}
	err := tx.Each(func(r store.Row) error {
		var a, b, c int
		var line string
		err := r.Scan(&a, &b, &c, &line)
		lines = append(lines, line)
		return err
	}, "EXPLAIN QUERY PLAN "+query, args...)
	return fmt.Sprintln(strings.Join(lines, "\n")), err
}

package app_test

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
)

// wholeTables may be read as a whole: they are small whatever happens elsewhere, or the page lists them.
var wholeTables = map[string]bool{"organisation": true, "setting": true, "directory_version": true}

// wholeQueries read a table as a whole because they publish it as a whole.
var wholeQueries = []string{`SELECT id FROM convention WHERE state IN ('signed', 'ended')`}

// Each query of the pages of conventions and of founding groups finds its rows by an index, so that what other organisations have done for years
// costs nothing here.
func TestPagesOfTheThreadAskIndexes(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		type query struct {
			args  []any
			pages []string
		}
		var mu sync.Mutex
		seen := map[string]*query{}
		page := ""
		h.DB.Watch(func(text string, args []any) {
			mu.Lock()
			defer mu.Unlock()
			q := seen[text]
			if q == nil {
				q = &query{args: args}
				seen[text] = q
			}
			if !slices.Contains(q.pages, page) {
				q.pages = append(q.pages, page)
			}
		})
		visitors := []*visitor{h.signedIn("maryse@example.org"), h.signedIn("lea@example.org"), h.visitor("a stranger")}
		pages := 0
		for _, r := range h.Site.Routes() {
			if r.Method != http.MethodGet || !strings.HasPrefix(r.Name, "convention.") && !strings.HasPrefix(r.Name, "project.") {
				continue
			}
			pages++
			for _, path := range town.paths(r, h.address(r, i18n.French, town.wild)) {
				mu.Lock()
				page = r.Name
				mu.Unlock()
				for _, v := range visitors {
					v.get(path)
				}
			}
		}
		mu.Lock()
		defer mu.Unlock()
		h.DB.Watch(func(string, []any) {})
		if pages < 25 || len(seen) < 40 {
			t.Fatalf("%d pages asked %d queries", pages, len(seen))
		}
		asked := 0
		for text, q := range seen {
			if !strings.Contains(text, "convention") && !strings.Contains(text, "project") && !strings.Contains(text, "booking") && !strings.Contains(text, "tally") && !strings.Contains(text, "shift_") && !strings.Contains(text, "place_hours") {
				continue
			}
			if slices.ContainsFunc(wholeQueries, func(x string) bool { return strings.Contains(text, x) }) {
				continue
			}
			asked++
			for _, table := range h.scanned(text, q.args) {
				if !wholeTables[table] {
					t.Errorf("%v read the whole of %s:\n%s", q.pages, table, text)
				}
			}
		}
		if asked < 20 {
			t.Errorf("%d queries of these pages were looked at", asked)
		}
	})
}

var (
	fullScan = regexp.MustCompile(`^SCAN (\w+)`)
	seqScan  = regexp.MustCompile(`Seq Scan on (\w+)`)
)

// scanned lists the tables that a query reads as a whole, though an index could be used.
func (h *house) scanned(text string, args []any) (tables []string) {
	h.Helper()
	err := h.DB.View(context.Background(), func(tx *store.Tx) error {
		if h.DB.Engine() == store.PostgreSQL {
			// Of a few rows the planner reads all; asked not to, it shows whether it could do otherwise.
			if err := tx.Each(func(store.Row) error { return nil }, `SELECT set_config('enable_seqscan', 'off', TRUE)`); err != nil {
				return err
			}
			return tx.Each(func(r store.Row) error {
				var line string
				err := r.Scan(&line)
				if m := seqScan.FindStringSubmatch(line); m != nil {
					tables = append(tables, m[1])
				}
				return err
			}, "EXPLAIN "+text, args...)
		}
		return tx.Each(func(r store.Row) error {
			var a, b, c int
			var line string
			err := r.Scan(&a, &b, &c, &line)
			if m := fullScan.FindStringSubmatch(line); m != nil {
				name := m[1]
				if of := regexp.MustCompile(`(?i)(?:FROM|JOIN)\s+(\w+)\s+` + name + `\b`).FindStringSubmatch(text); of != nil {
					name = of[1]
				}
				tables = append(tables, name)
			}
			return err
		}, "EXPLAIN QUERY PLAN "+text, args...)
	})
	if err != nil {
		h.Errorf("ask for the plan of %s: %v", text, err)
	}
	return tables
}

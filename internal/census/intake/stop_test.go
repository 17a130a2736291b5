package intake_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"mitoyen/internal/census"
	"mitoyen/internal/census/intake"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/testkit"
)

// many are n places, each with a street of its own.
func many(n int) (all []line) {
	for i := range n {
		all = append(all, line{id: fmt.Sprint(i), name: fmt.Sprintf("Lieu %s%d", []string{"Ardent", "Boréal", "Calme", "Discret", "Élancé", "Franc", "Gai"}[i%7], i),
			address: fmt.Sprintf("%d rue Numéro%d", i+1, i), postcode: "52300", commune: "Joinville"})
	}
	return all
}

func TestStoppedImportGoesOn(t *testing.T) {
	t.Parallel()
	inCountry(t, func(c *country) {
		text := census2019(c)
		ctx, cancel := context.WithCancel(context.Background())
		request := c.request(census.Census2019, text)
		var report bytes.Buffer
		request.ReportTo = &report
		request.Progress = func(done, total int64) {
			if done <= 0 || done > total || total != int64(len(text)) {
				c.Errorf("progress %d of %d", done, total)
			}
			cancel()
		}
		r, err := intake.Run(ctx, c.db, words(), request)
		if !errors.Is(err, context.Canceled) || r.Counts.Read != 500 {
			c.Fatalf("%+v, %v", r.Counts, err)
		}
		if n := c.count(`SELECT count(*) FROM place_source`); n != 500 {
			c.Errorf("%d rows kept", n)
		}
		if read := readReport(c.T, report.Bytes()); len(read.Rows) != 500 {
			c.Errorf("the report of what was done has %d rows", len(read.Rows))
		}
		if again := c.run(census.Census2019, text); again.Counts.Read != 1361 || again.Counts.Unchanged != 500 {
			c.Errorf("the rest: %+v", again.Counts)
		}
		got := c.state()

		// One run in a directory of its own, on SQLite: both engines come to the same.
		whole := &country{T: c.T, db: testkit.SQLite(c, testkit.WithTerritory(), testkit.WithClock(c.clock.Now)), coordinator: organisation.System}
		whole.run(census.Census2019, text)
		want := whole.state()
		for i := range min(len(got), len(want)) {
			if got[i] != want[i] {
				c.Fatalf("after two runs:\n%s\nafter one:\n%s", got[i], want[i])
			}
		}
		if len(got) != len(want) {
			c.Errorf("%d lines after two runs, %d after one", len(got), len(want))
		}
	})
}

// Two imports of one file, and two sources of the same places, at once: each place comes in once.
func TestTwoImportsAtOnce(t *testing.T) {
	t.Parallel()
	inCountry(t, func(c *country) {
		const n = 1200
		text := file(many(n)...)
		var mu sync.Mutex
		counts := map[string]int{}
		var all sync.WaitGroup
		for _, key := range []string{"a", "a", "b"} {
			request := c.request(source(key, "2024"), text)
			all.Go(func() {
				r, err := intake.Run(context.Background(), c.db, words(), request)
				if err != nil {
					c.Errorf("%s: %v", key, err)
				}
				mu.Lock()
				defer mu.Unlock()
				counts[key+" imported"] += r.Counts.Imported
				counts[key+" unchanged"] += r.Counts.Unchanged
				counts[key+" waiting"] += r.Counts.Waiting
			})
		}
		all.Wait()
		if places := c.count(`SELECT count(*) FROM place`); places != n {
			c.Errorf("%d places of %d: %v", places, n, counts)
		}
		if rows := c.count(`SELECT count(*) FROM place_source`); rows != 2*n {
			c.Errorf("%d rows of two sources", rows)
		}
		waiting := c.count(`SELECT count(*) FROM proposal WHERE state = 'open' AND reason = 'duplicate'`)
		if counts["a imported"]+counts["b imported"] != n || counts["a imported"]+counts["a unchanged"]+counts["a waiting"] != 2*n || waiting != n {
			c.Errorf("%v, %d wait", counts, waiting)
		}
		if twice := c.count(`SELECT count(*) FROM (SELECT name FROM place GROUP BY name HAVING count(*) > 1) x`); twice != 0 {
			c.Errorf("%d names twice", twice)
		}
	})
}

// People go on editing and deciding while an import writes about the same places: each waits for the other, and nobody for ever.
func TestPeopleWorkDuringAnImport(t *testing.T) {
	t.Parallel()
	inCountry(t, func(c *country) {
		const n = 600
		rows := many(n)
		c.run(source("a", "2024"), file(rows...))
		c.run(source("b", "2024"), file(rows[:50]...))
		var ids []place.ID
		c.view(func(tx *store.Tx) (err error) {
			ids, err = store.All(tx, store.Value[place.ID], `SELECT id FROM place ORDER BY id`)
			return err
		})
		waiting := c.waiting()
		for i := range rows {
			rows[i].phone = fmt.Sprintf("03%08d", 25000000+i)
		}
		var all sync.WaitGroup
		all.Go(func() {
			for i := range 60 {
				c.edit(c.coordinator, place.Place{ID: ids[i*10]}, place.Facts{place.FSummary: fmt.Sprintf("Édité %d fois", i)})
			}
		})
		all.Go(func() {
			for _, q := range waiting {
				c.decide(q.ID, place.DecideRequest{Accept: true, Into: q.Place})
			}
		})
		for _, key := range []string{"a", "b"} {
			text := file(rows...)
			all.Go(func() {
				if _, err := intake.Run(context.Background(), c.db, words(), c.request(source(key, "2024"), text)); err != nil {
					c.Errorf("%s: %v", key, err)
				}
			})
		}
		all.Wait()
		if edited, phones := c.count(`SELECT count(*) FROM place WHERE summary <> ''`), c.count(`SELECT count(*) FROM place WHERE sheet LIKE '%+33%'`); edited != 60 || phones != n {
			c.Errorf("%d edits of 60, %d phones of %d", edited, phones, n)
		}
	})
}

func TestHostileFilesChangeNothing(t *testing.T) {
	t.Parallel()
	good := string(file(many(1100)...))
	head := "id,nom,adresse,cp,commune,site,tel,type\n"
	inCountry(t, func(c *country) {
		for _, x := range []struct{ what, text, want string }{
			{"an empty file", "", "census.file.empty"},
			{"a workbook", "PK\x03\x04\x14\x00[Content_Types].xml xl/workbook.xml", "census.file.excel"},
			{"a PDF", "%PDF-1.7\n1 0 obj", "census.file.pdf"},
			{"a web page", "<!DOCTYPE html><html><body>Connectez-vous</body></html>", "census.file.html"},
			{"bytes that are no text, far inside", good + "x,\x00\n", "census.file.nul"},
			{"a quote that never closes, after two batches", good + "z,\"Le lieu,,,\n" + strings.Repeat("a,b,c\n", 40_000), "census.file.quote_open"},
			{"a cell of a megabyte", head + "1," + strings.Repeat("x", 1<<20) + ",,,,,,\n", "census.file.cell"},
			{"a million columns", strings.Repeat("a,", 1_000_000) + "\n", "census.file.columns"},
			{"another census", "ID;NOM\n1;La Forge\n", "census.file.other_columns"},
			{"no header", "1,2,3,4\n5,6,7,8\n", "census.file.header_missing"},
			{"JSON that breaks off", `[{"id":"1","nom":"La Forge","commune":"Joinville","cp":"52300"},{"id":"2"`, "census.file.json_broken"},
		} {
			request := c.request(source("a", "2024"), []byte(x.text))
			if _, err := intake.Run(context.Background(), c.db, words(), request); refusal(err) != x.want {
				c.Errorf("%s: %q, want %q", x.what, refusal(err), x.want)
			}
		}
		if n := c.count(`SELECT (SELECT count(*) FROM place) + (SELECT count(*) FROM place_source) + (SELECT count(*) FROM proposal) + (SELECT version FROM directory_version)`); n != 0 {
			c.Errorf("something was written: %d", n)
		}

		// What can be read is read, and stays text.
		odd := []line{
			{id: "1", name: `<script>alert("x")</script>Le Phare`, address: "=HYPERLINK(\"http://x\")", postcode: "52300", commune: "Joinville"},
			{id: "2", name: "Le Cyber 'Bobby'; DROP TABLE place; --", address: "\u202e2 rue Droite", postcode: "52300", commune: "Joinville"},
			{id: strings.Repeat("9", 5000), name: strings.Repeat("Long ", 900), address: "3 rue Longue", postcode: "52300", commune: "Joinville"},
		}
		c.brings("imported 3", source("odd", "2024"), odd...)
		if n := c.count(`SELECT count(*) FROM place WHERE name LIKE '%<%' OR name LIKE '%>%' OR length(name) > 200`); n != 0 {
			c.Errorf("%d names that are no names", n)
		}
	})
}

package survey_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/survey"
	"mitoyen/internal/testkit"
)

// The attackers of this file hold the database, at one moment: all that can be read from it in SQL, the hidden columns of the engine too, or the bytes
// of its files. ADR 12 says what is promised against whom.

// crowd has people answer one after the other, each with a text and each leaving their name, and a few who say nothing more. The commit of each is
// one of its own, as on the site.
func (h *town) crowd(from, to int, codes []string) {
	h.Helper()
	for i := from; i < to; i++ {
		h.do(func(tx *store.Tx) error {
			return h.answer(tx, codes[i], survey.Answers{"age": {ages[i%3]}, "often": {"never"}, "why": {fmt.Sprintf("text %03d", i)}})
		})
		h.do(func(tx *store.Tx) error {
			return survey.LeaveContact(tx, h.survey(tx), survey.Contact{Name: fmt.Sprintf("Person %03d", i), Email: fmt.Sprintf("p%03d@demo.example.org", i), TakesPart: true})
		})
	}
}

func (h *town) codes(n int) (codes []string) {
	h.Helper()
	h.do(func(tx *store.Tx) (err error) {
		codes, err = survey.NewCodes(tx, h.mayor, h.which, n)
		return err
	})
	return codes
}

// marked is rows of a table as they lie, each with what the engine says of it besides: the transaction that wrote it and its place on PostgreSQL, its
// place alone on SQLite.
func marked(tx *store.Tx, table, what string) (written []string, rows []string, err error) {
	mark := `''`
	order := ``
	if tx.Engine() == store.PostgreSQL {
		mark, order = `CAST(xmin AS text)`, ` ORDER BY ctid`
	}
	err = tx.Each(func(r store.Row) error {
		var w, x string
		err := r.Scan(&w, &x)
		written, rows = append(written, w), append(rows, x)
		return err
	}, `SELECT `+mark+`, `+what+` FROM `+table+order)
	return written, rows, err
}

// Whoever reads the engine's own columns finds no row that stands alone: what one transaction wrote is about eleven people at least, or about all
// who have come since. And rows don't lie in the order in which people came.
func TestTheEngineTellsNothing(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, survey.ByCode)
		h.move(survey.Open)
		const people = 46 // four times eleven are poured, two wait
		codes := h.codes(people)
		h.crowd(0, people, codes)
		var opened []string // the transactions that poured while it was open
		check := func(when string) {
			t.Helper()
			h.do(func(tx *store.Tx) error {
				for _, x := range []struct{ table, what string }{{"survey_answer", "answers"}, {"survey_text", "text"}, {"survey_contact", "name"}, {"survey_slot", "answers"}} {
					written, rows, err := marked(tx, x.table, x.what)
					if err != nil {
						return err
					}
					by := map[string]int{}
					for _, w := range written {
						by[w]++
					}
					small, after := 0, 0
					for w, n := range by {
						if n < survey.Least {
							small++
						}
						if !slices.Contains(opened, w) {
							after += n
						}
					}
					switch {
					case x.table == "survey_answer" && opened != nil: // what was poured with others may be poured again: it is there, or among what came after
						if after < survey.Least && tx.Engine() == store.PostgreSQL {
							t.Errorf("%s: %d answers were poured since it was closed", when, after)
						}
					case small > 1: // those who came last, all of them together
						t.Errorf("%s, %s: transactions wrote %v rows each", when, x.table, by)
					}
					if x.table == "survey_answer" && opened == nil {
						defer func() { opened = slices.Clone(written) }()
					} else if len(rows) > 20 && slices.IsSorted(rows) && x.table != "survey_answer" {
						t.Errorf("%s, %s lies in the order of arrival: %v", when, x.table, rows)
					}
				}
				if tx.Engine() == store.PostgreSQL {
					return nil
				}
				for _, table := range []string{"survey_code", "survey_draft", "survey_slot", "survey_answer", "survey_text", "survey_contact"} {
					made, err := store.One(tx, store.Value[string], `SELECT sql FROM sqlite_schema WHERE name = $1`, table)
					if err != nil {
						return err
					}
					if !strings.HasSuffix(made, "WITHOUT ROWID") {
						t.Errorf("the rows of %s are numbered as they came", table)
					}
				}
				return nil
			})
		}
		check("while it is open")
		// A team that closes and opens again after each answer would have each answer poured alone.
		for i := range 3 {
			h.move(survey.Closed)
			h.do(func(tx *store.Tx) error {
				return survey.KeyIn(tx, h.mayor, h.which, survey.Answers{"age": {"old"}, "often": {"never"}, "why": {fmt.Sprintf("paper %d", i)}})
			})
			check("when it was closed")
			h.move(survey.Open)
		}
	})
}

// Whoever steals the files of SQLite finds nothing of what was deleted or changed: drafts, what lay in the slot beside its texts, codes.
func TestFilesKeepNothingThatIsGone(t *testing.T) {
	t.Parallel()
	path := testkit.SQLitePath(t, testkit.WithTerritory())
	db := testkit.Reopen(t, path, testkit.Durable(), testkit.WithClock(func() time.Time { return now }))
	h := build(t, db, survey.ByCode)
	h.move(survey.Open)
	codes := h.codes(24)
	said := func(i int, what string) string { return fmt.Sprintf("%s by number %02d.", what, i) }
	h.crowd(12, 24, codes)
	for i := range 12 {
		var own string
		step := func(f func(tx *store.Tx, s survey.Survey) error) {
			t.Helper()
			h.do(func(tx *store.Tx) error { return f(tx, h.survey(tx)) })
		}
		step(func(tx *store.Tx, s survey.Survey) (err error) {
			own, err = survey.Begin(tx, s, codes[i], false)
			return err
		})
		long := strings.Repeat("x", 1500) // it needs pages of its own
		for q, a := range map[string]string{"age": "old", "often": "never"} {
			step(func(tx *store.Tx, s survey.Survey) error {
				_, err := survey.Answer(tx, s, own, q, []string{a})
				return err
			})
		}
		for _, a := range []string{said(i, "Regretted") + long, "Kept." + long} {
			step(func(tx *store.Tx, s survey.Survey) error {
				_, err := survey.Answer(tx, s, own, "why", []string{a})
				return err
			})
		}
		if i < 10 { // with the twelve before, they are twice eleven: none waits in the slot
			step(func(tx *store.Tx, s survey.Survey) error { return survey.Send(tx, s, own) })
		} else {
			step(func(tx *store.Tx, s survey.Survey) error { return survey.Discard(tx, s, own) })
		}
	}
	if err := db.Tidy(context.Background()); err != nil {
		t.Fatal(err)
	}
	var all []byte
	for _, part := range []string{"", "-wal"} {
		b, err := os.ReadFile(path + part)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		all = append(all, b...)
	}
	if !bytes.Contains(all, []byte("Kept.xxx")) {
		t.Fatal("what is kept isn't found either: this attacker reads nothing")
	}
	for i := range 12 {
		for what, b := range map[string]string{"a draft that was changed": said(i, "Regretted"), "a code": codes[i]} {
			if bytes.Contains(all, []byte(b)) {
				t.Errorf("the files hold %s of number %d", what, i)
			}
		}
	}
	// An answer and its text lay together until they were poured.
	if n := bytes.Count(all, []byte(`"why":["Kept.`)); n > 0 {
		t.Errorf("the files hold %d answers with their texts", n)
	}
}

// A backup made of SQLite by the engine itself (VACUUM INTO) holds what the tables hold, and in no other order.
func TestABackupTellsNoMore(t *testing.T) {
	t.Parallel()
	path := testkit.SQLitePath(t, testkit.WithTerritory())
	db := testkit.Reopen(t, path, testkit.WithClock(func() time.Time { return now }))
	h := build(t, db, survey.ByCode)
	h.move(survey.Open)
	h.crowd(0, 24, h.codes(24))
	side, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer side.Close() //nolint:errcheck // only read
	to := t.TempDir() + "/backup.db"
	if _, err := side.Exec(`VACUUM INTO ?`, to); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	order := func(format string) (at []int) {
		for i := range 24 {
			at = append(at, bytes.Index(b, fmt.Appendf(nil, format, i)))
		}
		return at
	}
	for _, format := range []string{"Person %03d", "text %03d"} {
		at := order(format)
		if slices.Contains(at[:22], -1) {
			t.Fatalf("%q isn't in the backup: %v", format, at)
		}
		if up := slices.Clone(at[:22]); slices.IsSorted(up) || slices.IsSortedFunc(up, func(a, b int) int { return b - a }) {
			t.Errorf("%q lies in the order of arrival", format)
		}
	}
}

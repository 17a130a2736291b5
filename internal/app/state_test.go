package app_test

import (
	"database/sql"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"mitoyen/internal/kit/store"
)

// state is everything that an instance holds, as text: its tables row by row, and its files.
type state map[string][]string

// mayGrow are the tables where somebody who may not change anything still leaves a trace: what they propose, vote, ask for or follow. Every
// other table, those of tomorrow too, must stay as it is.
var mayGrow = []string{"journal", "submission", "job", "session", "sign_in", "person", "proposal", "proposal_vote", "place_follower", "booking", "capacity_allocation", "desk_report", "calendar_feed", "survey_slot", "survey_contact", "text_message", "need", "project", "project_step"}

// theirs are the rows that belong to a person, which they may change and take away.
var theirs = map[string]string{
	"person": "id", "session": "person_id", "journal": "person_id", "proposal_vote": "person_id", "place_follower": "person_id", "role": "person_id", "desk_pin": "person_id", "desk_turn": "person_id", "proposal": "person_id", "api_token": "person_id", "project_member": "person_id",
}

// heavy are tables of the territory and of search, which no page writes by itself; they are counted.
var heavy = []string{"commune", "commune_name", "former_commune", "succession", "epci", "departement", "region"}

// state reads everything but what belongs to a person ("" for nobody).
func (h *house) state(but string) state {
	h.Helper()
	all := state{}
	for _, table := range h.tables() {
		query := `SELECT * FROM ` + table
		if column := theirs[table]; column != "" && but != "" {
			query += fmt.Sprintf(` WHERE %s IS NULL OR CAST(%s AS text) <> '%s'`, column, column, but)
		}
		if table == "sign_in" {
			query += ` WHERE email <> 'intrus@example.org'` // wrong codes are counted on it
		}
		if table == "survey_contact" {
			// Whoever comes back changes what they left; whoever comes has those before laid anew, with other ids (package survey, pour.go).
			query = `SELECT survey_id, name, email, phone, takes_part FROM survey_contact WHERE email <> 'intrus@example.org'`
		}
		if table == "survey_slot" {
			query = `SELECT survey_id, answers, paper FROM survey_slot`
		}
		if table == "survey_draft" {
			query = `SELECT count(*) FROM survey_draft WHERE false` // it is whoever's who has its code
		}
		if table == "capacity_pool" {
			query = `SELECT id, units, waiting FROM capacity_pool` // whoever holds a time counts the version up
		}
		if slices.Contains(heavy, table) {
			query = `SELECT count(*) FROM ` + table
		}
		all[table] = h.rows(query)
	}
	err := filepath.WalkDir(filepath.Join(h.Config.Data, "files"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all["files"] = append(all["files"], path)
		}
		return nil
	})
	if err != nil {
		h.Fatal(err)
	}
	return all
}

func (h *house) tables() (all []string) {
	h.Helper()
	query := `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`
	if h.DB.Engine() == store.SQLite {
		query = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`
	}
	for _, row := range h.rows(query) {
		name := strings.TrimSpace(strings.Trim(row, "|"))
		if !strings.HasPrefix(name, "search_") && name != "goose_db_version" {
			all = append(all, name)
		}
	}
	if len(all) < 20 {
		h.Fatalf("only %d tables were found", len(all))
	}
	return all
}

// rows reads any table by a connection beside the program's own.
func (h *house) rows(query string) (all []string) {
	h.Helper()
	rows, err := h.beside().Query(query)
	if err != nil {
		h.Fatal(err)
	}
	defer rows.Close() //nolint:errcheck // Err tells
	columns, err := rows.Columns()
	if err != nil {
		h.Fatal(err)
	}
	cells, to := make([]any, len(columns)), make([]any, len(columns))
	for i := range cells {
		to[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(to...); err != nil {
			h.Fatal(err)
		}
		var b strings.Builder
		for i, c := range cells {
			if text, isBytes := c.([]byte); isBytes {
				c = string(text)
			}
			if len(columns) > 1 {
				fmt.Fprintf(&b, "%s=", columns[i])
			}
			fmt.Fprintf(&b, "%v|", c)
		}
		all = append(all, b.String())
	}
	if err := rows.Err(); err != nil {
		h.Fatal(err)
	}
	slices.Sort(all)
	return all
}

func (h *house) beside() *sql.DB {
	h.Helper()
	if h.reader == nil {
		driver := "pgx"
		if h.DB.Engine() == store.SQLite {
			driver = "sqlite"
		}
		db, err := sql.Open(driver, h.where)
		if err != nil {
			h.Fatal(err)
		}
		db.SetMaxOpenConns(1)
		h.reader = db
		h.Cleanup(func() { db.Close() }) //nolint:errcheck // only read
	}
	return h.reader
}

// changed tells what is different that nobody without a right may make so: a row changed or gone anywhere, a row added where nothing may grow.
func (before state) changed(after state) []string {
	return before.different(after, func(table string) bool { return !slices.Contains(mayGrow, table) })
}

// different tells which rows are gone or changed, and which are new in the tables that count.
func (before state) different(after state, counts func(table string) bool) (all []string) {
	for table := range after {
		old, now := before[table], after[table]
		for _, row := range old {
			if _, there := slices.BinarySearch(now, row); !there {
				all = append(all, table+" had "+row)
			}
		}
		if !counts(table) {
			continue
		}
		for _, row := range now {
			if _, there := slices.BinarySearch(old, row); !there {
				all = append(all, table+" has "+row)
			}
		}
	}
	slices.Sort(all)
	return all
}

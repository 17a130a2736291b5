package search

import (
	"fmt"
	"strings"

	"mitoyen/internal/kit/store"
)

// Put makes a document findable, or replaces what it was findable by.
func Put(tx *store.Tx, kind, id string, parts ...Weighted) error {
	return PutAll(tx, kind, []Doc{{id, parts}})
}

// PutAll is Put for many documents, much quicker than one by one. Of two with the same id the later counts.
func PutAll(tx *store.Tx, kind string, docs []Doc) error {
	mustKind(kind)
	docs = lastOfEach(docs)
	for len(docs) > 0 {
		n := 1
		if len(docs) >= batch {
			n = batch // two lengths only, so that statements stay prepared
		}
		var err error
		if tx.Engine() == store.PostgreSQL {
			err = putPostgres(tx, kind, docs[:n])
		} else {
			err = putSQLite(tx, kind, docs[:n])
		}
		if err != nil {
			return fmt.Errorf("index %s: %w", kind, err)
		}
		docs = docs[n:]
	}
	return nil
}

const batch = 50

func lastOfEach(docs []Doc) []Doc {
	at := make(map[string]int, len(docs))
	kept := make([]Doc, 0, len(docs))
	for _, d := range docs {
		if i, twice := at[d.ID]; twice {
			kept[i] = d
			continue
		}
		at[d.ID] = len(kept)
		kept = append(kept, d)
	}
	return kept
}

const upsert = `
	ON CONFLICT (kind, id) DO UPDATE
	SET sort = excluded.sort`

// texts are the two lengths of a statement.
func texts(write func(rows int) string) map[int]string {
	return map[int]string{1: write(1), batch: write(batch)}
}

var insertPostgres = texts(func(rows int) string {
	return "INSERT INTO search_doc (kind, id, sort, terms) VALUES " + store.Tuples(rows, 4) + upsert + ", terms = excluded.terms"
})

func putPostgres(tx *store.Tx, kind string, docs []Doc) error {
	args := make([]any, 0, 4*len(docs))
	for _, d := range docs {
		args = append(args, kind, d.ID, d.sortKey(), vector(d.terms(kind)))
	}
	_, err := tx.Exec(insertPostgres[len(docs)], args...)
	return err
}

// vector writes a tsvector. Terms hold no quotes.
func vector(terms []string) string {
	if len(terms) == 0 {
		return ""
	}
	return "'" + strings.Join(terms, "' '") + "'"
}

var (
	insertDocs = texts(func(rows int) string {
		return "INSERT INTO search_doc (kind, id, sort) VALUES " + store.Tuples(rows, 3) + upsert + " RETURNING num, id"
	})
	insertIndex = texts(func(rows int) string {
		return "INSERT OR REPLACE INTO search_index (rowid, terms) VALUES " + store.Tuples(rows, 2)
	})
)

func putSQLite(tx *store.Tx, kind string, docs []Doc) error {
	args := make([]any, 0, 3*len(docs))
	for _, d := range docs {
		args = append(args, kind, d.ID, d.sortKey())
	}
	nums := make(map[string]int64, len(docs))
	err := tx.Each(func(r store.Row) error {
		var num int64
		var id string
		if err := r.Scan(&num, &id); err != nil {
			return err
		}
		nums[id] = num
		return nil
	}, insertDocs[len(docs)], args...)
	if err != nil {
		return err
	}
	rows := make([]any, 0, 2*len(docs))
	for _, d := range docs {
		rows = append(rows, nums[d.ID], strings.Join(d.terms(kind), " "))
	}
	_, err = tx.Exec(insertIndex[len(docs)], rows...)
	return err
}

// Remove makes a document unfindable. One that never was findable is no mistake.
func Remove(tx *store.Tx, kind, id string) error {
	mustKind(kind)
	nums, err := store.All(tx, store.Value[int64], "DELETE FROM search_doc WHERE kind = $1 AND id = $2 RETURNING num", kind, id)
	if err != nil || tx.Engine() == store.PostgreSQL {
		return err
	}
	for _, num := range nums {
		if _, err := tx.Exec("DELETE FROM search_index WHERE rowid = $1", num); err != nil {
			return err
		}
	}
	return nil
}

// Settle is for the end of a large import: PostgreSQL counts how often words occur, by which it chooses how to search, and SQLite
// joins the pieces of its index. Answers don't change, only their speed. It takes a second or two for 100,000 documents.
func Settle(tx *store.Tx) error {
	text := "INSERT INTO search_index (search_index) VALUES ('optimize')"
	if tx.Engine() == store.PostgreSQL {
		text = "ANALYZE search_doc"
	}
	_, err := tx.Exec(text)
	return err
}

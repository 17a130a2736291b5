// Package journal keeps what was done: one row for each change, in the same transaction, so that neither can be there without the other.
//
// History pages, the feed of changes and later followers (notifications, statistics) read it. Rows are never changed, with one
// exception: the personal column of a person who asked to be erased.
package journal

import (
	"encoding/json"
	"fmt"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
)

// Entry is one change.
type Entry struct {
	Seq       int64
	At        civil.Instant
	Person    string // id; "" for the program itself or somebody not signed in
	ActingFor string // id of the organisation that the person acted for, or ""
	Verb      string // place.edited …: the key of its sentence is "journal." + Verb
	Kind      string // of the object: place, organisation, person …
	Object    string // id of the object
	Data      map[string]string
	Personal  string // what names a person who has no account, erasable
}

// Write adds entries to the transaction's change, however many, in few statements. Seq and At are set by the database and the transaction.
func Write(tx *store.Tx, all ...Entry) error {
	rows := make([][]any, len(all))
	for i, e := range all {
		data := []byte("{}")
		if len(e.Data) > 0 {
			var err error
			if data, err = json.Marshal(e.Data); err != nil {
				return fmt.Errorf("write journal: %w", err)
			}
		}
		rows[i] = []any{tx.Now, orNull(e.Person), orNull(e.ActingFor), e.Verb, e.Kind, e.Object, string(data), e.Personal}
	}
	if err := tx.InsertAll(`INSERT INTO journal (at, person_id, acting_for, verb, object_kind, object_id, data, personal)`, "", rows); err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	return nil
}

func orNull(id string) any {
	if id == "" {
		return nil
	}
	return id
}

const columns = `seq, at, coalesce(CAST(person_id AS text), ''), coalesce(CAST(acting_for AS text), ''), verb, object_kind, object_id, data, personal`

func scan(r store.Row) (Entry, error) {
	var e Entry
	var data string
	err := r.Scan(&e.Seq, &e.At, &e.Person, &e.ActingFor, &e.Verb, &e.Kind, &e.Object, &data, &e.Personal)
	if err == nil {
		err = json.Unmarshal([]byte(data), &e.Data)
	}
	return e, err
}

// Of lists the changes of one object, newest first, at most limit, older than the entry before (0 for the newest).
func Of(tx *store.Tx, kind, object string, before int64, limit int) ([]Entry, error) {
	return store.All(tx, scan, `
		SELECT `+columns+`
		FROM journal
		WHERE object_kind = $1 AND object_id = $2 AND ($3 = 0 OR seq < $3)
		ORDER BY seq DESC
		LIMIT $4`, kind, object, before, limit)
}

// By lists what a person did, newest first.
func By(tx *store.Tx, person string, limit int) ([]Entry, error) {
	return store.All(tx, scan, `
		SELECT `+columns+`
		FROM journal
		WHERE person_id = $1
		ORDER BY seq DESC
		LIMIT $2`, person, limit)
}

// LatestOfPlaces lists the changes of the directory, newest first. Their kind stands in the text, as it does in the index journal_places.
func LatestOfPlaces(tx *store.Tx, limit int) ([]Entry, error) {
	return store.All(tx, scan, `
		SELECT `+columns+`
		FROM journal
		WHERE object_kind = 'place'
		ORDER BY seq DESC
		LIMIT $1`, limit)
}

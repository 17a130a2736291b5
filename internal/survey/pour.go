package survey

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"math/big"

	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
)

// A row tells more than its columns: where it lies, and on PostgreSQL which transaction wrote it (xmin). Rows that were written one at a time so tell
// who came after whom, and an answer, a text, a code and a name that came together would be found together. So nothing here is written one at a
// time: until eleven have come, all that wait are taken out and laid down anew, in chance's order and with other ids, whenever one comes. On SQLite
// the tables have no numbers of rows besides (migration 39).

// put lays answers into the slot of a survey that is locked, or pours them with all that wait there as soon as at least so many do.
func (s Survey) put(tx *store.Tx, come []Sheet, least int) error {
	wait, err := store.All(tx, scanSheet, `SELECT answers, paper FROM survey_slot WHERE survey_id = $1`, s.ID)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM survey_slot WHERE survey_id = $1`, s.ID); err != nil {
		return err
	}
	if wait = append(wait, come...); len(wait) >= least {
		return s.pour(tx, wait)
	}
	if err := s.lay(tx, "survey_slot", wait); err != nil {
		return err
	}
	return s.layTexts(tx, nil)
}

func scanSheet(r store.Row) (x Sheet, err error) {
	var packed string
	if err := r.Scan(&packed, &x.Paper); err != nil {
		return x, err
	}
	return x, json.Unmarshal([]byte(packed), &x.Answers)
}

// lay writes answers, shuffled.
func (s Survey) lay(tx *store.Tx, table string, all []Sheet) error {
	rows := make([][]any, len(all))
	for i, x := range all {
		packed, err := json.Marshal(x.Answers)
		if err != nil {
			return err
		}
		rows[i] = []any{id.Random[Answers](), s.ID, string(packed), x.Paper}
	}
	shuffle(rows)
	if err := tx.InsertAll(`INSERT INTO `+table+` (id, survey_id, answers, paper)`, "", rows); err != nil {
		return fmt.Errorf("put into the urn: %w", err)
	}
	return nil
}

// pour puts answers into the urn, without their texts, which go apart. Where fewer than eleven come, because it closes, some that lie there are poured
// again with them.
func (s Survey) pour(tx *store.Tx, come []Sheet) error {
	texts := map[string][]string{}
	for _, x := range come {
		for _, q := range s.Form.Questions {
			if q.Kind == Short || q.Kind == Long {
				texts[q.ID] = append(texts[q.ID], x.Answers[q.ID]...)
				delete(x.Answers, q.ID)
			}
		}
	}
	all := come
	if n := Least - len(come); n > 0 && len(come) > 0 {
		// Those of the lowest ids, and ids are random.
		const some = `FROM survey_answer WHERE survey_id = $1 ORDER BY id LIMIT $2`
		again, err := store.All(tx, scanSheet, `SELECT answers, paper `+some, s.ID, n)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM survey_answer WHERE id IN (SELECT id `+some+`)`, s.ID, n); err != nil {
			return err
		}
		all = append(all, again...)
	}
	if err := s.lay(tx, "survey_answer", all); err != nil {
		return err
	}
	if err := s.layTexts(tx, texts); err != nil {
		return err
	}
	return tx.ExecOne(`UPDATE survey SET answers = answers + $1 WHERE id = $2`, len(come), s.ID)
}

// layTexts lays texts to those of their question after which fewer than eleven have come. It is done with every answer that comes, with or without
// texts: so the last hand that touched them tells nothing.
func (s Survey) layTexts(tx *store.Tx, come map[string][]string) error {
	type written struct{ question, text string }
	fresh, err := store.All(tx, func(r store.Row) (x written, err error) { return x, r.Scan(&x.question, &x.text) },
		`SELECT question, text FROM survey_text WHERE survey_id = $1 AND fresh`, s.ID)
	if err != nil {
		return err
	}
	if len(fresh) > 0 {
		if _, err := tx.Exec(`DELETE FROM survey_text WHERE survey_id = $1 AND fresh`, s.ID); err != nil {
			return err
		}
	}
	all := map[string][]string{}
	for q, texts := range come {
		all[q] = append(all[q], texts...)
	}
	for _, x := range fresh {
		all[x.question] = append(all[x.question], x.text)
	}
	var rows [][]any
	for q, texts := range all {
		for _, t := range texts {
			rows = append(rows, []any{id.Random[Answers](), s.ID, q, t, len(texts) < Least})
		}
	}
	shuffle(rows)
	if err := tx.InsertAll(`INSERT INTO survey_text (id, survey_id, question, text, fresh)`, "", rows); err != nil {
		return fmt.Errorf("put into the urn: %w", err)
	}
	return nil
}

// shuffle leaves no order but chance's.
func shuffle(all [][]any) {
	for i := len(all) - 1; i > 0; i-- {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(i+1)))
		if err != nil {
			panic(err)
		}
		j := int(n.Int64())
		all[i], all[j] = all[j], all[i]
	}
}

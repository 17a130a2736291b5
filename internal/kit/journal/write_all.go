package journal

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"mitoyen/internal/kit/store"
)

// WriteAll is Write for many entries, in few statements: an import changes places by the thousand.
func WriteAll(tx *store.Tx, all []Entry) error {
	const width = 8
	for len(all) > 0 {
		n := 1
		if len(all) >= 50 {
			n = 50 // two lengths only, so that statements stay prepared
		}
		args := make([]any, 0, n*width)
		for _, e := range all[:n] {
			data, err := json.Marshal(e.Data)
			if err != nil {
				return fmt.Errorf("write journal: %w", err)
			}
			if len(e.Data) == 0 {
				data = []byte("{}")
			}
			args = append(args, tx.Now, orNull(e.Person), orNull(e.ActingFor), e.Verb, e.Kind, e.Object, string(data), e.Personal)
		}
		rows := make([]string, n)
		for i := range rows {
			marks := make([]string, width)
			for j := range marks {
				marks[j] = "$" + strconv.Itoa(i*width+j+1)
			}
			rows[i] = "(" + strings.Join(marks, ", ") + ")"
		}
		_, err := tx.Exec(`INSERT INTO journal (at, person_id, acting_for, verb, object_kind, object_id, data, personal) VALUES `+strings.Join(rows, ", "), args...)
		if err != nil {
			return fmt.Errorf("write journal: %w", err)
		}
		all = all[n:]
	}
	return nil
}

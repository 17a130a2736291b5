package territory

import (
	"strconv"
	"strings"

	"mitoyen/internal/kit/store"
)

// writer writes many rows in few statements and remembers the first error.
type writer struct {
	tx          *store.Tx
	progress    func(done, total int)
	done, total int
	err         error
}

// valuesPerStatement is how many values one statement carries. SQLite looks each $n up among all of a statement, so that twice the values
// cost four times the work; PostgreSQL pays for each journey.
func valuesPerStatement(e store.Engine) int {
	if e == store.PostgreSQL {
		return 1000
	}
	return 60
}

// clear empties a table, or removes what it holds of one dataset.
func (w *writer) clear(table, dataset string) {
	if w.err != nil {
		return
	}
	switch {
	case dataset == "":
		_, w.err = w.tx.Exec("DELETE FROM " + table)
	case table == "succession":
		_, w.err = w.tx.Exec("DELETE FROM succession WHERE source = $1", dataset)
	default:
		_, w.err = w.tx.Exec("DELETE FROM vintage WHERE dataset = $1", dataset)
	}
}

// insert writes all rows into a table whose name and columns are ours.
func insert[T any](w *writer, table string, columns []string, rows []T, values func(T) []any) {
	perStatement := valuesPerStatement(w.tx.Engine()) / len(columns)
	text := insertText(table, columns, perStatement)
	args := make([]any, 0, perStatement*len(columns))
	for len(rows) > 0 && w.err == nil {
		n := min(perStatement, len(rows))
		if n < perStatement {
			text = insertText(table, columns, n)
		}
		args = args[:0]
		for _, r := range rows[:n] {
			args = append(args, values(r)...)
		}
		_, w.err = w.tx.Exec(text, args...)
		rows = rows[n:]
		w.done += n
		if w.progress != nil {
			w.progress(w.done, w.total)
		}
	}
}

func insertText(table string, columns []string, rows int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES ")
	for i := range rows * len(columns) {
		switch {
		case i == 0:
			b.WriteString("($")
		case i%len(columns) == 0:
			b.WriteString("), ($")
		default:
			b.WriteString(", $")
		}
		b.WriteString(strconv.Itoa(i + 1))
	}
	return b.String() + ")"
}

package store

import (
	"slices"
	"strconv"
	"strings"
)

// chunks are how many rows a statement carries, hundreds only of narrow ones. A few lengths only, so that statements stay prepared.
var chunks = []int{500, 50, 10, 1}

const mostValues = 1500 // in a statement

// InsertAll writes rows in few statements. The text is INSERT INTO …, the tail what follows the rows (ON CONFLICT …).
func (tx *Tx) InsertAll(text, tail string, rows [][]any) error {
	for len(rows) > 0 {
		n := chunks[slices.IndexFunc(chunks, func(n int) bool { return n <= len(rows) && (n == 1 || n*len(rows[0]) <= mostValues) })]
		args := make([]any, 0, n*len(rows[0]))
		for _, r := range rows[:n] {
			args = append(args, r...)
		}
		if _, err := tx.Exec(text+" VALUES "+Tuples(n, len(rows[0]))+" "+tail, args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// Tuples writes ($1, $2), ($3, $4) …
func Tuples(rows, width int) string {
	var b strings.Builder
	for i := range rows * width {
		switch {
		case i == 0:
			b.WriteString("($")
		case i%width == 0:
			b.WriteString("), ($")
		default:
			b.WriteString(", $")
		}
		b.WriteString(strconv.Itoa(i + 1))
	}
	return b.String() + ")"
}

const amongSize = 100

// EachAmong calls f with "IN ($n, …)" and its values, a hundred at a time: after the values in front, which are $1 and on. The last hundred
// is filled up with its last value, so that there is one text.
func EachAmong[T any](all []T, f func(in string, args []any) error, front ...any) error {
	for part := range slices.Chunk(all, amongSize) {
		args := slices.Clone(front)
		marks := make([]string, amongSize)
		for i := range marks {
			args = append(args, part[min(i, len(part)-1)])
			marks[i] = "$" + strconv.Itoa(len(args))
		}
		if err := f("IN ("+strings.Join(marks, ", ")+")", args); err != nil {
			return err
		}
	}
	return nil
}

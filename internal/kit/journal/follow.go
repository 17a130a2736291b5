package journal

import (
	"fmt"
	"strconv"
	"strings"

	"mitoyen/internal/kit/store"
)

// Follow reads the next entries that a follower has not seen, at most limit, and moves its place beyond them in the same transaction: what
// the follower makes of them is kept with its place, or neither is, so that it sees each entry at least once and acts on it once. A name
// that is new begins at the beginning. Two processes that follow under one name take turns. None left means: for now.
func Follow(tx *store.Tx, name string, limit int) ([]Entry, error) {
	if _, err := tx.Exec(`INSERT INTO journal_follower (name, xid, seq) VALUES ($1, 0, 0) ON CONFLICT (name) DO NOTHING`, name); err != nil {
		return nil, fmt.Errorf("follow the journal: %w", err)
	}
	if err := tx.Moved(); err != nil {
		return nil, fmt.Errorf("follow a journal that moved: %w", err)
	}
	at, err := store.One(tx, func(r store.Row) (at [2]int64, err error) {
		return at, r.Scan(&at[0], &at[1])
	}, `SELECT xid, seq FROM journal_follower WHERE name = $1`+tx.ForUpdate(), name)
	if err != nil {
		return nil, fmt.Errorf("follow the journal: %w", err)
	}
	unread, last := tx.Unread(), at[0]
	entries, err := store.All(tx, func(r store.Row) (Entry, error) {
		return scan(also{r, &last})
	}, `
		SELECT `+columns+`, `+unread.Number+`
		FROM journal
		WHERE `+unread.Where+`
		ORDER BY `+unread.Order+`
		LIMIT $3`, strconv.FormatInt(at[0], 10), strconv.FormatInt(at[1], 10), limit)
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	return entries, tx.ExecOne(`UPDATE journal_follower SET xid = $1, seq = $2 WHERE name = $3`, last, entries[len(entries)-1].Seq, name)
}

// also scans one column more, the last.
type also struct {
	store.Row
	last *int64
}

func (a also) Scan(to ...any) error { return a.Row.Scan(append(to, a.last)...) }

// Among reads the entries with the numbers given, oldest first.
func Among(tx *store.Tx, seqs []int64) ([]Entry, error) {
	if len(seqs) == 0 {
		return nil, nil
	}
	marks, args := make([]string, len(seqs)), make([]any, len(seqs))
	for i, s := range seqs {
		marks[i], args[i] = "$"+strconv.Itoa(i+1), s
	}
	return store.All(tx, scan, `
		SELECT `+columns+`
		FROM journal
		WHERE seq IN (`+strings.Join(marks, ", ")+`)
		ORDER BY seq`, args...)
}

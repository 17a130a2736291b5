package territory

import (
	"cmp"
	"slices"
	"strings"

	"mitoyen/internal/kit/store"
)

// entry is one row of commune_name.
type entry struct {
	folded, code, kind, name string
	weight                   int
}

func (e entry) formerName() string {
	if e.kind == formerName {
		return e.name
	}
	return ""
}

// isShort tells a name that was entered without its article.
func (e entry) isShort() bool { return e.kind == currentName && e.folded != NameKey(e.name) }

// entryOrder puts today's names before former ones, then the heavier, then the lower code.
func entryOrder(a, b entry) int {
	former := func(e entry) int {
		if e.kind == formerName {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(former(a), former(b)), cmp.Compare(b.weight, a.weight), cmp.Compare(a.code, b.code))
}

func scanEntry(r store.Row) (e entry, err error) {
	return e, r.Scan(&e.folded, &e.code, &e.kind, &e.name, &e.weight)
}

const entryColumns = "folded, code, kind, name, weight"

// named reads the entries of some keys.
func (q *question) named(keys []string) ([]entry, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	return store.All(q.tx, scanEntry, "SELECT "+entryColumns+" FROM commune_name WHERE folded IN "+list(keys), pad(keys)...)
}

// headLength is how many signs of a key stand in the column head.
const headLength = 2

func head(folded string) string { return folded[:min(headLength, len(folded))] }

// rangeLimit is how many names that begin alike are read and put in order. Where there are more, as for "saint", the heaviest are read
// by the index of heads, which then come quickly.
const rangeLimit = 400

// wholeRange is more than any two signs begin.
const wholeRange = 10_000

// beginning reads the heaviest entries whose key begins as a reading's does.
func (q *question) beginning(r Reading) ([]entry, error) {
	limit := rangeLimit
	if r.Departements != nil {
		limit = wholeRange
	}
	all, err := q.between(r.Key, limit)
	if err != nil {
		return nil, err
	}
	if len(all) == rangeLimit {
		// The empty text keeps the planner from the index of folded names.
		all, err = store.All(q.tx, scanEntry, `
			SELECT `+entryColumns+`
			FROM commune_name
			WHERE head = $1
			AND folded || '' >= $2
			AND folded || '' < $3
			ORDER BY weight DESC, code
			LIMIT $4`, head(r.Key), r.Key, after(r.Key), 4*q.limit) // a commune can stand there by several names
		if err != nil {
			return nil, err
		}
	}
	var hits []entry
	for _, e := range all {
		if r.allows(e.code) {
			hits = append(hits, e)
		}
	}
	slices.SortStableFunc(hits, func(a, b entry) int { return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.code, b.code)) })
	return hits, nil
}

// between reads the entries whose key begins with some signs, in the order of their keys.
func (q *question) between(begin string, limit int) ([]entry, error) {
	return store.All(q.tx, scanEntry, `
		SELECT `+entryColumns+`
		FROM commune_name
		WHERE folded >= $1
		AND folded < $2
		ORDER BY folded, code, kind
		LIMIT $3`, begin, after(begin), limit)
}

// after is the first text after all that begin so. Keys hold letters and digits.
func after(begin string) string { return begin + "\U0010FFFF" }

// sameLetters reports whether two keys differ by one letter at most: one more, one less, one other, or two neighbours exchanged.
func sameLetters(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 0:
		if i == len(a) || a[i+1:] == b[i+1:] {
			return true
		}
		return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	case 1:
		return a[i:] == b[i+1:]
	}
	return false
}

// variants are the keys that differ from k by one letter in its first n signs.
func variants(k string, n int) (all []string) {
	const letters = "abcdefghijklmnopqrstuvwxyz"
	for i := range min(n, len(k)) {
		all = append(all, k[:i]+k[i+1:])
		if i+1 < len(k) {
			all = append(all, k[:i]+k[i+1:i+2]+k[i:i+1]+k[i+2:])
		}
		for _, c := range strings.Split(letters, "") {
			all = append(all, k[:i]+c+k[i:])
			if c != k[i:i+1] {
				all = append(all, k[:i]+c+k[i+1:])
			}
		}
	}
	return all
}

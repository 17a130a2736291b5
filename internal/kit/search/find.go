package search

import (
	"cmp"
	"fmt"
	"slices"

	"mitoyen/internal/kit/store"
)

// window is how many documents of a tier are put in order before the first ones are shown: those that were put first. Whoever wants
// more of them, all in order, filters with Among and sorts.
const window = 100

// Find lists the ids of the documents of a kind that hold the words of a query, the best first. Without any word to look for it
// finds nothing.
func Find(tx *store.Tx, kind, query string, limit int) ([]string, error) {
	mustKind(kind)
	r, ok := read(kind, query)
	if !ok || limit < 1 {
		return nil, nil
	}
	ids, err := r.find(tx, limit)
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", kind, err)
	}
	return ids, nil
}

type hit struct {
	id, sort string
	from     tier
}

func (r request) find(tx *store.Tx, limit int) (ids []string, err error) {
	var first [tiers][]hit
	if tx.Engine() == store.PostgreSQL {
		if first, err = r.amongFirst(tx); err != nil {
			return nil, err
		}
	}
	most := max(window, limit)
	for t := inTitle; t < tiers && len(ids) < limit; t++ {
		hits := first[t]
		if len(hits) < most {
			if hits, err = r.hits(tx, t, most); err != nil {
				return nil, err
			}
		}
		hits = hits[:min(len(hits), most)]
		slices.SortFunc(hits, func(a, b hit) int { return cmp.Or(cmp.Compare(a.sort, b.sort), cmp.Compare(a.id, b.id)) })
		for _, h := range hits[:min(len(hits), limit-len(ids))] {
			ids = append(ids, h.id)
		}
	}
	return ids, nil
}

// hits reads the first documents of a tier, in the order in which they were put.
func (r request) hits(tx *store.Tx, t tier, limit int) ([]hit, error) {
	scan := func(row store.Row) (h hit, err error) { return h, row.Scan(&h.id, &h.sort) }
	if tx.Engine() == store.PostgreSQL {
		// The sum keeps the planner from walking all documents in order, which it does when it takes a rare word for a common one.
		return store.All(tx, scan, `
			SELECT id, sort
			FROM search_doc
			WHERE terms @@ $1::tsquery
			ORDER BY num + 0
			LIMIT $2`, r.only(t, tsquery), limit)
	}
	return store.All(tx, scan, `
		SELECT d.id, d.sort
		FROM search_index f
		JOIN search_doc d ON d.num = f.rowid
		WHERE f.search_index MATCH $1
		ORDER BY f.rowid
		LIMIT $2`, r.only(t, fts5), limit)
}

// amongFirst reads the hits among a kind's first thousand documents. PostgreSQL gathers all documents of a word before it gives the
// first, so that a word which stands in half of them costs 30 ms; but then this look fills the window for half a millisecond.
func (r request) amongFirst(tx *store.Tx) (by [tiers][]hit, err error) {
	err = tx.Each(func(row store.Row) error {
		var h hit
		err := row.Scan(&h.id, &h.sort, &h.from)
		by[h.from] = append(by[h.from], h)
		return err
	}, `
		SELECT id, sort, CASE WHEN terms @@ $2::tsquery THEN 0 WHEN terms @@ $3::tsquery THEN 1 ELSE 2 END
		FROM (SELECT num, id, sort, terms FROM search_doc WHERE kind = $1 ORDER BY num LIMIT 1000) AS first
		WHERE terms @@ $4::tsquery
		ORDER BY num`,
		r.kind, r.in(inTitle, tsquery), r.in(inKeywords, tsquery), r.in(anywhere, tsquery))
	return by, err
}

// Among gives a SELECT of the ids that hold the words of a query, to stand inside a query of the caller's own:
//
//	ids, arg, ok := search.Among(tx, "place", words, "$3")
//	… WHERE stage = $1 AND commune = $2 AND id IN (`+ids+`)
//
// The argument goes to the placeholder. The ids are UUIDs, as the tables hold them. ok is false when there is no word to look for.
func Among(tx *store.Tx, kind, query, placeholder string) (subquery string, arg any, ok bool) {
	mustKind(kind)
	r, ok := read(kind, query)
	if !ok {
		return "", nil, false
	}
	if tx.Engine() == store.PostgreSQL {
		return "SELECT id::uuid FROM search_doc WHERE terms @@ " + placeholder + "::tsquery", r.in(anywhere, tsquery), true
	}
	return "SELECT d.id FROM search_index f JOIN search_doc d ON d.num = f.rowid WHERE f.search_index MATCH " + placeholder, r.in(anywhere, fts5), true
}

package territory

import (
	"fmt"

	"mitoyen/internal/kit/store"
)

// Span is the codes of a département's communes: from the first on, up to and without the end. Whatever stands under the code of a commune is found
// in an index by it, without reading the thousands of communes of a région.
type Span struct{ From, To string }

// Spans are the spans of a département or a région.
func Spans(tx *store.Tx, g Ground) (all []Span, err error) {
	codes := []string{g.Code}
	if g.Kind == OfRegion {
		if codes, err = store.All(tx, store.Value[string], `SELECT code FROM departement WHERE region = $1 ORDER BY code`, g.Code); err != nil {
			return nil, fmt.Errorf("read départements of région: %w", err)
		}
	}
	for _, code := range codes {
		if code != "" {
			last := len(code) - 1
			all = append(all, Span{code, code[:last] + string(code[last]+1)})
		}
	}
	return all, nil
}

// InSpans says in SQL that a column lies in one of some spans, with the arguments so far and theirs after them. It is filled up with the last span to
// a power of two, as store.List is.
func InSpans(column string, args []any, spans []Span) (text string, all []any) {
	if len(spans) == 0 {
		return "(1 = 0)", args
	}
	n := 1
	for n < len(spans) {
		n *= 2
	}
	for i := range n {
		s := spans[min(i, len(spans)-1)]
		args = append(args, s.From, s.To)
		if i > 0 {
			text += " OR "
		}
		text += fmt.Sprintf("%s >= $%d AND %s < $%d", column, len(args)-1, column, len(args))
	}
	return "(" + text + ")", args
}

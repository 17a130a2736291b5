package territory

import (
	"fmt"
	"slices"

	"mitoyen/internal/kit/store"
)

// Via tells by which way a commune was found.
type Via string

// The ways, the surest first.
const (
	ViaCurrent      Via = "current"       // its name
	ViaPostcode     Via = "postcode"      //
	ViaCode         Via = "code"          // its code, or one that it took over
	ViaFormer       Via = "former"        // the name of a commune that it took over
	ViaAddress      Via = "address"       // the end of an address
	ViaNearSpelling Via = "near-spelling" // one letter otherwise
)

// Match is a commune that a text may mean.
type Match struct {
	Commune
	Postcode string // the one that was typed, or the commune's only one; "" otherwise
	Via      Via
	Former   string // the former name, when the text gave that one or its code
}

// resolveLimit is how many communes an answer has at most.
const resolveLimit = 50

// Resolve finds the communes that a person means, the likeliest first, at most limit of them. Homonyms come by population. A whole
// name comes before its former bearers, and these before longer names that begin alike; nearly alike names come only when there is
// nothing else. Text that means nothing finds nothing.
func Resolve(tx *store.Tx, text string, limit int) ([]Match, error) {
	q := &question{tx: tx, limit: min(limit, resolveLimit), PlaceText: ParsePlaceText(text), seen: map[string]bool{}}
	if q.limit < 1 {
		return nil, nil
	}
	if err := q.ask(); err != nil {
		return nil, fmt.Errorf("find a commune: %w", err)
	}
	return q.matches()
}

// question gathers answers, best first, each commune once.
type question struct {
	PlaceText
	tx    *store.Tx
	limit int
	seen  map[string]bool
	found []answer
}

type answer struct {
	code   string
	via    Via
	former string
}

func (q *question) add(code string, via Via, former string) {
	if !q.seen[code] && len(q.found) < q.limit {
		q.seen[code] = true
		q.found = append(q.found, answer{code, via, former})
	}
}

func (q *question) addAll(all []entry, via Via) {
	for _, e := range all {
		switch {
		case via != ViaCurrent:
			q.add(e.code, via, e.formerName())
		case e.kind == formerName:
			q.add(e.code, ViaFormer, e.name)
		case e.kind == postcodeName:
			q.add(e.code, ViaPostcode, "")
		default:
			q.add(e.code, ViaCurrent, "")
		}
	}
}

func (q *question) ask() error {
	if q.Number != "" {
		return q.byNumber()
	}
	if len(q.Names) == 0 {
		return nil
	}
	if err := q.byName(); err != nil || len(q.found) > 0 {
		return err
	}
	steps := []func() error{q.byNearSpelling, q.byEnding}
	if q.Address {
		steps[0], steps[1] = steps[1], steps[0]
	}
	for _, step := range steps {
		if err := step(); err != nil || len(q.found) > 0 {
			return err
		}
	}
	return nil
}

// byName takes whole names, and then longer ones that begin alike.
func (q *question) byName() error {
	exact, err := q.named(keys(q.Names))
	if err != nil {
		return err
	}
	exact = slices.DeleteFunc(exact, entry.isShort) // "saint" is many names before it is Le Saint; it comes among the beginnings
	for _, r := range q.Names {
		q.addAll(r.among(exact), ViaCurrent)
	}
	for _, r := range q.Names {
		if len(q.found) >= q.limit || len(r.Key) < 2 || q.Address && len(q.found) > 0 {
			break
		}
		begun, err := q.beginning(r)
		if err != nil {
			return err
		}
		q.addAll(begun, ViaCurrent)
	}
	return nil
}

// byEnding takes the longest end of an address that is a name.
func (q *question) byEnding() error {
	exact, err := q.named(keys(q.Endings))
	if err != nil {
		return err
	}
	for _, r := range q.Endings {
		if hits := r.among(exact); len(hits) > 0 {
			q.addAll(hits, ViaAddress)
			return nil
		}
	}
	return nil
}

// matches reads the communes that were found.
func (q *question) matches() ([]Match, error) {
	if len(q.found) == 0 {
		return nil, nil
	}
	codes := make([]string, len(q.found))
	for i, a := range q.found {
		codes[i] = a.code
	}
	communes := map[string]Commune{}
	err := q.tx.Each(func(r store.Row) error {
		c, err := scanCommune(r)
		communes[c.Code] = c
		return err
	}, "SELECT "+communeColumns+" FROM commune WHERE code IN "+list(codes), pad(codes)...)
	if err != nil {
		return nil, err
	}
	all := make([]Match, 0, len(q.found))
	for _, a := range q.found {
		c, ok := communes[a.code]
		if !ok {
			continue
		}
		m := Match{Commune: c, Via: a.via, Former: a.former}
		switch {
		case slices.Contains(c.Postcodes, q.Number):
			m.Postcode = q.Number
		case len(c.Postcodes) == 1:
			m.Postcode = c.Postcodes[0]
		}
		all = append(all, m)
	}
	return all, nil
}

// among are the entries that a reading means: those of its name, in its départements; today's names before former ones, then by weight.
func (r Reading) among(all []entry) (hits []entry) {
	for _, e := range all {
		if e.folded == r.Key && r.allows(e.code) {
			hits = append(hits, e)
		}
	}
	slices.SortStableFunc(hits, entryOrder)
	return hits
}

func (r Reading) allows(code string) bool {
	return r.Departements == nil || slices.Contains(r.Departements, DepartementOf(code))
}

func keys(all []Reading) []string {
	var k []string
	for _, r := range all {
		if !slices.Contains(k, r.Key) {
			k = append(k, r.Key)
		}
	}
	return k
}

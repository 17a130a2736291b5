package twin

import "slices"

// Index finds, among the cards that were put in, those that are worth comparing with one: the neighbours within a kilometre, those of the
// same commune that share a word of the name, and those with the same page or phone number. Memory grows with the cards, about half a
// kilobyte each: of a large directory put in those alone that stand under the keys Asked for. It is not safe for several goroutines at once.
type Index struct {
	cards []prepared
	filed map[Key][]int32
	asked []uint32 // which question last met each card
	turn  uint32
}

// NewIndex makes an empty index.
func NewIndex() *Index { return &Index{filed: map[Key][]int32{}} }

// Match is a card that is like the one asked for.
type Match struct {
	Card Card
	Likeness
}

// Add puts a card in.
func (x *Index) Add(c Card) {
	p := prepare(c)
	i := int32(len(x.cards))
	x.cards, x.asked = append(x.cards, p), append(x.asked, 0)
	for _, k := range append(p.keys(), p.cells(0)...) {
		if all := x.filed[k]; len(all) < Enough {
			x.filed[k] = append(all, i)
		}
	}
}

// Likely gives the cards that are or may be of the same place, the likeliest first.
func (x *Index) Likely(c Card) []Match {
	p := prepare(c)
	x.turn++
	var all []Match
	meet := func(those []int32) {
		for _, i := range those {
			if x.asked[i] == x.turn {
				continue
			}
			x.asked[i] = x.turn
			if f := compare(&p, &x.cards[i]); f.verdict != No {
				all = append(all, Match{x.cards[i].Card, f.explain()})
			}
		}
	}
	for _, k := range p.cells(1) {
		those := x.filed[k]
		meet(those[:min(crowd, len(those))])
	}
	for _, k := range p.keys() {
		if those := x.filed[k]; len(those) <= crowd {
			meet(those)
		}
	}
	slices.SortStableFunc(all, func(a, b Match) int {
		if a.Verdict != b.Verdict {
			return int(b.Verdict - a.Verdict)
		}
		return b.Score - a.Score
	})
	return all
}

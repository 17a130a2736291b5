package twin

import (
	"hash/maphash"
	"math"
	"slices"
)

// Index finds, among many cards, those that are worth comparing with one: the neighbours within a kilometre, those of the same
// commune that share a word of the name, and those with the same page or phone number. Memory grows with the cards, about half a
// kilobyte each; looking one up does not grow with their number, since a key that too many share tells nothing and is left.
// It is not safe for several goroutines at once.
type Index struct {
	cards []prepared
	cells map[cell][]int32
	keys  map[uint64][]int32
	asked []uint32 // which question last met each card
	turn  uint32
	seed  maphash.Seed
}

// cell is a square of the map, about a kilometre wide at the latitude of France.
type cell struct{ lat, lon int32 }

const (
	cellLat, cellLon = 0.01, 0.015
	crowd            = 300 // cards under one key, beyond which it tells nothing
)

// NewIndex makes an empty index.
func NewIndex() *Index {
	return &Index{cells: map[cell][]int32{}, keys: map[uint64][]int32{}, seed: maphash.MakeSeed()}
}

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
	if p.located() {
		at := cellOf(p.Lat, p.Lon)
		if all := x.cells[at]; len(all) < crowd {
			x.cells[at] = append(all, i)
		}
	}
	for _, k := range x.keysOf(&p) {
		if all := x.keys[k]; len(all) <= crowd {
			x.keys[k] = append(all, i)
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
	if p.located() {
		at := cellOf(p.Lat, p.Lon)
		for lat := at.lat - 1; lat <= at.lat+1; lat++ {
			for lon := at.lon - 1; lon <= at.lon+1; lon++ {
				meet(x.cells[cell{lat, lon}])
			}
		}
	}
	for _, k := range x.keysOf(&p) {
		if those := x.keys[k]; len(those) <= crowd {
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

func cellOf(lat, lon float64) cell {
	return cell{int32(math.Floor(lat / cellLat)), int32(math.Floor(lon / cellLon))}
}

func (x *Index) keysOf(p *prepared) []uint64 {
	var keys []uint64
	add := func(kind, a, b string) {
		var h maphash.Hash
		h.SetSeed(x.seed)
		for _, s := range []string{kind, a, b} {
			_, _ = h.WriteString(s)
			_ = h.WriteByte(0)
		}
		keys = append(keys, h.Sum64())
	}
	if p.Commune != "" {
		commune := cityOf(p.Commune)
		add("name", commune, p.full)
		if n := len(p.core); n >= 5 { // names a slip apart begin alike or end alike
			add("begins", commune, p.core[:3])
			add("ends", commune, p.core[n-3:])
		}
		for _, w := range p.words {
			add("word", commune, w)
		}
	}
	if p.host != "" && (p.page != "" || !shared[p.host]) {
		add("page", p.host, p.page)
	}
	if p.phone != "" {
		add("phone", p.phone, "")
	}
	return keys
}

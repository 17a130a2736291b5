package twin

import (
	"hash/fnv"
	"math"
	"strconv"
)

// Key is a number under which a card is filed: a square of the map, a word of the name in its commune, a page, a phone number. Keys are
// kept in databases: the same card has the same keys always. Two things rarely share a key by chance, and comparing then tells them apart.
type Key int64

// Enough is how many cards of one key have to be known, the first that came. Those beyond change nothing: a word, a page or a number that
// more share than crowd tells nothing and is left, and of a square of the map the first are looked at.
const Enough = crowd + 1

const (
	cellLat, cellLon = 0.01, 0.015 // degrees: about a kilometre at the latitude of France
	crowd            = 300
)

// Keys are what a card is filed under.
func Keys(c Card) []Key {
	p := prepare(c)
	return append(p.keys(), p.cells(0)...)
}

// Asked are the keys under which cards stand that may be like this one.
func Asked(c Card) []Key {
	p := prepare(c)
	return append(p.keys(), p.cells(1)...)
}

// keyOf puts what belongs together side by side in a database: the first half of a key is the group's.
func keyOf(group, one string) Key { return Key(uint64(half(group))<<32 | uint64(half(one))) }

func half(s string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(s))
	return h.Sum32()
}

// cells are the square of a position and those around it, so many in each direction; none for a position that tells nothing.
func (p *prepared) cells(around int) (all []Key) {
	if !p.located() {
		return nil
	}
	lat, lon := int(math.Floor(p.Lat/cellLat)), int(math.Floor(p.Lon/cellLon))
	for y := lat - around; y <= lat+around; y++ {
		for x := lon - around; x <= lon+around; x++ {
			all = append(all, keyOf("square\x00"+strconv.Itoa(y), strconv.Itoa(x)))
		}
	}
	return all
}

// keys are all but the squares.
func (p *prepared) keys() (all []Key) {
	if p.Commune != "" {
		commune := "name\x00" + cityOf(p.Commune)
		all = append(all, keyOf(commune, "whole\x00"+p.full))
		if n := len(p.core); n >= 5 { // names a slip apart begin alike or end alike
			all = append(all, keyOf(commune, "begins\x00"+p.core[:3]), keyOf(commune, "ends\x00"+p.core[n-3:]))
		}
		for _, w := range p.words {
			all = append(all, keyOf(commune, "word\x00"+w))
		}
	}
	if p.host != "" && (p.page != "" || !shared[p.host]) {
		all = append(all, keyOf("page\x00"+p.host, p.page))
	}
	if p.phone != "" {
		all = append(all, keyOf("phone\x00"+p.phone, p.phone))
	}
	return all
}

package census

import (
	"crypto/sha256"
	"encoding/hex"
	"hash/maphash"
	"strings"

	"mitoyen/internal/census/twin"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/place"
)

// identity is the row's id in its source: the source's own, or one made from what seldom changes, the name, the commune and the address
// as the source writes them. It must not depend on our communes, which change with each vintage.
func (c *cleaning) identity() string {
	given := strings.Join(strings.Fields(dropInvisible(c.value(PartID))), " ")
	if given != "" && !hasEmail(given) && len(given) <= 100 && (given == "0" || !isMissing(given)) {
		return given
	}
	if len(c.profile.Columns[PartID]) > 0 && given == "" {
		c.note(problem("census.row.id_missing", ""))
	}
	where := c.value(PartCommuneCode)
	if where == "" || isMissing(where) {
		where = c.value(PartCommuneName)
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{
		search.Fold(c.value(PartName)), search.Fold(where), search.Fold(c.value(PartAddress)), given,
	}, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// Seen remembers the ids of a file's rows, eight bytes each, and finds those that come again: the second one would overwrite the first.
type Seen struct {
	seed maphash.Seed
	rows map[uint64]int32
}

// NewSeen has seen nothing yet.
func NewSeen() *Seen { return &Seen{maphash.MakeSeed(), map[uint64]int32{}} }

// Check adds a problem to a row whose id another row of the file has had.
func (s *Seen) Check(r *Row) {
	key := maphash.String(s.seed, r.SourceID)
	if first, ok := s.rows[key]; ok {
		r.Problems = append(r.Problems, problem("census.row.id_repeated", "", fault.Args{"ID": shorten(r.SourceID, 60), "First": int(first)}))
		return
	}
	s.rows[key] = int32(min(r.Number, 1<<31-1))
}

// Card is what twin compares of the row.
func (r Row) Card(key string) twin.Card {
	f := r.Facts
	return twin.Card{
		Key: key, Name: f[place.FName], Commune: f[place.FCommune], Town: r.Commune.Name, Address: f[place.FAddress], Website: f[place.FWebsite],
		Phone: f[place.FPhone], Lat: r.Position.Lat, Lon: r.Position.Lon, Precise: r.Position.Of == place.AtAddress,
	}
}

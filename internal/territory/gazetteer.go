package territory

import (
	"fmt"
	"slices"
	"strings"

	"mitoyen/internal/kit/store"
)

// Gazetteer holds all communes in memory, for work that asks by the ten thousand, such as an import. Make it with LoadGazetteer, and let
// it go afterwards: it takes about 15 MB. Reading it from several goroutines is safe.
type Gazetteer struct {
	communes     []Commune // by code
	names        []gazetteerName
	postcodes    map[string][]int32
	former       map[string][]string
	departements map[string]Departement
}

// gazetteerName leads from a key to a commune.
type gazetteerName struct {
	key    string
	at     int32
	former bool
}

// LoadGazetteer reads the whole vintage.
func LoadGazetteer(tx *store.Tx) (*Gazetteer, error) {
	g := &Gazetteer{postcodes: map[string][]int32{}, former: map[string][]string{}, departements: map[string]Departement{}}
	for _, read := range []func(*store.Tx) error{g.readCommunes, g.readNames, g.readFormer, g.readDepartements} {
		if err := read(tx); err != nil {
			return nil, fmt.Errorf("read the communes: %w", err)
		}
	}
	return g, nil
}

func (g *Gazetteer) readCommunes(tx *store.Tx) error {
	n, err := store.One(tx, store.Value[int], "SELECT count(*) FROM commune")
	if err != nil {
		return err
	}
	g.communes = make([]Commune, 0, n)
	shared := map[string]string{} // codes that thousands of communes hold
	share := func(s *string) {
		if known, ok := shared[*s]; ok {
			*s = known
			return
		}
		shared[*s] = *s
	}
	return tx.Each(func(r store.Row) error {
		c, err := scanCommune(r)
		for _, s := range []*string{&c.Kind, &c.Parent, &c.Departement, &c.Region, &c.EPCI} {
			share(s)
		}
		for i := range c.Postcodes {
			share(&c.Postcodes[i])
			g.postcodes[c.Postcodes[i]] = append(g.postcodes[c.Postcodes[i]], int32(len(g.communes)))
		}
		g.communes = append(g.communes, c)
		return err
	}, "SELECT "+communeColumns+" FROM commune ORDER BY code")
}

func (g *Gazetteer) readNames(tx *store.Tx) error {
	g.names = make([]gazetteerName, 0, len(g.communes)+len(g.communes)/4)
	return tx.Each(func(r store.Row) error {
		var key, code, kind string
		err := r.Scan(&key, &code, &kind)
		if i, ok := g.index(code); ok {
			g.names = append(g.names, gazetteerName{key, int32(i), kind == formerName})
		}
		return err
	}, `
		SELECT folded, code, kind
		FROM commune_name
		WHERE kind <> $1
		ORDER BY folded, kind, weight DESC, code`, postcodeName)
}

func (g *Gazetteer) readFormer(tx *store.Tx) error {
	return tx.Each(func(r store.Row) error {
		var code, now string
		err := r.Scan(&code, &now)
		if !slices.Contains(g.former[code], now) {
			g.former[code] = append(g.former[code], now)
		}
		return err
	}, "SELECT code, current FROM former_commune WHERE current <> '' ORDER BY code, current")
}

func (g *Gazetteer) readDepartements(tx *store.Tx) error {
	all, err := Departements(tx)
	for _, d := range all {
		g.departements[d.Code] = d
	}
	return err
}

func (g *Gazetteer) index(code string) (int, bool) {
	return slices.BinarySearchFunc(g.communes, code, func(c Commune, code string) int { return strings.Compare(c.Code, code) })
}

// Commune is the commune, or the district of Paris, Lyon or Marseille, that has a code today.
func (g *Gazetteer) Commune(code string) (Commune, bool) {
	i, ok := g.index(code)
	if !ok {
		return Commune{}, false
	}
	return g.communes[i], true
}

// Current are the codes of today for a code of any time: itself when it still stands, otherwise its heirs. ok is false for a code that
// nobody knows.
func (g *Gazetteer) Current(code string) (now []string, ok bool) {
	if _, ok := g.index(code); ok {
		return []string{code}, true
	}
	now = g.former[code]
	return now, len(now) > 0
}

// ByPostcode lists the communes of a postcode: districts before their city, then by population.
func (g *Gazetteer) ByPostcode(postcode string) []Commune {
	all := make([]Commune, 0, len(g.postcodes[postcode]))
	for _, i := range g.postcodes[postcode] {
		all = append(all, g.communes[i])
	}
	slices.SortStableFunc(all, func(a, b Commune) int {
		if isCity(a.Code) != isCity(b.Code) {
			if isCity(a.Code) {
				return 1
			}
			return -1
		}
		return b.Population - a.Population
	})
	return all
}

// ByName lists the communes of a name, in any writing (NameKey) and with or without its article: those that have it today by
// population, then those that took over one that had it. A commune stands there once.
func (g *Gazetteer) ByName(name string) []Commune {
	key := NameKey(name)
	from, _ := slices.BinarySearchFunc(g.names, key, func(n gazetteerName, key string) int { return strings.Compare(n.key, key) })
	var all []Commune
	var seen []int32
	for _, former := range []bool{false, true} {
		for _, n := range g.names[from:] {
			if n.key != key {
				break
			}
			if n.former == former && !slices.Contains(seen, n.at) {
				seen = append(seen, n.at)
				all = append(all, g.communes[n.at])
			}
		}
	}
	return all
}

// Departement is a département or overseas collectivity.
func (g *Gazetteer) Departement(code string) (Departement, bool) {
	d, ok := g.departements[code]
	return d, ok
}

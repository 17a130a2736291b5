package territory

import (
	"fmt"
	"slices"

	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
)

// How tells in which way an authority became another.
type How string

// The ways.
const (
	Exact       How = "exact"       // it still stands
	Corrected   How = "corrected"   // it still stands; the source wrote it otherwise
	Renamed     How = "renamed"     //
	Acronym     How = "acronym"     // the source gave its acronym
	Merged      How = "merged"      // "fusion": with others, into a new one
	Transformed How = "transformed" // into another kind of authority
	Territory   How = "territory"   // it is gone, and another one covers its ground
	Unmatched   How = "unmatched"   // nothing of today stands for it
)

// Succession says what an authority of before is today.
type Succession struct {
	Level       Level
	FormerName  string
	FormerCode  string // "" where the source gives none
	CurrentCode string // "" when nothing took its place
	CurrentName string
	How         How
	Note        string // in French, as in the source
	Source      string // dataset: regions-2015, rtes-adherents-2015, communes-anciennes
}

// Successors lists what became of an authority, by its former code or its former name (accents and case don't matter). A name that
// several bore has several answers; an authority that nobody knows of has none.
func Successors(tx *store.Tx, level Level, codeOrName string) ([]Succession, error) {
	var all []Succession
	if level == LevelCommune {
		var err error
		if all, err = formerCommunes(tx, codeOrName); err != nil {
			return nil, err
		}
	}
	told, err := successions(tx, "WHERE level = $1 ORDER BY source, line", string(level))
	wanted := search.Fold(codeOrName)
	for _, s := range told {
		if s.FormerCode == codeOrName || search.Fold(s.FormerName) == wanted {
			all = append(all, s)
		}
	}
	return all, err
}

func successions(tx *store.Tx, where string, args ...any) ([]Succession, error) {
	all, err := store.All(tx, func(r store.Row) (s Succession, err error) {
		return s, r.Scan(&s.Level, &s.FormerName, &s.FormerCode, &s.CurrentCode, &s.CurrentName, &s.How, &s.Note, &s.Source)
	}, `
		SELECT level, former_name, former_code, current_code, current_name, how, note, source
		FROM succession
		`+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read successions: %w", err)
	}
	return all, nil
}

// formerCommunes finds delegated and associated communes and old codes.
func formerCommunes(tx *store.Tx, codeOrName string) ([]Succession, error) {
	folded := NameKey(codeOrName)
	codes, err := store.All(tx, store.Value[string], "SELECT code FROM commune_name WHERE folded = $1 AND kind = $2", folded, formerName)
	if err != nil {
		return nil, err
	}
	var all []Succession
	read := func(where string, arg any) error {
		return tx.Each(func(r store.Row) error {
			s := Succession{Level: LevelCommune, How: Merged, Source: "communes-anciennes"}
			var kind string
			if err := r.Scan(&s.FormerCode, &s.FormerName, &kind, &s.CurrentCode, &s.CurrentName); err != nil {
				return err
			}
			if kind == formerLost {
				s.How = Unmatched
			}
			if s.FormerCode == codeOrName || NameKey(s.FormerName) == folded {
				all = append(all, s)
			}
			return nil
		}, `
			SELECT f.code, f.name, f.kind, f.current, coalesce(c.name, '')
			FROM former_commune f
			LEFT JOIN commune c ON c.code = f.current
			WHERE `+where+`
			ORDER BY f.code, f.kind, f.current`, arg)
	}
	if err := read("f.code = $1", codeOrName); err != nil {
		return nil, err
	}
	slices.Sort(codes)
	for _, code := range slices.Compact(codes) {
		if err := read("f.current = $1", code); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// CurrentCodes are the codes of today for a commune's code of any time: itself when it still stands, otherwise its heirs. It is empty
// for a code that nobody knows.
func CurrentCodes(tx *store.Tx, code string) ([]string, error) {
	now, err := store.All(tx, store.Value[string], `
		SELECT code FROM commune WHERE code = $1
		UNION
		SELECT current FROM former_commune
		WHERE code = $1 AND current <> '' AND NOT EXISTS (SELECT 1 FROM commune WHERE code = $1)
		ORDER BY 1`, code)
	if err != nil {
		return nil, fmt.Errorf("find today's code of %s: %w", code, err)
	}
	return now, nil
}

// Member is a member of RTES on 1 April 2015, with what it is today.
type Member struct {
	Succession
	Population int // of today's authority; never add them up: some share one, and levels overlap
}

// Members2015 lists the 125 members of RTES on 1 April 2015: 44 cities, 44 EPCI, 19 départements and 18 régions, each in the order of
// the list.
func Members2015(tx *store.Tx) ([]Member, error) {
	told, err := successions(tx, "WHERE source = $1 ORDER BY line", rtes2015)
	if err != nil {
		return nil, err
	}
	all := make([]Member, len(told))
	for i, s := range told {
		all[i].Succession = s
		if s.CurrentCode == "" {
			continue
		}
		table := map[Level]string{
			LevelCommune: "commune WHERE code = $1", LevelEPCI: "epci WHERE siren = $1",
			LevelDepartement: "departement WHERE code = $1", LevelRegion: "region WHERE code = $1",
		}[s.Level]
		all[i].Population, err = store.One(tx, store.Value[int], "SELECT coalesce(population, 0) FROM "+table, s.CurrentCode)
		if err != nil {
			return nil, fmt.Errorf("find %s %s: %w", s.Level, s.CurrentCode, err)
		}
	}
	return all, nil
}

package territory

import (
	"strings"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/search"
)

// readRegions2015 reads the regions before 2016, one line for each of their départements, and tells how each became today's.
func readRegions2015(text []byte, breaches *fault.Breaches) (all []Succession) {
	s := openSheet(regions2015+".csv", text, breaches, "code_region_2015", "nom_region_2015", "code_region_actuelle")
	heirs := map[string]int{} // today's region → how many of before
	seen := map[string]bool{}
	for s.next() {
		was, now := s.code("code_region_2015"), s.code("code_region_actuelle")
		if seen[was+now] {
			continue
		}
		seen[was+now] = true
		heirs[now]++
		all = append(all, Succession{Level: LevelRegion, FormerName: s.name("nom_region_2015"), FormerCode: was, CurrentCode: now, Source: regions2015})
	}
	for i := range all {
		all[i].How = Exact
		if heirs[all[i].CurrentCode] > 1 {
			all[i].How = Merged
		}
	}
	return all
}

// memberLevels are the types of members in the list of RTES.
var memberLevels = map[string]Level{
	"Ville": LevelCommune, "Intercommunalité": LevelEPCI, "Conseil général": LevelDepartement, "Conseil régional": LevelRegion,
}

// notes are the words that begin a note of the list.
var notes = []struct {
	word string
	how  How
}{
	{"exact", Exact}, {"corrigé", Corrected}, {"renommé", Renamed}, {"sigle", Acronym}, {"fusionné", Merged},
	{"transformé", Transformed}, {"territoire", Territory}, {"non rapproché", Unmatched},
}

// readRTES reads the members of RTES on 1 April 2015 with what they are today.
func readRTES(text []byte, breaches *fault.Breaches) (all []Succession) {
	s := openSheet(rtes2015+".csv", text, breaches, "type", "name_in_source", "official_name_today", "code", "match_note")
	for s.next() {
		m := Succession{
			Level: memberLevels[s.text("type")], FormerName: s.name("name_in_source"),
			CurrentCode: s.codeOrNone("code"), CurrentName: s.text("official_name_today"), Source: rtes2015,
		}
		if m.Level == "" {
			s.refuse("type", "territory.word_unknown")
		}
		word, note, _ := strings.Cut(s.text("match_note"), ":")
		for _, n := range notes {
			if strings.TrimSpace(word) == n.word {
				m.How = n.how
			}
		}
		if m.How == "" {
			s.refuse("match_note", "territory.word_unknown")
		}
		m.Note = strings.TrimSpace(note)
		all = append(all, m)
	}
	return all
}

// nameOf finishes the regions once today's names are known: a sole heir with another name was renamed.
func (x *Succession) nameOf(regions map[string]string) {
	if x.Source != regions2015 {
		return
	}
	x.CurrentName = regions[x.CurrentCode]
	if x.How == Exact && search.Fold(x.CurrentName) != search.Fold(x.FormerName) {
		x.How = Renamed
	}
}

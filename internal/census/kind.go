package census

import (
	"slices"
	"strings"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/place"
)

// cleanKind translates the source's word. Of several, the first that says something counts. A blank type stays blank, and a word that
// the profile does not know makes none up.
func cleanKind(text string, p Profile) (place.Kind, []Problem) {
	if len(p.Columns[PartKind]) == 0 {
		return p.Kind, nil
	}
	words := several(text, p.Lists)
	if len(words) == 0 {
		return p.Kind, []Problem{problem("census.kind.blank", place.FKind)}
	}
	known := false
	for _, w := range words {
		kind, ok := p.Kinds[search.Fold(w)]
		if kind != "" {
			return kind, nil
		}
		known = known || ok
	}
	if known {
		return p.Kind, nil
	}
	return p.Kind, []Problem{problem("census.kind.unknown", place.FKind, fault.Args{"Value": shorten(strings.Join(words, ", "), 60)})}
}

// cleanActivities joins what the source says, what its profile says of every row, and what the kind means.
func cleanActivities(text string, kind place.Kind, p Profile) (string, []Problem) {
	all := slices.Clone(p.Activities)
	var unknown []string
	for _, w := range several(text, p.Lists) {
		a, ok := p.Offers[search.Fold(w)]
		switch {
		case a != "":
			all = append(all, a)
		case !ok && len(p.Offers) > 0:
			unknown = append(unknown, w)
		}
	}
	if a := p.ByKind[kind]; a != "" {
		all = append(all, a)
	}
	var problems []Problem
	if len(unknown) > 0 {
		problems = append(problems, problem("census.activities.unknown", place.FActivities, fault.Args{"Value": shorten(strings.Join(unknown, ", "), 80)}))
	}
	words := []string{}
	for _, a := range place.SetOf(all...).List() {
		words = append(words, string(a))
	}
	return strings.Join(words, ","), problems
}

// cleanStage reads the stage from a column, from the word that says that the place travels, or from the profile.
func cleanStage(stage, travels, name string, p Profile) (place.Stage, []Problem) {
	folded := search.Fold(name)
	for _, w := range p.Travelling {
		if strings.HasPrefix(folded, w) {
			return place.Mobile, []Problem{problem("census.stage.travelling", place.FStage)}
		}
	}
	// "Itinérant|Fixe" has an address where people come; "Itinérant" alone has stops.
	if t := search.Fold(travels); strings.HasPrefix(t, "itinerant") && !strings.Contains(t, "fixe") || t == "oui" || t == "yes" {
		return place.Mobile, nil
	}
	if stage == "" || isMissing(stage) {
		return p.Stage, nil
	}
	if s, ok := stages[search.Fold(stage)]; ok {
		return s, nil
	}
	return p.Stage, []Problem{problem("census.stage.unknown", place.FStage, fault.Args{"Value": shorten(stage, 60)})}
}

// stages are the words that files use.
var stages = map[string]place.Stage{
	"idee": place.Idea, "idea": place.Idea, "projet": place.Project, "project": place.Project, "en projet": place.Project,
	"ouverture": place.Opening, "en ouverture": place.Opening, "opening": place.Opening, "bientot": place.Opening,
	"ouvert": place.Open, "ouverte": place.Open, "open": place.Open, "en activite": place.Open, "actif": place.Open,
	"itinerant": place.Mobile, "mobile": place.Mobile, "ferme": place.Closed, "fermee": place.Closed, "closed": place.Closed,
}

// several cuts a cell into its values, without blanks and markers of missing ones.
func several(text, separator string) []string {
	parts := []string{text}
	if separator != "" {
		parts = strings.Split(text, separator)
	}
	var all []string
	for _, w := range parts {
		if w = strings.TrimSpace(w); w != "" && !isMissing(w) {
			all = append(all, w)
		}
	}
	return all
}

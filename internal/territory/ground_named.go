package territory

import (
	"cmp"
	"slices"
	"strings"

	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
)

// kindWords stand before the name of a ground when people write it out: "le département de la Haute-Marne".
var kindWords = map[GroundKind][]string{OfDepartement: {"departement", "dept"}, OfRegion: {"region"}}

// LargeNamed finds the départements and régions whose name a text is, whole: "Haute-Marne", "région Grand Est". Where one name is several grounds, as
// La Réunion is, the département comes first.
func LargeNamed(tx *store.Tx, text string) (all []Ground, err error) {
	words := strings.Fields(search.Fold(text))
	if len(words) > 0 && (words[0] == "le" || words[0] == "la") {
		words = words[1:]
	}
	only := GroundKind("")
	for kind, known := range kindWords {
		if len(words) > 1 && slices.Contains(known, words[0]) {
			only = kind
			for words = words[1:]; len(words) > 1 && slices.Contains([]string{"de", "du", "des", "d", "la", "le", "les", "l"}, words[0]); {
				words = words[1:]
			}
			break
		}
	}
	if len(words) == 0 {
		return nil, nil
	}
	wanted := bare(strings.Join(words, " "))
	if only != OfRegion {
		departements, err := Departements(tx)
		if err != nil {
			return nil, err
		}
		for _, d := range departements {
			if bare(d.Name) == wanted || only == OfDepartement && search.Fold(d.Code) == wanted {
				all = append(all, Ground{OfDepartement, d.Code, d.Name})
			}
		}
	}
	if only != OfDepartement {
		regions, err := Regions(tx)
		if err != nil {
			return nil, err
		}
		for _, r := range regions {
			if bare(r.Name) == wanted {
				all = append(all, Ground{OfRegion, r.Code, r.Name})
			}
		}
	}
	return all, nil
}

// bare is how names of grounds are compared: without accents, hyphens and their article.
func bare(name string) string {
	if rest, ok := withoutArticle(name); ok {
		name = rest
	}
	return NameKey(name)
}

// Named finds every ground that a text may mean, those of the very name first: départements and régions, communes, communities of communes.
func Named(tx *store.Tx, text string, most int) ([]Ground, error) {
	all, err := LargeNamed(tx, text)
	if err != nil {
		return nil, err
	}
	communes, err := Resolve(tx, text, most)
	if err != nil {
		return nil, err
	}
	for _, c := range communes {
		all = append(all, Ground{OfCommune, c.Code, c.Name})
	}
	if wanted := NameKey(text); len(wanted) > 2 {
		epcis, err := store.All(tx, func(r store.Row) (g Ground, err error) {
			g.Kind = OfEPCI
			return g, r.Scan(&g.Code, &g.Name)
		}, "SELECT siren, name FROM epci")
		if err != nil {
			return nil, err
		}
		epcis = slices.DeleteFunc(epcis, func(g Ground) bool { return !strings.Contains(NameKey(g.Name), wanted) })
		slices.SortFunc(epcis, func(a, b Ground) int { return cmp.Or(len(a.Name)-len(b.Name), cmp.Compare(a.Name, b.Name)) })
		all = append(all, epcis[:min(most, len(epcis))]...)
	}
	return all, nil
}

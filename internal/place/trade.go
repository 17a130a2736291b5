package place

import (
	"strings"

	"mitoyen/internal/kit/search"
)

// trades are the everyday words, French and English, by which people look for an activity. They are data of the search, never shown.
var trades = map[Activity]string{
	Desk:        "bureau bureaux coworking travailler télétravail desk office",
	Events:      "animation fête soirée rencontre projection event",
	Hosting:     "pépinière incubateur startup entreprise hébergement d'entreprises",
	Workshop:    "atelier stage workshop",
	Showroom:    "showroom exposition vitrine",
	LivingLabs:  "living lab livinglab expérimentation",
	Hackathon:   "hackathon",
	Kiosk:       "démarches guichet services publics impôts caf kiosque",
	Making:      "fabrication fabriquer bois menuiserie métal soudure couture coudre imprimante imprimer impression 3d laser réparer bricolage fablab maker making sewing wood",
	Meeting:     "réunion salle séminaire meeting",
	Kitchen:     "cuisine cuisiner traiteur conserverie four kitchen",
	DigitalHelp: "numérique ordinateur informatique internet aide digital",
	Training:    "formation cours apprendre training",
	Lodging:     "chambre hébergement dormir nuit colocation lodging",
}

// tradeOf is the activity that each of these words means, by its first stem.
var tradeOf = func() map[string]Activity {
	all := map[string]Activity{}
	for _, a := range Activities {
		for _, stem := range search.Tokens(trades[a]) {
			if _, taken := all[stem]; !taken {
				all[stem] = a
			}
		}
	}
	return all
}()

// ActivityNamed is the activity that a single everyday word means: "couture" and "imprimer" mean making things.
func ActivityNamed(text string) (Activity, bool) {
	words := search.Tokens(text)
	if len(words) != 1 {
		return "", false
	}
	a, ok := tradeOf[words[0]]
	return a, ok
}

// asides are the words around what people look for that a directory knows nothing of: that they want it, and when.
var asides = func() map[string]bool {
	all := map[string]bool{}
	for w := range strings.FieldsSeq(search.Fold(`je cherche chercher trouver réserver louer emprunter utiliser besoin où pour près vers à d book rent find use need near for in
		lundi mardi mercredi jeudi vendredi samedi dimanche demain matin midi soir monday tuesday wednesday thursday friday saturday sunday tomorrow morning evening`)) {
		all[w] = true
	}
	return all
}()

// Wanted reads a whole sentence, "réserver une salle à Langres samedi": the activity that some of its words mean, and what is left of it, which
// may be a commune. Without a word for an activity, or with words for several, it isn't understood.
func Wanted(text string) (a Activity, rest string, ok bool) {
	var left []string
	for w := range strings.FieldsSeq(search.Fold(text)) {
		if asides[w] {
			continue
		}
		if tokens := search.Tokens(w); len(tokens) == 1 {
			if meant, known := tradeOf[tokens[0]]; known {
				if a != "" && a != meant {
					return "", "", false
				}
				a = meant
				continue
			}
		} else if len(left) == 0 { // an article before the thing, a preposition before the commune
			continue
		}
		left = append(left, w)
	}
	for len(left) > 0 && len(search.Tokens(left[len(left)-1])) == 0 {
		left = left[:len(left)-1]
	}
	return a, strings.Join(left, " "), a != ""
}

// tradeWords are the words by which a place is found for what it offers.
func tradeWords(s Set) string {
	var all []string
	for _, a := range s.List() {
		all = append(all, trades[a])
	}
	return strings.Join(all, " ")
}

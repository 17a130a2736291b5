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

// tradeWords are the words by which a place is found for what it offers.
func tradeWords(s Set) string {
	var all []string
	for _, a := range s.List() {
		all = append(all, trades[a])
	}
	return strings.Join(all, " ")
}

package app

import (
	"context"
	"math/rand/v2"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/survey"
	"mitoyen/internal/survey/surveyweb"
)

// ask makes the two surveys of the demonstration: that of Sceaux, whose year and outcome are real (seed/places.yaml) and whose answers are
// generated, long published; and one that is open today in Haute-Marne, for visitors to answer.
func (a *App) ask(ctx context.Context) error {
	return a.DB.Update(ctx, func(tx *store.Tx) error {
		now := tx.Now
		defer func() { tx.Now = now }()
		if err := a.askSceaux(tx); err != nil {
			return err
		}
		tx.Now = now
		return a.askAuberive(tx)
	})
}

// generated is said wherever answers are none of real people.
const generated = "Réponses générées pour la démonstration."

// authority finds who runs surveys in the demonstration.
func authority(tx *store.Tx, territory string) (organisation.ID, error) {
	return store.One(tx, store.Value[organisation.ID], `SELECT id FROM organisation WHERE territory = $1`, territory)
}

// begin makes a survey of the model and opens it.
func (a *App) begin(tx *store.Tx, where, title string, answers int, until civil.Date) (s survey.Survey, err error) {
	by, err := authority(tx, "commune:"+where)
	if err != nil {
		return s, err
	}
	slug, err := survey.Create(tx, organisation.System, survey.CreateRequest{Organisation: by, Commune: where, Title: i18n.Typography(title)})
	if err != nil {
		return s, err
	}
	if s, err = survey.Find(tx, slug); err != nil {
		return s, err
	}
	err = survey.Edit(tx, organisation.System, s.ID, func(s *survey.Survey) error {
		surveyweb.ThirdPlaceHere(a.Site.Catalog, s)
		s.Form.Languages = i18n.Langs
		s.Title[i18n.English] = "A third place in " + map[string]string{"92071": "Sceaux", "52023": "Auberive"}[where] + ", what for?"
		s.Intro[i18n.French] += " " + generated
		s.Intro[i18n.English] += " Answers generated for the demonstration."
		s.Promise.Answers = answers
		return nil
	})
	if err != nil {
		return s, err
	}
	return s, survey.Move(tx, organisation.System, survey.MoveRequest{Survey: s.ID, To: survey.Open, Until: until})
}

// at is the morning of a day.
func at(day civil.Date) civil.Instant { return day.At(9*60, time.UTC) }

func (a *App) askSceaux(tx *store.Tx) error {
	day := civil.MustDate("2011-10-15") // of the year, only it is known
	tx.Now = at(day)
	s, err := a.begin(tx, "92071", "Un tiers-lieu à Sceaux, pour quoi faire ?", 150, civil.MustDate("2011-11-15"))
	if err != nil {
		return err
	}
	town := answering{random: rand.New(rand.NewPCG(2011, 92071)), near: []string{"92071", "92071", "92071", "92071", "92014", "92019", "92002"}, weekly: 41}
	if err := survey.PutAll(tx, organisation.System, s.ID, town.sheets(212, 38)); err != nil {
		return err
	}
	if err := leaveContacts(tx, s.ID, 26, 40); err != nil {
		return err
	}
	tx.Now = at(civil.MustDate("2011-11-16"))
	if err := survey.Move(tx, organisation.System, survey.MoveRequest{Survey: s.ID, To: survey.Closed}); err != nil {
		return err
	}
	tx.Now = at(civil.MustDate("2011-12-02"))
	err = survey.Move(tx, organisation.System, survey.MoveRequest{Survey: s.ID, To: survey.Published, Words: i18n.Typography(generated + " En 2011, la ville a bien mené une enquête sur l'intérêt d'un tiers-lieu, et son résultat était favorable.\n" +
		"Rencontrer d'autres habitants vient en premier, et presque autant de personnes veulent travailler au calme. La ville invite celles et ceux qui le souhaitent à former un groupe.")})
	return err
}

func (a *App) askAuberive(tx *store.Tx) error {
	now := tx.Now
	today := civil.DateOf(now.Time())
	tx.Now = at(today.AddDays(-12))
	s, err := a.begin(tx, "52023", "Un tiers-lieu à Auberive, pour quoi faire ?", 60, today.AddDays(18))
	if err != nil {
		return err
	}
	tx.Now = now
	if err := survey.SayHandIn(tx, organisation.System, survey.HandInRequest{Survey: s.ID, Where: "à la mairie d’Auberive, aux heures d’ouverture, ou dans sa boîte aux lettres"}); err != nil {
		return err
	}
	village := answering{random: rand.New(rand.NewPCG(2026, 52023)), near: []string{"52023", "52023", "52023", "52499", "52405"}, weekly: 35}
	if err := survey.PutAll(tx, organisation.System, s.ID, village.sheets(33, 9)); err != nil {
		return err
	}
	return leaveContacts(tx, s.ID, 4, 6)
}

// leaveContacts has people leave a way to call them: some to take part, the others to be told.
func leaveContacts(tx *store.Tx, which survey.ID, part, all int) error {
	s, err := survey.FindByID(tx, which)
	if err != nil {
		return err
	}
	names := []string{"Alice", "Basile", "Colette", "Driss", "Édith", "Fanny", "Gaston", "Hawa", "Ivan", "Jeanne", "Kadiatou", "Louis", "Mina", "Noé", "Olga", "Pablo", "Quitterie", "Rémi", "Salomé", "Tom",
		"Ulysse", "Violette", "Walid", "Xavier", "Yasmine", "Zoé", "Anouk", "Bilal", "Clément", "Diane", "Elias", "Flore", "Gilles", "Hélène", "Ismaël", "Judith", "Kim", "Lise", "Marc", "Nina"}
	for i, name := range names[:all] {
		if err := survey.LeaveContact(tx, s, survey.Contact{Name: name, Email: demoEmail(name), TakesPart: i < part}); err != nil {
			return err
		}
	}
	return nil
}

// answering makes up the people of a place, always the same ones.
type answering struct {
	random *rand.Rand
	near   []string // communes where they live
	weekly int      // percent who would come each week
}

// pick chooses an option by percents, the last for the rest.
func (x answering) pick(percents ...int) string {
	n := x.random.IntN(100)
	for i, p := range percents {
		if n -= p; n < 0 {
			return choice(i)
		}
	}
	return choice(len(percents))
}

// several chooses each option by its own percent.
func (x answering) several(percents ...int) (all []string) {
	for i, p := range percents {
		if x.random.IntN(100) < p {
			all = append(all, choice(i))
		}
	}
	return all
}

func choice(i int) string { return "o" + string(rune('1'+i)) }

var demoTexts = []string{
	"Un endroit où l’on peut passer sans rien acheter.", "Pensez aux parents qui travaillent de chez eux.", "Ouvert le soir, sinon ce sera encore pour les mêmes.", "Un atelier vélo !",
	"Il faudrait une vraie connexion.", "Une imprimante qui marche et quelqu’un pour l’expliquer.", "Que les jeunes aient une clé.", "Je peux donner des étagères.", "Attention au bruit pour les voisins.",
	"Une salle pour répéter le samedi.", "Bonne idée, j’espère que cela se fera.", "Pourquoi pas dans l’ancienne poste ?",
}

// sheets are so many people, some of them on paper.
func (x answering) sheets(n, paper int) []survey.Sheet {
	all := make([]survey.Sheet, n)
	for i := range all {
		often := x.pick(x.weekly, 24, 20)
		a := survey.Answers{"age": {x.pick(21, 52, 19)}, "often": {often}, "agree": {"yes"}}
		if often != "o4" {
			a["uses"] = x.several(58, 36, 27, 49, 18)
			for j, half := range survey.AllHalfDays {
				if x.random.IntN(100) < []int{14, 18, 22, 30, 28, 34, 20, 27, 19, 24, 38, 29, 6, 5}[j] {
					a["when"] = append(a["when"], half)
				}
			}
		}
		a["where"] = []string{x.near[x.random.IntN(len(x.near))]}
		a["against"] = x.several(34, 22, 18, 15, 8, 20)
		a["bring"] = x.several(31, 26, 12, 3, 9, 25)
		if x.random.IntN(9) == 0 {
			a["word"] = []string{demoTexts[x.random.IntN(len(demoTexts))]}
		}
		all[i] = survey.Sheet{Answers: a, Paper: i < paper}
	}
	return all
}

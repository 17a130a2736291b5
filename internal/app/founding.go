package app

import (
	"context"
	_ "embed" // the seed
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// The places of the founding text: facts from the RTES newsletter of April 2015, written anew.
//
//go:embed seed/places.yaml
var foundingText []byte

type founding struct {
	Source   string          `yaml:"source"`
	Places   []foundingPlace `yaml:"lieux"`
	Networks []struct {
		ID      string   `yaml:"id"`
		Name    string   `yaml:"nom"`
		Commune string   `yaml:"code_commune"`
		Members []string `yaml:"membres"`
		Source  string   `yaml:"source"`
	} `yaml:"reseaux"`
}

type foundingPlace struct {
	ID         string   `yaml:"id"`
	Name       string   `yaml:"nom"`
	LongName   string   `yaml:"developpe"`
	Kind       string   `yaml:"type"`
	Commune    string   `yaml:"code_commune"`
	Region     string   `yaml:"territoire"`
	Nature     string   `yaml:"nature"`
	Trade      string   `yaml:"specialite"`
	Building   string   `yaml:"batiment"`
	Status     string   `yaml:"statut_2015"`
	Travels    bool     `yaml:"itinerant"`
	Public     string   `yaml:"public_vise"`
	Opened     int      `yaml:"ouverture"`
	Closed     int      `yaml:"fermeture"`
	ClosedWhen string   `yaml:"fermeture_precision"`
	Causes     []string `yaml:"causes_de_fermeture"`
	AllCauses  bool     `yaml:"causes_exhaustives"`
	Note       string   `yaml:"note"`
	Activities []string `yaml:"activites"`
	Services   []string `yaml:"services"`
	Figures    struct {
		Inhabitants int `yaml:"habitants_selon_source"`
		Members     int `yaml:"adherents"`
		Bedrooms    int `yaml:"chambres_en_colocation"`
	} `yaml:"chiffres"`
	Story []struct {
		Year int    `yaml:"annee"`
		Fact string `yaml:"fait"`
	} `yaml:"parcours"`
	Supports []struct {
		Authority string `yaml:"collectivite"`
		Code      string `yaml:"code"`
		Form      string `yaml:"forme"`
	} `yaml:"soutiens"`
}

// foundingDay is the date of the text.
var foundingDay = civil.MustDate("2015-04-01")

// activityOf reads the text's words; the first eight are those of Sceaux.
var activityOf = map[string]place.Activity{
	"espaces de travail flexibles": place.Desk, "animations": place.Events, "accueil de jeunes entreprises": place.Hosting, "ateliers (workshops)": place.Workshop,
	"showroom": place.Showroom, "livinglab": place.LivingLabs, "hackathon": place.Hackathon, "kiosque de services": place.Kiosk,
	"bureaux": place.Desk, "salles de réunion": place.Meeting, "coworking": place.Desk,
	"colocation pour de jeunes volontaires, stagiaires, salariés ou bénévoles de chantier": place.Lodging,
	"création et développement d'activités":                                                place.Hosting, "mise en commun des outils": place.Kitchen,
}

// Found adds the places of the founding text, with their local networks, and gives their ids by the text's own names. Places that are
// there already are left as they are.
func (a *App) Found(ctx context.Context) (map[string]place.ID, error) {
	var f founding
	if err := yaml.Unmarshal(foundingText, &f); err != nil {
		return nil, fmt.Errorf("read the founding text: %w", err)
	}
	ids := map[string]place.ID{}
	err := a.DB.Update(ctx, func(tx *store.Tx) error {
		for _, x := range f.Places {
			known, err := place.FindSource(tx, "founding-text", x.ID)
			if err != nil {
				return err
			}
			if known != nil {
				continue
			}
			p, err := place.Create(tx, organisation.System, x.sheet(f.Source), x.facts(), place.Origin{Rank: place.ByImport, Source: "founding-text", On: foundingDay, Ref: x.ID}, "place.seeded")
			if err != nil {
				return fmt.Errorf("add %s: %w", x.ID, err)
			}
			ids[x.ID] = p.ID
			if err := place.AddSource(tx, p.ID, "founding-text", x.ID, x.facts()); err != nil {
				return err
			}
		}
		return a.foundNetworks(tx, f, ids)
	})
	return ids, err
}

func (a *App) foundNetworks(tx *store.Tx, f founding, ids map[string]place.ID) error {
	for _, n := range f.Networks {
		var members []place.ID
		for _, m := range n.Members {
			if x, ok := ids[m]; ok {
				members = append(members, x)
			}
		}
		if len(members) == 0 {
			continue // a network of authorities, or one that stands already
		}
		if err := place.AddNetwork(tx, place.LocalNetwork{Slug: place.Slugify(n.Name), Name: n.Name, Commune: n.Commune, Source: n.Source}, members...); err != nil {
			return err
		}
	}
	return nil
}

// facts are what the text says in the directory's fields.
func (x foundingPlace) facts() place.Facts {
	f := place.Facts{place.FName: x.Name, place.FStage: string(x.stage()), place.FKind: string(x.kind()), place.FCommune: x.Commune, place.FSummary: x.summary()}
	var acts []place.Activity
	for _, w := range slices.Concat(x.Activities, x.Services) {
		if act, ok := activityOf[w]; ok {
			acts = append(acts, act)
		}
	}
	if x.kind() == place.Coworking {
		acts = append(acts, place.Desk)
	}
	if x.kind() == place.FabLab {
		acts = append(acts, place.Making)
	}
	var words []string
	for _, act := range place.SetOf(acts...).List() {
		words = append(words, string(act))
	}
	f[place.FActivities] = strings.Join(words, ",")
	if x.Closed > 0 {
		f[place.FSince], f[place.FCauses] = strconv.Itoa(x.Closed), strings.Join(x.Causes, "\n")
	}
	if x.Travels {
		f[place.FFacade] = "camion"
	}
	if strings.Contains(x.Building, "gare") {
		f[place.FFacade] = "gare"
	}
	maps.DeleteFunc(f, func(_ place.Field, v string) bool { return v == "" })
	return f
}

func (x foundingPlace) stage() place.Stage {
	switch {
	case x.Travels:
		return place.Mobile
	case x.Status == "ferme":
		return place.Closed
	case x.Status == "en-projet":
		return place.Project
	}
	return place.Open
}

func (x foundingPlace) kind() place.Kind {
	switch {
	case strings.Contains(x.Trade, "cuisine"):
		return place.KitchenKind
	case x.Kind == "coworking":
		return place.Coworking
	case x.Kind == "fablab":
		return place.FabLab
	}
	return place.ThirdPlace
}

// sentences say in one line what a place is; the facts are the text's.
var sentences = map[string]string{
	"mutualab":     "Un espace de coworking de Lille, en réseau local avec La Coroutine.",
	"coroutine":    "Un espace de coworking de Lille, en réseau local avec Mutualab.",
	"sceaux-smart": "Une association de Sceaux et ses habitants préparent un tiers-lieu, avec l’appui de la ville.",
	"fablab-neons": "L’un des premiers FabLabs ruraux, dans l’ancien café du village ; fermé, avec ses leçons.",
	"l-office":     "Une cuisine partagée pour traiteurs, pâtissiers et food trucks, en banlieue parisienne.",
	"tiers-truck":  "Un camion aménagé, qui installe un tiers-lieu d’un jour dans les villages les plus éloignés.",
	"la-gare":      "Dans l’ancienne gare : des bureaux, des salles de réunion, du coworking et quatre chambres pour de jeunes volontaires et stagiaires.",
}

// summary is one sentence from the text's facts.
func (x foundingPlace) summary() string {
	if s, ok := sentences[x.ID]; ok {
		return s
	}
	var parts []string
	for _, s := range []string{x.LongName, x.Nature, x.Trade, x.Building, x.Public} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if len(x.Services) > 0 {
		parts = append(parts, strings.Join(x.Services, ", "))
	}
	s := strings.Join(parts, " ; ")
	if s == "" {
		return ""
	}
	return capital(s) + "."
}

func capital(s string) string {
	first := []rune(s)
	return strings.ToUpper(string(first[:1])) + string(first[1:])
}

// sheet is what has no field of its own in an import: figures, story, supports.
func (x foundingPlace) sheet(source string) place.Place {
	p := place.Place{Sheet: place.Sheet{Region: x.Region, Source: source}, ConfirmedOn: foundingDay}
	if x.Note != "" && x.Commune != "" { // the other notes speak of the data, not of the place
		p.Sheet.Text = i18n.Typography(x.Note)
	}
	if x.Figures.Members > 0 {
		p.Sheet.Figures = append(p.Sheet.Figures, place.Figure{Value: strconv.Itoa(x.Figures.Members), Label: "adhérents pour " + strconv.Itoa(x.Figures.Inhabitants) + " habitants", Source: source, On: "2015"})
	} else if x.Figures.Inhabitants > 0 {
		p.Sheet.Figures = append(p.Sheet.Figures, place.Figure{Value: strconv.Itoa(x.Figures.Inhabitants), Label: "habitants dans la commune", Source: source, On: "2015"})
	}
	if x.Figures.Bedrooms > 0 {
		p.Sheet.Figures = append(p.Sheet.Figures, place.Figure{Value: strconv.Itoa(x.Figures.Bedrooms), Label: "chambres en colocation", Source: source, On: "2015"})
	}
	if x.Opened > 0 {
		p.Sheet.Story = append(p.Sheet.Story, place.Event{Year: x.Opened, Text: "Ouverture"})
	}
	for _, s := range x.Story {
		p.Sheet.Story = append(p.Sheet.Story, place.Event{Year: s.Year, Text: i18n.Typography(s.Fact)})
	}
	if x.Closed > 0 {
		p.Sheet.Story = append(p.Sheet.Story, place.Event{Year: x.Closed, Text: "Fermeture"})
		p.Sheet.Closure = &place.Closure{When: strconv.Itoa(x.Closed), Precisely: x.ClosedWhen, Exhaustive: x.AllCauses}
	}
	for _, s := range x.Supports {
		p.Sheet.Supports = append(p.Sheet.Supports, place.Support{Authority: capital(i18n.Typography(s.Authority)), Code: s.Code, Form: i18n.Typography(s.Form)})
	}
	return p
}

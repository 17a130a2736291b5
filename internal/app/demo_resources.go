package app

import (
	"fmt"
	"strings"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// lent is something that a place of the demonstration lends. Its parts, and what it needs, name resources above it in the same list.
type lent struct {
	resource.Resource
	parts, needs []string
	referents    []account.ID
}

// gareLends is what La GARE lends in the demonstration: offices, meeting rooms, coworking and four rooms, as the founding text tells; names
// and numbers are made up.
var gareLends = []lent{
	{Resource: resource.Resource{Name: "Coworking", Kind: resource.Desk, Units: 12,
		Sheet: resource.Sheet{Summary: "Douze places dans l'ancienne salle d'attente, fibre et café.", Equipment: []string{"écran partagé", "imprimante", "cuisine"}, StepFree: place.Yes,
			End: []string{"Ranger sa place", "Fermer la fenêtre"}},
		Rules: resource.Rules{Step: 30, Min: 60, Max: 10 * 60, Horizon: 90, Alone: true}}},
	{Resource: resource.Resource{Name: "Bureau du Chef de gare", Kind: resource.Office, Units: 1,
		Sheet: resource.Sheet{Summary: "Un bureau fermé pour une ou deux personnes.", People: 2, StepFree: place.Yes},
		Rules: resource.Rules{Mode: resource.Slots, Slots: []resource.Slot{{From: 9 * 60, To: 13 * 60}, {From: 14 * 60, To: 18 * 60}}, Horizon: 90, Cancel: 24 * 60}}},
	{Resource: resource.Resource{Name: "Salle du Quai", Kind: resource.Room, Units: 1,
		Sheet: resource.Sheet{Summary: "Réunions jusqu'à 14 personnes, écran, café.", Equipment: []string{"écran", "paperboard", "machine à café"}, People: 14, StepFree: place.Yes,
			End: []string{"Ranger les tables", "Laver les tasses", "Éteindre l'écran"}},
		Rules: resource.Rules{Step: 30, Min: 60, Max: 8 * 60, Horizon: 180, Buffer: 15, Cancel: 24 * 60, Repeat: 12, Quotas: []resource.Quota{{Per: resource.Week, Minutes: 8 * 60}}}}},
	{Resource: resource.Resource{Name: "Petite halle", Kind: resource.Room, Units: 1, Sheet: resource.Sheet{Summary: "La moitié nord de la halle, 30 personnes.", People: 30, StepFree: place.Yes}, Rules: hallRules}},
	{Resource: resource.Resource{Name: "Halle du fond", Kind: resource.Room, Units: 1, Sheet: resource.Sheet{Summary: "La moitié sud de la halle, 30 personnes.", People: 30, StepFree: place.Yes}, Rules: hallRules}},
	{Resource: resource.Resource{Name: "Grande halle", Kind: resource.Room, Units: 1, Sheet: resource.Sheet{Summary: "Toute la halle à marchandises, 60 personnes.", People: 60, StepFree: place.Yes}, Rules: approved(hallRules)},
		parts: []string{"Petite halle", "Halle du fond"}},
	{Resource: resource.Resource{Name: "Imprimante 3D", Kind: resource.Machine, Units: 1,
		Sheet: resource.Sheet{Summary: "Plastique recyclé, jusqu'à 25 cm de côté. Une prise en main d'une heure avant la première fois.", StepFree: place.Yes, End: []string{"Vider le plateau", "Couper l'alimentation"}},
		Rules: resource.Rules{Step: 30, Min: 30, Max: 6 * 60, Horizon: 60, Age: 12, Guardian: 18, Authorise: true}}},
	{Resource: room("Chambre du Nord")}, {Resource: room("Chambre du Midi")}, {Resource: room("Chambre du Levant")}, {Resource: room("Chambre du Couchant")},
}

// approved are rules under which somebody says yes or no.
func approved(r resource.Rules) resource.Rules {
	r.Approve = true
	return r
}

var hallRules = resource.Rules{Step: 60, Min: 120, Max: 12 * 60, Horizon: 365, Buffer: 30, Cancel: 7 * 24 * 60}

func room(name string) resource.Resource {
	return resource.Resource{Name: name, Kind: resource.Bed, Units: 1,
		Sheet: resource.Sheet{Summary: "Un lit, un bureau, cuisine et salle d'eau partagées.", People: 1, StepFree: place.No, Access: "À l'étage, par un escalier de 18 marches."},
		Rules: resource.Rules{Mode: resource.Nights, Arrive: 17 * 60, Leave: 10 * 60, Max: 200, Horizon: 365, Cancel: 48 * 60, Alone: true}}
}

// lend sets up what a place lends, and gives it by its names.
func lend(tx *store.Tx, where place.ID, all []lent) (map[string]resource.ID, error) {
	ids := map[string]resource.ID{}
	for _, x := range all {
		r := x.Resource
		r.Sheet.Summary, r.Sheet.Terms = strings.ReplaceAll(r.Sheet.Summary, "'", "’"), strings.ReplaceAll(r.Sheet.Terms, "'", "’")
		q := resource.KeepRequest{Place: where, Resource: r, Referents: x.referents}
		for _, name := range x.parts {
			q.Parts = append(q.Parts, ids[name])
		}
		for _, name := range x.needs {
			q.Needs = append(q.Needs, ids[name])
		}
		slug, err := resource.Keep(tx, organisation.System, q)
		if err != nil {
			return nil, fmt.Errorf("lend %s: %w", r.Name, err)
		}
		kept, err := resource.Find(tx, where, slug)
		if err != nil {
			return nil, err
		}
		ids[r.Name] = kept.ID
	}
	return ids, nil
}

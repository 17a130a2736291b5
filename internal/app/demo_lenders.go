package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// The other places of the demonstration that lend: a FabLab, a shared kitchen and a truck. What they lend, and under which rules, is made up.

// labLends is what the FabLab lends. The FabLab of the founding text is closed and lends nothing: this one is made for the demonstration, and
// its sheet says so.
func labLends(referent account.ID) []lent {
	named := []account.ID{referent}
	return []lent{
		{Resource: resource.Resource{Name: "Extraction des fumées", Kind: resource.Tool, Units: 1,
			Sheet: resource.Sheet{Summary: "Elle part avec la découpe laser ; à réserver seule pour son entretien."}, Rules: resource.Rules{Step: 30, Horizon: 60, Who: resource.Audience{Members: true}, Approve: true}}},
		{Resource: resource.Resource{Name: "Découpe laser", Kind: resource.Machine, Units: 1,
			Sheet: resource.Sheet{Summary: "Bois et acrylique jusqu'à 60 × 40 cm. Jamais de PVC, jamais sans l'extraction.", Begin: []string{"Lancer l’extraction", "Vérifier la lentille"}, End: []string{"Vider le bac", "Couper l’extraction"}},
			Rules: resource.Rules{Step: 30, Min: 30, Max: 3 * 60, Horizon: 60, Buffer: 15, Cancel: 24 * 60, Age: 14, Guardian: 18, Authorise: true, Referent: true, Lone: resource.LoneAsk}}, needs: []string{"Extraction des fumées"}, referents: named},
		{Resource: resource.Resource{Name: "Imprimantes 3D", Kind: resource.Machine, Units: 4,
			Sheet: resource.Sheet{Summary: "Quatre machines semblables, plastique recyclé, jusqu'à 25 cm de côté.", End: []string{"Vider le plateau", "Noter le plastique utilisé"}},
			Rules: resource.Rules{Step: 30, Min: 30, Max: 5 * 60, Horizon: 60, Alone: true, Quotas: []resource.Quota{{Per: resource.Week, Minutes: 10 * 60}}}}},
		{Resource: resource.Resource{Name: "Fraiseuse numérique", Kind: resource.Machine, Units: 1,
			Sheet: resource.Sheet{Summary: "Bois et mousses jusqu'à 120 × 80 cm. Lunettes et casque obligatoires.", Terms: "Dès 18 ans, après une formation de trois heures avec une personne référente.", Begin: []string{"Casque et lunettes", "Aspiration branchée"}, End: []string{"Aspirer la table"}},
			Rules: resource.Rules{Step: 60, Min: 60, Max: 4 * 60, Horizon: 60, Notice: 24 * 60, Cancel: 24 * 60, Age: 18, Authorise: true, Referent: true, Lone: resource.LoneAsk}}, referents: named},
		{Resource: resource.Resource{Name: "Machines à coudre", Kind: resource.Machine, Units: 3, Sheet: resource.Sheet{Summary: "Dont une surjeteuse, fils fournis.", StepFree: place.Yes}, Rules: resource.Rules{Who: resource.Audience{Members: true}, Step: 30, Min: 60, Max: 4 * 60, Horizon: 60}}},
		{Resource: resource.Resource{Name: "Établi", Kind: resource.Workshop, Units: 4, Sheet: resource.Sheet{Summary: "Outils à main, étaux, prises.", StepFree: place.Yes}, Rules: resource.Rules{Step: 30, Min: 60, Max: 5 * 60, Horizon: 60}}},
	}
}

// kitchenLends is what the shared kitchen lends to caterers, pastry cooks and food trucks.
var kitchenLends = []lent{
	{Resource: resource.Resource{Name: "Postes chauds", Kind: resource.Kitchen, Units: 3,
		Sheet: resource.Sheet{Summary: "Four mixte, quatre feux, hotte ; plan de travail de deux mètres.", Begin: []string{"Se laver les mains", "Relever la température"}, End: []string{"Nettoyer et désinfecter", "Sortir les déchets", "Relever la température"}},
		Rules: resource.Rules{Step: 60, Min: 120, Max: 8 * 60, Horizon: 120, Buffer: 30, Cancel: 24 * 60, Alone: true, Repeat: 26}}},
	{Resource: resource.Resource{Name: "Laboratoire de pâtisserie", Kind: resource.Kitchen, Units: 1,
		Sheet: resource.Sheet{Summary: "Marbre, batteur de 20 litres, four à sole, à 18 °C.", End: []string{"Nettoyer et désinfecter", "Couvrir le batteur"}},
		Rules: resource.Rules{Mode: resource.Slots, Slots: []resource.Slot{{From: 6 * 60, To: 10 * 60}, {From: 10 * 60, To: 14 * 60}, {From: 14 * 60, To: 18 * 60}, {From: 18 * 60, To: 22 * 60}}, Horizon: 120, Cancel: 24 * 60}}},
	{Resource: resource.Resource{Name: "Cuisine entière", Kind: resource.Kitchen, Units: 1,
		Sheet: resource.Sheet{Summary: "Tous les postes chauds et le laboratoire, pour un banquet ou un tournage. L'équipe répond sous deux jours.", People: 20},
		Rules: resource.Rules{Step: 60, Min: 4 * 60, Max: 16 * 60, Horizon: 365, Notice: 48 * 60, Cancel: 7 * 24 * 60, Approve: true}}, parts: []string{"Postes chauds", "Laboratoire de pâtisserie"}},
	{Resource: resource.Resource{Name: "Étagères de la chambre froide", Kind: resource.Tool, Units: 16,
		Sheet: resource.Sheet{Summary: "Une étagère à 3 °C, étiquetée à votre nom.", Terms: "Tout est daté. Ce qui reste après la fin est jeté."},
		Rules: resource.Rules{Mode: resource.Nights, Arrive: 7 * 60, Leave: 10 * 60, Max: 14, Horizon: 60, Alone: true}}},
	{Resource: resource.Resource{Name: "Comptoir de vente", Kind: resource.Showroom, Units: 1,
		Sheet: resource.Sheet{Summary: "Sur la rue, avec vitrine réfrigérée : pour vendre ce qu'on a cuisiné.", StepFree: place.Yes},
		Rules: resource.Rules{Mode: resource.Slots, Slots: []resource.Slot{{From: 11 * 60, To: 15 * 60}, {From: 17 * 60, To: 21 * 60}}, Horizon: 60, Ahead: 6, Cancel: 24 * 60}}},
}

// truckLends is what can be booked at a stop of the truck: its hours are those of its stops.
var truckLends = []lent{
	{Resource: resource.Resource{Name: "Place au passage", Kind: resource.Passage, Units: 6,
		Sheet: resource.Sheet{Summary: "Une place à bord : ordinateur, imprimante, café, et quelqu'un pour aider.", StepFree: place.Yes, Access: "Par une rampe, à l'arrière."},
		Rules: resource.Rules{Step: 30, Min: 30, Max: 2 * 60, Horizon: 60, Alone: true}}},
	{Resource: resource.Resource{Name: "Rendez-vous démarches", Kind: resource.Counter, Units: 1,
		Sheet: resource.Sheet{Summary: "Une demi-heure avec la personne à bord, pour une démarche en ligne.", StepFree: place.Yes},
		Rules: resource.Rules{Step: 30, Min: 30, Max: 30, Horizon: 60, Ahead: 3}}},
}

// labMembers are members of the FabLab: by group, with what they are authorised to use.
var labMembers = []struct {
	name, group string
	age         int
	guardian    string
	may         []string
}{
	{name: "Paul", group: "Référents", age: 41, may: []string{"Découpe laser", "Fraiseuse numérique"}}, {name: "Lucie", group: "Adhérents", age: 33, may: []string{"Découpe laser"}},
	{name: "Yanis", group: "Adhérents", age: 16, guardian: "Samia", may: []string{"Découpe laser"}}, {name: "Camille", group: "Adhérents", age: 52, may: []string{"Découpe laser", "Fraiseuse numérique"}},
	{name: "Étienne", group: "Adhérents", age: 67, may: []string{"Fraiseuse numérique"}}, {name: "Mina", group: "Adhérents", age: 13, guardian: "Rachid"},
}

// lendMore sets up the FabLab, the kitchen and the truck, each with bookings. The FabLab opens by shifts from today on; until now it had hours.
func (a *App) lendMore(ctx context.Context, ids map[string]place.ID, weeks int) error {
	kitchen, truck := ids["l-office"], ids["tiers-truck"]
	var lab place.ID
	err := a.DB.Update(ctx, func(tx *store.Tx) (err error) {
		if lab, err = a.openLab(tx); err != nil {
			return err
		}
		if _, err := lend(tx, kitchen, kitchenLends); err != nil {
			return err
		}
		_, err = lend(tx, truck, truckLends)
		return err
	})
	if err != nil {
		return err
	}
	machines := wanted{resource.Machine: 5, resource.Workshop: 5}
	if err := a.bookSome(ctx, lab, machines, 21, -7*weeks, -1); err != nil {
		return err
	}
	if err := a.openByShifts(ctx, lab); err != nil {
		return err
	}
	for i, x := range []struct {
		where place.ID
		most  wanted
		first int
	}{
		{lab, machines, 0},
		{kitchen, wanted{resource.Kitchen: 5, resource.Showroom: 3, resource.Tool: 4}, -7 * weeks},
		{truck, wanted{resource.Passage: 12, resource.Counter: 7}, -7 * weeks},
	} {
		if err := a.bookSome(ctx, x.where, x.most, uint64(22+i), x.first, 7*weeks); err != nil {
			return err
		}
	}
	return a.DB.Update(ctx, func(tx *store.Tx) error {
		return errors.Join(a.waitAndAsk(tx, kitchen), a.agree(tx, lab, ids["la-gare"], kitchen), a.speakUp(tx, ids["la-gare"]), a.call(tx, ids["la-gare"]))
	})
}

// openLab makes the FabLab with its organisation, its team (Paul works at La GARE too), its members, and what it lends.
func (a *App) openLab(tx *store.Tx) (lab place.ID, err error) {
	p, people, err := labTeam(tx)
	if err != nil {
		return lab, err
	}
	lends, err := lend(tx, p.ID, labLends(people["Paul"]))
	if err != nil {
		return lab, err
	}
	return p.ID, joinLab(tx, p, lends, civil.DateOf(tx.Now.In(p.Zone())))
}

func joinLab(tx *store.Tx, p place.Place, lends map[string]resource.ID, today civil.Date) error {
	if err := membership.NameGroups(tx, organisation.System, p.ID, []membership.Group{{Name: "Référents"}, {Name: "Adhérents"}}); err != nil {
		return err
	}
	groups, err := membership.Groups(tx, p.Organisation)
	if err != nil {
		return err
	}
	for _, x := range labMembers {
		q := membership.KeepRequest{Place: p.ID, Name: x.name, Email: demoEmail(x.name), First: today.AddDays(-200), Born: fmt.Sprint(today.Year - x.age - 1), Guardian: membership.Guardian{Name: x.guardian}}
		for _, g := range groups {
			if g.Name == x.group {
				q.Group = g.ID
			}
		}
		who, err := membership.Keep(tx, organisation.System, q)
		if err != nil {
			return fmt.Errorf("member %s: %w", x.name, err)
		}
		for _, name := range x.may {
			err := membership.GiveAuthorisation(tx, organisation.System, membership.AuthoriseRequest{Place: p.ID, Member: who, Resource: lends[name], Last: today.AddDays(365), Note: "Formation suivie au Labo."})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// waitAndAsk leaves the kitchen two people who wait for the same market evening, a banquet that waits for an answer, and a caterer who comes
// each Wednesday.
func (a *App) waitAndAsk(tx *store.Tx, kitchen place.ID) error {
	p, err := place.Find(tx, kitchen)
	if err != nil {
		return err
	}
	all, err := resource.Of(tx, kitchen, false)
	if err != nil {
		return err
	}
	by := map[string]resource.ID{}
	for _, r := range all {
		by[r.Name] = r.ID
	}
	zone := p.Zone()
	friday := next(civil.DateOf(tx.Now.In(zone)), time.Friday)
	from, to := friday.At(17*60, zone), friday.At(21*60, zone)
	if err := unlessRefused(booking.Book(tx, organisation.System, booking.BookRequest{Resource: by["Comptoir de vente"], From: from, To: to, Units: 1, People: 1, Lang: i18n.French, Schools: a.schools.Load(), Contact: booking.Contact{Name: "Malik"}})); err != nil {
		return err
	}
	for _, name := range []string{"Rosa", "Désiré"} {
		err := unlessRefused(booking.Wait(tx, organisation.Actor{}, booking.WaitRequest{Resource: by["Comptoir de vente"], From: from, To: to, Units: 1, People: 1, Lang: i18n.French, Schools: a.schools.Load(), Contact: booking.Contact{Name: name, Email: demoEmail(name)}}))
		if err != nil {
			return err
		}
	}
	every := booking.Every{Unit: booking.Weekly, N: 1, Count: 8}
	weds := next(friday.AddDays(21), time.Wednesday)
	err = unlessRefused(booking.Repeat(tx, organisation.System, booking.RepeatRequest{Resource: by["Postes chauds"], From: weds.At(7*60, zone), To: weds.At(11*60, zone), Every: every, Units: 1, People: 1, Lang: i18n.French, Schools: a.schools.Load(),
		Contact: booking.Contact{Name: "Fatou", Email: demoEmail("Fatou")}, Purpose: "Plats du mercredi"}))
	if err != nil {
		return err
	}
	banquet := next(friday.AddDays(7*DemoWeeks+7), time.Saturday)
	link, err := booking.Hold(tx, organisation.Actor{}, booking.HoldRequest{Resource: by["Cuisine entière"], From: banquet.At(8*60, zone), To: banquet.At(16*60, zone), Units: 1, People: 12, Lang: i18n.French, Schools: a.schools.Load()})
	if err != nil || link == "" {
		return unlessRefused("", err)
	}
	_, _, err = booking.Confirm(tx, organisation.Actor{}, booking.ConfirmRequest{Link: link, Contact: booking.Contact{Name: "Ginette", Email: demoEmail("Ginette")}, Purpose: "Le banquet des aînés", Schools: a.schools.Load()})
	return err
}

// next is the first day of the week after a day.
func next(d civil.Date, w time.Weekday) civil.Date {
	return d.AddDays(1 + (int(w)-int(d.Weekday())+6)%7)
}

// unlessRefused lets pass that the rules say no, as they do on holidays.
func unlessRefused(_ string, err error) error {
	var one *booking.Refusal
	var many *booking.SeriesRefusal
	if errors.As(err, &one) || errors.As(err, &many) {
		return nil
	}
	return err
}

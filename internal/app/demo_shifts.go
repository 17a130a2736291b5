package app

import (
	"context"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/shift"
)

// openByShifts makes a FabLab of volunteers, in the demonstration: it opens when somebody holds the shift, its laser wants a référent, and
// nobody stays alone at it. All of it is made up, and its sheet says so.
func (a *App) openByShifts(ctx context.Context) error {
	return a.DB.Update(ctx, func(tx *store.Tx) error {
		lab, people, err := a.labTeam(tx)
		if err != nil {
			return err
		}
		if err := shift.Set(tx, organisation.System, shift.Settings{Place: lab, ByShifts: true, WarnDays: 3}); err != nil {
			return err
		}
		if err := lendMachines(tx, lab, people["Paul"]); err != nil {
			return err
		}
		today := civil.DateOf(tx.Now.In(place.Place{}.Zone()))
		for _, x := range []shift.Pattern{
			{Name: "Soir", Days: shift.Days(0).With(time.Tuesday).With(time.Thursday), From: 14 * 60, To: 19 * 60, Wanted: 1},
			{Name: "Samedi", Days: shift.Days(0).With(time.Saturday), From: 10 * 60, To: 17 * 60, Wanted: 2},
		} {
			x.Place, x.First = lab, today
			if err := shift.Add(tx, organisation.System, shift.AddRequest{Pattern: x}); err != nil {
				return err
			}
		}
		p, err := place.Find(tx, lab)
		if err != nil {
			return err
		}
		coming, err := shift.Coming(tx, p, a.schools.Load(), today.AddDays(1), today.AddDays(21))
		if err != nil {
			return err
		}
		for i, s := range coming {
			who := people[[]string{"Paul", "Lucie", "", "Paul", ""}[i%5]]
			if who.IsZero() {
				continue
			}
			if err := shift.Take(tx, organisation.System, shift.TakeRequest{Pattern: s.ID, Day: s.Day, Person: who}); err != nil {
				return err
			}
		}
		return nil
	})
}

// labTeam makes the FabLab, its organisation and its team.
func (a *App) labTeam(tx *store.Tx) (lab place.ID, people map[string]account.ID, err error) {
	o, err := organisation.Create(tx, organisation.Organisation{Name: "Les bénévoles du Labo", Kind: organisation.Association})
	if err != nil {
		return lab, nil, err
	}
	from := place.Origin{Rank: place.ByImport, Source: "demo", On: civil.DateOf(tx.Now.In(place.Place{}.Zone()))}
	p, err := place.Create(tx, organisation.System, place.Place{Organisation: o.ID}, place.Facts{place.FName: "Le Labo des bénévoles", place.FKind: string(place.FabLab), place.FStage: string(place.Open),
		place.FCommune: "52269", place.FActivities: string(place.Making), place.FSummary: "Un FabLab imaginé pour la démonstration, que des bénévoles ouvrent à tour de rôle.",
		place.FHours: "Tu,Th 14:00-19:00; Sa 10:00-17:00; Mo,We,Fr,Su off; PH off", place.FEmail: "labo@demo.example.org"}, from, "place.seeded")
	if err != nil {
		return lab, nil, err
	}
	lab = p.ID
	people = map[string]account.ID{}
	for name, role := range map[string]organisation.Role{"Paul": organisation.Manager, "Lucie": organisation.Opener} {
		who, err := account.FindByEmail(tx, demoEmail(name))
		if err != nil {
			return lab, nil, err
		}
		people[name] = who.ID
		if err := organisation.Give(tx, organisation.System, who.ID, organisation.Grant{Role: role, Scope: organisation.InPlace, ID: lab.String()}); err != nil {
			return lab, nil, err
		}
	}
	return lab, people, nil
}

// lendMachines sets up the laser and a bench.
func lendMachines(tx *store.Tx, lab place.ID, referent account.ID) error {
	for _, q := range []resource.KeepRequest{
		{Resource: resource.Resource{Name: "Découpe laser", Kind: resource.Machine, Units: 1,
			Sheet: resource.Sheet{Summary: "Bois et acrylique jusqu’à 60 × 40 cm, avec son extraction.", End: []string{"Vider le bac", "Couper l’extraction"}},
			Rules: resource.Rules{Step: 30, Min: 30, Max: 3 * 60, Horizon: 60, Referent: true, Lone: resource.LoneAsk}}, Referents: []account.ID{referent}},
		{Resource: resource.Resource{Name: "Établi", Kind: resource.Workshop, Units: 3, Sheet: resource.Sheet{Summary: "Outils à main et étau."},
			Rules: resource.Rules{Step: 30, Min: 60, Max: 5 * 60, Horizon: 60}}},
	} {
		q.Place = lab
		if _, err := resource.Keep(tx, organisation.System, q); err != nil {
			return err
		}
	}
	return nil
}

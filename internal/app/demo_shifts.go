package app

import (
	"context"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/shift"
)

// openByShifts has the FabLab of the demonstration open when somebody holds the shift, from today on.
func (a *App) openByShifts(ctx context.Context, lab place.ID) error {
	return a.DB.Update(ctx, func(tx *store.Tx) error {
		people := map[string]account.ID{}
		for _, name := range []string{"Paul", "Lucie"} {
			who, err := account.FindByEmail(tx, demoEmail(name))
			if err != nil {
				return err
			}
			people[name] = who.ID
		}
		if err := shift.Set(tx, organisation.System, shift.Settings{Place: lab, ByShifts: true, WarnDays: 3}); err != nil {
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

// labTeam makes the FabLab, its organisation and its team. All of it is made up, and its sheet says so.
func labTeam(tx *store.Tx) (lab place.Place, people map[string]account.ID, err error) {
	o, err := organisation.Create(tx, organisation.Organisation{Name: "Les bénévoles du Labo", Kind: organisation.Association})
	if err != nil {
		return lab, nil, err
	}
	from := place.Origin{Rank: place.ByImport, Source: "demo", On: civil.DateOf(tx.Now.In(place.Place{}.Zone()))}
	lab, err = place.Create(tx, organisation.System, place.Place{Organisation: o.ID}, place.Facts{place.FName: "Le Labo des bénévoles", place.FKind: string(place.FabLab), place.FStage: string(place.Open),
		place.FCommune: "52269", place.FActivities: string(place.Making), place.FSummary: "Un FabLab imaginé pour la démonstration, que des bénévoles ouvrent à tour de rôle.",
		place.FHours: "Tu,Th 14:00-19:00; Sa 10:00-17:00; Mo,We,Fr,Su off; PH off", place.FEmail: "labo@demo.example.org"}, from, "place.seeded")
	if err != nil {
		return lab, nil, err
	}
	people = map[string]account.ID{}
	for name, role := range map[string]organisation.Role{"Paul": organisation.Manager, "Lucie": organisation.Opener} {
		who, err := account.FindByEmail(tx, demoEmail(name))
		if err != nil {
			return lab, nil, err
		}
		people[name] = who.ID
		if err := organisation.Give(tx, organisation.System, who.ID, organisation.Grant{Role: role, Scope: organisation.InPlace, ID: lab.ID.String()}); err != nil {
			return lab, nil, err
		}
	}
	return lab, people, nil
}

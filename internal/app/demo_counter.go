package app

import (
	"context"
	"math/rand/v2"

	"mitoyen/internal/desk"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/texting"
)

// countSome turns texts on, and gives the demonstration's counter reasons, and visits on the days before today.
func (a *App) countSome(ctx context.Context, gare place.ID) error {
	rng := rand.New(rand.NewPCG(2026, 12))
	return a.DB.Update(ctx, func(tx *store.Tx) error {
		p, err := place.Find(tx, gare)
		if err != nil {
			return err
		}
		if err := texting.Keep(tx, organisation.System, gare, true, 200); err != nil {
			return err
		}
		if err := desk.KeepReasons(tx, organisation.System, gare, []string{"Coworking", "Atelier", "Renseignement", "Démarche", "Café", "Autre"}); err != nil {
			return err
		}
		reasons, err := desk.Reasons(tx, gare)
		if err != nil {
			return err
		}
		ages := append([]desk.Age{"", "", ""}, desk.Ages...)
		today := civil.DateOf(tx.Now.In(p.Zone()))
		count := func(day civil.Date, n int) error {
			for range n {
				q := desk.CountRequest{Place: gare, Reason: reasons[min(rng.IntN(len(reasons)), rng.IntN(len(reasons)))].ID, Age: ages[rng.IntN(len(ages))],
					At: day.At(civil.Clock(9*60+rng.IntN(8*60)), p.Zone())}
				if err := desk.Count(tx, organisation.System, q); err != nil {
					return err
				}
			}
			return nil
		}
		for d := range 14 {
			day := today.AddDays(d - 14)
			if day.Weekday() < 2 { // shut on Sundays and Mondays
				continue
			}
			if err := count(day, 5+rng.IntN(9)); err != nil {
				return err
			}
		}
		for d := 15; d < 75; d++ { // fewer before, so that the report to the authority has whole months to tell
			if day := today.AddDays(-d); day.Weekday() >= 2 {
				if err := count(day, 2+rng.IntN(2)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

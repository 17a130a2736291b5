package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// gareMembers are members of La GARE in the demonstration: first names, by group; years before this one give an age.
var gareMembers = []struct {
	name, group  string
	age          int // 0: nobody said
	guardian     string
	began, lasts int // days from today; 0 lasts without end
	machine      bool
}{
	{name: "Lucie", group: "Résidents", began: -400, machine: true}, {name: "Karim", group: "Résidents", began: -200, lasts: 165}, {name: "Nora", group: "Résidents", began: -90, lasts: 275},
	{name: "Théo", group: "Étudiants", age: 17, guardian: "Claire", began: -60, lasts: 240, machine: true}, {name: "Sofia", group: "Étudiants", age: 15, began: -60, lasts: 240},
	{name: "Léo", group: "Étudiants", age: 20, began: -30, lasts: 270}, {name: "Josette", began: -800}, {name: "Henri", began: -800, machine: true},
	{name: "Marguerite", began: -365, lasts: 20}, {name: "Odile", group: "Associations", began: -300, lasts: 65}, {name: "Malik", group: "Associations", began: -100, lasts: 265},
	{name: "Samir", began: -700, lasts: -30}, {name: "Ginette", began: 30, lasts: 365},
}

// join makes La GARE's members, what they may use, and the place's rules for them.
func (a *App) join(ctx context.Context, gare place.ID) error {
	return a.DB.Update(ctx, func(tx *store.Tx) error {
		p, err := place.Find(tx, gare)
		if err != nil {
			return err
		}
		err = membership.NameGroups(tx, organisation.System, gare, []membership.Group{{Name: "Résidents"}, {Name: "Étudiants"}, {Name: "Associations"}})
		if err != nil {
			return err
		}
		all, err := membership.Groups(tx, p.Organisation)
		if err != nil {
			return err
		}
		groups := map[string]membership.GroupID{}
		for _, g := range all {
			groups[g.Name] = g.ID
		}
		printer, err := resource.Find(tx, gare, "imprimante-3d")
		if err != nil {
			return err
		}
		today := civil.DateOf(tx.Now.In(p.Zone()))
		for _, x := range gareMembers {
			q := membership.KeepRequest{Place: gare, Name: x.name, Email: demoEmail(x.name), Group: groups[x.group], First: today.AddDays(x.began), Guardian: membership.Guardian{Name: x.guardian}}
			if x.lasts != 0 {
				q.Last = today.AddDays(x.lasts)
			}
			if x.age > 0 {
				q.Born = fmt.Sprint(today.Year - x.age - 1)
			}
			which, err := membership.Keep(tx, organisation.System, q)
			if err != nil {
				return fmt.Errorf("member %s: %w", x.name, err)
			}
			if !x.machine {
				continue
			}
			err = membership.GiveAuthorisation(tx, organisation.System, membership.AuthoriseRequest{Place: gare, Member: which, Resource: printer.ID, Last: today.AddDays(365), Note: "Prise en main faite sur place."})
			if err != nil {
				return err
			}
		}
		if err := a.askForTheHall(tx, gare, p.Zone(), today); err != nil {
			return err
		}
		year := 365
		if err := booking.SetHeadCount(tx, organisation.System, gare, 120); err != nil {
			return err
		}
		return resource.SetRules(tx, organisation.System, gare, resource.Reach{Kind: resource.Desk, Group: groups["Résidents"]}, resource.Layer{Horizon: &year})
	})
}

// askForTheHall leaves a request for the manager to answer: the large hall on a Saturday, unless it is a holiday.
func (a *App) askForTheHall(tx *store.Tx, gare place.ID, zone *time.Location, today civil.Date) error {
	hall, err := resource.Find(tx, gare, "grande-halle")
	if err != nil {
		return err
	}
	day := today.AddDays(14 + int(time.Saturday-today.Weekday()))
	link, err := booking.Hold(tx, organisation.Actor{}, booking.HoldRequest{Resource: hall.ID, From: day.At(10*60, zone), To: day.At(14*60, zone), Units: 1, People: 45, Lang: i18n.French, Schools: a.schools.Load()})
	var refused *booking.Refusal
	if errors.As(err, &refused) {
		return nil
	}
	if err != nil {
		return err
	}
	_, _, err = booking.Confirm(tx, organisation.Actor{}, booking.ConfirmRequest{Link: link, Contact: booking.Contact{Name: "Ginette", Email: demoEmail("Ginette")}, Purpose: "Le loto des aînés", Schools: a.schools.Load()})
	return err
}

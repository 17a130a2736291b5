package app

import (
	"context"
	"strings"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// DemoPerson is somebody of the demonstration, with a link to sign in as them.
type DemoPerson struct {
	Name string
	Role organisation.Role
	Link string // path on the site
}

// demoPeople are the people of the demonstration: first names only, one for each role, an official who follows, and whoever runs the other
// places that lend.
var demoPeople = []struct {
	Name string
	Role organisation.Role
	In   string // instance, gare, office (the kitchen), truck, mairie, auberive or communes (authorities)
}{
	{"Lucie", organisation.Member, "gare"},
	{"Inès", organisation.FrontDesk, "gare"},
	{"Paul", organisation.Trainer, "gare"},
	{"Maryse", organisation.Manager, "gare"},
	{"Henri", organisation.Treasurer, "gare"},
	{"Aïcha", organisation.Manager, "office"},
	{"Bruno", organisation.FrontDesk, "truck"},
	{"Claire", organisation.Manager, "mairie"},
	{"Gérard", organisation.Manager, "auberive"},
	{"Karim", organisation.Manager, "communes"},
	{"Nadia", organisation.Coordinator, "instance"},
	{"Sami", organisation.Administrator, "instance"},
}

// Demo fills an empty instance: the founding places, the real census of 2019, somebody for each role, two surveys, and four places that lend, with
// bookings as many weeks before and after today as are asked for (DemoWeeks; tests take fewer).
func (a *App) Demo(ctx context.Context, weeks int, progress func(done, total int64)) ([]DemoPerson, error) {
	ids, err := a.Found(ctx)
	if err != nil {
		return nil, err
	}
	if err := a.demoHours(ctx, ids); err != nil {
		return nil, err
	}
	if err := a.demoCensus(ctx, progress); err != nil {
		return nil, err
	}
	people, err := a.demoTeam(ctx, ids)
	if err != nil {
		return nil, err
	}
	gare := ids["la-gare"]
	for _, step := range []func() error{
		func() error {
			return a.DB.Update(ctx, func(tx *store.Tx) error { _, err := lend(tx, gare, gareLends); return err })
		},
		func() error { return a.join(ctx, gare) },
		func() error { return a.countSome(ctx, gare) },
		func() error { return a.bookSome(ctx, gare, gareWanted, 11, -7*weeks, 7*weeks) },
		func() error { return a.closeSome(ctx, gare) },
		func() error { return a.lendMore(ctx, ids, weeks) },
		func() error { return a.showSome(ctx) },
		func() error {
			return a.DB.Update(ctx, func(tx *store.Tx) error { return askSome(tx, gare) })
		},
		func() error { return a.ask(ctx) },
		func() error { return a.found(ctx, ids) },
		func() error { return a.promise(ctx, gare) },
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return people, nil
}

// demoHours gives La GARE, the kitchen and the truck hours of the demonstration; they are nobody's real ones, and their origin says so.
func (a *App) demoHours(ctx context.Context, ids map[string]place.ID) error {
	today := civil.DateOf(a.DB.Now().In(place.Place{}.Zone()))
	stops := []string{}
	round := []string{"10:00-16:00 52023 place de la Mairie", "10:00-16:00 36137 place de l'Église", "14:00-19:00 52405 salle des fêtes", "10:00-12:30 52499 devant la gare"}
	for i := -14; i <= 16; i++ {
		stops = append(stops, today.AddDays(i*2).String()+" "+round[(i+16)%4])
	}
	from := place.Origin{Rank: place.ByImport, Source: "demo", On: today}
	return a.DB.Update(ctx, func(tx *store.Tx) error {
		for name, f := range map[string]place.Facts{
			"la-gare":     {place.FHours: "Tu 09:00-18:00; We 09:00-20:00; Th 09:00-12:30; Fr 09:00-18:00; Sa 10:00-16:00; Mo,Su off; PH off", place.FAccess: "step-free: yes\ntoilets: yes\nhearing-loop: no"},
			"tiers-truck": {place.FStops: strings.Join(stops, "\n")},
			"l-office":    {place.FHours: "Mo-Sa 06:00-22:00; Su off; PH off", place.FEmail: "cuisine@demo.example.org"},
			"mutualab":    {place.FHours: "Mo-Fr 08:30-19:00; PH off"},
		} {
			id, ok := ids[name]
			if !ok {
				continue
			}
			if err := place.Seed(tx, id, f, from); err != nil {
				return err
			}
		}
		return nil
	})
}

func (a *App) demoTeam(ctx context.Context, ids map[string]place.ID) ([]DemoPerson, error) {
	var out []DemoPerson
	err := a.DB.Update(ctx, func(tx *store.Tx) error {
		out = out[:0]
		team, err := organisation.Create(tx, organisation.Organisation{Name: "Groupement d'Acteurs Ruraux en Écoactivités", Kind: organisation.Collective})
		if err != nil {
			return err
		}
		cooks, err := organisation.Create(tx, organisation.Organisation{Name: "Les cuisines partagées de L’Office", Kind: organisation.Cooperative})
		if err != nil {
			return err
		}
		drivers, err := organisation.Create(tx, organisation.Organisation{Name: "L’équipage du Tiers-Truck", Kind: organisation.Association})
		if err != nil {
			return err
		}
		mairie, err := organisation.Create(tx, organisation.Organisation{Name: "Ville de Sceaux", Kind: organisation.Authority, Territory: "commune:92071"})
		if err != nil {
			return err
		}
		village, err := organisation.Create(tx, organisation.Organisation{Name: "Commune d’Auberive", Kind: organisation.Authority, Territory: "commune:52023"})
		if err != nil {
			return err
		}
		communes, err := organisation.Create(tx, organisation.Organisation{Name: "La communauté de communes", Kind: organisation.Authority})
		if err != nil {
			return err
		}
		for name, o := range map[string]organisation.ID{"la-gare": team.ID, "l-office": cooks.ID, "tiers-truck": drivers.ID} {
			if err := place.Operate(tx, organisation.System, ids[name], o); err != nil {
				return err
			}
		}
		for _, x := range demoPeople {
			p, err := account.Open(tx, demoEmail(x.Name), i18n.French)
			if err != nil {
				return err
			}
			if err := account.Rename(tx, p.ID, x.Name, i18n.French); err != nil {
				return err
			}
			g := organisation.Grant{Role: x.Role, Scope: organisation.InInstance}
			switch x.In {
			case "office":
				g.Scope, g.ID = organisation.InOrganisation, cooks.ID.String()
			case "truck":
				g.Scope, g.ID = organisation.InOrganisation, drivers.ID.String()
			case "gare":
				g.Scope, g.ID = organisation.InOrganisation, team.ID.String()
			case "auberive":
				g.Scope, g.ID = organisation.InOrganisation, village.ID.String()
			case "communes":
				g.Scope, g.ID = organisation.InOrganisation, communes.ID.String()
			case "mairie":
				g.Scope, g.ID = organisation.InOrganisation, mairie.ID.String()
			}
			if err := organisation.Give(tx, organisation.System, p.ID, g); err != nil {
				return err
			}
			out = append(out, DemoPerson{Name: x.Name, Role: x.Role})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i, x := range out {
		if out[i].Link, err = a.SignInPath(ctx, demoEmail(x.Name), ""); err != nil {
			return nil, err
		}
	}
	home := map[string]string{"home.places": "la-gare tiers-truck fablab-de-neons-sur-creuse sceaux-smart mutualab la-coroutine"}
	return out, a.Site.Settings.Save(ctx, organisation.System, home)
}

// demoEmail is an address that reaches nobody (RFC 2606).
func demoEmail(name string) string { return place.Slugify(name) + "@demo.example.org" }

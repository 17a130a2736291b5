package territory_test

import (
	"context"
	"reflect"
	"testing"
	"time"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/territory"
	"mitoyen/internal/testkit"
)

func TestFind(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		view(t, db, func(tx *store.Tx) error {
			c, err := territory.Find(tx, "52499")
			want := territory.Commune{Code: "52499", Name: "Vaillant", Kind: "commune", Departement: "52", Region: "44", EPCI: c.EPCI,
				Postcodes: []string{"52160"}, Population: 46, Lat: c.Lat, Lon: c.Lon, HasCentre: true}
			if !reflect.DeepEqual(c, want) || len(c.EPCI) != 9 || c.Lat < 47 || c.Lat > 48 || c.Lon < 5 || c.Lon > 6 {
				t.Errorf("%+v", c)
			}
			if err != nil {
				return err
			}
			e, err := territory.FindEPCI(tx, c.EPCI)
			if e.SIREN != c.EPCI || e.Name == "" || !e.HasCentre {
				t.Errorf("%+v", e)
			}
			if err != nil {
				return err
			}
			if d, err := territory.FindDepartement(tx, "2A"); err != nil || d.Name != "Corse-du-Sud" || d.Region != "94" || d.Overseas() {
				t.Errorf("%+v, %v", d, err)
			}
			if r, err := territory.FindRegion(tx, "44"); err != nil || r.Name != "Grand Est" {
				t.Errorf("%+v, %v", r, err)
			}
			if p, err := territory.Find(tx, "75111"); err != nil || p.Parent != "75056" || p.Kind != territory.KindArrondissement {
				t.Errorf("%+v, %v", p, err)
			}
			if p, err := territory.Find(tx, "98735"); err != nil || p.HasCentre || p.Name != "Papeete" {
				t.Errorf("%+v, %v", p, err)
			}
			return nil
		})
		for what, find := range map[string]func(tx *store.Tx) error{
			"commune":     func(tx *store.Tx) error { _, err := territory.Find(tx, "49069"); return err }, // no more
			"departement": func(tx *store.Tx) error { _, err := territory.FindDepartement(tx, "20"); return err },
			"region":      func(tx *store.Tx) error { _, err := territory.FindRegion(tx, "99"); return err },
			"epci":        func(tx *store.Tx) error { _, err := territory.FindEPCI(tx, "1"); return err },
		} {
			err := db.View(context.Background(), find)
			if f, ok := fault.As(err); !ok || f.Kind != fault.NotFound || f.Code != "territory."+what+"_not_found" {
				t.Errorf("%s: %v", what, err)
			}
		}
	}, testkit.WithTerritory())
}

func TestListsForMenus(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		view(t, db, func(tx *store.Tx) error {
			ds, err := territory.Departements(tx)
			if err != nil {
				return err
			}
			if len(ds) != 109 || ds[0].Name != "Ain" || ds[19].Code != "2A" || ds[20].Code != "2B" || ds[21].Code != "21" || ds[100].Name != "Mayotte" || ds[101].Code != "975" {
				t.Errorf("%d départements: %v", len(ds), ds)
			}
			rs, err := territory.Regions(tx)
			if len(rs) != 26 || rs[0].Name != "Auvergne-Rhône-Alpes" || rs[17].Zone == "com" || rs[18].Zone != "com" {
				t.Errorf("%d régions: %v", len(rs), rs)
			}
			// Texts are understood by these names without a database.
			for _, d := range ds {
				p := territory.ParsePlaceText("Nulle Part, " + d.Name)
				if n := p.Names[len(p.Names)-1]; n.Key != "nullepart" || len(n.Departements) != 1 || n.Departements[0] != d.Code {
					t.Errorf("%s is not known by its name: %+v", d.Name, p.Names)
				}
				if territory.Zone(d.Code) == nil || (territory.ZoneName(d.Code) == "Europe/Paris") != (d.Zone == "metro") {
					t.Errorf("%s keeps the time of %s", d.Name, territory.ZoneName(d.Code))
				}
			}
			return err
		})
	}, testkit.WithTerritory())
}

func TestNames(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		view(t, db, func(tx *store.Tx) error {
			got, err := territory.Names(tx, []string{"52499", "92071", "52499", "", "99999"})
			if want := map[string]string{"52499": "Vaillant", "92071": "Sceaux"}; !reflect.DeepEqual(got, want) {
				t.Errorf("%v", got)
			}
			if none, err := territory.Names(tx, nil); err != nil || len(none) != 0 {
				t.Errorf("%v, %v", none, err)
			}
			all, err2 := store.All(tx, store.Value[string], "SELECT code FROM commune ORDER BY code LIMIT 1000")
			if err2 != nil {
				return err2
			}
			if many, err := territory.Names(tx, all); err != nil || len(many) != 1000 {
				t.Errorf("%d names, %v", len(many), err)
			}
			return err
		})
	}, testkit.WithTerritory())
}

func TestZone(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]time.Duration{ // at noon UTC on a day of July
		"52499": 14 * time.Hour, "2A": 14 * time.Hour, "974": 16 * time.Hour, "97209": 8 * time.Hour, "97502": 10 * time.Hour,
		"988": 23 * time.Hour, "98735": 2 * time.Hour, "98731": 2*time.Hour + 30*time.Minute, "98719": 3 * time.Hour, "": 14 * time.Hour,
	} {
		at := time.Date(2026, 7, 14, 12, 0, 0, 0, time.UTC).In(territory.Zone(code))
		if got := time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute; got != want {
			t.Errorf("noon UTC is %s in %q (%s), want %s", got, code, territory.ZoneName(code), want)
		}
	}
}

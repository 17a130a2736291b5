package territory_test

import (
	"context"
	"testing"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/territory"
	"mitoyen/internal/testkit"
)

func view(t testing.TB, db *store.DB, f func(tx *store.Tx) error) {
	t.Helper()
	if err := db.View(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

func resolve(t testing.TB, db *store.DB, text string, limit int) (all []territory.Match) {
	t.Helper()
	view(t, db, func(tx *store.Tx) (err error) {
		all, err = territory.Resolve(tx, text, limit)
		return err
	})
	return all
}

// What people type, and the commune that they mean.
func TestResolve(t *testing.T) {
	t.Parallel()
	const (
		current  = territory.ViaCurrent
		former   = territory.ViaFormer
		postcode = territory.ViaPostcode
		code     = territory.ViaCode
		address  = territory.ViaAddress
		near     = territory.ViaNearSpelling
	)
	cases := []struct {
		text string
		code string // of the first answer; "" for none
		via  territory.Via
	}{
		// Names, in any writing.
		{"Saint-Étienne", "42218", current},
		{"st etienne", "42218", current},
		{"St. Étienne", "42218", current},
		{"SAINT ETIENNE", "42218", current},
		{"ste maxime", "83115", current},
		{"Stes Maries de la Mer", "13096", current},
		{"Neons s/ creuse", "36137", current},
		{"neons sur creuse", "36137", current},
		{"Néons‑sur‑Creuse", "36137", current}, // hyphens that don't break
		{"fontenay s/s bois", "94033", current},
		{"L’Haÿ-les-Roses", "94038", current}, // curly apostrophe
		{"lhay les roses", "94038", current},
		{"hay les roses", "94038", current},
		{"marcq en baroeul", "59378", current},
		{"Marcq-en-Barœul", "59378", current},
		{"villeneuve d ascq", "59009", current},
		{"le havre", "76351", current},
		{"havre", "76351", current},
		{"rochelle", "17300", current},
		{"Chateau-Chinon (Ville)", "58062", current},
		{"Y", "80829", current},
		{"Aÿ", "51030", former}, // Aÿ-Champagne today
		{"paris", "75056", current},
		{"  Paris  ", "75056", current},

		// Homonyms: the larger one, or the one of the département.
		{"Saint-Denis", "97411", current},
		{"Saint-Denis 93", "93066", current},
		{"Saint-Denis (974)", "97411", current},
		{"Saint-Denis, La Réunion", "97411", current},
		{"saint denis, seine saint denis", "93066", current},
		{"Vaillant", "52499", current},
		{"Vaillant (52)", "52499", current},
		{"Vaillant 52", "52499", current},
		{"Vaillant, Haute-Marne", "52499", current},
		{"vaillant haute marne", "52499", current},
		{"Bastia 2B", "2B033", current},
		{"Ajaccio, Corse", "2A004", current},
		{"Vienne", "38544", current}, // the town, not the département
		{"Mérignac 33", "33281", current},

		// Postcodes and codes.
		{"75011", "75111", postcode},
		{"75 011", "75111", postcode},
		{"75116", "75116", postcode},
		{"75056", "75056", code},
		{"52499", "52499", code},
		{"51300", "51649", postcode}, // shared: Vitry-le-François, the largest; 51300 is also the code of Isle-sur-Marne
		{"97133", "97701", postcode},
		{"2A004", "2A004", code},
		{"2a004", "2A004", code},
		{"49069", "49126", code}, // no more: Champtoceaux
		{"52160 Vaillant", "52499", current},
		{"Vaillant 52160", "52499", current},
		{"Vaillant (52160)", "52499", current},
		{"F-52160 VAILLANT", "52499", current},
		{"75011 Paris", "75111", current},
		{"13001 Marseille", "13201", current},
		{"52160 vailant", "52499", near},
		{"52160 vail", "52499", near},
		{"52001 Chaumont Cedex", "52121", current}, // a company's postcode
		{"69003 lyon", "69383", current},

		// Districts.
		{"Paris 11", "75111", current},
		{"paris 11e", "75111", current},
		{"Paris 11ème arrondissement", "75111", current},
		{"lyon 3e", "69383", current},
		{"Marseille 1er", "13201", current},
		{"Lyon 69", "69123", current},
		{"Paris 75", "75056", current},

		// Former communes say what they are today.
		{"Champtoceaux", "49126", former},
		{"pierrefitte sur seine", "93066", former},
		{"Bellegarde-sur-Valserine", "01033", former},

		// Addresses.
		{"12 rue de la Gare 52160 Vaillant", "52499", address},
		{"12 rue de la Gare, 52160 Vaillant, France", "52499", address},
		{"12 rue de la Gare, Vaillant 52160", "52499", address},
		{"12 rue de la gare vaillant", "52499", address},
		{"3 place de la mairie, Sceaux", "92071", address},
		{"3 place de la mairie, Sceaux (92)", "92071", address},
		{"Mairie de Néons-sur-Creuse", "36137", address},
		{"CS 40001 59800 Lille cedex 1", "59350", current},
		{"677 Avenue de la République 59800 Lille", "59350", address},
		{"5 bis rue Oberkampf, Paris 11e", "75111", address},
		{"1 rue de Rivoli, Paris", "75056", address},

		// Still typing.
		{"valla", "06155", current},
		{"st eti", "42218", current},
		{"saint", "42218", current},
		{"bord", "33063", current},
		{"7501", "75056", postcode},

		// One letter otherwise, as a last resort.
		{"nentes", "44109", near},
		{"grenobel", "38185", near},
		{"marseile", "13055", near},
		{"sant etienne", "42218", near},
		{"Toulousse", "31555", near},
		{"lllle", "59350", near},

		// Nothing.
		{"", "", ""},
		{"   ", "", ""},
		{"'", "", ""},
		{"zzzzzz", "", ""},
		{"99999", "", ""},
		{"Москва", "", ""},
		{"\"; DROP TABLE commune; --", "", ""},
	}
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		for _, c := range cases {
			got := territory.Match{}
			if all := resolve(t, db, c.text, 5); len(all) > 0 {
				got = all[0]
			}
			if got.Code != c.code || got.Via != c.via {
				t.Errorf("%q is %s %s by %q, want %s by %q", c.text, got.Code, got.Name, got.Via, c.code, c.via)
			}
		}
	}, testkit.WithTerritory())
}

func TestResolveTellsAllThatAPageNeeds(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		m := resolve(t, db, "champtoceaux", 1)[0]
		if m.Name != "Orée d'Anjou" || m.Former != "Champtoceaux" || m.Departement != "49" || m.Population < 15000 || !m.HasCentre || m.Lat < 47 || m.Lat > 48 {
			t.Errorf("%+v", m)
		}
		if m := resolve(t, db, "12 rue de la gare 75011 paris", 1)[0]; m.Postcode != "75011" || m.Parent != "75056" {
			t.Errorf("the postcode that was typed: %+v", m)
		}
		if m := resolve(t, db, "Vaillant", 1)[0]; m.Postcode != "52160" {
			t.Errorf("its only postcode: %+v", m)
		}
		if m := resolve(t, db, "Lyon", 1)[0]; m.Postcode != "" {
			t.Errorf("one of many postcodes: %+v", m)
		}
		if m := resolve(t, db, "49069", 1)[0]; m.Former != "Champtoceaux" {
			t.Errorf("the name of an old code: %+v", m)
		}
		// A shared postcode gives all its communes, the largest first; a district comes before its city.
		all := resolve(t, db, "51300", 50)
		if len(all) != 47 || all[46].Via != territory.ViaCode {
			t.Errorf("51300 has %d communes, and is the code of one: %+v", len(all)-1, all[len(all)-1])
		}
		all = all[:46]
		for i := 1; i < len(all); i++ {
			if all[i].Population > all[i-1].Population {
				t.Errorf("%s before %s", all[i-1].Name, all[i].Name)
			}
		}
		if all := resolve(t, db, "75011", 9); len(all) != 2 || all[0].Code != "75111" || all[1].Code != "75056" {
			t.Errorf("75011: %+v", all)
		}
		// Homonyms, then longer names.
		all = resolve(t, db, "saint denis", 50)
		if len(all) != 50 || all[0].Code != "97411" || all[1].Code != "93066" {
			t.Errorf("Saint-Denis: %d, first %s, %s", len(all), all[0].Code, all[1].Code)
		}
		seen := map[string]bool{}
		for _, m := range all {
			if seen[m.Code] {
				t.Errorf("%s stands twice", m.Name)
			}
			seen[m.Code] = true
		}
		for limit := range 4 {
			if got := resolve(t, db, "saint", limit); len(got) != limit {
				t.Errorf("at most %d: %d", limit, len(got))
			}
		}
	}, testkit.WithTerritory())
}

// BenchmarkResolve shows what an answer costs, by way of finding.
func BenchmarkResolve(b *testing.B) {
	for _, engine := range []struct {
		name string
		open func(testing.TB, ...testkit.Option) *store.DB
	}{{"sqlite", testkit.SQLite}, {"postgres", testkit.PostgreSQL}} {
		db := engine.open(b, testkit.WithTerritory())
		for _, text := range []string{"st etienne", "75011", "12 rue de la Gare 52160 Vaillant", "valla", "saint", "saint m (52)", "nentes", "3 place de la mairie, Sceaux", "un texte qui ne dit rien"} {
			b.Run(engine.name+"/"+text, func(b *testing.B) {
				for b.Loop() {
					resolve(b, db, text, 8)
				}
			})
		}
	}
}

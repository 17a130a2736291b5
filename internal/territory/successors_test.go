package territory_test

import (
	"slices"
	"testing"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/territory"
	"mitoyen/internal/testkit"
)

// The list of RTES of 1 April 2015: 44 cities, 44 EPCI, 19 départements, 18 régions, with what they are today.
func TestMembers2015(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		var all []territory.Member
		view(t, db, func(tx *store.Tx) (err error) {
			all, err = territory.Members2015(tx)
			return err
		})
		counts := map[territory.Level]int{}
		today := map[string]territory.Member{}
		for _, m := range all {
			counts[m.Level]++
			today[string(m.Level)+" "+m.FormerName] = m
			if (m.CurrentCode == "") != (m.How == territory.Unmatched) {
				t.Errorf("%s: %q today, %s", m.FormerName, m.CurrentCode, m.How)
			}
			if m.CurrentCode != "" && m.Population == 0 {
				t.Errorf("%s: nobody lives in %s", m.FormerName, m.CurrentName)
			}
		}
		if len(all) != 125 || counts["commune"] != 44 || counts["epci"] != 44 || counts["departement"] != 19 || counts["region"] != 18 {
			t.Errorf("%d members: %v", len(all), counts)
		}
		if all[0].FormerName != "Argentan" || all[124].FormerName != "Rhône-Alpes" {
			t.Errorf("from %s to %s", all[0].FormerName, all[124].FormerName)
		}
		for name, want := range map[string]territory.Succession{
			"commune Clichy-la-Garenne":         {CurrentCode: "92024", CurrentName: "Clichy", How: territory.Corrected},
			"epci Artois Comm":                  {CurrentCode: "200072460", CurrentName: "CA de Béthune-Bruay, Artois-Lys Romane", How: territory.Merged},
			"epci Carene":                       {CurrentCode: "244400644", CurrentName: "CA de la Région Nazairienne et de l'Estuaire (CARENE)", How: territory.Acronym},
			"epci Plaine Centrale":              {CurrentCode: "200058006", CurrentName: "Grand Paris Sud Est Avenir", How: territory.Territory},
			"epci Syndicat Mixte Rhône Pluriel": {How: territory.Unmatched},
			"departement Côtes d’Armor":         {CurrentCode: "22", CurrentName: "Côtes-d'Armor", How: territory.Exact},
			"departement Paris":                 {CurrentCode: "75", CurrentName: "Ville de Paris", How: territory.Transformed},
			"region Lorraine":                   {CurrentCode: "44", CurrentName: "Grand Est", How: territory.Merged},
		} {
			if m := today[name]; m.CurrentCode != want.CurrentCode || m.CurrentName != want.CurrentName || m.How != want.How {
				t.Errorf("%s: %+v, want %+v", name, m.Succession, want)
			}
		}
		if n := today["departement Côtes d’Armor"].Note; n != "Orthographe officielle : Côtes-d'Armor" {
			t.Errorf("note %q", n)
		}
	}, testkit.WithTerritory())
}

func TestSuccessors(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		for _, c := range []struct {
			level territory.Level
			asked string
			want  []string // today's codes
		}{
			{territory.LevelCommune, "49069", []string{"49126"}},
			{territory.LevelCommune, "Champtoceaux", []string{"49126"}},
			{territory.LevelCommune, "CHAMPTOCEAUX", []string{"49126"}},
			{territory.LevelCommune, "01003", []string{"01165"}}, // a code without a name
			{territory.LevelCommune, "Clichy-la-Garenne", []string{"92024"}},
			{territory.LevelEPCI, "artois comm", []string{"200072460"}},
			{territory.LevelRegion, "Lorraine", []string{"44", "44"}}, // by the regions of 2015 and by the list of RTES
			{territory.LevelRegion, "41", []string{"44"}},
			{territory.LevelRegion, "Centre-Val de Loire", []string{"24"}},
			{territory.LevelRegion, "nord pas de calais", []string{"32", "32"}},
			{territory.LevelCommune, "Nulle-Part", nil},
			{territory.LevelCommune, "99999", nil},
		} {
			view(t, db, func(tx *store.Tx) error {
				all, err := territory.Successors(tx, c.level, c.asked)
				var got []string
				for _, s := range all {
					got = append(got, s.CurrentCode)
				}
				if !slices.Equal(got, c.want) {
					t.Errorf("%s %s: %q, want %q", c.level, c.asked, got, c.want)
				}
				return err
			})
		}
		view(t, db, func(tx *store.Tx) error {
			all, err := territory.Successors(tx, territory.LevelRegion, "Auvergne")
			if len(all) == 0 || all[0].How != territory.Merged || all[0].CurrentName != "Auvergne-Rhône-Alpes" || all[0].FormerCode != "83" {
				t.Errorf("%+v", all)
			}
			return err
		})
	}, testkit.WithTerritory())
}

func TestCurrentCodes(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		for code, want := range map[string][]string{
			"52499": {"52499"}, // itself
			"01015": {"01015"}, // kept by the new commune, though Arbignieu had it
			"49069": {"49126"},
			"75056": {"75056"},
			"99999": nil,
			"":      nil,
		} {
			view(t, db, func(tx *store.Tx) error {
				got, err := territory.CurrentCodes(tx, code)
				if !slices.Equal(got, want) {
					t.Errorf("%s: %q, want %q", code, got, want)
				}
				return err
			})
		}
	}, testkit.WithTerritory())
}

package territory_test

import (
	"reflect"
	"runtime"
	"slices"
	"testing"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/territory"
	"mitoyen/internal/testkit"
)

func gazetteer(t testing.TB, db *store.DB) (g *territory.Gazetteer) {
	t.Helper()
	view(t, db, func(tx *store.Tx) (err error) {
		g, err = territory.LoadGazetteer(tx)
		return err
	})
	return g
}

func codesOf(all []territory.Commune) (codes []string) {
	for _, c := range all {
		codes = append(codes, c.Code)
	}
	return codes
}

func TestGazetteer(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		g := gazetteer(t, db)
		if c, ok := g.Commune("52499"); !ok || c.Name != "Vaillant" {
			t.Errorf("%+v, %v", c, ok)
		}
		if _, ok := g.Commune("49069"); ok {
			t.Error("Champtoceaux is no commune of today")
		}
		for code, want := range map[string][]string{"49069": {"49126"}, "52499": {"52499"}, "01015": {"01015"}, "99999": nil} {
			if now, ok := g.Current(code); ok != (want != nil) || !slices.Equal(now, want) {
				t.Errorf("%s is %q, %v", code, now, ok)
			}
		}
		for postcode, want := range map[string][]string{"52160": {"52094", "52023"}, "75011": {"75111", "75056"}, "99999": nil} {
			got := codesOf(g.ByPostcode(postcode))
			if !slices.Equal(got[:min(2, len(got))], want) {
				t.Errorf("%s: %q, want %q first", postcode, got, want)
			}
		}
		for name, first := range map[string]string{"st etienne": "42218", "Saint-Denis": "97411", "CHAMPTOCEAUX": "49126", "rochelle": "17300", "Paris": "75056", "nulle part": ""} {
			all := codesOf(g.ByName(name))
			if first == "" && len(all) > 0 || first != "" && (len(all) == 0 || all[0] != first) {
				t.Errorf("%s: %q, want %q first", name, all, first)
			}
		}
		if all := codesOf(g.ByName("Sceaux")); !slices.Equal(all, []string{"92071", "89197"}) {
			t.Errorf("today's Sceaux, then the former one of Guillon-Terre-Plaine: %q", all)
		}
		if d, ok := g.Departement("974"); !ok || d.Name != "La Réunion" {
			t.Errorf("%+v, %v", d, ok)
		}
		// It knows what the database knows.
		view(t, db, func(tx *store.Tx) error {
			codes, err := store.All(tx, store.Value[string], "SELECT code FROM commune ORDER BY name, code")
			for i := 0; i < len(codes); i += 977 {
				want, err := territory.Find(tx, codes[i])
				if got, _ := g.Commune(codes[i]); err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("%+v, want %+v, %v", got, want, err)
				}
				if territory.DepartementOf(want.Code) != want.Departement {
					t.Errorf("%s is in %s", want.Code, want.Departement)
				}
			}
			return err
		})
	}, testkit.WithTerritory())
}

// An import of any size holds the gazetteer all along, so it stays small.
func TestGazetteerIsSmall(t *testing.T) {
	db := testkit.SQLite(t, testkit.WithTerritory())
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	g := gazetteer(t, db)
	runtime.GC()
	runtime.ReadMemStats(&after)
	if mib := float64(after.HeapAlloc-before.HeapAlloc) / (1 << 20); mib > 15 {
		t.Errorf("the gazetteer takes %.1f MiB", mib)
	} else {
		t.Logf("%.1f MiB", mib)
	}
	runtime.KeepAlive(g)
}

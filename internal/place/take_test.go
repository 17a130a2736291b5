package place_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/territory"
	"mitoyen/internal/testkit"
)

// lookUp is the communes as an import has them, for tests: it asks the database.
type lookUp struct{ tx *store.Tx }

func (l lookUp) Commune(code string) (territory.Commune, bool) {
	c, err := territory.Find(l.tx, code)
	return c, err == nil
}

// takeAll brings facts in through the imports' door: new places, or those that are given.
func takeAll(t testing.TB, db *store.DB, all ...place.Taking) error {
	t.Helper()
	return db.Update(context.Background(), func(tx *store.Tx) error {
		h, err := place.LookRows(tx, "census-2019", nil)
		if err == nil {
			h, err = h.Hold(tx, "census-2019", nil)
		}
		if err != nil {
			return err
		}
		return place.TakeAll(tx, organisation.System, h.Version, lookUp{tx}, all)
	})
}

// everyColumn is what a place's row holds, but for its id and the directory's version.
func everyColumn(t testing.TB, db *store.DB) (all []string) {
	t.Helper()
	err := db.View(context.Background(), func(tx *store.Tx) (err error) {
		all, err = store.All(tx, func(r store.Row) (string, error) {
			cells := make([]any, 23)
			into := make([]any, len(cells))
			for i := range cells {
				into[i] = &cells[i]
			}
			err := r.Scan(into...)
			return fmt.Sprintf("%v", cells), err
		}, `SELECT slug, name, sort_name, kind, stage, stage_since, organisation_id, commune_code, departement, address, postcode, lat, lon, position,
			activities, step_free, hours, summary, sheet, origins, confirmed_on, created_at, changed_at FROM place ORDER BY slug`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// The door for many writes what the door for one writes: every column of every place, and what search knows.
func TestTakingManyIsCreatingEach(t *testing.T) {
	t.Parallel()
	all := []place.Facts{
		{place.FStage: "open", place.FName: "La Forge", place.FCommune: "52250", place.FAddress: "4 rue des Royaux", place.FPostcode: "52300", place.FWebsite: "https://forge.example.org"},
		{place.FStage: "open", place.FName: "La Forge", place.FCommune: "36137", place.FActivities: "desk,making", place.FAccess: "step-free: yes, rampe", place.FHours: "Mo-Fr 09:00-18:00"},
		{place.FStage: "open", place.FName: "La Forge", place.FCommune: "36137", place.FText: "Un atelier\n\nouvert à tous", place.FLinks: "https://a.example.org\nhttps://b.example.org"},
		{place.FName: "Le Camion", place.FStage: "mobile", place.FStops: "2026-11-26 10:00-16:00 36137 place de l'Église"},
		{place.FName: "L'Ancien", place.FStage: "closed", place.FCommune: "52499", place.FCauses: "loyer", place.FLessons: "À plusieurs."},
		{place.FStage: "open", place.FName: "Œuvre & Cie", place.FKind: "fablab", place.FPosition: "48.44000,5.14000", place.FPrecision: "address", place.FCommune: "52250", place.FSummary: "Réparer ensemble", place.FPhone: "+33 3 25 00 00 01"},
	}
	for name, open := range map[string]func(testing.TB, ...testkit.Option) *store.DB{"sqlite": testkit.SQLite, "postgres": testkit.PostgreSQL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			one, many := open(t, testkit.WithTerritory()), open(t, testkit.WithTerritory())
			var takings []place.Taking
			for _, f := range all {
				err := one.Update(context.Background(), func(tx *store.Tx) error {
					_, err := place.Create(tx, organisation.System, place.Place{}, f, byImport, "place.imported")
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				takings = append(takings, place.Taking{New: true, Facts: f, From: byImport})
			}
			if err := takeAll(t, many, takings...); err != nil {
				t.Fatal(err)
			}
			want, got := everyColumn(t, one), everyColumn(t, many)
			if !slices.Equal(want, got) {
				t.Errorf("one by one:\n%s\nall at once:\n%s", strings.Join(want, "\n"), strings.Join(got, "\n"))
			}
			for _, db := range []*store.DB{one, many} {
				err := db.View(context.Background(), func(tx *store.Tx) error {
					hits, err := search.Find(tx, place.SearchKind, "forge", 10)
					if err != nil || len(hits) != 3 {
						t.Errorf("search finds %v, %v", hits, err)
					}
					n, err := store.One(tx, store.Value[int], `SELECT count(*) FROM journal WHERE verb = 'place.imported' AND data LIKE '%"source":"census-2019"%'`)
					if err != nil || n != len(all) {
						t.Errorf("%d entries in the journal, %v", n, err)
					}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func TestTakingGivesEachPlaceItsAddress(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		// La GARE is there already, and a place that was called Ancien Nom has left its address behind.
		v.want("rename", v.edit(v.coordinator, v.four, v.place(v.four).ChangedAt, place.Facts{place.FName: "Ancien Nom"}), ok)
		v.want("rename again", v.edit(v.coordinator, v.four, v.place(v.four).ChangedAt, place.Facts{place.FName: "Nouveau Nom"}), ok)
		var takings []place.Taking
		var ids []place.ID
		for _, f := range []place.Facts{
			{place.FName: "La Gare", place.FCommune: "36137"}, {place.FName: "la gare", place.FCommune: "36137"}, {place.FName: "LA GARE", place.FCommune: "36137"},
			{place.FName: "Ancien nom"}, {place.FName: "Ancien nom"}, {place.FName: "…", place.FCommune: "36137"},
		} {
			ids = append(ids, id.New[place.Place]())
			takings = append(takings, place.Taking{New: true, Place: place.Place{ID: ids[len(ids)-1]}, Facts: f, From: byImport})
		}
		if err := takeAll(v, v.db, takings...); err != nil {
			v.Fatal(err)
		}
		var got []string
		for _, x := range ids {
			got = append(got, v.place(x).Slug)
		}
		want := []string{"la-gare-neons-sur-creuse", "la-gare-neons-sur-creuse-2", "la-gare-neons-sur-creuse-3", "ancien-nom-2", "ancien-nom-3", "lieu"}
		if !slices.Equal(got, want) {
			v.Errorf("%q, want %q", got, want)
		}
		// Renamed, it keeps the way to it; named as before, it keeps its address.
		p := v.place(ids[5])
		if err := takeAll(v, v.db, place.Taking{Place: p, Facts: place.Facts{place.FName: "La Gare"}, From: byImport}); err != nil {
			v.Fatal(err)
		}
		v.view(func(tx *store.Tx) error {
			if p, err := place.FindBySlug(tx, "lieu"); err != nil || p.Slug != "la-gare-neons-sur-creuse-4" {
				v.Errorf("the old address leads to %q, %v", p.Slug, err)
			}
			return nil
		})
	})
}

func TestTakingChecksEverything(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		before := v.count(`SELECT count(*) FROM place`)
		err := takeAll(v, v.db,
			place.Taking{New: true, Facts: place.Facts{place.FName: "Juste", place.FCommune: "36137"}, From: byImport},
			place.Taking{New: true, Facts: place.Facts{place.FName: "Faux", place.FCommune: "99999", place.FWebsite: "ftp://x", place.FPostcode: "1"}, From: byImport})
		f, _ := fault.As(err)
		if f == nil || len(f.Fields) != 3 {
			v.Errorf("%v: every breach should be told, the commune's too", err)
		}
		if err := takeAll(v, v.db, place.Taking{Place: place.Place{ID: v.four}, Facts: place.Facts{place.FPhone: "+33 3 25 00 00 09"}, From: byImport}); err == nil {
			v.Error("a place was completed without being held: everything else of it would be lost")
		}
		if n := v.count(`SELECT count(*) FROM place`); n != before || v.place(v.four).Sheet.Phone != "" {
			v.Errorf("%d places, %d before", n, before)
		}
	})
}

// A source that says nothing new vouches for the place, and leaves no entry in the journal.
func TestTakingNothingConfirms(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		p, entries := v.place(v.four), len(v.journal(v.four))
		newer := byImport
		newer.On = newer.On.AddDays(400)
		for range 2 {
			if err := takeAll(v, v.db, place.Taking{Place: p, From: newer}); err != nil {
				v.Fatal(err)
			}
		}
		if got := v.place(v.four); got.ConfirmedOn != newer.On || got.Name != p.Name || len(v.journal(v.four)) != entries {
			v.Errorf("%+v, %d entries", got, len(v.journal(v.four)))
		}
	})
}

package observatory_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/observatory"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/territory"
	"mitoyen/internal/testkit"
)

// Who acts in a ground is known by what they are, hold or support there; a région is the sum of its départements.
func TestActorsAndParts(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		err := db.Update(context.Background(), func(tx *store.Tx) error {
			made := map[string]organisation.Organisation{}
			for name, o := range map[string]organisation.Organisation{
				"Le département": {Kind: organisation.Authority, Territory: "departement:52"}, "La commune": {Kind: organisation.Authority, Territory: "commune:52499"}, "Ailleurs": {Kind: organisation.Authority, Territory: "departement:36"},
				"Le réseau": {Kind: organisation.Network, Territory: "region:44"}, "L'association": {Kind: organisation.Association}, "La fondation": {Kind: organisation.Association}, "Personne": {Kind: organisation.Association}} {
				o.Name = name
				var err error
				if made[name], err = organisation.Create(tx, o); err != nil {
					return err
				}
			}
			gare, err := place.Create(tx, organisation.System, place.Place{Organisation: made["L'association"].ID}, place.Facts{place.FName: "La GARE", place.FStage: "open", place.FCommune: "52499"}, place.Origin{Rank: place.ByImport, Source: "test"}, "place.seeded")
			if err != nil {
				return err
			}
			_, err = observatory.KeepProgramme(tx, organisation.System, "", observatory.Programme{Organisation: made["La fondation"].ID, Name: "Ensemble", First: civil.MustDate("2026-01-01"), Perimeter: []territory.Ground{{Kind: territory.OfRegion, Code: "44"}}})
			if err != nil {
				return err
			}
			// By name, wherever their communes stand among four hundred.
			for name, commune := range map[string]string{"Zèbre": "52001", "Abeille": "52550"} {
				if _, err := place.Create(tx, organisation.System, place.Place{}, place.Facts{place.FName: name, place.FStage: "closed", place.FCommune: commune}, place.Origin{Rank: place.ByImport, Source: "test"}, "place.seeded"); err != nil {
					return err
				}
			}
			codes, err := territory.Codes(tx, territory.Ground{Kind: territory.OfDepartement, Code: "52"})
			if err != nil {
				return err
			}
			within, err1 := place.Within(tx, codes)
			all52, err2 := place.InDepartement(tx, "52")
			for _, places := range [][]place.Place{within, all52} {
				var names []string
				for _, p := range places {
					names = append(names, p.Name)
				}
				if !slices.Equal(names, []string{"Abeille", "La GARE", "Zèbre"}) {
					t.Errorf("%q", names)
				}
			}
			if err := errors.Join(err1, err2); err != nil {
				return err
			}
			vaillant, err := territory.Find(tx, "52499")
			if err != nil {
				return err
			}
			programmes, err := observatory.ProgrammesFor(tx, vaillant.Grounds(), civil.MustDate("2026-11-24"))
			if err != nil {
				return err
			}
			all, err := observatory.Actors(tx, vaillant.Grounds(), []place.Place{gare}, programmes)
			if err != nil {
				return err
			}
			got := map[string][2]int{}
			for _, a := range all {
				got[a.Name] = [2]int{len(a.Holds), len(a.Supports)}
			}
			want := map[string][2]int{"Le département": {}, "La commune": {}, "Le réseau": {}, "L'association": {1, 0}, "La fondation": {0, 1}}
			for name, x := range want {
				if g, ok := got[name]; !ok || g != x {
					t.Errorf("%s: %v, there: %v", name, g, ok)
				}
			}
			if len(got) != len(want) {
				t.Errorf("actors: %v", got)
			}
			err1 = observatory.Voice(tx, organisation.Actor{}, observatory.VoiceRequest{Commune: "52499", Title: "Un atelier vélo"})
			waiting, err2 := observatory.WaitingNeeds(tx, organisation.System)
			if err := errors.Join(err1, err2); err != nil {
				return err
			}
			if err := observatory.Decide(tx, organisation.System, observatory.DecideRequest{Need: waiting[0].ID, To: observatory.Shown}); err != nil {
				return err
			}
			from := time.Now()
			parts, err := observatory.PartsOf(tx, "44", []observatory.Point{{Lat: vaillant.Lat, Lon: vaillant.Lon}})
			if err != nil {
				return err
			}
			t.Logf("Grand Est in %v", time.Since(from).Round(time.Millisecond))
			sum := observatory.Sum(parts)
			region, err := territory.FindRegion(tx, "44")
			if err != nil {
				return err
			}
			if len(parts) != 10 || sum.People+sum.Unknown != region.Population {
				t.Errorf("%d départements, %d people of %d", len(parts), sum.People+sum.Unknown, region.Population)
			}
			for _, p := range parts {
				want := [3]int{}
				if p.Code == "52" {
					want = [3]int{1, 0, 1}
				}
				if [3]int{p.Open, p.Coming, p.Needs} != want {
					t.Errorf("%s: %d open, %d coming, %d needs", p.Name, p.Open, p.Coming, p.Needs)
				}
				if near := p.Reach.Beyond[0] < p.Reach.People; near != (p.Code == "52") { // Vaillant is in the very south of it
					t.Errorf("%s: %d of %d are far", p.Name, p.Reach.Beyond[0], p.Reach.People)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}, testkit.WithTerritory())
}

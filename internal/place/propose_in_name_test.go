package place_test

import (
	"context"
	"testing"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/testkit"
)

// An authority proposes through the people who hold a role in it; nobody else speaks in its name.
func TestProposingInTheNameOfAnAuthority(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		var town organisation.Organisation
		var claire, paul organisation.Actor
		err := db.Update(context.Background(), func(tx *store.Tx) (err error) {
			if town, err = organisation.Create(tx, organisation.Organisation{Name: "Ville de Sceaux", Kind: organisation.Authority}); err != nil {
				return err
			}
			p, err := account.Open(tx, "claire@demo.example.org", i18n.French)
			if err != nil {
				return err
			}
			if err := organisation.Give(tx, organisation.System, p.ID, organisation.Grant{Role: organisation.Manager, Scope: organisation.InOrganisation, ID: town.ID.String()}); err != nil {
				return err
			}
			q, err := account.Open(tx, "paul@demo.example.org", i18n.French)
			if err != nil {
				return err
			}
			if claire, err = organisation.Load(tx, p.ID); err != nil {
				return err
			}
			paul, err = organisation.Load(tx, q.ID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range []struct {
			by      organisation.Actor
			who     string
			refused bool
		}{{claire, "its manager", false}, {paul, "somebody else", true}, {organisation.Actor{}, "a stranger", true}} {
			err := db.Update(context.Background(), func(tx *store.Tx) error {
				_, err := place.Propose(tx, x.by, place.ProposeRequest{Facts: place.Facts{place.FName: "Le Kiosque", place.FStage: string(place.Mobile)}, ActingFor: town.ID})
				return err
			})
			if fault.Is(err, fault.Invalid) != x.refused || err != nil && !x.refused {
				t.Errorf("%s in the name of the town: %v; refused should be %v", x.who, err, x.refused)
			}
		}
	})
}

package organisation_test

import (
	"context"
	"slices"
	"testing"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/testkit"
)

func update(t testing.TB, db *store.DB, do func(*store.Tx) error) {
	t.Helper()
	if err := db.Update(context.Background(), do); err != nil {
		t.Fatal(err)
	}
}

func TestRoleIsGivenAndTakenOnce(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		g := organisation.Grant{Role: organisation.Manager, Scope: organisation.InPlace, ID: gare}
		var lea, boss account.Person
		update(t, db, func(tx *store.Tx) (err error) {
			if lea, err = account.Open(tx, "lea@example.org", i18n.French); err == nil {
				boss, err = account.Open(tx, "boss@example.org", i18n.French)
			}
			return err
		})
		by := organisation.Actor{Person: boss.ID}
		for range 2 {
			update(t, db, func(tx *store.Tx) error { return organisation.Give(tx, by, lea.ID, g) })
		}
		if got := load(t, db, lea.ID); got.Name != "lea" || !slices.Equal(got.Grants, []organisation.Grant{g}) {
			t.Errorf("given twice, the actor is %+v", got)
		}
		for range 2 {
			update(t, db, func(tx *store.Tx) error { return organisation.Take(tx, by, lea.ID, g) })
		}
		if got := load(t, db, lea.ID); len(got.Grants) != 0 {
			t.Errorf("taken back, the actor is %+v", got)
		}
		err := db.View(context.Background(), func(tx *store.Tx) error {
			all, err := journal.Of(tx, "person", lea.ID.String(), 0, 10)
			if len(all) != 2 || all[1].Verb != "role.granted" || all[0].Verb != "role.taken" {
				t.Errorf("the journal says %+v", all)
				return err
			}
			for _, e := range all {
				if e.Person != boss.ID.String() || e.Data["role"] != "manager" || e.Data["scope"] != "place" || e.Data["of"] != gare {
					t.Errorf("the journal says %+v", e)
				}
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func load(t testing.TB, db *store.DB, who account.ID) (a organisation.Actor) {
	t.Helper()
	err := db.View(context.Background(), func(tx *store.Tx) (err error) {
		a, err = organisation.Load(tx, who)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestErasedPersonIsNoActor(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		var lea account.Person
		update(t, db, func(tx *store.Tx) (err error) {
			if lea, err = account.Open(tx, "lea@example.org", i18n.French); err != nil {
				return err
			}
			return account.Erase(tx, lea.ID)
		})
		err := db.View(context.Background(), func(tx *store.Tx) error {
			_, err := organisation.Load(tx, lea.ID)
			return err
		})
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("an erased person: %v", err)
		}
	})
}

func TestHoldersAreThoseOfTheScopeAlone(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		for email, g := range map[string]organisation.Grant{
			"place@example.org":        {Role: organisation.Manager, Scope: organisation.InPlace, ID: gare},
			"other@example.org":        {Role: organisation.Manager, Scope: organisation.InPlace, ID: four},
			"organisation@example.org": {Role: organisation.Manager, Scope: organisation.InOrganisation, ID: gare},
			"instance@example.org":     {Role: organisation.Coordinator, Scope: organisation.InInstance},
		} {
			update(t, db, func(tx *store.Tx) error {
				p, err := account.Open(tx, email, i18n.French)
				if err != nil {
					return err
				}
				return organisation.Give(tx, organisation.System, p.ID, g)
			})
		}
		for _, x := range []struct {
			scope organisation.Scope
			of    string
			want  string
		}{
			{organisation.InPlace, gare, "place@example.org"},
			{organisation.InOrganisation, gare, "organisation@example.org"},
			{organisation.InInstance, "", "instance@example.org"},
		} {
			err := db.View(context.Background(), func(tx *store.Tx) error {
				all, err := organisation.Holders(tx, x.scope, x.of)
				if len(all) != 1 || all[0].Email != x.want {
					t.Errorf("%s %q is held by %+v", x.scope, x.of, all)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
	})
}

func TestOrganisationIsFoundAsItWasMade(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		for _, kind := range organisation.Kinds {
			update(t, db, func(tx *store.Tx) error {
				made, err := organisation.Create(tx, organisation.Organisation{Name: "Ville de Sceaux", Kind: kind, Siren: "219200714", Territory: "commune:92071"})
				if err != nil {
					return err
				}
				got, err := organisation.Find(tx, made.ID)
				if got != made || got.ID.IsZero() {
					t.Errorf("made %+v, found %+v", made, got)
				}
				return err
			})
		}
		err := db.View(context.Background(), func(tx *store.Tx) error {
			_, err := organisation.Find(tx, id.New[organisation.Organisation]())
			return err
		})
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("an unknown organisation: %v", err)
		}
	})
}

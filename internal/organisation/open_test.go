package organisation_test

import (
	"context"
	"testing"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/testkit"
)

func TestTheHostOpensAnOrganisationAndDoesNotReadItsMembers(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		var host, manager account.Person
		var org string
		submission := form.NewSubmission()
		update := func(do func(tx *store.Tx) error) error { return db.Update(ctx, do) }
		actor := func(p account.Person) (a organisation.Actor) {
			if err := db.View(ctx, func(tx *store.Tx) (err error) { a, err = organisation.Load(tx, p.ID); return err }); err != nil {
				t.Fatal(err)
			}
			return a
		}
		err := update(func(tx *store.Tx) (err error) {
			if host, err = account.Open(tx, "sami@demo.example.org", i18n.French); err != nil {
				return err
			}
			return organisation.Give(tx, organisation.System, host.ID, organisation.Grant{Role: organisation.Administrator, Scope: organisation.InInstance})
		})
		if err != nil {
			t.Fatal(err)
		}
		ask := organisation.OpenRequest{Submission: submission, Name: "Le Rempart", Kind: organisation.Association, Manager: "lea@demo.example.org", Lang: i18n.French}
		for range 2 { // sent twice, done once
			if err := update(func(tx *store.Tx) (err error) { org, err = organisation.Open(tx, actor(host), ask); return err }); err != nil {
				t.Fatal(err)
			}
		}
		which, err := id.Parse[organisation.Organisation](org)
		if err != nil {
			t.Fatal(err)
		}
		err = db.View(ctx, func(tx *store.Tx) error {
			all, err := organisation.All(tx, actor(host))
			if err != nil || len(all) != 1 {
				t.Errorf("the host sees %d organisations, %v; want 1", len(all), err)
			}
			if _, _, err := organisation.Members(tx, actor(host), which); !fault.Is(err, fault.Forbidden) {
				t.Errorf("the host read the members: %v", err)
			}
			manager, err = account.FindByEmail(tx, "lea@demo.example.org")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		lea := actor(manager)
		if err := update(func(tx *store.Tx) error {
			return organisation.GiveRole(tx, lea, which, "noe@demo.example.org", organisation.Treasurer, i18n.French)
		}); err != nil {
			t.Fatal(err)
		}
		if err := update(func(tx *store.Tx) error {
			return organisation.GiveRole(tx, lea, which, "noe@demo.example.org", organisation.Administrator, i18n.French)
		}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a manager gave the instance away: %v", err)
		}
		if err := update(func(tx *store.Tx) error {
			return organisation.TakeRole(tx, lea, which, manager.ID, organisation.Manager)
		}); !fault.Is(err, fault.Conflict) {
			t.Errorf("the last manager left: %v", err)
		}
		stranger := organisation.Actor{}
		if err := update(func(tx *store.Tx) error { _, err := organisation.Open(tx, stranger, ask); return err }); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("a stranger opened an organisation: %v", err)
		}
	})
}

package organisation_test

import (
	"context"
	"slices"
	"strings"
	"sync"
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

var (
	host = organisation.Actor{Person: id.New[account.Person](), Grants: []organisation.Grant{{Role: organisation.Administrator, Scope: organisation.InInstance}}}
	ask  = organisation.OpenRequest{Name: "Le Moulin", Kind: organisation.Association, Manager: "maryse@example.org"}
)

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// takeOver follows the link of a letter.
func takeOver(tx *store.Tx, link string) (by organisation.Actor, err error) {
	_, p, err := organisation.TakeOver(tx, link, i18n.French)
	if err == nil {
		by, err = organisation.Load(tx, p.ID)
	}
	return by, err
}

// openOne opens an organisation and gives it with its manager.
func openOne(t testing.TB, db *store.DB) (o organisation.ID, manager organisation.Actor) {
	t.Helper()
	update(t, db, func(tx *store.Tx) error {
		l, err := organisation.Open(tx, host, ask)
		if err == nil {
			o = l.Organisation.ID
			manager, err = takeOver(tx, l.Link)
		}
		return err
	})
	return o, manager
}

func TestOrganisationIsOpenedAndHandedOver(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		o, maryse := openOne(t, db)
		if want := (organisation.Grant{Role: organisation.Manager, Scope: organisation.InOrganisation, ID: o.String()}); !slices.Equal(maryse.Grants, []organisation.Grant{want}) {
			t.Errorf("its manager holds %v", maryse.Grants)
		}
		err := db.View(context.Background(), func(tx *store.Tx) error {
			if _, _, err := organisation.Members(tx, host, o); !fault.Is(err, fault.Forbidden) {
				t.Errorf("the host reads who is in it: %v", err)
			}
			if _, _, err := organisation.Members(tx, organisation.Actor{}, o); !fault.Is(err, fault.Unauthenticated) {
				t.Errorf("a stranger reads who is in it: %v", err)
			}
			_, members, err := organisation.Members(tx, maryse, o)
			if len(members) != 1 || members[0].Email != ask.Manager {
				t.Errorf("its members are %+v", members)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestOpenTellsEveryBreach(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		for _, x := range []struct {
			what   string
			change func(*organisation.OpenRequest, *organisation.Actor)
			want   string
		}{
			{"a stranger", func(_ *organisation.OpenRequest, a *organisation.Actor) { *a = organisation.Actor{} }, "organisation.sign_in_first"},
			{"somebody", func(_ *organisation.OpenRequest, a *organisation.Actor) { a.Grants = nil }, "organisation.may_not"},
			{"no name", func(r *organisation.OpenRequest, _ *organisation.Actor) { r.Name = "" }, "fault.invalid name:organisation.name_missing"},
			{"a long name", func(r *organisation.OpenRequest, _ *organisation.Actor) { r.Name = strings.Repeat("é", 201) }, "fault.invalid name:fault.long"},
			{"another kind", func(r *organisation.OpenRequest, _ *organisation.Actor) { r.Kind = "guilde" }, "fault.invalid kind:organisation.kind_missing"},
			{"a SIREN with a mistyped digit", func(r *organisation.OpenRequest, _ *organisation.Actor) { r.Siren = "219200715" }, "fault.invalid siren:organisation.siren_wrong"},
			{"a short SIREN", func(r *organisation.OpenRequest, _ *organisation.Actor) { r.Siren = "12345678" }, "fault.invalid siren:organisation.siren_malformed"},
			{"no manager", func(r *organisation.OpenRequest, _ *organisation.Actor) { r.Manager = "maryse" }, "fault.invalid manager:account.email_no_at"},
		} {
			r, by := ask, host
			x.change(&r, &by)
			err := db.Update(context.Background(), func(tx *store.Tx) error {
				_, err := organisation.Open(tx, by, r)
				return err
			})
			if text(err) != x.want {
				t.Errorf("%s: %v, want %s", x.what, err, x.want)
			}
		}
	})
}

func TestOpenedTwiceByOneForm(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := ask
		r.Submission = form.NewSubmission()
		var results, letters []string
		for range 2 {
			update(t, db, func(tx *store.Tx) error {
				l, err := organisation.Open(tx, host, r)
				results, letters = append(results, l.Organisation.ID.String()), append(letters, l.Link)
				return err
			})
		}
		if results[0] != results[1] || results[0] == "" {
			t.Errorf("one form opened %v", results)
		}
		if letters[0] == "" || letters[1] != "" {
			t.Errorf("one form sent %d letters", len(letters))
		}
	})
}

// Who gives and takes roles in an organisation: its manager, and nobody for another one; only the roles of a team.
func TestRolesOfAnOrganisation(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		o, maryse := openOne(t, db)
		var elsewhere organisation.Actor
		update(t, db, func(tx *store.Tx) error {
			r := ask
			r.Manager = "claire@example.org"
			l, err := organisation.Open(tx, host, r)
			if err == nil {
				elsewhere, err = takeOver(tx, l.Link)
			}
			return err
		})
		give := func(by organisation.Actor, role organisation.Role, email string) string {
			return text(db.Update(context.Background(), func(tx *store.Tx) error { return organisation.GiveRole(tx, by, o, email, role, i18n.French) }))
		}
		for _, x := range []struct {
			what string
			by   organisation.Actor
			role organisation.Role
			want string
		}{
			{"its manager", maryse, organisation.FrontDesk, ""},
			{"its manager, once more", maryse, organisation.FrontDesk, ""},
			{"another manager", elsewhere, organisation.FrontDesk, "organisation.may_not"},
			{"the host", host, organisation.FrontDesk, "organisation.may_not"},
			{"a stranger", organisation.Actor{}, organisation.FrontDesk, "organisation.sign_in_first"},
			{"a role of the network", maryse, organisation.Coordinator, "fault.invalid role:place.role_missing"},
			{"a role of the host", maryse, organisation.Administrator, "fault.invalid role:place.role_missing"},
			{"no role", maryse, "", "fault.invalid role:place.role_missing"},
		} {
			if got := give(x.by, x.role, "ines@example.org"); got != x.want {
				t.Errorf("%s: %q, want %q", x.what, got, x.want)
			}
		}
		if got := give(maryse, organisation.FrontDesk, "ines"); got != "fault.invalid email:account.email_no_at" {
			t.Errorf("no address: %q", got)
		}
		var ines organisation.Actor
		update(t, db, func(tx *store.Tx) error {
			p, err := account.FindByEmail(tx, "ines@example.org")
			if err == nil {
				ines, err = organisation.Load(tx, p.ID)
			}
			return err
		})
		if len(ines.Grants) != 1 {
			t.Errorf("Inès holds %v", ines.Grants)
		}
		take := func(by organisation.Actor, from account.ID, role organisation.Role) string {
			return text(db.Update(context.Background(), func(tx *store.Tx) error { return organisation.TakeRole(tx, by, o, from, role) }))
		}
		for _, x := range []struct {
			what string
			by   organisation.Actor
			from account.ID
			role organisation.Role
			want string
		}{
			{"another manager", elsewhere, ines.Person, organisation.FrontDesk, "organisation.may_not"},
			{"she herself", ines, ines.Person, organisation.FrontDesk, "organisation.may_not"},
			{"the last manager's own", maryse, maryse.Person, organisation.Manager, "place.last_manager"},
			{"its manager", maryse, ines.Person, organisation.FrontDesk, ""},
			{"once more", maryse, ines.Person, organisation.FrontDesk, ""},
		} {
			if got := take(x.by, x.from, x.role); got != x.want {
				t.Errorf("take, %s: %q, want %q", x.what, got, x.want)
			}
		}
	})
}

// Two managers who take each other's role at the same moment don't leave the organisation to nobody.
func TestLastManagerStays(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		o, maryse := openOne(t, db)
		update(t, db, func(tx *store.Tx) error {
			return organisation.GiveRole(tx, maryse, o, "henri@example.org", organisation.Manager, i18n.French)
		})
		var henri organisation.Actor
		update(t, db, func(tx *store.Tx) error {
			p, err := account.FindByEmail(tx, "henri@example.org")
			if err == nil {
				henri, err = organisation.Load(tx, p.ID)
			}
			return err
		})
		var all, begun sync.WaitGroup
		if db.Engine() == store.PostgreSQL {
			begun.Add(2)
		}
		for _, x := range [][2]organisation.Actor{{maryse, henri}, {henri, maryse}} {
			all.Go(func() {
				arrive := sync.OnceFunc(begun.Done)
				err := db.Update(context.Background(), func(tx *store.Tx) error {
					if tx.Engine() == store.PostgreSQL {
						if _, err := store.One(tx, store.Value[int], `SELECT 1`); err != nil {
							return err
						}
						arrive()
					}
					begun.Wait()
					return organisation.TakeRole(tx, x[0], o, x[1].Person, organisation.Manager)
				})
				if got := text(err); got != "" && got != "place.last_manager" {
					t.Error(got)
				}
			})
		}
		all.Wait()
		err := db.View(context.Background(), func(tx *store.Tx) error {
			left, err := organisation.Holders(tx, organisation.InOrganisation, o.String())
			if len(left) != 1 {
				t.Errorf("%d managers are left", len(left))
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// An authority opens an organisation for others and hands it over: it isn't in it, reads nothing of it, and can't make another authority.
func TestAnAuthorityOpensForOthers(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		in := func(kind organisation.Kind) (by organisation.Actor) {
			update(t, db, func(tx *store.Tx) error {
				o, err := organisation.Create(tx, organisation.Organisation{Name: "Ville", Kind: kind})
				if err != nil {
					return err
				}
				p, err := account.Open(tx, string(kind)+"@example.org", i18n.French)
				if err != nil {
					return err
				}
				if err := organisation.Give(tx, host, p.ID, organisation.Grant{Role: organisation.Manager, Scope: organisation.InOrganisation, ID: o.ID.String()}); err != nil {
					return err
				}
				by, err = organisation.Load(tx, p.ID)
				return err
			})
			return by
		}
		town, club := in(organisation.Authority), in(organisation.Association)
		update(t, db, func(tx *store.Tx) error {
			if _, err := organisation.Open(tx, club, ask); !fault.Is(err, fault.Forbidden) {
				t.Errorf("an association opens others: %v", err)
			}
			another := ask
			another.Kind = organisation.Authority
			if _, err := organisation.Open(tx, town, another); !fault.Is(err, fault.Invalid) {
				t.Errorf("an authority makes another: %v", err)
			}
			l, err := organisation.Open(tx, town, ask)
			if err != nil {
				return err
			}
			o := l.Organisation.ID
			if _, _, err := organisation.Members(tx, town, o); !fault.Is(err, fault.Forbidden) {
				t.Errorf("the authority reads its members: %v", err)
			}
			if _, err := organisation.All(tx, town); !fault.Is(err, fault.Forbidden) {
				t.Errorf("the authority lists all organisations: %v", err)
			}
			return nil
		})
	})
}

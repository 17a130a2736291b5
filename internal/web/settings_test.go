package web_test

import (
	"context"
	"strings"
	"testing"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/testkit"
)

func TestSettings(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		s := newSite(t, db).Settings
		sami := organisation.Actor{Person: id.New[account.Person](), Grants: []organisation.Grant{{Role: organisation.Administrator, Scope: organisation.InInstance}}}
		save := func(by organisation.Actor, values map[string]string) string {
			if err := s.Save(ctx, by, values); err != nil {
				return err.Error()
			}
			return ""
		}
		written := func() (n int) {
			err := db.View(ctx, func(tx *store.Tx) (err error) {
				n, err = store.One(tx, store.Value[int], `SELECT count(*) FROM journal WHERE verb = 'setting.changed'`)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if s.Get(ctx, "instance.name") != "" || s.Get(ctx, "no.such.key") != "" {
			t.Error("what nobody filled in is not empty")
		}
		for _, x := range []struct {
			what   string
			by     organisation.Actor
			values map[string]string
			want   string
			stands string // of instance.name afterwards
			more   int    // entries in the journal
		}{
			{"a stranger", organisation.Actor{}, map[string]string{"instance.name": "x"}, "organisation.sign_in_first", "", 0},
			{"somebody", organisation.Actor{Person: sami.Person}, map[string]string{"instance.name": "x"}, "organisation.may_not", "", 0},
			{"an administrator of one organisation", organisation.Actor{Person: sami.Person, Grants: []organisation.Grant{{Role: organisation.Administrator, Scope: organisation.InOrganisation, ID: "o"}}},
				map[string]string{"instance.name": "x"}, "organisation.may_not", "", 0},
			{"the administrator", sami, map[string]string{"instance.name": "Haute-Marne", "legal.host": "Chez nous"}, "", "Haute-Marne", 2},
			{"the same again", sami, map[string]string{"instance.name": "Haute-Marne"}, "", "Haute-Marne", 0},
			{"one of two changed", sami, map[string]string{"instance.name": "Marne", "legal.host": "Chez nous"}, "", "Marne", 1},
			{"a key that isn't there", sami, map[string]string{"admin.password": "x"}, "", "Marne", 0},
			{"too long", sami, map[string]string{"instance.name": strings.Repeat("x", 5001)}, "fault.invalid instance.name:fault.long", "Marne", 0},
			{"emptied", sami, map[string]string{"instance.name": ""}, "", "", 1},
		} {
			before := written()
			if got := save(x.by, x.values); got != x.want {
				t.Errorf("%s: %q, want %q", x.what, got, x.want)
			}
			if got := s.Get(ctx, "instance.name"); got != x.stands {
				t.Errorf("%s: the name is %q, want %q", x.what, got, x.stands)
			}
			if n := written() - before; n != x.more {
				t.Errorf("%s: %d entries in the journal, want %d", x.what, n, x.more)
			}
		}
		if s.Get(ctx, "admin.password") != "" {
			t.Error("a setting that the form doesn't have was kept")
		}
	})
}

// Without an audit the honest answer is that there is none, whatever stands in the setting.
func TestAccessibilityStatus(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		site := newSite(t, db)
		for typed, want := range map[string]string{"": "none", "partial": "partial", "full": "full", "totalement": "none", "FULL": "none"} {
			if err := site.Settings.Save(context.Background(), organisation.System, map[string]string{"accessibility.status": typed}); err != nil {
				t.Fatal(err)
			}
			if got := site.AccessibilityStatus(context.Background()); got != want {
				t.Errorf("%q is %q, want %q", typed, got, want)
			}
		}
	})
}

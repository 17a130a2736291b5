package membership_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/testkit"
)

func TestAgeOfABirth(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		born, on string
		years    int
		known    bool
	}{
		{"", "2026-11-24", 0, false},
		{"2010-11-24", "2026-11-24", 16, true}, // the birthday itself
		{"2010-11-25", "2026-11-24", 15, true},
		{"2008-02-29", "2026-02-28", 17, true}, // a leap day comes on the first of March
		{"2008-02-29", "2026-03-01", 18, true},
		{"2010", "2026-12-31", 15, true}, // the year alone: the youngest that it can be
		{"2010", "2027-01-01", 16, true},
	} {
		b, ok := membership.ReadBirth(c.born, civil.MustDate("2027-01-01"))
		if years, known := b.Age(civil.MustDate(c.on)); !ok || known != c.known || known && years != c.years {
			t.Errorf("%s on %s: %d, %v", c.born, c.on, years, known)
		}
	}
	for _, text := range []string{"20", "deux mille", "2027-02-30", "1700", "2030", "2027-01-02", "03/05/2011"} {
		if _, ok := membership.ReadBirth(text, civil.MustDate("2027-01-01")); ok {
			t.Errorf("%q is read as a birth", text)
		}
	}
}

// house is a place with an association, and another one.
type house struct {
	db      *store.DB
	p       place.Place
	laser   resource.Resource
	manager organisation.Actor
	desk    organisation.Actor
	other   organisation.Actor // manager of another association
}

func (h *house) update(t testing.TB, fn func(*store.Tx) error) {
	t.Helper()
	if err := h.db.Update(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func build(t testing.TB, db *store.DB) *house {
	t.Helper()
	h := &house{db: db}
	h.update(t, func(tx *store.Tx) error {
		var orgs []organisation.ID
		for _, name := range []string{"La Maison", "Le Moulin"} {
			o, err := organisation.Create(tx, organisation.Organisation{Name: name, Kind: organisation.Association})
			if err != nil {
				return err
			}
			orgs = append(orgs, o.ID)
		}
		for i, who := range []*organisation.Actor{&h.manager, &h.desk, &h.other} {
			p, err := account.Open(tx, []string{"maryse", "ines", "odile"}[i]+"@demo.example.org", i18n.French)
			if err != nil {
				return err
			}
			g := organisation.Grant{Role: []organisation.Role{organisation.Manager, organisation.FrontDesk, organisation.Manager}[i], Scope: organisation.InOrganisation, ID: orgs[i/2].String()}
			if err := organisation.Give(tx, organisation.System, p.ID, g); err != nil {
				return err
			}
			if *who, err = organisation.Load(tx, p.ID); err != nil {
				return err
			}
		}
		p, err := place.Create(tx, organisation.System, place.Place{Organisation: orgs[0]}, place.Facts{place.FName: "La Maison"}, place.Origin{Rank: place.ByImport, Source: "test"}, "place.seeded")
		if err != nil {
			return err
		}
		if h.p, err = place.Find(tx, p.ID); err != nil {
			return err
		}
		slug, err := resource.Keep(tx, organisation.System, resource.KeepRequest{Place: p.ID, Resource: resource.Resource{Name: "Laser", Kind: resource.Machine, Units: 1, Rules: resource.Rules{Authorise: true}}})
		if err != nil {
			return err
		}
		h.laser, err = resource.Find(tx, p.ID, slug)
		return err
	})
	return h
}

// do is a use case's error.
func (h *house) do(fn func(*store.Tx) error) error { return h.db.Update(context.Background(), fn) }

func (h *house) keep(t testing.TB, q membership.KeepRequest) membership.ID {
	t.Helper()
	var which membership.ID
	q.Place = h.p.ID
	if q.First.IsZero() {
		q.First = civil.MustDate("2026-01-01")
	}
	h.update(t, func(tx *store.Tx) (err error) {
		which, err = membership.Keep(tx, h.desk, q)
		return err
	})
	return which
}

func (h *house) standing(t testing.TB, who account.ID, named membership.ID, first, last string) (s membership.Standing) {
	t.Helper()
	h.update(t, func(tx *store.Tx) (err error) {
		s, err = membership.StandingOf(tx, h.p.Organisation, who, named, h.laser.ID, civil.MustDate(first), civil.MustDate(last))
		return err
	})
	return s
}

// A name of sixty signs fits, accents or not; a longer one is told beside its own field, and so is one that is there twice.
func TestAGroupsNameFitsIntoATag(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		long := strings.Repeat("é", 60)
		for _, x := range []struct {
			names []string
			want  string
		}{
			{[]string{"Résidents", long}, ""},
			{[]string{"Résidents", long + "e", "résidents", ""}, "fault.invalid groups-2:fault.long groups-3:membership.group_twice groups-4:membership.group_name"},
			{[]string{long + "e"}, "fault.invalid groups:fault.long"},
		} {
			err := db.Update(t.Context(), func(tx *store.Tx) error {
				had, err := membership.Groups(tx, h.p.Organisation)
				if err != nil {
					return err
				}
				for i, name := range x.names {
					if i < len(had) {
						had[i].Name = name
					} else {
						had = append(had, membership.Group{Name: name})
					}
				}
				return membership.NameGroups(tx, h.manager, h.p.ID, had)
			})
			got := ""
			if err != nil {
				got = err.Error()
			}
			if got != x.want {
				t.Errorf("%q: %v, want %q", x.names, err, x.want)
			}
		}
	})
}

func TestWhatIsKnownOfWhoeverBooks(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		h.update(t, func(tx *store.Tx) error {
			return membership.NameGroups(tx, h.manager, h.p.ID, []membership.Group{{Name: "Résidents"}, {Name: "Étudiants"}})
		})
		var groups []membership.Group
		h.update(t, func(tx *store.Tx) (err error) {
			groups, err = membership.Groups(tx, h.p.Organisation)
			return err
		})
		lea := h.keep(t, membership.KeepRequest{Name: "Léa", Email: "lea@demo.example.org", Born: "2010-05-03", Guardian: membership.Guardian{Name: "Claire"}, Group: groups[1].ID, Last: civil.MustDate("2026-11-30")})
		h.update(t, func(tx *store.Tx) error {
			return membership.Join(tx, h.desk, membership.JoinRequest{Place: h.p.ID, Member: lea, Group: groups[0].ID, First: civil.MustDate("2026-11-01")})
		})
		var hers account.Person
		h.update(t, func(tx *store.Tx) (err error) {
			hers, err = account.Open(tx, "lea@demo.example.org", i18n.French)
			return err
		})
		s := h.standing(t, hers.ID, membership.ID{}, "2026-11-24", "2026-11-24")
		if s.Member != lea || !s.Belongs || !slices.Equal(s.Groups, []membership.GroupID{groups[0].ID, groups[1].ID}) || s.Age != 16 || !s.Guardian || s.Authorised {
			t.Errorf("by her account's address: %+v", s)
		}
		if s := h.standing(t, account.ID{}, lea, "2026-11-30", "2026-12-01"); !slices.Equal(s.Groups, []membership.GroupID{groups[0].ID}) {
			t.Errorf("over the end of one: %+v", s)
		}
		if s := h.standing(t, account.ID{}, lea, "2025-12-31", "2026-01-01"); s.Belongs {
			t.Errorf("before the first day: %+v", s)
		}
		if s := h.standing(t, h.other.Person, membership.ID{}, "2026-11-24", "2026-11-24"); !s.Member.IsZero() || s.Belongs {
			t.Errorf("somebody else: %+v", s)
		}
		// Ended today, it still holds today.
		h.update(t, func(tx *store.Tx) error {
			m, err := membership.Find(tx, h.p.Organisation, lea)
			if err != nil {
				return err
			}
			for _, x := range m.Memberships {
				if err := membership.End(tx, h.desk, h.p.ID, lea, x.ID); err != nil {
					return err
				}
			}
			return nil
		})
		if s := h.standing(t, account.ID{}, lea, "2026-11-24", "2026-11-24"); !s.Belongs {
			t.Error("it ended before the day was over")
		}
		if s := h.standing(t, account.ID{}, lea, "2026-11-25", "2026-11-25"); s.Belongs {
			t.Error("it didn't end")
		}
	})
}

func TestWhoKeepsMembers(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		fatou := h.keep(t, membership.KeepRequest{Name: "Fatou", Email: "fatou@demo.example.org"})
		add := func(by organisation.Actor, q membership.KeepRequest) error {
			q.Place, q.First = h.p.ID, civil.MustDate("2026-01-01")
			return h.do(func(tx *store.Tx) error { _, err := membership.Keep(tx, by, q); return err })
		}
		authorise := func(by organisation.Actor) error {
			return h.do(func(tx *store.Tx) error {
				return membership.GiveAuthorisation(tx, by, membership.AuthoriseRequest{Place: h.p.ID, Member: fatou, Resource: h.laser.ID})
			})
		}
		for name, c := range map[string]struct {
			err  error
			want fault.Kind
		}{
			"a stranger":                   {add(organisation.Actor{}, membership.KeepRequest{Name: "X"}), fault.Unauthenticated},
			"another association":          {add(h.other, membership.KeepRequest{Name: "X"}), fault.Forbidden},
			"no name":                      {add(h.desk, membership.KeepRequest{}), fault.Invalid},
			"an address twice":             {add(h.desk, membership.KeepRequest{Name: "X", Email: "fatou@demo.example.org"}), fault.Invalid},
			"the desk doesn't authorise":   {authorise(h.desk), fault.Forbidden},
			"nor does another association": {authorise(h.other), fault.Forbidden},
		} {
			if !fault.Is(c.err, c.want) {
				t.Errorf("%s: %v", name, c.err)
			}
		}
		if err := authorise(h.manager); err != nil {
			t.Error(err)
		}
		if s := h.standing(t, account.ID{}, fatou, "2026-11-24", "2027-11-24"); !s.Authorised {
			t.Errorf("authorised: %+v", s)
		}
		if s := h.standing(t, account.ID{}, fatou, "2026-11-23", "2026-11-24"); s.Authorised {
			t.Error("before it was given")
		}
	})
}

func TestTheListFindsAndTurnsItsPages(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		for _, name := range []string{"Émile", "Théo", "Zoé", "Éric", "Léa 100%", "Lé_o"} {
			h.keep(t, membership.KeepRequest{Name: name})
		}
		h.keep(t, membership.KeepRequest{Name: "Odile", Email: "odile.m@demo.example.org", Last: civil.MustDate("2026-02-01")})
		list := func(q membership.Asked, limit int) (names []string, last string) {
			q.On = civil.MustDate("2026-11-24")
			h.update(t, func(tx *store.Tx) error {
				all, err := membership.List(tx, h.p.Organisation, q, limit)
				names = nil
				for _, m := range all {
					names, last = append(names, m.Name), m.Word()
				}
				return err
			})
			return names, last
		}
		first, last := list(membership.Asked{}, 3)
		rest, _ := list(membership.Asked{After: last}, 10)
		if got := append(first, rest...); !slices.Equal(got, []string{"Émile", "Éric", "Lé_o", "Léa 100%", "Théo", "Zoé"}) {
			t.Errorf("in order: %v", got)
		}
		for asked, want := range map[string]string{"THEO": "Théo", "eric": "Éric", "100%": "Léa 100%"} {
			if got, _ := list(membership.Asked{Text: asked}, 10); !slices.Equal(got, []string{want}) {
				t.Errorf("%s: %v", asked, got)
			}
		}
		if got, _ := list(membership.Asked{Past: true, Text: "odile.m@demo"}, 10); !slices.Equal(got, []string{"Odile"}) {
			t.Errorf("of the past: %v", got)
		}
	})
}

func TestMembersAreForgotten(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB, ...testkit.Option) *store.DB{"sqlite": testkit.SQLite, "postgres": testkit.PostgreSQL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := &testkit.Clock{}
			h := build(t, open(t, testkit.WithClock(clock.Now)))
			gone := h.keep(t, membership.KeepRequest{Name: "Samir", Last: civil.MustDate("2026-02-01")})
			stays := h.keep(t, membership.KeepRequest{Name: "Josette"})
			hers := h.keep(t, membership.KeepRequest{Name: "Odile", Email: "odile@demo.example.org", Phone: "03 25 00 00 09"})
			name := func(which membership.ID) (m membership.Member) {
				h.update(t, func(tx *store.Tx) (err error) {
					m, err = membership.Find(tx, h.p.Organisation, which)
					return err
				})
				return m
			}
			h.update(t, func(tx *store.Tx) error { return membership.Forget(tx, h.other.Person) }) // Odile's account
			if m := name(hers); m.Name != "" || m.Email != "" || m.Phone != "" || !m.Person.IsZero() || m.Memberships[0].Last.IsZero() {
				t.Errorf("she is still known: %+v", m)
			}
			h.update(t, membership.ForgetOld)
			if name(gone).Name == "" {
				t.Error("forgotten too early")
			}
			clock.Advance(4 * 366 * 24 * time.Hour)
			h.update(t, membership.ForgetOld)
			if name(gone).Name != "" || name(stays).Name != "Josette" {
				t.Error("forgotten too late, or although she still belongs")
			}
		})
	}
}

package network_test

import (
	"context"
	"testing"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/network"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/testkit"
)

// two are places of two organisations, each with its manager: the mill opens, and La GARE's members come.
type two struct {
	*testing.T
	db           *store.DB
	mill, gare   place.Place
	miller, chef organisation.Actor
	nora         account.ID // a member of La GARE, among its residents
	residents    membership.GroupID
	laser, bench resource.Resource
}

func build(t *testing.T, db *store.DB) *two {
	t.Helper()
	h := &two{T: t, db: db}
	h.do(func(tx *store.Tx) error {
		open := func(name string) (p place.Place, by organisation.Actor) {
			o, err := organisation.Create(tx, organisation.Organisation{Name: "L'association de " + name, Kind: organisation.Association})
			if err != nil {
				t.Fatal(err)
			}
			p, err = place.Create(tx, organisation.System, place.Place{Organisation: o.ID}, place.Facts{place.FName: name, place.FKind: string(place.ThirdPlace), place.FStage: string(place.Open)},
				place.Origin{Rank: place.ByImport, Source: "demo", On: civil.MustDate("2026-01-01")}, "place.seeded")
			if err != nil {
				t.Fatal(err)
			}
			who, err := account.Open(tx, place.Slugify(name)+"@demo.example.org", i18n.French)
			if err != nil {
				t.Fatal(err)
			}
			return p, organisation.Actor{Person: who.ID, Grants: []organisation.Grant{{Role: organisation.Manager, Scope: organisation.InOrganisation, ID: o.ID.String()}}}
		}
		h.mill, h.miller = open("Le Moulin")
		h.gare, h.chef = open("La Gare")
		for into, r := range map[*resource.Resource]resource.Resource{&h.laser: {Name: "Laser", Kind: resource.Machine, Units: 1}, &h.bench: {Name: "Bench", Kind: resource.Workshop, Units: 2}} {
			slug, err := resource.Keep(tx, organisation.System, resource.KeepRequest{Place: h.mill.ID, Resource: r})
			if err != nil {
				return err
			}
			if *into, err = resource.Find(tx, h.mill.ID, slug); err != nil {
				return err
			}
		}
		if err := membership.NameGroups(tx, organisation.System, h.gare.ID, []membership.Group{{Name: "Residents"}, {Name: "Students"}}); err != nil {
			return err
		}
		all, err := membership.Groups(tx, h.gare.Organisation)
		if err != nil {
			return err
		}
		h.residents = all[0].ID
		p, err := account.Open(tx, "nora@demo.example.org", i18n.French)
		if err != nil {
			return err
		}
		h.nora = p.ID
		_, err = membership.Keep(tx, organisation.System, membership.KeepRequest{Place: h.gare.ID, Name: "Nora", Email: "nora@demo.example.org", Group: h.residents, First: civil.MustDate("2026-01-01")})
		return err
	})
	return h
}

func (h *two) try(do func(*store.Tx) error) error { return h.db.Update(context.Background(), do) }

func (h *two) do(do func(*store.Tx) error) {
	h.Helper()
	if err := h.try(do); err != nil {
		h.Fatal(err)
	}
}

func day(s string) civil.Date { return civil.MustDate(s) }

func (h *two) offer(change func(*network.ProposeRequest)) (which network.ID) {
	h.Helper()
	q := network.ProposeRequest{Place: h.mill.ID, Guest: h.gare.Organisation, Terms: "For your workshops.", First: day("2026-12-01"), Notice: 10, Opens: network.Opening{Kinds: []resource.Kind{resource.Machine}}}
	if change != nil {
		change(&q)
	}
	h.do(func(tx *store.Tx) (err error) { which, _, err = network.Propose(tx, h.miller, q); return err })
	return which
}

func (h *two) answer(q network.AnswerRequest) {
	h.Helper()
	q.Place = h.gare.ID
	h.do(func(tx *store.Tx) error { _, _, err := network.Answer(tx, h.chef, q); return err })
}

// welcome reports whether somebody is the mill's guest for a resource over some days.
func (h *two) welcome(who account.ID, r resource.Resource, first, last string) (ok bool) {
	h.Helper()
	h.do(func(tx *store.Tx) (err error) {
		_, _, ok, err = network.GuestOf(tx, r, who, day(first), day(last))
		return err
	})
	return ok
}

func TestAnAgreementOpensAPlaceWhileItHolds(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		which := h.offer(nil)
		if h.welcome(h.nora, h.laser, "2026-12-01", "2026-12-01") {
			t.Error("nobody has accepted yet")
		}
		h.answer(network.AnswerRequest{Agreement: which, Yes: true, Groups: []membership.GroupID{h.residents}})
		for _, c := range []struct {
			what        string
			who         account.ID
			r           resource.Resource
			first, last string
			want        bool
		}{
			{"while it holds", h.nora, h.laser, "2026-12-01", "2026-12-02", true},
			{"before", h.nora, h.laser, "2026-11-30", "2026-12-01", false},
			{"what isn't open", h.nora, h.bench, "2026-12-01", "2026-12-01", false},
			{"no member of theirs", h.chef.Person, h.laser, "2026-12-01", "2026-12-01", false},
			{"nobody", account.ID{}, h.laser, "2026-12-01", "2026-12-01", false},
		} {
			if got := h.welcome(c.who, c.r, c.first, c.last); got != c.want {
				t.Errorf("%s: %v", c.what, got)
			}
		}
		// Either side ends it, with notice; a second time changes nothing.
		today := civil.DateOf(db.Now().In(h.mill.Zone()))
		for range 2 {
			h.do(func(tx *store.Tx) error { _, _, err := network.End(tx, h.chef, h.gare.ID, which); return err })
		}
		var a network.Agreement
		h.do(func(tx *store.Tx) (err error) { a, err = network.Find(tx, h.mill, which); return err })
		if a.EndedBy != h.gare.Organisation || a.Last != today.AddDays(10) {
			t.Errorf("ended by %v, until %s", a.EndedBy, a.Last)
		}
		if after := today.AddDays(11).String(); h.welcome(h.nora, h.laser, after, after) {
			t.Error("it holds after its notice")
		}
	})
}

func TestGroupsThatAreNotNamedStayOut(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		var students membership.GroupID
		h.do(func(tx *store.Tx) error {
			all, err := membership.Groups(tx, h.gare.Organisation)
			students = all[1].ID
			return err
		})
		h.answer(network.AnswerRequest{Agreement: h.offer(nil), Yes: true, Groups: []membership.GroupID{students}})
		if h.welcome(h.nora, h.laser, "2026-12-01", "2026-12-01") {
			t.Error("a resident comes with the students")
		}
		h.answer(network.AnswerRequest{Agreement: h.offer(nil), Yes: true})
		if !h.welcome(h.nora, h.laser, "2026-12-01", "2026-12-01") {
			t.Error("all members doesn't take her in")
		}
	})
}

func TestWhoMakesAgreements(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		which := h.offer(nil)
		offer := func(by organisation.Actor, guest organisation.ID, terms string) error {
			return h.try(func(tx *store.Tx) error {
				_, _, err := network.Propose(tx, by, network.ProposeRequest{Place: h.mill.ID, Guest: guest, Terms: terms, First: day("2026-12-01")})
				return err
			})
		}
		answer := func(by organisation.Actor, from place.ID, yes bool) error {
			return h.try(func(tx *store.Tx) error {
				_, _, err := network.Answer(tx, by, network.AnswerRequest{Place: from, Agreement: which, Yes: yes})
				return err
			})
		}
		for what, c := range map[string]struct {
			err  error
			want fault.Kind
		}{
			"a stranger offers":             {offer(organisation.Actor{}, h.gare.Organisation, "x"), fault.Unauthenticated},
			"another's manager offers":      {offer(h.chef, h.gare.Organisation, "x"), fault.Forbidden},
			"to oneself":                    {offer(h.miller, h.mill.Organisation, "x"), fault.Invalid},
			"without terms":                 {offer(h.miller, h.gare.Organisation, ""), fault.Invalid},
			"twice while one waits":         {offer(h.miller, h.gare.Organisation, "x"), fault.Invalid},
			"the host accepts for them":     {answer(h.miller, h.mill.ID, true), fault.Forbidden},
			"the host speaks as the guest":  {answer(h.miller, h.gare.ID, true), fault.Forbidden},
			"a no without a sentence":       {answer(h.chef, h.gare.ID, false), fault.Invalid},
			"the guest withdraws the offer": {h.try(func(tx *store.Tx) error { _, _, err := network.End(tx, h.chef, h.gare.ID, which); return err }), fault.Conflict},
		} {
			if !fault.Is(c.err, c.want) {
				t.Errorf("%s: %v", what, c.err)
			}
		}
		h.do(func(tx *store.Tx) error { _, _, err := network.End(tx, h.miller, h.mill.ID, which); return err })
		if err := answer(h.chef, h.gare.ID, true); !fault.Is(err, fault.Conflict) {
			t.Errorf("accepted after it was withdrawn: %v", err)
		}
	})
}

package convention_test

import (
	"sync"
	"testing"

	"mitoyen/internal/convention"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/testkit"
)

// What follows a convention is written once: by whoever began it, who goes on with it or withdraws it; another side may begin its own after a
// fortnight in which nothing was sent; and what was withdrawn comes back only where nothing else follows.
func TestOneConventionFollowsAnother(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		begin := func(t *testing.T) *two {
			h := build(t, db)
			h.T = t
			h.write(nil)
			h.sign()
			return h
		}
		renew := func(h *two, d string, as int) (next convention.ID, err error) {
			by := h.chef
			if as == 2 {
				by = h.mayor
			}
			err = h.on(d, func(tx *store.Tx) (err error) { next, err = convention.Renew(tx, by, "", h.which, as); return err })
			return next, err
		}
		drop := func(h *two, d string, by organisation.Actor, as int, which convention.ID) error {
			return h.on(d, func(tx *store.Tx) error { _, err := convention.Drop(tx, by, which, 0, as, "Autre chose"); return err })
		}
		resume := func(h *two, d string, by organisation.Actor, as int, which convention.ID) error {
			return h.on(d, func(tx *store.Tx) error { return convention.Resume(tx, by, which, as) })
		}
		send := func(h *two, d string, which convention.ID) {
			h.must(d, func(tx *store.Tx) error { _, err := convention.Propose(tx, h.mayor, which, 2); return err })
		}
		for name, c := range map[string]struct {
			before      func(h *two, first convention.ID) // with what the mayor began on 10 March 2028
			on          string
			same, other string // what renewing does then: "" another, "reused", "refused"
		}{
			"just begun":           {nil, "2028-03-12", "reused", "refused"},
			"on the fourteenth":    {nil, "2028-03-23", "reused", "refused"},
			"left for a fortnight": {nil, "2028-03-24", "reused", ""},
			"withdrawn": {func(h *two, first convention.ID) {
				h.must("2028-03-11", func(tx *store.Tx) error { _, err := convention.Drop(tx, h.mayor, first, 0, 2, ""); return err })
			}, "2028-03-12", "", ""},
			"sent": {func(h *two, first convention.ID) { send(h, "2028-03-11", first) }, "2028-05-12", "refused", "refused"},
			"sent, withdrawn": {func(h *two, first convention.ID) {
				send(h, "2028-03-11", first)
				drop(h, "2028-03-12", h.mayor, 2, first)
			}, "2028-03-13", "", ""},
		} {
			for as, want := range map[int]string{2: c.same, 1: c.other} {
				h := begin(t)
				first, err := renew(h, "2028-03-10", 2)
				if err != nil {
					t.Fatal(err)
				}
				if c.before != nil {
					c.before(h, first)
				}
				next, err := renew(h, c.on, as)
				got := ""
				switch {
				case fault.Is(err, fault.Conflict):
					got = "refused"
				case err != nil:
					t.Fatal(err)
				case next == first:
					got = "reused"
				}
				if got != want {
					t.Errorf("%s, side %d: %q, want %q", name, as, got, want)
				}
				if got == "" { // going back: the first doesn't come back beside the second, and does once that is withdrawn
					if err := resume(h, c.on, h.mayor, 2, first); !fault.Is(err, fault.Conflict) {
						t.Errorf("%s, side %d: two follow: %v", name, as, err)
					}
					by := map[int]organisation.Actor{1: h.chef, 2: h.mayor}[as]
					if err := drop(h, c.on, by, as, next); err != nil {
						t.Error(err)
					}
					if err := resume(h, c.on, h.mayor, 2, first); err != nil {
						t.Errorf("%s, side %d: it doesn't come back: %v", name, as, err)
					}
				}
			}
		}
		// Twenty at once, of both sides: one convention follows.
		h := begin(t)
		var all sync.WaitGroup
		var begun sync.Map
		for i := range 20 {
			all.Go(func() {
				if next, err := renew(h, "2028-04-01", i%2+1); err == nil {
					begun.Store(next, true)
				} else if !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		n := 0
		begun.Range(func(any, any) bool { n++; return true })
		if n != 1 {
			t.Errorf("%d conventions follow", n)
		}
	})
}

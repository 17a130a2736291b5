package capacity_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/testkit"
)

// The model keeps everything in lists and looks at every instant that matters. It shares nothing with the package but its words.
type model struct {
	now   civil.Instant
	units map[capacity.PoolID]int
	has   map[capacity.OwnerID][]given
	line  []inLine
}

type given struct {
	capacity.Ask
	until civil.Instant
}

type inLine struct {
	owner   capacity.OwnerID
	asks    []capacity.Ask
	offered bool
}

func (m *model) live(g given) bool { return g.until.IsZero() || m.now.Before(g.until) }

// usage is how many units of a pool are taken at an instant.
func (m *model) usage(p capacity.PoolID, at civil.Instant, but capacity.OwnerID, more []capacity.Ask) int {
	n := 0
	covers := func(a capacity.Ask) bool { return a.Pool == p && !at.Before(a.From) && at.Before(a.To) }
	for o, all := range m.has {
		for _, g := range all {
			if o != but && m.live(g) && covers(g.Ask) {
				n += g.Units
			}
		}
	}
	for _, a := range more {
		if covers(a) {
			n += a.Units
		}
	}
	return n
}

// room reports whether all asks fit at once. Use can only rise where something begins.
func (m *model) room(asks []capacity.Ask, but capacity.OwnerID, more []capacity.Ask) bool {
	more = append(slices.Clone(more), asks...)
	for _, a := range asks {
		instants := []civil.Instant{a.From}
		for _, all := range m.has {
			for _, g := range all {
				instants = append(instants, g.From)
			}
		}
		for _, x := range more {
			instants = append(instants, x.From)
		}
		for _, at := range instants {
			if !at.Before(a.From) && at.Before(a.To) && m.usage(a.Pool, at, but, more) > m.units[a.Pool] {
				return false
			}
		}
	}
	return true
}

func meet(x, y []capacity.Ask) bool {
	for _, a := range x {
		for _, b := range y {
			if a.Pool == b.Pool && a.From.Before(b.To) && b.From.Before(a.To) {
				return true
			}
		}
	}
	return false
}

// before is what those in line before an owner come first with.
func (m *model) before(owner capacity.OwnerID, asks []capacity.Ask) []capacity.Ask {
	var claimed []capacity.Ask
	for _, w := range m.line {
		if w.offered || !meet(w.asks, asks) {
			continue
		}
		if w.owner == owner {
			break
		}
		if m.room(w.asks, w.owner, claimed) {
			claimed = append(claimed, w.asks...)
		}
	}
	return claimed
}

func (m *model) leave(owner capacity.OwnerID) {
	m.line = slices.DeleteFunc(m.line, func(w inLine) bool { return w.owner == owner })
}

func give(asks []capacity.Ask, until civil.Instant) (all []given) {
	for _, a := range asks {
		all = append(all, given{a, until})
	}
	return all
}

// world is the package under test beside the model.
type world struct {
	model
	db    *store.DB
	clock *testkit.Clock
	pools []capacity.PoolID
	kept  []capacity.OwnerID
	begin civil.Instant // of this random day: the clock never goes back
}

const kind = "test"

func owner(o capacity.OwnerID) capacity.Owner { return capacity.Owner{Kind: kind, ID: o} }

func (w *world) update(rt *rapid.T, what string, fn func(tx *store.Tx) error) error {
	err := w.db.Update(context.Background(), fn)
	var short *capacity.Shortage
	if err != nil && !errors.As(err, &short) && !errors.Is(err, capacity.ErrGone) {
		rt.Fatalf("%s: %v", what, err)
	}
	return err
}

// drawAsks makes one to three asks that begin within some days. Some are long, so that every class of length is met.
func (w *world) drawAsks(rt *rapid.T) []capacity.Ask {
	pools := rapid.Permutation(w.pools).Draw(rt, "order")
	n := rapid.IntRange(1, len(pools)).Draw(rt, "pools asked")
	var asks []capacity.Ask
	for _, p := range pools[:n] {
		from := w.begin.Add(time.Duration(rapid.IntRange(-4, 40).Draw(rt, "from")) * 6 * time.Hour)
		length := rapid.SampledFrom([]time.Duration{time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour, 25 * time.Hour, 9 * 24 * time.Hour, 60 * 24 * time.Hour, 400 * 24 * time.Hour}).Draw(rt, "length")
		asks = append(asks, capacity.Ask{Pool: p, Units: rapid.IntRange(1, 3).Draw(rt, "units"), From: from, To: from.Add(length)})
	}
	return asks
}

func (w *world) drawUntil(rt *rapid.T) civil.Instant {
	if rapid.Bool().Draw(rt, "confirmed") {
		return civil.Instant{}
	}
	return w.now.Add(time.Duration(rapid.IntRange(1, 20).Draw(rt, "hold")) * time.Minute)
}

func (w *world) someOwner(rt *rapid.T) capacity.OwnerID {
	if len(w.kept) == 0 || rapid.IntRange(0, 4).Draw(rt, "new owner") == 0 {
		w.kept = append(w.kept, id.New[capacity.Owner]())
		return w.kept[len(w.kept)-1]
	}
	return rapid.SampledFrom(w.kept).Draw(rt, "owner")
}

func (w *world) agree(rt *rapid.T, what string, err error, expected bool) {
	if (err == nil) != expected {
		rt.Fatalf("%s: the model says %v, the package %v", what, expected, err)
	}
}

// actions are what can happen, by name.
func (w *world) actions() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"allocate": w.allocate, "allocate again": w.allocate, "move": w.move, "confirm": w.confirm, "free": w.free, "free from": w.freeFrom,
		"wait": w.wait, "offer": w.offer, "sweep": w.sweep, "resize": w.resize, "time passes": w.pass, "": w.check,
	}
}

func (w *world) allocate(rt *rapid.T) {
	o := id.New[capacity.Owner]()
	asks, until := w.drawAsks(rt), w.drawUntil(rt)
	expected := w.room(asks, capacity.OwnerID{}, w.before(o, asks))
	err := w.update(rt, "allocate", func(tx *store.Tx) error {
		l, err := capacity.LockFor(tx, asks)
		if err != nil {
			return err
		}
		return l.Allocate(owner(o), until, asks...)
	})
	w.agree(rt, "allocate", err, expected)
	if expected {
		w.kept = append(w.kept, o)
		w.has[o] = give(asks, until)
	}
}

func (w *world) move(rt *rapid.T) {
	o := w.someOwner(rt)
	asks, until := w.drawAsks(rt), w.drawUntil(rt)
	expected := w.room(asks, o, w.before(o, asks))
	err := w.update(rt, "move", func(tx *store.Tx) error {
		l, err := capacity.LockWith(tx, o, asks)
		if err != nil {
			return err
		}
		return l.Move(owner(o), until, asks...)
	})
	w.agree(rt, "move", err, expected)
	if expected {
		w.leave(o)
		w.has[o] = give(asks, until)
	}
}

func (w *world) confirm(rt *rapid.T) {
	o := w.someOwner(rt)
	expected := len(w.has[o]) > 0
	for _, g := range w.has[o] {
		expected = expected && w.live(g)
	}
	var kept bool
	err := w.update(rt, "confirm", func(tx *store.Tx) (err error) {
		kept, err = capacity.Confirm(tx, o)
		return err
	})
	if err == nil && !kept {
		err = capacity.ErrGone
	}
	w.agree(rt, "confirm", err, expected)
	if expected {
		for i := range w.has[o] {
			w.has[o][i].until = civil.Instant{}
		}
		w.leave(o)
	}
}

func (w *world) free(rt *rapid.T) {
	o := w.someOwner(rt)
	w.update(rt, "free", func(tx *store.Tx) error {
		err := capacity.Free(tx, o)
		return err
	})
	delete(w.has, o)
	w.leave(o)
}

func (w *world) freeFrom(rt *rapid.T) {
	o := w.someOwner(rt)
	at := w.begin.Add(time.Duration(rapid.IntRange(-4, 60).Draw(rt, "at")) * 3 * time.Hour)
	w.update(rt, "free from", func(tx *store.Tx) error {
		err := capacity.FreeFrom(tx, o, at)
		return err
	})
	var rest []given
	for _, g := range w.has[o] {
		if g.To.After(at) {
			g.To = at
		}
		if g.From.Before(g.To) {
			rest = append(rest, g)
		}
	}
	w.has[o] = rest
}

func (w *world) wait(rt *rapid.T) {
	o, asks := id.New[capacity.Owner](), w.drawAsks(rt)
	expected := true
	for _, a := range asks {
		expected = expected && a.Units <= w.units[a.Pool]
	}
	err := w.update(rt, "wait", func(tx *store.Tx) error {
		l, err := capacity.LockFor(tx, asks)
		if err != nil {
			return err
		}
		return l.Wait(owner(o), asks...)
	})
	w.agree(rt, "wait", err, expected)
	if expected {
		w.kept = append(w.kept, o)
		w.line = append(w.line, inLine{owner: o, asks: asks})
		w.clock.Advance(time.Microsecond) // so that two never came at the same instant
		w.now = civil.At(w.clock.Now())
	}
}

const lasting = 30 * time.Minute

func (w *world) offer(rt *rapid.T) {
	p := rapid.SampledFrom(w.pools).Draw(rt, "pool")
	var told []capacity.Offered
	w.update(rt, "offer", func(tx *store.Tx) error {
		told = nil
		return capacity.Offer(tx, []capacity.PoolID{p}, func(time.Duration) time.Duration { return lasting }, func(_ *store.Tx, o capacity.Offered) error {
			told = append(told, o)
			return nil
		})
	})
	var expected []capacity.Offered
	for _, x := range slices.Clone(w.line) {
		if x.offered || !slices.ContainsFunc(x.asks, func(a capacity.Ask) bool { return a.Pool == p }) {
			continue
		}
		until := w.now.Add(lasting)
		for _, a := range x.asks {
			if a.From.Before(until) {
				until = a.From
			}
		}
		switch {
		case !until.After(w.now):
			w.leave(x.owner)
			expected = append(expected, capacity.Offered{Owner: owner(x.owner)})
		case w.room(x.asks, x.owner, nil):
			w.has[x.owner] = give(x.asks, until)
			for i := range w.line {
				if w.line[i].owner == x.owner {
					w.line[i].offered = true
				}
			}
			expected = append(expected, capacity.Offered{Owner: owner(x.owner), Until: until})
		}
	}
	if !slices.Equal(told, expected) {
		rt.Fatalf("offered %v, expected %v", told, expected)
	}
}

func (w *world) sweep(rt *rapid.T) {
	var told []capacity.OwnerID
	w.update(rt, "sweep", func(tx *store.Tx) error {
		told = nil
		return capacity.Sweep(tx, func(_ *store.Tx, o capacity.Offered) error {
			if w.has[o.Owner.ID] != nil || slices.ContainsFunc(w.line, func(x inLine) bool { return x.owner == o.Owner.ID }) { // a day that failed leaves its holds to the next
				told = append(told, o.Owner.ID)
			}
			return nil
		})
	})
	var expected []capacity.OwnerID
	for _, x := range slices.Clone(w.line) {
		if !x.offered && slices.ContainsFunc(x.asks, func(a capacity.Ask) bool { return !a.From.After(w.now) }) {
			expected = append(expected, x.owner)
			w.leave(x.owner)
		}
	}
	for o, all := range w.has {
		rest := slices.DeleteFunc(slices.Clone(all), func(g given) bool { return !w.live(g) })
		if len(rest) < len(all) {
			expected = append(expected, o)
			w.has[o] = rest
			w.leave(o)
		}
	}
	slices.SortFunc(told, capacity.OwnerID.Compare)
	slices.SortFunc(expected, capacity.OwnerID.Compare)
	if !slices.Equal(told, expected) {
		rt.Fatalf("swept %v, expected %v", told, expected)
	}
}

func (w *world) resize(rt *rapid.T) {
	p, units := rapid.SampledFrom(w.pools).Draw(rt, "pool"), rapid.IntRange(1, 5).Draw(rt, "units")
	instants := []civil.Instant{w.now}
	for _, all := range w.has {
		for _, g := range all {
			if g.From.After(w.now) {
				instants = append(instants, g.From)
			}
		}
	}
	expected := true
	for _, at := range instants {
		expected = expected && (units >= w.units[p] || w.usage(p, at, capacity.OwnerID{}, nil) <= units)
	}
	err := w.update(rt, "resize", func(tx *store.Tx) error {
		l, err := capacity.Lock(tx, p)
		if err != nil {
			return err
		}
		return l.Resize(p, units)
	})
	w.agree(rt, "resize", err, expected)
	if expected {
		w.units[p] = units
	}
}

func (w *world) pass(rt *rapid.T) {
	w.clock.Advance(time.Duration(rapid.IntRange(1, 400).Draw(rt, "minutes")) * time.Minute)
	w.now = civil.At(w.clock.Now())
}

// check compares what is taken with the model, and holds the one thing that must always hold.
func (w *world) check(rt *rapid.T) {
	from := w.begin.Add(-48 * time.Hour)
	to := from.Add(500 * 24 * time.Hour)
	var taken []capacity.Ask
	var until civil.Instant
	err := w.db.View(context.Background(), func(tx *store.Tx) (err error) {
		taken, until, err = capacity.Taken(tx, w.pools, from, to)
		return err
	})
	if err != nil {
		rt.Fatal(err)
	}
	var expected []capacity.Ask
	var first civil.Instant
	for _, all := range w.has {
		for _, g := range all {
			if w.live(g) {
				expected = append(expected, g.Ask)
				if !g.until.IsZero() && (first.IsZero() || g.until.Before(first)) {
					first = g.until
				}
			}
		}
	}
	order := func(a, b capacity.Ask) int {
		if c := a.Pool.Compare(b.Pool); c != 0 {
			return c
		}
		if c := a.From.Sub(b.From); c != 0 {
			return int(c / time.Second)
		}
		return int(a.To.Sub(b.To)/time.Second)*10 + a.Units - b.Units
	}
	slices.SortFunc(taken, order)
	slices.SortFunc(expected, order)
	if !slices.Equal(taken, expected) || until != first {
		rt.Fatalf("taken %v until %s\nexpected %v until %s", taken, until, expected, first)
	}
	for _, a := range taken {
		for _, at := range []civil.Instant{a.From, w.now} {
			if used := w.usage(a.Pool, at, capacity.OwnerID{}, nil); !at.Before(w.now) && used > w.units[a.Pool] {
				rt.Fatalf("%d of %d units taken at %s", used, w.units[a.Pool], at)
			}
		}
	}
	w.nobodyForgotten(rt)
}

// nobodyForgotten: whoever in line could have what they wait for is about to be offered it, since one of their pools is known to be freer.
// Holds that ran out and aren't swept yet tell only when they are.
func (w *world) nobodyForgotten(rt *rapid.T) {
	for _, all := range w.has {
		if slices.ContainsFunc(all, func(g given) bool { return !w.live(g) }) {
			return
		}
	}
	var freed []capacity.PoolID
	err := w.db.View(context.Background(), func(tx *store.Tx) (err error) {
		freed, err = capacity.Freed(tx)
		return err
	})
	if err != nil {
		rt.Fatal(err)
	}
	for _, x := range w.line {
		if x.offered || !w.room(x.asks, x.owner, nil) || slices.ContainsFunc(x.asks, func(a capacity.Ask) bool { return !a.From.After(w.now) }) {
			continue
		}
		if !slices.ContainsFunc(x.asks, func(a capacity.Ask) bool { return slices.Contains(freed, a.Pool) }) {
			rt.Fatalf("%s waits for %v, which is free, and nobody knows", x.owner, x.asks)
		}
	}
}

// TestTheModelAgrees plays random days on both databases: what the package does is what the model does, and nothing is ever given twice.
func TestTheModelAgrees(t *testing.T) {
	t.Parallel()
	for _, e := range []struct {
		name string
		open func(testing.TB, ...testkit.Option) *store.DB
	}{{"sqlite", testkit.SQLite}, {"postgres", testkit.PostgreSQL}} {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			clock := &testkit.Clock{}
			db := e.open(t, testkit.WithClock(clock.Now))
			org := anOrganisation(t, db)
			rapid.Check(t, func(rt *rapid.T) {
				w := &world{db: db, clock: clock, begin: civil.At(clock.Now()), model: model{now: civil.At(clock.Now()), units: map[capacity.PoolID]int{}, has: map[capacity.OwnerID][]given{}}}
				w.update(rt, "open", func(tx *store.Tx) error {
					w.pools, w.units = nil, map[capacity.PoolID]int{}
					for range 3 {
						units := rapid.IntRange(1, 4).Draw(rt, "units")
						p, err := capacity.Open(tx, org, units)
						if err != nil {
							return err
						}
						w.pools = append(w.pools, p.ID)
						w.units[p.ID] = units
					}
					return nil
				})
				rt.Repeat(w.actions())
				w.update(rt, "tidy up", func(tx *store.Tx) error {
					for _, o := range w.kept {
						if err := capacity.Free(tx, o); err != nil {
							return err
						}
					}
					return capacity.Offer(tx, w.pools, func(time.Duration) time.Duration { return lasting }, func(*store.Tx, capacity.Offered) error { return nil })
				})
			})
		})
	}
}

func anOrganisation(t testing.TB, db *store.DB) organisation.ID {
	t.Helper()
	var o organisation.Organisation
	err := db.Update(context.Background(), func(tx *store.Tx) (err error) {
		o, err = organisation.Create(tx, organisation.Organisation{Name: "La Maison", Kind: organisation.Association})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return o.ID
}

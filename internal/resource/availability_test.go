package resource_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/opening"
	"mitoyen/internal/resource"
	"mitoyen/internal/testkit"
)

// TestStretchesSayWhatEachInstantSays: cut into stretches, a random day says of each minute what looking at that minute alone says.
func TestStretchesSayWhatEachInstantSays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		base := civil.At(testkit.Now)
		minute := func(n int) civil.Instant { return base.Add(time.Duration(n) * time.Minute) }
		r := resource.Resource{ID: id.New[resource.Resource](), Pool: id.New[capacity.Pool](), Units: rapid.IntRange(1, 3).Draw(rt, "units")}
		part := resource.Draw{Other: id.New[resource.Resource](), Pool: id.New[capacity.Pool](), Units: 2, Whole: true}
		need := resource.Draw{Other: id.New[resource.Resource](), Pool: id.New[capacity.Pool](), Units: 2}
		r.Draws = []resource.Draw{part, need}
		g := resource.Ground{From: minute(0), To: minute(120), Windows: map[resource.ID][]opening.Window{}, Taken: map[capacity.PoolID][]capacity.Ask{}}
		span := func(name string) (from, to civil.Instant) {
			a := rapid.IntRange(-20, 130).Draw(rt, name)
			return minute(a), minute(a + rapid.IntRange(1, 60).Draw(rt, name+" long"))
		}
		at := -10
		for range rapid.IntRange(0, 3).Draw(rt, "windows") {
			at += rapid.IntRange(1, 30).Draw(rt, "gap")
			end := at + rapid.IntRange(5, 60).Draw(rt, "window")
			g.Windows[r.ID] = append(g.Windows[r.ID], opening.Window{From: minute(at), To: minute(end)})
			at = end
		}
		for i := range rapid.IntRange(0, 2).Draw(rt, "closures") {
			from, to := span("closure")
			g.Closures = append(g.Closures, resource.Closure{Resource: []resource.ID{{}, r.ID, part.Other, id.New[resource.Resource]()}[(i+rapid.IntRange(0, 3).Draw(rt, "of"))%4], From: from, To: to})
		}
		for _, p := range r.Pools() {
			last := -30
			for range rapid.IntRange(0, 5).Draw(rt, "taken") { // in order of start, as Look gives them
				last += rapid.IntRange(0, 25).Draw(rt, "start")
				g.Taken[p] = append(g.Taken[p], capacity.Ask{Pool: p, Units: rapid.IntRange(1, 2).Draw(rt, "of units"), From: minute(last), To: minute(last + rapid.IntRange(1, 50).Draw(rt, "length"))})
			}
		}
		stretches := g.Stretches(r)
		next := g.From
		for _, s := range stretches {
			if s.From != next || !s.From.Before(s.To) {
				rt.Fatalf("a gap or an overlap at %s: %v", s.From, stretches)
			}
			next = s.To
		}
		if next != g.To {
			rt.Fatalf("they end at %s", next)
		}
		for n := range 120 {
			state, units := naive(g, r, minute(n))
			for _, s := range stretches {
				if !minute(n).Before(s.From) && minute(n).Before(s.To) && (s.State != state || s.Units != units) {
					rt.Fatalf("minute %d is %v with %d, the stretch says %+v", n, state, units, s)
				}
			}
		}
	})
}

// naive looks at one instant.
func naive(g resource.Ground, r resource.Resource, at civil.Instant) (resource.State, int) {
	within := func(from, to civil.Instant) bool { return !at.Before(from) && at.Before(to) }
	open := false
	for _, w := range g.Windows[r.ID] {
		open = open || within(w.From, w.To)
	}
	if !open {
		return resource.Shut, 0
	}
	for _, c := range g.Closures {
		about := c.Resource.IsZero() || c.Resource == r.ID || c.Resource == r.Draws[0].Other || c.Resource == r.Draws[1].Other
		if about && within(c.From, c.To) {
			return resource.Closing, 0
		}
	}
	used := func(p capacity.PoolID) (n int) {
		for _, a := range g.Taken[p] {
			if within(a.From, a.To) {
				n += a.Units
			}
		}
		return n
	}
	left := min(r.Units-used(r.Pool), r.Draws[1].Units-used(r.Draws[1].Pool))
	if used(r.Draws[0].Pool) > 0 || left <= 0 {
		return resource.Taken, 0
	}
	return resource.Vacant, left
}

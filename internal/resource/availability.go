package resource

import (
	"slices"

	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/opening"
)

// State is what a resource is over a stretch of time, for somebody who wants one unit.
type State uint8

// The states.
const (
	Shut     State = iota // the place is closed, or nobody has said that it opens
	Closing               // closed by an exception: works, maintenance
	Taken                 // no unit left
	Vacant                // some units left
	Unfilled              // it would open, but nobody holds the shift yet
)

// Stretch is a part of time over which nothing changes.
type Stretch struct {
	From, To civil.Instant
	State    State
	Units    int    // left, when vacant
	Reason   string // of a closure
}

// Ground is what is known of a place over an interval, read once for all its resources.
type Ground struct {
	From, To civil.Instant
	Windows  map[ID][]opening.Window // when each resource opens
	Planned  map[ID][]opening.Window // when it would if somebody held every shift; nil where the place opens by its hours alone
	Closures []Closure
	Taken    map[capacity.PoolID][]capacity.Ask
	Until    civil.Instant // when a hold runs out and the answer changes by itself; zero: never
}

// Stretches cuts the interval of the ground into what a resource is, in order and without gaps. It is pure: what it says was so when the
// ground was read, and booking checks again under the lock.
func (g Ground) Stretches(r Resource) []Stretch {
	size := 2 + 2*(len(g.Windows[r.ID])+len(g.Planned[r.ID]))
	for _, p := range r.Pools() {
		size += 2 * len(g.Taken[p])
	}
	edges := append(make([]civil.Instant, 0, size), g.From, g.To)
	add := func(from, to civil.Instant) {
		for _, at := range [...]civil.Instant{from, to} {
			if g.From.Before(at) && at.Before(g.To) {
				edges = append(edges, at)
			}
		}
	}
	for _, all := range [][]opening.Window{g.Windows[r.ID], g.Planned[r.ID]} {
		for _, w := range all {
			add(w.From, w.To)
		}
	}
	for _, c := range g.Closures {
		if c.shuts(r) {
			add(c.From, c.To)
		}
	}
	for _, p := range r.Pools() {
		for _, a := range g.Taken[p] {
			add(a.From, a.To)
		}
	}
	slices.SortFunc(edges, func(a, b civil.Instant) int { return a.Time().Compare(b.Time()) })
	edges = slices.Compact(edges)
	use := g.uses(r)
	all := make([]Stretch, 0, len(edges))
	for i := 0; i+1 < len(edges); i++ {
		s := g.at(r, use, edges[i])
		s.From, s.To = edges[i], edges[i+1]
		if n := len(all); n > 0 && all[n-1].State == s.State && all[n-1].Units == s.Units && all[n-1].Reason == s.Reason {
			all[n-1].To = s.To
			continue
		}
		all = append(all, s)
	}
	return all
}

// at is what the resource is at an instant.
func (g Ground) at(r Resource, uses []use, at civil.Instant) Stretch {
	state := Shut
	switch {
	case opensAt(g.Windows[r.ID], at):
		state = Vacant
	case opensAt(g.Planned[r.ID], at):
		state = Unfilled
	}
	if state == Shut {
		return Stretch{State: Shut}
	}
	for _, c := range g.Closures {
		if c.shuts(r) && !at.Before(c.From) && at.Before(c.To) {
			return Stretch{State: Closing, Reason: c.Reason}
		}
	}
	if state == Unfilled {
		return Stretch{State: Unfilled}
	}
	left := r.Units
	for i := range uses {
		left = min(left, uses[i].left(at))
	}
	if left <= 0 {
		return Stretch{State: Taken}
	}
	return Stretch{State: Vacant, Units: left}
}

func opensAt(all []opening.Window, at civil.Instant) bool {
	for _, w := range all {
		if !at.Before(w.From) && at.Before(w.To) {
			return true
		}
	}
	return false
}

// use follows one pool through time. Instants are asked in order, so that each allocation is looked at a few times only.
type use struct {
	taken   []capacity.Ask // in order of start
	next    int
	running []capacity.Ask
	units   int
	whole   bool // all the units are needed, or none is left
}

// uses makes ready to follow the pools of a resource.
func (g Ground) uses(r Resource) []use {
	all := []use{{taken: g.Taken[r.Pool], units: r.Units}}
	for _, d := range r.Draws {
		all = append(all, use{taken: g.Taken[d.Pool], units: d.Units, whole: d.Whole})
	}
	if !r.Crowd.Pool.IsZero() && r.Heads(1, 1) > 0 {
		all = append(all, use{taken: g.Taken[r.Crowd.Pool], units: r.Crowd.Most})
	}
	return all
}

// left is how many units of the resource the pool allows at an instant not before the last one asked.
func (u *use) left(at civil.Instant) int {
	for u.next < len(u.taken) && !at.Before(u.taken[u.next].From) {
		u.running = append(u.running, u.taken[u.next])
		u.next++
	}
	taken := 0
	kept := u.running[:0]
	for _, a := range u.running {
		if at.Before(a.To) {
			kept = append(kept, a)
			taken += a.Units
		}
	}
	u.running = kept
	switch {
	case u.whole && taken > 0:
		return 0
	case u.whole:
		return mostUnits
	}
	return u.units - taken
}

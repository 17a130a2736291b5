package capacity

import (
	"slices"

	"mitoyen/internal/kit/civil"
)

// Peak is the most units that are taken at once within [from, to). It reads allocations in any order, and asks nothing of the database.
func Peak(taken []Ask, from, to civil.Instant) int {
	type step struct {
		at civil.Instant
		by int
	}
	steps := make([]step, 0, 2*len(taken))
	for _, a := range taken {
		if a.overlaps(from, to) {
			begin := a.From
			if begin.Before(from) {
				begin = from
			}
			steps = append(steps, step{begin, a.Units}, step{a.To, -a.Units})
		}
	}
	// Where one ends and another begins at the same instant, the end comes first: intervals are half-open.
	slices.SortFunc(steps, func(x, y step) int {
		switch {
		case x.at.Before(y.at):
			return -1
		case y.at.Before(x.at):
			return 1
		}
		return x.by - y.by
	})
	now, most := 0, 0
	for _, s := range steps {
		now += s.by
		most = max(most, now)
	}
	return most
}

package capacity

import (
	"time"

	"mitoyen/internal/kit/civil"
)

// What overlaps an interval has begun before its end, and could have begun at any time before: a plain search reads the whole past of a
// pool. So allocations stand in classes by their length. Within a class none is longer than its limit, and nothing that began earlier
// than the limit before the interval can reach into it. An hour's booking is so found among those of a day, whatever the year's lease
// beside it, and cost doesn't grow with history.

// spanLimits are the longest allocations of each class. The last class has no limit but the one that Lock enforces.
var spanLimits = [...]time.Duration{24 * time.Hour, 10 * 24 * time.Hour, 100 * 24 * time.Hour, longest}

// longest is the longest that units can be given at once: some ten years.
const longest = 3660 * 24 * time.Hour

// spanOf is the class of an allocation.
func spanOf(from, to civil.Instant) int {
	length := to.Sub(from)
	for i, limit := range spanLimits {
		if length <= limit {
			return i
		}
	}
	return len(spanLimits) - 1
}

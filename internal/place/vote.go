package place

import (
	"time"

	"mitoyen/internal/kit/civil"
)

// Tally is where a proposal stands with those who looked at it.
type Tally struct {
	For, Against int
	Since        civil.Instant // when it was proposed
}

// Outcome is what collective validation makes of a tally.
type Outcome string

// The outcomes.
const (
	StillOpen  Outcome = "open"
	Accepted   Outcome = "accepted"
	Refused    Outcome = "refused"
	NeedsHuman Outcome = "human" // the coordinator's word is needed
)

// The thresholds of collective validation, as the map communities of GoGoCarto have practised them.
const (
	votesToPass  = 5
	votesToForce = 10
	leastTime    = 2 * 24 * time.Hour
	mostTime     = 15 * 24 * time.Hour
)

// Decide is the rule of collective validation: five agree and nobody is against, after two days at least; ten agree at once whatever the
// time, if at most one is against; what is refused alike is refused; a mixed result, or fifteen days without one, is for a person.
func (t Tally) Decide(now civil.Instant) Outcome {
	age := now.Sub(t.Since)
	switch {
	case t.For >= votesToForce && t.Against <= 1:
		return Accepted
	case t.Against >= votesToForce && t.For <= 1:
		return Refused
	case t.For >= votesToPass && t.Against == 0 && age >= leastTime:
		return Accepted
	case t.Against >= votesToPass && t.For == 0 && age >= leastTime:
		return Refused
	case t.For >= votesToPass && t.Against >= votesToPass, age >= mostTime:
		return NeedsHuman
	}
	return StillOpen
}

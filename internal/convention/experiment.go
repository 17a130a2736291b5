package convention

import (
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/id"
)

// ExperimentID names an experiment.
type ExperimentID = id.Of[Experiment]

// RuleKind is what sort of rule would be relaxed.
type RuleKind string

// The kinds of rules that belong to those who sign.
const (
	RuleHours     RuleKind = "hours"     // opening, reception
	RulePrice     RuleKind = "price"     // prices and deposits
	RulePayment   RuleKind = "payment"   // how and when money is paid
	RuleProcedure RuleKind = "procedure" // papers, delays, who signs
	RuleUse       RuleKind = "use"       // what premises and equipment are used for
)

// The kinds that nobody who signs can relax; convention.refused.<kind> says why.
const (
	RuleFire   RuleKind = "fire"   // safety of a building that receives the public
	RuleAccess RuleKind = "access" // accessibility
	RuleLabour RuleKind = "labour"
	RuleData   RuleKind = "data" // personal data
	RuleFood   RuleKind = "food" // hygiene
	RuleLaw    RuleKind = "law"  // any other law or regulation
)

// RuleKinds lists every kind, those that can be relaxed first.
var RuleKinds = []RuleKind{RuleHours, RulePrice, RulePayment, RuleProcedure, RuleUse, RuleFire, RuleAccess, RuleLabour, RuleData, RuleFood, RuleLaw}

// refusals say why a rule can't be relaxed, in words (keys).
var refusals = map[RuleKind]string{
	RuleFire: "convention.refused.fire", RuleAccess: "convention.refused.access", RuleLabour: "convention.refused.labour",
	RuleData: "convention.refused.data", RuleFood: "convention.refused.food", RuleLaw: "convention.refused.law",
}

// Refusal is the key of why a kind of rule can't be relaxed; "" for one that belongs to those who sign.
func (k RuleKind) Refusal() string { return refusals[k] }

// ExperimentState is how far an experiment is.
type ExperimentState string

// The states of an experiment.
const (
	Asked   ExperimentState = "asked"   // whoever's rule it is hasn't answered
	Refused ExperimentState = "refused" // by them, with a sentence
	Running ExperimentState = "running"
	Tried   ExperimentState = "ended" // with an outcome and what was learned
)

// Outcome is what both make of an experiment. None is a failure.
type Outcome string

// The outcomes.
const (
	Continue Outcome = "continue"
	Adapt    Outcome = "adapt"
	Stop     Outcome = "stop"
)

// Outcomes lists every outcome.
var Outcomes = []Outcome{Continue, Adapt, Stop}

var trials = map[ExperimentState]map[string]ExperimentState{
	Asked:   {"agree": Running, "refuse": Refused},
	Running: {"half": Running, "end": Tried},
}

// Next is the state that a step leads to: agree, refuse, half, end; ok is false where it can't be done.
func (s ExperimentState) Next(step string) (next ExperimentState, ok bool) {
	next, ok = trials[s][step]
	return next, ok
}

// Experiment is a rule that is relaxed for a while, to see.
type Experiment struct {
	ID       ExperimentID
	State    ExperimentState
	Title    string
	Rule     string // that is relaxed
	RuleKind RuleKind
	RuleOf   int // party whose rule it is
	AskedBy  int
	First    civil.Date
	Until    civil.Date
	StopWhen string
	Answer   string // of a refusal
	HalfOn   civil.Date
	Half     string // what was seen half-way
	Outcome  Outcome
	EndedOn  civil.Date
	Learned  string
}

// Overdue reports whether its last day has passed and nobody has said what becomes of it.
func (e Experiment) Overdue(today civil.Date) bool {
	return e.State == Running && e.Until.Before(today)
}

// HalfDue is the day to look at it half-way.
func (e Experiment) HalfDue() civil.Date { return e.First.AddDays(e.Until.DaysSince(e.First) / 2) }

// Lesson is what was learned from an experiment that ended, for everybody.
type Lesson struct {
	Experiment
	Convention ID
	Of         string // title of the convention
	Owner      string // whose rule it was
}

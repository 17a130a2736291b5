package project

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/territory"
)

// DecisionID names a decision.
type DecisionID = id.Of[Decision]

// Way is how a group decides.
type Way string

// The ways.
const (
	ByConsent Way = "consent" // decided unless somebody objects, with a reason
	ByVote    Way = "vote"    // the option that most choose among those who vote
)

// DecisionState is how far a decision has come.
type DecisionState string

// The states.
const (
	Asked     DecisionState = "open"
	Decided   DecisionState = "decided"
	Undecided DecisionState = "undecided" // an objection, a tie, or too few
	Withdrawn DecisionState = "withdrawn"
)

// The answers to a consent.
const (
	Agrees  = 0
	Objects = 1
)

// Decision is a question that a group's members answer, each once and openly; whoever answered may change it until the end.
type Decision struct {
	ID       DecisionID
	Way      Way
	Question string
	Options  []string // of a vote
	Quorum   int      // percent of the members who must vote; 0: none
	OpenedOn civil.Date
	ClosesOn civil.Date // the last day
	Shown    Shown
	State    DecisionState
	Result   Result // once it has ended
	EndedOn  civil.Date
}

// Answers is how many answers there are to choose from.
func (d Decision) Answers() int {
	if d.Way == ByConsent {
		return 2
	}
	return len(d.Options)
}

// Voice is what a member said.
type Voice struct {
	Member MemberID
	Name   string // "" of somebody who is gone
	Choice int
	Reason string
	Came   Came // by their account, or by the link of a letter
}

// Result is what a decision came to, computed once at its end.
type Result struct {
	Members int    `json:"members"`
	Counts  []int  `json:"counts"` // by answer
	Chosen  int    `json:"chosen"` // of the options; -1: none
	Why     string `json:"why"`    // what kept it undecided: objection, tie, quorum, nobody; "" when it is decided
}

// Conclude computes the result of a decision from what so many members said. A consent is decided when nobody objects, silence included: that is
// what was asked. A vote goes to the option with the most votes, if enough members voted and no other has as many.
func (d Decision) Conclude(members int, voices []Voice) (DecisionState, Result) {
	r := Result{Members: members, Counts: make([]int, d.Answers()), Chosen: -1}
	for _, v := range voices {
		r.Counts[v.Choice]++
	}
	if d.Way == ByConsent {
		if r.Counts[Objects] > 0 {
			r.Why = "objection"
			return Undecided, r
		}
		r.Chosen = Agrees
		return Decided, r
	}
	most := slices.Max(r.Counts)
	leaders := 0
	for _, n := range r.Counts {
		if n == most {
			leaders++
		}
	}
	switch {
	case len(voices) == 0:
		r.Why = "nobody"
	case len(voices)*100 < d.Quorum*members:
		r.Why = "quorum"
	case leaders > 1:
		r.Why = "tie"
	default:
		r.Chosen = slices.Index(r.Counts, most)
		return Decided, r
	}
	return Undecided, r
}

const decisionColumns = `d.id, d.way, d.question, d.options, d.quorum, d.opened_on, d.closes_on, d.shown, d.state, d.result, d.ended_on`

func scanDecision(r store.Row) (d Decision, err error) {
	var options, result string
	if err = r.Scan(&d.ID, &d.Way, &d.Question, &options, &d.Quorum, &d.OpenedOn, &d.ClosesOn, &d.Shown, &d.State, &result, &d.EndedOn); err != nil {
		return d, err
	}
	err = json.Unmarshal([]byte(options), &d.Options)
	if result != "" {
		err = errors.Join(err, json.Unmarshal([]byte(result), &d.Result))
	}
	return d, err
}

// Decisions lists the decisions that somebody may read of, the latest first. What is still open is the members' alone.
func Decisions(tx *store.Tx, s Sees, g Project) ([]Decision, error) {
	all, err := store.All(tx, scanDecision, `SELECT `+decisionColumns+` FROM project_decision d WHERE d.project_id = $1 ORDER BY d.opened_on DESC, d.id DESC LIMIT 500`, g.ID)
	return slices.DeleteFunc(all, func(d Decision) bool { return !s.readsDecision(d) }), err
}

func (s Sees) readsDecision(d Decision) bool {
	return s.In() || s.Reads(d.Shown) && (d.State == Decided || d.State == Undecided)
}

// FindDecision reads a decision; what each said is read by members alone. Errors: NotFound, also for one that isn't shown to them.
func FindDecision(tx *store.Tx, s Sees, g Project, which DecisionID) (d Decision, voices []Voice, err error) {
	d, err = findDecision(tx, g, which, "")
	if err == nil && !s.readsDecision(d) {
		err = errNoDecision
	}
	if err != nil || !s.In() {
		return d, nil, err
	}
	voices, err = voicesOf(tx, which)
	return d, voices, err
}

var errNoDecision = fault.New(fault.NotFound, "project.decision_unknown")

func findDecision(tx *store.Tx, g Project, which DecisionID, lock string) (Decision, error) {
	d, err := store.One(tx, scanDecision, `SELECT `+decisionColumns+` FROM project_decision d WHERE d.id = $1 AND d.project_id = $2`+lock, which, g.ID)
	if errors.Is(err, store.ErrNoRow) {
		return d, errNoDecision
	}
	return d, err
}

func voicesOf(tx *store.Tx, which DecisionID) ([]Voice, error) {
	return store.All(tx, func(r store.Row) (v Voice, err error) {
		return v, r.Scan(&v.Member, &v.Name, &v.Choice, &v.Reason, &v.Came)
	}, `
		SELECT v.member_id, coalesce(p.name, m.name), v.choice, v.reason, v.came
		FROM project_voice v
		JOIN project_member m ON m.id = v.member_id
		LEFT JOIN person p ON p.id = m.person_id
		WHERE v.decision_id = $1
		ORDER BY v.at, v.member_id`, which)
}

// Bounds of a decision.
const (
	mostDays    = 90
	mostOptions = 10
)

// AskRequest is a question to a group.
type AskRequest struct {
	Submission string
	Project    ID
	Decision   Decision // its ID, state and result are ours to give
	Days       int      // how many days it can be answered, today not counted
}

// Ask asks the members to decide. Any member may. Errors: Forbidden; Conflict when the group is over; Invalid with every breach.
func Ask(tx *store.Tx, by organisation.Actor, q AskRequest) (which DecisionID, err error) {
	text, err := form.Once(tx, q.Submission, func() (string, error) {
		g, _, err := forWork(tx, by, q.Project)
		if err != nil {
			return "", err
		}
		d := q.Decision
		if d.Way == ByConsent {
			d.Options, d.Quorum = nil, 0
		}
		var b fault.Breaches
		b.Check(d.Way == ByConsent || d.Way == ByVote, "way", "project.way_missing")
		b.Check(d.Question != "", "question", "project.question_missing")
		long(&b, "question", d.Question, 1000)
		b.Check(d.Way != ByVote || len(d.Options) >= 2 && len(d.Options) <= mostOptions, "options", "project.options", fault.Args{"Max": mostOptions})
		for i, o := range d.Options {
			long(&b, "options", o, mostLine)
			b.Check(!slices.Contains(d.Options[:i], o), "options", "project.option_twice", fault.Args{"Option": o})
		}
		b.Check(d.Quorum >= 0 && d.Quorum <= 100, "quorum", "project.percent")
		b.Check(q.Days >= 1 && q.Days <= mostDays, "days", "project.days", fault.Args{"Max": mostDays})
		b.Check(d.Shown.known(), "shown", "project.shown_missing")
		if err := b.Err(); err != nil {
			return "", err
		}
		options, err := json.Marshal(d.Options)
		if err != nil {
			return "", err
		}
		d.ID, d.OpenedOn = id.New[Decision](), g.Today(tx.Now)
		_, err = tx.Exec(`INSERT INTO project_decision (id, project_id, way, question, options, quorum, opened_on, closes_on, shown, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open')`,
			d.ID, g.ID, d.Way, d.Question, string(options), d.Quorum, d.OpenedOn, d.OpenedOn.AddDays(q.Days), d.Shown)
		if err != nil {
			return "", fmt.Errorf("ask group: %w", err)
		}
		return d.ID.String(), note(tx, by, g, "project.asked", map[string]string{"question": short(d.Question, mostLine)})
	})
	if err != nil {
		return which, err
	}
	return which, which.UnmarshalText([]byte(text))
}

// answerable reads an open decision for a member and keeps it open until the transaction ends.
func answerable(tx *store.Tx, by organisation.Actor, project ID, which DecisionID) (g Project, s Sees, d Decision, err error) {
	if g, err = FindByID(tx, project); err != nil {
		return g, s, d, err
	}
	if s, err = Look(tx, by, g); err != nil {
		return g, s, d, err
	}
	if !s.In() {
		return g, s, d, refusal(by)
	}
	if d, err = findDecision(tx, g, which, tx.ForUpdate()); err != nil {
		return g, s, d, err
	}
	if d.State != Asked || d.ClosesOn.Before(g.Today(tx.Now)) {
		err = fault.New(fault.Conflict, "project.ended")
	}
	return g, s, d, err
}

// Say is what a member says to a decision; saying it again changes it. Nobody says anything for others. Errors: Forbidden; Conflict once it has
// ended; Invalid for an objection without a reason.
func Say(tx *store.Tx, by organisation.Actor, project ID, which DecisionID, choice int, reason string) error {
	_, s, d, err := answerable(tx, by, project, which)
	if err != nil {
		return err
	}
	return speak(tx, d, s.Member.ID, choice, reason, ByAccount)
}

// speak keeps a member's voice; the caller holds the decision, and knows that it is open and who speaks.
func speak(tx *store.Tx, d Decision, who MemberID, choice int, reason string, came Came) error {
	var b fault.Breaches
	b.Check(choice >= 0 && choice < d.Answers(), "choice", "project.choice_missing")
	b.Check(d.Way != ByConsent || choice != Objects || reason != "", "reason", "project.objection_reason")
	long(&b, "reason", reason, 1000)
	if err := b.Err(); err != nil {
		return err
	}
	_, err := tx.Exec(`
		INSERT INTO project_voice (decision_id, member_id, choice, reason, at, came) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (decision_id, member_id) DO UPDATE SET choice = excluded.choice, reason = excluded.reason, at = excluded.at, came = excluded.came`, d.ID, who, choice, reason, tx.Now, came)
	if err != nil {
		return fmt.Errorf("say to decision: %w", err)
	}
	return nil
}

// EndEarly ends a decision before its day, once every member who can be asked has spoken: there is nobody left to wait for. Errors: Forbidden;
// Conflict while somebody hasn't.
func EndEarly(tx *store.Tx, by organisation.Actor, project ID, which DecisionID) error {
	g, _, d, err := answerable(tx, by, project, which)
	if err != nil {
		return err
	}
	silent, err := store.One(tx, store.Value[int], `
		SELECT count(*) FROM project_member m
		WHERE m.project_id = $1 AND m.left_on IS NULL AND (m.person_id IS NOT NULL OR m.email <> '')
			AND NOT EXISTS (SELECT 1 FROM project_voice v WHERE v.decision_id = $2 AND v.member_id = m.id)`, g.ID, d.ID)
	if err != nil {
		return err
	}
	if silent > 0 {
		return fault.New(fault.Conflict, "project.still_silent", fault.Args{"Count": silent})
	}
	return end(tx, by, g, d)
}

// Withdraw takes a question back, by whoever holds the pen. Errors: Forbidden; Conflict once it has ended.
func Withdraw(tx *store.Tx, by organisation.Actor, project ID, which DecisionID) error {
	g, s, d, err := answerable(tx, by, project, which)
	if err != nil {
		return err
	}
	if !s.Pen {
		return fault.New(fault.Forbidden, "project.pen_only")
	}
	if err := tx.ExecOne(`UPDATE project_decision SET state = $1, ended_on = $2 WHERE id = $3`, Withdrawn, g.Today(tx.Now), d.ID); err != nil {
		return err
	}
	return note(tx, by, g, "project.withdrawn", map[string]string{"question": short(d.Question, mostLine)})
}

// end computes the result of a decision, once; the caller holds it. The quorum is of those who can vote: members with an account, or with an address to which
// their link goes.
func end(tx *store.Tx, by organisation.Actor, g Project, d Decision) error {
	voices, err := voicesOf(tx, d.ID)
	if err != nil {
		return err
	}
	members, err := store.One(tx, store.Value[int], `SELECT count(*) FROM project_member WHERE project_id = $1 AND left_on IS NULL AND (person_id IS NOT NULL OR email <> '')`, g.ID)
	if err != nil {
		return err
	}
	state, result := d.Conclude(members, voices)
	packed, err := json.Marshal(result)
	if err != nil {
		return err
	}
	if err := tx.ExecOne(`UPDATE project_decision SET state = $1, result = $2, ended_on = $3 WHERE id = $4`, state, string(packed), g.Today(tx.Now), d.ID); err != nil {
		return err
	}
	return note(tx, by, g, "project.concluded", map[string]string{"question": short(d.Question, mostLine), "state": string(state)})
}

// endDecisions ends what has come to its last day, each by the clock of its commune.
func endDecisions(tx *store.Tx) error {
	type due struct {
		project ID
		which   DecisionID
		commune string
		last    civil.Date
	}
	// A day ends first in the east: half a day before it does in UTC.
	all, err := store.All(tx, func(r store.Row) (x due, err error) {
		return x, r.Scan(&x.project, &x.which, &x.commune, &x.last)
	}, `SELECT d.project_id, d.id, g.commune, d.closes_on FROM project_decision d JOIN project g ON g.id = d.project_id WHERE d.state = 'open' AND d.closes_on <= $1 ORDER BY d.id`, civil.DateOf(tx.Now.Time()))
	if err != nil {
		return err
	}
	for _, x := range all {
		if !x.last.Before(civil.DateOf(tx.Now.In(territory.Zone(x.commune)))) {
			continue
		}
		g, err := FindByID(tx, x.project)
		if err != nil {
			return err
		}
		d, err := findDecision(tx, g, x.which, tx.ForUpdate())
		if err == nil && d.State == Asked {
			err = end(tx, organisation.Actor{}, g, d)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

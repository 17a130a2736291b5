package project

import (
	"errors"
	"fmt"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// ProposalID names a proposal.
type ProposalID = id.Of[Proposal]

// Field is what an authority may propose to change.
type Field string

// The fields.
const (
	FWords Field = "words"
	FNext  Field = "next"
	FStage Field = "stage"
)

// Proposal is what the authority that follows would have otherwise; the group decides.
type Proposal struct {
	ID     ProposalID
	Field  Field
	Value  string     // the words, the next step, or the stage
	On     civil.Date // of the next step
	Why    string
	State  string // open, accepted, refused
	Answer string
	MadeOn civil.Date
	Ended  civil.Date
}

const proposalColumns = `id, field, value, on_day, why, state, answer, made_on, ended_on`

func scanProposal(r store.Row) (p Proposal, err error) {
	return p, r.Scan(&p.ID, &p.Field, &p.Value, &p.On, &p.Why, &p.State, &p.Answer, &p.MadeOn, &p.Ended)
}

// Proposals lists what the authority has proposed, the latest first, for members and for the authority.
func Proposals(tx *store.Tx, s Sees, g Project) ([]Proposal, error) {
	if !s.In() && !s.Authority {
		return nil, nil
	}
	return store.All(tx, scanProposal, `SELECT `+proposalColumns+` FROM project_proposal WHERE project_id = $1 ORDER BY made_on DESC, id DESC LIMIT 100`, g.ID)
}

// Propose keeps what an official would have otherwise. Errors: Forbidden for everybody but the authority that follows; Conflict when the group is
// over; Invalid.
func Propose(tx *store.Tx, by organisation.Actor, submission string, which ID, p Proposal) error {
	_, err := form.Once(tx, submission, func() (string, error) {
		g, s, err := hold(tx, by, which)
		switch {
		case err != nil:
			return "", err
		case !s.Authority:
			return "", refusal(by)
		case g.Over():
			return "", errOver
		}
		var b fault.Breaches
		b.Check(p.Field == FWords || p.Field == FNext || p.Field == FStage, "field", "project.field_missing")
		b.Check(p.Value != "", "value", "project.value_missing")
		if p.Field == FNext {
			long(&b, "value", p.Value, mostLine)
		}
		long(&b, "value", p.Value, mostText)
		if p.Field == FStage {
			// Giving up is the group's own word alone.
			b.Check(canMove(g, place.Stage(p.Value)) && place.Stage(p.Value) != place.Closed, "value", "project.cannot_move")
		}
		b.Check(p.Why != "", "why", "project.why_missing")
		long(&b, "why", p.Why, 1000)
		if err := b.Err(); err != nil {
			return "", err
		}
		_, err = tx.Exec(`INSERT INTO project_proposal (id, project_id, person_id, field, value, on_day, why, state, made_on) VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8)`,
			id.New[Proposal](), g.ID, by.Person, p.Field, p.Value, p.On, p.Why, g.Today(tx.Now))
		if err != nil {
			return "", fmt.Errorf("propose to group: %w", err)
		}
		return "", note(tx, by, g, "project.proposed", map[string]string{"field": string(p.Field)})
	})
	return err
}

func canMove(g Project, to place.Stage) bool {
	for _, s := range g.Next() {
		if s == to {
			return true
		}
	}
	return false
}

// Decide accepts what the authority proposed, and does it, or refuses; with a word either way. Errors: Forbidden without the pen; Conflict when
// it was decided already, or can't be done any more; Invalid without a word.
func Decide(tx *store.Tx, by organisation.Actor, which ID, proposal ProposalID, accept bool, answer string) error {
	g, _, err := forPen(tx, by, which)
	if err != nil {
		return err
	}
	p, err := store.One(tx, scanProposal, `SELECT `+proposalColumns+` FROM project_proposal WHERE id = $1 AND project_id = $2`, proposal, g.ID)
	switch {
	case errors.Is(err, store.ErrNoRow):
		return fault.New(fault.NotFound, "project.proposal_unknown")
	case err != nil:
		return err
	case p.State != "open":
		return fault.New(fault.Conflict, "project.answered")
	}
	var b fault.Breaches
	b.Check(answer != "", "answer", "project.answer_missing")
	long(&b, "answer", answer, 1000)
	if err := b.Err(); err != nil {
		return err
	}
	state := "refused"
	if accept {
		state = "accepted"
		q := WriteRequest{Project: g.ID, Words: g.Words, NextStep: g.NextStep, NextOn: g.NextOn}
		switch p.Field {
		case FWords:
			q.Words = p.Value
		case FNext:
			q.NextStep, q.NextOn = p.Value, p.On
		}
		if p.Field == FStage {
			err = move(tx, by, g, MoveRequest{Project: g.ID, To: place.Stage(p.Value), Reason: answer})
		} else {
			err = write(tx, by, g, q)
		}
		if err != nil {
			return err
		}
	}
	if err := tx.ExecOne(`UPDATE project_proposal SET state = $1, answer = $2, ended_on = $3 WHERE id = $4`, state, answer, g.Today(tx.Now), p.ID); err != nil {
		return err
	}
	return note(tx, by, g, "project.answered", map[string]string{"state": state})
}

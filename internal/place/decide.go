package place

import (
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// DecideRequest is a decision on what waits.
type DecideRequest struct {
	Submission string
	Proposal   id.Of[Proposal]
	Accept     bool
	Fields     []Field // of the proposal: those to take; nil takes all
	Into       ID      // of a duplicate: the place that the row is taken into; zero makes a place of its own
	Answer     string  // told to whoever proposed
}

// MayDecide reports whether somebody may decide on what waits: the place's team, or the coordinator. Nobody decides on their own entry.
func MayDecide(by organisation.Actor, q Proposal, p Place) bool {
	if !q.Person.IsZero() && q.Person == by.Person {
		return false
	}
	switch q.Reason {
	case Claim:
		return by.May(organisation.DecideClaim, organisation.Target{})
	case Corrected:
		return by.May(organisation.DecideChange, p.Target())
	}
	return by.May(organisation.ReviewPlaces, organisation.Target{})
}

// Decide accepts or refuses what waits. The result is the address of the place, "" when there is none.
func Decide(tx *store.Tx, by organisation.Actor, r DecideRequest) (slug string, err error) {
	return form.Once(tx, r.Submission, func() (string, error) {
		q, err := lockProposal(tx, r.Proposal)
		if err != nil {
			return "", err
		}
		var p Place
		if !q.Place.IsZero() {
			if p, err = ForChange(tx, q.Place); err != nil {
				return "", err
			}
		}
		if !MayDecide(by, q, p) {
			if !by.SignedIn() {
				return "", fault.New(fault.Unauthenticated, "organisation.sign_in_first")
			}
			if q.Person == by.Person {
				return "", fault.New(fault.Forbidden, "place.own_proposal")
			}
			return "", fault.New(fault.Forbidden, "organisation.may_not")
		}
		return conclude(tx, by, q, p, r)
	})
}

func lockProposal(tx *store.Tx, which id.Of[Proposal]) (Proposal, error) {
	n, err := tx.Exec(`UPDATE proposal SET state = state WHERE id = $1 AND state = 'open'`, which)
	if err != nil {
		return Proposal{}, err
	}
	q, err := FindProposal(tx, which)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "place.decided_already")
	}
	return q, err
}

// conclude carries a decision out.
func conclude(tx *store.Tx, by organisation.Actor, q Proposal, p Place, r DecideRequest) (string, error) {
	state := "refused"
	if r.Accept {
		state = "accepted"
		var err error
		if p, err = accept(tx, by, q, p, r); err != nil {
			return "", err
		}
	} else if err := journal.Write(tx, journal.Entry{Person: by.Person.String(), Verb: "proposal.refused", Kind: "place", Object: objectOf(q),
		Data: map[string]string{"proposal": q.ID.String()}}); err != nil {
		return "", err
	}
	return p.Slug, tx.ExecOne(`UPDATE proposal SET state = $1, decided_at = $2, decided_by = $3, answer = $4, place_id = $5 WHERE id = $6`,
		state, tx.Now, by.Person, r.Answer, p.ID, q.ID)
}

func objectOf(q Proposal) string {
	if q.Place.IsZero() {
		return q.ID.String()
	}
	return q.Place.String()
}

func accept(tx *store.Tx, by organisation.Actor, q Proposal, p Place, r DecideRequest) (Place, error) {
	facts := q.Facts
	if r.Fields != nil {
		facts = Facts{}
		for _, k := range r.Fields {
			if v, ok := q.Facts[k]; ok {
				facts[k] = v
			}
		}
	}
	var err error
	switch q.Reason {
	case Claim:
		err = organisation.Give(tx, by, q.Person, organisation.Grant{Role: organisation.Manager, Scope: organisation.InPlace, ID: p.ID.String()})
	case NewPlace, Doubt:
		if p, err = Create(tx, by, Place{}, facts, q.Origin, "place.created"); err == nil && q.Claims && !q.Person.IsZero() {
			err = organisation.Give(tx, by, q.Person, organisation.Grant{Role: organisation.Manager, Scope: organisation.InPlace, ID: p.ID.String()})
		}
	case Duplicate:
		if r.Into.IsZero() {
			p, err = Create(tx, by, Place{}, facts, q.Origin, "place.created")
			break
		}
		if p, err = ForChange(tx, r.Into); err != nil {
			return p, err
		}
		p, err = change(tx, by, p, completing(p, facts, q.Origin, r.Fields), q.Origin, "place.merged")
	default:
		p, err = change(tx, by, p, facts, q.Origin, "place.corrected")
	}
	if err == nil && q.Source != "" {
		_, err = tx.Exec(`UPDATE place_source SET place_id = $1 WHERE source = $2 AND source_id = $3`, p.ID, q.Source, q.SourceID)
	}
	return p, err
}

// completing are the facts that a merged row adds: what is unknown so far, and what the person chose. What people said of the place
// themselves stays; they can be proposed a correction.
func completing(p Place, coming Facts, from Origin, chosen []Field) Facts {
	standing, f := FactsOf(p), Facts{}
	for k, v := range coming {
		if standing[k] == "" || chosen != nil && from.beats(p.Origins[k]) >= 0 {
			f[k] = v
		}
	}
	return f
}

// Vote is one person's view of a proposal, part of collective validation. Nobody votes on their own entry; a second vote replaces the first.
// When the votes decide, the proposal is carried out at once.
func Vote(tx *store.Tx, by organisation.Actor, which id.Of[Proposal], agrees bool) (Outcome, error) {
	if !by.SignedIn() {
		return StillOpen, fault.New(fault.Unauthenticated, "organisation.sign_in_first")
	}
	q, err := lockProposal(tx, which)
	if err != nil {
		return StillOpen, err
	}
	switch {
	case q.Person == by.Person:
		return StillOpen, fault.New(fault.Forbidden, "place.own_proposal")
	case q.Reason != Corrected && q.Reason != NewPlace:
		return StillOpen, fault.New(fault.Forbidden, "place.not_for_vote")
	}
	_, err = tx.Exec(`
		INSERT INTO proposal_vote (proposal_id, person_id, agrees, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (proposal_id, person_id) DO UPDATE SET agrees = excluded.agrees, at = excluded.at`, which, by.Person, agrees, tx.Now)
	if err != nil {
		return StillOpen, err
	}
	if q, err = FindProposal(tx, which); err != nil {
		return StillOpen, err
	}
	return settle(tx, q)
}

// settle carries out what the votes decided, if they did. A place with a team keeps its own word: votes only advise there.
func settle(tx *store.Tx, q Proposal) (Outcome, error) {
	outcome := Tally{q.For, q.Against, q.CreatedAt}.Decide(tx.Now)
	if outcome != Accepted && outcome != Refused {
		return outcome, nil
	}
	var p Place
	if !q.Place.IsZero() {
		var err error
		if p, err = ForChange(tx, q.Place); err != nil {
			return outcome, err
		}
		if team, err := HasTeam(tx, p); err != nil || team {
			return NeedsHuman, err
		}
	}
	_, err := conclude(tx, organisation.Actor{Name: "vote"}, q, p, DecideRequest{Accept: outcome == Accepted})
	return outcome, err
}

// ClaimRequest is somebody's word that they are the team of a place that has none.
type ClaimRequest struct {
	Submission string
	Place      ID
	Message    string // how the coordinator can check it
}

// ClaimPlace asks to become the team of a place. The coordinator decides; see DecideClaim.
func ClaimPlace(tx *store.Tx, by organisation.Actor, r ClaimRequest) (string, error) {
	return form.Once(tx, r.Submission, func() (string, error) {
		if !by.SignedIn() {
			return "", fault.New(fault.Unauthenticated, "organisation.sign_in_first")
		}
		p, err := ForChange(tx, r.Place)
		if err != nil {
			return "", err
		}
		if team, err := HasTeam(tx, p); err != nil {
			return "", err
		} else if team {
			return "", fault.New(fault.Conflict, "place.has_team")
		}
		var b fault.Breaches
		b.Check(r.Message != "", "message", "place.claim_message_missing")
		b.Within("message", r.Message, 2000)
		if err := b.Err(); err != nil {
			return "", err
		}
		waiting, err := store.One(tx, store.Value[int], `SELECT count(*) FROM proposal WHERE place_id = $1 AND reason = 'claim' AND person_id = $2 AND state = 'open'`, p.ID, by.Person)
		if err != nil || waiting > 0 {
			return p.Slug, err
		}
		return p.Slug, AddProposal(tx, Proposal{Place: p.ID, Reason: Claim, Facts: Facts{}, Base: Facts{}, Person: by.Person, Comment: r.Message,
			Origin: Origin{Rank: ByPerson, Source: by.Person.String(), On: civil.DateOf(tx.Now.Time())}})
	})
}

// SettleDue carries out the votes that time has decided: a proposal needs two days, whoever votes last. Run it now and then.
func SettleDue(tx *store.Tx) error {
	due, err := store.All(tx, scanProposal, `
		SELECT `+proposalColumns+proposalFrom+`
		WHERE q.state = 'open' AND q.reason IN ('proposed', 'new') AND q.created_at < $1
			AND (SELECT count(*) FROM proposal_vote v WHERE v.proposal_id = q.id) >= $2
		ORDER BY q.created_at
		LIMIT 200`, tx.Now.Add(-leastTime), votesToPass)
	if err != nil {
		return err
	}
	for _, q := range due {
		locked, err := lockProposal(tx, q.ID)
		if fault.Is(err, fault.Conflict) {
			continue // decided since it was read
		}
		if err == nil {
			_, err = settle(tx, locked)
		}
		if fault.Is(err, fault.Invalid) {
			continue // it can't be carried out any more: a person will see
		}
		if err != nil {
			return err
		}
	}
	return nil
}

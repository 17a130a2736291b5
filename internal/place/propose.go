package place

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// Reason is why something waits for a person.
type Reason string

// The reasons.
const (
	Corrected Reason = "proposed"  // somebody proposes a correction
	NewPlace  Reason = "new"       // somebody proposes a place that isn't there
	Clash     Reason = "conflict"  // an import says otherwise than another source
	Duplicate Reason = "duplicate" // an imported row looks like a place that is there
	Doubt     Reason = "doubt"     // an imported row needs a look before it can become a place
	Claim     Reason = "claim"     // somebody says that they are the team
)

// Proposal is a change that waits for a decision. Base is what stood in its fields when it was made.
type Proposal struct {
	ID        id.Of[Proposal]
	Place     ID // zero: a place that isn't there yet
	Reason    Reason
	Facts     Facts
	Origin    Origin
	Base      Facts
	Problems  json.RawMessage // of an imported row
	Source    string
	SourceID  string
	Person    account.ID // zero: a stranger, or an import
	ActingFor organisation.ID
	Author    string // what a stranger calls themself
	Comment   string
	Claims    bool   // of a new place: whoever proposes it is its team
	State     string // open, accepted, refused
	CreatedAt civil.Instant
	DecidedAt civil.Instant
	DecidedBy account.ID
	Answer    string

	PlaceName, PlaceSlug string
	For, Against         int
}

const proposalColumns = `q.id, q.place_id, q.reason, q.facts, q.origin, q.base, q.problems, q.source, q.source_id, q.person_id, q.acting_for,
	q.author, q.comment, q.claims, q.state, q.created_at, q.decided_at, q.decided_by, q.answer, coalesce(p.name, ''), coalesce(p.slug, ''),
	(SELECT count(*) FROM proposal_vote v WHERE v.proposal_id = q.id AND v.agrees),
	(SELECT count(*) FROM proposal_vote v WHERE v.proposal_id = q.id AND NOT v.agrees)`

const proposalFrom = ` FROM proposal q LEFT JOIN place p ON p.id = q.place_id `

func scanProposal(r store.Row) (q Proposal, err error) {
	var facts, origin, base, problems string
	err = r.Scan(&q.ID, &q.Place, &q.Reason, &facts, &origin, &base, &problems, &q.Source, &q.SourceID, &q.Person, &q.ActingFor,
		&q.Author, &q.Comment, &q.Claims, &q.State, &q.CreatedAt, &q.DecidedAt, &q.DecidedBy, &q.Answer, &q.PlaceName, &q.PlaceSlug, &q.For, &q.Against)
	if err != nil {
		return q, err
	}
	q.Problems = json.RawMessage(problems)
	return q, errors.Join(json.Unmarshal([]byte(facts), &q.Facts), json.Unmarshal([]byte(origin), &q.Origin), json.Unmarshal([]byte(base), &q.Base))
}

// ProposeRequest is what somebody proposes. Anyone may, signed in or not.
type ProposeRequest struct {
	Submission string
	Place      ID // zero: a new place
	Facts      Facts
	Author     string // of a stranger; optional
	Comment    string
	ActingFor  organisation.ID // the authority in whose name it is proposed
	Claims     bool            // of a new place: whoever proposes it is its team
}

// Propose keeps a correction or a new place for the team, the coordinator or collective validation to decide.
func Propose(tx *store.Tx, by organisation.Actor, r ProposeRequest) (string, error) {
	return form.Once(tx, r.Submission, func() (string, error) {
		q := Proposal{ID: id.New[Proposal](), Place: r.Place, Reason: Corrected, Facts: r.Facts, Person: by.Person, ActingFor: r.ActingFor,
			Author: r.Author, Comment: r.Comment, Claims: r.Claims && r.Place.IsZero(), Base: Facts{}, Origin: Origin{Rank: ByPerson, Source: by.Person.String(), On: civil.DateOf(tx.Now.Time())}}
		var b fault.Breaches
		b.Check(r.ActingFor.IsZero() || by.Holds(r.ActingFor), "for", "place.not_in_its_name")
		b.Within("author", r.Author, 80)
		b.Within("comment", r.Comment, 2000)
		if r.Place.IsZero() {
			q.Reason = NewPlace
			b.Check(r.Facts[FName] != "", string(FName), "place.name_missing")
			b.Check(r.Facts[FCommune] != "" || r.Facts[FStage] == string(Mobile), string(FCommune), "place.commune_missing")
		} else if err := q.against(tx); err != nil {
			return "", err
		}
		if len(q.Facts) == 0 && strings.TrimSpace(r.Comment) == "" {
			b.Add("comment", "place.proposal_empty")
		}
		if err := errors.Join(b.Err(), Check(tx, q.Facts)); err != nil {
			return "", err
		}
		return q.ID.String(), AddProposal(tx, q)
	})
}

// against keeps only what a proposal would change, with what stands there now.
func (q *Proposal) against(tx *store.Tx) error {
	p, err := Find(tx, q.Place)
	if err != nil {
		return err
	}
	standing, changed := FactsOf(p), Facts{}
	for k, v := range q.Facts {
		if v != standing[k] {
			changed[k], q.Base[k] = v, standing[k]
		}
	}
	q.Facts = changed
	return nil
}

// AddProposal stores what waits for a person. An import that says the same again changes what already waits instead of adding to it.
func AddProposal(tx *store.Tx, q Proposal) error {
	facts, err1 := json.Marshal(q.Facts)
	origin, err2 := json.Marshal(q.Origin)
	base, err3 := json.Marshal(q.Base)
	if err := errors.Join(err1, err2, err3); err != nil {
		return fmt.Errorf("write proposal: %w", err)
	}
	if q.ID.IsZero() {
		q.ID = id.New[Proposal]()
	}
	problems := string(q.Problems)
	if problems == "" {
		problems = "[]"
	}
	if q.Source != "" {
		n, err := tx.Exec(`
			UPDATE proposal SET facts = $1, origin = $2, base = $3, problems = $4, place_id = $5
			WHERE source = $6 AND source_id = $7 AND reason = $8 AND state = 'open'`,
			string(facts), string(origin), string(base), problems, q.Place, q.Source, q.SourceID, q.Reason)
		if err != nil || n > 0 {
			return err
		}
	}
	_, err := tx.Exec(`
		INSERT INTO proposal (id, place_id, reason, facts, origin, base, problems, source, source_id, person_id, acting_for, author, comment, claims, state, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'open', $15)`,
		q.ID, q.Place, q.Reason, string(facts), string(origin), string(base), problems, q.Source, q.SourceID, q.Person, q.ActingFor, q.Author, q.Comment, q.Claims, tx.Now)
	if err != nil {
		return fmt.Errorf("write proposal: %w", err)
	}
	if q.Source != "" {
		return nil // an import's own row stands in place_source
	}
	object := q.Place.String()
	if object == "" {
		object = q.ID.String()
	}
	return journal.Write(tx, journal.Entry{Person: q.Person.String(), ActingFor: q.ActingFor.String(), Verb: "place.proposed", Kind: "place",
		Object: object, Personal: q.Author, Data: map[string]string{"proposal": q.ID.String(), "reason": string(q.Reason)}})
}

// FindProposal reads one.
func FindProposal(tx *store.Tx, which id.Of[Proposal]) (Proposal, error) {
	q, err := store.One(tx, scanProposal, `SELECT `+proposalColumns+proposalFrom+`WHERE q.id = $1`, which)
	if errors.Is(err, store.ErrNoRow) {
		return q, fault.New(fault.NotFound, "place.proposal_unknown")
	}
	return q, err
}

// OpenProposals lists what waits, oldest first. Empty filters let everything through.
func OpenProposals(tx *store.Tx, reason Reason, departement string, offset, limit int) ([]Proposal, error) {
	return store.All(tx, scanProposal, `
		SELECT `+proposalColumns+proposalFrom+`
		WHERE q.state = 'open' AND ($1 = '' OR q.reason = $1) AND ($2 = '' OR p.departement = $2)
		ORDER BY q.created_at, q.id
		LIMIT $3 OFFSET $4`, string(reason), departement, limit, offset)
}

// ProposalsForTeam lists what waits on the places that a person has a role in, oldest first.
func ProposalsForTeam(tx *store.Tx, person string) ([]Proposal, error) {
	return store.All(tx, scanProposal, `
		SELECT `+proposalColumns+proposalFrom+`
		WHERE q.state = 'open' AND q.reason = 'proposed' AND q.place_id IN (`+ownPlaces+`)
		ORDER BY q.created_at, q.id
		LIMIT 200`, person)
}

// CountProposals tells how much waits, by reason.
func CountProposals(tx *store.Tx) (map[Reason]int, error) {
	all := map[Reason]int{}
	err := tx.Each(func(r store.Row) error {
		var k Reason
		var n int
		err := r.Scan(&k, &n)
		all[k] = n
		return err
	}, `SELECT reason, count(*) FROM proposal WHERE state = 'open' GROUP BY reason`)
	return all, err
}

// ProposalsOf lists what waits on one place.
func ProposalsOf(tx *store.Tx, which ID) ([]Proposal, error) {
	return store.All(tx, scanProposal, `SELECT `+proposalColumns+proposalFrom+`WHERE q.place_id = $1 AND q.state = 'open' ORDER BY q.created_at, q.id`, which)
}

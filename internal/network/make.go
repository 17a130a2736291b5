package network

import (
	"fmt"
	"slices"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// MayMake reports whether somebody makes agreements in the name of a place: its own manager.
func MayMake(by organisation.Actor, p place.Place) bool {
	return by.IsSystem() || by.InTeam(organisation.MakeAgreements, p.Target())
}

func speaking(tx *store.Tx, by organisation.Actor, which place.ID) (place.Place, error) {
	p, err := place.ForChange(tx, which)
	switch {
	case err != nil:
	case !MayMake(by, p) && !by.SignedIn():
		err = fault.New(fault.Unauthenticated, "organisation.sign_in_first")
	case !MayMake(by, p):
		err = fault.New(fault.Forbidden, "organisation.may_not")
	case p.Organisation.IsZero():
		err = fault.New(fault.Conflict, "resource.no_organisation")
	}
	return p, err
}

// Bounds of what can be agreed.
const mostTerms, mostNotice = 2000, 365

// ProposeRequest is what a place offers to the members of another organisation.
type ProposeRequest struct {
	Submission  string
	Place       place.ID
	Guest       organisation.ID
	Opens       Opening
	As          membership.GroupID
	Rules       resource.Layer
	Terms       string
	First, Last civil.Date
	Notice      int // days
}

// Propose offers an agreement. Errors: Forbidden for whoever isn't the place's manager; Invalid with every breach, among them an offer to the
// same organisation that still waits for an answer. fresh tells that it wasn't made before: the other side is to hear of it.
func Propose(tx *store.Tx, by organisation.Actor, q ProposeRequest) (which ID, fresh bool, err error) {
	text, err := form.Once(tx, q.Submission, func() (string, error) {
		p, err := speaking(tx, by, q.Place)
		if err != nil {
			return "", err
		}
		if err := q.check(tx, p); err != nil {
			return "", err
		}
		a := Agreement{ID: id.New[membership.Agreement](), Host: p.Organisation, Place: p.ID, Guest: q.Guest, State: Proposed, Opens: q.Opens, As: q.As, Rules: q.Rules, Terms: q.Terms,
			First: q.First, Last: q.Last, Notice: q.Notice}
		if err := insert(tx, a); err != nil {
			return "", err
		}
		if a, err = Find(tx, p, a.ID); err != nil {
			return "", err
		}
		fresh = true
		return a.ID.String(), note(tx, by, a.Host, a, "agreement.proposed")
	})
	if err != nil {
		return which, false, err
	}
	return which, fresh, which.UnmarshalText([]byte(text))
}

func (q ProposeRequest) check(tx *store.Tx, p place.Place) error {
	var b fault.Breaches
	_, err := organisation.Find(tx, q.Guest)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	b.Check(err == nil && q.Guest != p.Organisation, "guest", "agreement.guest_missing")
	b.Check(q.Terms != "", "terms", "agreement.terms_missing")
	b.Within("terms", q.Terms, mostTerms)
	today := civil.DateOf(tx.Now.In(p.Zone()))
	b.Check(!q.First.IsZero() && !q.First.Before(today) && q.First.Year <= 2200, "first", "agreement.first_past")
	b.Check(q.Last.IsZero() || !q.Last.Before(q.First) && q.Last.Year <= 2200, "last", "membership.ends_before")
	b.Check(q.Notice >= 0 && q.Notice <= mostNotice, "notice", "resource.number_out_of_range")
	for _, x := range q.Rules.Quotas {
		b.Check(x.Count >= 0 && x.Count <= 1000, "count", "resource.number_out_of_range")
		b.Check(x.Minutes >= 0 && x.Minutes <= 7*24*60, "hours", "resource.number_out_of_range")
	}
	if h := q.Rules.Horizon; h != nil {
		b.Check(*h >= 1 && *h <= 3650, "horizon", "resource.number_out_of_range")
	}
	lent, err := resource.Of(tx, p.ID, false)
	if err != nil {
		return err
	}
	for _, x := range q.Opens.Resources {
		b.Check(slices.ContainsFunc(lent, func(r resource.Resource) bool { return r.ID == x }), "opens", "resource.unknown")
	}
	for _, k := range q.Opens.Kinds {
		b.Check(slices.Contains(resource.Kinds, k), "opens", "resource.kind_missing")
	}
	if err := known(tx, &b, p.Organisation, "as", q.As); err != nil {
		return err
	}
	waiting, err := store.One(tx, store.Value[bool], `SELECT EXISTS (SELECT 1 FROM agreement WHERE place_id = $1 AND guest_id = $2 AND state = 'proposed')`, p.ID, q.Guest)
	if err != nil {
		return fmt.Errorf("look for proposals: %w", err)
	}
	b.Check(!waiting, "guest", "agreement.waits_already")
	return b.Err()
}

// known notes a breach where a group isn't one of an organisation's.
func known(tx *store.Tx, b *fault.Breaches, of organisation.ID, field string, groups ...membership.GroupID) error {
	all, err := membership.Groups(tx, of)
	for _, g := range groups {
		b.Check(g.IsZero() || slices.ContainsFunc(all, func(x membership.Group) bool { return x.ID == g }), field, "membership.group_unknown")
	}
	return err
}

// AnswerRequest is what the guest says to an offer, by the manager of one of its places.
type AnswerRequest struct {
	Place     place.ID
	Agreement ID
	Yes       bool
	Groups    []membership.GroupID // of the guest, those who may come; none: all members
	Sentence  string               // for the host; a no needs one
}

// Answer accepts or refuses an offer. Saying the same again changes nothing, and isn't fresh: the other side has heard.
// Errors: Forbidden; NotFound for an offer to somebody else; Invalid for a no without a sentence; Conflict when it was withdrawn, or answered otherwise.
func Answer(tx *store.Tx, by organisation.Actor, q AnswerRequest) (a Agreement, fresh bool, err error) {
	p, a, err := forAnswer(tx, by, q.Place, q.Agreement)
	if err != nil {
		return a, false, err
	}
	if a.Guest != p.Organisation {
		return a, false, fault.New(fault.Forbidden, "organisation.may_not")
	}
	to, verb := Refused, "agreement.refused"
	if q.Yes {
		to, verb = Accepted, "agreement.accepted"
	}
	switch {
	case a.State == to:
		return a, false, nil
	case a.State != Proposed:
		return a, false, fault.New(fault.Conflict, "agreement.moved_on")
	}
	var b fault.Breaches
	b.Check(q.Yes || q.Sentence != "", "sentence", "booking.sentence_missing")
	b.Within("sentence", q.Sentence, mostTerms)
	if err := known(tx, &b, p.Organisation, "groups", q.Groups...); err != nil {
		return a, false, err
	}
	if err := b.Err(); err != nil {
		return a, false, err
	}
	a.State, a.Answer, a.Groups = to, q.Sentence, q.Groups
	if err := update(tx, a); err != nil {
		return a, false, err
	}
	return a, true, note(tx, by, p.Organisation, a, verb)
}

// End withdraws an offer of one's own, or gives notice of an agreement: it then holds for as many days as were agreed, and not longer than it
// would have. Either side may. Doing it twice changes nothing, and isn't fresh. Errors: Forbidden; NotFound; Conflict for what was never accepted.
func End(tx *store.Tx, by organisation.Actor, where place.ID, which ID) (a Agreement, fresh bool, err error) {
	p, a, err := forAnswer(tx, by, where, which)
	if err != nil {
		return a, false, err
	}
	today := civil.DateOf(tx.Now.In(p.Zone()))
	verb := "agreement.ended"
	switch {
	case a.State == Withdrawn || !a.EndedBy.IsZero() || a.State == Accepted && a.Over(today):
		return a, false, nil
	case a.State == Proposed && a.Host == p.Organisation:
		a.State, verb = Withdrawn, "agreement.withdrawn"
	case a.State != Accepted:
		return a, false, fault.New(fault.Conflict, "agreement.moved_on")
	default:
		a.EndedBy = p.Organisation
		if last := today.AddDays(a.Notice); a.Last.IsZero() || last.Before(a.Last) {
			a.Last = last
		}
	}
	if err := update(tx, a); err != nil {
		return a, false, err
	}
	return a, true, note(tx, by, p.Organisation, a, verb)
}

// forAnswer reads an agreement for a change, by somebody who speaks for a place of one of the two sides.
func forAnswer(tx *store.Tx, by organisation.Actor, where place.ID, which ID) (p place.Place, a Agreement, err error) {
	if p, err = speaking(tx, by, where); err != nil {
		return p, a, err
	}
	if _, err = store.All(tx, store.Value[ID], `SELECT id FROM agreement WHERE id = $1`+tx.ForUpdate(), which); err != nil {
		return p, a, err
	}
	a, err = Find(tx, p, which)
	return p, a, err
}

// desks are the places at which an organisation hears of an agreement, where its managers read it.
func (a Agreement) desks(tx *store.Tx, of organisation.ID) ([]place.Place, error) {
	if of == a.Host {
		p, err := place.Find(tx, a.Place)
		return []place.Place{p}, err
	}
	return place.RunBy(tx, of)
}

// Listener is a manager who is to hear of an agreement, and the place from which they read it.
type Listener struct {
	account.Person
	Place place.Place
}

// Listeners lists the managers of one side who have an address, each once.
func Listeners(tx *store.Tx, a Agreement, side organisation.ID) (all []Listener, err error) {
	desks, err := a.desks(tx, side)
	for _, p := range desks {
		team, err := place.Reached(tx, p, organisation.MakeAgreements)
		if err != nil {
			return nil, err
		}
		for _, who := range team {
			if !slices.ContainsFunc(all, func(l Listener) bool { return l.ID == who.ID }) {
				all = append(all, Listener{who, p})
			}
		}
	}
	return all, err
}

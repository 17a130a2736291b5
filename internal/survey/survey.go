// Package survey asks people before a place exists ("enquête").
//
// An authority or a group asks whether a place is wanted, by whom, for what and when. Before it opens, it declares a threshold and what follows
// either way (Promise); once open, neither the questions nor the promise can change. Whoever has the address answers, or whoever has a code,
// once. After it has closed, the result is published, made once and safe to tell (Result): see hide.
//
// What is always true: answers are anonymous. No account, address or hour is kept with them, and nothing leads from an answer to a person. What
// somebody has answered so far is a draft, by the hash of a code that they alone have; when they send it, it goes into the slot of the urn,
// and from there, shuffled with at least ten others, into the urn (pour). Texts lie apart from the answers that came with them, and whoever
// leaves a way to call them does so on another page, into another table. docs/adr/0012-the-urn.md says against whom this holds.
//
// The journal tells what the team did, never that somebody answered.
package survey

import (
	"encoding/json"
	"errors"
	"fmt"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/territory"
)

// ID names a survey.
type ID = id.Of[Survey]

// State is how far a survey has come.
type State string

// The states.
const (
	Draft     State = "draft"
	Open      State = "open"
	Closed    State = "closed"    // nobody answers any more; paper can still be keyed in
	Published State = "published" // the result is told
	Dropped   State = "dropped"   // given up before it was published; its answers are gone
)

// moves is which state may follow which.
var moves = map[State][]State{
	Draft:  {Open, Dropped},
	Open:   {Closed, Dropped},
	Closed: {Open, Published, Dropped}, // open again: too few knew of it
}

// Access is who may answer.
type Access string

// The ways in.
const (
	ByAddress Access = "open"  // whoever has the address: nobody checks that they answer once, and the result says so
	ByCode    Access = "codes" // one answer for each code handed out
)

// Survey is one survey.
type Survey struct {
	ID           ID
	Organisation organisation.ID
	Asks         string // the organisation's name
	Slug         string
	Commune      string // INSEE code
	State        State
	Title, Intro Words
	Access       Access
	ClosesOn     civil.Date // the last day on which it can be answered; zero: until somebody closes it
	Form         Form
	Promise      Promise
	OpenedOn     civil.Date
	ClosedOn     civil.Date
	PublishedAt  civil.Instant
	Answers      int // poured into the urn so far; Known is what may be told of it
	Result       *Result
	Words        string        // the team's, told with the result, or added to it
	WordsAt      civil.Instant // when they were, after it was told; zero: with it
	WordsBefore  []Said
	HandIn       string // where answers on paper are handed in; "": nobody said
}

// Answerable reports whether it can be answered on a day.
func (s Survey) Answerable(on civil.Date) bool {
	return s.State == Open && (s.ClosesOn.IsZero() || !s.ClosesOn.Before(on))
}

// Today is the day in the commune, whose wall says when the survey opens and closes.
func (s Survey) Today(now civil.Instant) civil.Date {
	return civil.DateOf(now.In(territory.Zone(s.Commune)))
}

// Public reports whether everybody may see its page.
func (s Survey) Public() bool { return s.State == Open || s.State == Closed || s.State == Published }

// MayRun reports whether somebody runs the surveys of an organisation.
func MayRun(by organisation.Actor, of organisation.ID) bool {
	return by.IsSystem() || by.InTeam(organisation.RunSurveys, organisation.Target{Organisation: of.String()})
}

// Known is how many answers have come, as whoever runs the survey is told: whole packets of eleven until the result is out. Whoever closes and opens
// again would else learn that the one whom they saw answer did.
func (s Survey) Known() int {
	if s.State == Published {
		return s.Answers
	}
	return s.Answers - s.Answers%Least
}

const columns = `s.id, s.organisation_id, o.name, s.slug, s.commune, s.state, s.title, s.intro, s.access, s.closes_on, s.form, s.promise, s.opened_on, s.closed_on, s.published_at, s.answers, coalesce(s.result, ''), s.words, s.hand_in, s.words_at, s.words_before`

func scan(r store.Row) (s Survey, err error) {
	var title, intro, form, promise, result, before string
	if err = r.Scan(&s.ID, &s.Organisation, &s.Asks, &s.Slug, &s.Commune, &s.State, &title, &intro, &s.Access, &s.ClosesOn, &form, &promise, &s.OpenedOn, &s.ClosedOn, &s.PublishedAt, &s.Answers, &result, &s.Words, &s.HandIn, &s.WordsAt, &before); err != nil {
		return s, err
	}
	err = errors.Join(json.Unmarshal([]byte(title), &s.Title), json.Unmarshal([]byte(intro), &s.Intro), json.Unmarshal([]byte(form), &s.Form), json.Unmarshal([]byte(promise), &s.Promise))
	if before != "" {
		err = errors.Join(err, json.Unmarshal([]byte(before), &s.WordsBefore))
	}
	if result != "" {
		s.Result = &Result{}
		err = errors.Join(err, json.Unmarshal([]byte(result), s.Result))
	}
	return s, err
}

// Find reads the survey of an address. Errors: NotFound.
func Find(tx *store.Tx, slug string) (Survey, error) { return find(tx, `s.slug = $1`, slug) }

// FindByID reads a survey. Errors: NotFound.
func FindByID(tx *store.Tx, which ID) (Survey, error) { return find(tx, `s.id = $1`, which) }

func find(tx *store.Tx, where string, arg any) (Survey, error) {
	s, err := store.One(tx, scan, `SELECT `+columns+` FROM survey s JOIN organisation o ON o.id = s.organisation_id WHERE `+where, arg)
	if errors.Is(err, store.ErrNoRow) {
		return s, fault.New(fault.NotFound, "survey.unknown")
	}
	if err != nil {
		return s, fmt.Errorf("read survey: %w", err)
	}
	return s, nil
}

// Of lists the surveys of an organisation, the newest first.
func Of(tx *store.Tx, which organisation.ID) ([]Survey, error) {
	return store.All(tx, scan, `SELECT `+columns+` FROM survey s JOIN organisation o ON o.id = s.organisation_id WHERE s.organisation_id = $1 ORDER BY s.id DESC`, which)
}

package survey

import (
	"encoding/json"
	"fmt"
	"slices"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/territory"
)

// CreateRequest begins a survey.
type CreateRequest struct {
	Submission   string
	Organisation organisation.ID
	Commune      string
	Title        string
}

// Create begins a survey with the questions that most begin with, to be changed as one likes. Errors: Forbidden; Invalid with every breach.
func Create(tx *store.Tx, by organisation.Actor, q CreateRequest) (slug string, err error) {
	if !MayRun(by, q.Organisation) {
		return "", fault.New(fault.Forbidden, "organisation.may_not")
	}
	return form.Once(tx, q.Submission, func() (string, error) {
		var b fault.Breaches
		b.Check(q.Title != "", "title", "survey.title_missing")
		b.Within("title", q.Title, mostWords)
		where, err := territory.Find(tx, q.Commune)
		if fault.Is(err, fault.NotFound) {
			b.Add("commune", "survey.commune_unknown")
		} else if err != nil {
			return "", err
		}
		if err := b.Err(); err != nil {
			return "", err
		}
		s := Survey{ID: id.New[Survey](), Organisation: q.Organisation, Commune: q.Commune, State: Draft, Access: ByAddress,
			Title: Words{i18n.French: q.Title}, Intro: Words{}, Form: Form{Languages: []i18n.Lang{i18n.French}}, Promise: Promise{Answers: FirstThreshold(where.Population), IfMet: Words{}, IfNot: Words{}}}
		if s.Slug, err = freeSlug(tx, place.Slugify(q.Title)); err != nil {
			return "", err
		}
		if err := s.write(tx, `
			INSERT INTO survey (organisation_id, commune, state, title, intro, access, closes_on, form, promise, changed_at, slug, id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, s.Organisation, s.Commune, s.State); err != nil {
			return "", err
		}
		return s.Slug, note(tx, by, s, "survey.begun", nil)
	})
}

func freeSlug(tx *store.Tx, wanted string) (string, error) {
	if wanted == "" {
		wanted = "enquete"
	}
	for n := 1; ; n++ {
		slug := wanted
		if n > 1 {
			slug = fmt.Sprintf("%s-%d", wanted, n)
		}
		taken, err := store.One(tx, store.Value[int], `SELECT count(*) FROM survey WHERE slug = $1`, slug)
		if err != nil || taken == 0 {
			return slug, err
		}
	}
}

// write runs a statement on what can be edited; its first arguments come before.
func (s Survey) write(tx *store.Tx, text string, first ...any) error {
	var packed []string
	for _, part := range []any{s.Title, s.Intro, s.Form, s.Promise} {
		b, err := json.Marshal(part)
		if err != nil {
			return fmt.Errorf("write survey: %w", err)
		}
		packed = append(packed, string(b))
	}
	return tx.ExecOne(text, append(first, packed[0], packed[1], s.Access, s.ClosesOn, packed[2], packed[3], tx.Now, s.Slug, s.ID)...)
}

// Edit changes a survey that isn't open yet, by a function of what it is. What is unfinished may be kept: Judge tells what keeps it from being
// opened. Errors: Forbidden; Conflict once it is open, since whoever has answered did so on these questions and this promise.
func Edit(tx *store.Tx, by organisation.Actor, which ID, change func(*Survey) error) error {
	s, err := forRunning(tx, by, which)
	if err != nil {
		return err
	}
	if s.State != Draft {
		return fault.New(fault.Conflict, "survey.fixed")
	}
	if err := change(&s); err != nil {
		return err
	}
	var b fault.Breaches
	b.Check(s.Title[i18n.French] != "", "title", "survey.title_missing")
	b.Check(len(s.Form.Questions) <= MostQuestions, "questions", "survey.too_many_questions", fault.Args{"Max": MostQuestions})
	b.Check(s.Access == ByAddress || s.Access == ByCode, "access", "survey.access_unknown")
	for _, w := range []Words{s.Title, s.Intro} {
		for _, t := range w {
			b.Within("intro", t, mostAnswer)
		}
	}
	if err := b.Err(); err != nil {
		return err
	}
	return s.write(tx, `
		UPDATE survey
		SET commune = $1, title = $2, intro = $3, access = $4, closes_on = $5, form = $6, promise = $7, changed_at = $8
		WHERE slug = $9 AND id = $10`, s.Commune)
}

// Judge says everything that keeps a survey from being opened today.
func (s Survey) Judge(today civil.Date) []error {
	var b fault.Breaches
	for _, l := range s.Form.Languages {
		b.Check(s.Title[l] != "", "title", "survey.words_missing", fault.Args{"Lang": string(l)})
	}
	b.Check(s.ClosesOn.IsZero() || !s.ClosesOn.Before(today), "closes", "survey.closes_before")
	var all []error
	for _, err := range []error{b.Err(), s.Form.Judge(), s.Promise.Judge(s.Form)} {
		if err != nil {
			all = append(all, err)
		}
	}
	return all
}

// MoveRequest brings a survey into another state.
type MoveRequest struct {
	Survey  ID
	To      State
	Counted *Counted   // when it is published: what Count made before; nil counts it here, and keeps every writer of SQLite waiting
	Until   civil.Date // when it opens, or opens again: the last day; zero leaves what it is
	Words   string     // when it is published: the team's; when it is closed early, opened again or dropped: why
}

// Move opens, closes, opens again, publishes or drops a survey. Errors: Forbidden; Conflict from a state that doesn't lead there; Invalid with
// the first group of breaches when it can't be opened.
func Move(tx *store.Tx, by organisation.Actor, q MoveRequest) error {
	s, err := forRunning(tx, by, q.Survey)
	if err != nil {
		return err
	}
	if s.State == q.To {
		return nil
	}
	if !slices.Contains(moves[s.State], q.To) {
		return fault.New(fault.Conflict, "survey.cannot_move")
	}
	var b fault.Breaches
	b.Within("words", q.Words, mostAnswer)
	if err := b.Err(); err != nil {
		return err
	}
	today := s.Today(tx.Now)
	data := map[string]string{}
	switch q.To {
	case Open:
		if !q.Until.IsZero() {
			s.ClosesOn = q.Until
		}
		if all := s.Judge(today); len(all) > 0 {
			return all[0]
		}
		if s.OpenedOn.IsZero() {
			s.OpenedOn = today
		}
		s.ClosedOn = civil.Date{}
		data["until"] = s.ClosesOn.String()
	case Closed:
		s.ClosedOn = today
		err = s.put(tx, nil, 0)
	case Published:
		s.Words, s.PublishedAt = q.Words, tx.Now
		if err = s.tell(tx, q.Counted); err == nil {
			err = discardRest(tx, s.ID)
		}
	case Dropped:
		err = empty(tx, s.ID)
	}
	if err != nil {
		return err
	}
	if q.Words != "" && q.To != Published {
		data["why"] = q.Words
	}
	verb := map[State]string{Open: "survey.opened", Closed: "survey.closed", Published: "survey.published", Dropped: "survey.dropped"}[q.To]
	if s.State == Closed && q.To == Open {
		verb = "survey.reopened"
	}
	s.State = q.To
	var result any
	if s.Result != nil {
		packed, err := json.Marshal(s.Result)
		if err != nil {
			return fmt.Errorf("write result: %w", err)
		}
		result = string(packed)
	}
	if err := tx.ExecOne(`
		UPDATE survey SET state = $1, closes_on = $2, opened_on = $3, closed_on = $4, published_at = $5, result = $6, words = $7, changed_at = $8 WHERE id = $9`,
		s.State, s.ClosesOn, s.OpenedOn, s.ClosedOn, s.PublishedAt, result, s.Words, tx.Now, s.ID); err != nil {
		return err
	}
	return note(tx, by, s, verb, data)
}

// forRunning reads a survey for somebody who runs it, and keeps it from changing meanwhile.
func forRunning(tx *store.Tx, by organisation.Actor, which ID) (Survey, error) {
	s, err := Survey{ID: which}.locked(tx)
	if err == nil && !MayRun(by, s.Organisation) {
		err = fault.New(fault.Forbidden, "organisation.may_not")
	}
	return s, err
}

// forReading reads a survey for somebody who runs it.
func forReading(tx *store.Tx, by organisation.Actor, which ID) (Survey, error) {
	s, err := FindByID(tx, which)
	if err == nil && !MayRun(by, s.Organisation) {
		err = fault.New(fault.Forbidden, "organisation.may_not")
	}
	return s, err
}

func note(tx *store.Tx, by organisation.Actor, s Survey, verb string, data map[string]string) error {
	return journal.Write(tx, journal.Entry{Person: by.Person.String(), ActingFor: s.Organisation.String(), Verb: verb, Kind: "survey", Object: s.ID.String(), Data: data})
}

package survey_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/survey"
	"mitoyen/internal/testkit"
)

type town struct {
	*testing.T
	db    *store.DB
	mayor organisation.Actor
	other organisation.Actor // runs the surveys of another authority
	which survey.ID
}

var now = time.Date(2026, 10, 20, 9, 0, 0, 0, time.UTC)

func fr(s string) survey.Words { return survey.Words{i18n.French: s} }

func options(ids ...string) (all []survey.Option) {
	for _, x := range ids {
		all = append(all, survey.Option{ID: x, Text: fr(x)})
	}
	return all
}

var asked = survey.Form{Languages: []i18n.Lang{i18n.French}, Questions: []survey.Question{
	{ID: "age", Kind: survey.Choice, Text: fr("Votre âge ?"), Options: options("young", "middle", "old"), Breaks: true, Required: true},
	{ID: "often", Kind: survey.Choice, Text: fr("Viendriez-vous ?"), Options: options("weekly", "monthly", "never"), Required: true},
	{ID: "why", Kind: survey.Long, Text: fr("Pourquoi pas ?"), When: &survey.Condition{Question: "often", Any: []string{"never"}}},
	{ID: "uses", Kind: survey.Several, Text: fr("Pour quoi faire ?"), Options: options("work", "repair", "meet"), Uses: true, When: &survey.Condition{Question: "often", Any: []string{"never"}, Not: true}},
	{ID: "when", Kind: survey.HalfDays, Text: fr("Quand ?")},
}}

var promised = survey.Promise{Answers: 40, Share: &survey.Share{Question: "often", Any: []string{"weekly"}, Percent: 30}, IfMet: fr("On continue."), IfNot: fr("On arrête.")}

func build(t *testing.T, db *store.DB, access survey.Access) *town {
	t.Helper()
	h := &town{T: t, db: db}
	h.do(func(tx *store.Tx) error {
		actor := func(name string) organisation.Actor {
			o, err := organisation.Create(tx, organisation.Organisation{Name: name, Kind: organisation.Authority})
			if err != nil {
				t.Fatal(err)
			}
			who, err := account.Open(tx, strings.ToLower(name)+"@demo.example.org", i18n.French)
			if err != nil {
				t.Fatal(err)
			}
			return organisation.Actor{Person: who.ID, Grants: []organisation.Grant{{Role: organisation.Manager, Scope: organisation.InOrganisation, ID: o.ID.String()}}}
		}
		h.mayor, h.other = actor("Sceaux"), actor("Antony")
		of := h.mayor.Grants[0].ID
		var organisationID organisation.ID
		if err := organisationID.UnmarshalText([]byte(of)); err != nil {
			return err
		}
		slug, err := survey.Create(tx, h.mayor, survey.CreateRequest{Organisation: organisationID, Commune: "92071", Title: "Un tiers-lieu à Sceaux ?"})
		if err != nil {
			return err
		}
		s, err := survey.Find(tx, slug)
		if err != nil {
			return err
		}
		h.which = s.ID
		return survey.Edit(tx, h.mayor, s.ID, func(s *survey.Survey) error {
			s.Form, s.Promise, s.Access, s.ClosesOn = asked, promised, access, civil.MustDate("2026-11-15")
			return nil
		})
	})
	return h
}

func (h *town) try(f func(*store.Tx) error) error {
	return h.db.Update(context.Background(), f)
}

func (h *town) do(f func(*store.Tx) error) {
	h.Helper()
	if err := h.try(f); err != nil {
		h.Fatal(err)
	}
}

func (h *town) move(to survey.State) {
	h.Helper()
	h.do(func(tx *store.Tx) error { return survey.Move(tx, h.mayor, survey.MoveRequest{Survey: h.which, To: to}) })
}

func (h *town) survey(tx *store.Tx) survey.Survey {
	h.Helper()
	s, err := survey.FindByID(tx, h.which)
	if err != nil {
		h.Fatal(err)
	}
	return s
}

// answer goes through a survey as a person does, from the start to the urn.
func (h *town) answer(tx *store.Tx, code string, a survey.Answers) error {
	s := h.survey(tx)
	code, err := survey.Begin(tx, s, code, false)
	if err != nil {
		return err
	}
	so := survey.Answers{}
	for q, ok := s.Form.Next("", so); ok; q, ok = s.Form.Next(q.ID, so) {
		if so, err = survey.Answer(tx, s, code, q.ID, a[q.ID]); err != nil {
			return err
		}
	}
	return survey.Send(tx, s, code)
}

func each(t *testing.T, f func(*testing.T, *store.DB)) {
	t.Parallel()
	testkit.EachDatabase(t, f, testkit.WithTerritory(), testkit.WithClock(func() time.Time { return now }))
}

var ages, oftens = []string{"young", "middle", "old"}, []string{"weekly", "monthly", "never"}

func TestFromPromiseToResult(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, survey.ByAddress)
		h.move(survey.Open)
		h.do(func(tx *store.Tx) error {
			for i := range 57 {
				a := survey.Answers{"age": {ages[i%3]}, "often": {oftens[i%2]}, "uses": []string{"work", "meet"}[:1+i%2], "when": {"sat-am"}, "why": {"never told: not shown"}}
				if err := h.answer(tx, "", a); err != nil {
					return err
				}
			}
			if err := h.answer(tx, "", survey.Answers{"age": {"old"}, "often": {"never"}, "why": {"Trop loin de chez moi."}}); err != nil {
				return err
			}
			return survey.KeyIn(tx, h.mayor, h.which, survey.Answers{"age": {"old"}, "often": {"weekly"}})
		})
		err := h.try(func(tx *store.Tx) error {
			return survey.Edit(tx, h.mayor, h.which, func(s *survey.Survey) error { s.Promise.Answers = 11; return nil })
		})
		if !fault.Is(err, fault.Conflict) {
			t.Fatalf("what was promised can be changed: %v", err)
		}
		h.move(survey.Closed)
		h.move(survey.Published)
		h.do(func(tx *store.Tx) error {
			texts, err := survey.Texts(tx, h.mayor, h.which, "why")
			if err != nil || len(texts) != 1 || texts[0] != "Trop loin de chez moi." {
				t.Errorf("texts: %q %v", texts, err)
			}
			return nil
		})
		h.do(func(tx *store.Tx) error {
			r := h.survey(tx).Result
			if r == nil || r.Answers != 59 || !r.Verdict.Met() {
				t.Fatalf("result: %+v", r)
			}
			if len(r.Crossed) != 4-1 || r.Told[0].Cells[0].N != 20 {
				t.Errorf("told: %+v, crossed: %d", r.Told[0], len(r.Crossed))
			}
			if never := r.Told[1].Cells[2]; !never.Hidden || never.N != 0 {
				t.Errorf("one person is told: %+v", never)
			}
			return nil
		})
	})
}

func TestWhatMayNotBeDone(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, survey.ByAddress)
		refused := func(what string, kind fault.Kind, f func(*store.Tx) error) {
			t.Helper()
			if err := h.try(f); !fault.Is(err, kind) {
				t.Errorf("%s: %v", what, err)
			}
		}
		move := func(by organisation.Actor, to survey.State) func(*store.Tx) error {
			return func(tx *store.Tx) error { return survey.Move(tx, by, survey.MoveRequest{Survey: h.which, To: to}) }
		}
		refused("opened by another authority", fault.Forbidden, move(h.other, survey.Open))
		refused("opened by a stranger", fault.Forbidden, move(organisation.Actor{}, survey.Open))
		refused("answered before it opens", fault.Conflict, func(tx *store.Tx) error { return h.answer(tx, "", nil) })
		refused("published before it opens", fault.Conflict, move(h.mayor, survey.Published))
		h.move(survey.Open)
		refused("published while it is open", fault.Conflict, move(h.mayor, survey.Published))
		refused("texts read while it is open", fault.Conflict, func(tx *store.Tx) error { _, err := survey.Texts(tx, h.mayor, h.which, "why"); return err })
		refused("contacts read while it is open", fault.Conflict, func(tx *store.Tx) error { _, err := survey.Contacts(tx, h.mayor, h.which); return err })
		refused("contacts read by another", fault.Forbidden, func(tx *store.Tx) error { _, err := survey.Contacts(tx, h.other, h.which); return err })
		refused("keyed in by another", fault.Forbidden, func(tx *store.Tx) error { return survey.KeyIn(tx, h.other, h.which, survey.Answers{"age": {"old"}}) })
		refused("sent without what is wanted", fault.Invalid, func(tx *store.Tx) error {
			s := h.survey(tx)
			code, err := survey.Begin(tx, s, "", false)
			if err != nil {
				return err
			}
			return survey.Send(tx, s, code)
		})
		refused("an answer that isn't one", fault.Invalid, func(tx *store.Tx) error {
			return h.answer(tx, "", survey.Answers{"age": {"ancient"}, "often": {"weekly"}})
		})
		h.move(survey.Closed)
		h.move(survey.Open)
		h.move(survey.Closed)
		h.move(survey.Dropped)
		refused("taken up again", fault.Conflict, move(h.mayor, survey.Open))
	})
}

func TestACodeAnswersOnce(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, survey.ByCode)
		var codes []string
		h.do(func(tx *store.Tx) (err error) {
			codes, err = survey.NewCodes(tx, h.mayor, h.which, 3)
			return err
		})
		h.move(survey.Open)
		a := survey.Answers{"age": {"old"}, "often": {"weekly"}}
		if err := h.try(func(tx *store.Tx) error { return h.answer(tx, "BBBB BBBB", a) }); !fault.Is(err, fault.Invalid) {
			t.Errorf("a code that nobody made: %v", err)
		}
		var own string
		h.do(func(tx *store.Tx) (err error) {
			own, err = survey.Begin(tx, h.survey(tx), strings.ToLower(survey.Spaced(codes[0])), false)
			return err
		})
		h.do(func(tx *store.Tx) error {
			_, err := survey.Answer(tx, h.survey(tx), own, "age", a["age"])
			if err == nil {
				_, err = survey.Answer(tx, h.survey(tx), own, "often", a["often"])
			}
			return err
		})
		// Whoever handed the code out reads nothing by it, and can't go on in somebody's name without their losing what they began.
		if err := h.try(func(tx *store.Tx) error { _, err := survey.Resume(tx, h.survey(tx), codes[0]); return err }); !fault.Is(err, fault.NotFound) {
			t.Errorf("read by the code that was handed out: %v", err)
		}
		if err := h.try(func(tx *store.Tx) error { _, err := survey.Begin(tx, h.survey(tx), codes[0], false); return err }); !fault.Is(err, fault.Invalid) {
			t.Errorf("begun again by the code that was handed out: %v", err)
		}
		var second string
		h.do(func(tx *store.Tx) (err error) {
			second, err = survey.Begin(tx, h.survey(tx), codes[2], false)
			return err
		})
		h.do(func(tx *store.Tx) error {
			third, err := survey.Begin(tx, h.survey(tx), codes[2], true)
			if err != nil {
				return err
			}
			if _, err := survey.Resume(tx, h.survey(tx), second); !fault.Is(err, fault.NotFound) {
				t.Errorf("what was begun before is still there: %v", err)
			}
			so, err := survey.Resume(tx, h.survey(tx), third)
			if len(so) > 0 {
				t.Errorf("begun anew with %v", so)
			}
			return err
		})
		var sent sync.WaitGroup
		errs := make([]error, 20)
		for i := range errs {
			sent.Go(func() { errs[i] = h.try(func(tx *store.Tx) error { return survey.Send(tx, h.survey(tx), own) }) })
		}
		sent.Wait()
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
			} else if !fault.Is(err, fault.NotFound) {
				t.Errorf("sent again: %v", err)
			}
		}
		if done != 1 {
			t.Errorf("one code was sent %d times", done)
		}
		if err := h.try(func(tx *store.Tx) error { return h.answer(tx, codes[0], a) }); !fault.Is(err, fault.Invalid) {
			t.Errorf("a code that was used: %v", err)
		}
		h.do(func(tx *store.Tx) error { return h.answer(tx, codes[1], a) })
	})
}

// Whoever holds the database finds nothing that leads from an answer to a person: the rows that a person leaves behind are told from each other
// by nothing that stands with an answer.
func TestNothingLeadsFromAnAnswerToAPerson(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, survey.ByCode)
		const people = 25
		var codes []string
		h.do(func(tx *store.Tx) (err error) {
			codes, err = survey.NewCodes(tx, h.mayor, h.which, people)
			return err
		})
		h.move(survey.Open)
		for i, code := range codes {
			h.do(func(tx *store.Tx) error {
				if err := h.answer(tx, code, survey.Answers{"age": {ages[i%3]}, "often": {"never"}, "why": {fmt.Sprintf("text %d", i)}}); err != nil {
					return err
				}
				return survey.LeaveContact(tx, h.survey(tx), survey.Contact{Name: fmt.Sprintf("Person %d", i), Email: fmt.Sprintf("p%d@demo.example.org", i), TakesPart: true})
			})
		}
		h.do(func(tx *store.Tx) error {
			rows := func(table, what string) (all []string) {
				all, err := store.All(tx, store.Value[string], `SELECT `+what+` FROM `+table)
				if err != nil {
					t.Fatal(err)
				}
				return all
			}
			if left := rows("survey_draft", "answers"); len(left) > 0 {
				t.Errorf("drafts are left: %q", left)
			}
			if waiting := rows("survey_slot", "answers"); len(waiting) >= survey.Least {
				t.Errorf("%d wait in the slot", len(waiting))
			}
			poured := rows("survey_answer", "answers")
			for _, a := range poured {
				if strings.Contains(a, "text") || strings.Contains(a, "Person") {
					t.Errorf("an answer holds what a person wrote: %s", a)
				}
			}
			// The order on the disk is not the order of arrival: 22 answers, poured in two times eleven, whose ages came in turn.
			inTurn := true
			for i, a := range poured {
				var given survey.Answers
				if err := json.Unmarshal([]byte(a), &given); err != nil {
					t.Fatal(err)
				}
				inTurn = inTurn && given["age"][0] == ages[i%3]
			}
			if len(poured) != 22 || inTurn {
				t.Errorf("%d poured, in the order of arrival: %v", len(poured), inTurn)
			}
			changes, err := journal.Of(tx, "survey", h.which.String(), 0, 100)
			if err != nil || len(changes) != 3 { // begun, codes, opened
				t.Errorf("the journal tells more than what the team did: %+v %v", changes, err)
			}
			for _, table := range []string{"survey_slot", "survey_answer", "survey_text", "survey_contact"} {
				for _, which := range rows(table, "CAST(id AS text)") {
					if which[14] != '4' { // a random UUID; version 7 tells the hour
						t.Errorf("%s: %s tells when it was made", table, which)
					}
				}
			}
			for _, kept := range rows("submission", "result") {
				t.Errorf("a submission is kept: %q", kept)
			}
			return nil
		})
	})
}

package survey

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// letters are those of a code: none that looks like another, and no vowel that would make a word.
const letters = "BCDFGHJKMNPQRTVWXYZ23456789"

const codeLength = 8

// newCode makes a code: eight letters, 38 bits, which nobody tries out at the rate of a page.
func newCode() string {
	var b strings.Builder
	for range codeLength {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(letters))))
		if err != nil {
			panic(err) // the system has no randomness left
		}
		b.WriteByte(letters[n.Int64()])
	}
	return b.String()
}

// Spaced is a code as people read it: "BCDF GHJK".
func Spaced(code string) string {
	if len(code) != codeLength {
		return code
	}
	return code[:4] + " " + code[4:]
}

// ReadCode is a code as somebody typed it.
func ReadCode(typed string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(letters, r) {
			return r
		}
		return -1
	}, strings.ToUpper(typed))
}

func hashOf(s ID, code string) string {
	sum := sha256.Sum256([]byte(s.String() + " " + code))
	return hex.EncodeToString(sum[:])
}

// MostCodes is how many codes can be made at once.
const MostCodes = 5000

// NewCodes makes codes to hand out, each good for one answer. They are told here and never again: only their hashes are kept.
func NewCodes(tx *store.Tx, by organisation.Actor, which ID, n int) ([]string, error) {
	s, err := forRunning(tx, by, which)
	if err != nil {
		return nil, err
	}
	var b fault.Breaches
	b.Check(n >= 1 && n <= MostCodes, "n", "survey.codes_bounds", fault.Args{"Max": MostCodes})
	if err := b.Err(); err != nil {
		return nil, err
	}
	if s.Access != ByCode || s.State != Open && s.State != Draft {
		return nil, fault.New(fault.Conflict, "survey.no_codes")
	}
	all, err := s.makeCodes(tx, n)
	if err != nil {
		return nil, err
	}
	return all, note(tx, by, s, "survey.codes", map[string]string{"n": fmt.Sprint(n)})
}

// makeCodes writes their hashes in an order that isn't the one in which they are handed out.
func (s Survey) makeCodes(tx *store.Tx, n int) (all []string, err error) {
	var rows [][]any
	for range n {
		code := newCode()
		all = append(all, code)
		rows = append(rows, []any{s.ID, hashOf(s.ID, code), false})
	}
	shuffle(rows)
	if err := tx.InsertAll(`INSERT INTO survey_code (survey_id, hash, used)`, ` ON CONFLICT (survey_id, hash) DO NOTHING`, rows); err != nil {
		return nil, fmt.Errorf("write codes: %w", err)
	}
	return all, nil
}

// Begin lets somebody answer: with the code that they were given, or without where anybody may. code is what they go on by later: a new one, known
// to nobody else. Whoever handed out a code could read along if it were the same. anew throws away what was begun with that code before. Errors:
// Conflict when it can't be answered now; Invalid beside "code".
func Begin(tx *store.Tx, s Survey, typed string, anew bool) (code string, err error) {
	today := s.Today(tx.Now)
	if !s.Answerable(today) {
		return "", fault.New(fault.Conflict, "survey.not_open")
	}
	card := ""
	var b fault.Breaches
	if s.Access == ByCode {
		card = hashOf(s.ID, ReadCode(typed))
		used, err := store.One(tx, store.Value[bool], `SELECT used FROM survey_code WHERE survey_id = $1 AND hash = $2`, s.ID, card)
		switch {
		case errors.Is(err, store.ErrNoRow):
			b.Add("code", "survey.code_unknown")
		case err != nil:
			return "", err
		case used:
			b.Add("code", "survey.code_used")
		}
		if err := b.Err(); err != nil {
			return "", err
		}
		if anew {
			if _, err := tx.Exec(`DELETE FROM survey_draft WHERE card = $1`, card); err != nil {
				return "", err
			}
		}
	}
	code = newCode()
	n, err := tx.Exec(`INSERT INTO survey_draft (hash, survey_id, answers, begun_on, card) VALUES ($1, $2, '{}', $3, $4) ON CONFLICT DO NOTHING`, hashOf(s.ID, code), s.ID, today, card)
	if err == nil && n == 0 {
		b.Add("code", CodeBegun)
		err = b.Err()
	}
	return code, err
}

// CodeBegun is the breach of a code with which somebody has begun already, here or elsewhere: they go on by the code that they were shown then, or
// begin anew.
const CodeBegun = "survey.code_begun"

// Discard throws away what was answered so far, before it is sent: whoever used this phone before isn't who uses it now.
func Discard(tx *store.Tx, s Survey, code string) error {
	_, err := tx.Exec(`DELETE FROM survey_draft WHERE hash = $1 AND survey_id = $2`, hashOf(s.ID, code), s.ID)
	return err
}

// Resume reads what was answered so far. Errors: NotFound when there is nothing: never begun, sent already, or too long ago.
func Resume(tx *store.Tx, s Survey, code string) (Answers, error) { return draft(tx, s, code, "") }

// draft reads a draft, and locks it where lock says so.
func draft(tx *store.Tx, s Survey, code, lock string) (Answers, error) {
	packed, err := store.One(tx, store.Value[string], `SELECT answers FROM survey_draft WHERE hash = $1 AND survey_id = $2`+lock, hashOf(s.ID, code), s.ID)
	if errors.Is(err, store.ErrNoRow) {
		return nil, fault.New(fault.NotFound, "survey.no_draft")
	}
	if err != nil {
		return nil, err
	}
	a := Answers{}
	return a, json.Unmarshal([]byte(packed), &a)
}

// Answer keeps the answer to one question in the draft. Errors: as Resume; Conflict when it has closed; Invalid beside "answer".
func Answer(tx *store.Tx, s Survey, code, question string, sent []string) (Answers, error) {
	if !s.Answerable(s.Today(tx.Now)) {
		return nil, fault.New(fault.Conflict, "survey.not_open")
	}
	a, err := draft(tx, s, code, tx.ForUpdate())
	if err != nil {
		return nil, err
	}
	q, ok := s.Form.Question(question)
	if !ok {
		return a, fault.New(fault.NotFound, "survey.question_unknown")
	}
	given, err := q.Read(sent)
	if err != nil {
		return a, err
	}
	if a[q.ID] = given; len(given) == 0 {
		delete(a, q.ID)
	}
	packed, err := json.Marshal(a)
	if err != nil {
		return a, err
	}
	return a, tx.ExecOne(`UPDATE survey_draft SET answers = $1 WHERE hash = $2`, string(packed), hashOf(s.ID, code))
}

// locked reads a survey again and keeps it from changing meanwhile: from here on it is what is written upon.
func (s Survey) locked(tx *store.Tx) (Survey, error) {
	if _, err := store.One(tx, store.Value[string], `SELECT state FROM survey WHERE id = $1`+tx.ForUpdate(), s.ID); err != nil && !errors.Is(err, store.ErrNoRow) {
		return s, err
	}
	return FindByID(tx, s.ID)
}

// Send puts a draft into the urn. Sent twice, it is done once: the draft is gone, and the second is NotFound. Errors: as Resume; Conflict when it
// has closed, also between the reading of s and now; Invalid beside the questions that must still be answered.
func Send(tx *store.Tx, s Survey, code string) error {
	s, err := s.locked(tx) // an answer that came into the slot after the last pouring would lie there for good
	if err != nil {
		return err
	}
	if !s.Answerable(s.Today(tx.Now)) {
		return fault.New(fault.Conflict, "survey.not_open")
	}
	a, err := draft(tx, s, code, tx.ForUpdate())
	if err != nil {
		return err
	}
	a, missing := s.Form.Finish(a)
	var b fault.Breaches
	for _, q := range missing {
		b.Add(q.ID, "survey.answer_wanted")
	}
	b.Check(len(a) > 0, "answers", "survey.nothing_answered")
	if err := b.Err(); err != nil {
		return err
	}
	hash := hashOf(s.ID, code)
	if s.Access == ByCode {
		n, err := tx.Exec(`UPDATE survey_code SET used = $1 WHERE survey_id = $2 AND hash = (SELECT card FROM survey_draft WHERE hash = $3) AND used = $4`, true, s.ID, hash, false)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.NotFound, "survey.no_draft")
		}
	}
	if err := tx.ExecOne(`DELETE FROM survey_draft WHERE hash = $1`, hash); err != nil {
		return err
	}
	return s.put(tx, []Sheet{{a, false}}, Least)
}

// KeyIn puts a paper form into the urn, marked as such. It can be done until the result is published.
func KeyIn(tx *store.Tx, by organisation.Actor, which ID, a Answers) error {
	s, err := forRunning(tx, by, which)
	if err != nil {
		return err
	}
	if s.State != Open && s.State != Closed {
		return fault.New(fault.Conflict, "survey.not_open")
	}
	var b fault.Breaches
	for _, q := range s.Form.Questions {
		q.Required = false // who answers on paper leaves out what they like
		given, err := q.Read(a[q.ID])
		if f, ok := fault.As(err); ok && len(f.Fields) > 0 {
			b.Add(q.ID, f.Fields[0].Code, f.Fields[0].Args)
		}
		a[q.ID] = given
	}
	a, _ = s.Form.Finish(a)
	b.Check(len(a) > 0, "answers", "survey.nothing_answered")
	if err := b.Err(); err != nil {
		return err
	}
	least := Least
	if s.State == Closed {
		least = 0 // nobody comes any more with whom it could wait
	}
	return s.put(tx, []Sheet{{a, true}}, least)
}

// Counted is the urn of a closed survey, counted.
type Counted struct {
	survey ID
	tally  *Tally
}

// Count reads the urn, each answer once. It may take seconds, so it is done in a view, before Move publishes. Errors: Forbidden; Conflict before it has
// closed.
func Count(tx *store.Tx, by organisation.Actor, which ID) (*Counted, error) {
	s, err := forReading(tx, by, which)
	if err == nil && s.State != Closed {
		err = fault.New(fault.Conflict, "survey.cannot_move")
	}
	if err != nil {
		return nil, err
	}
	return s.count(tx)
}

func (s Survey) count(tx *store.Tx) (*Counted, error) {
	t := NewTally(s.Form, s.Promise)
	err := tx.Each(func(r store.Row) error {
		x, err := scanSheet(r)
		if err == nil {
			t.Add(x.Answers, x.Paper)
		}
		return err
	}, `SELECT answers, paper FROM survey_answer WHERE survey_id = $1`, s.ID)
	if err != nil {
		return nil, fmt.Errorf("count: %w", err)
	}
	return &Counted{s.ID, t}, nil
}

// holds reports whether nothing has come since it was counted: an urn only ever grows, and its questions are fixed.
func (c *Counted) holds(s Survey) bool {
	return c != nil && c.survey == s.ID && c.tally.Answers == s.Answers
}

// tell makes the result of what was counted, which is counted again if something has come since.
func (s *Survey) tell(tx *store.Tx, c *Counted) (err error) {
	if !c.holds(*s) {
		if c, err = s.count(tx); err != nil {
			return err
		}
	}
	r := c.tally.Publish(s.Result)
	n, err := store.One(tx, store.Value[int], `SELECT count(*) FROM survey_contact WHERE survey_id = $1 AND takes_part = $2`, s.ID, true)
	if n >= Least {
		r.Contacts = rounded(n)
	}
	s.Result = &r
	return err
}

// discardRest throws away what serves nobody once the result is told: who was given a code that was used, and what nobody sent.
func discardRest(tx *store.Tx, which ID) error {
	return discard(tx, which, "survey_draft", "survey_code")
}

func discard(tx *store.Tx, which ID, tables ...string) error {
	for _, table := range tables {
		if _, err := tx.Exec(`DELETE FROM `+table+` WHERE survey_id = $1`, which); err != nil {
			return err
		}
	}
	return nil
}

// empty throws away what was answered to a survey that is dropped.
func empty(tx *store.Tx, which ID) error {
	if err := discard(tx, which, "survey_slot", "survey_answer", "survey_text", "survey_draft", "survey_contact", "survey_code"); err != nil {
		return err
	}
	return tx.ExecOne(`UPDATE survey SET answers = 0 WHERE id = $1`, which)
}

// Sheet is the answers of somebody.
type Sheet struct {
	Answers Answers
	Paper   bool
}

// PutAll puts many answers into the urn of an open survey at once, in few statements: those of a demonstration, or of a survey that was made
// elsewhere. Only the program does. Errors: Forbidden; Conflict when it isn't open; Invalid for an answer that the form doesn't have.
func PutAll(tx *store.Tx, by organisation.Actor, which ID, all []Sheet) error {
	s, err := forRunning(tx, by, which)
	switch {
	case err != nil:
		return err
	case !by.IsSystem():
		return fault.New(fault.Forbidden, "organisation.may_not")
	case s.State != Open:
		return fault.New(fault.Conflict, "survey.not_open")
	}
	come := make([]Sheet, len(all))
	for i, x := range all {
		a, _ := s.Form.Finish(x.Answers)
		for q, given := range a {
			asked, _ := s.Form.Question(q)
			if a[q], err = asked.Read(given); err != nil {
				return fmt.Errorf("answer to %s: %w", q, err)
			}
		}
		come[i] = Sheet{a, x.Paper}
	}
	return s.put(tx, come, Least)
}

package project

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// Letters are what a member wants to be written about.
type Letters string

// The choices.
const (
	AllLetters    Letters = "all"       // meetings and questions
	QuestionsOnly Letters = "questions" // questions to be decided
	NoLetters     Letters = "none"
)

// AllChoices lists every choice.
var AllChoices = []Letters{AllLetters, QuestionsOnly, NoLetters}

// Reader is a member to write to. Link opens their voice in a decision, for whoever has no account; it is kept nowhere.
type Reader struct {
	Member
	Lang i18n.Lang
	Link string
}

// Came is how a voice came.
type Came string

// The ways.
const (
	ByAccount Came = "account"
	ByLink    Came = "link" // of a letter
)

// readers lists the members who are written to about something, but whoever does it.
func readers(tx *store.Tx, by organisation.Actor, g Project, wanted ...Letters) (all []Reader, err error) {
	some, err := members(tx, `m.project_id = $1 AND m.left_on IS NULL`, g.ID)
	for _, m := range some {
		if !slices.Contains(wanted, m.Letters) || !m.Person.IsZero() && m.Person == by.Person {
			continue
		}
		r := Reader{Member: m, Lang: i18n.French}
		if !m.Person.IsZero() {
			who, err := account.Find(tx, m.Person)
			if err != nil {
				return nil, err
			}
			r.Email, r.Lang = who.Email, who.Lang
		}
		if r.Email != "" {
			all = append(all, r)
		}
	}
	return all, err
}

// ToldOfMeeting lists the members who are written to about a meeting.
func ToldOfMeeting(tx *store.Tx, by organisation.Actor, g Project) ([]Reader, error) {
	return readers(tx, by, g, AllLetters)
}

// ToldOfQuestion lists the members who are written to about a question, and gives those without an account a link for it: whoever reads the
// letter alone has it, and it is one voice, however often it is opened. With only, no other member is written to.
func ToldOfQuestion(tx *store.Tx, by organisation.Actor, g Project, which DecisionID, only MemberID) (d Decision, all []Reader, err error) {
	if d, err = findDecision(tx, g, which, ""); err != nil {
		return d, nil, err
	}
	all, err = readers(tx, by, g, AllLetters, QuestionsOnly)
	if err != nil {
		return d, nil, err
	}
	if !only.IsZero() {
		all = slices.DeleteFunc(all, func(r Reader) bool { return r.ID != only })
	}
	for i, r := range all {
		if !r.Person.IsZero() {
			continue
		}
		raw := make([]byte, 24)
		rand.Read(raw) //nolint:errcheck // never fails
		all[i].Link = base64.RawURLEncoding.EncodeToString(raw)
		if _, err := tx.Exec(`INSERT INTO project_ballot (decision_id, member_id, link) VALUES ($1, $2, $3)`, which, r.ID, hash(all[i].Link)); err != nil {
			return d, nil, fmt.Errorf("give a link to a voice: %w", err)
		}
	}
	return d, all, nil
}

// OpenQuestions lists the open decisions in which a member has no voice and no link yet.
func OpenQuestions(tx *store.Tx, g Project, who MemberID) ([]DecisionID, error) {
	return store.All(tx, store.Value[DecisionID], `
		SELECT d.id FROM project_decision d
		WHERE d.project_id = $1 AND d.state = 'open' AND d.closes_on >= $2
			AND NOT EXISTS (SELECT 1 FROM project_ballot b WHERE b.decision_id = d.id AND b.member_id = $3)
		ORDER BY d.opened_on, d.id
		LIMIT 20`, g.ID, g.Today(tx.Now), who)
}

// Ballot is what a link opens: one member's voice in one decision.
type Ballot struct {
	Project  Project
	Decision Decision
	Member   Member
	Said     *Voice // what they have said so far
}

// OpenBallot reads what a link opens. Errors: NotFound for a link that isn't one, whose member has left, or whose decision has long ended.
func OpenBallot(tx *store.Tx, link string) (b Ballot, err error) {
	stale := fault.New(fault.NotFound, "project.ballot_unknown")
	type key struct {
		project  ID
		decision DecisionID
		member   MemberID
	}
	k, err := store.One(tx, func(r store.Row) (k key, err error) { return k, r.Scan(&k.project, &k.decision, &k.member) }, `
		SELECT d.project_id, d.id, b.member_id
		FROM project_ballot b
		JOIN project_decision d ON d.id = b.decision_id
		WHERE b.link = $1`, hash(link))
	if errors.Is(err, store.ErrNoRow) {
		return b, stale
	}
	if err != nil {
		return b, err
	}
	if b.Project, err = FindByID(tx, k.project); err != nil {
		return b, err
	}
	if b.Decision, err = findDecision(tx, b.Project, k.decision, ""); err != nil {
		return b, err
	}
	who, err := members(tx, `m.id = $1 AND m.left_on IS NULL AND m.person_id IS NULL`, k.member)
	if err != nil {
		return b, err
	}
	if len(who) == 0 {
		return b, stale
	}
	b.Member = who[0]
	voices, err := voicesOf(tx, b.Decision.ID)
	if i := slices.IndexFunc(voices, func(v Voice) bool { return v.Member == b.Member.ID }); i >= 0 {
		b.Said = &voices[i]
	}
	return b, err
}

// SayByLink is Say for whoever holds a link: one voice, which they may change until the end; the record says how it came. Errors: NotFound;
// Conflict once it has ended; Invalid.
func SayByLink(tx *store.Tx, link string, choice int, reason string) error {
	b, err := OpenBallot(tx, link)
	if err != nil {
		return err
	}
	d, err := findDecision(tx, b.Project, b.Decision.ID, tx.ForUpdate())
	if err != nil {
		return err
	}
	if d.State != Asked || d.ClosesOn.Before(b.Project.Today(tx.Now)) {
		return fault.New(fault.Conflict, "project.ended")
	}
	return speak(tx, d, b.Member.ID, choice, reason, ByLink)
}

// ChooseLetters says what one wants to be written about. Errors: Forbidden; Invalid.
func ChooseLetters(tx *store.Tx, by organisation.Actor, which ID, wanted Letters) error {
	_, s, err := hold(tx, by, which)
	switch {
	case err != nil:
		return err
	case s.Member.ID.IsZero():
		return refusal(by)
	}
	return setLetters(tx, s.Member.ID, wanted)
}

// ChooseLettersByLink is ChooseLetters for whoever holds a link to a voice.
func ChooseLettersByLink(tx *store.Tx, link string, wanted Letters) error {
	b, err := OpenBallot(tx, link)
	if err != nil {
		return err
	}
	return setLetters(tx, b.Member.ID, wanted)
}

func setLetters(tx *store.Tx, who MemberID, wanted Letters) error {
	if !slices.Contains(AllChoices, wanted) {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	return tx.ExecOne(`UPDATE project_member SET letters = $1 WHERE id = $2`, wanted, who)
}

// KeepAddress notes, at the word of a member without an account, where letters reach them; "" takes it away, and with it their links. Any
// member does. Errors: Forbidden; Conflict when the group is over, or when the address is another member's; Invalid.
func KeepAddress(tx *store.Tx, by organisation.Actor, which ID, who MemberID, typed string) error {
	g, _, err := forWork(tx, by, which)
	if err != nil {
		return err
	}
	email := ""
	if typed != "" {
		var b fault.Breaches
		read, breach := account.ReadEmail(typed)
		b.Check(breach == "", "address", breach)
		if err := b.Err(); err != nil {
			return err
		}
		email = read
	}
	all, err := members(tx, `m.project_id = $1 AND m.left_on IS NULL`, g.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(m Member) bool { return m.ID == who && m.Person.IsZero() })
	if i < 0 {
		return fault.New(fault.NotFound, "project.member_unknown")
	}
	if email != "" {
		for _, m := range all {
			same := m.ID != who && m.Email == email
			if !m.Person.IsZero() {
				p, err := account.Find(tx, m.Person)
				if err != nil {
					return err
				}
				same = p.Email == email
			}
			if same {
				return fault.New(fault.Conflict, "project.address_taken")
			}
		}
	}
	if all[i].Email == email {
		return nil
	}
	// A link that went to the address before is nobody's any more.
	if _, err := tx.Exec(`DELETE FROM project_ballot WHERE member_id = $1`, who); err != nil {
		return err
	}
	if err := tx.ExecOne(`UPDATE project_member SET email = $1, letters = $2 WHERE id = $3`, email, AllLetters, who); err != nil {
		return err
	}
	return note(tx, by, g, "project.address_kept", nil)
}

// ballotDays is how long the link of a decision that has ended still tells what came of it.
const ballotDays = 30

// sweepBallots forgets links of decisions that ended a while ago.
func sweepBallots(tx *store.Tx) error {
	_, err := tx.Exec(`DELETE FROM project_ballot WHERE decision_id IN (SELECT id FROM project_decision WHERE state <> 'open' AND ended_on < $1)`, civil.DateOf(tx.Now.Time()).AddDays(-ballotDays))
	return err
}

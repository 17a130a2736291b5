package observatory

import (
	"errors"
	"fmt"
	"slices"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/territory"
)

// The bounds of what people write.
const (
	mostTitle = 120
	mostText  = 1000
)

// VoiceRequest says what is missing.
type VoiceRequest struct {
	Submission  string
	Commune     string
	Title, Text string
}

// Voice keeps a need for the coordinator to look at. Anyone may. Errors: Invalid with every breach.
func Voice(tx *store.Tx, by organisation.Actor, q VoiceRequest) error {
	_, err := form.Once(tx, q.Submission, func() (string, error) {
		var b fault.Breaches
		b.Check(q.Title != "", "title", "need.title_missing")
		b.Within("title", q.Title, mostTitle)
		b.Within("text", q.Text, mostText)
		c, err := territory.Find(tx, q.Commune)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return "", err
		}
		b.Check(err == nil, "commune", "need.commune_missing")
		if err := b.Err(); err != nil {
			return "", err
		}
		n := Need{ID: id.New[Need](), Commune: c.Code}
		if _, err := tx.Exec(`INSERT INTO need (id, commune, title, text, state, voiced_by, voiced_on) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			n.ID, c.Code, q.Title, q.Text, Waiting, by.Person, civil.DateOf(tx.Now.In(territory.Zone(c.Code)))); err != nil {
			return "", fmt.Errorf("voice a need: %w", err)
		}
		return "", note(tx, by, n, "need.voiced", nil)
	})
	return err
}

// DecideRequest brings a need into another state.
type DecideRequest struct {
	Need   NeedID
	To     State
	Reason string // wanted when it is refused or closed
}

// Decide shows, refuses, closes a need, or says that it is met. Errors: Forbidden; Conflict from a state that doesn't lead there; Invalid without
// a reason where one is wanted.
func Decide(tx *store.Tx, by organisation.Actor, q DecideRequest) error {
	if err := by.Require(organisation.ModerateNeeds, organisation.Target{}); err != nil {
		return err
	}
	n, err := Find(tx, q.Need)
	if err != nil {
		return err
	}
	if n.State == q.To {
		return nil
	}
	if !slices.Contains(moves[n.State], q.To) {
		return fault.New(fault.Conflict, "need.cannot_move")
	}
	var b fault.Breaches
	b.Check(q.Reason != "" || q.To != Refused && q.To != Closed, "reason", "need.reason_missing")
	b.Within("reason", q.Reason, mostText)
	if err := b.Err(); err != nil {
		return err
	}
	if err := tx.ExecOne(`UPDATE need SET state = $1, reason = $2, decided_by = $3, decided_on = $4 WHERE id = $5`, q.To, q.Reason, by.Person, civil.DateOf(tx.Now.Time()), n.ID); err != nil {
		return err
	}
	return note(tx, by, n, map[State]string{Shown: "need.shown", Met: "need.met", Refused: "need.refused", Closed: "need.closed"}[q.To], nil)
}

// AnswerRequest says that somebody answers a need.
type AnswerRequest struct {
	Submission   string
	Need         NeedID
	Organisation organisation.ID
	Place        place.ID // of the organisation; zero: the organisation as such
	Text         string
}

// MayAnswer reports whether somebody may say that an organisation answers a need.
func MayAnswer(by organisation.Actor, o organisation.ID) bool {
	return by.IsSystem() || by.InTeam(organisation.AnswerNeeds, organisation.Target{Organisation: o.String()})
}

// Reply says that an organisation, or one of its places, answers a need; saying it again changes the words. Errors: Forbidden; NotFound;
// Conflict when the need isn't shown; Invalid with every breach.
func Reply(tx *store.Tx, by organisation.Actor, q AnswerRequest) error {
	_, err := form.Once(tx, q.Submission, func() (string, error) {
		if !MayAnswer(by, q.Organisation) {
			return "", fault.New(fault.Forbidden, "organisation.may_not")
		}
		// Two who answer at once for one organisation wait for each other here.
		if _, err := store.One(tx, store.Value[string], `SELECT state FROM need WHERE id = $1`+tx.ForUpdate(), q.Need); err != nil && !errors.Is(err, store.ErrNoRow) {
			return "", err
		}
		n, err := Find(tx, q.Need)
		if err != nil {
			return "", err
		}
		if n.State != Shown && n.State != Met {
			return "", fault.New(fault.Conflict, "need.not_shown")
		}
		var b fault.Breaches
		b.Check(q.Text != "", "text", "need.answer_missing")
		b.Within("text", q.Text, mostText)
		if !q.Place.IsZero() {
			p, err := place.Find(tx, q.Place)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return "", err
			}
			b.Check(err == nil && p.Organisation == q.Organisation, "place", "need.place_not_yours")
		}
		if err := b.Err(); err != nil {
			return "", err
		}
		day := civil.DateOf(tx.Now.Time())
		known, err := tx.Exec(`
			UPDATE need_answer SET text = $1, answered_on = $2, withdrawn_on = NULL
			WHERE need_id = $3 AND organisation_id = $4 AND (place_id = $5 OR place_id IS NULL AND CAST($5 AS text) IS NULL)`, q.Text, day, n.ID, q.Organisation, q.Place)
		if err == nil && known == 0 {
			_, err = tx.Exec(`INSERT INTO need_answer (id, need_id, organisation_id, place_id, text, answered_on) VALUES ($1, $2, $3, $4, $5, $6)`,
				id.New[Answer](), n.ID, q.Organisation, q.Place, q.Text, day)
		}
		if err != nil {
			return "", fmt.Errorf("answer a need: %w", err)
		}
		return "", note(tx, by, n, "need.answered", nil)
	})
	return err
}

// Withdraw takes an answer back. Doing it twice changes nothing.
func Withdraw(tx *store.Tx, by organisation.Actor, which AnswerID) error {
	a, err := store.One(tx, scanAnswer, answerColumns+` WHERE a.id = $1`, which)
	if errors.Is(err, store.ErrNoRow) {
		return fault.New(fault.NotFound, "need.answer_unknown")
	}
	if err != nil {
		return err
	}
	if !MayAnswer(by, a.Organisation) {
		return fault.New(fault.Forbidden, "organisation.may_not")
	}
	n, err := tx.Exec(`UPDATE need_answer SET withdrawn_on = $1 WHERE id = $2 AND withdrawn_on IS NULL`, civil.DateOf(tx.Now.Time()), which)
	if err != nil || n == 0 {
		return err
	}
	return note(tx, by, Need{ID: a.Need}, "need.unanswered", nil)
}

const needColumns = `SELECT n.id, n.commune, coalesce(c.name, ''), n.title, n.text, n.state, n.voiced_on, n.reason FROM need n LEFT JOIN commune c ON c.code = n.commune`

func scanNeed(r store.Row) (n Need, err error) {
	return n, r.Scan(&n.ID, &n.Commune, &n.CommuneName, &n.Title, &n.Text, &n.State, &n.VoicedOn, &n.Reason)
}

const answerColumns = `
	SELECT a.id, a.need_id, a.organisation_id, o.name, a.place_id, coalesce(p.name, ''), coalesce(p.slug, ''), a.text, a.answered_on
	FROM need_answer a
	JOIN organisation o ON o.id = a.organisation_id
	LEFT JOIN place p ON p.id = a.place_id`

func scanAnswer(r store.Row) (a Answer, err error) {
	return a, r.Scan(&a.ID, &a.Need, &a.Organisation, &a.Who, &a.Place, &a.PlaceName, &a.PlaceSlug, &a.Text, &a.On)
}

// Find reads a need with its answers. Errors: NotFound.
func Find(tx *store.Tx, which NeedID) (Need, error) {
	n, err := store.One(tx, scanNeed, needColumns+` WHERE n.id = $1`, which)
	if errors.Is(err, store.ErrNoRow) {
		return n, fault.New(fault.NotFound, "need.unknown")
	}
	if err != nil {
		return n, err
	}
	n.Answers, err = store.All(tx, scanAnswer, answerColumns+` WHERE a.need_id = $1 AND a.withdrawn_on IS NULL ORDER BY a.answered_on, a.id`, which)
	return n, err
}

// shown is how many needs a page lists.
const shown = 50

// NeedsOf lists the needs of communes that everybody may see, those that wait for an answer first, then the newest.
func NeedsOf(tx *store.Tx, communes []string) ([]Need, error) {
	in, args := store.List(nil, communes)
	all, err := store.All(tx, scanNeed, needColumns+` WHERE n.commune IN `+in+` AND n.state IN ('shown', 'met') ORDER BY CASE n.state WHEN 'shown' THEN 0 ELSE 1 END, n.voiced_on DESC, n.id LIMIT `+fmt.Sprint(shown), args...)
	if err != nil || len(all) == 0 {
		return all, err
	}
	var ids []NeedID
	at := map[NeedID]int{}
	for i, n := range all {
		ids = append(ids, n.ID)
		at[n.ID] = i
	}
	in, args = store.List(nil, ids)
	answers, err := store.All(tx, scanAnswer, answerColumns+` WHERE a.need_id IN `+in+` AND a.withdrawn_on IS NULL ORDER BY a.answered_on, a.id`, args...)
	for _, a := range answers {
		n := &all[at[a.Need]]
		n.Answers = append(n.Answers, a)
	}
	return all, err
}

// WaitingNeeds lists what the coordinator has to look at, the oldest first.
func WaitingNeeds(tx *store.Tx, by organisation.Actor) ([]Need, error) {
	if err := by.Require(organisation.ModerateNeeds, organisation.Target{}); err != nil {
		return nil, err
	}
	return store.All(tx, scanNeed, needColumns+` WHERE n.state = 'waiting' ORDER BY n.voiced_on, n.id LIMIT 200`)
}

// Forget takes a person away from the needs that they voiced, before their account is erased: the needs stay.
func Forget(tx *store.Tx, who account.ID) error {
	_, err := tx.Exec(`UPDATE need SET voiced_by = NULL WHERE voiced_by = $1`, who)
	return err
}

func note(tx *store.Tx, by organisation.Actor, n Need, verb string, data map[string]string) error {
	return journal.Write(tx, journal.Entry{Person: by.Person.String(), Verb: verb, Kind: "need", Object: n.ID.String(), Data: data})
}

// Ways lists the states that a need can be brought into.
func (n Need) Ways() []State { return moves[n.State] }

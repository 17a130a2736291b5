package convention

import (
	"errors"
	"fmt"
	"slices"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// running reads a convention that was signed, for a change in the name of a party.
func running(tx *store.Tx, by organisation.Actor, which ID, as int) (Whole, error) {
	w, err := change(tx, by, which, as)
	if err == nil && !w.Public() {
		err = moved()
	}
	return w, err
}

// GiveRequest is evidence of one's own promise.
type GiveRequest struct {
	Submission string
	Convention ID
	As         int
	Commitment CommitmentID
	Due        civil.Date
	Step       Step
	Figure     int64
	Text       string
	Day        civil.Date
	File       File
}

// Give keeps evidence. Errors: Forbidden for another side's promise; Conflict before it is signed; Invalid.
func Give(tx *store.Tx, by organisation.Actor, q GiveRequest) error {
	_, err := form.Once(tx, q.Submission, func() (string, error) {
		w, err := running(tx, by, q.Convention, q.As)
		if err != nil {
			return "", err
		}
		i := slices.IndexFunc(w.Commitments, func(c Commitment) bool { return c.ID == q.Commitment })
		switch {
		case i < 0:
			return "", fault.New(fault.NotFound, "convention.unknown")
		case w.Commitments[i].Party != q.As:
			return "", fault.New(fault.Forbidden, "convention.not_your_side")
		}
		c, now := w.Commitments[i], today(tx)
		var b fault.Breaches
		b.Check(slices.Contains(c.Dues(w.End(), now), q.Due), "due", "convention.due_unknown")
		b.Check(!q.Day.IsZero() && !now.Before(q.Day), "day", "convention.day_to_come")
		b.Check(q.Day.IsZero() || !q.Day.Before(w.promisedFrom(c)), "day", "convention.day_before_promise")
		long(&b, "text", q.Text, "")
		b.Check(q.Figure >= 0 && q.Figure <= mostCents, "figure", "convention.no_amount")
		switch c.Measure {
		case Paid:
			b.Check(slices.Contains(Steps, q.Step), "step", "convention.step_missing")
			b.Check(q.Step != PaidOut || q.Figure > 0, "figure", "convention.figure_missing")
		case Document:
			b.Check(q.File.Hash != "", "file", "place.document_missing")
		case Done:
			b.Check(q.Text != "" || q.File.Hash != "", "text", "convention.evidence_missing")
		default:
			b.Check(q.Figure > 0, "figure", "convention.figure_missing")
		}
		if err := b.Err(); err != nil {
			return "", err
		}
		if c.Measure != Paid {
			q.Step = ""
		}
		_, err = tx.Exec(`
			INSERT INTO convention_evidence (id, convention_id, promise_id, due, step, figure, text, hash, file_name, day, party, person_id, at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
			id.New[Evidence](), w.ID, c.ID, q.Due, q.Step, q.Figure, q.Text, q.File.Hash, q.File.Name, q.Day, q.As, by.Person, tx.Now)
		if err != nil {
			return "", fmt.Errorf("keep evidence: %w", err)
		}
		return "", note(tx, by, w, q.As, "convention.given")
	})
	return err
}

// promisedFrom is the first day on which a promise can have been kept: when the convention, or the amendment that brought it, begins or is signed,
// whichever comes first. What falls due later may be kept ahead: a rent is paid on the eve of its month.
func (w Whole) promisedFrom(c Commitment) civil.Date {
	if c.Fresh {
		return c.From
	}
	return earlier(w.Text.First, w.SignedOn())
}

// TakeBack takes evidence back that one's own side gave by mistake; the promise is then as far as it was without it.
func TakeBack(tx *store.Tx, by organisation.Actor, which ID, as int, what EvidenceID) error {
	w, err := running(tx, by, which, as)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`DELETE FROM convention_evidence WHERE id = $1 AND convention_id = $2 AND party = $3`, what, w.ID, as)
	if err != nil || n == 0 {
		return err
	}
	return note(tx, by, w, as, "convention.taken_back")
}

// AskRequest is a rule that somebody would relax for a while.
type AskRequest struct {
	Submission string
	Convention ID
	As         int
	Title      string
	Rule       string
	RuleKind   RuleKind
	RuleOf     int // zero: of nobody who signs
	First      civil.Date
	Until      civil.Date
	StopWhen   string
}

// Ask enters an experiment into the register. It runs at once where the rule is one's own side's; otherwise that side answers. Errors:
// Forbidden; Conflict; Invalid, with the reason why a rule can't be relaxed.
func Ask(tx *store.Tx, by organisation.Actor, q AskRequest) error {
	_, err := form.Once(tx, q.Submission, func() (string, error) {
		w, err := running(tx, by, q.Convention, q.As)
		if err != nil {
			return "", err
		}
		var b fault.Breaches
		line(&b, "title", q.Title, "convention.title_missing")
		line(&b, "rule", q.Rule, "convention.rule_missing")
		b.Check(slices.Contains(RuleKinds, q.RuleKind), "rule_kind", "convention.rule_kind_missing")
		if why := q.RuleKind.Refusal(); why != "" {
			b.Add("rule_kind", why)
		}
		b.Check(slices.ContainsFunc(w.Parties, func(p Party) bool { return p.Number == q.RuleOf }), "rule_of", "convention.rule_of_nobody")
		b.Check(!q.First.IsZero() && !q.First.Before(w.Text.First), "first", "convention.experiment_outside")
		b.Check(!q.Until.IsZero() && q.First.Before(q.Until) && (w.End().IsZero() || !w.End().Before(q.Until)), "until", "convention.experiment_outside")
		line(&b, "stop", q.StopWhen, "convention.stop_missing")
		if err := b.Err(); err != nil {
			return "", err
		}
		state, verb := Asked, "convention.experiment_asked"
		if q.RuleOf == q.As || w.Party(q.RuleOf).Organisation.IsZero() {
			state, verb = Running, "convention.experiment_begun"
		}
		_, err = tx.Exec(`
			INSERT INTO convention_experiment (id, convention_id, state, title, rule, rule_kind, rule_of, asked_by, first_day, until_day, stop_when, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			id.New[Experiment](), w.ID, state, q.Title, q.Rule, q.RuleKind, q.RuleOf, q.As, q.First, q.Until, q.StopWhen, tx.Now)
		if err != nil {
			return "", fmt.Errorf("keep experiment: %w", err)
		}
		return "", note(tx, by, w, q.As, verb)
	})
	return err
}

// tried reads an experiment for a step; next is the state that it leads to.
func tried(tx *store.Tx, by organisation.Actor, which ID, as int, what ExperimentID, step string) (w Whole, e Experiment, err error) {
	if w, err = running(tx, by, which, as); err != nil {
		return w, e, err
	}
	i := slices.IndexFunc(w.Experiments, func(x Experiment) bool { return x.ID == what })
	if i < 0 {
		return w, e, fault.New(fault.NotFound, "convention.unknown")
	}
	e = w.Experiments[i]
	var ok bool
	if e.State, ok = e.State.Next(step); !ok {
		return w, e, moved()
	}
	return w, e, nil
}

// AnswerExperiment agrees to relax a rule, or refuses with a sentence: whoever's rule it is does. Errors: Forbidden; Conflict; Invalid.
func AnswerExperiment(tx *store.Tx, by organisation.Actor, which ID, as int, what ExperimentID, yes bool, sentence string) error {
	step, verb := "refuse", "convention.experiment_refused"
	if yes {
		step, verb = "agree", "convention.experiment_begun"
	}
	w, e, err := tried(tx, by, which, as, what, step)
	if err != nil {
		return err
	}
	if e.RuleOf != as {
		return fault.New(fault.Forbidden, "convention.not_your_side")
	}
	var b fault.Breaches
	missing := "booking.sentence_missing"
	if yes {
		missing = ""
	}
	line(&b, "sentence", sentence, missing)
	if err := b.Err(); err != nil {
		return err
	}
	err = tx.ExecOne(`UPDATE convention_experiment SET state = $1, answer = $2 WHERE id = $3`, e.State, sentence, e.ID)
	return errors.Join(err, note(tx, by, w, as, verb))
}

// LookHalf records what either side saw half-way.
func LookHalf(tx *store.Tx, by organisation.Actor, which ID, as int, what ExperimentID, day civil.Date, seen string) error {
	w, e, err := tried(tx, by, which, as, what, "half")
	if err != nil {
		return err
	}
	var b fault.Breaches
	b.Check(!day.IsZero() && !today(tx).Before(day) && !day.Before(e.First), "day", "convention.day_to_come")
	long(&b, "half", seen, "convention.half_missing")
	if err := b.Err(); err != nil {
		return err
	}
	err = tx.ExecOne(`UPDATE convention_experiment SET half_on = $1, half = $2 WHERE id = $3`, day, seen, e.ID)
	return errors.Join(err, note(tx, by, w, as, "convention.experiment_seen"))
}

// ConcludeRequest is how an experiment ends.
type ConcludeRequest struct {
	Convention ID
	As         int
	Experiment ExperimentID
	Outcome    Outcome
	Day        civil.Date
	Learned    string
}

// Conclude ends an experiment, whichever side says so, with what was learned. Stopping is no fault: nothing else changes.
func Conclude(tx *store.Tx, by organisation.Actor, q ConcludeRequest) error {
	w, e, err := tried(tx, by, q.Convention, q.As, q.Experiment, "end")
	if err != nil {
		return err
	}
	var b fault.Breaches
	b.Check(slices.Contains(Outcomes, q.Outcome), "outcome", "convention.outcome_missing")
	b.Check(!q.Day.IsZero() && !today(tx).Before(q.Day) && !q.Day.Before(e.First), "day", "convention.day_to_come")
	long(&b, "learned", q.Learned, "convention.learned_missing")
	if err := b.Err(); err != nil {
		return err
	}
	err = tx.ExecOne(`UPDATE convention_experiment SET state = $1, outcome = $2, ended_on = $3, learned = $4 WHERE id = $5`, e.State, q.Outcome, q.Day, q.Learned, e.ID)
	return errors.Join(err, note(tx, by, w, q.As, "convention.experiment_ended"))
}

// NoteRequest is an entry of the logbook.
type NoteRequest struct {
	Submission string
	Convention ID
	As         int
	Kind       NoteKind
	Day        civil.Date
	Text       string
}

// AddNote writes into the logbook. A meeting may be still to come, as far as two years.
func AddNote(tx *store.Tx, by organisation.Actor, q NoteRequest) error {
	_, err := form.Once(tx, q.Submission, func() (string, error) {
		w, err := change(tx, by, q.Convention, q.As)
		if err != nil {
			return "", err
		}
		if w.State == Draft && w.Version == 0 && w.Pen != q.As {
			return "", fault.New(fault.NotFound, "convention.unknown")
		}
		var b fault.Breaches
		ahead := 0
		if q.Kind == Meeting {
			ahead = 730
		}
		b.Check(slices.Contains(NoteKinds, q.Kind), "kind", "convention.note_kind_missing")
		b.Check(!q.Day.IsZero() && !today(tx).AddDays(ahead).Before(q.Day) && q.Day.Year >= 1990, "day", "convention.day_to_come")
		long(&b, "text", q.Text, "convention.note_missing")
		if err := b.Err(); err != nil {
			return "", err
		}
		_, err = tx.Exec(`INSERT INTO convention_note (id, convention_id, kind, day, text, party, person_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			id.New[Note](), w.ID, q.Kind, q.Day, q.Text, q.As, by.Person, tx.Now)
		return "", errors.Join(err, note(tx, by, w, q.As, "convention.noted"))
	})
	return err
}

// DropNote takes a note of one's own side out of the logbook.
func DropNote(tx *store.Tx, by organisation.Actor, which ID, as int, what NoteID) error {
	w, err := change(tx, by, which, as)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`DELETE FROM convention_note WHERE id = $1 AND convention_id = $2 AND party = $3`, what, w.ID, as)
	if err != nil || n == 0 {
		return err
	}
	return note(tx, by, w, as, "convention.note_dropped")
}

package convention

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// Bounds of what is written.
const (
	mostParties  = 6
	mostClauses  = 60
	mostPromises = 40
	mostLine     = 300
	mostText     = 8000
	mostCents    = 100_000_000_00
	mostNotice   = 36
)

// change reads a convention, locked, for a change in the name of one of its parties. Errors: NotFound for whoever is on no side of it,
// Forbidden for another side's name.
func change(tx *store.Tx, by organisation.Actor, which ID, as int) (w Whole, err error) {
	if w, err = whole(tx, which, tx.ForUpdate()); err != nil {
		return w, err
	}
	switch {
	case MaySpeak(by, w.Parties, as):
		return w, nil
	case !by.SignedIn():
		return w, fault.New(fault.Unauthenticated, "organisation.sign_in_first")
	case len(SidesOf(by, w.Parties)) == 0:
		return w, fault.New(fault.NotFound, "convention.unknown")
	}
	return w, fault.New(fault.Forbidden, "convention.not_your_side")
}

func moved() error { return fault.New(fault.Conflict, "convention.moved_on") }

// today is the day in mainland France: conventions are read on both sides.
func today(tx *store.Tx) civil.Date { return civil.DateOf(tx.Now.In(Zone())) }

// Zone is the clock by which the days of a convention are told.
func Zone() *time.Location { return place.Place{}.Zone() }

// Today is the day on which a page of a convention is read.
func Today(tx *store.Tx) civil.Date { return today(tx) }

func line(b *fault.Breaches, field, text, missing string) {
	if missing != "" {
		b.Check(text != "", field, missing)
	}
	b.Within(field, text, mostLine)
}

func long(b *fault.Breaches, field, text, missing string) {
	if missing != "" {
		b.Check(text != "", field, missing)
	}
	b.Within(field, text, mostText)
}

// BeginRequest is a convention that somebody begins from the model of its kind.
type BeginRequest struct {
	Submission string
	Kind       Kind
	Title      string
	First      civil.Date
	Last       civil.Date
	Place      place.ID // run by one of the parties; zero: about none
	Parties    []Party  // the first is whoever begins
}

// Begin begins a draft, with the pen in the hand of the first party. Errors: Forbidden; Invalid with every breach.
func Begin(tx *store.Tx, by organisation.Actor, q BeginRequest) (which ID, err error) {
	text, err := form.Once(tx, q.Submission, func() (string, error) {
		if len(q.Parties) == 0 || !MayKeep(by, q.Parties[0].Organisation) {
			if !by.SignedIn() {
				return "", fault.New(fault.Unauthenticated, "organisation.sign_in_first")
			}
			return "", fault.New(fault.Forbidden, "organisation.may_not")
		}
		if err := q.check(tx, by); err != nil {
			return "", err
		}
		w := Whole{Convention: Convention{ID: id.New[Convention](), Kind: q.Kind, State: Draft, Place: q.Place, Pen: 1, Text: Text{Title: q.Title, First: q.First, Last: q.Last, Clauses: ModelOf(q.Kind)}}, Parties: q.Parties}
		for i := range w.Parties {
			w.Parties[i].Number = i + 1
		}
		return w.ID.String(), errors.Join(insert(tx, w), note(tx, by, w, 1, "convention.begun"))
	})
	if err != nil {
		return which, err
	}
	return which, which.UnmarshalText([]byte(text))
}

func insert(tx *store.Tx, w Whole) error {
	body, err := json.Marshal(w.Text)
	if err != nil {
		return fmt.Errorf("write convention: %w", err)
	}
	if _, err := tx.Exec(`INSERT INTO convention (id, kind, state, place_id, pen, text, renews, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)`,
		w.ID, w.Kind, w.State, w.Place, w.Pen, string(body), w.Renews, tx.Now); err != nil {
		return fmt.Errorf("begin convention: %w", err)
	}
	for _, p := range w.Parties {
		if _, err := tx.Exec(`INSERT INTO convention_party (convention_id, number, organisation_id, name, siret, gives) VALUES ($1, $2, $3, $4, $5, $6)`,
			w.ID, p.Number, p.Organisation, p.Name, p.Siret, p.Gives); err != nil {
			return fmt.Errorf("begin convention: %w", err)
		}
	}
	return nil
}

func (q *BeginRequest) check(tx *store.Tx, by organisation.Actor) error {
	var b fault.Breaches
	b.Check(slices.Contains(Kinds, q.Kind), "kind", "convention.kind_missing")
	line(&b, "title", q.Title, "convention.title_missing")
	checkTerm(&b, q.First, q.Last)
	b.Check(len(q.Parties) >= 2, "other", "convention.other_missing")
	b.Check(len(q.Parties) <= mostParties, "other", "convention.parties_many", fault.Args{"Max": mostParties})
	seen := map[organisation.ID]bool{}
	for i := range q.Parties {
		p := &q.Parties[i]
		if !p.Organisation.IsZero() {
			o, err := organisation.Find(tx, p.Organisation)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			switch {
			case err != nil:
				b.Add("other", "convention.other_missing")
			case seen[p.Organisation] || i > 0 && !by.IsSystem() && MayKeep(by, p.Organisation): // nobody agrees with themselves
				b.Add("other", "convention.other_own")
			}
			p.Name, seen[p.Organisation] = o.Name, true
		}
		line(&b, "other", p.Name, "convention.other_missing")
		p.Siret = strings.ReplaceAll(p.Siret, " ", "")
		b.Check(p.Siret == "" || isSiret(p.Siret), "siret", siretBreach(p.Siret))
	}
	if !q.Place.IsZero() {
		p, err := place.Find(tx, q.Place)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		b.Check(err == nil && seen[p.Organisation], "place", "convention.place_of_nobody")
	}
	return b.Err()
}

func checkTerm(b *fault.Breaches, first, last civil.Date) {
	b.Check(!first.IsZero() && first.Year >= 1990 && first.Year <= 2200, "first", "convention.first_missing")
	b.Check(last.IsZero() || !last.Before(first) && last.Year <= 2200, "last", "membership.ends_before")
}

// isSiret reports whether a text is a SIRET: fourteen digits, of which the last is computed from the others (Luhn). Offices of the Post share
// one SIREN, too many for that sum: of theirs the digits add up to a multiple of five.
func isSiret(s string) bool {
	if len(s) != 14 || strings.Trim(s, "0123456789") != "" {
		return false
	}
	luhn, plain := 0, 0
	for i, r := range s {
		n := int(r - '0')
		plain += n
		if i%2 == 0 {
			n = n*2/10 + n*2%10
		}
		luhn += n
	}
	return luhn%10 == 0 || strings.HasPrefix(s, "356000000") && plain%5 == 0
}

// siretBreach tells digits that are lacking from one that is mistyped.
func siretBreach(s string) string {
	if len(s) == 14 && strings.Trim(s, "0123456789") == "" {
		return "convention.siret_wrong"
	}
	return "convention.siret_malformed"
}

// EditRequest is a draft as it is to stand.
type EditRequest struct {
	Convention ID
	Amendment  int        // whose draft it is; 0: the convention's own
	From       civil.Date // from which an amendment holds
	As         int
	Seen       civil.Instant // ChangedAt of the draft that was read; zero: whatever it is
	Text       Text
	Sirets     map[int]string // of the parties, by number
}

// Edit writes the draft. Errors: Forbidden for whoever doesn't hold the pen; Conflict when it is no draft or was written meanwhile; Invalid.
func Edit(tx *store.Tx, by organisation.Actor, q EditRequest) error {
	w, err := face(tx, by, q.Convention, q.Amendment, q.As)
	switch {
	case err != nil:
		return err
	case w.State != Draft || !q.Seen.IsZero() && q.Seen != w.ChangedAt:
		return moved()
	case w.Pen != q.As:
		return fault.New(fault.Forbidden, "convention.not_your_pen")
	}
	if err := q.Text.check(w.Parties); err != nil {
		return err
	}
	var b fault.Breaches
	for i, p := range w.Parties {
		s, given := q.Sirets[p.Number]
		if !given || w.Amending > 0 {
			continue
		}
		s = strings.ReplaceAll(s, " ", "")
		b.Check(s == "" || isSiret(s), fmt.Sprintf("siret-%d", i+1), siretBreach(s))
		if b.Err() == nil {
			if _, err := tx.Exec(`UPDATE convention_party SET siret = $1 WHERE convention_id = $2 AND number = $3`, s, w.ID, p.Number); err != nil {
				return fmt.Errorf("keep parties: %w", err)
			}
		}
	}
	if err := b.Err(); err != nil {
		return err
	}
	if w.Text = q.Text; w.Amending > 0 {
		w.Text.Promises = w.keyed(w.Text.Promises)
		w.Amendments[w.Amending-1].From = q.From
		if err := w.checkAmendment(); err != nil {
			return err
		}
	}
	return errors.Join(keepFace(tx, w), note(tx, by, w, q.As, "convention.edited"))
}

// check tells every breach of a text.
func (t Text) check(parties []Party) error {
	var b fault.Breaches
	line(&b, "title", t.Title, "convention.title_missing")
	line(&b, "object", t.Object, "")
	checkTerm(&b, t.First, t.Last)
	b.Check(t.Lease.IsZero() || !t.Lease.Before(t.First), "lease", "membership.ends_before")
	b.Check(t.Amount >= 0 && t.Amount <= mostCents, "amount", "convention.no_amount")
	b.Check(t.Value >= 0 && t.Value <= mostCents, "value", "convention.no_amount")
	b.Check(t.Notice >= 0 && t.Notice <= mostNotice, "notice", "convention.notice_long", fault.Args{"Max": mostNotice})
	b.Check(len(t.Clauses) > 0, "clauses", "convention.clauses_missing")
	b.Check(len(t.Clauses) <= mostClauses, "clauses", "convention.clauses_many", fault.Args{"Max": mostClauses})
	for i, c := range t.Clauses {
		line(&b, fmt.Sprintf("clause-%d-title", i+1), c.Title, "convention.clause_title_missing")
		long(&b, fmt.Sprintf("clause-%d-text", i+1), c.Text, "convention.clause_text_missing")
	}
	b.Check(len(t.Promises) <= mostPromises, "promises", "convention.promises_many", fault.Args{"Max": mostPromises})
	for i, p := range t.Promises {
		field := func(name string) string { return fmt.Sprintf("promise-%d-%s", i+1, name) }
		line(&b, field("text"), p.Text, "convention.promise_text_missing")
		b.Check(slices.ContainsFunc(parties, func(x Party) bool { return x.Number == p.Party }), field("party"), "convention.promise_party_missing")
		b.Check(slices.Contains(Measures, p.Measure), field("measure"), "convention.promise_measure_missing")
		b.Check(slices.Contains(Rhythms, p.Rhythm), field("rhythm"), "convention.promise_rhythm_missing")
		b.Check(!p.Due.IsZero() && !p.Due.Before(t.First) && p.Due.Year <= 2200, field("due"), "convention.promise_due_missing")
		if p.Measure.HasTarget() {
			b.Check(p.Target > 0 && p.Target <= mostCents, field("target"), "convention.promise_target_missing")
			b.Check(!p.Measure.AboutPeople() || p.Target >= 11, field("target"), "convention.promise_target_few")
		}
	}
	return b.Err()
}

// Propose sends the draft to all parties, as a version that never changes. Errors: Conflict; Forbidden without the pen; Invalid.
func Propose(tx *store.Tx, by organisation.Actor, which ID, as int) (Whole, error) {
	return ProposeAmendment(tx, by, which, 0, as)
}

// ProposeAmendment is Propose for an amendment, which has to change something; zero is the convention itself.
func ProposeAmendment(tx *store.Tx, by organisation.Actor, which ID, amendment, as int) (Whole, error) {
	w, err := face(tx, by, which, amendment, as)
	if err != nil {
		return w, err
	}
	next, ok := w.next(ActPropose)
	switch {
	case !ok:
		return w, moved()
	case w.Pen != as:
		return w, fault.New(fault.Forbidden, "convention.not_your_pen")
	}
	if err := w.Text.check(w.Parties); err != nil {
		return w, err
	}
	if w.Amending > 0 {
		if err := w.checkAmendment(); err != nil {
			return w, err
		}
		if a, _ := w.Amendment(w.Amending); !a.Changes() {
			return w, fault.New(fault.Conflict, "convention.amendment_empty")
		}
	}
	last, err := store.One(tx, store.Value[int], `SELECT coalesce(max(version), 0) FROM convention_version WHERE convention_id = $1`, w.ID)
	if err != nil {
		return w, fmt.Errorf("number version: %w", err)
	}
	w.State, w.Version = next, last+1
	body, err := json.Marshal(w.Text)
	if err != nil {
		return w, fmt.Errorf("write version: %w", err)
	}
	if _, err := tx.Exec(`INSERT INTO convention_version (convention_id, version, party, text, sent_at, amendment) VALUES ($1, $2, $3, $4, $5, $6)`, w.ID, w.Version, as, string(body), tx.Now, w.Amending); err != nil {
		return w, fmt.Errorf("keep version: %w", err)
	}
	w.Versions = append(w.Versions, Version{Number: w.Version, Party: as, Text: w.Text, SentAt: tx.Now})
	return w, errors.Join(keepFace(tx, w), note(tx, by, w, as, "convention.proposed"))
}

// silence is how many days a draft may lie before another side takes the pen from whoever holds it.
const silence = 14

func stale(tx *store.Tx, changed civil.Instant) bool {
	return today(tx).DaysSince(civil.DateOf(changed.In(Zone()))) >= silence
}

// Revise takes the pen for the next version: what was sent is a draft again, in the hand of whoever revises. Signatures of the old version
// stay with it, and no longer count. Of a draft that was sent before the pen is taken only once it has lain for a fortnight.
func Revise(tx *store.Tx, by organisation.Actor, which ID, as int) error {
	return ReviseAmendment(tx, by, which, 0, as)
}

// ReviseAmendment is Revise for an amendment; zero is the convention itself.
func ReviseAmendment(tx *store.Tx, by organisation.Actor, which ID, amendment, as int) error {
	w, err := face(tx, by, which, amendment, as)
	if err != nil {
		return err
	}
	next, ok := w.next(ActRevise)
	switch {
	case !ok || hides(w.State, w.Version) && w.Pen != as:
		return moved()
	case w.State == Draft && w.Pen != as && !stale(tx, w.ChangedAt):
		return fault.New(fault.Conflict, "convention.pen_held", fault.Args{"Days": silence})
	case w.State == Draft:
		w.Text = w.Versions[max(0, len(w.Versions)-1)].Text // not what the other side began and never sent
	}
	w.State, w.Pen = next, as
	return errors.Join(keepFace(tx, w), note(tx, by, w, as, "convention.revised"))
}

// SayRequest is a comment on a clause of the last version.
type SayRequest struct {
	Submission string
	Convention ID
	Amendment  int // of which the version is; 0: of the convention itself
	As         int
	Clause     string
	Text       string
}

// Say comments on a clause, before it is signed.
func Say(tx *store.Tx, by organisation.Actor, q SayRequest) error {
	_, err := form.Once(tx, q.Submission, func() (string, error) {
		w, err := face(tx, by, q.Convention, q.Amendment, q.As)
		switch {
		case err != nil:
			return "", err
		case w.State != Proposed:
			return "", moved()
		}
		var b fault.Breaches
		long(&b, "comment", q.Text, "convention.comment_missing")
		b.Check(slices.ContainsFunc(w.Text.Clauses, func(c Clause) bool { return c.Key == q.Clause }), "comment", "convention.clause_unknown")
		if err := b.Err(); err != nil {
			return "", err
		}
		_, err = tx.Exec(`INSERT INTO convention_comment (id, convention_id, version, clause, party, person_id, text, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			id.New[Comment](), w.ID, w.Version, q.Clause, q.As, by.Person, q.Text, tx.Now)
		return "", errors.Join(err, note(tx, by, w, q.As, "convention.commented"))
	})
	return err
}

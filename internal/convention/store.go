package convention

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

const columns = `c.id, c.kind, c.state, c.place_id, c.pen, c.text, c.version, c.ended_on, c.ended_by, c.ended_why, c.ground, c.notified_on, c.renews, c.created_at, c.changed_at`

func scan(r store.Row) (c Convention, err error) {
	var text string
	if err := r.Scan(&c.ID, &c.Kind, &c.State, &c.Place, &c.Pen, &text, &c.Version, &c.EndedOn, &c.EndedBy, &c.EndedWhy, &c.Ground, &c.Notified, &c.Renews, &c.CreatedAt, &c.ChangedAt); err != nil {
		return c, err
	}
	return c, json.Unmarshal([]byte(text), &c.Text)
}

func find(tx *store.Tx, which ID, lock string) (c Convention, err error) {
	all, err := store.All(tx, scan, `SELECT `+columns+` FROM convention c WHERE c.id = $1`+lock, which)
	if err != nil {
		return c, fmt.Errorf("find convention: %w", err)
	}
	if len(all) == 0 {
		return c, fault.New(fault.NotFound, "convention.unknown")
	}
	return all[0], nil
}

func partiesOf(tx *store.Tx, which ID) ([]Party, error) {
	return store.All(tx, func(r store.Row) (p Party, err error) {
		return p, r.Scan(&p.Number, &p.Organisation, &p.Name, &p.Siret, &p.RNA, &p.Gives, &p.Decision, &p.DecidedOn)
	}, `
		SELECT p.number, p.organisation_id, p.name, p.siret, coalesce(o.rna, ''), p.gives, p.decision, p.decided_on
		FROM convention_party p
		LEFT JOIN organisation o ON o.id = p.organisation_id
		WHERE p.convention_id = $1
		ORDER BY p.number`, which)
}

// Read reads a convention for one of its sides: NotFound for anybody else, and for a draft that another party writes only what was sent
// before. What is public, ReadPublic reads.
func Read(tx *store.Tx, by organisation.Actor, which ID) (w Whole, err error) {
	if w, err = whole(tx, which, ""); err != nil {
		return w, err
	}
	sides := SidesOf(by, w.Parties)
	if len(sides) == 0 {
		return Whole{}, fault.New(fault.NotFound, "convention.unknown")
	}
	if hides(w.State, w.Version) && !MaySpeak(by, w.Parties, w.Pen) {
		return Whole{}, fault.New(fault.NotFound, "convention.unknown")
	}
	if w.State == Draft && !MaySpeak(by, w.Parties, w.Pen) {
		w.Text = w.Versions[len(w.Versions)-1].Text
	}
	w.Amendments = slices.DeleteFunc(w.Amendments, func(a Amendment) bool { return hides(a.State, a.Version) && !MaySpeak(by, w.Parties, a.Pen) })
	for i, a := range w.Amendments {
		if a.State == Draft && !MaySpeak(by, w.Parties, a.Pen) {
			w.Amendments[i].Text = a.Versions[len(a.Versions)-1].Text
		}
	}
	return w, errors.Join(w.readRenewal(tx, by), w.readAccounts(tx))
}

// hides reports whether what was never sent is still its writer's alone.
func hides(s State, version int) bool { return version == 0 && (s == Draft || s == Dropped) }

// readRenewal finds the convention that follows, as far as somebody may know of it.
func (w *Whole) readRenewal(tx *store.Tx, by organisation.Actor) error {
	all, err := store.All(tx, scan, `SELECT `+columns+` FROM convention c WHERE c.renews = $1 AND c.state <> 'dropped' ORDER BY c.created_at DESC LIMIT 5`, w.ID)
	for _, c := range all {
		if c.Public() || len(SidesOf(by, w.Parties)) > 0 && (!hides(c.State, c.Version) || MaySpeak(by, w.Parties, c.Pen)) {
			w.RenewedBy = c.ID
			break
		}
	}
	return err
}

// ReadPublic reads the public form of a convention that was signed: no comments, no notes, nobody's name but the signatories'. What evidence
// says in words stays between the parties.
func ReadPublic(tx *store.Tx, which ID) (w Whole, err error) {
	if w, err = whole(tx, which, ""); err != nil {
		return w, err
	}
	if !w.Public() {
		return Whole{}, fault.New(fault.NotFound, "convention.unknown")
	}
	w.Comments, w.Notes, w.Versions, w.EndedWhy = nil, nil, nil, ""
	for i, s := range w.Signatures {
		s.File = File{}
		w.Signatures[i] = s
	}
	for _, c := range w.Commitments {
		for j, e := range c.Given {
			c.Given[j] = Evidence{ID: e.ID, Due: e.Due, Step: e.Step, Figure: e.Figure, Day: e.Day, Party: e.Party, File: File{Hash: e.File.Hash}}
		}
	}
	w.Experiments = slices.DeleteFunc(w.Experiments, func(e Experiment) bool { return e.State == Asked || e.State == Refused })
	w.Amendments = slices.DeleteFunc(w.Amendments, func(a Amendment) bool { return a.State != Signed })
	for i := range w.Amendments {
		a := &w.Amendments[i]
		a.Comments, a.Versions, a.Signatures = nil, nil, slices.Clone(a.Signatures)
		for j := range a.Signatures {
			a.Signatures[j].File = File{}
		}
	}
	return w, w.readRenewal(tx, organisation.Actor{})
}

func whole(tx *store.Tx, which ID, lock string) (w Whole, err error) {
	if w.Convention, err = find(tx, which, lock); err != nil {
		return w, err
	}
	if w.Parties, err = partiesOf(tx, which); err != nil {
		return w, err
	}
	if err := w.readTexts(tx); err != nil {
		return w, err
	}
	if err := w.readPromises(tx); err != nil {
		return w, err
	}
	if err := w.readPeriods(tx); err != nil {
		return w, err
	}
	if w.Experiments, err = store.All(tx, scanExperiment, `SELECT `+experimentColumns+` FROM convention_experiment e WHERE e.convention_id = $1 ORDER BY e.first_day DESC, e.id`, which); err != nil {
		return w, err
	}
	w.Notes, err = store.All(tx, func(r store.Row) (n Note, err error) {
		return n, r.Scan(&n.ID, &n.Kind, &n.Day, &n.Text, &n.Party, &n.Person, &n.By)
	}, `
		SELECT n.id, n.kind, n.day, n.text, n.party, n.person_id, coalesce(p.name, '')
		FROM convention_note n
		LEFT JOIN person p ON p.id = n.person_id
		WHERE n.convention_id = $1
		ORDER BY n.day, n.at, n.id`, which)
	return w, err
}

// readTexts reads what was sent, said and signed, of the convention and of each of its amendments.
func (w *Whole) readTexts(tx *store.Tx) (err error) {
	if w.Amendments, err = store.All(tx, scanAmendment, `
		SELECT number, state, pen, text, base, version, from_day, signed_on, why, created_at, changed_at
		FROM convention_amendment
		WHERE convention_id = $1
		ORDER BY number`, w.ID); err != nil {
		return err
	}
	of := map[int]int{} // amendment of a version
	versions, err := store.All(tx, func(r store.Row) (v Version, err error) {
		var text string
		var amendment int
		if err := r.Scan(&v.Number, &v.Party, &text, &v.SentAt, &amendment); err != nil {
			return v, err
		}
		of[v.Number] = amendment
		return v, json.Unmarshal([]byte(text), &v.Text)
	}, `SELECT version, party, text, sent_at, amendment FROM convention_version WHERE convention_id = $1 ORDER BY version`, w.ID)
	if err != nil {
		return err
	}
	comments, err := store.All(tx, func(r store.Row) (c Comment, err error) {
		return c, r.Scan(&c.Version, &c.Clause, &c.Party, &c.By, &c.Text, &c.At)
	}, `
		SELECT c.version, c.clause, c.party, coalesce(p.name, ''), c.text, c.at
		FROM convention_comment c
		LEFT JOIN person p ON p.id = c.person_id
		WHERE c.convention_id = $1
		ORDER BY c.at, c.id`, w.ID)
	if err != nil {
		return err
	}
	signatures, err := store.All(tx, func(r store.Row) (s Signature, err error) {
		return s, r.Scan(&s.Party, &s.Version, &s.Day, &s.Town, &s.Name, &s.Role, &s.File.Hash, &s.File.Name, &s.Decision, &s.DecidedOn)
	}, `
		SELECT party, version, day, town, name, role, hash, file_name, decision, decided_on
		FROM convention_signature
		WHERE convention_id = $1
		ORDER BY day, party`, w.ID)
	if err != nil {
		return err
	}
	pick := func(amendment, version int, into *[]Version, said *[]Comment, signed *[]Signature) {
		for _, v := range versions {
			if of[v.Number] == amendment {
				*into = append(*into, v)
			}
		}
		for _, c := range comments {
			if of[c.Version] == amendment {
				*said = append(*said, c)
			}
		}
		for _, s := range signatures {
			if s.Version == version {
				*signed = append(*signed, s)
			}
		}
	}
	pick(0, w.Version, &w.Versions, &w.Comments, &w.Signatures)
	for i := range w.Amendments {
		a := &w.Amendments[i]
		pick(a.Number, a.Version, &a.Versions, &a.Comments, &a.Signatures)
	}
	return nil
}

func (w *Whole) readPromises(tx *store.Tx) (err error) {
	if w.Commitments, err = store.All(tx, func(r store.Row) (c Commitment, err error) {
		var text string
		if err := r.Scan(&c.ID, &c.Number, &text, &c.From, &c.Until, &c.Amendment, &c.EndedBy); err != nil {
			return c, err
		}
		return c, json.Unmarshal([]byte(text), &c.Promise)
	}, `SELECT id, number, promise, since, until_day, amendment, ended_by FROM convention_promise WHERE convention_id = $1 ORDER BY number`, w.ID); err != nil {
		return err
	}
	for i, c := range w.Commitments {
		w.Commitments[i].Key = keyOf(c)
		w.Commitments[i].Fresh = c.Amendment > 0 && !slices.ContainsFunc(w.Commitments[:i], func(before Commitment) bool { return before.Key == keyOf(c) })
	}
	return tx.Each(func(r store.Row) error {
		var of CommitmentID
		var e Evidence
		if err := r.Scan(&e.ID, &of, &e.Due, &e.Step, &e.Figure, &e.Text, &e.File.Hash, &e.File.Name, &e.Day, &e.Party, &e.Person, &e.By); err != nil {
			return err
		}
		if i := slices.IndexFunc(w.Commitments, func(c Commitment) bool { return c.ID == of }); i >= 0 {
			w.Commitments[i].Given = append(w.Commitments[i].Given, e)
		}
		return nil
	}, `
		SELECT e.id, e.promise_id, e.due, e.step, e.figure, e.text, e.hash, e.file_name, e.day, e.party, e.person_id, coalesce(p.name, '')
		FROM convention_evidence e
		LEFT JOIN person p ON p.id = e.person_id
		WHERE e.convention_id = $1
		ORDER BY e.day, e.at, e.id`, w.ID)
}

const experimentColumns = `e.id, e.state, e.title, e.rule, e.rule_kind, e.rule_of, e.asked_by, e.first_day, e.until_day, e.stop_when, e.answer, e.half_on, e.half, e.outcome, e.ended_on, e.learned`

func (e *Experiment) into() []any {
	return []any{&e.ID, &e.State, &e.Title, &e.Rule, &e.RuleKind, &e.RuleOf, &e.AskedBy, &e.First, &e.Until, &e.StopWhen, &e.Answer, &e.HalfOn, &e.Half, &e.Outcome, &e.EndedOn, &e.Learned}
}

func scanExperiment(r store.Row) (e Experiment, err error) { return e, r.Scan(e.into()...) }

// Lessons lists what was learned, the latest first, of conventions that anybody may read.
func Lessons(tx *store.Tx) ([]Lesson, error) {
	return store.All(tx, func(r store.Row) (l Lesson, err error) {
		var text string
		if err := r.Scan(append(l.into(), &l.Convention, &text, &l.Owner)...); err != nil {
			return l, err
		}
		var t Text
		err = json.Unmarshal([]byte(text), &t)
		l.Of = t.Title
		return l, err
	}, `
		SELECT `+experimentColumns+`, c.id, c.text, p.name
		FROM convention_experiment e
		JOIN convention c ON c.id = e.convention_id
		JOIN convention_party p ON p.convention_id = c.id AND p.number = e.rule_of
		WHERE e.state = 'ended' AND c.state IN ('signed', 'ended')
		ORDER BY e.ended_on DESC, e.id
		LIMIT 200`)
}

// Mine lists the conventions of the organisations for which somebody speaks, the latest first, each with its parties. A draft that another
// party writes, and has never sent, isn't among them.
func Mine(tx *store.Tx, by organisation.Actor) (all []Whole, err error) {
	among, args := store.List([]any{}, organisationsOf(by))
	if len(args) == 0 {
		return nil, nil
	}
	found, err := store.All(tx, scan, `
		SELECT `+columns+`
		FROM convention c
		WHERE c.id IN (SELECT convention_id FROM convention_party WHERE organisation_id IN `+among+`)
		ORDER BY c.changed_at DESC, c.id
		LIMIT 200`, args...)
	if err != nil {
		return nil, fmt.Errorf("list conventions: %w", err)
	}
	for _, c := range found {
		w := Whole{Convention: c}
		if w.Parties, err = partiesOf(tx, c.ID); err != nil {
			return nil, err
		}
		mine := MaySpeak(by, w.Parties, c.Pen)
		if hides(c.State, c.Version) && !mine {
			continue
		}
		if c.State == Draft && !mine {
			w.State = Proposed
		}
		all = append(all, w)
	}
	return all, nil
}

// organisationsOf lists the organisations for which somebody speaks.
func organisationsOf(by organisation.Actor) (all []organisation.ID) {
	for _, g := range by.Grants {
		var o organisation.ID
		if g.Scope == organisation.InOrganisation && g.Role.Allows(organisation.KeepConventions) && o.UnmarshalText([]byte(g.ID)) == nil {
			all = append(all, o)
		}
	}
	return all
}

// Speaking lists the organisations in whose name somebody can begin a convention.
func Speaking(tx *store.Tx, by organisation.Actor) (all []organisation.Organisation, err error) {
	for _, x := range organisationsOf(by) {
		o, err := organisation.Find(tx, x)
		if err != nil {
			return nil, err
		}
		all = append(all, o)
	}
	return all, nil
}

// Partners lists the organisations of this instance with which somebody can begin a convention, by name.
func Partners(tx *store.Tx) ([]organisation.Organisation, error) {
	return store.All(tx, func(r store.Row) (o organisation.Organisation, err error) { return o, r.Scan(&o.ID, &o.Name) },
		`SELECT id, name FROM organisation ORDER BY name, id LIMIT 500`)
}

// OfPlace lists the conventions about a place that anybody may read, the latest first.
func OfPlace(tx *store.Tx, where place.ID) ([]Convention, error) {
	return store.All(tx, scan, `SELECT `+columns+` FROM convention c WHERE c.place_id = $1 AND c.state IN ('signed', 'ended') ORDER BY c.created_at DESC, c.id LIMIT 20`, where)
}

// OfPlaces lists the conventions about any of some places that anybody may read, the latest first.
func OfPlaces(tx *store.Tx, where []place.ID) (all []Convention, err error) {
	err = store.EachAmong(where, func(in string, args []any) error {
		some, err := store.All(tx, scan, `SELECT `+columns+` FROM convention c WHERE c.place_id `+in+` AND c.state IN ('signed', 'ended') ORDER BY c.created_at DESC, c.id LIMIT 100`, args...)
		all = append(all, some...)
		return err
	})
	return all, err
}

func save(tx *store.Tx, c Convention) error {
	text, err := json.Marshal(c.Text)
	if err != nil {
		return fmt.Errorf("write convention: %w", err)
	}
	return tx.ExecOne(`
		UPDATE convention SET state = $1, pen = $2, text = $3, version = $4, ended_on = $5, ended_by = $6, ended_why = $7, ground = $8, notified_on = $9, changed_at = $10
		WHERE id = $11`,
		c.State, c.Pen, string(text), c.Version, c.EndedOn, c.EndedBy, c.EndedWhy, c.Ground, c.Notified, tx.Now, c.ID)
}

// note writes what was done into the journal, in the name of the party that did it.
func note(tx *store.Tx, by organisation.Actor, w Whole, party int, verb string) error {
	p := w.Party(party)
	actingFor := ""
	if !p.Organisation.IsZero() {
		actingFor = p.Organisation.String()
	}
	return journal.Write(tx, journal.Entry{Person: by.Person.String(), ActingFor: actingFor, Verb: verb, Kind: "convention", Object: w.ID.String(), Data: map[string]string{"title": w.Text.Title}})
}

// FileHashes lists the files that conventions refer to.
func FileHashes(tx *store.Tx) ([]string, error) {
	return store.All(tx, store.Value[string], `SELECT hash FROM convention_signature WHERE hash <> '' UNION SELECT hash FROM convention_evidence WHERE hash <> ''`)
}

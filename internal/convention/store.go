package convention

import (
	"encoding/json"
	"fmt"
	"slices"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

const columns = `c.id, c.kind, c.state, c.place_id, c.pen, c.text, c.version, c.ended_on, c.ended_by, c.ended_why, c.created_at, c.changed_at`

func scan(r store.Row) (c Convention, err error) {
	var text string
	if err := r.Scan(&c.ID, &c.Kind, &c.State, &c.Place, &c.Pen, &text, &c.Version, &c.EndedOn, &c.EndedBy, &c.EndedWhy, &c.CreatedAt, &c.ChangedAt); err != nil {
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
		return p, r.Scan(&p.Number, &p.Organisation, &p.Name, &p.Siret, &p.Gives, &p.Decision, &p.DecidedOn)
	}, `SELECT number, organisation_id, name, siret, gives, decision, decided_on FROM convention_party WHERE convention_id = $1 ORDER BY number`, which)
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
	if w.State == Draft && !MaySpeak(by, w.Parties, w.Pen) {
		if w.Version == 0 {
			return Whole{}, fault.New(fault.NotFound, "convention.unknown")
		}
		w.Text = w.Versions[len(w.Versions)-1].Text
	}
	return w, nil
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
	return w, nil
}

func whole(tx *store.Tx, which ID, lock string) (w Whole, err error) {
	if w.Convention, err = find(tx, which, lock); err != nil {
		return w, err
	}
	if w.Parties, err = partiesOf(tx, which); err != nil {
		return w, err
	}
	if w.Versions, err = store.All(tx, func(r store.Row) (v Version, err error) {
		var text string
		if err := r.Scan(&v.Number, &v.Party, &text, &v.SentAt); err != nil {
			return v, err
		}
		return v, json.Unmarshal([]byte(text), &v.Text)
	}, `SELECT version, party, text, sent_at FROM convention_version WHERE convention_id = $1 ORDER BY version`, which); err != nil {
		return w, err
	}
	if w.Comments, err = store.All(tx, func(r store.Row) (c Comment, err error) {
		return c, r.Scan(&c.Version, &c.Clause, &c.Party, &c.By, &c.Text, &c.At)
	}, `
		SELECT c.version, c.clause, c.party, coalesce(p.name, ''), c.text, c.at
		FROM convention_comment c
		LEFT JOIN person p ON p.id = c.person_id
		WHERE c.convention_id = $1
		ORDER BY c.at, c.id`, which); err != nil {
		return w, err
	}
	if w.Signatures, err = store.All(tx, func(r store.Row) (s Signature, err error) {
		return s, r.Scan(&s.Party, &s.Version, &s.Day, &s.Town, &s.Name, &s.Role, &s.File.Hash, &s.File.Name)
	}, `SELECT party, version, day, town, name, role, hash, file_name FROM convention_signature WHERE convention_id = $1 AND version = $2 ORDER BY day, party`, which, w.Version); err != nil {
		return w, err
	}
	if err := w.readPromises(tx); err != nil {
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

func (w *Whole) readPromises(tx *store.Tx) (err error) {
	if w.Commitments, err = store.All(tx, func(r store.Row) (c Commitment, err error) {
		var text string
		if err := r.Scan(&c.ID, &c.Number, &text); err != nil {
			return c, err
		}
		return c, json.Unmarshal([]byte(text), &c.Promise)
	}, `SELECT id, number, promise FROM convention_promise WHERE convention_id = $1 ORDER BY number`, w.ID); err != nil {
		return err
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
		if c.State == Draft && !mine && c.Version == 0 {
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
	return tx.ExecOne(`UPDATE convention SET state = $1, pen = $2, text = $3, version = $4, ended_on = $5, ended_by = $6, ended_why = $7, changed_at = $8 WHERE id = $9`,
		c.State, c.Pen, string(text), c.Version, c.EndedOn, c.EndedBy, c.EndedWhy, tx.Now, c.ID)
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

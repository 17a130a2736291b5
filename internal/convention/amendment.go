package convention

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// Amendment is a change of what was signed ("avenant"): the whole text as it would be, written, commented and signed like the convention's
// own. Once all have signed it is part of the convention. It changes nothing of the past: what was promised until then is judged as it was.
type Amendment struct {
	Number     int
	State      State // draft, proposed, signed, dropped
	Pen        int
	Text       Text
	Base       Text // the convention as it was before
	Version    int  // that was proposed last; versions of a convention and its amendments are numbered together
	From       civil.Date
	SignedOn   civil.Date
	Why        string // it was dropped
	CreatedAt  civil.Instant
	ChangedAt  civil.Instant
	Versions   []Version
	Comments   []Comment
	Signatures []Signature
}

// amending says where an amendment goes; what was dropped stays so, and another is opened.
var amending = map[State]map[Act]State{
	Draft:    {ActPropose: Proposed, ActRevise: Draft, ActDrop: Dropped},
	Proposed: {ActRevise: Draft, ActSign: Signed, ActDrop: Dropped},
}

// NextAmended is Next for an amendment.
func (s State) NextAmended(a Act) (next State, ok bool) {
	next, ok = amending[s][a]
	return next, ok
}

// Open reports whether an amendment is under way.
func (a Amendment) Open() bool { return a.State == Draft || a.State == Proposed }

func scanAmendment(r store.Row) (a Amendment, err error) {
	var text, base string
	if err := r.Scan(&a.Number, &a.State, &a.Pen, &text, &base, &a.Version, &a.From, &a.SignedOn, &a.Why, &a.CreatedAt, &a.ChangedAt); err != nil {
		return a, err
	}
	if err := json.Unmarshal([]byte(text), &a.Text); err != nil {
		return a, err
	}
	return a, json.Unmarshal([]byte(base), &a.Base)
}

// Amendment finds one by its number.
func (w Whole) Amendment(number int) (Amendment, bool) {
	i := slices.IndexFunc(w.Amendments, func(a Amendment) bool { return a.Number == number })
	if i < 0 {
		return Amendment{}, false
	}
	return w.Amendments[i], true
}

// Underway is the amendment that is being written or signed.
func (w Whole) Underway() (Amendment, bool) {
	i := slices.IndexFunc(w.Amendments, Amendment.Open)
	if i < 0 {
		return Amendment{}, false
	}
	return w.Amendments[i], true
}

// Face is a convention as an amendment would have it, for whatever reads or writes texts: its state, pen, text, versions, comments and
// signatures are the amendment's. Zero is the convention itself. Errors: NotFound.
func (w Whole) Face(number int) (Whole, error) {
	if number == 0 {
		return w, nil
	}
	a, ok := w.Amendment(number)
	if !ok {
		return w, fault.New(fault.NotFound, "convention.unknown")
	}
	w.Amending = number
	w.State, w.Pen, w.Text, w.Version, w.ChangedAt = a.State, a.Pen, a.Text, a.Version, a.ChangedAt
	w.Versions, w.Comments, w.Signatures = a.Versions, a.Comments, a.Signatures
	return w, nil
}

// next is where an act leads the text that this is the face of.
func (w Whole) next(a Act) (State, bool) {
	if w.Amending > 0 {
		return w.State.NextAmended(a)
	}
	return w.State.Next(a)
}

// ReadFace reads a convention for one of its sides as an amendment would have it; zero is the convention itself. Errors as of Read.
func ReadFace(tx *store.Tx, by organisation.Actor, which ID, amendment int) (Whole, error) {
	w, err := Read(tx, by, which)
	if err != nil {
		return w, err
	}
	return w.Face(amendment)
}

// face is change for a text: of the convention, or of an amendment.
func face(tx *store.Tx, by organisation.Actor, which ID, amendment, as int) (Whole, error) {
	w, err := change(tx, by, which, as)
	if err != nil {
		return w, err
	}
	return w.Face(amendment)
}

// keepFace saves a convention, or the amendment whose face it is.
func keepFace(tx *store.Tx, w Whole) error {
	if w.Amending == 0 {
		return save(tx, w.Convention)
	}
	a, _ := w.Amendment(w.Amending)
	text, err := json.Marshal(w.Text)
	if err != nil {
		return fmt.Errorf("write amendment: %w", err)
	}
	return tx.ExecOne(`
		UPDATE convention_amendment SET state = $1, pen = $2, text = $3, version = $4, from_day = $5, signed_on = $6, why = $7, changed_at = $8
		WHERE convention_id = $9 AND number = $10`,
		w.State, w.Pen, string(text), w.Version, a.From, a.SignedOn, a.Why, tx.Now, w.ID, w.Amending)
}

// keyOf names a promise through its amendments.
func keyOf(c Commitment) string {
	if c.Key != "" {
		return c.Key
	}
	return "p" + strconv.Itoa(c.Number)
}

// InForce lists the promises that no amendment has ended.
func (w Whole) InForce() []Commitment {
	return slices.DeleteFunc(slices.Clone(w.Commitments), func(c Commitment) bool { return c.EndedBy > 0 })
}

// TextOn is what held on a day, by the amendments that had begun.
func (w Whole) TextOn(day civil.Date) Text {
	for _, a := range w.Amendments {
		if a.State == Signed && day.Before(a.From) {
			return a.Base
		}
	}
	return w.Text
}

// AsOf is a convention whose head says what held on a day: the title and the term of the text then, and no end that was told later.
func (w Whole) AsOf(day civil.Date) Whole {
	w.Text = w.TextOn(day)
	told := w.Notified
	if told.IsZero() {
		told = w.EndedOn
	}
	if w.State == Ended && day.Before(told) {
		w.State, w.EndedOn, w.EndedBy, w.EndedWhy, w.Ground, w.Notified = Signed, civil.Date{}, 0, "", "", civil.Date{}
	}
	return w
}

// keyed gives each promise of an amendment a name of its own, which none before it had.
func (w Whole) keyed(promises []Promise) []Promise {
	last := 0
	seen := map[string]bool{}
	count := func(key string) {
		if n, err := strconv.Atoi(strings.TrimPrefix(key, "p")); err == nil {
			last = max(last, n)
		}
	}
	for _, c := range w.Commitments {
		count(c.Key)
		last = max(last, c.Number)
	}
	for _, p := range promises {
		count(p.Key)
	}
	all := slices.Clone(promises)
	for i, p := range all {
		if p.Key == "" || seen[p.Key] {
			last++
			all[i].Key = "p" + strconv.Itoa(last)
		}
		seen[all[i].Key] = true
	}
	return all
}

// OpenAmendmentRequest begins an amendment.
type OpenAmendmentRequest struct {
	Submission string
	Convention ID
	As         int
	From       civil.Date // zero: from today
}

// OpenAmendment begins an amendment from the text that holds, with the pen in the hand of whoever opens it. There is one at a time; a draft
// that somebody began, never sent and left alone for a fortnight gives way. Errors: Forbidden; Conflict unless the convention is signed and
// not over, or while there is another; Invalid.
func OpenAmendment(tx *store.Tx, by organisation.Actor, q OpenAmendmentRequest) (number int, err error) {
	text, err := form.Once(tx, q.Submission, func() (string, error) {
		w, err := change(tx, by, q.Convention, q.As)
		if err != nil {
			return "", err
		}
		if phase := w.Phase(today(tx)); phase != InForce && phase != Coming {
			return "", moved()
		}
		if a, ok := w.Underway(); ok {
			if !hides(a.State, a.Version) || a.Pen == q.As || !stale(tx, a.ChangedAt) {
				return "", fault.New(fault.Conflict, "convention.amendment_underway", fault.Args{"Name": w.Party(a.Pen).Name})
			}
			if err := tx.ExecOne(`UPDATE convention_amendment SET state = $1, changed_at = $2 WHERE convention_id = $3 AND number = $4`, Dropped, tx.Now, w.ID, a.Number); err != nil {
				return "", err
			}
		}
		if q.From.IsZero() {
			q.From = today(tx)
		}
		if q.From.Before(w.Text.First) {
			q.From = w.Text.First
		}
		base := w.Text
		base.Promises = nil
		for _, c := range w.InForce() {
			p := c.Promise
			p.Key = keyOf(c)
			base.Promises = append(base.Promises, p)
		}
		body, err := json.Marshal(base)
		if err != nil {
			return "", fmt.Errorf("write amendment: %w", err)
		}
		n := len(w.Amendments) + 1
		if _, err := tx.Exec(`
			INSERT INTO convention_amendment (convention_id, number, state, pen, text, base, from_day, created_at, changed_at)
			VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $7)`, w.ID, n, Draft, q.As, string(body), q.From, tx.Now); err != nil {
			return "", fmt.Errorf("open amendment: %w", err)
		}
		return strconv.Itoa(n), note(tx, by, w, q.As, "convention.amendment_opened")
	})
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(text)
}

// checkAmendment tells what an amendment can't change, and whether it changes anything.
func (w Whole) checkAmendment() error {
	a, _ := w.Amendment(w.Amending)
	var b fault.Breaches
	b.Check(w.Text.First == a.Base.First, "first", "convention.first_stays")
	b.Check(!a.From.IsZero() && !a.From.Before(a.Base.First) && (w.Text.Last.IsZero() || !w.Text.Last.Before(a.From)), "from", "convention.from_outside")
	for _, before := range w.Amendments {
		b.Check(before.State != Signed || !a.From.Before(before.From), "from", "convention.from_outside")
	}
	for i, p := range w.Text.Promises {
		if p.Rhythm == Once && !slices.Contains(a.Base.Promises, p) {
			b.Check(!p.Due.Before(a.From), fmt.Sprintf("promise-%d-due", i+1), "convention.due_before_amendment")
		}
	}
	return b.Err()
}

// Changes reports whether an amendment says anything else than what it was opened from.
func (a Amendment) Changes() bool {
	text, err1 := json.Marshal(a.Text)
	base, err2 := json.Marshal(a.Base)
	return err1 != nil || err2 != nil || string(text) != string(base)
}

// amend makes a signed amendment part of the convention: from a day on that isn't before the last signature. The caller has it for change.
func amend(tx *store.Tx, w Whole, signed civil.Date) error {
	i := slices.IndexFunc(w.Amendments, func(a Amendment) bool { return a.Number == w.Amending })
	a := &w.Amendments[i]
	if a.SignedOn = signed; a.From.Before(signed) {
		a.From = signed
	}
	eve := a.From.AddDays(-1)
	last := 0
	for _, c := range w.Commitments {
		last = max(last, c.Number)
	}
	stands := w.InForce()
	for _, c := range stands {
		p := c.Promise
		p.Key = keyOf(c)
		if slices.Contains(w.Text.Promises, p) {
			continue
		}
		if err := tx.ExecOne(`UPDATE convention_promise SET until_day = $1, ended_by = $2 WHERE id = $3`, eve, a.Number, c.ID); err != nil {
			return err
		}
	}
	for _, p := range w.Text.Promises {
		if slices.ContainsFunc(stands, func(c Commitment) bool { x := c.Promise; x.Key = keyOf(c); return x == p }) {
			continue
		}
		text, err := json.Marshal(p)
		if err != nil {
			return fmt.Errorf("write promise: %w", err)
		}
		last++
		if _, err := tx.Exec(`INSERT INTO convention_promise (id, convention_id, number, promise, since, amendment) VALUES ($1, $2, $3, $4, $5, $6)`,
			id.New[Commitment](), w.ID, last, string(text), a.From, a.Number); err != nil {
			return fmt.Errorf("keep promise: %w", err)
		}
	}
	own, err := find(tx, w.ID, "")
	if err != nil {
		return err
	}
	own.Text = w.Text
	if err := save(tx, own); err != nil {
		return err
	}
	return keepFace(tx, w)
}

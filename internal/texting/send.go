package texting

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/jobs"
	"mitoyen/internal/kit/sms"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
)

// Text is one that a place would send.
type Text struct {
	Place place.Place
	About SubjectID
	What  string // has become of it: confirmed, moved…
	Phone string // as typed
	Body  string
	Own   bool          // whoever the number belongs to, or says so, has caused it
	Until civil.Instant // when it is worth nothing any more; zero: after a day
}

// Outcome is what becomes of a text for now.
type Outcome struct {
	State State // "": the place sends none, or the number can't be texted
	Why   Withholding
	Full  bool // the place has just reached its ceiling: its managers are to be told
}

// jobKind is the kind of the jobs that send. Their payload is the id of a text, and nothing of it.
const jobKind = "text"

// mostTries is how often a gateway is asked that fails in passing: one less than jobs would, so that what becomes of it is noted.
const mostTries = 7

// worthFor is how long a text is worth anything when nobody says.
const worthFor = 24 * time.Hour

// Post sends texts by a gateway. Its zero value and nil send none.
type Post struct {
	db      *store.DB
	runner  *jobs.Runner
	gateway sms.Sender
}

// NewPost sets the job handler that hands texts to a gateway; nil for an instance without one.
func NewPost(db *store.DB, r *jobs.Runner, gateway sms.Sender) *Post {
	p := &Post{db: db, runner: r, gateway: gateway}
	r.Handle(jobKind, p.work)
	return p
}

// Ready reports whether the instance has a gateway.
func (p *Post) Ready() bool { return p != nil && p.gateway != nil }

// For reports whether a place texts.
func (p *Post) For(tx *store.Tx, where place.Place) (bool, error) {
	if !p.Ready() {
		return false, nil
	}
	r, _, err := read(tx, where, "")
	return r.on, err
}

// Send keeps a text in the transaction, to be sent soon, unless the place sends none or a limit is in the way.
func (p *Post) Send(tx *store.Tx, t Text) (o Outcome, err error) {
	to, why := Number(t.Place, t.Phone)
	if !p.Ready() || why != "" {
		return o, nil
	}
	r, _, err := read(tx, t.Place, tx.ForUpdate()) // one after another, so that none counts beside another
	if err != nil || !r.on {
		return o, err
	}
	parts := sms.Measure(t.Body).Parts
	c, err := countFor(tx, to)
	if err != nil {
		return o, err
	}
	c.used, c.ceiling = r.used, r.ceiling
	if o.Why = c.withhold(parts, t.Own); o.Why != "" {
		return p.withheld(tx, t, r, o)
	}
	if t.Until.IsZero() {
		t.Until = tx.Now.Add(worthFor)
	}
	o.State = Waiting
	which := id.New[Text]()
	_, err1 := tx.Exec(`
		INSERT INTO text_message (id, place_id, subject_id, what, state, phone, body, parts, until_at, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, which, t.Place.ID, t.About, t.What, o.State, string(to), t.Body, parts, t.Until, tx.Now)
	_, err2 := tx.Exec(`UPDATE texting SET month = $1, used = $2 WHERE place_id = $3`, r.month, r.used+parts, t.Place.ID)
	if err := errors.Join(err1, err2); err != nil {
		return o, fmt.Errorf("keep a text: %w", err)
	}
	return o, p.runner.Enqueue(tx, jobKind, which, civil.Instant{})
}

// withheld notes that a text doesn't go, where the place had something to say: whoever changes their own booking knows what they did.
func (p *Post) withheld(tx *store.Tx, t Text, r row, o Outcome) (Outcome, error) {
	o.State = Withheld
	if o.Why == OverCeiling && r.told != r.month {
		o.Full = true
		if _, err := tx.Exec(`UPDATE texting SET told_month = $1 WHERE place_id = $2`, r.month, t.Place.ID); err != nil {
			return o, fmt.Errorf("note a ceiling: %w", err)
		}
	}
	if t.Own {
		return o, nil
	}
	_, err := tx.Exec(`
		INSERT INTO text_message (id, place_id, subject_id, what, state, why, parts, created_at, ended_at) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $7)`,
		id.New[Text](), t.Place.ID, t.About, t.What, o.State, o.Why, tx.Now)
	if err != nil {
		return o, fmt.Errorf("note a text that doesn't go: %w", err)
	}
	return o, nil
}

// countFor counts the texts to a number within a day and an hour.
func countFor(tx *store.Tx, to sms.Number) (counts, error) {
	c, err := store.One(tx, func(s store.Row) (c counts, err error) { return c, s.Scan(&c.day, &c.hour) }, `
		SELECT count(*), count(CASE WHEN created_at > $1 THEN 1 END) FROM text_message WHERE phone = $2 AND phone <> '' AND created_at > $3`,
		tx.Now.Add(-time.Hour), string(to), tx.Now.Add(-24*time.Hour))
	if err != nil {
		return c, fmt.Errorf("count texts to a number: %w", err)
	}
	return c, nil
}

// due is a text that a job takes.
type due struct {
	id    ID
	place place.ID
	state State
	phone string
	body  string
	parts int
	tries int
	until civil.Instant
	made  civil.Instant
}

// work sends one text. It is marked before the gateway is asked: when the program is killed in between, the job comes back to a text that may
// have gone, and leaves it.
func (p *Post) work(ctx context.Context, payload []byte) error {
	var which ID
	if err := json.Unmarshal(payload, &which); err != nil {
		return err
	}
	var t due
	err := p.db.Update(ctx, func(tx *store.Tx) (err error) {
		t, err = p.begin(tx, which)
		return err
	})
	if err != nil || t.state != Sending {
		return err
	}
	failure := p.gateway.Send(ctx, sms.Message{ID: t.id.String(), To: sms.Number(t.phone), Text: t.body})
	// The program may be stopping; what happened must be noted all the same.
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	again := false
	err = p.db.Update(after, func(tx *store.Tx) error {
		again = false
		switch {
		case failure == nil:
			return p.end(tx, t, Sent)
		case errors.As(failure, new(sms.Unsure)):
			return p.end(tx, t, Unsure)
		case errors.As(failure, new(sms.Permanent)), t.tries >= mostTries:
			return p.end(tx, t, Failed)
		}
		again = true
		_, err := tx.Exec(`UPDATE text_message SET state = $1 WHERE id = $2 AND state = $3`, Waiting, t.id, Sending)
		return err
	})
	if err != nil {
		return err
	}
	if again {
		return failure
	}
	if failure != nil {
		p.runner.Warn("a text can't be delivered", failure)
	}
	return nil
}

// begin marks a text that is being sent. One that somebody began to send and didn't end may have gone.
func (p *Post) begin(tx *store.Tx, which ID) (t due, err error) {
	t, err = store.One(tx, func(s store.Row) (t due, err error) {
		return t, s.Scan(&t.id, &t.place, &t.state, &t.phone, &t.body, &t.parts, &t.tries, &t.until, &t.made)
	}, `SELECT id, place_id, state, phone, body, parts, tries, until_at, created_at FROM text_message WHERE id = $1`+tx.ForUpdate(), which)
	if errors.Is(err, store.ErrNoRow) {
		return due{}, nil
	}
	switch {
	case err != nil:
		return t, err
	case t.state == Sending:
		t.state = Unsure
		return t, p.end(tx, t, Unsure)
	case t.state != Waiting:
		return t, nil
	case !t.until.IsZero() && !tx.Now.Before(t.until), p.gateway == nil:
		t.state = Late
		return t, p.end(tx, t, Late)
	}
	t.state, t.tries = Sending, t.tries+1
	return t, tx.ExecOne(`UPDATE text_message SET state = $1, tries = $2 WHERE id = $3`, t.state, t.tries, t.id)
}

// end notes what has become of a text, and erases its words. What surely didn't go doesn't count for the month.
func (p *Post) end(tx *store.Tx, t due, state State) error {
	if _, err := tx.Exec(`UPDATE text_message SET state = $1, body = '', ended_at = $2 WHERE id = $3`, state, tx.Now, t.id); err != nil {
		return fmt.Errorf("note what became of a text: %w", err)
	}
	if state != Failed && state != Late {
		return nil
	}
	where, err := place.Find(tx, t.place)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE texting SET used = used - $1 WHERE place_id = $2 AND month = $3 AND used >= $1`, t.parts, t.place, monthOf(where, t.made))
	return err
}

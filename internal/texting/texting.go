// Package texting sends texts in the name of a place to people whom it reaches by their phone alone ("SMS").
//
// A place sends none unless the instance has a gateway and the place's manager turned it on, with a ceiling for each month. A text is kept in the
// transaction that causes it and sent by a job soon after, so that nobody hears of what was rolled back (send.go). What becomes of it stands
// beside what it is about, for the front desk: whoever couldn't be reached is called.
//
// What is always true: a text that may have gone is never sent again. No place sends more than its ceiling. No number gets more than its share,
// whoever types it (limits.go). Numbers and words of texts are erased once they serve no more, and stand in no log.
package texting

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/sms"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// ID names a text.
type ID = id.Of[Text]

// Subject is what texts are about; another domain's, known by its id.
type Subject struct{}

// SubjectID names it.
type SubjectID = id.Of[Subject]

// State is what has become of a text.
type State string

// The states.
const (
	Waiting  State = "waiting"  // for its turn, or to be tried again
	Sending  State = "sending"  // the gateway is being asked
	Sent     State = "sent"     // the gateway took it
	Failed   State = "failed"   // it can't be delivered
	Unsure   State = "unsure"   // it may have gone, or not; it isn't sent again
	Late     State = "late"     // it wasn't sent while it was worth anything
	Withheld State = "withheld" // a limit kept it back
	Called   State = "called"   // no text: somebody of the team has told them
)

// Settings are what a place's manager says, and where the month stands.
type Settings struct {
	On          bool
	Ceiling     int // texts a month
	Used        int // this month
	Undelivered int // this month
}

// Most is the highest ceiling that a manager can set.
const Most = 20_000

// monthOf is the first day of the month on a place's wall.
func monthOf(p place.Place, now civil.Instant) civil.Date {
	d := civil.DateOf(now.In(p.Zone()))
	return civil.Date{Year: d.Year, Month: d.Month, Day: 1}
}

// row is what stands of a place.
type row struct {
	on      bool
	ceiling int
	month   civil.Date
	used    int
	told    civil.Date
}

// read reads how a place stands this month; ok is false where nobody has ever said anything.
func read(tx *store.Tx, p place.Place, lock string) (r row, ok bool, err error) {
	r, err = store.One(tx, func(s store.Row) (r row, err error) { return r, s.Scan(&r.on, &r.ceiling, &r.month, &r.used, &r.told) },
		`SELECT is_on, ceiling, month, used, told_month FROM texting WHERE place_id = $1`+lock, p.ID)
	if errors.Is(err, store.ErrNoRow) {
		return row{}, false, nil
	}
	if err != nil {
		return row{}, false, fmt.Errorf("read how a place texts: %w", err)
	}
	if month := monthOf(p, tx.Now); r.month != month {
		r.month, r.used = month, 0
	}
	return r, true, nil
}

// Of reads a place's settings, with the count of the month.
func Of(tx *store.Tx, p place.Place) (s Settings, err error) {
	r, _, err := read(tx, p, "")
	if err != nil {
		return s, err
	}
	s = Settings{On: r.on, Ceiling: r.ceiling, Used: r.used}
	s.Undelivered, err = store.One(tx, store.Value[int], `
		SELECT count(*) FROM text_message WHERE place_id = $1 AND created_at >= $2 AND state IN ('failed', 'unsure', 'withheld')`,
		p.ID, monthOf(p, tx.Now).At(0, p.Zone()))
	return s, err
}

// Keep sets whether a place texts, and how often at most. Errors: Forbidden for whoever isn't its manager; Invalid.
func Keep(tx *store.Tx, by organisation.Actor, where place.ID, on bool, ceiling int) error {
	p, err := place.ForChange(tx, where)
	if err != nil {
		return err
	}
	if !by.IsSystem() && !resource.MayKeep(by, p) {
		if !by.SignedIn() {
			return fault.New(fault.Unauthenticated, "organisation.sign_in_first")
		}
		return fault.New(fault.Forbidden, "organisation.may_not")
	}
	var b fault.Breaches
	b.Check(ceiling >= 0 && ceiling <= Most && (ceiling > 0 || !on), "ceiling", "texting.ceiling_unreadable", fault.Args{"Most": Most})
	if err := b.Err(); err != nil {
		return err
	}
	was, ok, err := read(tx, p, tx.ForUpdate())
	if err != nil || ok && was.on == on && was.ceiling == ceiling {
		return err
	}
	_, err = tx.Exec(`
		INSERT INTO texting (place_id, is_on, ceiling, month) VALUES ($1, $2, $3, $4)
		ON CONFLICT (place_id) DO UPDATE SET is_on = excluded.is_on, ceiling = excluded.ceiling, told_month = NULL`, p.ID, on, ceiling, monthOf(p, tx.Now))
	if err != nil {
		return fmt.Errorf("keep how a place texts: %w", err)
	}
	return journal.Write(tx, journal.Entry{Person: by.Person.String(), ActingFor: p.Organisation.String(), Verb: "place.texting_set", Kind: "place", Object: p.ID.String(),
		Data: map[string]string{"on": fmt.Sprint(on), "ceiling": fmt.Sprint(ceiling)}})
}

// home are the country codes of islands on which numbers are dialled without any prefix, by how their communes' codes begin.
var home = map[string]string{"975": "508", "986": "681", "987": "689", "988": "687"}

// Number reads a number as it was typed for a booking of a place, and says why it can't be texted.
func Number(p place.Place, typed string) (sms.Number, sms.Why) {
	for begins, code := range home {
		if strings.HasPrefix(p.Commune, begins) {
			return sms.Read(typed, code)
		}
	}
	return sms.Read(typed, "")
}

// Told is the last text about something.
type Told struct {
	What  string
	State State
	Why   Withholding
	At    civil.Instant
}

// Reached reports whether whoever it was for has it, or will have in a moment.
func (t Told) Reached() bool { return t.State == Waiting || t.State == Sending || t.State == Sent }

// Missed reports whether there was a text and it reached nobody, as far as anybody knows: they are to be called.
func (t Told) Missed() bool { return t.State != "" && !t.Reached() && t.State != Called }

// NoteCalled notes that somebody of a place's team has told a person of something, where no text did, or takes that back. It holds until there is
// news: a later text counts for itself. changed is false when it was so already.
func NoteCalled(tx *store.Tx, where place.ID, about SubjectID, called bool) (changed bool, err error) {
	last, err := Last(tx, about)
	if err != nil || (last[about].State == Called) == called {
		return false, err
	}
	if called {
		_, err = tx.Exec(`INSERT INTO text_message (id, place_id, subject_id, what, state, parts, created_at, ended_at) VALUES ($1, $2, $3, 'called', $4, 0, $5, $5)`, id.New[Text](), where, about, Called, tx.Now)
	} else {
		_, err = tx.Exec(`DELETE FROM text_message WHERE subject_id = $1 AND state = $2`, about, Called)
	}
	if err != nil {
		return false, fmt.Errorf("note a call: %w", err)
	}
	return true, nil
}

// atOnce bounds how many ids stand in one statement.
const atOnce = 200

// Last reads the last text about each of some things.
func Last(tx *store.Tx, about ...SubjectID) (map[SubjectID]Told, error) {
	all := map[SubjectID]Told{}
	for len(about) > 0 {
		some := about[:min(len(about), atOnce)]
		about = about[len(some):]
		marks, args := make([]string, len(some)), make([]any, len(some))
		for i, x := range some {
			marks[i], args[i] = fmt.Sprintf("$%d", i+1), x
		}
		type found struct {
			of SubjectID
			Told
		}
		rows, err := store.All(tx, func(s store.Row) (f found, err error) { return f, s.Scan(&f.of, &f.What, &f.State, &f.Why, &f.At) }, `
			SELECT subject_id, what, state, why, created_at
			FROM text_message
			WHERE subject_id IN (`+strings.Join(marks, ", ")+`)
			ORDER BY created_at, id`, args...)
		if err != nil {
			return nil, fmt.Errorf("read what was texted: %w", err)
		}
		for _, f := range rows {
			all[f.of] = f.Told
		}
	}
	return all, nil
}

// Forget erases numbers and words of texts about something, before whoever it is about is forgotten. What waits isn't sent.
func Forget(tx *store.Tx, about SubjectID) error {
	_, err := tx.Exec(`
		UPDATE text_message
		SET phone = '', body = '', state = CASE WHEN state = 'waiting' THEN 'late' ELSE state END, ended_at = coalesce(ended_at, $1)
		WHERE subject_id = $2`, tx.Now, about)
	if err != nil {
		return fmt.Errorf("forget texts: %w", err)
	}
	return nil
}

// How long things are kept: a number as long as it is counted, the fact that there was a text as long as bookings keep who they were for.
const (
	numberKept = 24 * time.Hour
	factKept   = 395 * 24 * time.Hour
)

// Sweep erases the numbers of texts of yesterday, and what is long past altogether. Run it now and then.
func Sweep(tx *store.Tx) error {
	if _, err := tx.Exec(`UPDATE text_message SET phone = '', body = '' WHERE phone <> '' AND created_at < $1 AND state NOT IN ('waiting', 'sending')`, tx.Now.Add(-numberKept)); err != nil {
		return fmt.Errorf("erase numbers of texts: %w", err)
	}
	if _, err := tx.Exec(`DELETE FROM text_message WHERE created_at < $1`, tx.Now.Add(-factKept)); err != nil {
		return fmt.Errorf("forget old texts: %w", err)
	}
	return nil
}

package desk

import (
	"context"
	"errors"
	"strings"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// How long a code is, in digits. Few are enough because they open nothing away from an enrolled computer, and because tries are few.
const (
	pinMin = 4
	pinMax = 6
)

// CheckPIN tells what is wrong with a code: the key of a sentence, "" for a good one. What everybody tries first is refused: one digit
// repeated, a pair repeated, digits in a row, a year of somebody's life, the middle column of the keys.
func CheckPIN(pin string) (breach string) {
	if len(pin) < pinMin || len(pin) > pinMax || strings.Trim(pin, "0123456789") != "" {
		return "desk.pin.shape"
	}
	up, down, pairs := true, true, true
	for i := 1; i < len(pin); i++ {
		up = up && (pin[i]-pin[i-1] == 1 || pin[i-1] == '9' && pin[i] == '0')
		down = down && (pin[i-1]-pin[i] == 1 || pin[i-1] == '0' && pin[i] == '9')
		pairs = pairs && (i < 2 || pin[i] == pin[i-2])
	}
	year := len(pin) == 4 && (strings.HasPrefix(pin, "19") || pin >= "2000" && pin < "2050")
	if up || down || pairs || year || pin == "2580" || pin == "0852" {
		return "desk.pin.trivial"
	}
	return ""
}

// SetPIN gives somebody their code for the counters at which they stand, or another one. It hashes before the transaction. Errors:
// Forbidden for whoever runs no desk; Invalid for a code that is none, or that everybody tries first.
func SetPIN(ctx context.Context, db *store.DB, by organisation.Actor, pin string) error {
	if err := must(by, by.SignedIn() && by.MaySomewhere(organisation.RunDesk)); err != nil {
		return err
	}
	var b fault.Breaches
	breach := CheckPIN(pin)
	b.Check(breach == "", "pin", breach)
	if err := b.Err(); err != nil {
		return err
	}
	hashed, err := account.HashSecret(pin)
	if err != nil {
		return err
	}
	return db.Update(ctx, func(tx *store.Tx) error {
		_, err1 := tx.Exec(`
			INSERT INTO desk_pin (person_id, hash, changed_at) VALUES ($1, $2, $3)
			ON CONFLICT (person_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at`, by.Person, hashed, tx.Now)
		_, err2 := tx.Exec(`DELETE FROM desk_try WHERE person_id = $1`, by.Person) // who can come in by a letter isn't locked out by others' tries
		return errors.Join(err1, err2, journal.Write(tx, journal.Entry{Person: by.Person.String(), Verb: "desk.pin_set", Kind: "person", Object: by.Person.String()}))
	})
}

// PINSince is when somebody chose their code; zero when they have none.
func PINSince(tx *store.Tx, who account.ID) (civil.Instant, error) {
	at, err := store.One(tx, store.Value[civil.Instant], `SELECT changed_at FROM desk_pin WHERE person_id = $1`, who)
	if errors.Is(err, store.ErrNoRow) {
		return at, nil
	}
	return at, err
}

const (
	pinTries   = 5                // wrong codes before a person is locked out of a computer
	pinLock    = 15 * time.Minute // the first time; twice as long each time after
	pinLockMax = 24 * time.Hour
)

// lockFor is how long so many wrong codes lock out; 0 while there are tries left.
func lockFor(tries int) time.Duration {
	if tries < pinTries || tries%pinTries != 0 {
		return 0
	}
	return min(pinLock<<min(tries/pinTries-1, 10), pinLockMax)
}

// tryPIN counts a try before the code is looked at, so that many at once are as many. It returns the hash of the right code, and how many
// tries are left after this one. Errors: Invalid with the hour until which the person is locked out of this computer.
func tryPIN(tx *store.Tx, at ComputerID, who account.ID) (hashed string, left int, err error) {
	type try struct {
		tries int
		until civil.Instant
	}
	_, err = tx.Exec(`INSERT INTO desk_try (computer_id, person_id, tries) VALUES ($1, $2, 0) ON CONFLICT (computer_id, person_id) DO NOTHING`, at, who)
	if err != nil {
		return "", 0, err
	}
	t, err := store.One(tx, func(r store.Row) (t try, err error) {
		return t, r.Scan(&t.tries, &t.until)
	}, `SELECT tries, locked_until FROM desk_try WHERE computer_id = $1 AND person_id = $2`+tx.ForUpdate(), at, who)
	if err != nil {
		return "", 0, err
	}
	if tx.Now.Before(t.until) {
		return "", 0, locked(t.until)
	}
	t.tries++
	t.until = civil.Instant{}
	if d := lockFor(t.tries); d > 0 {
		t.until = tx.Now.Add(d) // it holds unless this try turns out right
	}
	err = tx.ExecOne(`UPDATE desk_try SET tries = $1, locked_until = $2 WHERE computer_id = $3 AND person_id = $4`, t.tries, t.until, at, who)
	if err != nil {
		return "", 0, err
	}
	hashed, err = store.One(tx, store.Value[string], `SELECT hash FROM desk_pin WHERE person_id = $1`, who)
	return hashed, (pinTries - t.tries%pinTries) % pinTries, err
}

func locked(until civil.Instant) error {
	return pinFault("desk.pin.locked", fault.Args{"Until": until})
}

func pinFault(code string, args ...fault.Args) error {
	var b fault.Breaches
	b.Add("pin", code, args...)
	return b.Err()
}

package shift

import (
	"errors"
	"fmt"

	"mitoyen/internal/account"
	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// TakeRequest is a shift that somebody takes, or is given by the manager.
type TakeRequest struct {
	Submission string
	Pattern    PatternID
	Day        civil.Date
	Person     account.ID // zero: whoever asks
}

// Take gives somebody a shift. Doing it again changes nothing. Errors: Forbidden for whoever isn't of the team, or assigns without being the
// manager; Conflict when it is over, when there is none on that day, or when as many as are wanted hold it.
func Take(tx *store.Tx, by organisation.Actor, q TakeRequest) error {
	_, err := form.Once(tx, q.Submission, func() (string, error) {
		x, err := findPattern(tx, q.Pattern)
		if err != nil {
			return "", err
		}
		p, err := place.ForChange(tx, x.Place)
		if err != nil {
			return "", err
		}
		who, verb, err := holder(tx, by, p, q.Person)
		if err != nil {
			return "", err
		}
		s := x.At(q.Day, p.Zone())
		if !x.On(q.Day) || !s.To.After(tx.Now) || s.From.After(tx.Now.Add(farAhead)) {
			return "", fault.New(fault.Conflict, "shift.none_that_day")
		}
		t := Taken{ID: id.New[Taken](), Place: p.ID, Pattern: x.ID, Day: q.Day, From: s.From, To: s.To, Person: who}
		// The lock of the pattern's pool comes before the look at who holds it.
		asks := []capacity.Ask{{Pool: x.Pool, Units: 1, From: t.From, To: t.To}}
		l, err := capacity.LockFor(tx, asks)
		if err != nil {
			return "", err
		}
		has, err := store.One(tx, store.Value[bool], `SELECT EXISTS (SELECT 1 FROM shift_taken WHERE pattern_id = $1 AND on_day = $2 AND person_id = $3)`, x.ID, t.Day, who)
		if has || err != nil {
			return "", err
		}
		var short *capacity.Shortage
		if err := l.Allocate(t.owner(), civil.Instant{}, asks...); errors.As(err, &short) {
			return "", fault.New(fault.Conflict, "shift.full")
		} else if err != nil {
			return "", err
		}
		if err := errors.Join(insert(tx, t), refresh(tx, p)); err != nil {
			return "", err
		}
		return t.ID.String(), note(tx, by, p, verb, t.data())
	})
	return err
}

// holder finds who is going to hold a shift, and whether they may.
func holder(tx *store.Tx, by organisation.Actor, p place.Place, who account.ID) (account.ID, string, error) {
	if who.IsZero() || who == by.Person {
		if by.IsSystem() {
			return who, "", fault.New(fault.Invalid, "shift.whom")
		}
		return by.Person, "shift.taken", must(MayHold(by, p), by)
	}
	if err := must(MayKeep(by, p), by); err != nil {
		return who, "", err
	}
	them, err := organisation.Load(tx, who)
	if err != nil {
		return who, "", err
	}
	if !MayHold(them, p) {
		return who, "", fault.New(fault.Conflict, "shift.not_of_the_team")
	}
	return who, "shift.assigned", nil
}

// PresentRequest is somebody who says that they are there, without opening.
type PresentRequest struct {
	Submission string
	Place      place.ID
	From, To   civil.Instant
}

// BePresent notes that somebody of the team is there over an interval. Errors: Forbidden; Invalid.
func BePresent(tx *store.Tx, by organisation.Actor, q PresentRequest) error {
	_, err := form.Once(tx, q.Submission, func() (string, error) {
		p, err := place.ForChange(tx, q.Place)
		if err != nil {
			return "", err
		}
		if err := must(MayHold(by, p) && by.SignedIn(), by); err != nil {
			return "", err
		}
		var b fault.Breaches
		b.Check(q.From.Before(q.To) && q.To.Sub(q.From) <= longest, "a", "shift.ends_before_it_begins")
		b.Check(q.To.After(tx.Now) && q.From.Before(tx.Now.Add(farAhead)), "le", "shift.none_that_day")
		if err := b.Err(); err != nil {
			return "", err
		}
		t := Taken{ID: id.New[Taken](), Place: p.ID, Day: civil.DateOf(q.From.In(p.Zone())), From: q.From, To: q.To, Person: by.Person}
		return t.ID.String(), errors.Join(insert(tx, t), note(tx, by, p, "shift.there", t.data()))
	})
	return err
}

// MayGiveBack reports whether somebody gives back what is taken: whoever holds it, and the manager, until it begins.
func MayGiveBack(by organisation.Actor, p place.Place, t Taken, now civil.Instant) error {
	if err := must(by.SignedIn() && by.Person == t.Person || MayKeep(by, p), by); err != nil {
		return err
	}
	if !now.Before(t.From) && !t.Pattern.IsZero() || !now.Before(t.To) {
		return fault.New(fault.Conflict, "shift.begun")
	}
	return nil
}

// GiveBack gives back what is taken; the place is then closed over its time unless enough others hold it. booking.GiveBack calls it, after it
// has kept others from booking on it. Errors: Forbidden; NotFound when it was given back already; Conflict once it has begun.
func GiveBack(tx *store.Tx, by organisation.Actor, p place.Place, t Taken) error {
	if err := MayGiveBack(by, p, t, tx.Now); err != nil {
		return err
	}
	if err := remove(tx, t); err != nil {
		return err
	}
	return errors.Join(refresh(tx, p), note(tx, by, p, "shift.given_back", t.data()))
}

// HandOver passes what is taken on to somebody else of the team, who has its units and opens in the holder's place. Whoever holds it may, and
// the manager, until it begins. booking.HandOver calls it, after it has kept others from booking. Errors: Forbidden; Conflict once it has
// begun, when the other isn't of the team, or holds the same shift.
func HandOver(tx *store.Tx, by organisation.Actor, p place.Place, t Taken, to account.ID) error {
	if err := MayGiveBack(by, p, t, tx.Now); err != nil {
		return err
	}
	them, err := organisation.Load(tx, to)
	if err != nil {
		return err
	}
	if t.Pattern.IsZero() || to.IsZero() || !MayHold(them, p) {
		return fault.New(fault.Conflict, "shift.not_of_the_team")
	}
	has, err := store.One(tx, store.Value[bool], `SELECT EXISTS (SELECT 1 FROM shift_taken WHERE pattern_id = $1 AND on_day = $2 AND person_id = $3)`, t.Pattern, t.Day, to)
	if err != nil {
		return err
	}
	if has {
		return fault.New(fault.Conflict, "shift.holds_it_too")
	}
	if err := tx.ExecOne(`UPDATE shift_taken SET person_id = $1, taken_at = $2, reminded_at = NULL WHERE id = $3`, to, tx.Now, t.ID); err != nil {
		return fmt.Errorf("hand over a shift: %w", err)
	}
	data := t.data()
	data["to_whom"] = to.String()
	return note(tx, by, p, "shift.handed", data)
}

func remove(tx *store.Tx, t Taken) error {
	if err := capacity.Free(tx, t.owner().ID); err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM shift_taken WHERE id = $1`, t.ID); err != nil {
		return fmt.Errorf("give back a shift: %w", err)
	}
	return nil
}

// Forget takes a person out of the shifts before their account is erased: those to come are given back, those of the past stay without them.
// It tells the places that are opened less.
func Forget(tx *store.Tx, who account.ID) error {
	coming, err := OfPerson(tx, who, tx.Now, 1000)
	if err != nil {
		return err
	}
	places := map[place.ID]bool{}
	for _, t := range coming {
		if err := remove(tx, t); err != nil {
			return err
		}
		places[t.Place] = true
	}
	for which := range places {
		p, err := place.ForChange(tx, which)
		if err != nil {
			return err
		}
		if err := refresh(tx, p); err != nil {
			return err
		}
	}
	_, err1 := tx.Exec(`UPDATE shift_taken SET person_id = NULL WHERE person_id = $1`, who)
	_, err2 := tx.Exec(`DELETE FROM resource_referent WHERE person_id = $1`, who)
	return errors.Join(err1, err2)
}

func insert(tx *store.Tx, t Taken) error {
	_, err := tx.Exec(`
		INSERT INTO shift_taken (id, place_id, pattern_id, on_day, starts_at, ends_at, person_id, taken_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, t.ID, t.Place, t.Pattern, t.Day, t.From, t.To, t.Person, tx.Now)
	if err != nil {
		return fmt.Errorf("take a shift: %w", err)
	}
	return nil
}

// data is what the journal keeps of it. Who held it stands in the entry's person, or in whose.
func (t Taken) data() map[string]string {
	return map[string]string{"from": t.From.String(), "to": t.To.String(), "whose": t.Person.String()}
}

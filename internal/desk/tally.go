package desk

import (
	"errors"
	"slices"
	"strings"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// MostReasons is how many reasons a place counts by: each has a key of its own, 1 to 9.
const MostReasons = 9

// Reason is why people come, in the words of the place.
type Reason struct {
	ID   ReasonID
	Name string
}

// ReasonID names a reason.
type ReasonID = id.Of[Reason]

// Age is a band of age that somebody at the counter may note; "" is the usual: nobody asked.
type Age string

// The bands.
const (
	Minor  Age = "minor"  // under 18
	Young  Age = "young"  // 18 to 25
	Adult  Age = "adult"  // 26 to 59
	Senior Age = "senior" // 60 and more
)

// Ages lists the bands, youngest first.
var Ages = []Age{Minor, Young, Adult, Senior}

// VisitID names a visit that was counted.
type VisitID = id.Of[Visit]

// Visit is one that was counted.
type Visit struct {
	ID     VisitID
	Reason ReasonID
	Age    Age
	At     civil.Instant
}

// Reasons lists a place's reasons, in the order of their keys.
func Reasons(tx *store.Tx, of place.ID) ([]Reason, error) {
	return store.All(tx, func(r store.Row) (x Reason, err error) {
		return x, r.Scan(&x.ID, &x.Name)
	}, `SELECT id, name FROM tally_reason WHERE place_id = $1 AND retired_at IS NULL ORDER BY sort, id`, of)
}

// KeepReasons sets a place's reasons, in the order given. One that is there already by its name keeps what was counted; one that is left
// out is no longer offered, and stays in the figures of the past. Errors: Forbidden; Invalid for none, too many, or one twice.
func KeepReasons(tx *store.Tx, by organisation.Actor, of place.ID, names []string) error {
	p, err := place.ForChange(tx, of)
	if err != nil {
		return err
	}
	if err := mustKeep(by, p); err != nil {
		return err
	}
	var b fault.Breaches
	b.Check(len(names) > 0, "reasons", "desk.reasons.none")
	b.Check(len(names) <= MostReasons, "reasons", "desk.reasons.many")
	seen := map[string]bool{}
	for _, name := range names {
		b.Within("reasons", name, 40)
		if key := strings.ToLower(name); seen[key] {
			b.Add("reasons", "desk.reasons.twice", fault.Args{"Name": name})
		} else {
			seen[key] = true
		}
	}
	if err := b.Err(); err != nil {
		return err
	}
	known, err := Reasons(tx, of)
	if err != nil {
		return err
	}
	for i, name := range names {
		at := slices.IndexFunc(known, func(r Reason) bool { return strings.EqualFold(r.Name, name) })
		if at < 0 {
			_, err = tx.Exec(`INSERT INTO tally_reason (id, place_id, name, sort) VALUES ($1, $2, $3, $4)`, id.New[Reason](), of, name, i)
		} else {
			_, err = tx.Exec(`UPDATE tally_reason SET name = $1, sort = $2 WHERE id = $3`, name, i, known[at].ID)
			known = slices.Delete(known, at, at+1)
		}
		if err != nil {
			return err
		}
	}
	for _, r := range known {
		if _, err := tx.Exec(`UPDATE tally_reason SET retired_at = $1 WHERE id = $2`, tx.Now, r.ID); err != nil {
			return err
		}
	}
	return journal.Write(tx, journal.Entry{Person: by.Person.String(), Verb: "desk.reasons_kept", Kind: "desk", Object: of.String(), Data: map[string]string{"reasons": strings.Join(names, ", ")}})
}

// CountRequest is one visit.
type CountRequest struct {
	Submission string
	Place      place.ID
	Reason     ReasonID
	Age        Age
	At         civil.Instant // when they came, if not just now: it was noted on a lost line
}

// Count counts one visit, once for each submission. Errors: Forbidden; Invalid for a reason that isn't the place's.
func Count(tx *store.Tx, by organisation.Actor, q CountRequest) error {
	_, err := form.Once(tx, q.Submission, func() (string, error) {
		p, err := place.Find(tx, q.Place)
		if err != nil {
			return "", err
		}
		if err := mustRun(by, p); err != nil {
			return "", err
		}
		name, err := store.One(tx, store.Value[string], `SELECT name FROM tally_reason WHERE id = $1 AND place_id = $2`, q.Reason, p.ID)
		if errors.Is(err, store.ErrNoRow) || q.Age != "" && !slices.Contains(Ages, q.Age) {
			return "", fault.New(fault.Invalid, "fault.stale_form")
		}
		if err != nil {
			return "", err
		}
		at := q.At
		if at.IsZero() || at.After(tx.Now) {
			at = tx.Now
		}
		visit := id.New[Visit]()
		_, err = tx.Exec(`INSERT INTO tally (id, place_id, day, reason_id, age, at) VALUES ($1, $2, $3, $4, $5, $6)`,
			visit, p.ID, civil.DateOf(at.In(p.Zone())), q.Reason, q.Age, at)
		if err != nil {
			return "", err
		}
		return visit.String(), journal.Write(tx, journal.Entry{Person: by.Person.String(), Verb: "desk.counted", Kind: "desk", Object: p.ID.String(), Data: map[string]string{"reason": name}})
	})
	return err
}

// Last is the visit of a day that was counted last; zero when there is none.
func Last(tx *store.Tx, of place.ID, day civil.Date) (Visit, error) {
	v, err := store.One(tx, func(r store.Row) (v Visit, err error) {
		return v, r.Scan(&v.ID, &v.Reason, &v.Age, &v.At)
	}, `SELECT id, reason_id, age, at FROM tally WHERE place_id = $1 AND day = $2 ORDER BY at DESC, id DESC LIMIT 1`, of, day)
	if errors.Is(err, store.ErrNoRow) {
		return v, nil
	}
	return v, err
}

// Uncount takes a visit of today back that was counted by mistake. Doing it twice changes nothing: the visit is named, not "the last".
func Uncount(tx *store.Tx, by organisation.Actor, of place.ID, which VisitID) error {
	p, err := place.Find(tx, of)
	if err != nil {
		return err
	}
	if err := mustRun(by, p); err != nil {
		return err
	}
	n, err := tx.Exec(`DELETE FROM tally WHERE id = $1 AND place_id = $2 AND day = $3`, which, of, civil.DateOf(tx.Now.In(p.Zone())))
	if err != nil || n == 0 {
		return err
	}
	return journal.Write(tx, journal.Entry{Person: by.Person.String(), Verb: "desk.uncounted", Kind: "desk", Object: p.ID.String()})
}

// Sum is how many visits of a day had a reason and an age.
type Sum struct {
	Day    civil.Date
	Reason string
	Age    Age
	Count  int
}

// MostDays bounds how many days figures are asked for at once.
const MostDays = 400

// Figures sums the visits of a place from the first to the last day, by day, reason and age. Who runs the desk may read them.
func Figures(tx *store.Tx, by organisation.Actor, p place.Place, first, last civil.Date) ([]Sum, error) {
	if !booking.MayRunDesk(by, p) {
		return nil, must(by, false)
	}
	return store.All(tx, func(r store.Row) (s Sum, err error) {
		return s, r.Scan(&s.Day, &s.Reason, &s.Age, &s.Count)
	}, `
		SELECT t.day, r.name, t.age, count(*)
		FROM tally t
		JOIN tally_reason r ON r.id = t.reason_id
		WHERE t.place_id = $1 AND t.day >= $2 AND t.day <= $3
		GROUP BY t.day, r.sort, r.name, t.age
		ORDER BY t.day, r.sort, r.name, t.age`, p.ID, first, last)
}

// Received counts the visits of a place from the first to the last day. Whoever tells the figure tells it safely.
func Received(tx *store.Tx, of place.ID, first, last civil.Date) (int64, error) {
	return store.One(tx, store.Value[int64], `SELECT count(*) FROM tally WHERE place_id = $1 AND day >= $2 AND day <= $3`, of, first, last)
}

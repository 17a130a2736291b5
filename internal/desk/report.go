package desk

import (
	"fmt"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// Told is something that somebody told of at a door, and that nobody at the counter has seen to yet.
type Told struct {
	ID       ToldID
	Resource string // its name
	Text     string
	At       civil.Instant
}

// ToldID names what was told.
type ToldID = id.Of[Told]

const (
	mostTold = 500
	keepTold = 395 * 24 * time.Hour // a text may name somebody: it goes as bookings' names do
)

// Report tells the counter that something about a resource is broken, missing or dirty. Anybody may; no name is asked. Errors: Invalid for
// an empty text, or a long one.
func Report(tx *store.Tx, by organisation.Actor, submission string, about resource.Resource, text string) error {
	var b fault.Breaches
	b.Check(text != "", "text", "door.report.missing")
	b.Within("text", text, mostTold)
	if err := b.Err(); err != nil {
		return err
	}
	_, err := form.Once(tx, submission, func() (string, error) {
		_, err := tx.Exec(`INSERT INTO desk_report (id, place_id, resource_id, text, at) VALUES ($1, $2, $3, $4, $5)`, id.New[Told](), about.Place, about.ID, text, tx.Now)
		if err != nil {
			return "", fmt.Errorf("keep a report: %w", err)
		}
		return "", journal.Write(tx, journal.Entry{Person: by.Person.String(), Verb: "desk.reported", Kind: "resource", Object: about.ID.String()})
	})
	return err
}

// Reports lists what was told and nobody has seen to, oldest first, at most fifty.
func Reports(tx *store.Tx, of place.ID) ([]Told, error) {
	return store.All(tx, func(r store.Row) (t Told, err error) {
		return t, r.Scan(&t.ID, &t.Resource, &t.Text, &t.At)
	}, `
		SELECT t.id, r.name, t.text, t.at
		FROM desk_report t
		JOIN resource r ON r.id = t.resource_id
		WHERE t.place_id = $1 AND t.seen_at IS NULL
		ORDER BY t.at, t.id
		LIMIT 50`, of)
}

// See notes that somebody at the counter sees to what was told. Doing it twice changes nothing.
func See(tx *store.Tx, by organisation.Actor, of place.ID, which ToldID) error {
	p, err := place.Find(tx, of)
	if err != nil {
		return err
	}
	if err := mustRun(by, p); err != nil {
		return err
	}
	n, err := tx.Exec(`UPDATE desk_report SET seen_at = $1, seen_by = $2 WHERE id = $3 AND place_id = $4 AND seen_at IS NULL`, tx.Now, by.Person, which, of)
	if err != nil || n == 0 {
		return err
	}
	return journal.Write(tx, journal.Entry{Person: by.Person.String(), Verb: "desk.report_seen", Kind: "desk", Object: p.ID.String()})
}

// ForgetOld erases the texts of what was told long ago.
func ForgetOld(tx *store.Tx) error {
	_, err := tx.Exec(`UPDATE desk_report SET text = '' WHERE text <> '' AND at < $1`, tx.Now.Add(-keepTold))
	return err
}

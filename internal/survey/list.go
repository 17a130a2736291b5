package survey

import (
	"encoding/json"
	"errors"
	"fmt"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/territory"
)

// Line is what lists tell of a survey. Its questions and its result, which are most of it, stay where they are.
type Line struct {
	ID           ID
	Slug         string
	Title        Words
	Organisation organisation.ID
	Asks         string // the organisation's name
	Commune      string
	State        State
	OpenedOn     civil.Date
	ClosedOn     civil.Date
	ClosesOn     civil.Date
	PublishedAt  civil.Instant
}

// mostListed is how many surveys a page lists: those that are open first, then the newest.
const mostListed = 50

// listed reads what matches of what everybody may see, however long people have been asked: only so many are read, and of the others only how
// they would be sorted.
const listed = `
	SELECT s.id, s.slug, s.title, s.organisation_id, o.name, s.commune, s.state, s.opened_on, s.closed_on, s.closes_on, s.published_at
	FROM survey s
	JOIN organisation o ON o.id = s.organisation_id
	WHERE s.id IN (
		SELECT x.id
		FROM survey x
		WHERE %s AND x.state IN (%s)
		ORDER BY x.state = 'open' DESC, x.id DESC
		LIMIT %d)
	ORDER BY s.state = 'open' DESC, s.id DESC`

func scanLine(r store.Row) (l Line, err error) {
	var title string
	err = r.Scan(&l.ID, &l.Slug, &title, &l.Organisation, &l.Asks, &l.Commune, &l.State, &l.OpenedOn, &l.ClosedOn, &l.ClosesOn, &l.PublishedAt)
	return l, errors.Join(err, json.Unmarshal([]byte(title), &l.Title))
}

func list(tx *store.Tx, where, states string, most int, args []any) ([]Line, error) {
	all, err := store.All(tx, scanLine, fmt.Sprintf(listed, where, states, most), args...)
	if err != nil {
		return nil, fmt.Errorf("list surveys: %w", err)
	}
	return all, nil
}

// About lists the surveys of communes that everybody may see.
func About(tx *store.Tx, communes []string) ([]Line, error) {
	in, args := store.List(nil, communes)
	return list(tx, `x.commune IN `+in, `'open', 'closed', 'published'`, mostListed, args)
}

// Across lists the surveys of départements that everybody may see.
func Across(tx *store.Tx, spans []territory.Span) ([]Line, error) {
	in, args := territory.InSpans("x.commune", nil, spans)
	return list(tx, in, `'open', 'closed', 'published'`, mostListed, args)
}

// mostOfPlace is how many surveys stand on the page of the place whose organisation runs them.
const mostOfPlace = 6

// RunBy lists what an organisation asks now, and what came of what it asked last: a few, for the page of its place.
func RunBy(tx *store.Tx, of organisation.ID) ([]Line, error) {
	return list(tx, `x.organisation_id = $1`, `'open', 'published'`, mostOfPlace, []any{of})
}

// Page is the route where a survey is looked at: where it is answered, or what came of it.
func (l Line) Page() string {
	if l.State == Open {
		return "survey.ask"
	}
	return "survey.result"
}

// KeepsContacts reports whether a survey was published, and not so long ago that nobody who left a way to call them is known any more.
func (l Line) KeepsContacts(now civil.Instant) bool {
	return l.State == Published && !l.PublishedAt.Before(forgotten(now))
}

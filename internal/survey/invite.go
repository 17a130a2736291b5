package survey

import (
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/project"
)

// Invite asks those who said that they take part into a founding group, and gives the letters that the caller sends in the same transaction; who
// left a phone alone stands on the group's call list. Nobody is in the group by this: each says so. Whoever was asked before isn't asked again,
// whatever became of it: a second press asks nobody. Errors: Forbidden for whoever doesn't run the survey, or may ask nobody into the group;
// Conflict before the result is published.
func Invite(tx *store.Tx, by organisation.Actor, which ID, into project.ID) ([]project.Letter, error) {
	s, err := forRunning(tx, by, which)
	if err != nil {
		return nil, err
	}
	all, err := Contacts(tx, by, which)
	if err != nil {
		return nil, err
	}
	// The survey's row is locked: whoever presses at the same moment reads this afterwards.
	before := map[string]bool{}
	err = tx.Each(func(r store.Row) error {
		id, err := store.Value[string](r)
		before[id] = true
		return err
	}, `
		SELECT CAST(i.contact_id AS text)
		FROM survey_invited i
		JOIN survey_contact c ON c.id = i.contact_id
		WHERE c.survey_id = $1 AND i.project_id = $2`, which, into)
	if err != nil {
		return nil, err
	}
	q := project.InviteRequest{Project: into, Origin: s.Title[i18n.French], Survey: s.ID.String()}
	var rows [][]any
	for _, c := range all {
		if c.TakesPart && !before[c.ID.String()] {
			rows = append(rows, []any{c.ID, into})
			q.Guests = append(q.Guests, project.Guest{Name: c.Name, Email: c.Email, Phone: c.Phone})
		}
	}
	if err := tx.InsertAll(`INSERT INTO survey_invited (contact_id, project_id)`, "", rows); err != nil {
		return nil, err
	}
	return project.Invite(tx, by, q)
}

// Asked is how far a survey's contacts have been asked into a group. It counts who left a way to call them, and knows of no answer to the survey.
type Asked struct {
	TakePart int // said that they take part
	Left     int // of these: not asked yet
	Rounds   []project.Round
}

// Others is how many needed no asking by the survey: they were in the group, or asked in another way.
func (a Asked) Others() int {
	n := a.TakePart - a.Left
	for _, r := range a.Rounds {
		n -= r.Asked()
	}
	return max(0, n)
}

// AskedInto tells how far a survey's contacts have been asked into a group. Errors: as Invite.
func AskedInto(tx *store.Tx, by organisation.Actor, which ID, g project.Project) (a Asked, err error) {
	if err := afterAll(tx, by, which); err != nil {
		return a, err
	}
	sees, err := project.Look(tx, by, g)
	if err != nil {
		return a, err
	}
	if !sees.MayInvite() {
		return a, fault.New(fault.Forbidden, "project.not_yours")
	}
	asked, err := store.One(tx, func(r store.Row) (n int, err error) { return n, r.Scan(&a.TakePart, &n) }, `
		SELECT count(*), count(i.contact_id)
		FROM survey_contact c
		LEFT JOIN survey_invited i ON i.contact_id = c.id AND i.project_id = $1
		WHERE c.survey_id = $2 AND c.takes_part`, g.ID, which)
	if err != nil {
		return a, err
	}
	a.Left = a.TakePart - asked
	a.Rounds, err = project.Rounds(tx, sees, g, which.String())
	return a, err
}

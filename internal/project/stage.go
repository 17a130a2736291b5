package project

import (
	"slices"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// moves is which stage may follow which while a group makes a place. Going back is as good as going on; closed is a group that gave up, and
// may take its idea up again. Once the place is open it goes its own way.
var moves = map[place.Stage][]place.Stage{
	place.Idea:    {place.Project, place.Closed},
	place.Project: {place.Opening, place.Idea, place.Closed},
	place.Opening: {place.Open, place.Project, place.Closed},
	place.Closed:  {place.Idea, place.Project},
}

// Next lists the stages that a group's place can come to from here.
func (g Project) Next() []place.Stage {
	if !g.Organisation.IsZero() && g.Stage == place.Closed {
		return nil // the association's place closed, which is its own story
	}
	return moves[g.Stage]
}

// Step is a stage that a place came to.
type Step struct {
	Stage  place.Stage
	On     civil.Date
	Reason string
}

// Steps lists the stages of a group's place, the first one first.
func Steps(tx *store.Tx, g Project) ([]Step, error) {
	return store.All(tx, func(r store.Row) (s Step, err error) {
		return s, r.Scan(&s.Stage, &s.On, &s.Reason)
	}, `SELECT stage, on_day, reason FROM project_step WHERE project_id = $1 ORDER BY seq`, g.ID)
}

func addStep(tx *store.Tx, g Project, to place.Stage, on civil.Date, reason string) error {
	_, err := tx.Exec(`
		INSERT INTO project_step (project_id, seq, stage, on_day, reason)
		SELECT $1, coalesce(max(seq), 0) + 1, $2, $3, $4 FROM project_step WHERE project_id = $1`, g.ID, to, on, reason)
	return err
}

// MoveRequest brings a group's place to another stage.
type MoveRequest struct {
	Project ID
	To      place.Stage
	On      civil.Date // zero: today
	Reason  string
	Lessons string // of a group that gives up: what others can learn
}

// Move changes the stage of a group's place, on its sheet too. Errors: Forbidden without the pen; Conflict from a stage that doesn't lead there,
// and while the directory hasn't taken the idea in; Invalid with every breach.
func Move(tx *store.Tx, by organisation.Actor, q MoveRequest) error {
	g, _, err := forPen(tx, by, q.Project)
	if err != nil {
		return err
	}
	return move(tx, by, g, q)
}

func move(tx *store.Tx, by organisation.Actor, g Project, q MoveRequest) error {
	switch {
	case g.Place.IsZero():
		return fault.New(fault.Conflict, "project.waits")
	case q.To == g.Stage:
		return nil
	case !slices.Contains(g.Next(), q.To):
		return fault.New(fault.Conflict, "project.cannot_move")
	}
	today := g.Today(tx.Now)
	if q.On.IsZero() {
		q.On = today
	}
	steps, err := Steps(tx, g)
	if err != nil {
		return err
	}
	last := steps[len(steps)-1].On
	var b fault.Breaches
	b.Check(q.Reason != "", "reason", "project.reason_missing")
	long(&b, "reason", q.Reason, 1000)
	b.Check(!today.Before(q.On), "on", "project.day_to_come")
	b.Check(!q.On.Before(last), "on", "project.day_before", fault.Args{"Day": last.String()})
	b.Check(q.To != place.Closed || q.Lessons != "", "lessons", "project.lessons_missing")
	long(&b, "lessons", q.Lessons, mostText)
	if err := b.Err(); err != nil {
		return err
	}
	f := place.Facts{place.FStage: string(q.To), place.FSince: q.On.String()}
	if q.To == place.Closed {
		f[place.FCauses], f[place.FLessons] = q.Reason, q.Lessons
		if err := tx.ExecOne(`UPDATE project SET lessons = $1, changed_at = $2 WHERE id = $3`, q.Lessons, tx.Now, g.ID); err != nil {
			return err
		}
	}
	if err := setPlace(tx, by, g, f); err != nil {
		return err
	}
	if err := addStep(tx, g, q.To, q.On, q.Reason); err != nil {
		return err
	}
	return note(tx, by, g, "project.moved", map[string]string{"from": string(g.Stage), "to": string(q.To), "reason": q.Reason})
}

// setPlace writes on the sheet of a group's place as whoever holds the pen, or as the authority that began it and has nobody in it yet.
func setPlace(tx *store.Tx, by organisation.Actor, g Project, f place.Facts) error {
	p, err := place.Find(tx, g.Place)
	if err != nil {
		return err
	}
	if by.InTeam(organisation.EditPlace, p.Target()) {
		_, err = place.Edit(tx, by, place.EditRequest{Place: g.Place, Facts: f})
		return err
	}
	return place.Seed(tx, g.Place, f, place.Origin{Rank: place.ByTeam, Source: by.Person.String(), On: g.Today(tx.Now)})
}

package project

import (
	"fmt"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
)

// RoundID names a round.
type RoundID = id.Of[Round]

// Round is how many of those who said to a survey that they take part were asked into a group at once, and how many have answered. Whoever asks
// may be the authority, which isn't told who is in the group: so yes and no are counted together, and nothing here leads to a person.
type Round struct {
	ID       RoundID
	On       civil.Date
	ByLetter int
	ByPhone  int // stood on the group's call list
	Answered int
	Waiting  int // haven't answered, and are still asked
}

// Asked is how many the round was.
func (r Round) Asked() int { return r.ByLetter + r.ByPhone }

// Forgotten is how many never answered within the days that an invitation waits, or have erased their account since.
func (r Round) Forgotten() int { return max(0, r.Asked()-r.Answered-r.Waiting) }

// Rounds lists the rounds of a survey, the first one first, for whoever may ask people in. Errors: Forbidden.
func Rounds(tx *store.Tx, s Sees, g Project, survey string) ([]Round, error) {
	if !s.MayInvite() {
		return nil, fault.New(fault.Forbidden, "project.not_yours")
	}
	all, err := store.All(tx, func(r store.Row) (x Round, err error) {
		return x, r.Scan(&x.ID, &x.On, &x.ByLetter, &x.ByPhone, &x.Answered, &x.Waiting)
	}, `
		SELECT r.id, r.asked_on, r.by_letter, r.by_phone, r.answered,
			(SELECT count(*) FROM project_invitation i WHERE i.project_id = r.project_id AND NOT i.declined AND i.round_id = r.id)
		FROM project_round r
		WHERE r.project_id = $1 AND r.survey_id = $2
		ORDER BY r.id`, g.ID, survey)
	if err != nil {
		return nil, fmt.Errorf("read who was asked into group: %w", err)
	}
	return all, nil
}

// beginRound notes a round, before its invitations.
func beginRound(tx *store.Tx, g Project, survey string, r Round) error {
	_, err := tx.Exec(`INSERT INTO project_round (id, project_id, survey_id, asked_on, by_letter, by_phone) VALUES ($1, $2, $3, $4, $5, $6)`,
		r.ID, g.ID, survey, r.On, r.ByLetter, r.ByPhone)
	if err != nil {
		return fmt.Errorf("note who was asked into group: %w", err)
	}
	return nil
}

// countAnswer counts that an invitation was answered; call it while the invitation still says of which round it is.
func countAnswer(tx *store.Tx, i Invitation) error {
	_, err := tx.Exec(`UPDATE project_round SET answered = answered + 1 WHERE id = (SELECT round_id FROM project_invitation WHERE id = $1)`, i.ID)
	return err
}

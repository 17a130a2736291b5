package survey

import (
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/project"
)

// Invite asks those who said that they take part into a founding group, and gives the letters that the caller sends in the same transaction; who
// left a phone alone stands on the group's call list. Nobody is in the group by this: each says so. Whoever was asked before isn't asked again.
// Errors: Forbidden for whoever doesn't run the survey, or may ask nobody into the group; Conflict before the result is published.
func Invite(tx *store.Tx, by organisation.Actor, which ID, into project.ID) ([]project.Letter, error) {
	s, err := forRunning(tx, by, which)
	if err != nil {
		return nil, err
	}
	all, err := Contacts(tx, by, which)
	if err != nil {
		return nil, err
	}
	q := project.InviteRequest{Project: into, Origin: s.Title[i18n.French]}
	for _, c := range all {
		if c.TakesPart {
			q.Guests = append(q.Guests, project.Guest{Name: c.Name, Email: c.Email, Phone: c.Phone})
		}
	}
	return project.Invite(tx, by, q)
}

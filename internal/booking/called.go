package booking

import (
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/texting"
)

// NoteCalled notes that the team has told whoever booked what no letter and no text has told them, on the telephone or at the door, or takes that
// back. Doing it again changes nothing. Errors: Forbidden for whoever isn't of the desk.
func NoteCalled(tx *store.Tx, by organisation.Actor, which ID, called bool) error {
	b, err := forTeam(tx, by, which)
	if err != nil {
		return err
	}
	changed, err := texting.NoteCalled(tx, b.Place, texting.SubjectID(b.ID), called)
	if err != nil || !changed {
		return err
	}
	if called {
		return note(tx, by, b, "booking.called")
	}
	return note(tx, by, b, "booking.uncalled")
}

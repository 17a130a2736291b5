package booking

import (
	"errors"

	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/resource"
)

// Where a resource says after how many minutes somebody who hasn't come is no longer waited for, each booking of it keeps the instant. A chore
// looks each minute at those whose instant has passed: one look into an index, mostly at nothing. A rule that changes later is for later
// bookings, as people were told another one.

// absentAt is from when on a booking is a no-show by itself. Somebody who books what has begun already has their minutes too.
func absentAt(r resource.Resource, from, now civil.Instant) civil.Instant {
	if r.Rules.NoShow == 0 {
		return civil.Instant{}
	}
	if from.Before(now) {
		from = now
	}
	return from.Add(minutes(r.Rules.NoShow))
}

// absentAtOnce is how many are looked for at a time.
const absentAtOnce = 100

// Absent lists bookings that nobody has come for in time, the longest due first, at most a hundred.
func Absent(tx *store.Tx) ([]ID, error) {
	return store.All(tx, store.Value[ID], `
		SELECT id
		FROM booking
		WHERE state = 'confirmed' AND absent_at <= $1
		ORDER BY absent_at
		LIMIT $2`, tx.Now, absentAtOnce)
}

// NoteAbsent makes a booking a no-show and gives back the rest of its time, if nobody has come in the meantime. fresh is
// false when somebody has come or it was noted before.
func NoteAbsent(tx *store.Tx, which ID) (b Booking, fresh bool, err error) {
	b, err = find(tx, `id = $1`+tx.ForUpdate(), which)
	if err != nil || b.State != Confirmed || b.AbsentAt.IsZero() || tx.Now.Before(b.AbsentAt) {
		return b, false, err
	}
	if err := capacity.FreeFrom(tx, b.owner().ID, tx.Now); err != nil {
		return b, false, err
	}
	b.State = NoShow
	return b, true, errors.Join(update(tx, b), note(tx, organisation.System, b, "booking.unattended"))
}

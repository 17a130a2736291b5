package booking

import (
	"mitoyen/internal/account"
	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/shift"
)

// GivenBack is what giving back a shift, or handing it over, has done.
type GivenBack struct {
	Taken    shift.Taken // as it was
	Place    place.Place
	Unopened []Booking // that have nobody to open any more
	Alone    []Booking // that have nobody beside them any more
}

// GiveBack gives back a shift, or a presence. Nobody can book on it meanwhile, so that every booking is either among those told or refused.
// Errors: those of shift.GiveBack.
func GiveBack(tx *store.Tx, by organisation.Actor, which shift.TakenID, schools *opening.SchoolCalendar) (g GivenBack, err error) {
	if g, err = leaving(tx, by, which); err != nil {
		return g, err
	}
	if g.Unopened, err = Unopened(tx, g.Place, schools, g.Taken); err != nil {
		return g, err
	}
	if err := shift.GiveBack(tx, by, g.Place, g.Taken); err != nil {
		return g, err
	}
	g.Alone, err = leftByShift(tx, g.Taken)
	return g, err
}

// HandOver passes a shift on to somebody else of the team. The place opens as before; who needed this very person, a référent, is told. Errors:
// those of shift.HandOver.
func HandOver(tx *store.Tx, by organisation.Actor, which shift.TakenID, to account.ID) (g GivenBack, err error) {
	if g, err = leaving(tx, by, which); err != nil {
		return g, err
	}
	if err := shift.HandOver(tx, by, g.Place, g.Taken, to); err != nil {
		return g, err
	}
	g.Alone, err = leftByShift(tx, g.Taken)
	return g, err
}

// leaving reads what somebody gives back or hands over, and keeps others from booking on it: the pools of all that the place lends are locked,
// in the order of their ids with that of the shift.
func leaving(tx *store.Tx, by organisation.Actor, which shift.TakenID) (g GivenBack, err error) {
	if g.Taken, err = shift.Find(tx, which); err != nil {
		return g, err
	}
	if g.Place, err = place.ForChange(tx, g.Taken.Place); err != nil {
		return g, err
	}
	if err := shift.MayGiveBack(by, g.Place, g.Taken, tx.Now); err != nil {
		return g, err
	}
	rs, err := resource.Of(tx, g.Place.ID, true)
	if err != nil {
		return g, err
	}
	var pools []capacity.PoolID
	for _, r := range rs {
		pools = append(pools, r.Pool)
	}
	had, err := capacity.Of(tx, capacity.OwnerID(g.Taken.ID))
	if err != nil {
		return g, err
	}
	for _, a := range had {
		pools = append(pools, a.Pool)
	}
	_, err = capacity.Lock(tx, pools...)
	return g, err
}

package booking

import (
	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/resource"
)

// TryRequest is an example on which the rules of a resource are tried: nobody books.
type TryRequest struct {
	Resource      resource.Resource
	From, To      civil.Instant
	Units, People int
	SignedIn      bool
	Who           membership.Standing
	Schools       *opening.SchoolCalendar
}

// Try tells every rule that an example breaks, with what is taken now. It is what booking would say, save what depends on one's own bookings.
func Try(tx *store.Tx, q TryRequest) ([]Breach, error) {
	r := q.Resource
	above, err := resource.GroupRules(tx, r.Place)
	if err != nil {
		return nil, err
	}
	r = r.For(q.Who.Groups, above)
	w := Wish{Resource: r, From: q.From, To: q.To, Units: q.Units, People: q.People}
	if !w.From.Before(w.To) || w.To.Sub(w.From) > longestStay {
		return Check(w, Facts{Now: tx.Now}), nil
	}
	b := Booking{Organisation: r.Organisation, Place: r.Place, Resource: r.ID, From: q.From, To: q.To, Units: q.Units, People: q.People}
	f, err := factsFor(tx, organisation.Actor{}, w, b, q.Schools)
	if err != nil {
		return nil, err
	}
	f.SignedIn, f.Who = q.SignedIn, q.Who
	units := map[capacity.PoolID]int{r.Pool: r.Units, r.Crowd.Pool: r.Crowd.Most}
	for _, d := range r.Draws {
		units[d.Pool] = d.Units
	}
	for _, a := range b.asks(r, b.From) {
		taken, _, err := capacity.Taken(tx, []capacity.PoolID{a.Pool}, a.From, a.To)
		if err != nil {
			return nil, err
		}
		free := units[a.Pool] - capacity.Peak(taken, a.From, a.To)
		if free >= a.Units {
			continue
		}
		short := &capacity.Shortage{Ask: a, Free: max(0, free)}
		if a.Pool == r.Crowd.Pool {
			f.Full = short
		} else if f.Short == nil {
			f.Short = short
		}
	}
	return Check(w, f), nil
}

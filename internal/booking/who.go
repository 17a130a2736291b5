package booking

import (
	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/network"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// Way is what one can do about a breach, where there is something. Pages make a link of it.
type Way string

// The ways.
const (
	SignIn     Way = "sign_in"     // the organisation may know them, once they have said who they are
	AskPlace   Way = "ask_place"   // to become a member, to be authorised
	SeeMembers Way = "see_members" // for the front desk: book for the member, or write down what lacks
	SeeFree    Way = "see_free"    // another time
	SeeMine    Way = "see_mine"    // one's bookings, to let one go
)

// wayOut is what one can do about a breach.
func wayOut(code string, f Facts) Way {
	switch code {
	case "booking.sign_in", "booking.members_only", "booking.groups_only", "booking.not_authorised", "booking.age_unknown", "booking.guardian_missing":
		switch {
		case f.Desk:
			return SeeMembers
		case !f.SignedIn:
			return SignIn
		}
		return AskPlace
	case "booking.taken", "booking.house_full", "booking.closed", "booking.closure", "booking.not_a_slot", "booking.past", "booking.begun", unfilled:
		return SeeFree
	case "booking.no_referent", "booking.no_referent_ahead", "booking.lone", "booking.lone_ahead":
		return AskPlace
	case "booking.own_overlap", "booking.gap", "booking.ahead":
		if f.SignedIn {
			return SeeMine
		}
	}
	return ""
}

// member is who may book, and whether somebody has authorised them. The team lets pass that somebody doesn't belong, with a reason. It
// never lets pass a missing authorisation: whoever may judge it writes the authorisation down, with their name and a day on which it ends.
func (c *checker) member() {
	who, s := c.rules.Who, c.f.Who
	switch {
	case len(who.Groups) > 0 && !s.In(who.Groups):
		c.breach("booking.groups_only", true, fault.Args{"Groups": c.groupNames(who.Groups)})
	case who.Members && !s.Belongs:
		c.breach("booking.members_only", true, nil)
	}
	if c.rules.Authorise && !s.Authorised {
		c.breach("booking.not_authorised", false, nil)
	}
}

func (c *checker) groupNames(which []membership.GroupID) []string {
	var names []string
	for _, g := range c.f.Groups {
		for _, x := range which {
			if x == g.ID {
				names = append(names, g.Name)
			}
		}
	}
	return names
}

// age is how young one may be, and who answers for the young. The counter sees who stands there, and knows what isn't written down; an age
// that is known to be too low is a matter of safety.
func (c *checker) age() {
	if c.rules.Age == 0 && c.rules.Guardian == 0 {
		return
	}
	s := c.f.Who
	switch {
	case !s.AgeKnown:
		c.breach("booking.age_unknown", true, fault.Args{"Age": max(c.rules.Age, c.rules.Guardian)})
		return
	case s.Age < c.rules.Age:
		c.breach("booking.too_young", false, fault.Args{"Age": c.rules.Age})
	}
	if s.Age < c.rules.Guardian && !s.Guardian {
		c.breach("booking.guardian_missing", true, fault.Args{"Age": c.rules.Guardian})
	}
}

// LentTo is a resource under the rules that hold for whoever books, on the days of a booking: their groups, and what was agreed with their
// organisation; belongs says whether they are a member then, if only by that agreement.
func LentTo(tx *store.Tx, r resource.Resource, b Booking) (lent resource.Resource, belongs bool, err error) {
	lent, s, err := lentTo(tx, r, b)
	return lent, s.Belongs, err
}

// lentTo is a resource under the rules that hold for whoever books, and what its organisation knows of them on the days of the booking.
func lentTo(tx *store.Tx, r resource.Resource, b Booking) (resource.Resource, membership.Standing, error) {
	if b.Person.IsZero() && b.Member.IsZero() {
		return r, membership.Standing{}, nil
	}
	p, err := place.Find(tx, r.Place)
	if err != nil {
		return r, membership.Standing{}, err
	}
	first, last := civil.DateOf(b.From.In(p.Zone())), civil.DateOf(b.To.In(p.Zone()))
	s, err := membership.StandingOf(tx, r.Organisation, b.Person, b.Member, r.ID, first, last)
	if err != nil {
		return r, s, err
	}
	var agreed []resource.Layer
	if !s.Belongs {
		if agreed, err = invite(tx, r, b, first, last, &s); err != nil {
			return r, s, err
		}
	}
	if len(s.Groups)+len(agreed) == 0 {
		return r, s, nil
	}
	above, err := resource.GroupRules(tx, r.Place)
	return r.For(s.Groups, above, agreed...), s, err
}

// invite makes a member of whoever is one of another organisation, as far as an agreement of the place says so; what was agreed lies over the
// rules. Age and guardian are then what their own organisation knows, where this one knows nothing.
func invite(tx *store.Tx, r resource.Resource, b Booking, first, last civil.Date, s *membership.Standing) ([]resource.Layer, error) {
	a, home, ok, err := network.GuestOf(tx, r, b.Person, first, last)
	if err != nil || !ok {
		return nil, err
	}
	s.Belongs, s.Agreement = true, a.ID
	if !a.As.IsZero() {
		s.Groups = []membership.GroupID{a.As}
	}
	if !s.AgeKnown {
		s.Age, s.AgeKnown = home.Age, home.AgeKnown
	}
	s.Guardian = s.Guardian || home.Guardian
	return []resource.Layer{a.Rules}, nil
}

// rulesFor is lentTo without what the organisation knows of them. Most places say nothing for groups, and are asked no more; by which agreement
// somebody comes is known once units were taken.
func rulesFor(tx *store.Tx, r resource.Resource, b Booking) (resource.Resource, error) {
	if b.Person.IsZero() && b.Member.IsZero() {
		return r, nil
	}
	above, err := resource.GroupRules(tx, r.Place)
	if err != nil || len(above) == 0 && b.Agreement.IsZero() {
		return r, err
	}
	r, _, err = lentTo(tx, r, b)
	return r, err
}

// asks is what a booking asks of capacity from an instant on: units for as long as it lasts and its buffer, and room in the building.
func (b Booking) asks(r resource.Resource, from civil.Instant) []capacity.Ask {
	asks := r.Asks(max(1, b.Units), from, b.To.Add(minutes(r.Rules.Buffer)))
	return append(asks, r.Enter(b.Units, b.People, from, b.To)...)
}

// errTryAgain says that the place has got its first head-count while somebody was booking.
var errTryAgain = fault.New(fault.Conflict, "booking.try_again")

// sameCrowd makes sure, under the lock, that a place which had no head-count still has none: it gets its first one while all its pools
// are locked (resource.SetCrowd), so that no booking slips past.
func sameCrowd(tx *store.Tx, r resource.Resource) error {
	if !r.Crowd.Pool.IsZero() {
		return nil
	}
	now, err := resource.CrowdOf(tx, r.Place)
	if err == nil && !now.Pool.IsZero() {
		err = errTryAgain
	}
	return err
}

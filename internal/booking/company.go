package booking

import (
	"slices"
	"strings"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/shift"
)

// Company is who is there around a wish, where the resource wants somebody.
type Company struct {
	Referents []opening.Window // when one of its référents is, two weeks ahead
	Others    []opening.Window // when somebody else is: the team two weeks ahead, who has booked until the end of the next day
}

// companyAhead is how far ahead one looks for a time at which somebody is there.
const companyAhead = 14 * 24 * time.Hour

// companyOf reads who is there. It asks the database nothing for a resource that wants nobody.
func companyOf(tx *store.Tx, r resource.Resource, b Booking) (c Company, err error) {
	if !r.Rules.Referent && r.Rules.Lone == resource.LoneAllowed {
		return c, nil
	}
	there, err := shift.There(tx, r.Place, b.From, b.To.Add(companyAhead))
	if err != nil {
		return c, err
	}
	if r.Rules.Referent {
		who, err := resource.Referents(tx, r.ID)
		if err != nil {
			return c, err
		}
		c.Referents = presence(there, func(t shift.Taken) bool { return slices.Contains(who, t.Person) })
	}
	if r.Rules.Lone != resource.LoneAllowed {
		c.Others = presence(there, func(t shift.Taken) bool { return t.Person.IsZero() || t.Person != b.Person })
		all, err := OfDay(tx, r.Place, b.From, b.To.Add(24*time.Hour))
		if err != nil {
			return c, err
		}
		for _, o := range all {
			if (o.State == Confirmed || o.State == Here) && !samePerson(o, b) {
				c.Others = append(c.Others, opening.Window{From: o.From, To: o.To})
			}
		}
		c.Others = opening.Join(c.Others)
	}
	return c, nil
}

func presence(there []shift.Taken, want func(shift.Taken) bool) []opening.Window {
	var all []opening.Window
	for _, t := range there {
		if want(t) {
			all = append(all, opening.Window{From: t.From, To: t.To})
		}
	}
	return opening.Join(all)
}

// samePerson reports whether two bookings are known to be one person's: the same booking, account, address or number.
func samePerson(a, b Booking) bool {
	return a.ID == b.ID || !a.Person.IsZero() && a.Person == b.Person || a.Email != "" && strings.EqualFold(a.Email, b.Email) || a.Phone != "" && a.Phone == b.Phone
}

// company is whether those are there whom the resource wants there, all the while.
func (c *checker) company() {
	if c.rules.Referent && !within(c.w.From, c.w.To, c.f.Company.Referents) {
		c.wantsThere("booking.no_referent", "booking.no_referent_ahead", true, c.f.Company.Referents)
	}
	if lone := c.rules.Lone; lone != resource.LoneAllowed && c.w.People < 2 && !within(c.w.From, c.w.To, c.f.Company.Others) {
		c.wantsThere("booking.lone", "booking.lone_ahead", lone == resource.LoneAsk, c.f.Company.Others)
	}
}

// wantsThere is a breach with its way out: the times at which somebody is there, where any is known.
func (c *checker) wantsThere(code, without string, staff bool, times []opening.Window) {
	ahead := slices.DeleteFunc(slices.Clone(times), func(w opening.Window) bool { return !w.To.After(c.f.Now) })
	if len(ahead) == 0 {
		c.breach(without, staff, nil)
		return
	}
	c.breach(code, staff, fault.Args{"Times": Times{c.f.Zone, ahead[:min(3, len(ahead))]}})
}

// Times are windows as the place's wall shows them.
type Times struct {
	Zone    *time.Location
	Windows []opening.Window
}

// within reports whether one window, which are joined and in order, holds all of [from, to).
func within(from, to civil.Instant, windows []opening.Window) bool {
	return slices.ContainsFunc(windows, func(w opening.Window) bool { return !from.Before(w.From) && !w.To.Before(to) })
}

// LeftAlone lists the bookings of a place that somebody kept company who has gone, and that stand on a rule which no longer holds without
// them. gone are bookings as they were: one that was merely asked for was nobody's company. Whoever frees something asks it afterwards, and
// writes to them. Those who were alone before, because the team let it pass or because they have been told already, are not among them. In a
// place where no resource wants anybody it is one read.
func LeftAlone(tx *store.Tx, of place.ID, gone ...Booking) ([]Booking, error) {
	var parted []parting
	for _, g := range gone {
		if g.State == Asked {
			continue
		}
		w := opening.Window{From: g.From, To: g.To}
		parted = append(parted, parting{w, func(c *Company, _ []account.ID, b Booking) {
			if !samePerson(g, b) {
				c.Others = append(c.Others, w)
			}
		}})
	}
	return leftAlone(tx, of, parted)
}

// leftByShift is LeftAlone for a shift or a presence that was given back.
func leftByShift(tx *store.Tx, t shift.Taken) ([]Booking, error) {
	w := opening.Window{From: t.From, To: t.To}
	return leftAlone(tx, t.Place, []parting{{w, func(c *Company, referents []account.ID, b Booking) {
		if t.Person.IsZero() || t.Person != b.Person {
			c.Others = append(c.Others, w)
		}
		if slices.Contains(referents, t.Person) {
			c.Referents = append(c.Referents, w)
		}
	}}})
}

// parting is somebody who has gone: when they would have been there, and what company they were to a booking of a resource with such référents.
type parting struct {
	when opening.Window
	back func(c *Company, referents []account.ID, b Booking)
}

func leftAlone(tx *store.Tx, of place.ID, gone []parting) ([]Booking, error) {
	rs, err := resource.Of(tx, of, false)
	if err != nil {
		return nil, err
	}
	rs = slices.DeleteFunc(rs, func(r resource.Resource) bool { return !r.Rules.Referent && r.Rules.Lone == resource.LoneAllowed })
	if len(rs) == 0 {
		return nil, nil
	}
	var alone []Booking
	looked := map[ID]bool{}
	for _, g := range gone {
		all, err := OfDay(tx, of, g.when.From, g.when.To)
		if err != nil {
			return nil, err
		}
		for _, b := range all {
			i := slices.IndexFunc(rs, func(r resource.Resource) bool { return r.ID == b.Resource })
			if i < 0 || b.State != Confirmed || !b.To.After(tx.Now) || looked[b.ID] {
				continue
			}
			looked[b.ID] = true
			c := checker{w: Wish{Resource: rs[i], From: b.From, To: b.To, People: b.People}, f: Facts{Now: tx.Now}, rules: rs[i].Rules}
			if c.f.Company, err = companyOf(tx, rs[i], b); err != nil {
				return nil, err
			}
			if c.company(); len(c.found) == 0 {
				continue
			}
			referents, err := resource.Referents(tx, rs[i].ID)
			if err != nil {
				return nil, err
			}
			for _, x := range gone {
				x.back(&c.f.Company, referents, b)
			}
			c.f.Company.Others, c.f.Company.Referents = opening.Join(c.f.Company.Others), opening.Join(c.f.Company.Referents)
			c.found = nil
			if c.company(); len(c.found) == 0 {
				alone = append(alone, b)
			}
		}
	}
	return alone, nil
}

// Unopened lists the bookings that stand on a shift and would stand without opening if it were given back, in order. They stay: people have
// been promised something, and the manager decides with them.
func Unopened(tx *store.Tx, p place.Place, schools *opening.SchoolCalendar, t shift.Taken) ([]Booking, error) {
	if !p.ByShifts || t.Pattern.IsZero() {
		return nil, nil
	}
	all, err := OfDay(tx, p.ID, t.From, t.To)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	rs, err := resource.Of(tx, p.ID, true)
	if err != nil {
		return nil, err
	}
	left, err := shift.OpenedWithout(tx, p, t)
	if err != nil {
		return nil, err
	}
	zone := p.Zone()
	first, last := civil.DateOf(all[0].From.In(zone)), civil.DateOf(t.To.In(zone))
	for _, b := range all {
		if d := civil.DateOf(b.To.In(zone)); last.Before(d) {
			last = d
		}
	}
	before := resource.OpenWindows(p, schools, rs, first, last)
	p.Opened = left
	after := resource.OpenWindows(p, schools, rs, first, last)
	return slices.DeleteFunc(all, func(b Booking) bool {
		return b.State != Confirmed || !covered(b.From, b.To, before[b.Resource]) || covered(b.From, b.To, after[b.Resource])
	}), nil
}

// unfilled is the breach of whoever wants to come when nobody has said yet that they open.
const unfilled = "booking.unfilled"

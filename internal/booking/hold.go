package booking

import (
	"errors"
	"slices"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// HoldFor is how long a chosen time is kept while somebody decides.
const HoldFor = 10 * time.Minute

// HoldRequest is a time that somebody chooses.
type HoldRequest struct {
	Submission string
	Resource   resource.ID
	From, To   civil.Instant
	Units      int
	People     int
	Lang       i18n.Lang
	Schools    *opening.SchoolCalendar
}

// Refusal is every rule that a wish breaks, and what is wrong with what somebody said of themself. It is an Invalid fault.
type Refusal struct {
	Breaches []Breach
	Who      []fault.Field
}

// Error is for logs and tests.
func (r *Refusal) Error() string { return r.Unwrap().Error() }

// Unwrap is the fault that forms and edges know.
func (r *Refusal) Unwrap() error {
	f := fault.New(fault.Invalid, "booking.refused")
	for _, b := range r.Breaches {
		f.Fields = append(f.Fields, fault.Field{Name: "time", Code: b.Code, Args: b.Args})
	}
	f.Fields = append(f.Fields, r.Who...)
	return f
}

// Hold keeps a time for somebody while they decide. The result is the secret of the booking's own address. Anyone may, where the resource
// lets them; a *Refusal tells every rule that is in the way.
func Hold(tx *store.Tx, by organisation.Actor, q HoldRequest) (link string, err error) {
	return form.Once(tx, q.Submission, func() (string, error) {
		r, err := resource.FindByID(tx, q.Resource)
		if err != nil {
			return "", err
		}
		if !r.Retired.IsZero() {
			return "", fault.New(fault.Conflict, "booking.no_longer_lent")
		}
		b := Booking{ID: id.New[Booking](), Organisation: r.Organisation, Place: r.Place, Resource: r.ID, State: Held, From: q.From, To: q.To,
			Units: q.Units, People: q.People, Person: by.Person, Link: newLink(), Lang: q.Lang}
		err = take(tx, by, r, &b, taking{schools: q.Schools}, func(l *capacity.Locked, asks []capacity.Ask) error {
			return l.Allocate(b.owner(), tx.Now.Add(HoldFor), asks...)
		})
		if err != nil {
			return "", err
		}
		return b.Link, insert(tx, b)
	})
}

// taking is how units are taken.
type taking struct {
	schools *opening.SchoolCalendar
	desk    bool // by the team, for somebody
	offered bool // to whoever was first in line
	pass    bool // and it lets pass what it may
	running bool // it has begun, and is to last longer
}

// take locks, checks every rule, and gives the units with give. It is the one way to units, for new bookings and for changed ones.
func take(tx *store.Tx, by organisation.Actor, r resource.Resource, b *Booking, how taking, give func(*capacity.Locked, []capacity.Ask) error) error {
	w := Wish{Resource: r, From: b.From, To: b.To, Units: b.Units, People: b.People}
	if !w.From.Before(w.To) || w.To.Sub(w.From) > longestStay {
		return &Refusal{Breaches: Check(w, Facts{Now: tx.Now})}
	}
	// One person's bookings are counted while nobody else, and nothing else of theirs, can add to them.
	if err := account.Lock(tx, b.Person); err != nil {
		return err
	}
	r, who, err := lentTo(tx, r, *b)
	if err != nil {
		return err
	}
	if err := membership.Lock(tx, who.Member); err != nil {
		return err
	}
	w.Resource, b.Member, b.Agreement = r, who.Member, who.Agreement
	asks := b.asks(r, b.From)
	l, err := capacity.LockWith(tx, b.owner().ID, asks)
	if err != nil {
		return err
	}
	if err := sameCrowd(tx, r); err != nil {
		return err
	}
	f, err := factsFor(tx, by, w, *b, how.schools)
	if err != nil {
		return err
	}
	f.Desk, f.Offered, f.Running, f.Who = how.desk, how.offered, how.running, who
	if err := give(l, asks); err != nil && !errors.As(err, &f.Short) {
		return err
	}
	if f.Short != nil && f.Short.Ask.Pool == r.Crowd.Pool {
		f.Short, f.Full = nil, f.Short
	}
	breaches := Check(w, f)
	if how.pass {
		breaches = slices.DeleteFunc(breaches, func(x Breach) bool { return x.Staff })
	}
	if len(breaches) > 0 {
		return &Refusal{Breaches: breaches}
	}
	b.AbsentAt = absentAt(r, b.From, tx.Now)
	b.AsksMore = r.Rules.AsksWho() || r.Rules.Approve
	return nil
}

// factsFor reads what the rules look at.
func factsFor(tx *store.Tx, by organisation.Actor, w Wish, b Booking, schools *opening.SchoolCalendar) (Facts, error) {
	p, err := place.Find(tx, w.Resource.Place)
	if err != nil {
		return Facts{}, err
	}
	f := Facts{Now: tx.Now, Zone: p.Zone(), SignedIn: by.SignedIn()}
	first, last := civil.DateOf(w.From.In(f.Zone)), civil.DateOf(w.To.In(f.Zone))
	f.Windows = resource.OpenWindows(p, schools, []resource.Resource{w.Resource}, first, last)[w.Resource.ID]
	if p.ByShifts {
		f.Planned = resource.PlannedWindows(p, schools, []resource.Resource{w.Resource}, first, last)[w.Resource.ID]
	}
	if f.Company, err = companyOf(tx, w.Resource, b); err != nil {
		return f, err
	}
	if f.Closures, err = resource.ClosuresOf(tx, w.Resource, w.From, w.To); err != nil {
		return f, err
	}
	from, to := ownSince(w, f)
	if f.Own, err = own(tx, b, from, to); err != nil || len(w.Resource.Rules.Who.Groups) == 0 {
		return f, err
	}
	f.Groups, err = membership.Groups(tx, b.Organisation)
	return f, err
}

// ownSince is the interval in which one person's bookings matter: from the beginning of the longest period that a quota counts, and from
// far enough back that one still running is seen.
func ownSince(w Wish, f Facts) (from, to civil.Instant) {
	day := civil.DateOf(w.From.In(f.Zone))
	from, to = PeriodOf(resource.Day, day, f.Zone)
	for _, q := range w.Resource.Rules.Quotas {
		a, b := PeriodOf(q.Per, day, f.Zone)
		if a.Before(from) {
			from = a
		}
		if to.Before(b) {
			to = b
		}
	}
	if f.Now.Before(from) {
		from = f.Now
	}
	return from.Add(-time.Duration(max(2, w.Resource.Rules.MostDays())) * 24 * time.Hour), to
}

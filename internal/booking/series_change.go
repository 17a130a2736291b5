package booking

import (
	"cmp"
	"errors"
	"slices"

	"mitoyen/internal/account"
	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// Extent is how far a change of a series goes.
type Extent string

// The extents.
const (
	One       Extent = ""
	Following Extent = "following" // this one and those after it
	Whole     Extent = "whole"
)

// reached lists the bookings of the series of b that a change reaches and that are still to come, locked against other changes. Those that
// are over, have begun or were cancelled stay as they are.
func reached(tx *store.Tx, b Booking, how Extent) ([]Booking, error) {
	if b.Series.IsZero() {
		return []Booking{b}, nil
	}
	all, err := store.All(tx, scan, `SELECT `+columns+` FROM booking WHERE series_id = $1 ORDER BY id`+tx.ForUpdate(), b.Series)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(x Booking) bool {
		late := how == Following && x.From.Before(b.From) || how == One && x.ID != b.ID
		return late || x.State != Confirmed && x.State != Asked || !tx.Now.Before(x.From)
	})
	slices.SortFunc(all, func(x, y Booking) int { return x.From.Time().Compare(y.From.Time()) })
	return all, nil
}

// byTeam finds a booking by its link, and whether the team of its place asks: no deadline binds it.
func byTeam(tx *store.Tx, by organisation.Actor, link string) (b Booking, p place.Place, desk bool, err error) {
	if b, err = FindByLink(tx, link); err != nil {
		return b, p, false, err
	}
	p, err = place.Find(tx, b.Place)
	return b, p, err == nil && by.SignedIn() && MayRunDesk(by, p), err
}

// CancelSeries cancels this booking and the following ones of its series, or all that are still to come. Whoever has the link may, for each
// until the deadline of the rules: those that are too late stay, and are not in the result. were are the cancelled ones as they were.
func CancelSeries(tx *store.Tx, by organisation.Actor, link string, how Extent) (gone, were []Booking, err error) {
	b, _, desk, err := byTeam(tx, by, link)
	if err != nil {
		return nil, nil, err
	}
	all, err := reached(tx, b, how)
	if err != nil {
		return nil, nil, err
	}
	var entries []journal.Entry
	var late error
	lent := map[resource.ID]resource.Resource{}
	for _, x := range all {
		if _, known := lent[x.Resource]; !known {
			if lent[x.Resource], err = resource.FindByID(tx, x.Resource); err != nil {
				return nil, nil, err
			}
		}
		if !desk {
			if err := x.mayChange(lent[x.Resource], tx.Now); err != nil {
				late = err
				continue
			}
		}
		were = append(were, x)
		x.State = Cancelled
		x.Sequence++
		if err := update(tx, x); err != nil {
			return nil, nil, err
		}
		gone = append(gone, x)
		entries = append(entries, entry(by, x, "booking.cancelled", ""))
	}
	switch {
	case len(gone) == 0 && late != nil:
		return nil, nil, late
	case len(gone) == 0:
		return nil, nil, fault.New(fault.Conflict, "booking.over")
	}
	// Pools are touched in one order, whatever the order of the bookings.
	if err := freeAll(tx, gone); err != nil {
		return nil, nil, err
	}
	return gone, were, journal.Write(tx, entries...)
}

// freeAll gives back what bookings have, under one lock of all their pools.
func freeAll(tx *store.Tx, all []Booking) error {
	var pools []capacity.PoolID
	for _, x := range all {
		had, err := capacity.Of(tx, x.owner().ID)
		if err != nil {
			return err
		}
		for _, a := range had {
			pools = append(pools, a.Pool)
		}
	}
	slices.SortFunc(pools, capacity.PoolID.Compare)
	pools = slices.Compact(pools)
	if _, err := capacity.Lock(tx, pools...); err != nil {
		return err
	}
	for _, x := range all {
		if err := capacity.Free(tx, x.owner().ID); err != nil {
			return err
		}
	}
	return nil
}

// ShiftRequest moves a booking with others of its series: all by as many days, to the same hours and the same resource.
type ShiftRequest struct {
	Link     string
	Extent   Extent
	Resource resource.ID   // zero: each its own
	From, To civil.Instant // of the booking with the link
	Units    int
	People   int
	Leave    []civil.Date // days, as they were, whose bookings stay as they are
	Reason   string       // of the team
	Schools  *opening.SchoolCalendar
}

// Shift changes several bookings of a series at once, or none. Each is checked like a new one, and told with all that is in its way in a
// *SeriesRefusal. Whoever has the link may within the deadlines of the rules; the team may always, and let rules pass with a reason.
func Shift(tx *store.Tx, by organisation.Actor, q ShiftRequest) (moved []Booking, err error) {
	b, p, desk, err := byTeam(tx, by, q.Link)
	if err != nil {
		return nil, err
	}
	if !q.From.Before(q.To) || q.To.Sub(q.From) > longestStay {
		return nil, &Refusal{Breaches: Check(Wish{From: q.From, To: q.To}, Facts{Now: tx.Now})}
	}
	all, err := reached(tx, b, q.Extent)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fault.New(fault.Conflict, "booking.over")
	}
	// One person's series is one person's: their lock comes before those of the pools, as for every booking.
	if err := account.Lock(tx, b.Person); err != nil {
		return nil, err
	}
	_, who, err := lentTo(tx, resource.Resource{Organisation: b.Organisation, Place: b.Place, ID: b.Resource}, b)
	if err != nil {
		return nil, err
	}
	if err := membership.Lock(tx, who.Member); err != nil {
		return nil, err
	}
	lent, pools, err := q.lent(tx, all, p, desk)
	if err != nil {
		return nil, err
	}
	if _, err := capacity.Lock(tx, pools...); err != nil {
		return nil, err
	}
	now, then := wallOf(b.From, b.To, p), wallOf(q.From, q.To, p)
	shift := then.day.DaysSince(now.day)
	if shift > 0 { // from the last one on, so that none meets the one before it that hasn't moved yet
		slices.Reverse(all)
	}
	var told []Occurrence
	refused := false
	for _, x := range all {
		day := wallOf(x.From, x.To, p).day
		o := Occurrence{Day: day, Skipped: slices.Contains(q.Leave, day)}
		o.From, o.To = then.on(day.AddDays(shift))
		if x.ID == b.ID {
			o.From, o.To = q.From, q.To
		}
		if !o.Skipped {
			ok, err := q.move(tx, by, &o, &x, lent[x.ID], p, desk)
			if err != nil {
				return nil, err
			}
			if refused = refused || !ok; ok {
				moved = append(moved, x)
			}
		}
		told = append(told, o)
	}
	byDay := func(a, b Booking) int { return a.From.Time().Compare(b.From.Time()) }
	slices.SortFunc(moved, byDay)
	slices.SortFunc(told, func(a, b Occurrence) int { return cmp.Compare(a.Day.DaysSince(b.Day), 0) })
	if refused || len(moved) == 0 {
		return nil, &SeriesRefusal{told}
	}
	var entries []journal.Entry
	for _, x := range moved {
		entries = append(entries, entry(by, x, "booking.moved", q.Reason))
	}
	return moved, journal.Write(tx, entries...)
}

// lent is the resource that each booking moves to, and every pool that they have or will have.
func (q ShiftRequest) lent(tx *store.Tx, all []Booking, p place.Place, desk bool) (map[ID]resource.Resource, []capacity.PoolID, error) {
	lent := map[ID]resource.Resource{}
	known := map[resource.ID]resource.Resource{}
	var pools []capacity.PoolID
	for _, x := range all {
		which := x.Resource
		if desk && !q.Resource.IsZero() {
			which = q.Resource
		}
		r, seen := known[which]
		if !seen {
			var err error
			if r, err = resource.FindByID(tx, which); err != nil {
				return nil, nil, err
			}
			if r.Place != p.ID {
				return nil, nil, fault.New(fault.NotFound, "resource.unknown")
			}
			known[which] = r
			for _, a := range x.asks(r, x.From) {
				pools = append(pools, a.Pool)
			}
		}
		lent[x.ID] = r
		had, err := capacity.Of(tx, x.owner().ID)
		if err != nil {
			return nil, nil, err
		}
		for _, a := range had {
			pools = append(pools, a.Pool)
		}
	}
	slices.SortFunc(pools, capacity.PoolID.Compare)
	return lent, slices.Compact(pools), nil
}

// move changes one booking of the series; false when something is in the way.
func (q ShiftRequest) move(tx *store.Tx, by organisation.Actor, o *Occurrence, x *Booking, r resource.Resource, p place.Place, desk bool) (bool, error) {
	if !desk {
		if err := x.mayChange(r, tx.Now); err != nil {
			f, ok := fault.As(err)
			if !ok {
				return false, err
			}
			o.Breaches = []Breach{{Code: f.Code, Args: f.Args}}
			return false, nil
		}
	}
	x.From, x.To, x.Resource = o.From, o.To, r.ID
	if q.Units != 0 {
		x.Units = q.Units
	}
	if q.People != 0 {
		x.People = q.People
	}
	x.Sequence++
	if !o.From.Before(o.To) {
		o.Breaches = []Breach{{Code: "booking.no_such_hour"}}
		return false, nil
	}
	err := take(tx, by, r, x, taking{schools: q.Schools, desk: desk, pass: desk && q.Reason != ""}, func(l *capacity.Locked, asks []capacity.Ask) error {
		return l.Move(x.owner(), civil.Instant{}, asks...)
	})
	var refusal *Refusal
	if errors.As(err, &refusal) {
		o.Breaches = refusal.Breaches
		return false, nil
	}
	if err != nil {
		return false, err
	}
	own, _, err := lentTo(tx, r, *x)
	if err != nil {
		return false, err
	}
	x.settle(own, !MayAnswer(by, p))
	return true, update(tx, *x)
}

package booking

import (
	"errors"
	"fmt"
	"slices"

	"mitoyen/internal/account"
	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// A series is bookings that one rule has made. Each is a booking like any other, with its own number, link, state and calendar entry, and
// goes through the same door; the series only remembers that they belong together, so that one, this and the following, or all of them can
// be changed or cancelled.
//
// In calendars, each occurrence is an event of its own with its own UID, rather than one event with RRULE, EXDATE and RECURRENCE-ID. Three
// reasons: what happens to one (moved, cancelled, never came) concerns its own number and link; "this and following" in a calendar file
// (RANGE=THISANDFUTURE) is read by hardly any program; and instants in UTC need no VTIMEZONE, so that no program can get a change of clocks
// wrong. The price is a longer file, at most MostOccurrences events.

// SeriesID names a series.
type SeriesID = id.Of[Series]

// Series is what holds repeated bookings together.
type Series struct {
	ID           SeriesID
	Organisation organisation.ID
	Place        place.ID
	Every        Every
	Start        civil.Date // day from which the rule counts
}

// RepeatRequest is a booking that comes again. From and To are the first occurrence; the others have the same hours on the wall.
type RepeatRequest struct {
	Submission string
	Resource   resource.ID
	From, To   civil.Instant
	Every      Every
	Skip       []civil.Date // days that are left out
	Dry        bool         // only tells what each occurrence would be
	Units      int
	People     int
	Person     account.ID    // for whom the team books; somebody else books for themself
	Member     membership.ID // for whom the team books; zero: nobody whom the organisation knows
	Contact    Contact
	Purpose    string
	Reason     string // of the team, why rules are let pass
	Lang       i18n.Lang
	Schools    *opening.SchoolCalendar
}

// Occurrence is one day of a series with all that is in its way.
type Occurrence struct {
	Day      civil.Date
	From, To civil.Instant
	Skipped  bool
	Breaches []Breach
}

// SeriesRefusal is every occurrence of a series that wasn't made or changed, with what is in the way of each: nothing at all when it was
// only looked at. It is an Invalid fault.
type SeriesRefusal struct{ Occurrences []Occurrence }

// Error is for logs and tests.
func (r *SeriesRefusal) Error() string { return r.Unwrap().Error() }

// Unwrap is the fault that forms and edges know.
func (r *SeriesRefusal) Unwrap() error { return fault.New(fault.Invalid, "booking.series_refused") }

// Blocked counts the occurrences that something is in the way of. staff is whether the team may let all of it pass.
func (r *SeriesRefusal) Blocked() (n int, staff bool) {
	staff = true
	for _, o := range r.Occurrences {
		if len(o.Breaches) > 0 && !o.Skipped {
			n++
			staff = staff && !slices.ContainsFunc(o.Breaches, func(b Breach) bool { return !b.Staff })
		}
	}
	return n, staff
}

// MayRepeat is how many occurrences somebody may make of a resource at once; 0: it may not be repeated.
func MayRepeat(by organisation.Actor, p place.Place, r resource.Resource) int {
	switch {
	case MayRunDesk(by, p):
		return MostOccurrences
	case by.SignedIn():
		return min(r.Rules.Repeat, MostOccurrences)
	}
	return 0
}

// Repeat books again and again, in one transaction: all the occurrences that aren't skipped, or none. Each passes through the same checks as
// a booking by itself, with those before it already counted. The result is the link of the first.
//
// Errors: Forbidden where the rules don't allow it; Invalid with breaches of the rule's fields; *SeriesRefusal with every occurrence.
func Repeat(tx *store.Tx, by organisation.Actor, q RepeatRequest) (link string, err error) {
	return form.Once(tx, q.Submission, func() (string, error) {
		r, err := resource.FindByID(tx, q.Resource)
		if err != nil {
			return "", err
		}
		p, err := place.Find(tx, r.Place)
		if err != nil {
			return "", err
		}
		desk := MayRunDesk(by, p)
		lent := r
		if !desk {
			if lent, _, err = lentTo(tx, r, Booking{Person: by.Person, From: q.From, To: q.To}); err != nil {
				return "", err
			}
		}
		all, err := q.occurrences(by, p, lent)
		if err != nil {
			return "", err
		}
		s := Series{ID: id.New[Series](), Organisation: r.Organisation, Place: r.Place, Every: q.Every, Start: all[0].Day}
		if err := insertSeries(tx, s); err != nil {
			return "", err
		}
		return q.make(tx, by, s, r, p, desk, all)
	})
}

// occurrences puts the hours on each day of the rule.
func (q RepeatRequest) occurrences(by organisation.Actor, p place.Place, r resource.Resource) ([]Occurrence, error) {
	most := MayRepeat(by, p, r)
	switch {
	case !by.SignedIn() && !by.IsSystem():
		return nil, fault.New(fault.Unauthenticated, "organisation.sign_in_first")
	case most == 0:
		return nil, fault.New(fault.Forbidden, "booking.not_repeated")
	case !r.Retired.IsZero():
		return nil, fault.New(fault.Conflict, "booking.no_longer_lent")
	}
	var b fault.Breaches
	w := wallOf(q.From, q.To, p)
	b.Within("purpose", q.Purpose, mostText)
	b.Check(q.From.Before(q.To), "a", "booking.ends_before_it_begins")
	b.Check(q.To.Sub(q.From) <= longestStay, "a", "booking.far_too_long")
	q.Every.check(w.day, &b)
	_, unread := q.Contact.read()
	if err := errors.Join(b.Err(), unread); err != nil && unread == nil {
		return nil, err
	} else if unread != nil {
		return nil, together(unread, b.Err())
	}
	days, more, err := q.Every.Days(w.day)
	if err != nil {
		return nil, err
	}
	var all []Occurrence
	for _, d := range days {
		o := Occurrence{Day: d, Skipped: slices.Contains(q.Skip, d)}
		o.From, o.To = w.on(d)
		all = append(all, o)
	}
	made := len(all)
	for _, o := range all {
		if o.Skipped {
			made--
		}
	}
	b.Check(!more && made <= most, "times", "booking.times_out_of_range", fault.Args{"Max": most})
	b.Check(len(all) > 0, "until", "booking.until_before")
	return all, b.Err()
}

// wall is the hours of an occurrence on the wall of its place.
type wall struct {
	p        place.Place
	day      civil.Date
	days     int // until the last day
	from, to civil.Clock
}

func wallOf(from, to civil.Instant, p place.Place) wall {
	a, b := from.In(p.Zone()), to.In(p.Zone())
	w := wall{p: p, day: civil.DateOf(a), from: civil.ClockOf(a), to: civil.ClockOf(b)}
	w.days = civil.DateOf(b).DaysSince(w.day)
	return w
}

// on puts the hours on another day. An hour that the wall never shows leaves nothing between the two.
func (w wall) on(d civil.Date) (from, to civil.Instant) {
	return d.At(w.from, w.p.Zone()), d.AddDays(w.days).At(w.to, w.p.Zone())
}

// make takes the units of each occurrence in turn. They draw on the same pools, which the first one locks in order; the others find them
// locked already.
func (q RepeatRequest) make(tx *store.Tx, by organisation.Actor, s Series, r resource.Resource, p place.Place, desk bool, all []Occurrence) (first string, err error) {
	person, member := q.Person, q.Member
	if !desk {
		person, member = by.Person, membership.ID{}
	}
	if !member.IsZero() {
		m, err := membership.Find(tx, r.Organisation, member)
		if err != nil {
			return "", err
		}
		person = m.Person
	}
	var entries []journal.Entry
	refused := q.Dry
	for i := range all {
		o := &all[i]
		if o.Skipped {
			continue
		}
		b := Booking{ID: id.New[Booking](), Organisation: r.Organisation, Place: r.Place, Resource: r.ID, State: Confirmed, From: o.From, To: o.To,
			Units: q.Units, People: q.People, Person: person, Member: member, Contact: q.Contact, Purpose: q.Purpose, Link: newLink(), Lang: q.Lang, Series: s.ID}
		b.Contact, _ = q.Contact.read()
		ok, err := o.taken(tx, by, r, &b, taking{schools: q.Schools, desk: desk, pass: desk && q.Reason != ""}, func(l *capacity.Locked, asks []capacity.Ask) error {
			return l.Allocate(b.owner(), civil.Instant{}, asks...)
		})
		if err != nil {
			return "", err
		}
		if !ok {
			refused = true
			continue
		}
		if b.Number, err = nextNumber(tx, b); err != nil {
			return "", err
		}
		lent, _, err := lentTo(tx, r, b)
		if err != nil {
			return "", err
		}
		verb := b.settle(lent, !MayAnswer(by, p))
		if desk {
			verb = "booking.made"
		}
		if err := insert(tx, b); err != nil {
			return "", err
		}
		if first == "" {
			first = b.Link
		}
		entries = append(entries, entry(by, b, verb, q.Reason))
	}
	if refused || first == "" {
		return "", &SeriesRefusal{all} // the transaction is undone, with all that was taken
	}
	return first, journal.Write(tx, entries...)
}

// taken takes the units of one occurrence; false when something is in the way, which the occurrence then tells, and nothing is taken.
func (o *Occurrence) taken(tx *store.Tx, by organisation.Actor, r resource.Resource, b *Booking, how taking, give func(*capacity.Locked, []capacity.Ask) error) (bool, error) {
	if !o.From.Before(o.To) {
		o.Breaches = []Breach{{Code: "booking.no_such_hour"}}
		return false, nil
	}
	err := take(tx, by, r, b, how, give)
	var refusal *Refusal
	if errors.As(err, &refusal) {
		o.Breaches = refusal.Breaches
		err := capacity.Free(tx, b.owner().ID) // a rule can be in the way of what there was room for
		return false, err
	}
	return err == nil, err
}

func insertSeries(tx *store.Tx, s Series) error {
	_, err := tx.Exec(`INSERT INTO booking_series (id, organisation_id, place_id, rule, starts_on, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		s.ID, s.Organisation, s.Place, s.Every.Rule(s.Start), s.Start, tx.Now)
	if err != nil {
		return fmt.Errorf("keep series: %w", err)
	}
	return nil
}

// FindSeries reads a series.
func FindSeries(tx *store.Tx, which SeriesID) (Series, error) {
	return store.One(tx, func(r store.Row) (s Series, err error) {
		var rule string
		err = r.Scan(&s.ID, &s.Organisation, &s.Place, &rule, &s.Start)
		s.Every, _ = ReadRule(rule)
		return s, err
	}, `SELECT id, organisation_id, place_id, rule, starts_on FROM booking_series WHERE id = $1`, which)
}

// OfSeries lists the bookings of a series, in order of start.
func OfSeries(tx *store.Tx, which SeriesID) ([]Booking, error) {
	all, err := store.All(tx, scan, `SELECT `+columns+` FROM booking WHERE series_id = $1 ORDER BY starts_at, id`, which)
	if err != nil {
		return nil, fmt.Errorf("read series: %w", err)
	}
	return all, nil
}

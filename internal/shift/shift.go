// Package shift is who opens a place ("permanence").
//
// Many places have no paid staff at the door: somebody of the team takes the key. Such a place says that it opens only when somebody holds
// the shift. A pattern says on which days of the week, between which hours, from when to when, how many people are wanted and how many are
// enough to open. Nobody draws the shifts: patterns give them by computation, a year ahead costs nothing, and only those that somebody has
// taken are rows. What has no holder yet is to fill; until it has, the place is closed then, and its pages say so.
//
// What is always true: whoever takes a shift has a unit of its pattern's pool, through capacity, so that no more hold it than are wanted. The
// place keeps when it is opened, from now on (place.SetOpened), written in the transaction that takes or gives back; nobody who reads hours
// has to ask here. Every change stands in the journal.
//
// Somebody can also just be there for a while ("présence"), without opening: a référent in their workshop. Resources that need one, or that
// nobody should use alone, ask who is there (There). Who has booked is not known here; giving back a shift that bookings stand on goes
// through booking.GiveBack.
package shift

import (
	"slices"
	"strings"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// PatternID names a pattern.
type PatternID = id.Of[Pattern]

// Days is a set of days of the week, a bit for each time.Weekday.
type Days int

// Has reports whether a day is in the set.
func (d Days) Has(w time.Weekday) bool { return d>>w&1 == 1 }

// With is the set and one more day.
func (d Days) With(w time.Weekday) Days { return d | 1<<w }

// Pattern is shifts that come back each week, or a single one when First is Last.
type Pattern struct {
	ID           PatternID
	Organisation organisation.ID
	Place        place.ID
	Pool         capacity.PoolID
	Name         string // "Ouverture du samedi"; "" for none
	Days         Days
	From, To     civil.Clock // To is on the next day when it isn't after From
	First        civil.Date
	Last         civil.Date // zero: until somebody ends it
	Wanted       int        // people
	Least        int        // so many are enough to open
}

// On reports whether the pattern has a shift on a day.
func (p Pattern) On(d civil.Date) bool {
	return p.Days.Has(d.Weekday()) && !d.Before(p.First) && (p.Last.IsZero() || !p.Last.Before(d))
}

// At is the pattern's shift of a day, without whoever holds it.
func (p Pattern) At(d civil.Date, zone *time.Location) Shift {
	end := d
	if p.To <= p.From {
		end = d.AddDays(1)
	}
	return Shift{Pattern: p, Day: d, From: d.At(p.From, zone), To: end.At(p.To, zone)}
}

// TakenID names what somebody has taken.
type TakenID = id.Of[Taken]

// Taken is somebody who is there over [From, To).
type Taken struct {
	ID       TakenID
	Place    place.ID
	Pattern  PatternID // zero: only there, without opening
	Day      civil.Date
	From, To civil.Instant
	Person   account.ID
	Name     string // of the person
}

// Kind is what capacity keeps beside the id of whoever has units.
const Kind = "shift"

func (t Taken) owner() capacity.Owner {
	return capacity.Owner{Kind: Kind, ID: capacity.OwnerID(t.ID)}
}

// Shift is a pattern's shift of one day, and who holds it.
type Shift struct {
	Pattern
	Day      civil.Date
	From, To civil.Instant
	Holders  []Taken
}

// Filled reports whether enough people hold it to open.
func (s Shift) Filled() bool { return len(s.Holders) >= s.Least }

// Missing is how many are lacking to open.
func (s Shift) Missing() int { return max(0, s.Least-len(s.Holders)) }

// Room is how many more are welcome.
func (s Shift) Room() int { return max(0, s.Wanted-len(s.Holders)) }

// HeldBy reports what somebody has of it.
func (s Shift) HeldBy(who account.ID) (Taken, bool) {
	i := slices.IndexFunc(s.Holders, func(t Taken) bool { return t.Person == who })
	if i < 0 || who.IsZero() {
		return Taken{}, false
	}
	return s.Holders[i], true
}

// Shifts computes the shifts of patterns from the first to the last day, in order, each with whoever holds it. What was promised of a pattern
// that has since ended stays. Unless hours are unknown, days on which the place doesn't open anyway (holidays, "congés") have no shift that
// anybody would have to hold; planned are the windows of the hours.
func Shifts(patterns []Pattern, taken []Taken, first, last civil.Date, zone *time.Location, planned []opening.Window, known bool) []Shift {
	var all []Shift
	for _, p := range patterns {
		for d := first; !last.Before(d); d = d.AddDays(1) {
			s := p.At(d, zone)
			for _, t := range taken {
				if t.Pattern == p.ID && t.Day == d {
					s.Holders = append(s.Holders, t)
					s.From, s.To = t.From, t.To // as it was promised
				}
			}
			wanted := p.On(d) && (!known || len(opening.Meet(planned, []opening.Window{{From: s.From, To: s.To}})) > 0)
			if wanted || len(s.Holders) > 0 {
				all = append(all, s)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Shift) int {
		if c := a.From.Time().Compare(b.From.Time()); c != 0 {
			return c
		}
		return strings.Compare(a.ID.String(), b.ID.String())
	})
	return all
}

// Opened is when enough people hold a shift, in order.
func Opened(patterns []Pattern, taken []Taken) []opening.Window {
	type key struct {
		pattern PatternID
		day     civil.Date
	}
	least := map[PatternID]int{}
	for _, p := range patterns {
		least[p.ID] = p.Least
	}
	count := map[key]int{}
	var all []opening.Window
	for _, t := range taken {
		if t.Pattern.IsZero() {
			continue
		}
		k := key{t.Pattern, t.Day}
		if count[k]++; count[k] == least[t.Pattern] {
			all = append(all, opening.Window{From: t.From, To: t.To})
		}
	}
	return opening.Join(all)
}

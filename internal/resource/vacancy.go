package resource

import (
	"time"

	"mitoyen/internal/kit/civil"
)

// Vacancies is what is free of a resource, and where a booking could begin in it: the one source of grids, lists and API. What it says was so
// when the stretches were read; booking checks again under the lock.
type Vacancies struct {
	Resource  *Resource
	Zone      *time.Location
	Now       civil.Instant
	Stretches []Stretch     // in order and without gaps, joined
	Latest    civil.Instant // from which on nothing can begin: Resource.Latest; zero: no bound
}

// Joined makes one of neighbouring stretches that are free alike, whatever the number of units left.
func Joined(all []Stretch) []Stretch {
	out := make([]Stretch, 0, len(all))
	for _, x := range all {
		if n := len(out); n > 0 && x.State == Vacant && out[n-1].State == Vacant {
			out[n-1].To, out[n-1].Units = x.To, min(out[n-1].Units, x.Units)
			continue
		}
		out = append(out, x)
	}
	return out
}

// Latest is the instant from which on a booking of the resource can't begin yet: the end of the last day of its horizon.
func (r Resource) Latest(now civil.Instant, zone *time.Location) civil.Instant {
	return civil.DateOf(now.In(zone)).AddDays(r.Rules.HorizonDays()+1).At(0, zone)
}

// Within reports whether an instant lies within the horizon.
func (v *Vacancies) Within(at civil.Instant) bool { return v.Latest.IsZero() || at.Before(v.Latest) }

// FirstStart is the first instant in [from, to) at which a booking could begin: on the step, with room for the shortest, not past, within the
// notice and the horizon.
func (v *Vacancies) FirstStart(from, to civil.Instant) (civil.Instant, bool) {
	earliest := v.Now.Add(time.Duration(v.Resource.Rules.Notice) * time.Minute)
	step := time.Duration(v.Resource.Rules.StepMinutes()) * time.Minute
	shortest := time.Duration(v.Resource.Rules.MinMinutes()) * time.Minute
	for at := v.OnStep(from); at.Before(to) && v.Within(at); at = at.Add(step) {
		if !at.Before(earliest) && v.RoomAt(at, shortest) {
			return at, true
		}
	}
	return from, false
}

// OnStep is the first instant from at on that lies on the step of the day's wall.
func (v *Vacancies) OnStep(at civil.Instant) civil.Instant {
	t := at.In(v.Zone)
	step := v.Resource.Rules.StepMinutes()
	over := int(civil.ClockOf(t)) % step
	rest := time.Duration(t.Second())*time.Second + time.Duration(t.Nanosecond())
	if over == 0 && rest == 0 {
		return at
	}
	return at.Add(time.Duration(step-over)*time.Minute - rest)
}

// RoomAt reports whether at least one unit is left from an instant on for so long. Units may change on the way.
func (v *Vacancies) RoomAt(at civil.Instant, long time.Duration) bool {
	end := at.Add(long)
	for _, x := range v.Stretches {
		if !at.Before(x.To) || !x.From.Before(end) {
			continue
		}
		if x.State != Vacant {
			return false
		}
		if !end.After(x.To) {
			return v.bufferFits(end)
		}
		at = x.To
	}
	return false
}

// bufferFits reports whether the buffer after a booking that ends then runs into nobody's time. The house may close meanwhile.
func (v *Vacancies) bufferFits(end civil.Instant) bool {
	until := end.Add(time.Duration(v.Resource.Rules.Buffer) * time.Minute)
	for _, x := range v.Stretches {
		if x.State == Taken && x.From.Before(until) && end.Before(x.To) {
			return false
		}
	}
	return true
}

// Free lists what can be booked from the first to the last day, in order: stretches by the hour from their first possible start on, slots that
// are free, or nights. Units are the fewest that are left meanwhile.
func (v *Vacancies) Free(first, last civil.Date) []Stretch {
	switch v.Resource.Rules.Mode {
	case Slots:
		return v.each(first, last, v.slotsOf)
	case Nights:
		return v.each(first, last, func(d civil.Date) []Stretch {
			return []Stretch{{From: d.At(v.Resource.Rules.Arrive, v.Zone), To: d.AddDays(1).At(v.Resource.Rules.Leave, v.Zone)}}
		})
	}
	var all []Stretch
	for _, x := range v.Stretches {
		if x.State != Vacant || !x.To.After(v.Now) {
			continue
		}
		if start, ok := v.FirstStart(x.From, x.To); ok {
			x.From = start
			all = append(all, x)
		}
	}
	return all
}

func (v *Vacancies) slotsOf(d civil.Date) []Stretch {
	var all []Stretch
	for _, s := range v.Resource.Rules.Slots {
		all = append(all, Stretch{From: d.At(s.From, v.Zone), To: d.At(s.To, v.Zone)})
	}
	return all
}

// each are the stretches of each day that are to come, within the notice and the horizon, and free.
func (v *Vacancies) each(first, last civil.Date, of func(civil.Date) []Stretch) (all []Stretch) {
	earliest := v.Now.Add(time.Duration(v.Resource.Rules.Notice) * time.Minute)
	for d := first; !last.Before(d); d = d.AddDays(1) {
		for _, x := range of(d) {
			if x.From.Before(earliest) || !v.Within(x.From) || !v.RoomAt(x.From, x.To.Sub(x.From)) {
				continue
			}
			x.State, x.Units = Vacant, v.leastIn(x.From, x.To)
			all = append(all, x)
		}
	}
	return all
}

func (v *Vacancies) leastIn(from, to civil.Instant) int {
	least := v.Resource.Units
	for _, x := range v.Stretches {
		if x.From.Before(to) && from.Before(x.To) {
			least = min(least, x.Units)
		}
	}
	return least
}

package opening

import (
	"time"

	"mitoyen/internal/kit/civil"
)

// Meet is what two lists of windows have in common. Both are in order and none of a list overlaps another; so is what comes out.
func Meet(a, b []Window) []Window {
	var all []Window
	for i, j := 0, 0; i < len(a) && j < len(b); {
		from, to := a[i].From, a[i].To
		if from.Before(b[j].From) {
			from = b[j].From
		}
		if b[j].To.Before(to) {
			to = b[j].To
		}
		if from.Before(to) {
			all = append(all, Window{From: from, To: to, Appointment: a[i].Appointment || b[j].Appointment})
		}
		if a[i].To.Before(b[j].To) {
			i++
		} else {
			j++
		}
	}
	return all
}

// Join makes windows in order of windows in any order: what overlaps or touches is one.
func Join(all []Window) []Window { return inOrder(all) }

// StateWithin is State of a door that opens only while somebody is there to open it, besides its hours: filled says when, in order. A nil
// table is hours that nobody gave: the door then opens whenever somebody does.
func (t *Table) StateWithin(now civil.Instant, zone *time.Location, cal Calendar, filled []Window) State {
	today := civil.DateOf(now.In(zone))
	s := State{Kind: Closed, Today: today, Reason: ReasonUnfilled}
	open := filled
	if t != nil {
		if s = t.State(now, zone, cal); s.Kind == Unknown || s.Kind == ByAppointment {
			return s
		}
		open = Meet(t.Windows(today, today.AddDays(horizon), zone, cal), filled)
	}
	unfilled := s.Kind != Closed || s.Reason == ReasonUnfilled || !s.Until.IsZero() // somebody could have opened, now or later
	next := State{Kind: Closed, Today: today}
	for _, w := range open {
		if w.Appointment || !now.Before(w.To) {
			continue
		}
		if at := w.From; now.Before(at) {
			if at.Sub(now) <= horizon*24*time.Hour {
				next.ends(edgeOf(at, zone))
			}
		} else {
			next.Kind, next.Reason, next.Label = Open, s.Reason, s.Label
			next.ends(edgeOf(w.To, zone))
			if next.Reason == ReasonUnfilled {
				next.Reason = ReasonNone
			}
		}
		break
	}
	switch {
	case next.Kind == Open:
		return next
	case unfilled:
		next.Reason = ReasonUnfilled
	default:
		next.Reason, next.Label, next.Holiday, next.Through = s.Reason, s.Label, s.Holiday, s.Through
	}
	return next
}

// edgeOf is an instant as it is written on the wall: midnight is the end of the eve.
func edgeOf(at civil.Instant, zone *time.Location) edge {
	t := at.In(zone)
	day, minute := number(civil.DateOf(t)), int(civil.ClockOf(t))
	if minute == 0 {
		day, minute = day-1, int(civil.EndOfDay)
	}
	return edge{at.Time().Unix(), day, minute}
}

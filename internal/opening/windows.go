package opening

import (
	"slices"
	"time"

	"mitoyen/internal/kit/civil"
)

// Window is a stretch of time, [From, To), in which a door is open.
type Window struct {
	From, To    civil.Instant
	Appointment bool // for those who have an appointment
}

// Windows lists when the door is open on the days from first to last, in order; those that touch are one. A window of the eve that
// reaches into the first day is among them. What nobody knows is not: whoever promises a place to somebody must know that it opens.
func (t *Table) Windows(first, last civil.Date, zone *time.Location, cal Calendar) []Window {
	var all []Window
	for n := number(first) - 1; n <= number(last); n++ {
		v := t.on(n, cal)
		if v.n > 1 {
			continue
		}
		w := wallAt(first.In(zone).Unix()+int64(n-number(first))*86400, zone)
		for _, s := range t.days[v.may[0]].spans {
			if n < number(first) && s.to <= int(civil.EndOfDay) {
				continue
			}
			x := Window{civil.At(time.Unix(w.at(n, s.from, false), 0)), civil.At(time.Unix(w.at(n, s.to, true), 0)), s.appointment}
			if x.From.Before(x.To) {
				all = append(all, x)
			}
		}
	}
	return inOrder(all)
}

// inOrder sorts windows and makes one of those that touch.
func inOrder(all []Window) []Window {
	slices.SortStableFunc(all, func(a, b Window) int { return a.From.Time().Compare(b.From.Time()) })
	return touching(all)
}

// touching makes one of windows that touch or overlap and are of one kind.
func touching(all []Window) []Window {
	var out []Window
	for _, x := range all {
		if n := len(out); n > 0 && !out[n-1].To.Before(x.From) && out[n-1].Appointment == x.Appointment {
			if out[n-1].To.Before(x.To) {
				out[n-1].To = x.To
			}
			continue
		}
		out = append(out, x)
	}
	return out
}

package opening

import (
	"math"
	"time"

	"mitoyen/internal/kit/civil"
)

// Reason is why a day or an instant isn't as in the ordinary week, or why nobody can tell.
type Reason uint8

// The reasons.
const (
	ReasonNone           Reason = iota // the ordinary week; for Unknown: nobody gave hours
	ReasonException                    // an exception; Label has the place's words
	ReasonPublicHoliday                // a public holiday; for Unknown: nobody said what happens then, or whether it counts in this commune
	ReasonSchoolHoliday                // school holidays; for Unknown: nobody said what happens then
	ReasonSchoolCalendar               // Unknown only: the school calendar doesn't know the day
	ReasonUnfilled                     // Closed only: it would open if somebody came to open it, and nobody has said so yet
)

// horizon is how many days ahead the next opening is looked for.
const horizon = 14

// State is what a door is at an instant.
type State struct {
	Kind Kind // Unknown, Closed, ByAppointment or Open

	// Open: when it closes. Closed: when it next opens for all, within 14 days. Zero when there is no such time or nobody knows it.
	Until civil.Instant
	Day   civil.Date  // Until on the place's wall: the day,
	Clock civil.Clock // and the hour, as written in the hours (24:00 of the eve rather than 00:00)

	// Open: it closes at an unknown time, or perhaps not at all for now. Closed: it may open before Until, or there may be an opening
	// though none is known; a day that comes before is unknown.
	Unsure bool

	Reason  Reason
	Label   string     // of the exception
	Holiday string     // key of the public holiday's name
	Through civil.Date // Closed by an exception: its last day

	Today civil.Date // the day on the place's wall when it was asked
}

// State says what the door is at an instant, in the place's zone. It allocates nothing.
func (t *Table) State(now civil.Instant, zone *time.Location, cal Calendar) State {
	at := now.Time().Unix()
	w := wallAt(at, zone)
	day := w.day(at)
	today := t.on(day, cal)
	s := State{Today: dateOf(day)}

	end, appointment := t.running(w, day, &today, at)
	ruler := &today
	var eve verdict
	if t.late {
		eve = t.on(day-1, cal)
		lateEnd, late := t.running(w, day-1, &eve, at)
		if lateEnd.at > end.at || end.at == never && late && !appointment {
			ruler = &eve
		}
		if lateEnd.at > end.at {
			end = lateEnd
		}
		appointment = appointment || late
	}
	switch {
	case end.at != never:
		s.Kind = Open
		s.because(ruler)
		if end, s.Unsure = t.closing(w, day, end, &today, cal); end.at != never {
			s.ends(end)
		}
	case appointment:
		s.Kind = ByAppointment
		s.because(ruler)
	case t.late && t.maybeRunning(w, day-1, &eve, at):
		s.because(&eve)
	default:
		s.because(&today)
		s.Kind = t.kind(&today)
		if s.Kind == Open || s.Kind == Closed {
			t.closed(&s, w, day, at, &today, cal)
		}
	}
	return s
}

// edge is an end of a span: the instant, and how it is written.
type edge struct {
	at     int64
	day    int32
	minute int
}

// never is the instant of an edge that isn't there.
const never = math.MinInt64

func (s *State) ends(e edge) {
	day, minute := e.day, e.minute
	if minute > int(civil.EndOfDay) {
		day, minute = day+1, minute-int(civil.EndOfDay)
	}
	s.Until, s.Day, s.Clock = civil.At(time.Unix(e.at, 0)), dateOf(day), civil.Clock(minute)
}

func (s *State) because(v *verdict) {
	s.Reason = v.reason
	if v.exception != nil && v.reason == ReasonException {
		s.Label = v.exception.label
	}
	if v.holiday != nil {
		s.Holiday = v.holiday.key
	}
}

// running finds the last end of the spans of a day within which an instant lies, and whether one by appointment does.
func (t *Table) running(w wall, day int32, v *verdict, at int64) (end edge, appointment bool) {
	end.at = never
	if v.n > 1 {
		return end, false
	}
	for _, x := range t.days[v.may[0]].spans {
		if at < w.at(day, x.from, false) {
			break
		}
		switch e := w.at(day, x.to, true); {
		case at >= e:
		case x.appointment:
			appointment = true
		case e > end.at:
			end = edge{e, day, x.to}
		}
	}
	return end, appointment
}

// maybeRunning reports whether an instant of the next day lies within a span that begins on an unknown day and goes past midnight.
func (t *Table) maybeRunning(w wall, day int32, v *verdict, at int64) bool {
	if v.n < 2 {
		return false
	}
	for _, may := range v.may[:v.n] {
		for _, x := range t.days[may].spans {
			if w.at(day, x.from, false) <= at && at < w.at(day, x.to, true) {
				return true
			}
		}
	}
	return false
}

// closing follows an opening through the spans that touch it, to its end. There is no end when none comes within the horizon, and,
// unsure, when the door may stay open into a day that is unknown.
func (t *Table) closing(w wall, day int32, end edge, today *verdict, cal Calendar) (_ edge, unsure bool) {
	v := *today
	for n := day; ; n++ {
		if n > day {
			if w.at(n, 0, false) > end.at {
				return end, false
			}
			if n > day+horizon {
				return edge{at: never}, false
			}
			v = t.on(n, cal)
		}
		for _, may := range v.may[:v.n] {
			for _, x := range t.days[may].spans {
				e := w.at(n, x.to, true)
				if x.appointment || e <= end.at || w.at(n, x.from, false) > end.at {
					continue
				}
				if v.n > 1 {
					return edge{at: never}, true
				}
				end = edge{e, n, x.to}
			}
		}
	}
}

// closed completes the state of a closed door with its next opening.
func (t *Table) closed(s *State, w wall, day int32, at int64, today *verdict, cal Calendar) {
	s.Kind = Closed
	if s.Reason == ReasonException && today.exception.closed {
		s.Through = today.exception.through(s.Today)
	}
	appointment := false
	v := *today
	for n := day; n <= day+horizon; n++ {
		if n > day {
			v = t.on(n, cal)
		}
		switch t.kind(&v) {
		case Unknown:
			s.Unsure = true
			continue
		case ByAppointment:
			appointment = true
			continue
		}
		for _, x := range t.days[v.may[0]].spans {
			from := w.at(n, x.from, false)
			if from <= at || w.at(n, x.to, true) <= from {
				continue
			}
			if !x.appointment {
				s.ends(edge{from, n, x.from})
				return
			}
			appointment = true
		}
	}
	if appointment && s.Reason == ReasonNone {
		// An ordinary day, and no hour ahead at which the door opens for all: the way in is an appointment. On holidays it stays closed.
		s.Kind, s.Unsure = ByAppointment, false
	}
}

// State answers for hours that are asked once. Whoever asks often compiles them. Hours that Check refuses are unknown.
func (h Hours) State(now civil.Instant, zone *time.Location, cal Calendar) State {
	t, err := h.Compile()
	if err != nil {
		return State{Today: civil.DateOf(now.In(zone))}
	}
	return t.State(now, zone, cal)
}

package bookingweb

import (
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/resource"
	"mitoyen/internal/web/ui"
)

// sheet is a resource's week, cut into what it is hour by hour: the one source of the grid, of the list and of the choice of a start.
type sheet struct {
	resource  resource.Resource
	zone      *time.Location
	now       civil.Instant
	stretches []resource.Stretch
	waits     bool          // what is taken can be waited for
	latest    civil.Instant // from which on nothing can begin: resource.Latest
}

// startsIn lists the instants in [from, to) at which a booking could begin: on the step, with room for the shortest, not past, within the
// notice and the horizon.
func (s *sheet) startsIn(from, to civil.Instant) []civil.Instant {
	var all []civil.Instant
	for at, ok := s.firstStart(from, to); ok; at, ok = s.firstStart(at.Add(time.Minute), to) {
		all = append(all, at)
	}
	return all
}

// vacancies is what of it is free.
func (s *sheet) vacancies() resource.Vacancies {
	return resource.Vacancies{Resource: &s.resource, Zone: s.zone, Now: s.now, Stretches: s.stretches, Latest: s.latest}
}

// firstStart is the first of startsIn.
func (s *sheet) firstStart(from, to civil.Instant) (civil.Instant, bool) {
	v := s.vacancies()
	return v.FirstStart(from, to)
}

func (s *sheet) within(at civil.Instant) bool {
	v := s.vacancies()
	return v.Within(at)
}

func (s *sheet) onStep(at civil.Instant) civil.Instant {
	v := s.vacancies()
	return v.OnStep(at)
}

func joined(all []resource.Stretch) []resource.Stretch { return resource.Joined(all) }

func (s *sheet) roomAt(at civil.Instant, long time.Duration) bool {
	v := s.vacancies()
	return v.RoomAt(at, long)
}

// stateIn is what a stretch is in which nothing can begin: taken, open but too short or too late to begin, or shut.
func (s sheet) stateIn(from, to civil.Instant) ui.CellState {
	state := ui.CellShut
	if !to.After(s.now) {
		return state
	}
	for _, x := range s.stretches {
		if !x.From.Before(to) || !from.Before(x.To) {
			continue
		}
		switch x.State {
		case resource.Taken:
			return ui.CellTaken
		case resource.Unfilled:
			if state == ui.CellShut {
				state = ui.CellUnfilled
			}
		case resource.Vacant:
			state = ui.CellRest
		}
	}
	return state
}

// hours are the first and the last hour of the week at which the resource is open on some day.
func (s sheet) hours() (first, last civil.Clock) {
	first, last = civil.EndOfDay, 0
	for _, x := range s.stretches {
		if x.State == resource.Shut {
			continue
		}
		a, b := x.From.In(s.zone), x.To.In(s.zone)
		begin, end := civil.ClockOf(a), civil.ClockOf(b)
		if civil.DateOf(a) != civil.DateOf(b) {
			if end > 0 {
				begin = 0
			}
			end = civil.EndOfDay
		}
		first, last = min(first, begin), max(last, end)
	}
	return first - first%60, last
}

// row is one line of the grid: a stretch of the day's wall.
type row struct{ from, to civil.Clock }

// rows are the grid's lines: hours, or the fixed slots.
func (s sheet) rows() []row {
	if s.resource.Rules.Mode == resource.Slots {
		var all []row
		for _, x := range s.resource.Rules.Slots {
			all = append(all, row{x.From, x.To})
		}
		return all
	}
	first, last := s.hours()
	size := civil.Clock(max(60, s.resource.Rules.StepMinutes()))
	var all []row
	for at := first; at < last; at += size {
		all = append(all, row{at, min(at+size, civil.EndOfDay)})
	}
	return all
}

// chooser makes the address at which a start is chosen.
type chooser func(from, to civil.Instant) string

// week makes the grid of seven days from first on. Nights have none: a list of days says it better.
func (s sheet) week(p *i18n.Printer, id, caption string, first civil.Date, choose chooser) ui.Week {
	w := ui.Week{ID: id, Caption: caption}
	today := civil.DateOf(s.now.In(s.zone))
	for i := range 7 {
		d := first.AddDays(i)
		w.Days = append(w.Days, ui.WeekDay{Text: shortDay(p, d), Today: d == today})
	}
	for _, r := range s.rows() {
		line := ui.WeekRow{Hour: p.Clock(r.from)}
		if s.resource.Rules.Mode == resource.Slots {
			line.Hour = p.Range(r.from, r.to)
		}
		for i := range 7 {
			line.Cells = append(line.Cells, s.cell(p, first.AddDays(i), r, choose))
		}
		w.Rows = append(w.Rows, line)
	}
	return w
}

func (s sheet) cell(p *i18n.Printer, d civil.Date, r row, choose chooser) ui.WeekCell {
	from, to := d.At(r.from, s.zone), d.At(r.to, s.zone)
	if start, end, ok := s.choice(from, to); ok {
		return ui.WeekCell{Text: p.T("booking.free"), Href: choose(start, end),
			Label: p.T("booking.free_at", i18n.Args{"Day": p.Day(d), "Hour": p.Clock(civil.ClockOf(start.In(s.zone)))})}
	}
	state := s.stateIn(from, to)
	cell := ui.WeekCell{State: state, Text: p.T("booking.cell." + string(state))}
	if start, end, ok := s.wish(from, to); ok && state == ui.CellTaken && s.taken(start, end) {
		cell.Href = choose(start, end)
		cell.Label = p.T("booking.taken_at", i18n.Args{"Day": p.Day(d), "Hour": p.Clock(civil.ClockOf(start.In(s.zone)))})
	}
	return cell
}

// wish is what somebody would wait for who finds a stretch taken: a whole slot, or the stretch as far as the lengths allow.
func (s sheet) wish(from, to civil.Instant) (start, end civil.Instant, ok bool) {
	if !s.waits || !to.After(s.now) || !s.within(from) {
		return from, to, false
	}
	if s.resource.Rules.Mode == resource.Slots {
		return from, to, from.After(s.now)
	}
	start = s.onStep(later(from, s.now))
	end = to.Add(-time.Duration(int(civil.ClockOf(to.In(s.zone)))%s.resource.Rules.StepMinutes()) * time.Minute) // what follows a booking is kept free off the step
	shortest, longest := time.Duration(s.resource.Rules.MinMinutes())*time.Minute, time.Duration(s.resource.Rules.Max)*time.Minute
	if end.Sub(start) < shortest {
		end = start.Add(shortest)
	}
	if longest > 0 && end.Sub(start) > longest {
		end = start.Add(longest)
	}
	return start, end, true
}

// taken reports whether [from, to) is to come, within the opening, and full somewhere: what one can stand in line for.
func (s sheet) taken(from, to civil.Instant) bool {
	if !s.waits || !from.After(s.now) || !from.Before(to) || s.roomAt(from, to.Sub(from)) {
		return false
	}
	full := false
	for _, x := range s.stretches {
		if x.From.Before(to) && from.Before(x.To) {
			full = full || x.State == resource.Taken
			if x.State != resource.Taken && x.State != resource.Vacant {
				return false
			}
		}
	}
	return full
}

// choice is what a press on a stretch chooses: a whole slot, or the shortest booking from the first possible start.
func (s sheet) choice(from, to civil.Instant) (start, end civil.Instant, ok bool) {
	if s.resource.Rules.Mode == resource.Slots {
		return from, to, !from.Before(s.now) && s.within(from) && s.roomAt(from, to.Sub(from))
	}
	starts := s.startsIn(from, to)
	if len(starts) == 0 {
		return from, to, false
	}
	return starts[0], starts[0].Add(s.usual(starts[0])), true
}

// usual is the length that is proposed: an hour where that is allowed and free, otherwise the shortest.
func (s sheet) usual(at civil.Instant) time.Duration {
	shortest := time.Duration(s.resource.Rules.MinMinutes()) * time.Minute
	if longest := s.resource.Rules.Max; shortest < time.Hour && (longest == 0 || longest >= 60) && s.roomAt(at, time.Hour) {
		return time.Hour
	}
	return shortest
}

// day makes the list of one day: what is free can be chosen, what is taken is said.
func (s sheet) day(p *i18n.Printer, d civil.Date, choose chooser) []ui.Slot {
	var all []ui.Slot
	if s.resource.Rules.Mode == resource.Slots {
		for _, r := range s.rows() {
			if from, to := d.At(r.from, s.zone), d.At(r.to, s.zone); from.After(s.now) && s.stateIn(from, to) != ui.CellShut {
				all = append(all, s.slot(p, from, to, choose))
			}
		}
		return all
	}
	begin, end := d.At(0, s.zone), d.At(civil.EndOfDay, s.zone)
	for _, x := range s.stretches {
		from, to := later(x.From, begin), sooner(x.To, end)
		if !from.Before(to) || x.State == resource.Shut || !to.After(s.now) {
			continue
		}
		if x.State == resource.Vacant && len(s.startsIn(from, to)) == 0 && to.Sub(later(from, s.now)) < time.Hour {
			continue // the rest of a buffer: a longer one is said, so that no hour of the day is passed over
		}
		all = append(all, s.slot(p, from, to, choose))
	}
	return all
}

func (s sheet) slot(p *i18n.Printer, from, to civil.Instant, choose chooser) ui.Slot {
	text := p.Range(civil.ClockOf(from.In(s.zone)), endClock(to.In(s.zone)))
	if start, end, ok := s.choice(from, to); ok {
		if start.After(from) {
			text = p.Range(civil.ClockOf(start.In(s.zone)), endClock(to.In(s.zone)))
		}
		return ui.Slot{Text: text, Button: ui.Button{Text: p.T("booking.choose"), Hidden: " " + text, Href: choose(start, end), Weight: ui.Quiet, Small: true}}
	}
	state := s.stateIn(from, to)
	slot := ui.Slot{State: state, Text: text, Note: p.T("booking.cell." + string(state))}
	if start, end, ok := s.wish(from, to); ok && state == ui.CellTaken && s.taken(start, end) {
		slot.Button = ui.Button{Text: p.T("booking.wait"), Hidden: " " + text, Href: choose(start, end), Weight: ui.Plain, Small: true}
	}
	return slot
}

func endClock(t time.Time) civil.Clock {
	if c := civil.ClockOf(t); c > 0 {
		return c
	}
	return civil.EndOfDay
}

func later(a, b civil.Instant) civil.Instant {
	if a.Before(b) {
		return b
	}
	return a
}

func sooner(a, b civil.Instant) civil.Instant {
	if a.Before(b) {
		return a
	}
	return b
}

func shortDay(p *i18n.Printer, d civil.Date) string {
	return p.T("booking.short_day", i18n.Args{"Weekday": shortWeekday(p, d.Weekday()), "Day": d.Day})
}

// shortWeekday is "lun." or "Mon".
func shortWeekday(p *i18n.Printer, d time.Weekday) string {
	name := []rune(p.Weekday(d))
	if p.Lang == i18n.French {
		return string(name[:3]) + "."
	}
	return string(name[:3])
}

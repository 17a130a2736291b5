package opening

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mitoyen/internal/kit/civil"
)

// The model answers as a patient person would: with the calendar in one hand, looking at the wall clock each minute for weeks on end.
// It shares the types with the package and nothing else.

// possible is what a day may be, by the precedence told in the package's story, and whether only the week speaks of it.
func possible(h Hours, d civil.Date, cal Calendar) (days []Day, ordinary bool) {
	ordinary = true
	wd := d.Weekday()
	apply := func(days []Day, rule Day, answer Answer) []Day {
		if rule.Kind == Usual || answer == No {
			return days
		}
		if rule.Kind == Unknown { // closed or as usual
			if len(days) == 1 && days[0].Kind == Unknown {
				return days
			}
			rule, answer = ClosedDay, Maybe
		}
		if answer == Yes {
			ordinary = false
			return []Day{rule}
		}
		if slices.ContainsFunc(days, rule.Equal) {
			return days
		}
		ordinary = false
		return append(slices.Clone(days), rule)
	}
	covers := func(e Exception) bool {
		from, to, on := e.From, e.To, d
		if e.Yearly() {
			on.Year = 0
			if compareDates(to, from) < 0 {
				return compareDates(on, from) >= 0 || compareDates(on, to) <= 0
			}
		}
		return compareDates(on, from) >= 0 && compareDates(on, to) <= 0
	}
	days = apply([]Day{h.Week[wd]}, h.School[wd], cal.School.On(d))
	closedPeriod := false
	for _, e := range h.Tidy().Exceptions {
		if covers(e) && !e.single() && e.Week[wd].Kind != Usual {
			days, ordinary = []Day{e.Week[wd]}, false
			closedPeriod = e.Week.Equal(Every(ClosedDay))
		}
	}
	var named *Exception
	for _, e := range h.Tidy().Exceptions {
		if covers(e) && e.single() {
			named = &e
		}
	}
	switch {
	case named != nil && named.Week[wd].Kind != Usual:
		return []Day{named.Week[wd]}, false
	case named != nil:
		return days, false
	case closedPeriod:
		return days, ordinary
	}
	_, answer := cal.Public.On(d)
	days = apply(days, h.Public[wd], answer)
	return days, ordinary
}

// film is the wall clock, minute by minute.
type film struct {
	start time.Time
	shown []int // minutes since the first day's midnight that the wall shows
	first civil.Date
}

func filmed(first civil.Date, days int, z *time.Location) film {
	f := film{first: first, start: first.In(z)}
	end := first.AddDays(days).In(z)
	for at := f.start; at.Before(end); at = at.Add(time.Minute) {
		local := at.In(z)
		f.shown = append(f.shown, civil.DateOf(local).DaysSince(first)*1440+local.Hour()*60+local.Minute())
	}
	return f
}

// begins and ends are the frames at which a span begins and ends: the first and the last time that the wall shows the minute, or else
// the first frame that is beyond it.
func (f film) begins(minute int) int {
	if i := slices.Index(f.shown, minute); i >= 0 {
		return i
	}
	return slices.IndexFunc(f.shown, func(m int) bool { return m > minute })
}

func (f film) ends(minute int) int {
	for i := len(f.shown) - 1; i >= 0; i-- {
		if f.shown[i] == minute {
			return i
		}
	}
	return slices.IndexFunc(f.shown, func(m int) bool { return m > minute })
}

type answer struct {
	kind   Kind
	until  time.Time // zero for none
	unsure bool
}

func model(h Hours, now time.Time, z *time.Location, cal Calendar) answer {
	today := civil.DateOf(now.In(z))
	eve := today.AddDays(-1)
	f := filmed(eve, 20, z)
	at := int(now.Sub(f.start) / time.Minute)
	const days = 17 // eve, today, fourteen more, and one to see the end of the last

	open, appointment := make([]bool, len(f.shown)), make([]bool, len(f.shown))
	var perhaps [days][]bool // by the spans of an unknown day
	var may [days][]Day
	ordinary := true       // today is
	var starts [days][]int // frames at which each day opens for all
	for n := range days {
		var plain bool
		if may[n], plain = possible(h, eve.AddDays(n), cal); n == 1 {
			ordinary = plain
		}
		perhaps[n] = make([]bool, len(f.shown))
		for _, d := range may[n] {
			for _, s := range d.Spans {
				from, to := s.minutes()
				first, end := f.begins(n*1440+from), f.ends(n*1440+to)
				for i := first; i < end; i++ {
					switch {
					case len(may[n]) > 1:
						perhaps[n][i] = perhaps[n][i] || !s.Appointment || n == 0 // in the eve's night, any door that may be ajar
					case s.Appointment:
						appointment[i] = true
					default:
						open[i] = true
					}
				}
				if len(may[n]) == 1 && !s.Appointment && first < end {
					starts[n] = append(starts[n], first)
				}
			}
		}
	}
	kind := func(n int) Kind {
		if len(may[n]) > 1 {
			return Unknown
		}
		return may[n][0].Kind
	}
	time := func(i int) time.Time { return f.start.Add(time.Duration(i) * time.Minute) }

	switch {
	case open[at]:
		end := at
		for end < len(open) && open[end] {
			end++
		}
		last := f.begins(16 * 1440) // midnight fifteen days ahead: nobody looks beyond
		if end >= last {
			return answer{Open, zero, false}
		}
		for n := 1; n < days; n++ {
			if perhaps[n][end] {
				return answer{Open, zero, true}
			}
		}
		return answer{Open, time(end), false}
	case appointment[at]:
		return answer{ByAppointment, zero, false}
	case perhaps[0][at] || kind(1) == Unknown:
		return answer{Unknown, zero, false}
	case kind(1) == ByAppointment:
		return answer{ByAppointment, zero, false}
	}
	unsure, later := false, false
	for n := 1; n <= 15; n++ {
		slices.Sort(starts[n])
		for _, first := range starts[n] {
			if first > at {
				return answer{Closed, time(first), unsure}
			}
		}
		unsure = unsure || kind(n) == Unknown
		if len(may[n]) == 1 {
			later = later || kind(n) == ByAppointment
			for _, s := range may[n][0].Spans {
				from, to := s.minutes()
				later = later || s.Appointment && f.begins(n*1440+from) > at && f.begins(n*1440+from) < f.ends(n*1440+to)
			}
		}
	}
	if later && ordinary {
		return answer{ByAppointment, zero, false}
	}
	return answer{Closed, zero, unsure}
}

var zero time.Time

func TestStateAgreesWithTheModel(t *testing.T) {
	t.Parallel()
	schools := realSchools(t)
	places := []struct{ departement, zone string }{
		{"52", "Europe/Paris"},
		{"67", "Europe/Paris"},
		{"972", "America/Martinique"},
		{"988", "Pacific/Noumea"},
		{"975", "America/Miquelon"},
		{"", "Australia/Lord_Howe"}, // half an hour of change
		{"", "America/Santiago"},    // changes at midnight
	}
	rapid.Check(t, func(t *rapid.T) {
		h := anyHours.Draw(t, "hours")
		place := rapid.SampledFrom(places).Draw(t, "place")
		z, err := time.LoadLocation(place.zone)
		if err != nil {
			t.Fatal(err)
		}
		cal := CalendarOf(place.departement, schools)
		day := anyDate(2025, 2026, 2027, 2028).Draw(t, "day")
		now := day.In(z).Add(time.Duration(anyMinute.Draw(t, "minute")) * time.Minute)
		if _, change := now.ZoneBounds(); !change.IsZero() && rapid.Bool().Draw(t, "near a change of clocks") {
			now = change.Add(time.Duration(rapid.SampledFrom([]int{-600, -90, -61, -31, -1, 0, 1, 29, 59, 61, 90}).Draw(t, "minutes")) * time.Minute)
			day = civil.DateOf(now)
		}
		table, err := h.Compile()
		if err != nil {
			t.Fatal(err)
		}
		s := table.State(civil.At(now), z, cal)
		got := answer{s.Kind, s.Until.In(z), s.Unsure}
		if s.Until.IsZero() {
			got.until = zero
		}
		want := model(h, now, z, cal)
		if got.kind != want.kind || !got.until.Equal(want.until) || got.unsure != want.unsure {
			t.Fatalf("%s\nat %s\nState %v\nmodel %v", h.OSM(), now, got, want)
		}
		if days, _ := possible(h, day, cal); len(days) == 1 && !table.Day(day, cal).Day.Equal(days[0]) {
			t.Fatalf("%s on %s: %v, model %v", h.OSM(), day, table.Day(day, cal).Day, days[0])
		}
	})
}

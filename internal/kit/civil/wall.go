package civil

import "time"

// At is the instant at which the wall of a zone shows an hour of the day. An hour that comes twice, when the clocks go back, is the first
// one; an hour that never comes, when they go forward, is the instant of the change. 24:00 is the next day's midnight.
func (d Date) At(c Clock, zone *time.Location) Instant {
	t := time.Date(d.Year, d.Month, d.Day, c.Hour(), c.Minute(), 0, 0, zone)
	if ClockOf(t) != c%EndOfDay { // Go gives an hour before or after the change
		start, end := t.ZoneBounds()
		if !start.IsZero() && t.Sub(start) < 3*time.Hour {
			return At(start)
		}
		return At(end)
	}
	if earlier := t.Add(-time.Hour); ClockOf(earlier) == ClockOf(t) {
		t = earlier
	}
	return At(t)
}

// ClockOf is what the clock shows at t, in t's own zone, in whole minutes.
func ClockOf(t time.Time) Clock { return Clock(t.Hour()*60 + t.Minute()) }

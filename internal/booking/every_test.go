package booking_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
)

func TestTheDaysOfARule(t *testing.T) {
	t.Parallel()
	until := civil.MustDate
	for name, c := range map[string]struct {
		e     booking.Every
		first string
		rule  string
		want  string
	}{
		"each Tuesday over the change in October": {booking.Every{Unit: booking.Weekly, N: 1, Until: until("2026-11-03")}, "2026-10-13", "FREQ=WEEKLY;INTERVAL=1;UNTIL=20261103", "2026-10-13 2026-10-20 2026-10-27 2026-11-03"},
		"every second week":                       {booking.Every{Unit: booking.Weekly, N: 2, Count: 3}, "2027-03-16", "FREQ=WEEKLY;INTERVAL=2;COUNT=3", "2027-03-16 2027-03-30 2027-04-13"},
		"until the day before the next":           {booking.Every{Unit: booking.Weekly, N: 1, Until: until("2026-10-26")}, "2026-10-13", "FREQ=WEEKLY;INTERVAL=1;UNTIL=20261026", "2026-10-13 2026-10-20"},
		"the 31st":                                {booking.Every{Unit: booking.Monthly, N: 1, Count: 4}, "2027-01-31", "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=31;COUNT=4", "2027-01-31 2027-03-31 2027-05-31 2027-07-31"},
		"the 29th around a leap day":              {booking.Every{Unit: booking.Monthly, N: 1, Count: 3}, "2028-01-29", "", "2028-01-29 2028-02-29 2028-03-29"},
		"the 29th in another year":                {booking.Every{Unit: booking.Monthly, N: 1, Count: 3}, "2027-01-29", "", "2027-01-29 2027-03-29 2027-04-29"},
		"every twelve months from a leap day":     {booking.Every{Unit: booking.Monthly, N: 12, Count: 2}, "2028-02-29", "", "2028-02-29 2032-02-29"},
		"the second Tuesday":                      {booking.Every{Unit: booking.Nth, N: 1, Count: 3}, "2026-12-08", "FREQ=MONTHLY;INTERVAL=1;BYDAY=+2TU;COUNT=3", "2026-12-08 2027-01-12 2027-02-09"},
		"the fifth Tuesday is the last":           {booking.Every{Unit: booking.Nth, N: 1, Count: 3}, "2026-12-29", "", "2026-12-29 2027-01-26 2027-02-23"},
		"days over the change in March":           {booking.Every{Unit: booking.Daily, N: 1, Until: until("2027-03-30")}, "2027-03-27", "", "2027-03-27 2027-03-28 2027-03-29 2027-03-30"},
	} {
		days, more, err := c.e.Days(civil.MustDate(c.first))
		var got []string
		for _, d := range days {
			got = append(got, d.String())
		}
		if s := strings.Join(got, " "); s != c.want || more || err != nil {
			t.Errorf("%s: %s, %v, %v", name, s, more, err)
		}
		rule := c.e.Rule(civil.MustDate(c.first))
		if c.rule != "" && len(rule) != len(c.rule) {
			t.Errorf("%s: %s, want %s", name, rule, c.rule)
		}
		if back, ok := booking.ReadRule(rule); !ok || back != c.e {
			t.Errorf("%s: %s reads as %+v", name, rule, back)
		}
	}
}

// The hour on the wall stays, whatever the clocks do: in Paris over both changes, in zones that have none.
func TestTheHourOnTheWallStays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom([]string{"Europe/Paris", "Pacific/Noumea", "America/Miquelon", "Indian/Reunion", "America/Cayenne"}).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		e := booking.Every{Unit: rapid.SampledFrom(booking.Units).Draw(t, "unit"), N: rapid.IntRange(1, 5).Draw(t, "n"), Count: rapid.IntRange(2, 60).Draw(t, "count")}
		first := civil.MustDate("2026-01-01").AddDays(rapid.IntRange(0, 1500).Draw(t, "first"))
		hour := civil.Clock(rapid.IntRange(6, 22).Draw(t, "hour") * 60)
		days, _, err := e.Days(first)
		if err != nil || len(days) != e.Count || days[0] != first {
			t.Fatalf("%d days from %v, %v", len(days), days, err)
		}
		if !slices.IsSortedFunc(days, func(a, b civil.Date) int { return a.DaysSince(b) }) {
			t.Fatal("not in order")
		}
		for _, d := range days {
			if at := d.At(hour, zone).In(zone); civil.ClockOf(at) != hour || civil.DateOf(at) != d {
				t.Fatalf("%s is %s on the wall", d, at)
			}
		}
	})
}

func TestARuleWithoutEndIsCut(t *testing.T) {
	t.Parallel()
	days, more, err := booking.Every{Unit: booking.Daily, N: 1, Until: civil.MustDate("2199-01-01")}.Days(civil.MustDate("2026-11-24"))
	if len(days) != booking.MostOccurrences || !more || err != nil {
		t.Errorf("%d days, more %v, %v", len(days), more, err)
	}
}

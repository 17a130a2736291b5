package civil

import (
	"testing"
	"time"
	_ "time/tzdata"
)

func TestTheWallsHourAtAChangeOfClocks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		day, clock, zone, want string
	}{
		{"2026-11-24", "14:30", "Europe/Paris", "2026-11-24T13:30:00.000000Z"},
		{"2026-07-14", "14:30", "Europe/Paris", "2026-07-14T12:30:00.000000Z"},
		{"2026-03-29", "01:59", "Europe/Paris", "2026-03-29T00:59:00.000000Z"},
		{"2026-03-29", "02:30", "Europe/Paris", "2026-03-29T01:00:00.000000Z"}, // never comes
		{"2026-03-29", "03:00", "Europe/Paris", "2026-03-29T01:00:00.000000Z"},
		{"2026-10-25", "01:30", "Europe/Paris", "2026-10-24T23:30:00.000000Z"},
		{"2026-10-25", "02:30", "Europe/Paris", "2026-10-25T00:30:00.000000Z"}, // comes twice: the first
		{"2026-10-25", "03:00", "Europe/Paris", "2026-10-25T02:00:00.000000Z"},
		{"2026-10-24", "24:00", "Europe/Paris", "2026-10-24T22:00:00.000000Z"},
		{"2028-02-29", "08:00", "America/Martinique", "2028-02-29T12:00:00.000000Z"},
		{"2026-04-05", "02:30", "America/Miquelon", "2026-04-05T04:30:00.000000Z"},
		{"2026-11-24", "08:00", "Pacific/Marquesas", "2026-11-24T17:30:00.000000Z"},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		clock, err := ParseClock(c.clock)
		if err != nil {
			t.Fatal(err)
		}
		if got := MustDate(c.day).At(clock, zone).String(); got != c.want {
			t.Errorf("%s %s in %s is %s, not %s", c.day, c.clock, c.zone, got, c.want)
		}
	}
}

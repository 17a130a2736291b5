package resource

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"mitoyen/internal/kit/civil"
)

// What is told as free begins where a booking could, leaves room for the buffer, and tells the fewest units left; slots and nights are whole.
func TestFreeIsWhatCanBeBooked(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	monday := civil.MustDate("2026-11-30")
	at := func(day int, clock string) civil.Instant {
		c, err := civil.ParseClock(clock)
		if err != nil {
			t.Fatal(err)
		}
		return monday.AddDays(day).At(c, zone)
	}
	// Open from 9 to 18, of three units one is left from 11 to 12, and none from 14 to 15; open all Tuesday.
	day := Joined([]Stretch{
		{From: at(0, "00:00"), To: at(0, "09:00"), State: Shut}, {From: at(0, "09:00"), To: at(0, "11:00"), State: Vacant, Units: 3}, {From: at(0, "11:00"), To: at(0, "12:00"), State: Vacant, Units: 1},
		{From: at(0, "12:00"), To: at(0, "14:00"), State: Vacant, Units: 3}, {From: at(0, "14:00"), To: at(0, "15:00"), State: Taken}, {From: at(0, "15:00"), To: at(0, "18:00"), State: Vacant, Units: 2},
		{From: at(0, "18:00"), To: at(1, "00:00"), State: Shut}, {From: at(1, "00:00"), To: at(2, "00:00"), State: Vacant, Units: 3},
	})
	for _, x := range []struct {
		name  string
		rules Rules
		now   civil.Instant
		want  string
	}{
		{"by the hour", Rules{}, at(-1, "12:00"), "Mon 09:00–Mon 14:00 1, Mon 15:00–Mon 18:00 2, Tue 00:00–Wed 00:00 3"},
		{"now", Rules{Step: 15}, at(0, "10:07"), "Mon 10:15–Mon 14:00 1, Mon 15:00–Mon 18:00 2, Tue 00:00–Wed 00:00 3"},
		{"with notice", Rules{Notice: 6 * 60}, at(0, "10:00"), "Mon 16:00–Mon 18:00 2, Tue 00:00–Wed 00:00 3"},
		{"at least four hours", Rules{Min: 240}, at(-1, "12:00"), "Mon 09:00–Mon 14:00 1, Tue 00:00–Wed 00:00 3"},
		{"with a buffer", Rules{Min: 300, Buffer: 30}, at(-1, "12:00"), "Tue 00:00–Wed 00:00 3"},
		{"slots", Rules{Mode: Slots, Slots: []Slot{{9 * 60, 12 * 60}, {13 * 60, 17 * 60}}}, at(-1, "12:00"), "Mon 09:00–Mon 12:00 1, Tue 09:00–Tue 12:00 3, Tue 13:00–Tue 17:00 3"},
		{"nights", Rules{Mode: Nights, Arrive: 16 * 60, Leave: 10 * 60}, at(-1, "12:00"), ""},
		{"days", Rules{Mode: Slots, Slots: []Slot{{0, civil.EndOfDay}}}, at(-1, "12:00"), "Tue 00:00–Wed 00:00 3"},
	} {
		v := Vacancies{Resource: &Resource{Units: 3, Rules: x.rules}, Zone: zone, Now: x.now, Stretches: day}
		var got []string
		for _, s := range v.Free(monday, monday.AddDays(1)) {
			got = append(got, fmt.Sprintf("%s–%s %d", s.From.In(zone).Format("Mon 15:04"), s.To.In(zone).Format("Mon 15:04"), s.Units))
		}
		if all := strings.Join(got, ", "); all != x.want {
			t.Errorf("%s: %s, want %s", x.name, all, x.want)
		}
	}
}

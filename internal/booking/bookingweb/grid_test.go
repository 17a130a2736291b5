package bookingweb

import (
	"slices"
	"testing"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/locale"
	"mitoyen/internal/resource"
	"mitoyen/internal/web/ui"
)

// TestEveryStartThatIsOfferedCanBeHad: starts lie on the step of the wall and leave room for the shortest booking, whatever minute a buffer ends at.
func TestEveryStartThatIsOfferedCanBeHad(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	day := civil.MustDate("2026-11-25")
	clock := func(h, m int) civil.Instant { return day.At(civil.Clock(h*60+m), zone) }
	s := sheet{zone: zone, now: clock(8, 10), resource: resource.Resource{Units: 1, Rules: resource.Rules{Step: 30, Min: 60, Notice: 60}}, stretches: []resource.Stretch{
		{From: clock(0, 0), To: clock(9, 0), State: resource.Shut},
		{From: clock(9, 0), To: clock(10, 0), State: resource.Vacant, Units: 1},
		{From: clock(10, 0), To: clock(10, 45), State: resource.Taken},
		{From: clock(10, 45), To: clock(12, 30), State: resource.Vacant, Units: 1},
		{From: clock(12, 30), To: clock(24, 0), State: resource.Shut},
	}}
	got := s.startsIn(clock(0, 0), clock(24, 0))
	if want := []civil.Instant{clock(11, 0), clock(11, 30)}; !slices.Equal(got, want) { // 9 o'clock is within the notice
		t.Errorf("starts at %v", got)
	}
	for _, c := range []struct {
		hour int
		want ui.CellState
	}{{8, ui.CellShut}, {9, ui.CellRest}, {10, ui.CellTaken}, {12, ui.CellRest}, {13, ui.CellShut}} {
		if got := s.stateIn(clock(c.hour, 0), clock(c.hour+1, 0)); got != c.want {
			t.Errorf("%d o'clock is %q, not %q", c.hour, got, c.want)
		}
	}
	if got := s.rows(); len(got) != 4 || got[0].from != 9*60 || got[3].to != 13*60 {
		t.Errorf("rows %v", got)
	}
}

func TestHoursAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]civil.Clock{"14:30": 870, "14h30": 870, "9h": 540, "9 h 05": 545, "9": 540, "": -1, "25h": -1, "9h75": -1, "midi": -1, ":30": -1} {
		got, err := readClock(typed)
		if (err != nil) != (want < 0) || err == nil && got != want {
			t.Errorf("%q is %v, %v", typed, got, err)
		}
	}
}

func TestDaysFarAwayAreSlips(t *testing.T) {
	t.Parallel()
	for _, day := range []string{"0001-01-01", "1999-12-31", "9999-12-31", "2201-01-01", "2026-02-30", ""} {
		if _, _, err := (typed{Day: day, From: "10:00", To: "11:00"}).interval(resource.Resource{}, time.UTC); err == nil {
			t.Errorf("%q is taken for a day", day)
		}
	}
}

// TestWhatIsTakenCanBeWaitedForWithinTheOpening: no wish goes past closing, and every open hour of the day is said.
func TestWhatIsTakenCanBeWaitedForWithinTheOpening(t *testing.T) {
	t.Parallel()
	day := civil.MustDate("2026-11-25")
	clock := func(h int) civil.Instant { return day.At(civil.Clock(h*60), time.UTC) }
	s := sheet{zone: time.UTC, now: clock(5), waits: true, resource: resource.Resource{Units: 1, Rules: resource.Rules{Step: 60, Min: 240}}, stretches: []resource.Stretch{
		{From: clock(0), To: clock(6), State: resource.Shut},
		{From: clock(6), To: clock(10), State: resource.Taken},
		{From: clock(10), To: clock(13), State: resource.Vacant, Units: 1},
		{From: clock(13), To: clock(22), State: resource.Taken},
		{From: clock(22), To: clock(24), State: resource.Shut},
	}}
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	p := catalog.In(i18n.English)
	address := func(from, to civil.Instant) string {
		return from.In(time.UTC).Format("15-") + to.In(time.UTC).Format("15")
	}
	for hour, want := range map[int]string{6: "06-10", 9: "09-13", 13: "13-17", 18: "18-22", 19: "", 21: ""} {
		got := s.cell(p, day, row{civil.Clock(hour * 60), civil.Clock(hour*60 + 60)}, address)
		if got.State != ui.CellTaken || got.Href != want {
			t.Errorf("%d o'clock is %q and leads to %q, not %q", hour, got.State, got.Href, want)
		}
	}
	var all []string
	for _, x := range s.day(p, day, address) {
		all = append(all, string(x.State)+" "+x.Button.Href)
	}
	if want := []string{"taken 06-10", "rest ", "taken 13-22"}; !slices.Equal(all, want) {
		t.Errorf("the day is %q", all)
	}
}

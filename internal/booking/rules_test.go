package booking_test

import (
	"slices"
	"testing"
	"time"

	"mitoyen/internal/booking"
	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/opening"
	"mitoyen/internal/resource"
	"mitoyen/internal/testkit"
)

// at reads "24 14:00" as a day of November 2026 and an hour in Paris; "2026-12-24 14:00" is any day.
func at(t testing.TB, s string) civil.Instant {
	t.Helper()
	if len(s) == len("24 14:00") {
		s = "2026-11-" + s
	}
	x, err := time.ParseInLocation("2006-01-02 15:04", s, paris(t))
	if err != nil {
		t.Fatal(err)
	}
	return civil.At(x)
}

func paris(t testing.TB) *time.Location {
	t.Helper()
	z, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// windows opens every day of a span from 8 to 20.
func windows(t testing.TB, hours, first, last string) []opening.Window {
	t.Helper()
	h, err := opening.ParseOSM(hours)
	if err != nil {
		t.Fatal(err)
	}
	table, err := h.Compile()
	if err != nil {
		t.Fatal(err)
	}
	return table.Windows(civil.MustDate(first), civil.MustDate(last), paris(t), opening.Calendar{})
}

// TestEachRule: now is Tuesday 24 November 2026, 11 o'clock; the place opens daily from 8 to 20. Each case breaks just the rules it names.
func TestEachRule(t *testing.T) {
	t.Parallel()
	room := id.New[resource.Resource]()
	other := id.New[resource.Resource]()
	span := func(r resource.ID, from, to string) booking.Span {
		return booking.Span{Resource: r, From: at(t, from), To: at(t, to)}
	}
	nights := resource.Rules{Mode: resource.Nights, Arrive: 17 * 60, Leave: 10 * 60, Min: 2, Max: 5}
	slots := resource.Rules{Mode: resource.Slots, Slots: []resource.Slot{{From: 9 * 60, To: 13 * 60}, {From: 14 * 60, To: 18 * 60}}}
	for _, c := range []struct {
		name     string
		rules    resource.Rules
		from, to string
		units    int // 1 when zero
		people   int
		own      []booking.Span
		closed   []resource.Closure
		stranger bool
		short    bool
		want     []string
	}{
		{name: "an hour tomorrow", from: "25 14:00", to: "25 15:00"},
		{name: "begun", from: "24 10:30", to: "24 12:00", want: []string{"booking.begun"}},
		{name: "past", from: "24 09:00", to: "24 10:00", want: []string{"booking.past"}},
		{name: "ends before it begins", from: "25 15:00", to: "25 14:00", want: []string{"booking.ends_before_it_begins"}},
		{name: "within the notice", rules: resource.Rules{Notice: 120}, from: "24 12:30", to: "24 13:30", want: []string{"booking.too_soon"}},
		{name: "just outside the notice", rules: resource.Rules{Notice: 120}, from: "24 13:00", to: "24 14:00"},
		{name: "the last day of the horizon", rules: resource.Rules{Horizon: 2}, from: "26 19:00", to: "26 20:00"},
		{name: "the day after the horizon", rules: resource.Rules{Horizon: 2}, from: "27 08:00", to: "27 09:00", want: []string{"booking.too_far"}},
		{name: "off the step", from: "25 14:10", to: "25 15:10", want: []string{"booking.off_step"}},
		{name: "too short and off the step", rules: resource.Rules{Step: 60, Min: 120}, from: "25 14:30", to: "25 15:00", want: []string{"booking.off_step", "booking.too_short"}},
		{name: "too long", rules: resource.Rules{Max: 120}, from: "25 14:00", to: "25 16:30", want: []string{"booking.too_long"}},
		{name: "past closing", from: "25 19:30", to: "25 20:30", want: []string{"booking.closed"}},
		{name: "until closing", from: "25 19:00", to: "25 20:00"},
		{name: "over a night without leave", from: "25 18:00", to: "26 10:00", want: []string{"booking.too_many_days", "booking.closed"}},
		{name: "two days where that is allowed: the night between is theirs", rules: resource.Rules{Days: 3}, from: "25 08:00", to: "26 20:00"},
		{name: "a slot", rules: slots, from: "25 09:00", to: "25 13:00"},
		{name: "both slots of a day", rules: slots, from: "25 09:00", to: "25 18:00"},
		{name: "a part of a slot", rules: slots, from: "25 09:00", to: "25 12:00", want: []string{"booking.not_a_slot"}},
		{name: "three nights", rules: nights, from: "25 17:00", to: "28 10:00"},
		{name: "one night of at least two", rules: nights, from: "25 17:00", to: "26 10:00", want: []string{"booking.too_few_nights"}},
		{name: "six nights of at most five", rules: nights, from: "25 17:00", to: "2026-12-01 10:00", want: []string{"booking.too_many_nights"}},
		{name: "nights at other hours", rules: nights, from: "25 16:00", to: "28 10:00", want: []string{"booking.not_nights"}},
		{name: "closed for works", from: "25 14:00", to: "25 15:00", closed: []resource.Closure{{From: at(t, "25 14:30"), To: at(t, "26 00:00"), Reason: "travaux"}}, want: []string{"booking.closure"}},
		{name: "works that end as one begins", from: "25 14:00", to: "25 15:00", closed: []resource.Closure{{From: at(t, "25 08:00"), To: at(t, "25 14:00")}}},
		{name: "more units than there are", units: 3, from: "25 14:00", to: "25 15:00", want: []string{"booking.too_many_units"}},
		{name: "more people than the room may hold", people: 15, from: "25 14:00", to: "25 15:00", want: []string{"booking.too_many_people"}},
		{name: "a stranger where one signs in", rules: resource.Rules{Sign: true}, stranger: true, from: "25 14:00", to: "25 15:00", want: []string{"booking.sign_in"}},
		{name: "somebody has it", short: true, from: "25 14:00", to: "25 15:00", want: []string{"booking.taken"}},
		{name: "two things at once", own: []booking.Span{span(other, "25 13:00", "25 14:30")}, from: "25 14:00", to: "25 15:00", want: []string{"booking.own_overlap"}},
		{name: "two things at once where that is allowed", rules: resource.Rules{Alone: true}, own: []booking.Span{span(other, "25 13:00", "25 14:30")}, from: "25 14:00", to: "25 15:00"},
		{name: "a meeting during one's stay", own: []booking.Span{span(other, "24 17:00", "27 10:00")}, from: "25 14:00", to: "25 15:00"},
		{name: "one after the other", own: []booking.Span{span(other, "25 13:00", "25 14:00")}, from: "25 14:00", to: "25 15:00"},
		{name: "within the gap", rules: resource.Rules{Gap: 60}, own: []booking.Span{span(room, "25 12:00", "25 13:30")}, from: "25 14:00", to: "25 15:00", want: []string{"booking.gap"}},
		{name: "the gap of another resource", rules: resource.Rules{Gap: 60}, own: []booking.Span{span(other, "25 12:00", "25 13:30")}, from: "25 14:00", to: "25 15:00"},
		{name: "as many to come as are allowed", rules: resource.Rules{Ahead: 2}, own: []booking.Span{span(room, "26 12:00", "26 13:00"), span(room, "27 12:00", "27 13:00")}, from: "25 14:00", to: "25 15:00", want: []string{"booking.ahead"}},
		{name: "those of the past don't count ahead", rules: resource.Rules{Ahead: 2}, own: []booking.Span{span(room, "23 12:00", "23 13:00"), span(room, "27 12:00", "27 13:00")}, from: "25 14:00", to: "25 15:00"},
		{name: "the week's hours", rules: resource.Rules{Quotas: []resource.Quota{{Per: resource.Week, Minutes: 180}}}, own: []booking.Span{span(room, "23 08:00", "23 10:00")}, from: "25 14:00", to: "25 15:30", want: []string{"booking.quota_time.week"}},
		{name: "a new week on Monday", rules: resource.Rules{Quotas: []resource.Quota{{Per: resource.Week, Minutes: 180}}}, own: []booking.Span{span(room, "29 08:00", "29 10:00")}, from: "30 14:00", to: "30 15:30"},
		{name: "the day's count and the month's", rules: resource.Rules{Quotas: []resource.Quota{{Per: resource.Day, Count: 1}, {Per: resource.Month, Count: 2}, {Per: resource.Year, Count: 9}}},
			own: []booking.Span{span(room, "02 08:00", "02 10:00"), span(room, "25 08:00", "25 10:00")}, from: "25 14:00", to: "25 15:30", want: []string{"booking.quota_count.day", "booking.quota_count.month"}},
		{name: "everything at once", rules: resource.Rules{Sign: true, Max: 60, Horizon: 1}, stranger: true, short: true, people: 99, from: "27 19:10", to: "27 21:10",
			want: []string{"booking.sign_in", "booking.too_far", "booking.off_step", "booking.too_long", "booking.closed", "booking.too_many_people", "booking.taken"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := resource.Resource{ID: room, Units: 2, Rules: c.rules, Sheet: resource.Sheet{People: 14}}
			f := booking.Facts{Now: civil.At(testkit.Now), Zone: paris(t), SignedIn: !c.stranger, Own: c.own, Closures: c.closed,
				Windows: windows(t, "Mo-Su 08:00-20:00; PH off", "2026-11-22", "2026-12-05")}
			if c.short {
				f.Short = &capacity.Shortage{}
			}
			var got []string
			for _, b := range booking.Check(booking.Wish{Resource: r, From: at(t, c.from), To: at(t, c.to), Units: max(1, c.units), People: max(1, c.people)}, f) {
				got = append(got, b.Code)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

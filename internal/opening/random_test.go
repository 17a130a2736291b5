package opening

import (
	"strings"
	"time"

	"pgregory.net/rapid"

	"mitoyen/internal/kit/civil"
)

// Random hours that Check takes, tidy. Minutes are drawn where mistakes hide: midnight, the hours of changing clocks, shared ends.

var anyMinute = rapid.OneOf(
	rapid.SampledFrom([]int{0, 60, 90, 120, 121, 150, 180, 181, 540, 720, 840, 1080, 1200, 1410, 1439}),
	rapid.IntRange(0, 1439),
)

var anySpans = rapid.Custom(func(t *rapid.T) Day {
	for try := 0; ; try++ {
		var spans []Span
		for range rapid.IntRange(1, 3).Draw(t, "spans") {
			spans = append(spans, Span{
				From: civil.Clock(anyMinute.Draw(t, "from")), To: civil.Clock(anyMinute.Draw(t, "to")),
				Appointment: rapid.IntRange(0, 4).Draw(t, "appointment") == 0,
			})
		}
		if d, err := DayOf(spans...); err == nil {
			return d
		}
		if try == 20 {
			return Always().Week[0]
		}
	}
})

func anyDay(kinds ...Kind) *rapid.Generator[Day] {
	return rapid.Custom(func(t *rapid.T) Day {
		if k := rapid.SampledFrom(kinds).Draw(t, "kind"); k != Open {
			return Day{Kind: k}
		}
		return anySpans.Draw(t, "day")
	})
}

func anyWeek(kinds ...Kind) *rapid.Generator[Week] {
	day := anyDay(kinds...)
	return rapid.Custom(func(t *rapid.T) (w Week) {
		few := rapid.SliceOfN(day, 1, 3).Draw(t, "days")
		for i := range w {
			w[i] = rapid.SampledFrom(few).Draw(t, "weekday")
		}
		return w
	})
}

// anyDate is near the changes of clocks and the holidays of a few years.
func anyDate(years ...int) *rapid.Generator[civil.Date] {
	return rapid.Custom(func(t *rapid.T) civil.Date {
		d := civil.Date{Year: rapid.SampledFrom(years).Draw(t, "year"), Month: time.January, Day: 1}
		return d.AddDays(rapid.OneOf(
			rapid.IntRange(0, 364),
			rapid.SampledFrom([]int{0, 58, 59, 85, 86, 87, 88, 92, 120, 127, 296, 297, 298, 314, 357, 358, 359, 364}),
		).Draw(t, "day"))
	})
}

var anyLabel = rapid.OneOf(
	rapid.Just(""),
	rapid.SampledFrom([]string{"congés d'été", "sur rendez-vous", "horaires habituels, non", "Noël; Mo off", "24/7", "à 9 h, puis 10:00-12:00"}),
	rapid.Map(rapid.StringN(0, 12, 100), func(s string) string { return CleanLabel(strings.ToValidUTF8(s, "")) }),
)

var anyException = rapid.Custom(func(t *rapid.T) Exception {
	// 2028 has a 29 February.
	e := Exception{From: anyDate(2026, 2028).Draw(t, "from"), Label: anyLabel.Draw(t, "label")}
	e.To = e.From
	if rapid.Bool().Draw(t, "period") {
		e.To = e.From.AddDays(rapid.IntRange(1, 40).Draw(t, "days"))
	}
	if rapid.Bool().Draw(t, "yearly") {
		e.From.Year, e.To.Year = 0, 0
	}
	e.Week = anyWeek(Unknown, Closed, Closed, ByAppointment, Open, Usual).Draw(t, "week")
	if rapid.Bool().Draw(t, "same") {
		e.Week = Every(e.Week[0])
	}
	return e
})

var anyHours = rapid.Custom(func(t *rapid.T) Hours {
	rule := func(name string) Week {
		return rapid.OneOf(
			rapid.SampledFrom([]Week{{}, Every(UsualDay), Every(ClosedDay)}),
			anyWeek(Unknown, Closed, ByAppointment, Open, Usual),
		).Draw(t, name)
	}
	h := Hours{
		Week: rapid.OneOf(
			rapid.SampledFrom([]Week{{}, Every(ClosedDay), Always().Week}),
			anyWeek(Closed, Open),
			anyWeek(Unknown, Closed, ByAppointment, Open, Open, Open),
		).Draw(t, "week"),
		Public: rule("public"),
		School: rule("school"),
	}
	type run struct{ from, to civil.Date }
	seen := map[run]bool{}
	for _, e := range rapid.SliceOfN(anyException, 0, 4).Draw(t, "exceptions") {
		if !seen[run{e.From, e.To}] {
			h.Exceptions = append(h.Exceptions, e)
		}
		seen[run{e.From, e.To}] = true
	}
	if err := h.Check(); err != nil {
		t.Fatalf("random hours are refused: %v", err)
	}
	return h.Tidy()
})

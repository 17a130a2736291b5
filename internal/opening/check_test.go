package opening

import (
	"strings"
	"testing"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
)

func TestCheckNamesEveryBreach(t *testing.T) {
	t.Parallel()
	date := civil.MustDate
	h := Hours{
		Week:   Week{1: {Open, []Span{{From: 540, To: 720}, {From: 700, To: 800}}}, 2: UsualDay, 3: {Kind: Open}, 4: {Closed, []Span{{From: 1, To: 2}}}},
		Public: Week{0: {Kind: 9}},
		School: Week{5: {Open, []Span{{From: 1500, To: 1600}}}, 6: {Open, []Span{{From: 540, To: 540}}}},
		Exceptions: []Exception{
			{From: date("2026-12-24"), To: date("2026-12-23")},
			{From: date("2026-12-24"), To: civil.Date{Month: 12, Day: 25}},
			{From: civil.Date{Month: 2, Day: 30}, To: civil.Date{Month: 2, Day: 30}},
			{From: date("2026-12-24"), To: date("2026-12-23"), Label: strings.Repeat("x", 101)},
			{From: date("1949-12-24"), To: date("1949-12-24"), Label: "\xff"},
			{},
		},
	}
	f, ok := fault.As(h.Check())
	if !ok {
		t.Fatal("nothing was refused")
	}
	var got []string
	for _, x := range f.Fields {
		got = append(got, x.Name+" "+strings.TrimPrefix(x.Code, "opening."))
	}
	want := strings.Split(`week.mo overlap
week.tu usual_of_what
week.we no_hours
week.th no_hours
public.su no_hours
school.fr end_before_start
school.sa end_before_start
exceptions.0.to last_day_before_first
exceptions.1.to year_on_one_side
exceptions.1.to last_day_before_first
exceptions.2.from no_such_date
exceptions.2.to no_such_date
exceptions.3.to last_day_before_first
exceptions.3.label label_too_long
exceptions.3.from exception_twice
exceptions.4.from no_such_date
exceptions.4.to no_such_date
exceptions.4.label label_unreadable
exceptions.5.from no_such_date
exceptions.5.to no_such_date`, "\n")
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	many := Hours{}
	for i := range maxExceptions + 1 {
		d := date("2026-01-01").AddDays(i)
		many.Exceptions = append(many.Exceptions, Exception{From: d, To: d})
	}
	if f, ok := fault.As(many.Check()); !ok || f.Fields[0].Code != "opening.too_many_exceptions" {
		t.Errorf("%d exceptions: %v", len(many.Exceptions), many.Check())
	}
	if err := (Hours{}).Check(); err != nil {
		t.Errorf("unknown hours: %v", err)
	}
}

func TestDayOfJoinsAndSorts(t *testing.T) {
	t.Parallel()
	d, err := DayOf(Span{From: 840, To: 0}, Span{From: 540, To: 600}, Span{From: 600, To: 720})
	if err != nil || d.text() != "09:00-12:00,14:00-24:00" {
		t.Errorf("%s, %v", d.text(), err)
	}
	if _, err := DayOf(); err == nil {
		t.Error("a day open at no hour")
	}
	given := []Span{{From: 600, To: 720}, {From: 540, To: 600}}
	if _, err := DayOf(given...); err != nil || given[0].From != 600 {
		t.Errorf("the caller's spans were changed: %v, %v", given, err)
	}
}

func TestCleanLabel(t *testing.T) {
	t.Parallel()
	for dirty, clean := range map[string]string{
		"  congés \n d'été ": "congés d'été", `le "grand" jour`: "le ”grand” jour", "a\x00b\u00a0c": "ab c", "\xff": "", "": "",
	} {
		if got := CleanLabel(dirty); got != clean {
			t.Errorf("%q became %q, want %q", dirty, got, clean)
		}
	}
}

func TestTheOrderOfExceptionsDoesNotCount(t *testing.T) {
	t.Parallel()
	a, b := osm(t, "2026 Aug 01-31 off"), osm(t, "2026 Aug 10 09:00-12:00")
	one, two := a, a
	one.Exceptions = append([]Exception{}, a.Exceptions[0], b.Exceptions[0])
	two.Exceptions = append([]Exception{}, b.Exceptions[0], a.Exceptions[0])
	if !one.Equal(two) || one.OSM() != two.OSM() {
		t.Errorf("%s | %s", one.OSM(), two.OSM())
	}
	if one.Equal(a) || a.Equal(b) || a.Equal(Hours{}) {
		t.Error("different hours are equal")
	}
}

package convention

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"mitoyen/internal/kit/civil"
)

func day(s string) civil.Date { return civil.MustDate(s) }

func TestAPromiseIsAsFarAsItsDatesSay(t *testing.T) {
	t.Parallel()
	begins, end := day("2025-09-01"), day("2028-08-31")
	paid := func(due, on string, step Step, cents int64) Evidence {
		return Evidence{Due: day(due), Day: day(on), Step: step, Figure: cents}
	}
	grant := Promise{Measure: Paid, Target: 12_000_00, Rhythm: Yearly, Due: day("2025-10-31")}
	rent := Promise{Measure: Done, Rhythm: Monthly, Due: day("2025-09-30")}
	count := func(n int64) Counter {
		return func(Measure, civil.Date, civil.Date) (Count, bool) { return Told(n), true }
	}
	for name, c := range map[string]struct {
		p     Promise
		given []Evidence
		count Counter
		today string
		want  Standing
	}{
		"before its day":             {p: grant, today: "2025-10-30", want: Standing{State: ToCome, Due: day("2025-10-31")}},
		"on its day":                 {p: grant, today: "2025-10-31", want: Standing{State: ToCome, Due: day("2025-10-31")}},
		"the day after":              {p: grant, today: "2025-11-01", want: Standing{State: Late, Due: day("2025-10-31"), Days: 1}},
		"ordered is not paid":        {p: grant, given: []Evidence{paid("2025-10-31", "2025-10-02", Notified, 0), paid("2025-10-31", "2025-10-20", Ordered, 0)}, today: "2025-11-24", want: Standing{State: Late, Due: day("2025-10-31"), Days: 24, Step: Ordered, StepOn: day("2025-10-20")}},
		"half of it":                 {p: grant, given: []Evidence{paid("2025-10-31", "2025-10-20", PaidOut, 6_000_00)}, today: "2025-11-10", want: Standing{State: Half, Due: day("2025-10-31"), Days: 10, Figure: 6_000_00, Known: true, Step: PaidOut, StepOn: day("2025-10-20")}},
		"all of it, in two parts":    {p: grant, given: []Evidence{paid("2025-10-31", "2025-10-20", PaidOut, 6_000_00), paid("2025-10-31", "2025-11-20", PaidOut, 6_000_00)}, today: "2026-01-10", want: Standing{State: Kept, Due: day("2025-10-31"), Days: 20, KeptOn: day("2025-11-20"), Figure: 12_000_00, Known: true, Step: PaidOut, StepOn: day("2025-11-20")}},
		"the accounts, a month late": {p: Promise{Measure: Document, Rhythm: Once, Due: day("2025-10-15")}, given: []Evidence{{Due: day("2025-10-15"), Day: day("2025-10-12"), Text: "promis"}, {Due: day("2025-10-15"), Day: day("2025-11-29"), File: File{Hash: "x"}}}, today: "2026-03-01", want: Standing{State: Kept, Due: day("2025-10-15"), Days: 45, KeptOn: day("2025-11-29")}},
		"paid before its day":        {p: grant, given: []Evidence{paid("2025-10-31", "2025-10-24", PaidOut, 12_000_00)}, today: "2026-01-10", want: Standing{State: Kept, Due: day("2025-10-31"), KeptOn: day("2025-10-24"), Figure: 12_000_00, Known: true, Step: PaidOut, StepOn: day("2025-10-24")}},
		"the oldest open one counts": {p: rent, given: []Evidence{{Due: day("2025-09-30"), Day: day("2025-09-01")}, {Due: day("2025-11-30"), Day: day("2025-11-02")}}, today: "2025-12-05", want: Standing{State: Late, Due: day("2025-10-31"), Days: 35}},
		"a few people aren't told":   {p: Promise{Measure: People, Target: 50, Rhythm: Quarterly, Due: day("2025-11-30")}, count: count(4), today: "2025-12-05", want: Standing{State: Half, Due: day("2025-11-30"), Few: true, Known: true, Counted: true}},
		"nobody is told like a few":  {p: Promise{Measure: People, Target: 50, Rhythm: Quarterly, Due: day("2025-11-30")}, count: count(0), today: "2025-12-05", want: Standing{State: Half, Due: day("2025-11-30"), Few: true, Known: true, Counted: true}},
		"counted people are rounded": {p: Promise{Measure: People, Target: 50, Rhythm: Quarterly, Due: day("2025-11-30")}, count: count(212), today: "2025-12-05", want: Standing{State: Kept, Due: day("2025-11-30"), Figure: 210, Known: true, Counted: true}},
		"a few, by hand":             {p: Promise{Measure: People, Target: 50, Rhythm: Quarterly, Due: day("2025-11-30")}, given: []Evidence{{Due: day("2025-11-30"), Day: day("2025-11-30"), Figure: 6}, {Due: day("2025-11-30"), Day: day("2025-12-01"), Figure: 4}}, today: "2025-12-05", want: Standing{State: Half, Due: day("2025-11-30"), Days: 5, Few: true, Known: true}},
		"counted, and by hand":       {p: Promise{Measure: People, Target: 50, Rhythm: Quarterly, Due: day("2025-11-30")}, count: count(40), given: []Evidence{{Due: day("2025-11-30"), Day: day("2025-11-30"), Figure: 500}}, today: "2025-12-05", want: Standing{State: Half, Due: day("2025-11-30"), Figure: 40, Known: true, Counted: true}},
		"rounded, by hand":           {p: Promise{Measure: People, Target: 50, Rhythm: Quarterly, Due: day("2025-11-30")}, given: []Evidence{{Due: day("2025-11-30"), Day: day("2025-11-30"), Figure: 53}}, today: "2025-12-05", want: Standing{State: Kept, Due: day("2025-11-30"), Figure: 55, Known: true}},
		"a document must be there":   {p: Promise{Measure: Document, Rhythm: Once, Due: day("2026-06-30")}, given: []Evidence{{Due: day("2026-06-30"), Text: "promis"}}, today: "2026-07-02", want: Standing{State: Late, Due: day("2026-06-30"), Days: 2}},
	} {
		if got := Judge(Commitment{Promise: c.p, Given: c.given}, begins, end, day(c.today), c.count); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// Whoever comes later reads that a promise was late, though it was kept since; of both sides alike.
func TestWhatWasLateStaysInTheLogbook(t *testing.T) {
	t.Parallel()
	for party := 1; party <= 2; party++ {
		w := Whole{Convention: Convention{State: Signed, Text: Text{First: day("2025-09-01"), Last: day("2028-08-31")}}}
		w.Commitments = []Commitment{{Promise: Promise{Party: party, Measure: Done, Rhythm: Monthly, Due: day("2025-09-30")}}}
		late := func(given ...string) (all []civil.Date) {
			w.Commitments[0].Given = nil
			for i := 0; i < len(given); i += 2 {
				w.Commitments[0].Given = append(w.Commitments[0].Given, Evidence{Due: day(given[i]), Day: day(given[i+1]), Party: party})
			}
			for _, e := range Logbook(w, day("2025-12-05"), nil) {
				if e.Kind == BecameLate && e.Party == party {
					all = append(all, e.Day)
				}
			}
			return all
		}
		if got := late("2025-09-30", "2025-09-30"); !slices.Equal(got, []civil.Date{day("2025-11-01")}) {
			t.Errorf("October is open: late on %v", got)
		}
		if got := late("2025-09-30", "2025-09-30", "2025-10-31", "2025-11-20", "2025-11-30", "2025-11-30"); !slices.Equal(got, []civil.Date{day("2025-11-01")}) {
			t.Errorf("October was kept late: late on %v", got)
		}
		if got := late("2025-09-30", "2025-10-03", "2025-10-31", "2025-10-31"); !slices.Equal(got, []civil.Date{day("2025-10-01"), day("2025-12-01")}) {
			t.Errorf("September was, November is: late on %v", got)
		}
	}
}

// A year's report tells the promises of that year as they stood at its end, and nothing that came later.
func TestAYearIsToldAsItWas(t *testing.T) {
	t.Parallel()
	w := Whole{Convention: Convention{State: Signed, Text: Text{First: day("2025-09-01"), Last: day("2028-08-31")}}}
	paid := func(due, on string, step Step, cents int64) Evidence {
		return Evidence{Due: day(due), Day: day(on), Step: step, Figure: cents}
	}
	w.Commitments = []Commitment{
		{Promise: Promise{Text: "grant", Measure: Paid, Target: 12_000_00, Rhythm: Yearly, Due: day("2025-10-31")}, Given: []Evidence{paid("2025-10-31", "2025-10-24", PaidOut, 12_000_00), paid("2026-10-31", "2026-09-28", Notified, 0)}},
		{Promise: Promise{Text: "accounts", Measure: Document, Rhythm: Once, Due: day("2025-12-01")}, Given: []Evidence{{Due: day("2025-12-01"), Day: day("2026-01-10"), File: File{Hash: "x"}}}},
		{Promise: Promise{Text: "roof", Measure: Done, Rhythm: Once, Due: day("2027-12-31")}},
		{Promise: Promise{Text: "hours", Measure: Hours, Target: 30, Rhythm: Quarterly, Due: day("2025-11-30")}},
		{Promise: Promise{Text: "rent", Measure: Done, Rhythm: Monthly, Due: day("2025-09-30")}, Given: []Evidence{{Due: day("2025-09-30"), Day: day("2025-10-03")}, {Due: day("2025-10-31"), Day: day("2025-10-31")}, {Due: day("2025-11-30"), Day: day("2025-11-30")}, {Due: day("2025-12-31"), Day: day("2025-12-31")}}},
	}
	w.Experiments = []Experiment{{State: Tried, Title: "evening", Outcome: Outcomes[0], Learned: "later", Half: "later", First: day("2025-10-01"), HalfOn: day("2026-02-01"), EndedOn: day("2026-05-01")}}
	count := func(_ Measure, first, last civil.Date) (Count, bool) { return Count{N: 37}, true }
	told := func(year int) (all []string) {
		r, ok := ReportOn(w, year, day("2026-11-29"), count)
		if !ok {
			t.Fatalf("no report on %d", year)
		}
		for _, x := range r.Commitments {
			all = append(all, fmt.Sprintf("%s %s %s %d", x.Text, x.State, x.Due, x.Late))
		}
		for _, e := range r.Experiments {
			all = append(all, fmt.Sprintf("%s %s %q %q %q", e.Title, e.State, e.Outcome, e.Half, e.Learned))
		}
		return all
	}
	if got, want := told(2025), []string{"grant kept 2025-10-31 0", "accounts late 2025-12-01 31", "hours kept 2025-11-30 0", "rent kept 2025-09-30 3", `evening running "" "" ""`}; !slices.Equal(got, want) {
		t.Errorf("2025: %q, want %q", got, want)
	}
	if got, want := told(2026), []string{"grant late 2026-10-31 29", "accounts kept 2025-12-01 40", "hours kept 2026-08-31 0", "rent late 2026-01-31 302", `evening ended "` + string(Outcomes[0]) + `" "later" "later"`}; !slices.Equal(got, want) {
		t.Errorf("2026: %q, want %q", got, want)
	}
}

func anyDay(from string, days int) *rapid.Generator[civil.Date] {
	return rapid.Custom(func(t *rapid.T) civil.Date { return day(from).AddDays(rapid.IntRange(0, days).Draw(t, "day")) })
}

// How far a promise is follows from dates and evidence alone: the other side's same promise, with the same evidence, is as far, in whatever
// order it was written; and lateness grows by a day each day until something is given.
func TestPromisesOfBothSidesAreJudgedAlike(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		begins := day("2025-09-01")
		end := anyDay("2026-09-01", 800).Draw(t, "end")
		today := anyDay("2025-09-01", 1300).Draw(t, "today")
		p := Promise{Party: 1, Measure: rapid.SampledFrom(Measures).Draw(t, "measure"), Rhythm: rapid.SampledFrom(Rhythms).Draw(t, "rhythm"), Target: rapid.Int64Range(1, 40).Draw(t, "target"), Due: anyDay("2025-09-01", 500).Draw(t, "due")}
		dues := p.Dues(end, today)
		given := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Evidence {
			e := Evidence{Due: rapid.SampledFrom(dues).Draw(t, "of"), Day: anyDay("2025-09-01", 1300).Draw(t, "on"), Figure: rapid.Int64Range(0, 30).Draw(t, "figure"), Party: 1}
			if p.Measure == Paid {
				e.Step = rapid.SampledFrom(Steps).Draw(t, "step")
			}
			if rapid.Bool().Draw(t, "file") {
				e.File.Hash = "x"
			}
			return e
		}), 0, 6).Draw(t, "given")
		var count Counter
		if rapid.Bool().Draw(t, "counted") {
			n := rapid.Int64Range(0, 60).Draw(t, "n")
			count = func(m Measure, first, last civil.Date) (Count, bool) {
				if last.Before(first) || today.AddDays(-1).Before(last) {
					t.Fatalf("asked for %s to %s on %s", first, last, today)
				}
				return Told(n), true
			}
		}
		here := Judge(Commitment{Promise: p, Given: given}, begins, end, today, count)
		mirror := p
		mirror.Party = 2
		turned := slices.Clone(given)
		slices.Reverse(turned)
		for i := range turned {
			turned[i].Party = 2
		}
		if there := Judge(Commitment{Promise: mirror, Given: turned}, begins, end, today, count); here != there {
			t.Fatalf("one side %+v, the other %+v", here, there)
		}
		if here.State == Late || here.State == Half {
			if !here.Due.Before(today) {
				t.Fatalf("late before its day: %+v on %s", here, today)
			}
			if here.Days != 0 && here.Days != today.DaysSince(here.Due) {
				t.Fatalf("late by %d days, due %s, on %s", here.Days, here.Due, today)
			}
		} else if here.Days != 0 && (here.State != Kept || here.Days != here.KeptOn.DaysSince(here.Due)) {
			t.Fatalf("%+v is late", here)
		}
		if here.State == ToCome && here.Due.Before(today) {
			t.Fatalf("%+v is still to come on %s", here, today)
		}
	})
}

func TestAddMonthsKeepsTheEndOfTheMonth(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2025-10-31", 12, "2026-10-31"}, {"2025-09-30", 1, "2025-10-31"}, {"2025-10-31", 1, "2025-11-30"}, {"2025-11-30", 3, "2026-02-28"}, {"2028-08-31", -6, "2028-02-29"}, {"2025-01-15", -1, "2024-12-15"}, {"2025-01-30", 1, "2025-02-28"},
	} {
		if got := AddMonths(day(c.from), c.n); got != day(c.want) {
			t.Errorf("%s and %d months: %s, want %s", c.from, c.n, got, c.want)
		}
	}
}

func TestStatesGoWhereTheyMay(t *testing.T) {
	t.Parallel()
	states := []State{Draft, Proposed, Signed, Ended, Dropped}
	acts := []Act{ActPropose, ActRevise, ActSign, ActEnd, ActRestore, ActDrop, ActResume}
	own := map[State]map[Act]State{
		Draft:    {ActPropose: Proposed, ActRevise: Draft, ActDrop: Dropped},
		Proposed: {ActRevise: Draft, ActSign: Signed, ActDrop: Dropped},
		Signed:   {ActEnd: Ended},
		Ended:    {ActRestore: Signed},
		Dropped:  {ActResume: Draft},
	}
	amended := map[State]map[Act]State{Draft: own[Draft], Proposed: own[Proposed]}
	for _, from := range states {
		for _, act := range acts {
			if got, ok := from.Next(act); got != own[from][act] || ok != (got != "") {
				t.Errorf("%s, %s: %s %v, want %q", from, act, got, ok, own[from][act])
			}
			if got, ok := from.NextAmended(act); got != amended[from][act] || ok != (got != "") {
				t.Errorf("amendment %s, %s: %s %v, want %q", from, act, got, ok, amended[from][act])
			}
		}
	}
	for _, from := range []ExperimentState{Asked, Refused, Running, Tried} {
		for _, step := range []string{"agree", "refuse", "half", "end"} {
			want := map[ExperimentState]map[string]ExperimentState{Asked: {"agree": Running, "refuse": Refused}, Running: {"half": Running, "end": Tried}}[from][step]
			if got, ok := from.Next(step); got != want || ok != (want != "") {
				t.Errorf("experiment %s, %s: %s %v", from, step, got, ok)
			}
		}
	}
}

// Whoever looks every day can't tell from the difference who came in between: figures about people go by whole months while they grow.
func TestRunningFiguresOfPeopleStandStillForAMonth(t *testing.T) {
	t.Parallel()
	asked := map[Measure]map[civil.Date]bool{People: {}, Bookings: {}, Hours: {}, Shifts: {}}
	var today civil.Date
	count := func(m Measure, first, last civil.Date) (Count, bool) {
		asked[m][last] = true
		if !last.Before(today) {
			t.Errorf("%s: asked on %s for %s", m, today, last)
		}
		return Told(200), true
	}
	w := Whole{Convention: Convention{State: Signed, Text: Text{First: day("2025-09-01"), Last: day("2028-08-31")}}}
	for m := range asked {
		w.Commitments = append(w.Commitments, Commitment{Promise: Promise{Measure: m, Target: 5000, Rhythm: Yearly, Due: day("2026-12-31")}})
	}
	for today = day("2026-03-01"); today.Before(day("2026-04-01")); today = today.AddDays(1) {
		for _, c := range w.Commitments {
			Judge(c, w.Text.First, w.End(), today, count)
		}
		ReportOn(w, 2026, today, count)
	}
	for m, days := range asked {
		if m.AboutPeople() && (len(days) != 1 || !days[day("2026-02-28")]) || !m.AboutPeople() && len(days) != 31 {
			t.Errorf("%s was told as on %v", m, days)
		}
	}
	// Once the period is over its figure is what it is.
	today = day("2027-01-01")
	if s := Judge(w.Commitments[0], w.Text.First, w.End(), today, count); !s.Known {
		t.Errorf("%+v", s)
	}
	today = day("2027-01-05")
	if ReportOn(w, 2026, today, count); !asked[People][day("2026-12-31")] || !asked[Bookings][day("2026-12-31")] {
		t.Errorf("the report on a whole year tells of %v", asked[People])
	}
}

func TestTheLawIsASettingWithADay(t *testing.T) {
	t.Parallel()
	if _, ok := LawOn(WrittenAbove, day("2000-01-01")); ok {
		t.Error("the law of 2001 counts before it")
	}
	keys := func(text Text, parties ...Party) (all []string) {
		for _, a := range AdviceOn(text, parties, nil, day("2026-11-25")) {
			if a.Source == "" {
				t.Errorf("%s has no source", a.Key)
			}
			all = append(all, a.Key)
		}
		return all
	}
	three := Text{First: day("2025-09-01"), Last: day("2028-08-31")}
	with := func(change func(*Text)) Text { x := three; change(&x); return x }
	siret := Party{Siret: "12345678901237"}
	for name, c := range map[string]struct {
		text Text
		want []string
	}{
		"nothing given":           {three, nil},
		"premises of 20,000 €":    {with(func(t *Text) { t.Value = 20_000_00 }), nil},
		"premises and a grant":    {with(func(t *Text) { t.Value, t.Amount = 12_000_00, 36_000_00 }), []string{"written", "report"}},
		"exactly 23,000 €":        {with(func(t *Text) { t.Amount = 69_000_00 }), []string{"report"}},
		"five years":              {with(func(t *Text) { t.Amount, t.Last = 5_00, day("2030-08-31") }), []string{"term", "report"}},
		"four years to the day":   {with(func(t *Text) { t.Amount, t.Last = 5_00, day("2029-08-31") }), []string{"report"}},
		"200,000 € a year":        {with(func(t *Text) { t.Amount = 600_000_00 }), []string{"written", "auditor", "report"}},
		"paid after three months": {with(func(t *Text) { t.Amount, t.Promises = 5_00, []Promise{{Measure: Paid, Due: day("2025-12-01")}} }), []string{"payment", "report"}},
	} {
		if got := keys(c.text, siret); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	grant := func(amount int64, first, last string) Convention {
		return Convention{Text: Text{Amount: amount, First: day(first), Last: day(last)}}
	}
	ended := grant(300_000_00, "2025-01-01", "2027-12-31")
	ended.EndedOn = day("2026-01-31")
	hundred := with(func(t *Text) { t.Amount = 300_000_00 }) // 100,000 € a year from September 2025
	for name, c := range map[string]struct {
		others    []Convention
		year      int
		sum       int64
		in        int
		otherwise bool
	}{
		"alone":                          {otherwise: true},
		"one of another authority":       {others: []Convention{grant(120_000_00, "2026-01-01", "2027-12-31")}, year: 2026, sum: 160_000_00, in: 1},
		"one that comes next year":       {others: []Convention{grant(60_000_00, "2027-01-01", "2027-12-31"), grant(9_00, "2020-01-01", "2020-12-31")}, year: 2027, sum: 160_000_00, in: 1},
		"exactly as much as is let pass": {others: []Convention{grant(53_000_00, "2026-01-01", "2026-12-31")}, otherwise: true},
		"one that ended in January":      {others: []Convention{ended}, otherwise: true},
		"one that the next follows":      {others: []Convention{grant(53_000_00, "2025-07-01", "2026-06-30"), grant(50_000_00, "2026-07-01", "2027-06-30")}, otherwise: true},
		"premises":                       {others: []Convention{{Text: Text{Value: 900_000_00, First: day("2026-01-01"), Last: day("2026-12-31")}}}, otherwise: true},
	} {
		all := AdviceOn(hundred, []Party{siret}, c.others, day("2026-11-25"))
		i := slices.IndexFunc(all, func(a Advice) bool { return a.Key == "auditor" })
		if i < 0 != c.otherwise {
			t.Errorf("%s: %+v", name, all)
		} else if i >= 0 && (all[i].Year != c.year || all[i].Sum != c.sum || all[i].Others != c.in) {
			t.Errorf("%s: %+v", name, all[i])
		}
	}
	if got := keys(with(func(t *Text) { t.Amount = 5_00 }), Party{}); !slices.Contains(got, "siret") {
		t.Errorf("without SIRET: %v", got)
	}
	if got := ReportDue(2026); got != day("2027-06-30") {
		t.Errorf("the report on 2026 is due on %s", got)
	}
}

func TestEveryKindHasAModel(t *testing.T) {
	t.Parallel()
	for _, k := range Kinds {
		all := ModelOf(k)
		if len(all) < 5 {
			t.Errorf("%s: %d clauses", k, len(all))
		}
		for _, c := range all {
			if c.Title == "" || c.Text == "" || c.Key == "" {
				t.Errorf("%s: %+v", k, c)
			}
		}
	}
}

func TestOnlyARuleOfWhoSignsIsRelaxed(t *testing.T) {
	t.Parallel()
	own := 0
	for _, k := range RuleKinds {
		if k.Refusal() == "" {
			own++
		}
	}
	if own != 5 || RuleLaw.Refusal() == "" || RuleFire.Refusal() == "" {
		t.Errorf("%d kinds can be relaxed", own)
	}
}

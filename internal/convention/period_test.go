package convention_test

import (
	"slices"
	"sync"
	"testing"

	"mitoyen/internal/convention"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

// Each quarter of which less was counted than promised is a line of the logbook, once, alike for both sides: written down a week after, by whichever
// of the processes comes first, and never unsaid by what the place becomes.
func TestEachMissedPeriodIsALine(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		h.write(func(x *convention.Text) {
			x.Promises = []convention.Promise{{Party: 1, Text: "Ouvrir 30 h", Measure: convention.Hours, Target: 30, Rhythm: convention.Quarterly, Due: day("2025-12-31")},
				{Party: 1, Text: "Recevoir", Measure: convention.People, Target: 100, Rhythm: convention.Quarterly, Due: day("2025-12-31")},
				{Party: 2, Text: "Rendre", Measure: convention.Done, Rhythm: convention.Once, Due: day("2030-01-01")}}
		})
		h.sign()
		did := map[string]int64{"2025-12-31": 31, "2026-03-31": 25, "2026-06-30": 0, "2026-09-30": 28}
		count := func(m convention.Measure, first, last civil.Date) (convention.Count, bool) {
			if m == convention.People {
				return convention.Count{Few: true}, true
			}
			return convention.Count{N: did[last.String()]}, true
		}
		write := func(on string) {
			h.must(on, func(tx *store.Tx) error { return convention.WritePeriods(tx, h.read1(tx), count) })
		}
		lines := func(on string, count convention.Counter) (all []string) {
			h.Helper()
			sides := [][]string{}
			for _, w := range []convention.Whole{h.read(h.chef), h.read(h.mayor)} {
				var of []string
				for _, e := range convention.Logbook(w, day(on), count) {
					if e.Kind == convention.WasMissed && e.Commitment.Measure == convention.Hours {
						of = append(of, e.Period.First.String()+" "+e.Day.String()+" "+string(e.Period.State)+" "+string(rune('0'+e.Period.Figure/10))+string(rune('0'+e.Period.Figure%10)))
					}
					if e.Kind == convention.BecameLate {
						t.Errorf("on %s a counted promise is told twice", on)
					}
				}
				sides = append(sides, of)
			}
			if !slices.Equal(sides[0], sides[1]) {
				t.Errorf("the sides read otherwise: %q %q", sides[0], sides[1])
			}
			return sides[0]
		}
		want := func(on string, count convention.Counter, all ...string) {
			h.Helper()
			if got := lines(on, count); !slices.Equal(got, all) {
				t.Errorf("on %s: %q, want %q", on, got, all)
			}
		}
		q1, q2, q3 := "2026-01-01 2026-04-01 half 25", "2026-04-01 2026-07-01 late 00", "2026-07-01 2026-10-01 half 28"
		want("2026-02-01", count)
		want("2026-04-02", count, q1) // as it stands, until it is written down
		write("2026-04-02")
		did["2026-03-31"] = 26 // a tally came in late
		want("2026-04-03", count, "2026-01-01 2026-04-01 half 26")
		did["2026-03-31"] = 25
		write("2026-04-08")
		want("2026-04-08", nil, q1) // written down: nothing is counted any more
		did["2026-03-31"] = 40      // what is written down stays
		write("2026-10-12")
		write("2026-10-12") // a restart
		want("2026-10-12", count, q1, q2, q3)
		want("2026-06-15", count, q1) // what came later isn't told of before
		// The report on the year and the promise's page say what the logbook says.
		for _, count := range []convention.Counter{count, nil} {
			w := h.read(h.mayor)
			told := w.ToldOf(2026, day("2026-10-12"), count)
			if i := slices.IndexFunc(told, func(s convention.Stood) bool { return s.Measure == convention.Hours }); i < 0 || told[i].Standing.State != convention.Half || told[i].Figure != 25 || told[i].Standing.Due != day("2026-03-31") {
				t.Errorf("the report tells %+v", told)
			}
			if s := convention.Judge(w.Commitments[0], w.Text.First, w.End(), day("2026-10-12"), count); s.State != convention.Half || s.Figure != 28 {
				t.Errorf("judged as %+v", s)
			}
		}

		// Twenty processes at once, on a day when two periods are due.
		did["2026-12-31"], did["2027-03-31"] = 1, 2
		var g sync.WaitGroup
		errs := make(chan error, 20)
		for range 20 {
			g.Go(func() {
				errs <- h.on("2027-04-20", func(tx *store.Tx) error { return convention.WritePeriods(tx, h.read1(tx), count) })
			})
		}
		g.Wait()
		close(errs)
		for err := range errs {
			if err != nil {
				t.Error(err)
			}
		}
		want("2027-04-20", count, q1, q2, q3, "2026-10-01 2027-01-01 half 01", "2027-01-01 2027-04-01 half 02")
		// Of a few people a line says that it was missed, and no figure.
		ofPeople := 0
		for _, e := range convention.Logbook(h.read(h.mayor), day("2027-04-20"), nil) {
			if e.Kind == convention.WasMissed && e.Commitment.Measure == convention.People {
				if ofPeople++; !e.Period.Few || e.Period.Figure != 0 {
					t.Errorf("of people: %+v", e.Period)
				}
			}
		}
		if ofPeople == 0 {
			t.Error("no line about people")
		}
	})
}

package convention_test

import (
	"testing"

	"mitoyen/internal/convention"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/shift"
	"mitoyen/internal/testkit"
)

// What a place did is counted by the hours that it had then, whatever they are today.
func TestPastHoursAreThoseOfThen(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		var where place.ID
		// on does something as if it were done at noon of a day.
		on := func(d string, do func(tx *store.Tx) error) {
			t.Helper()
			h.do(func(tx *store.Tx) error {
				tx.Now = day(d).At(12*60, place.Place{}.Zone())
				return do(tx)
			})
		}
		hours := func(d, text string) {
			t.Helper()
			on(d, func(tx *store.Tx) error {
				_, err := place.Edit(tx, h.chef, place.EditRequest{Place: where, Facts: place.Facts{place.FHours: text}})
				return err
			})
		}
		count := func(first, last string) (c convention.Count, ok bool) {
			t.Helper()
			h.do(func(tx *store.Tx) (err error) {
				p, e := place.Find(tx, where)
				if e != nil {
					return e
				}
				c, ok = convention.CounterOf(tx, p, nil, &err)(convention.Hours, day(first), day(last))
				return err
			})
			return c, ok
		}
		want := func(what, first, last string, n int64, since string) {
			t.Helper()
			c, ok := count(first, last)
			w := civil.Date{}
			if since != "" {
				w = day(since)
			}
			if !ok || c.N != n || c.Since != w {
				t.Errorf("%s: %+v (known %v), want %d since %q", what, c, ok, n, since)
			}
		}
		on("2025-09-01", func(tx *store.Tx) error {
			p, err := place.Create(tx, organisation.System, place.Place{Organisation: h.gare}, place.Facts{place.FName: "La GARE", place.FStage: "open", place.FHours: "Mo-Fr 10:00-16:00"},
				place.Origin{Rank: place.ByTeam, Source: "x", On: day("2025-09-01")}, "place.seeded")
			where = p.ID
			return err
		})
		want("before anything changed", "2025-09-01", "2025-09-28", 30, "")
		hours("2026-01-26", "Mo-Fr 10:00-20:00") // a Monday
		hours("2026-01-26", "Mo-Fr 10:00-14:00") // the same day, thought again
		want("the weeks before", "2026-01-05", "2026-01-25", 30, "")
		want("the weeks after", "2026-01-26", "2026-02-01", 20, "")
		want("two weeks of each", "2026-01-12", "2026-02-08", 25, "")
		want("before anybody gave hours", "2025-07-21", "2025-08-10", 30, "2025-09-01")
		// From February on it opens by shifts alone, of which nobody has taken any.
		on("2026-02-09", func(tx *store.Tx) error {
			return shift.Set(tx, h.chef, shift.Settings{Place: where, ByShifts: true})
		})
		want("before it opened by shifts", "2026-01-26", "2026-02-01", 20, "")
		if c, ok := count("2026-02-09", "2026-03-01"); ok || c.N != 0 {
			t.Errorf("by shifts, without a pattern: %+v %v", c, ok)
		}
		want("half of it by shifts", "2026-02-02", "2026-02-15", 10, "")
		hours("2026-02-16", "")
		want("hours that nobody gives any more", "2026-01-26", "2026-02-01", 20, "")
		want("the first ones still stand", "2025-09-01", "2025-09-28", 30, "")
		// Somebody gives hours for the first time: they stand for those that nobody wrote down, and that is said.
		on("2025-09-01", func(tx *store.Tx) error {
			p, err := place.Create(tx, organisation.System, place.Place{Organisation: h.gare}, place.Facts{place.FName: "La halle", place.FStage: "open"}, place.Origin{Rank: place.ByTeam, Source: "x", On: day("2025-09-01")}, "place.seeded")
			where = p.ID
			return err
		})
		if c, ok := count("2025-09-01", "2025-09-28"); ok {
			t.Errorf("without hours: %+v", c)
		}
		hours("2026-01-26", "Mo-Fr 10:00-14:00")
		want("before the first were given", "2026-01-05", "2026-01-25", 20, "2026-01-26")
		want("and after", "2026-01-26", "2026-02-08", 20, "")
		hours("2026-02-09", "Mo-Fr 10:00-12:00")
		want("before, after the second", "2026-01-05", "2026-01-25", 20, "2026-01-26")
		want("the first, after the second", "2026-01-26", "2026-02-08", 20, "")
	})
}

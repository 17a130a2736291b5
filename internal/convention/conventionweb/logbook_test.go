package conventionweb

import (
	"fmt"
	"testing"

	"mitoyen/internal/convention"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/id"
)

// A year of receipts is one line, dated when the last came; what has something of its own to say keeps its line.
func TestReceiptsOfAYearAreOneLine(t *testing.T) {
	t.Parallel()
	rent := &convention.Commitment{ID: id.New[convention.Commitment](), Promise: convention.Promise{Rhythm: convention.Monthly}}
	yearly := &convention.Commitment{ID: id.New[convention.Commitment](), Promise: convention.Promise{Rhythm: convention.Yearly}}
	given := func(day string, c *convention.Commitment, e convention.Evidence) convention.Event {
		return convention.Event{Day: civil.MustDate(day), Commitment: c, Evidence: &e}
	}
	all := []convention.Event{
		given("2025-11-10", rent, convention.Evidence{Text: "Quittance"}), given("2025-12-10", rent, convention.Evidence{Text: "Quittance"}),
		given("2026-01-10", rent, convention.Evidence{Text: "Quittance"}), {Day: civil.MustDate("2026-02-01"), Text: "Appel"}, given("2026-02-10", rent, convention.Evidence{Text: "Quittance"}),
		given("2026-03-10", rent, convention.Evidence{Text: "En deux fois"}), given("2026-04-10", rent, convention.Evidence{Text: "Quittance", File: convention.File{Hash: "x"}}),
		given("2026-05-10", yearly, convention.Evidence{Text: "Quittance"}), given("2026-06-10", rent, convention.Evidence{Text: "Quittance"}),
	}
	got := ""
	for _, y := range chapters(all) {
		got += fmt.Sprint(y.Year, ":")
		for _, e := range y.Entries {
			got += fmt.Sprint(" ", e.Day, "×", e.Times, " from ", e.From)
		}
		got += "\n"
	}
	want := "2025: 2025-12-10×2 from 2025-11-10\n" +
		"2026: 2026-02-01×1 from 2026-02-01 2026-03-10×1 from 2026-03-10 2026-04-10×1 from 2026-04-10 2026-05-10×1 from 2026-05-10 2026-06-10×3 from 2026-01-10\n"
	if got != want {
		t.Errorf("chapters:\n%swant:\n%s", got, want)
	}
}

package opening

import (
	"fmt"
	"testing"
	"time"
	_ "time/tzdata"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/locale"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// on is an instant by the clock of a zone: "2026-11-24 14:30", or with an offset where the clock shows the hour twice.
func on(t testing.TB, text string, z *time.Location) civil.Instant {
	t.Helper()
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02 15:04 -0700"} {
		if at, err := time.ParseInLocation(layout, text, z); err == nil {
			return civil.At(at)
		}
	}
	t.Fatalf("%q is no instant", text)
	return civil.Instant{}
}

func osm(t testing.TB, text string) Hours {
	t.Helper()
	h, err := ParseOSM(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return h
}

func french(t testing.TB) *i18n.Printer {
	t.Helper()
	c, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c.In(i18n.French)
}

// read says a state in one line for the tables below.
func read(s State, z *time.Location) string {
	text := [...]string{"unknown", "closed", "by appointment", "open"}[s.Kind]
	if !s.Until.IsZero() {
		text += " until " + s.Until.In(z).Format("Mon 2006-01-02 15:04 MST")
	}
	if s.Unsure {
		text += ", unsure"
	}
	if s.Reason != ReasonNone {
		text += ", " + [...]string{"", "exception", "public", "school", "school calendar"}[s.Reason]
	}
	if s.Label != "" {
		text += " " + s.Label
	}
	if s.Holiday != "" {
		text += " " + s.Holiday[len("opening.holiday."):]
	}
	if !s.Through.IsZero() {
		text += " through " + s.Through.String()
	}
	return text
}

func TestState(t *testing.T) {
	t.Parallel()
	schools := realSchools(t)
	const gare = "Tu,Fr 09:00-18:00; We 09:00-20:00; Th 09:00-12:30; Sa 10:00-16:00; PH off"
	for _, group := range []struct {
		name, hours, departement, zone string
		at                             [][2]string
	}{
		{"an ordinary week", gare, "52", "Europe/Paris", [][2]string{
			{"2026-11-24 08:59", "closed until Tue 2026-11-24 09:00 CET"},
			{"2026-11-24 09:00", "open until Tue 2026-11-24 18:00 CET"},
			{"2026-11-24 17:59", "open until Tue 2026-11-24 18:00 CET"},
			{"2026-11-24 18:00", "closed until Wed 2026-11-25 09:00 CET"},
			{"2026-11-22 12:00", "closed until Tue 2026-11-24 09:00 CET"},
		}},
		{"public holidays closed", gare, "52", "Europe/Paris", [][2]string{
			{"2026-11-11 10:00", "closed until Thu 2026-11-12 09:00 CET, public armistice"},
			{"2026-12-24 13:00", "closed until Sat 2026-12-26 10:00 CET"},
		}},
		{"in Alsace 26 December is one too, and Good Friday may be", gare, "67", "Europe/Paris", [][2]string{
			{"2026-12-26 11:00", "closed until Tue 2026-12-29 09:00 CET, public saint_stephen"},
			{"2026-04-03 10:00", "unknown, public good_friday"},
			{"2026-04-02 13:00", "closed until Sat 2026-04-04 10:00 CEST, unsure"},
		}},
		{"nobody spoke of public holidays", "Mo-Fr 09:00-17:00", "52", "Europe/Paris", [][2]string{
			{"2026-11-11 10:00", "unknown, public armistice"},
			{"2026-11-11 23:00", "unknown, public armistice"},
			{"2026-11-10 18:00", "closed until Thu 2026-11-12 09:00 CET, unsure"},
			{"2026-11-01 10:00", "closed until Mon 2026-11-02 09:00 CET"}, // a Sunday: closed whatever the rule
			{"2026-08-15 10:00", "closed until Mon 2026-08-17 09:00 CEST"},
		}},
		{"other hours on public holidays", "Mo-Fr 09:00-17:00; PH 10:00-12:00", "52", "Europe/Paris", [][2]string{
			{"2026-11-11 09:30", "closed until Wed 2026-11-11 10:00 CET, public armistice"},
			{"2026-11-11 10:30", "open until Wed 2026-11-11 12:00 CET, public armistice"},
			{"2026-11-01 10:30", "open until Sun 2026-11-01 12:00 CET, public all_saints"},
		}},
		{"as usual on public holidays", `Mo-Fr 09:00-17:00; PH "horaires habituels"`, "52", "Europe/Paris", [][2]string{
			{"2026-11-11 10:00", "open until Wed 2026-11-11 17:00 CET"},
		}},
		{"closed in school holidays, zone B", "Mo-Fr 09:00-17:00; SH off; PH off", "52", "Europe/Paris", [][2]string{
			{"2026-02-13 10:00", "open until Fri 2026-02-13 17:00 CET"},
			{"2026-02-16 10:00", "closed until Mon 2026-03-02 09:00 CET, school"},
			{"2026-02-14 10:00", "closed, school"}, // a Saturday; the next opening is sixteen days away
			{"2026-11-24 10:00", "unknown, school calendar"},
			{"2026-11-22 10:00", "closed, unsure"}, // a Sunday: closed in any case, but nothing is sure after it
			{"2026-08-28 18:00", "closed, unsure, school"},
		}},
		{"the same in Corse, whose school calendar nobody gave", "Mo-Fr 09:00-17:00; SH off", "2A", "Europe/Paris", [][2]string{
			{"2026-02-13 10:00", "unknown, school calendar"},
		}},
		{"other hours in school holidays", "Mo-Fr 09:00-17:00; SH Mo-Fr 14:00-17:00", "52", "Europe/Paris", [][2]string{
			{"2026-02-16 10:00", "closed until Mon 2026-02-16 14:00 CET, school"},
			{"2026-02-14 10:00", "closed until Mon 2026-02-16 14:00 CET"},
		}},
		{"unknown in school holidays", "Mo-Fr 09:00-17:00; SH unknown", "52", "Europe/Paris", [][2]string{
			{"2026-02-13 10:00", "open until Fri 2026-02-13 17:00 CET"},
			{"2026-02-16 10:00", "unknown, school"},
			{"2026-11-24 10:00", "unknown, school calendar"},
		}},
		{"as usual in school holidays needs no calendar", "Mo-Fr 09:00-17:00", "2A", "Europe/Paris", [][2]string{
			{"2026-11-24 10:00", "open until Tue 2026-11-24 17:00 CET"},
		}},
		{"summer closure", `Mo-Fr 09:00-17:00; PH 10:00-12:00; 2026 Aug 03-28 off "congés d'été"`, "52", "Europe/Paris", [][2]string{
			{"2026-08-03 10:00", "closed, exception congés d'été through 2026-08-28"},
			{"2026-08-15 10:30", "closed, exception congés d'été through 2026-08-28"}, // a closed period stays closed on its holidays
			{"2026-08-20 10:00", "closed until Mon 2026-08-31 09:00 CEST, exception congés d'été through 2026-08-28"},
			{"2026-08-29 10:00", "closed until Mon 2026-08-31 09:00 CEST"},
		}},
		{"summer hours keep the rule of the holidays in them", "Mo-Fr 09:00-17:00; PH off; 2026 Jul 06-Aug 28 Mo-Fr 08:00-13:00", "52", "Europe/Paris", [][2]string{
			{"2026-07-13 08:30", "open until Mon 2026-07-13 13:00 CEST, exception"},
			{"2026-07-14 08:30", "closed until Wed 2026-07-15 08:00 CEST, public national_day"},
		}},
		{"a named day beats the holiday that it is", `Mo-Fr 09:00-17:00; PH off; 2026 Nov 11 14:00-18:00 open "marché"`, "52", "Europe/Paris", [][2]string{
			{"2026-11-11 10:00", "closed until Wed 2026-11-11 14:00 CET, exception marché"},
			{"2026-11-11 15:00", "open until Wed 2026-11-11 18:00 CET, exception marché"},
		}},
		{"a named day open as on any other", `Mo-Fr 09:00-17:00; PH off; 2026 Nov 11 "horaires habituels"`, "52", "Europe/Paris", [][2]string{
			{"2026-11-11 10:00", "open until Wed 2026-11-11 17:00 CET, exception"},
		}},
		{"a day beats a period, a dated word a yearly one", `Mo-Su 09:00-17:00; Dec 24-Jan 02 off; 2026 Dec 28 10:00-12:00; Dec 31 10:00-11:00`, "52", "Europe/Paris", [][2]string{
			{"2026-12-28 10:00", "open until Mon 2026-12-28 12:00 CET, exception"},
			{"2026-12-29 10:00", "closed until Thu 2026-12-31 10:00 CET, exception through 2027-01-02"},
			{"2027-01-01 10:00", "closed until Sun 2027-01-03 09:00 CET, exception through 2027-01-02"},
			{"2027-12-28 10:00", "closed until Fri 2027-12-31 10:00 CET, exception through 2028-01-02"},
		}},
		{"a night past midnight", "Fr,Sa 20:00-02:00; PH off", "972", "America/Martinique", [][2]string{
			{"2026-11-27 19:59", "closed until Fri 2026-11-27 20:00 AST"},
			{"2026-11-28 01:59", "open until Sat 2026-11-28 02:00 AST"},
			{"2026-11-28 02:00", "closed until Sat 2026-11-28 20:00 AST"},
			{"2026-11-29 01:00", "open until Sun 2026-11-29 02:00 AST"},
			{"2026-12-26 01:00", "closed until Sat 2026-12-26 20:00 AST"}, // Friday was Christmas
			{"2026-05-23 01:00", "closed until Sat 2026-05-23 20:00 AST"}, // abolition day in Martinique
		}},
		{"a night that begins on an unknown day is unknown to its end", "Fr,Sa 20:00-02:00", "52", "Europe/Paris", [][2]string{
			{"2026-12-26 01:00", "unknown, public christmas"},
			{"2026-12-26 02:00", "closed until Sat 2026-12-26 20:00 CET"},
			{"2026-12-24 12:00", "closed until Sat 2026-12-26 20:00 CET, unsure"},
		}},
		{"the night before a closed day is the eve's", `Mo-Su 20:00-02:00; PH off; 2026 Nov 25 off "travaux"`, "52", "Europe/Paris", [][2]string{
			{"2026-11-25 01:00", "open until Wed 2026-11-25 02:00 CET"},
			{"2026-11-25 02:00", "closed until Thu 2026-11-26 20:00 CET, exception travaux through 2026-11-25"},
			{"2026-11-26 01:00", "closed until Thu 2026-11-26 20:00 CET"},
		}},
		{"spans that touch over midnight are one", "Fr 20:00-24:00; Sa 00:00-03:00,03:00-04:00; PH off", "52", "Europe/Paris", [][2]string{
			{"2026-11-27 21:00", "open until Sat 2026-11-28 04:00 CET"},
		}},
		{"day and night", "24/7", "52", "Europe/Paris", [][2]string{
			{"2026-12-25 03:00", "open"},
		}},
		{"day and night, but holidays unknown", "Mo-Su 00:00-24:00", "52", "Europe/Paris", [][2]string{
			{"2026-12-23 03:00", "open, unsure"},
			{"2026-12-25 03:00", "unknown, public christmas"},
			{"2026-11-24 03:00", "open"}, // 25 December is farther away than one looks
		}},
		{"day and night until a closure", "24/7; 2026 Nov 27 off", "52", "Europe/Paris", [][2]string{
			{"2026-11-24 03:00", "open until Fri 2026-11-27 00:00 CET"},
		}},
		{"clocks go forward: 02:00 is 03:00 on 29 March 2026", "Sa 20:00-02:30; Su 02:30-06:00", "52", "Europe/Paris", [][2]string{
			{"2026-03-28 21:00", "open until Sun 2026-03-29 06:00 CEST"},
			{"2026-03-29 01:59", "open until Sun 2026-03-29 06:00 CEST"},
			{"2026-03-29 03:00", "open until Sun 2026-03-29 06:00 CEST"},
		}},
		{"a span inside the skipped hour never opens", "Su 02:10-02:50; Su 10:00-11:00", "52", "Europe/Paris", [][2]string{
			{"2026-03-29 01:00", "closed until Sun 2026-03-29 10:00 CEST"},
		}},
		{"a night that ends in the skipped hour ends at the change", "Sa 20:00-02:30", "52", "Europe/Paris", [][2]string{
			{"2026-03-29 01:30", "open until Sun 2026-03-29 03:00 CEST"},
			{"2026-03-29 03:00", "closed until Sat 2026-04-04 20:00 CEST"},
		}},
		{"clocks go back: 03:00 is 02:00 on 25 October 2026", "Sa 20:00-02:30; Su 09:00-10:00", "52", "Europe/Paris", [][2]string{
			{"2026-10-24 21:00", "open until Sun 2026-10-25 02:30 CET"},
			{"2026-10-25 02:45 +0200", "open until Sun 2026-10-25 02:30 CET"}, // the clock shows 02:45, and will show 02:15 again
			{"2026-10-25 02:29 +0100", "open until Sun 2026-10-25 02:30 CET"},
			{"2026-10-25 02:30 +0100", "closed until Sun 2026-10-25 09:00 CET"},
		}},
		{"an opening in the hour that comes twice is the first", "Su 02:30-05:00", "52", "Europe/Paris", [][2]string{
			{"2026-10-25 02:15 +0200", "closed until Sun 2026-10-25 02:30 CEST"},
			{"2026-10-25 02:45 +0200", "open until Sun 2026-10-25 05:00 CET"},
		}},
		{"an ordinary day across the change keeps its wall time", "Mo-Su 09:00-18:00", "52", "Europe/Paris", [][2]string{
			{"2026-10-24 20:00", "closed until Sun 2026-10-25 09:00 CET"},
			{"2026-03-28 20:00", "closed until Sun 2026-03-29 09:00 CEST"},
		}},
		{"leap day", `Mo-Su 09:00-18:00; Feb 29 off "journée de trop"; 2028 Feb 28-Mar 01 10:00-11:00`, "52", "Europe/Paris", [][2]string{
			{"2028-02-29 10:00", "closed until Wed 2028-03-01 10:00 CET, exception journée de trop through 2028-02-29"},
			{"2028-02-28 10:30", "open until Mon 2028-02-28 11:00 CET, exception"},
			{"2027-02-28 10:00", "open until Sun 2027-02-28 18:00 CET"},
			{"2027-03-01 10:00", "open until Mon 2027-03-01 18:00 CET"},
		}},
		{"a yearly closure to the end of February", "Mo-Su 09:00-18:00; Feb off", "52", "Europe/Paris", [][2]string{
			{"2027-02-27 10:00", "closed until Mon 2027-03-01 09:00 CET, exception through 2027-02-28"},
			{"2028-02-27 10:00", "closed until Wed 2028-03-01 09:00 CET, exception through 2028-02-29"},
		}},
		{"by appointment only", `"sur rendez-vous"; PH off`, "52", "Europe/Paris", [][2]string{
			{"2026-11-24 03:00", "by appointment"},
			{"2026-11-11 10:00", "closed, public armistice"},
		}},
		{"afternoons by appointment", `Mo-Fr 09:00-12:00, Mo-Fr 14:00-17:00 "sur rendez-vous"`, "52", "Europe/Paris", [][2]string{
			{"2026-11-24 10:00", "open until Tue 2026-11-24 12:00 CET"},
			{"2026-11-24 12:30", "closed until Wed 2026-11-25 09:00 CET"},
			{"2026-11-24 15:00", "by appointment"},
		}},
		{"one afternoon by appointment and nothing else", `We 14:00-17:00 "sur rendez-vous"`, "52", "Europe/Paris", [][2]string{
			{"2026-11-23 10:00", "by appointment"},
		}},
		{"nothing known", "", "52", "Europe/Paris", [][2]string{
			{"2026-11-24 10:00", "unknown"},
			{"2026-11-11 10:00", "unknown"},
		}},
		{"only holidays known", "PH off", "52", "Europe/Paris", [][2]string{
			{"2026-11-24 10:00", "unknown"},
			{"2026-11-11 10:00", "closed, unsure, public armistice"},
		}},
		{"one day unknown", "Mo 09:00-12:00; Tu unknown; We 10:00-12:00", "52", "Europe/Paris", [][2]string{
			{"2026-11-23 13:00", "closed until Wed 2026-11-25 10:00 CET, unsure"},
			{"2026-11-24 13:00", "unknown"},
		}},
		{"a day that the place left open", `Mo-Fr 09:00-12:00; 2026 Dec 24 unknown "à voir"`, "52", "Europe/Paris", [][2]string{
			{"2026-12-24 10:00", "unknown, exception à voir"},
		}},
		{"long ago and far ahead", "Mo-Fr 09:00-17:00; PH off", "52", "Europe/Paris", [][2]string{
			{"1960-05-08 10:00", "closed until Mon 1960-05-09 09:00 CET"},
			{"1961-05-08 10:00", "open until Mon 1961-05-08 17:00 CET"},                      // no holiday then
			{"2149-05-08 10:00", "closed until Fri 2149-05-09 09:00 CEST, public ascension"}, // 8 May too, that year
			{"2151-05-07 10:00", "unknown, public"},                                          // beyond the rules
		}},
		{"closed for good", "off", "52", "Europe/Paris", [][2]string{
			{"2026-11-24 10:00", "closed"},
			{"2026-12-25 10:00", "closed"},
		}},
		{"the other side of the world", "Mo-Fr 07:30-16:00; PH off", "988", "Pacific/Noumea", [][2]string{
			{"2026-09-24 09:00", "closed until Fri 2026-09-25 07:30 +11, public citizenship"},
			{"2026-09-25 15:59", "open until Fri 2026-09-25 16:00 +11"},
		}},
		{"Saint-Pierre-et-Miquelon changes its clocks by its own rule", "Sa 22:00-03:00", "975", "America/Miquelon", [][2]string{
			{"2026-03-08 03:30", "closed until Sat 2026-03-14 22:00 -02"},
			{"2026-03-08 01:30", "open until Sun 2026-03-08 03:00 -02"},
			{"2026-11-01 02:30", "open until Sun 2026-11-01 03:00 -03"},
		}},
	} {
		z := zone(t, group.zone)
		cal := CalendarOf(group.departement, schools)
		table, err := osm(t, group.hours).Compile()
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range group.at {
			if got := read(table.State(on(t, c[0], z), z, cal), z); got != c[1] {
				t.Errorf("%s (%s)\n  on %s: %s\n  want %s", group.name, group.hours, c[0], got, c[1])
			}
		}
	}
}

func TestStateOfHoursThatCannotBe(t *testing.T) {
	t.Parallel()
	h := Hours{Week: Every(Day{Kind: Open})}
	z := zone(t, "Europe/Paris")
	if s := h.State(on(t, "2026-11-24 10:00", z), z, Calendar{}); s.Kind != Unknown {
		t.Errorf("open without hours: %+v", s)
	}
	if _, err := h.Compile(); err == nil {
		t.Error("open without hours was compiled")
	}
	fine := osm(t, "Tu 09:00-12:00")
	if s := fine.State(on(t, "2026-11-24 10:00", z), z, Calendar{}); s.Kind != Open || fmt.Sprint(s.Day, s.Clock, s.Today) != "2026-11-24 12:00 2026-11-24" {
		t.Errorf("%+v", s)
	}
}

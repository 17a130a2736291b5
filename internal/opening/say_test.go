package opening

import (
	"strings"
	"testing"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/locale"
)

// plain takes the no-break spaces and curly apostrophes out, so that the tables can be typed.
var plain = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "’", "'")

func TestSay(t *testing.T) {
	t.Parallel()
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	z, schools := zone(t, "Europe/Paris"), realSchools(t)
	for _, c := range []struct{ hours, at, french, english string }{
		{"Mo-Sa 09:00-18:00; PH off", "2026-11-24 10:00", "Ouvert jusqu'à 18 h", "Open until 18:00"},
		{"Mo-Sa 09:00-12:30,14:00-18:00; PH off", "2026-11-24 13:00", "Ouvre à 14 h", "Opens at 14:00"},
		{"Mo-Sa 09:00-18:00; PH off", "2026-11-24 20:00", "Ouvre demain à 9 h", "Opens tomorrow at 09:00"},
		{"Tu 09:30-18:00; PH off", "2026-11-22 20:00", "Ouvre mardi à 9 h 30", "Opens Tuesday at 09:30"},
		{"Tu 09:00-18:00; PH off; 2026 Nov 24 off", "2026-11-24 10:00", "Ouvre le mardi 1er décembre à 9 h", "Opens on Tuesday 1 December at 09:00"},
		{"Mo-Sa 09:00-18:00; SH off", "2026-08-28 20:00", "Fermé", "Closed"},
		{"off", "2026-11-24 20:00", "Fermé", "Closed"},
		{"Mo-Sa 09:00-18:00; 2026 Aug 01-31 off", "2026-08-03 10:00", "Fermé jusqu'au 31 août 2026 inclus", "Closed until 31 August 2026 included"},
		{"Mo-Sa 09:00-18:00", "2026-11-10 20:00", "Ouvre jeudi à 9 h au plus tard", "Opens Thursday at 09:00 at the latest"},
		{"Mo-Sa 09:00-18:00; 2026 Nov 25 unknown", "2026-11-24 20:00", "Ouvre jeudi à 9 h au plus tard", "Opens Thursday at 09:00 at the latest"},
		{"Mo-Sa 09:00-18:00", "2026-11-11 10:00", "Jour férié, ouverture à confirmer auprès du lieu", "Public holiday, opening to be confirmed with the place"},
		{"Mo-Sa 09:00-18:00; SH off", "2026-11-24 10:00", "Selon les vacances scolaires, à confirmer auprès du lieu", "Depends on school holidays, to be confirmed with the place"},
		{"Mo-Sa 09:00-18:00; 2026 Nov 24 unknown", "2026-11-24 10:00", "Horaires particuliers, à confirmer auprès du lieu", "Special hours, to be confirmed with the place"},
		{"", "2026-11-24 10:00", "Horaires non renseignés", "Hours not given"},
		{"by appointment", "2026-11-24 10:00", "Sur rendez-vous", "By appointment"},
		{"24/7", "2026-11-24 10:00", "Ouvert", "Open"},
		{"Tu 20:00-02:00", "2026-11-24 23:00", "Ouvert jusqu'à 2 h", "Open until 02:00"},
		{"Tu 20:00-24:00", "2026-11-24 23:00", "Ouvert jusqu'à minuit", "Open until midnight"},
		{"Mo-Su 00:00-24:00; Th 00:00-18:00; PH off", "2026-11-24 23:00", "Ouvert jusqu'à jeudi, 18 h", "Open until Thursday, 18:00"},
		{"Mo-Su 00:00-24:00; We 00:00-18:00; PH off", "2026-11-24 23:00", "Ouvert jusqu'à demain, 18 h", "Open until tomorrow, 18:00"},
		{"24/7; 2026 Dec 08 00:00-18:00", "2026-11-24 23:00", "Ouvert jusqu'au mardi 8 décembre, 18 h", "Open until Tuesday 8 December, 18:00"},
	} {
		s := osm(t, c.hours).State(on(t, c.at, z), z, CalendarOf("52", schools))
		for lang, want := range map[i18n.Lang]string{i18n.French: c.french, i18n.English: c.english} {
			if got := plain.Replace(Say(catalog.In(lang), s)); got != want {
				t.Errorf("%s on %s\n is  %s\n not %s", c.hours, c.at, got, want)
			}
		}
	}
}

// The unsure sentences that no ordinary timetable reaches in two weeks.
func TestSayUnsure(t *testing.T) {
	t.Parallel()
	p := french(t)
	today := civil.MustDate("2026-11-24")
	for ahead, want := range map[int]string{
		0: "Ouvre à 9 h au plus tard",
		1: "Ouvre demain à 9 h au plus tard",
		7: "Ouvre le mardi 1er décembre à 9 h au plus tard",
	} {
		s := State{Kind: Closed, Until: civil.At(time.Unix(1, 0)), Day: today.AddDays(ahead), Clock: 540, Today: today, Unsure: true}
		if got := plain.Replace(Say(p, s)); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestSummary(t *testing.T) {
	t.Parallel()
	p := french(t)
	for _, c := range []struct{ hours, want string }{
		{"Tu-Fr 09:00-18:00; PH off", "lundi : fermé / mardi – vendredi * : 9 h – 18 h / samedi et dimanche : fermé"},
		{"24/7", "tous les jours * : 24 h sur 24"},
		{"", "tous les jours * : non renseigné"},
		{`Mo,We 09:00-12:30,14:00-18:00; Tu "sur rendez-vous"; Th unknown; Fr 14:00-18:00 "sur rendez-vous"`,
			"lundi : 9 h – 12 h 30, 14 h – 18 h / mardi * : sur rendez-vous / mercredi : 9 h – 12 h 30, 14 h – 18 h / jeudi : non renseigné / vendredi : 14 h – 18 h sur rendez-vous / samedi et dimanche : fermé"},
	} {
		var lines []string
		for _, l := range osm(t, c.hours).Summary(time.Tuesday) {
			mark := ""
			if l.Today {
				mark = " *"
			}
			lines = append(lines, SayDays(p, l)+mark+" : "+SayDay(p, l.Day))
		}
		if got := plain.Replace(strings.Join(lines, " / ")); got != c.want {
			t.Errorf("%s\n is  %s\n not %s", c.hours, got, c.want)
		}
	}
}

func TestWeekOfAPage(t *testing.T) {
	t.Parallel()
	p := french(t)
	table, err := osm(t, `Mo-Sa 09:00-18:00; PH off; 2026 Dec 24 09:00-12:00 open "veille de Noël"; 2026 Dec 28-2027 Jan 02 off; 2027 Jan 01 unknown`).Compile()
	if err != nil {
		t.Fatal(err)
	}
	say := func(from, departement string) string {
		var lines []string
		for _, row := range table.Week(civil.MustDate(from), CalendarOf(departement, nil)) {
			line := row.Date.String()[5:] + " " + SayDay(p, row.Day)
			if why := SayWhy(p, row.Reason, row.Label, row.Holiday); why != "" {
				line += " (" + why + ")"
			}
			if row.Today {
				line = "* " + line
			}
			lines = append(lines, plain.Replace(line))
		}
		return strings.Join(lines, "\n")
	}
	want := `* 12-23 9 h – 18 h
12-24 9 h – 12 h (veille de Noël)
12-25 fermé (Noël)
12-26 fermé (Saint-Étienne)
12-27 fermé
12-28 fermé (horaires particuliers)
12-29 fermé (horaires particuliers)`
	if got := say("2026-12-23", "67"); got != want {
		t.Errorf("in Strasbourg\n%s", got)
	}
	if got := say("2027-01-01", "52"); !strings.HasPrefix(got, "* 01-01 non renseigné (horaires particuliers)\n01-02 fermé (horaires particuliers)\n01-03 fermé\n01-04 9 h – 18 h") {
		t.Errorf("in the new year\n%s", got)
	}
	if got := say("2027-03-25", "67"); !strings.Contains(got, "03-26 non renseigné (Vendredi saint)\n") {
		t.Errorf("before Easter in Strasbourg\n%s", got)
	}
	usual, err := New(Every(Always().Week[0])).Compile()
	if err != nil {
		t.Fatal(err)
	}
	if row := usual.Day(civil.MustDate("2026-12-25"), Calendar{}); row.Day.Kind != Unknown || row.Reason != ReasonPublicHoliday {
		t.Errorf("Christmas that nobody spoke of: %+v", row)
	}
}

func TestEveryWhyIsSaid(t *testing.T) {
	t.Parallel()
	p := french(t)
	for _, r := range publicRules {
		if got := SayWhy(p, ReasonPublicHoliday, "", r.key); strings.HasPrefix(got, "[") {
			t.Errorf("%s has no name", r.key)
		}
	}
	for reason, want := range map[Reason]string{
		ReasonNone: "", ReasonException: "horaires particuliers", ReasonPublicHoliday: "jour férié", ReasonSchoolHoliday: "vacances scolaires",
		ReasonSchoolCalendar: "calendrier scolaire non connu",
	} {
		if got := SayWhy(p, reason, "", ""); got != want {
			t.Errorf("%d: %q, want %q", reason, got, want)
		}
	}
	// What ParseDay, ParseOSM and Check refuse is said too, with its values.
	for _, text := range []string{"14h-9h", "9h75-12h", "9h-13h, 12h-14h", "le matin", "9h", strings.Repeat("x", 2000)} {
		_, err := ParseDay(text)
		refusalIsSaid(t, err)
	}
	for _, text := range []string{"Lu off", "Mo", `Mo "x`, `Mo 09:00-12:00 "x"`, "Feb 30 off", "Mo 09:61-12:00", "Mo 09:00-12:00,", `Dec 24 off "a"; Dec 24 off "b"`} {
		_, err := ParseOSM(text)
		refusalIsSaid(t, err)
	}
}

// refusalIsSaid checks that a refusal has a sentence and leaves none of its places empty.
func refusalIsSaid(t *testing.T, err error) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok {
		t.Errorf("%v is no refusal", err)
		return
	}
	if said := french(t).T(f.Code, i18n.Args(f.Args)); strings.HasPrefix(said, "[") || strings.Contains(said, "<no value>") {
		t.Errorf("%s %v is said %q", f.Code, f.Args, said)
	}
}

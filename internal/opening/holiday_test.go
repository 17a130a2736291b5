package opening

import (
	"encoding/csv"
	"os"
	"slices"
	"testing"
	"time"

	"mitoyen/internal/kit/civil"
)

func csvRows(t testing.TB, file string) [][]string {
	t.Helper()
	f, err := os.Open("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

func TestPublicHolidaysAreThoseOfTheOpenData(t *testing.T) {
	t.Parallel()
	keys := map[string]string{
		"Jour de l'an": "new_year", "Lundi de Pâques": "easter_monday", "Fête du travail": "labour_day", "Victoire des alliés": "victory",
		"Ascension": "ascension", "Lundi de Pentecôte": "whit_monday", "Fête Nationale": "national_day", "Assomption": "assumption",
		"Toussaint": "all_saints", "Armistice": "armistice", "Noël": "christmas", "Vendredi Saint": "good_friday", "Saint Étienne": "saint_stephen",
	}
	type line struct {
		date civil.Date
		key  string
	}
	national, alsace := map[line]bool{}, map[line]bool{}
	rows := csvRows(t, "jours-feries.csv")
	for _, row := range rows {
		l := line{civil.MustDate(row[0]), "opening.holiday." + keys[row[1]]}
		alsace[l] = true
		if row[2] == "metropole" {
			national[l] = true
		}
	}
	if len(rows) != 299 || len(alsace) != 299 {
		t.Fatalf("%d rows, %d holidays", len(rows), len(alsace))
	}
	for zone, want := range map[PublicZone]map[line]bool{National: national, AlsaceMoselle: alsace} {
		got := map[line]bool{}
		for year := 2014; year <= 2036; year++ {
			for _, h := range zone.In(year) {
				got[line{h.Date, h.Key}] = true
				if !want[line{h.Date, h.Key}] {
					t.Errorf("zone %d: the data doesn't have %s %s", zone, h.Date, h.Key)
				}
			}
		}
		for l := range want {
			if !got[l] {
				t.Errorf("zone %d: only the data has %s %s", zone, l.date, l.key)
			}
		}
		// On says the same, day by day.
		for d := civil.MustDate("2014-01-01"); d.Year < 2037; d = d.AddDays(1) {
			h, answer := zone.On(d)
			if (answer == No) == got[line{d, h.Key}] {
				t.Errorf("zone %d: On(%s) = %v, %d", zone, d, h, answer)
			}
		}
	}
}

// Easter by the older reckoning of Delambre and Butcher, as a second opinion over the whole table.
func TestEasterByTwoReckonings(t *testing.T) {
	t.Parallel()
	for year := minYear; year <= maxYear; year++ {
		a, b, c := year%19, year/100, year%100
		d, e := b/4, b%4
		g := (b - (b+8)/25 + 1) / 3
		h := (19*a + b - d - g + 15) % 30
		l := (32 + 2*e + 2*(c/4) - h - c%4) % 7
		m := (a + 11*h + 22*l) / 451
		n := h + l - 7*m + 114
		want := civil.Date{Year: year, Month: time.Month(n / 31), Day: n%31 + 1}
		if got := Easter(year); got != want {
			t.Errorf("Easter %d is %s, not %s", year, want, got)
		}
		for _, days := range []int{-2, 0, 1, 39, 50} {
			month, day := afterEaster(year, days)
			if got := (civil.Date{Year: year, Month: month, Day: day}); got != want.AddDays(days) {
				t.Errorf("%d days after Easter %d is %s, not %s", days, year, want.AddDays(days), got)
			}
		}
	}
	for _, known := range []string{"1961-04-02", "2008-03-23", "2038-04-25", "2049-04-18", "2076-04-19", "2100-03-28", "2150-04-12"} {
		if d := civil.MustDate(known); Easter(d.Year) != d {
			t.Errorf("Easter is on %s, not on %s", d, Easter(d.Year))
		}
	}
}

func TestOverseasHolidays(t *testing.T) {
	t.Parallel()
	const yes, maybe, no = Yes, Maybe, No
	for _, c := range []struct {
		departement, day string
		want             Answer
		key              string
	}{
		{"971", "2026-05-27", yes, "abolition"},
		{"972", "2026-05-22", yes, "abolition"},
		{"973", "2026-06-10", yes, "abolition"},
		{"974", "2026-12-20", yes, "abolition"},
		{"976", "2026-04-27", yes, "abolition"},
		{"977", "2026-10-09", yes, "abolition"},
		{"978", "2016-05-27", yes, "abolition"},
		{"978", "2026-05-27", maybe, "abolition"}, // the code
		{"978", "2026-05-28", maybe, "abolition"}, // the circulars
		{"978", "2016-05-28", no, ""},
		{"974", "1983-12-20", yes, "abolition"}, // the décret is of November 1983
		{"971", "1983-05-27", no, ""},
		{"977", "2011-10-09", no, ""},
		{"971", "2026-07-21", maybe, "schoelcher"},
		{"75", "2026-05-27", no, ""},
		{"987", "2026-03-05", yes, "gospel"},
		{"987", "2024-06-29", yes, "autonomy"},
		{"987", "2025-06-29", no, ""},
		{"987", "2025-11-20", yes, "matarii"},
		{"987", "2026-04-03", yes, "good_friday"},
		{"988", "2026-09-24", yes, "citizenship"},
		{"986", "2026-04-28", yes, "chanel"},
		{"986", "2026-07-29", yes, "territory"},
		{"975", "2026-07-14", yes, "national_day"},
		{"67", "2026-04-03", maybe, "good_friday"}, // not in every commune
		{"57", "2026-12-26", yes, "saint_stephen"},
		{"54", "2026-12-26", no, ""},
		{"75", "1958-05-08", yes, "victory"},
		{"75", "1959-05-08", no, ""},
		{"75", "1965-05-08", yes, "victory"},
		{"75", "1981-05-08", no, ""},
		{"75", "1982-05-08", yes, "victory"},
		{"75", "2008-05-01", yes, "labour_day"}, // Ascension too, that year
		{"", "2026-12-25", yes, "christmas"},    // nobody knows where: the national list holds everywhere
		{"75", "2151-12-25", maybe, ""},
		{"75", "1949-12-25", maybe, ""},
	} {
		h, got := PublicZoneOf(c.departement).On(civil.MustDate(c.day))
		key := ""
		if c.key != "" {
			key = "opening.holiday." + c.key
		}
		if got != c.want || h.Key != key {
			t.Errorf("%s in %s: %d %q, want %d %q", c.day, c.departement, got, h.Key, c.want, key)
		}
		if h.Key != "" && h.Partial != (got == Maybe) {
			t.Errorf("%s in %s: %v", c.day, c.departement, h)
		}
	}
	if n := len(National.In(2026)); n != 11 {
		t.Errorf("%d national holidays in 2026, the law has 11", n)
	}
	if all := National.In(2008); !slices.IsSortedFunc(all, func(a, b Holiday) int { return compareDates(a.Date, b.Date) }) {
		t.Errorf("out of order: %v", all)
	}
}

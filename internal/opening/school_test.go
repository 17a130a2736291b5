package opening

import (
	"testing"

	"mitoyen/internal/kit/civil"
)

func realSchools(t testing.TB) *SchoolCalendar {
	t.Helper()
	var periods []Period
	for _, row := range csvRows(t, "vacances-scolaires.csv") {
		periods = append(periods, Period{SchoolZone(row[0]), row[1], civil.MustDate(row[2]), civil.MustDate(row[3])})
	}
	if len(periods) != 195 {
		t.Fatalf("%d periods", len(periods))
	}
	c, err := NewSchoolCalendar(periods)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSchoolHolidaysOfTheOpenData(t *testing.T) {
	t.Parallel()
	schools := realSchools(t)
	for _, c := range []struct {
		zone SchoolZone
		day  string
		want Answer
	}{
		{"A", "2014-07-04", Maybe}, // before the data
		{"A", "2014-07-05", Yes},   // its first day
		{"A", "2015-01-05", No},    // class begins the day after `fin`
		{"A", "2015-01-04", Yes},   // `fin` itself is a holiday
		{"C", "2017-06-01", No},    // the longest term, 81 days, is no hole
		{"B", "2025-12-20", Yes},
		{"B", "2025-12-19", No},
		{"A", "2026-02-14", Yes},
		{"C", "2026-02-14", No}, // zones differ in winter
		{"C", "2026-08-30", Yes},
		{"C", "2026-08-31", Maybe}, // the data ends in the last summer
		{"C", "2026-11-23", Maybe},
		{"D", "2026-02-14", Maybe},
		{"", "2026-02-14", Maybe},
	} {
		if got := schools.Of(c.zone).On(civil.MustDate(c.day)); got != c.want {
			t.Errorf("zone %s on %s: %d, want %d", c.zone, c.day, got, c.want)
		}
	}
	var none *SchoolCalendar
	if got := none.Of("A").On(civil.MustDate("2026-02-14")); got != Maybe {
		t.Errorf("without a calendar: %d", got)
	}
}

func TestAHoleInTheSchoolDataIsUnknown(t *testing.T) {
	t.Parallel()
	c, err := NewSchoolCalendar([]Period{
		{"B", "hiver", civil.MustDate("2029-02-10"), civil.MustDate("2029-02-25")},
		{"B", "Noël", civil.MustDate("2026-12-19"), civil.MustDate("2027-01-03")},
		{"B", "hiver", civil.MustDate("2027-02-06"), civil.MustDate("2027-02-21")},
		{"B", "again", civil.MustDate("2027-02-20"), civil.MustDate("2027-02-22")},
	})
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]Answer{
		"2027-01-10": No, "2027-02-22": Yes, "2027-02-23": Maybe, "2028-01-10": Maybe, "2029-02-09": Maybe, "2029-02-10": Yes, "2029-02-26": Maybe,
	} {
		if got := c.Of("B").On(civil.MustDate(day)); got != want {
			t.Errorf("%s: %d, want %d", day, got, want)
		}
	}
	for _, bad := range []Period{
		{"", "no zone", civil.MustDate("2027-01-01"), civil.MustDate("2027-01-02")},
		{"A", "backwards", civil.MustDate("2027-01-02"), civil.MustDate("2027-01-01")},
		{"A", "endless", civil.MustDate("2027-01-02"), civil.Date{}},
	} {
		if _, err := NewSchoolCalendar([]Period{bad}); err == nil {
			t.Errorf("%s was taken", bad.Name)
		}
	}
}

func TestSchoolZonesCoverTheMainland(t *testing.T) {
	t.Parallel()
	count := map[SchoolZone]int{}
	for _, zone := range schoolZones {
		count[zone]++
	}
	if len(schoolZones) != 94 || count["A"] != 32 || count["B"] != 41 || count["C"] != 21 {
		t.Errorf("%d départements, %v; the mainland without Corse has 94", len(schoolZones), count)
	}
	for departement, want := range map[string]SchoolZone{"52": "B", "92": "C", "38": "A", "2A": "", "974": "", "67": "B", "99": ""} {
		if got := SchoolZoneOf(departement); got != want {
			t.Errorf("%s is in zone %q, not %q", departement, want, got)
		}
	}
}

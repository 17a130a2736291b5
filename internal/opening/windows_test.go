package opening

import (
	"strings"
	"testing"

	"mitoyen/internal/kit/civil"
)

func TestWindows(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, hours, zone, first, last string
		want                           string // in the zone
	}{
		{"a week's end", "Tu 09:00-12:00,14:00-18:00; PH off", "Europe/Paris", "2026-11-23", "2026-11-25", "24 09:00-24 12:00, 24 14:00-24 18:00"},
		{"day and night is one window", "24/7", "Europe/Paris", "2026-11-23", "2026-11-24", "23 00:00-25 00:00"},
		{"an evening past midnight reaches into the first day", "Fr 20:00-02:00; PH off", "Europe/Paris", "2026-11-28", "2026-11-28", "27 20:00-28 02:00"},
		{"closed on a public holiday", "Mo-Fr 09:00-10:00; PH off", "Europe/Paris", "2026-11-10", "2026-11-12", "10 09:00-10 10:00, 12 09:00-12 10:00"},
		{"a public holiday of which nobody spoke is not promised", "Mo-Fr 09:00-10:00", "Europe/Paris", "2026-11-10", "2026-11-12", "10 09:00-10 10:00, 12 09:00-12 10:00"},
		{"clocks go forward: the missing hour is nobody's", "Su 01:00-04:00; PH off", "Europe/Paris", "2026-03-29", "2026-03-29", "29 01:00-29 04:00"},
		{"clocks go back: the hour that comes twice is open twice", "Su 01:00-04:00; PH off", "Europe/Paris", "2026-10-25", "2026-10-25", "25 01:00-25 04:00"},
		{"overseas", "Tu 09:00-12:00; PH off", "America/Martinique", "2026-11-24", "2026-11-24", "24 09:00-24 12:00"},
		{"leap day", "24/7", "Europe/Paris", "2028-02-29", "2028-02-29", "29 00:00-01 00:00"},
		{"unknown", "", "Europe/Paris", "2026-11-23", "2026-11-29", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			table, err := osm(t, c.hours).Compile()
			if err != nil {
				t.Fatal(err)
			}
			z := zone(t, c.zone)
			var got []string
			for _, w := range table.Windows(civil.MustDate(c.first), civil.MustDate(c.last), z, Calendar{}) {
				got = append(got, w.From.In(z).Format("02 15:04")+"-"+w.To.In(z).Format("02 15:04"))
			}
			if s := strings.Join(got, ", "); s != c.want {
				t.Errorf("got %q", s)
			}
		})
	}
}

func TestWindowsAreAsLongAsTheClockMakesThem(t *testing.T) {
	t.Parallel()
	table, err := osm(t, "Su 01:00-04:00; PH off").Compile()
	if err != nil {
		t.Fatal(err)
	}
	for day, hours := range map[string]float64{"2026-03-29": 2, "2026-10-25": 4, "2026-11-29": 3} {
		d := civil.MustDate(day)
		w := table.Windows(d, d, zone(t, "Europe/Paris"), Calendar{})
		if len(w) != 1 || w[0].To.Sub(w[0].From).Hours() != hours {
			t.Errorf("%s: %v", day, w)
		}
	}
}

package civil_test

import (
	"testing"

	"mitoyen/internal/kit/civil"
)

func TestLengthsAreReadAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"0": 0, "30": 30, "1440": 1440, " 90 ": 90, "90 min": 90, "90min": 90, "90 mn.": 90, "45 minutes": 45, "0 min": 0,
		"1 h 30": 90, "1h30": 90, "1 h 05": 65, "1 h": 60, "1:30": 90, "1 h 30 min": 90, "1\u00a0h\u202f30": 90, "1 Heure et 30 minutes": 90,
		"1 hour and 5 minutes": 65, "1,5 h": 90, "1.5 h": 90, "36 h": 2160, "0,5 j": 720,
		"2 j": 2880, "2j": 2880, "2 d": 2880, "2 jours": 2880, "1 day": 1440, "1 j 12 h": 2160, "1 j 2 h 30": 1590, "1 d 15 min": 1455, "1 semaine": 10080, "2 weeks 1 day": 21600,
	} {
		if got, err := civil.ParseLength(text, 1); err != nil || got != want {
			t.Errorf("%q: %d, %v; want %d", text, got, err, want)
		}
	}
	if got, err := civil.ParseLength("24", civil.Hour); err != nil || got != civil.Day {
		t.Errorf("a number alone in a field of hours: %d, %v", got, err)
	}
	for _, text := range []string{"", " ", "h", "min", "-5", "une heure", "1 h 60", "1 h 90 min", "30 min 1 h", "1 h 1 h", "1 h 2 j", "1 2", "1 j 30", "1,5", "0,01 h", "1..5 h", "1, h", ",5 h", "1:5", "1:60", "1:30:00",
		"1 x", "1 h 30 x", "1 h et", "1e3 h", "99999999999 j", "9999999999999999999 min", "200 000 j", "1 h 30 15", "٣ h", "5 %", "1 h\x0030"} {
		if got, err := civil.ParseLength(text, 1); err == nil {
			t.Errorf("%q is read as %d", text, got)
		}
	}
}

func FuzzParseLength(f *testing.F) {
	for _, s := range []string{"1 h 30", "2 j", "90 min", "1:30", "1,5 h", "1 d 12 h", "et 1", "\u00a0", "1 h 30 é", "9.9.9"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := civil.ParseLength(s, 1)
		if err == nil && (n < 0 || n > 200*366*civil.Day) || err != nil && n != 0 {
			t.Errorf("%q: %d, %v", s, n, err)
		}
	})
}

package bookingweb

import (
	"testing"
	"time"
)

// What somebody gives as their name does nothing on the computer of whoever opens the list.
func TestAFormulaIsAText(t *testing.T) {
	for x, want := range map[any]string{
		`=HYPERLINK("https://intrus.example.org")`: `'=HYPERLINK("https://intrus.example.org")`,
		"+33 3 53 01 00 07":                        "'+33 3 53 01 00 07", "-1+1": "'-1+1", "@SUM(A1)": "'@SUM(A1)", "\tx": "'\tx",
		"Josette": "Josette", "a=b": "a=b", 12: "12", int64(7): "7",
		time.Date(2026, 11, 24, 14, 30, 0, 0, time.UTC): "2026-11-24 14:30",
	} {
		if got := csvText(x); got != want {
			t.Errorf("%v is written %q", x, got)
		}
	}
}

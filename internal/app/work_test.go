package app

import (
	"testing"
	"time"

	"mitoyen/internal/kit/civil"
)

func TestRoundsComeAtEachQuarterOfAnHour(t *testing.T) {
	t.Parallel()
	for now, want := range map[string]string{"10:00:00": "10:15:01", "10:00:01": "10:15:01", "10:14:59": "10:15:01", "23:59:59": "00:00:01"} {
		at, err := time.Parse(time.TimeOnly, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := at.Add(untilRound(civil.At(at.AddDate(2026, 0, 0)))).Format(time.TimeOnly); got != want {
			t.Errorf("after %s comes %s, want %s", now, got, want)
		}
	}
}

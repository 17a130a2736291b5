package opening

import (
	"time"

	"mitoyen/internal/kit/civil"
)

// Calendar is what a place's days depend on beside its own hours. The zero value has the national holidays and knows no school holidays.
type Calendar struct {
	Public PublicZone
	School *SchoolDays // nil when nobody knows
}

// CalendarOf is the calendar of a place by its département's code. school may be nil.
func CalendarOf(departement string, school *SchoolCalendar) Calendar {
	return Calendar{PublicZoneOf(departement), school.Of(SchoolZoneOf(departement))}
}

// number counts days from 1970-01-01, so that days compare and add like numbers.
func number(d civil.Date) int32 {
	return int32(floorDiv(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix(), 86400))
}

// dateOf is the inverse of number.
func dateOf(n int32) civil.Date { return civil.DateOf(time.Unix(int64(n)*86400, 0).UTC()) }

func weekdayOf(n int32) time.Weekday { return time.Weekday(((n+4)%7 + 7) % 7) }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// Package civil is time as people use it: days, hours of the day, and instants.
//
// A day (Date) has no zone and a Clock no day. An Instant is a point in time, kept in UTC with microseconds, so that both databases
// hold the very same value. Only a place's zone joins the three; nothing here reads the machine's zone or its clock.
package civil

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Date is a day of the calendar, without zone. The zero value means "no day" and is stored as NULL.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the day that t falls on, in t's own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads 2026-11-24, and refuses days that do not exist.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("day %.40q is not like 2026-11-24", s)
	}
	return DateOf(t), nil
}

// MustDate is ParseDate for tables in the code.
func MustDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// IsZero reports whether there is no day.
func (d Date) IsZero() bool { return d == Date{} }

// In is the first instant of the day in a zone. Where midnight is skipped by a change of clocks it is the first instant that exists.
func (d Date) In(zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone)
}

func (d Date) utc() time.Time { return d.In(time.UTC) }

// AddDays moves by n days, backwards when n is negative.
func (d Date) AddDays(n int) Date { return DateOf(d.utc().AddDate(0, 0, n)) }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// Before reports whether d comes before e.
func (d Date) Before(e Date) bool { return d.utc().Before(e.utc()) }

// DaysSince counts the days from e to d; negative when d comes first.
func (d Date) DaysSince(e Date) int { return int(d.utc().Sub(e.utc()).Hours() / 24) }

// String is 2026-11-24, or "" for no day.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format(time.DateOnly)
}

// Value stores the day, NULL for none.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads a day from either database.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Date{}
	case time.Time:
		*d = DateOf(v)
	case string:
		p, err := ParseDate(v)
		if err != nil {
			return err
		}
		*d = p
	default:
		return fmt.Errorf("cannot read a day from %T", src)
	}
	return nil
}

// MarshalText writes the day for JSON and YAML.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	p, err := ParseDate(string(b))
	if err == nil {
		*d = p
	}
	return err
}

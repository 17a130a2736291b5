package civil

import (
	"fmt"
	"strconv"
)

// Clock is a time of day in minutes since midnight, from 0 (00:00) to 1440 (24:00, the end of the day).
type Clock int

// EndOfDay is 24:00.
const EndOfDay Clock = 24 * 60

// ClockAt makes a Clock; it refuses hours and minutes that do not exist. 24:00 is the end of the day.
func ClockAt(hour, minute int) (Clock, error) {
	c := Clock(hour*60 + minute)
	if hour < 0 || minute < 0 || minute > 59 || c > EndOfDay {
		return 0, fmt.Errorf("%d:%02d is no time of day", hour, minute)
	}
	return c, nil
}

// ParseClock reads 09:05, always with four digits; 24:00 is the end of the day.
func ParseClock(s string) (Clock, error) {
	if len(s) == 5 && s[2] == ':' {
		hour, err1 := strconv.ParseUint(s[:2], 10, 8)
		minute, err2 := strconv.ParseUint(s[3:], 10, 8)
		if err1 == nil && err2 == nil {
			return ClockAt(int(hour), int(minute))
		}
	}
	return 0, fmt.Errorf("%.40q is not like 09:05", s)
}

// Hour and Minute are the two parts.
func (c Clock) Hour() int   { return int(c) / 60 }
func (c Clock) Minute() int { return int(c) % 60 }

// String is 09:05.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", c.Hour(), c.Minute()) }

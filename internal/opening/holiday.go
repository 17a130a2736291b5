package opening

import (
	"slices"
	"time"

	"mitoyen/internal/kit/civil"
)

// Answer is what a calendar says of a day. What it can't tell is Maybe, and Maybe is the zero value.
type Answer uint8

// The answers.
const (
	Maybe Answer = iota
	No
	Yes
)

// Holiday is a public holiday ("jour férié") on a date.
type Holiday struct {
	Date    civil.Date
	Key     string // key of its name in the locale files
	Partial bool   // not in every commune of the zone, or not certain: whether it counts there is Maybe
}

// On says whether a day is a public holiday in the zone, and which one: Yes; Maybe when the holiday is Partial, or when the year is
// beyond the rules (before 1950, after 2150: then without a name); otherwise No.
func (z PublicZone) On(d civil.Date) (Holiday, Answer) {
	r, answer := z.on(d.Year, d.Month, d.Day)
	if r == nil {
		return Holiday{}, answer
	}
	return Holiday{d, r.key, r.partial}, answer
}

func (z PublicZone) on(year int, month time.Month, day int) (*publicRule, Answer) {
	if year < minYear || year > maxYear {
		return nil, Maybe
	}
	var maybe *publicRule
	for i := range publicRules {
		r := &publicRules[i]
		if r.month != month && r.month != 0 || !r.holds(z, year) {
			continue
		}
		if m, d := r.date(year); m != month || d != day {
			continue
		}
		if !r.partial {
			return r, Yes
		}
		maybe = r
	}
	if maybe != nil {
		return maybe, Maybe
	}
	return nil, No
}

// In lists the public holidays of a year in order of date, partial ones too. Two may share a date (1 May and Ascension in 2008).
func (z PublicZone) In(year int) []Holiday {
	var all []Holiday
	if year < minYear || year > maxYear {
		return nil
	}
	for _, r := range publicRules {
		if r.holds(z, year) {
			m, d := r.date(year)
			all = append(all, Holiday{civil.Date{Year: year, Month: m, Day: d}, r.key, r.partial})
		}
	}
	slices.SortStableFunc(all, func(a, b Holiday) int { return compareDates(a.Date, b.Date) })
	return all
}

// Easter is Easter Sunday of a year of the Gregorian calendar.
func Easter(year int) civil.Date {
	// The ecclesiastical full moon, reckoned from the 19-year cycle with the corrections of 1582 for leap centuries (solar) and for the
	// drift of the cycle (lunar); Easter is the Sunday after it. The clause on the epact keeps the moon no later than 18 April, and two
	// years of one cycle from sharing a moon.
	golden := year%19 + 1
	century := year/100 + 1
	solar := century*3/4 - 12
	lunar := (century*8+5)/25 - 5
	epact := ((11*golden+20+lunar-solar)%30 + 30) % 30
	if epact == 24 || (epact == 25 && golden > 11) {
		epact++
	}
	moon := 44 - epact // day of March
	if moon < 21 {
		moon += 30
	}
	full := civil.Date{Year: year, Month: time.March, Day: 1}.AddDays(moon - 1)
	return full.AddDays(7 - int(full.Weekday()))
}

// easterDays is Easter Sunday's day of the year for each year, because a search asks it thousands of times.
var easterDays = func() (days [maxYear - minYear + 1]uint8) {
	for i := range days {
		e := Easter(minYear + i)
		days[i] = uint8(e.DaysSince(civil.Date{Year: e.Year, Month: time.January, Day: 1}) + 1)
	}
	return days
}()

// afterEaster is the date so many days after Easter Sunday, in a year of the table. All our moving holidays fall from March to June.
func afterEaster(year, days int) (time.Month, int) {
	leap := 0
	if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		leap = 1
	}
	day := int(easterDays[year-minYear]) + days - 59 - leap // day of March
	month := time.March
	for _, length := range [...]int{31, 30, 31} {
		if day <= length {
			break
		}
		day -= length
		month++
	}
	return month, day
}

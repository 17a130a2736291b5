package i18n

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"mitoyen/internal/kit/civil"
)

var days = map[Lang][7]string{
	French:  {"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
	English: {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
}

var months = map[Lang][12]string{
	French:  {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
	English: {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
}

// Weekday is the name of a day of the week.
func (p *Printer) Weekday(d time.Weekday) string { return days[p.Lang][d] }

// Month is the name of a month.
func (p *Printer) Month(m time.Month) string { return months[p.Lang][m-1] }

// Day is "mardi 24 novembre" or "Tuesday 24 November".
func (p *Printer) Day(d civil.Date) string {
	return fmt.Sprintf("%s %s %s", p.Weekday(d.Weekday()), p.dayOfMonth(d.Day), p.Month(d.Month))
}

// Date is "24 novembre 2026" or "24 November 2026".
func (p *Printer) Date(d civil.Date) string {
	return fmt.Sprintf("%s %s %d", p.dayOfMonth(d.Day), p.Month(d.Month), d.Year)
}

func (p *Printer) dayOfMonth(n int) string {
	if p.Lang == French && n == 1 {
		return "1er"
	}
	return strconv.Itoa(n)
}

// Clock is "14 h 30" or "14:30".
func (p *Printer) Clock(c civil.Clock) string {
	if p.Lang != French {
		return c.String()
	}
	if c.Minute() == 0 {
		return fmt.Sprintf("%d%sh", c.Hour(), hard)
	}
	return fmt.Sprintf("%d%sh%s%02d", c.Hour(), hard, hard, c.Minute())
}

// Length is a length in minutes, in its shortest form: "30 min", "1 h 30", "36 h", "2 j" or "2 d". civil.ParseLength reads it back.
func (p *Printer) Length(minutes int) string {
	days, hours, rest := 0, minutes/civil.Hour, minutes%civil.Hour
	if minutes%civil.Day == 0 && minutes > 0 || minutes >= 2*civil.Day {
		days, hours = minutes/civil.Day, minutes%civil.Day/civil.Hour
	}
	var all []string
	if days > 0 {
		sign := "d"
		if p.Lang == French {
			sign = "j"
		}
		all = append(all, strconv.Itoa(days)+hard+sign)
	}
	switch {
	case hours > 0 && rest > 0:
		all = append(all, fmt.Sprintf("%d%sh%s%02d", hours, hard, hard, rest))
	case hours > 0:
		all = append(all, strconv.Itoa(hours)+hard+"h")
	case rest > 0 || days == 0:
		all = append(all, strconv.Itoa(rest)+hard+"min")
	}
	return strings.Join(all, hard)
}

// Range is "14 h – 16 h 30" or "14:00–16:30".
func (p *Printer) Range(from, to civil.Clock) string {
	if p.Lang != French {
		return p.Clock(from) + "–" + p.Clock(to)
	}
	return p.Clock(from) + " – " + p.Clock(to)
}

// Moment is a day and an hour on a place's clock: "24 novembre 2026, 14 h 30".
func (p *Printer) Moment(i civil.Instant, zone *time.Location) string {
	t := i.In(zone)
	return p.Date(civil.DateOf(t)) + ", " + p.Clock(civil.Clock(t.Hour()*60+t.Minute()))
}

// Number groups thousands: "1 361" or "1,361".
func (p *Printer) Number(n int) string {
	s := strconv.Itoa(n)
	sep := hard
	if p.Lang != French {
		sep = ","
	}
	sign := ""
	if n < 0 {
		sign, s = "−", s[1:]
	}
	var b strings.Builder
	for i, r := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteString(sep)
		}
		b.WriteRune(r)
	}
	return sign + b.String()
}

// Kilometres rounds a distance as people say it: one decimal under ten, none above.
func (p *Printer) Kilometres(km float64) string {
	if km >= 10 {
		return p.Number(int(km+0.5)) + hard + "km"
	}
	s := strconv.FormatFloat(km, 'f', 1, 64)
	if p.Lang == French {
		s = strings.Replace(s, ".", ",", 1)
	}
	return strings.TrimSuffix(strings.TrimSuffix(s, ",0"), ".0") + hard + "km"
}

// List joins words: "a, b et c" or "a, b and c".
func (p *Printer) List(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	and := " et "
	if p.Lang != French {
		and = " and "
	}
	return strings.Join(words[:len(words)-1], ", ") + and + words[len(words)-1]
}

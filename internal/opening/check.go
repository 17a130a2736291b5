package opening

import (
	"strconv"
	"time"
	"unicode/utf8"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
)

// What a place may say at most: more is a mistake or mischief.
const (
	maxExceptions = 100
	maxLabel      = 100 // characters
	minYear       = 1950
	maxYear       = 2150
)

// Check refuses hours that no door can have; the fault names every breach. Fields are "week.mo" … "public.su", "exceptions.0.from".
// What comes from this package's parsers always passes.
func (h Hours) Check() error {
	var b fault.Breaches
	h.Week.check(&b, "week", false)
	h.Public.check(&b, "public", true)
	h.School.check(&b, "school", true)
	if len(h.Exceptions) > maxExceptions {
		b.Add("exceptions", "opening.too_many_exceptions", fault.Args{"Most": maxExceptions})
		return b.Err()
	}
	type days struct{ from, to civil.Date }
	seen := map[days]bool{}
	for i, e := range h.Exceptions {
		field := "exceptions." + strconv.Itoa(i)
		e.check(&b, field)
		b.Check(!seen[days{e.From, e.To}], field+".from", "opening.exception_twice")
		seen[days{e.From, e.To}] = true
	}
	return b.Err()
}

func (e Exception) check(b *fault.Breaches, field string) {
	e.Week.check(b, field+".week", true)
	b.Check(exists(e.From), field+".from", "opening.no_such_date")
	b.Check(exists(e.To), field+".to", "opening.no_such_date")
	b.Check((e.From.Year == 0) == (e.To.Year == 0), field+".to", "opening.year_on_one_side")
	if !e.Yearly() {
		b.Check(compareDates(e.From, e.To) <= 0, field+".to", "opening.last_day_before_first")
	}
	b.Check(utf8.RuneCountInString(e.Label) <= maxLabel, field+".label", "opening.label_too_long", fault.Args{"Most": maxLabel})
	b.Check(utf8.ValidString(e.Label), field+".label", "opening.label_unreadable")
}

// exists reports whether a day of the calendar, or of every year (Year 0, then 29 February counts), is there.
func exists(d civil.Date) bool {
	year := d.Year
	switch {
	case year == 0:
		year = 2000 // a leap year
	case year < minYear || year > maxYear:
		return false
	}
	return civil.DateOf(time.Date(year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)) == civil.Date{Year: year, Month: d.Month, Day: d.Day}
}

func (w Week) check(b *fault.Breaches, field string, rule bool) {
	for _, wd := range MondayFirst {
		d := w[wd].tidy()
		err := d.check()
		if d.Kind == Usual && !rule {
			err = fault.New(fault.Invalid, "opening.usual_of_what")
		}
		if f, ok := fault.As(err); ok {
			b.Add(field+"."+codes[wd], f.Code, f.Args)
		}
	}
}

// codes are the two letters of each weekday, in OpenStreetMap's spelling but lower case.
var codes = [7]string{"su", "mo", "tu", "we", "th", "fr", "sa"}

// check looks at a tidy day.
func (d Day) check() error {
	if d.Kind > Usual || (d.Kind == Open) != (len(d.Spans) > 0) {
		return fault.New(fault.Invalid, "opening.no_hours")
	}
	end := 0
	for i, s := range d.Spans {
		from, to := s.minutes()
		if from < 0 || s.From >= civil.EndOfDay || s.To <= 0 || s.To > civil.EndOfDay || from == to {
			return fault.New(fault.Invalid, "opening.end_before_start", fault.Args{"Part": s.String()})
		}
		if from < end {
			return fault.New(fault.Invalid, "opening.overlap", fault.Args{"Part": s.String(), "Other": d.Spans[i-1].String()})
		}
		end = to
	}
	return nil
}

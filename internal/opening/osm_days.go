package opening

import (
	"strings"
	"time"

	"mitoyen/internal/kit/civil"
)

// named is which days a rule speaks of.
type named struct {
	week, public, school bool
	days, holidays       [7]bool // weekdays, and weekdays among holidays
}

var (
	everyDay = [7]bool{true, true, true, true, true, true, true}
	weekdays = map[string]time.Weekday{"mo": 1, "tu": 2, "we": 3, "th": 4, "fr": 5, "sa": 6, "su": 0}
)

func (t token) weekday() (time.Weekday, bool) {
	wd, ok := weekdays[strings.ToLower(t.text)]
	return wd, ok && t.is == aWord
}

func (t token) holiday() string {
	if s := strings.ToUpper(t.text); t.is == aWord && (s == "PH" || s == "SH") {
		return s
	}
	return ""
}

// weekdays reads "Mo-Fr,PH", "PH", "SH Mo-Fr" (the holidays that fall on these weekdays), or nothing, which means every day. With dates
// there is no telling what holidays mean, and they are refused.
func (p *osmParser) weekdays(dated bool) (on named, err error) {
	on.holidays = everyDay
	for {
		t := p.peek()
		if wd, ok := t.weekday(); ok {
			on.week = true
			if err := p.weekdayRange(wd, &on.days); err != nil {
				return on, err
			}
		} else if h := t.holiday(); h != "" && !dated {
			p.next()
			on.public, on.school = on.public || h == "PH", on.school || h == "SH"
		} else {
			break
		}
		follows := p.after(1)
		if _, ok := follows.weekday(); p.peek().text != "," || (!ok && follows.holiday() == "") {
			break
		}
		p.next()
	}
	if wd, ok := p.peek().weekday(); ok && !on.week && (on.public || on.school) {
		on.holidays = [7]bool{}
		for {
			if err := p.weekdayRange(wd, &on.holidays); err != nil {
				return on, err
			}
			if wd, ok = p.after(1).weekday(); p.peek().text != "," || !ok {
				break
			}
			p.next()
		}
	}
	if !on.week && !on.public && !on.school {
		on.week, on.days = true, everyDay
	}
	p.sign(":")
	return on, nil
}

func (p *osmParser) weekdayRange(first time.Weekday, days *[7]bool) error {
	p.next()
	days[first] = true
	if p.peek().text != "-" {
		return nil
	}
	p.next()
	last, ok := p.peek().weekday()
	if !ok {
		return p.misread()
	}
	p.next()
	for wd := first; wd != last; {
		wd = (wd + 1) % 7
		days[wd] = true
	}
	return nil
}

var months = map[string]time.Month{
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}

func (t token) month() time.Month {
	if t.is != aWord {
		return 0
	}
	return months[strings.ToLower(t.text)]
}

// yearAhead reports whether the token so many places ahead is a year.
func (p *osmParser) yearAhead(n int) bool {
	t := p.after(n)
	return t.is == aNumber && len(t.text) == 4
}

// timeAhead reports whether the tokens so many places ahead are a time, like 9:00.
func (p *osmParser) timeAhead(n int) bool {
	hour, colon, minute := p.after(n), p.after(n+1), p.after(n+2)
	return hour.is == aNumber && len(hour.text) <= 2 && colon.text == ":" && !colon.spaced &&
		minute.is == aNumber && len(minute.text) == 2 && !minute.spaced
}

// dates reads "Dec 25,Jan 01", "2026 Dec 24-2027 Jan 02", "Jul-Aug" … or nothing.
func (p *osmParser) dates() (runs []Exception, err error) {
	for {
		start := p.peek()
		if start.month() == 0 && !p.yearAhead(0) {
			return runs, nil
		}
		run, err := p.dateRange()
		if err != nil {
			return nil, err
		}
		backwards := run.From.Year != 0 && compareDates(run.To, run.From) < 0
		if !exists(run.From) || !exists(run.To) || (run.From.Year == 0) != (run.To.Year == 0) || backwards {
			return nil, misread("opening.osm_no_such_date", p.since(start), start.at)
		}
		runs = append(runs, run)
		if follows := p.after(1); p.peek().text != "," || (follows.month() == 0 && !p.yearAhead(1)) {
			p.sign(":")
			return runs, nil
		}
		p.next()
	}
}

func (p *osmParser) dateRange() (run Exception, err error) {
	var whole, yearGiven bool
	if run.From, whole, _, err = p.date(civil.Date{}); err != nil {
		return run, err
	}
	run.To = run.From
	if p.sign("-") {
		if run.To, whole, yearGiven, err = p.date(run.From); err != nil {
			return run, err
		}
		if !yearGiven && run.From.Year != 0 && compareDates(run.To, run.From) < 0 {
			run.To.Year++ // "2026 Dec 24-Jan 02" can only go forward
		}
	}
	if whole {
		year := run.To.Year
		if year == 0 {
			year = 2000 // each year's February has 29 days when it has them
		}
		run.To.Day = civil.Date{Year: year, Month: run.To.Month + 1, Day: 1}.AddDays(-1).Day
	}
	return run, nil
}

// date reads "2026 Dec 24", "Dec 24", "Dec" (whole), or after the first date of a range, "31". A year that isn't given is the first
// date's, or none.
func (p *osmParser) date(first civil.Date) (d civil.Date, whole, yearGiven bool, err error) {
	d.Year = first.Year
	if p.yearAhead(0) {
		if d.Year, yearGiven = p.next().number, true; d.Year == 0 {
			d.Year = -1 // 0 would mean every year
		}
	}
	if d.Month = p.peek().month(); d.Month != 0 {
		p.next()
	} else if d.Month = first.Month; d.Month == 0 || yearGiven || p.peek().is != aNumber {
		return d, false, false, p.misread()
	}
	if t := p.peek(); t.is == aNumber && len(t.text) <= 2 && !p.timeAhead(0) {
		d.Day = p.next().number
		return d, false, yearGiven, nil
	}
	if d.Month == first.Month && !yearGiven && p.peek().is == aNumber {
		return d, false, false, p.misread()
	}
	d.Day = 1
	return d, true, yearGiven, nil
}

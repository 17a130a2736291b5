package opening

import (
	"fmt"
	"strings"

	"mitoyen/internal/kit/civil"
)

var (
	osmDays   = [7]string{"Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"}
	osmMonths = [13]string{"", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
)

// OSM writes hours in OpenStreetMap's opening_hours syntax; ParseOSM reads the same hours back. Unknown hours are "".
//
// Rules stand in an order that other programs read rightly too: the week, school holidays, periods, public holidays, single days.
// Unknown public holidays are left out; "as usual" on them has no short form in the syntax and is written as a comment, which others
// take for "unknown, see the comment".
func (h Hours) OSM() string {
	h = h.Tidy()
	if h.IsZero() {
		return ""
	}
	var rules []string
	if always := Always(); h.Week.Equal(always.Week) && h.Public.Equal(always.Public) {
		rules = append(rules, "24/7")
		h.Public = Week{}
	} else if h.Week.Equal(Every(ClosedDay)) {
		rules = append(rules, "Mo-Su off")
	} else if !h.Week.Equal(Week{}) {
		rules = append(rules, osmWeek(h.Week, ClosedDay, false, "", "")...)
	}
	rules = append(rules, osmWeek(h.School, UsualDay, true, "SH", "")...)
	public := osmWeek(h.Public, Day{}, true, "PH", "")
	for _, e := range h.Exceptions {
		if e.single() {
			rules, public = append(rules, public...), nil
		}
		if e.Week.Equal(Every(UsualDay)) {
			rules = append(rules, osmRule(osmDates(e.From, e.To), UsualDay, e.Label))
			continue
		}
		rules = append(rules, osmWeek(e.Week, UsualDay, true, osmDates(e.From, e.To), e.Label)...)
	}
	rules = append(rules, public...)
	if len(rules) == 0 {
		return "Mo-Su unknown" // known to be as usual in school holidays, at hours that nobody gave
	}
	return strings.Join(rules, "; ")
}

// osmWeek writes the rules of a week, days that say the same together, without those that say what is understood anyway. bare leaves
// the weekdays out when all say the same.
func osmWeek(w Week, understood Day, bare bool, prefix, label string) (rules []string) {
	if prefix != "" {
		prefix += " "
	}
	var done [7]bool
	for _, wd := range MondayFirst {
		if done[wd] || w[wd].Equal(understood) {
			continue
		}
		var group [7]bool
		for _, other := range MondayFirst {
			group[other] = w[other].Equal(w[wd])
			done[other] = done[other] || group[other]
		}
		on := prefix + osmWeekdays(group)
		if bare && w.same() {
			on = strings.TrimSuffix(prefix, " ")
		}
		rules = append(rules, osmRule(on, w[wd], label))
	}
	return rules
}

// osmWeekdays writes "Mo-We,Fr".
func osmWeekdays(group [7]bool) string {
	var runs []string
	for i := 0; i < 7; i++ {
		if !group[MondayFirst[i]] {
			continue
		}
		first := i
		for i < 6 && group[MondayFirst[i+1]] {
			i++
		}
		run := osmDays[MondayFirst[first]]
		if i > first {
			run += "-" + osmDays[MondayFirst[i]]
		}
		runs = append(runs, run)
	}
	return strings.Join(runs, ",")
}

// osmRule writes one rule. Spans by appointment follow the others as an added rule, since a comment holds for a whole rule.
func osmRule(on string, d Day, label string) string {
	quoted := func(words string) string {
		if label != "" && words != "" {
			words += ", "
		}
		return ` "` + words + label + `"`
	}
	plain := ""
	if label != "" {
		plain = quoted("")
	}
	switch d.Kind {
	case Unknown:
		return on + " unknown" + plain
	case Closed:
		return on + " off" + plain
	case ByAppointment:
		return on + quoted(appointmentWords[0])
	case Usual:
		return on + quoted(usualWords[0])
	}
	var open, appointment []string
	for _, s := range d.Spans {
		if s.Appointment {
			appointment = append(appointment, s.String())
		} else {
			open = append(open, s.String())
		}
	}
	var parts []string
	if len(open) > 0 {
		part := on + " " + strings.Join(open, ",")
		if label != "" {
			part += " open" + plain // without the word, a comment means "unknown"
		}
		parts = append(parts, part)
	}
	if len(appointment) > 0 {
		parts = append(parts, on+" "+strings.Join(appointment, ",")+quoted(appointmentWords[0]))
	}
	return strings.Join(parts, ", ")
}

// osmDates writes "2026 Dec 24-2027 Jan 02", "Jul 14-Aug 31", "2026 Aug 03-14", "2026 Dec 24".
func osmDates(from, to civil.Date) string {
	s := ""
	if from.Year != 0 {
		s = fmt.Sprintf("%04d ", from.Year)
	}
	s += fmt.Sprintf("%s %02d", osmMonths[from.Month], from.Day)
	switch {
	case from == to:
		return s
	case from.Year != to.Year:
		return s + fmt.Sprintf("-%04d %s %02d", to.Year, osmMonths[to.Month], to.Day)
	case from.Month != to.Month || from.Day > to.Day:
		return s + fmt.Sprintf("-%s %02d", osmMonths[to.Month], to.Day)
	}
	return s + fmt.Sprintf("-%02d", to.Day)
}

package conventionweb

import (
	"mitoyen/internal/convention"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
)

// entry is a line of the logbook. What is shown each month, and says the same each time, is one line a year: whoever reads the whole way isn't to
// look for it among receipts.
type entry struct {
	convention.Event
	Times int        // how often it was shown in this year, at least once
	From  civil.Date // for the first time in this year
}

// chapter is a year of the logbook.
type chapter struct {
	Year    int
	Entries []entry
}

// chapters gathers a logbook by years.
func chapters(all []convention.Event) (years []chapter) {
	for _, e := range all {
		if n := len(years); n == 0 || years[n-1].Year != e.Day.Year {
			years = append(years, chapter{Year: e.Day.Year})
		}
		here := &years[len(years)-1]
		one := entry{Event: e, Times: 1, From: e.Day}
		for i, x := range here.Entries {
			if routine(e) && routine(x.Event) && x.Commitment.ID == e.Commitment.ID && x.Evidence.Text == e.Evidence.Text {
				one.Times, one.From = x.Times+1, x.From
				here.Entries = append(here.Entries[:i], here.Entries[i+1:]...)
				break
			}
		}
		here.Entries = append(here.Entries, one)
	}
	return years
}

// routine reports whether an event is one month's evidence of many: no figure, no document.
func routine(e convention.Event) bool {
	return e.Commitment != nil && e.Evidence != nil && e.Commitment.Rhythm == convention.Monthly && e.Evidence.Step == "" && e.Evidence.Figure == 0 && e.Evidence.File.Hash == ""
}

// text is what stands below the title.
func (e entry) text(p *i18n.Printer) string {
	text := eventText(p, e.Event)
	if e.Times > 1 {
		return sentence(p.N("convention.log_times", e.Times, i18n.Args{"Day": p.Date(e.From)}), text)
	}
	return text
}

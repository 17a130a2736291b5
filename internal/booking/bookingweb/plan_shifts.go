package bookingweb

import (
	"context"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/shift"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// Who opens stands above what is lent: the hours of each shift, and in words who holds it or that nobody does.

// shiftsOn are the shifts that begin on a day.
func (v planned) shiftsOn(d civil.Date) []shift.Shift {
	var all []shift.Shift
	for _, s := range v.Shifts {
		if civil.DateOf(s.From.In(v.zone)) == d {
			all = append(all, s)
		}
	}
	return all
}

// opens says who holds a shift, and who is lacking.
func opens(p *i18n.Printer, s shift.Shift) string {
	var names []string
	for _, t := range s.Holders {
		names = append(names, or(t.Name, p.T("shift.someone")))
	}
	switch {
	case len(names) == 0:
		return p.N("shift.nobody", s.Least)
	case s.Missing() > 0:
		return p.T("shift.not_enough", i18n.Args{"Names": p.List(names), "More": p.Number(s.Missing())})
	}
	return p.List(names)
}

// shiftHours is from when to when somebody opens.
func (v planned) shiftHours(p *i18n.Printer, s shift.Shift) string {
	return p.Range(civil.ClockOf(s.From.In(v.zone)), endClock(s.To.In(v.zone)))
}

func shiftState(s shift.Shift) ui.BarState {
	if s.Filled() {
		return ui.BarAwaited
	}
	return ui.BarWait
}

// shiftHref leads to the shifts; nowhere in a turn at the counter, which doesn't open them.
func (v planned) shiftHref(ctx context.Context) string {
	if web.From(ctx).Turn.ID != "" {
		return ""
	}
	return web.Href(ctx, "shift.all", "slug", v.Place.Slug)
}

// shifts is the row of who opens on the day.
func (d drawing) shifts() (rows []ui.GanttRow) {
	row := ui.GanttRow{Name: d.p.T("plan.who_opens"), Href: d.shiftHref(d.ctx)}
	for _, s := range d.shiftsOn(d.Day) {
		x := d.bar(s.From, s.To)
		x.State, x.Text, x.Small, x.Href = shiftState(s), opens(d.p, s), d.shiftHours(d.p, s), row.Href
		if x.From < x.To {
			row.Bars = append(row.Bars, x)
		}
	}
	if len(row.Bars) == 0 {
		return nil
	}
	row.Lanes = inLanes(row.Bars)
	return []ui.GanttRow{row}
}

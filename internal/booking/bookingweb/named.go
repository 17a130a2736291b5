package bookingweb

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/territory"
	"mitoyen/internal/texting"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// named is a place with all that it lends, so that a list of bookings can name what they are of, and with the members among those who booked,
// where a list tells of them.
type named struct {
	Place     place.Place
	Resources []resource.Resource
	Texts     bool                        // the place sends texts
	Told      map[booking.ID]texting.Told // the last text about a booking that is reached by phone alone
	Members   map[membership.ID]membership.Member
}

// readMembers reads the members among those who have booked.
func (v *named) readMembers(tx *store.Tx, all ...booking.Booking) (err error) {
	var which []membership.ID
	for _, b := range all {
		if !b.Member.IsZero() && !slices.Contains(which, b.Member) {
			which = append(which, b.Member)
		}
	}
	v.Members, err = membership.Several(tx, v.Place.Organisation, which)
	return err
}

// belongs says as what somebody belongs on the day of their booking: their groups, a membership without group, or the organisation that they
// are a member of; "" for somebody from outside.
func (v named) belongs(p *i18n.Printer, b booking.Booking) string {
	if b.Through != "" {
		return p.T("agreement.member_of", i18n.Args{"Name": b.Through})
	}
	now := v.Members[b.Member].Current(civil.DateOf(b.From.In(v.Place.Zone())))
	var names []string
	for _, x := range now {
		if x.GroupName != "" && !slices.Contains(names, x.GroupName) {
			names = append(names, x.GroupName)
		}
	}
	if len(now) > 0 && len(names) == 0 {
		return p.T("membership.no_group")
	}
	return p.List(names)
}

func (v named) resource(which resource.ID) resource.Resource {
	for _, r := range v.Resources {
		if r.ID == which {
			return r
		}
	}
	return resource.Resource{}
}

func (v named) nameOf(which resource.ID) string { return v.resource(which).Name }

// communeOf is the name of a place's commune, "" when it isn't known.
func communeOf(tx *store.Tx, p place.Place) (string, error) {
	if p.Commune == "" {
		return "", nil
	}
	at, err := territory.Find(tx, p.Commune)
	if fault.Is(err, fault.NotFound) {
		return "", nil
	}
	return at.Name, err
}

// time says when a booking is, short enough for a list: "mar. 24 nov., 18 h – 20 h", with the year where it isn't this one.
func (v named) time(p *i18n.Printer, from, to, now civil.Instant) string {
	return shortSpan(p, from, to, now, v.Place.Zone())
}

func shortSpan(p *i18n.Printer, from, to, now civil.Instant, zone *time.Location) string {
	a, b := from.In(zone), to.In(zone)
	year := now.In(zone).Year()
	first, last := civil.DateOf(a), civil.DateOf(b)
	begin, end := civil.ClockOf(a), civil.ClockOf(b)
	if end == 0 { // midnight is the end of the day before
		last, end = last.AddDays(-1), civil.EndOfDay
	}
	day := func(d civil.Date) string {
		args := i18n.Args{"Weekday": shortWeekday(p, d.Weekday()), "Day": dayOfMonth(p, d.Day), "Month": shortMonth(p, d.Month), "Year": d.Year}
		if d.Year == year {
			return p.T("bookings.day", args)
		}
		return p.T("bookings.day_of_year", args)
	}
	switch {
	case begin == 0 && end == civil.EndOfDay && first == last:
		return day(first)
	case begin == 0 && end == civil.EndOfDay:
		return p.T("booking.span", i18n.Args{"From": day(first), "To": day(last)})
	case first == last:
		return day(first) + ", " + p.Range(begin, end)
	}
	return p.T("booking.span", i18n.Args{"From": day(first) + ", " + p.Clock(begin), "To": day(last) + ", " + p.Clock(end)})
}

func dayOfMonth(p *i18n.Printer, day int) string {
	if p.Lang == i18n.French && day == 1 {
		return "1er"
	}
	return strconv.Itoa(day)
}

// frenchMonths are short names as they are written in French: each has its own length.
var frenchMonths = [...]string{"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."}

// shortMonth is "nov." or "Nov".
func shortMonth(p *i18n.Printer, m time.Month) string {
	if p.Lang == i18n.French {
		return frenchMonths[m-1]
	}
	return p.Month(m)[:3]
}

// reach is how somebody can be told: the address, the number, or that there is neither.
func (v named) reach(b booking.Booking) templ.Component { return v.reachOf(b) }

// looks reads what the place's texts have told those who are reached by phone alone.
func (v *named) looks(tx *store.Tx, p Pages, all ...booking.Booking) (err error) {
	if v.Texts, err = p.Texts.For(tx, v.Place); err != nil {
		return err
	}
	v.Told, err = toldOf(tx, all)
	return err
}

// numberOf is the number under which people know a booking.
func numberOf(p *i18n.Printer, b booking.Booking) string {
	return p.T("desk.number", i18n.Args{"Number": b.Number})
}

// line are the cells that name a booking in any list: who with its number, what, and when.
func (v named) line(ctx context.Context, b booking.Booking, now civil.Instant) []ui.TableCell {
	p := i18n.From(ctx)
	what := v.nameOf(b.Resource)
	if b.Units > 1 {
		what += ", " + p.N("booking.units", b.Units)
	}
	return []ui.TableCell{
		{Content: whoCell(b, web.Href(ctx, "desk.booking", "slug", v.Place.Slug, "number", number10(b)))},
		{Text: what},
		{Text: v.time(p, b.From, b.To, now)},
	}
}

func columnsOf(p *i18n.Printer, more ...ui.Column) []ui.Column {
	return append([]ui.Column{{Text: p.T("bookings.who")}, {Text: p.T("bookings.what")}, {Text: p.T("bookings.when")}}, more...)
}

// rows are bookings as lines of a table, with further cells after who, what and when.
func (v named) rows(ctx context.Context, all []booking.Booking, now civil.Instant, more ...func(booking.Booking) templ.Component) []ui.TableRow {
	rows := make([]ui.TableRow, len(all))
	for i, b := range all {
		rows[i].Cells = v.line(ctx, b, now)
		for _, cell := range more {
			rows[i].Cells = append(rows[i].Cells, ui.TableCell{Content: cell(b)})
		}
	}
	return rows
}

func (v named) callTo(b booking.Booking) templ.Component { return v.callLink(b) }
func number10(b booking.Booking) string                  { return strconv.FormatInt(b.Number, 10) }

func stateOf(b booking.Booking) templ.Component { return stateTag(b) }

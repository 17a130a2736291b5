package bookingweb

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/mail"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// repeated is how often a booking comes again, as typed.
type repeated struct {
	Unit, Every, Until, Times string
	Keep                      []string // days that are ticked, once the list has been seen
	Seen                      string   // what the list that was seen was made of
}

func readRepeated(f form.Values) repeated {
	return repeated{Unit: f.Text("repeat"), Every: f.Text("every"), Until: f.Text("until"), Times: f.Text("times"), Keep: f.Values["keep"], Seen: f.Get("seen")}
}

// every reads the rule. What can't be read is told beside its field.
func (r repeated) every() (booking.Every, error) {
	var b fault.Breaches
	e := booking.Every{Unit: booking.Unit(r.Unit), N: number(r.Every)}
	if r.Times != "" {
		e.Count = number(r.Times)
		b.Check(e.Count > 0, "times", "booking.times_out_of_range", fault.Args{"Max": booking.MostOccurrences})
	} else if r.Until != "" {
		var err error
		e.Until, err = readDay(r.Until)
		b.Check(err == nil, "until", "booking.day_unreadable")
	}
	return e, b.Err()
}

// seen names everything that the list of days follows from: when any of it changes, the list is shown anew before anything is made.
func (v newBooking) seen() string {
	t, r := v.Typed, v.Repeat
	return strings.Join([]string{v.Chosen, t.Day, t.LastDay, t.From, t.To, t.Units, t.People, r.Unit, r.Every, r.Until, r.Times}, "|")
}

// looks reports whether the form only asks for the list of days: it hasn't been seen so, or no day is ticked.
func (v newBooking) looks() bool { return v.Repeat.Seen != v.seen() || len(v.Repeat.Keep) == 0 }

// bookSeries books what the form asks for again and again. The first time, and after each change, it only lists the days.
func (p Pages) bookSeries(c *web.Call, tx *store.Tx, pl place.Place, r resource.Resource, v newBooking, submission string) (link string, err error) {
	from, to, err := v.Typed.interval(r, pl.Zone())
	if err != nil {
		return "", err
	}
	every, err := v.Repeat.every()
	if err != nil {
		return "", err
	}
	q := booking.RepeatRequest{Submission: submission, Resource: r.ID, From: from, To: to, Every: every, Units: number(v.Typed.Units), People: number(v.Typed.People),
		Contact: v.Typed.contact(), Purpose: v.Typed.Purpose, Reason: v.Reason, Lang: c.Lang, Schools: p.Schools(), Dry: v.looks()}
	if !q.Dry {
		if q.Skip, err = v.Repeat.skipped(every, civil.DateOf(from.In(pl.Zone()))); err != nil {
			return "", err
		}
	}
	if link, err = booking.Repeat(tx, c.Actor, q); err != nil {
		return "", err
	}
	b, err := booking.FindByLink(tx, link)
	if err != nil {
		return "", err
	}
	all, err := booking.OfSeries(tx, b.Series)
	if err != nil {
		return "", err
	}
	return link, p.tellSeries(c, tx, all, "series")
}

// skipped are the days of the rule that aren't ticked.
func (r repeated) skipped(e booking.Every, first civil.Date) ([]civil.Date, error) {
	if e.N < 1 || e.Count < 0 {
		return nil, nil // the rule is refused anyway
	}
	days, _, err := e.Days(first)
	return slices.DeleteFunc(days, func(d civil.Date) bool { return slices.Contains(r.Keep, d.String()) }), err
}

// listed takes the list of days out of a refusal: it isn't one when the days were only looked at.
func (v *newBooking) listed(err error) bool {
	var r *booking.SeriesRefusal
	if !errors.As(err, &r) {
		return false
	}
	v.Days = r.Occurrences
	looked := v.looks()
	if looked {
		v.Repeat.Keep = nil
		for _, o := range v.Days {
			if len(o.Breaches) == 0 {
				v.Repeat.Keep = append(v.Repeat.Keep, o.Day.String())
			}
		}
	}
	v.Repeat.Seen = v.seen()
	return looked
}

// blocked is how many days something is in the way of, and whether the team may let all of it pass.
func (v newBooking) blocked() (n int, staff bool) {
	r := booking.SeriesRefusal{Occurrences: v.Days}
	return r.Blocked()
}

// choices are the days, with what is in the way of each.
func (v newBooking) choices(p *i18n.Printer) []ui.Choice {
	var all []ui.Choice
	for _, o := range v.Days {
		all = append(all, ui.Choice{Value: o.Day.String(), Text: span(p, o.From, o.To, v.Place.Zone()), Hint: v.hint(p, o), Checked: slices.Contains(v.Repeat.Keep, o.Day.String())})
	}
	return all
}

func (v newBooking) hint(p *i18n.Printer, o booking.Occurrence) string {
	if o.Skipped {
		return p.T("series.left_out")
	}
	return strings.Join(sayAll(p, o), " ")
}

// sayAll says what is in the way of an occurrence.
func sayAll(p *i18n.Printer, o booking.Occurrence) []string {
	var all []string
	for _, b := range o.Breaches {
		all = append(all, booking.Say(p, fault.Field{Code: b.Code, Args: b.Args}))
	}
	return all
}

// refusedDays says what is in the way of the days of a series that was to be changed.
func refusedDays(p *i18n.Printer, refusal error) []string {
	var r *booking.SeriesRefusal
	if !errors.As(refusal, &r) {
		return nil
	}
	var all []string
	for _, o := range r.Occurrences {
		if said := sayAll(p, o); len(said) > 0 && !o.Skipped {
			all = append(all, p.T("series.in_the_way", i18n.Args{"Day": p.Day(o.Day), "Why": strings.Join(said, " ")}))
		}
	}
	return all
}

// leavable are the days of a refused change, to leave as they are: those that something is in the way of are ticked.
func leavable(p *i18n.Printer, refusal error) []ui.Choice {
	var r *booking.SeriesRefusal
	if !errors.As(refusal, &r) {
		return nil
	}
	var all []ui.Choice
	for _, o := range r.Occurrences {
		if len(o.Breaches) > 0 || o.Skipped {
			all = append(all, ui.Choice{Value: o.Day.String(), Text: p.Day(o.Day), Checked: true})
		}
	}
	return all
}

// repeating is the page on which somebody who has signed in books again and again.
func (p Pages) repeating(c *web.Call) error {
	v := newBooking{Typed: readTyped(c.Query()), Repeat: repeated{Unit: "week", Every: "1"}, Submission: form.NewSubmission()}
	v.Typed.Name = c.Actor.Name
	return p.showRepeating(c, v)
}

func (p Pages) showRepeating(c *web.Call, v newBooking) error {
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Place, v.resource, err = found(c, tx); err != nil {
			return err
		}
		if v.resource, _, err = booking.LentTo(tx, v.resource, booking.Booking{Person: c.Actor.Person, From: tx.Now, To: tx.Now}); err != nil {
			return err
		}
		if booking.MayRepeat(c.Actor, v.Place, v.resource) == 0 {
			return fault.New(fault.Forbidden, "booking.not_repeated")
		}
		if v.Typed.Day == "" {
			v.Typed.Day = civil.DateOf(tx.Now.In(v.Place.Zone())).String()
		}
		return nil
	})
	if err != nil {
		return err
	}
	title := c.P.T("series.title", i18n.Args{"Name": v.resource.Name})
	return c.Page(web.Page{Title: title + ", " + v.Place.Name, Robots: "noindex", Width: ui.Narrow, Status: web.StatusOf(v.Refusal)}, newPage(v, title))
}

func (p Pages) repeat(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v := newBooking{Typed: readTyped(f), Repeat: readRepeated(f), Submission: form.NewSubmission()}
	var link string
	err = c.Update(func(tx *store.Tx) error {
		pl, r, err := found(c, tx)
		if err != nil {
			return err
		}
		link, err = p.bookSeries(c, tx, pl, r, v, f.Submission())
		return err
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			if !v.listed(refusal) {
				v.Refusal = refusal
			}
			return p.showRepeating(c, v)
		})
	}
	return c.Go("booking.show", "link", link)
}

// siblings is the series of a booking as its pages show it.
type siblings struct {
	booking.Series
	All []booking.Booking
}

// siblingHref is the page of another one of the series.
func (v booked) siblingHref(ctx context.Context, b booking.Booking, team bool) string {
	if team {
		return web.Href(ctx, "desk.booking", "slug", v.Place.Slug, "number", number10(b))
	}
	return web.Href(ctx, "booking.show", "link", b.Link)
}

// coming are the occurrences that are still to come.
func (s siblings) coming(now civil.Instant) []booking.Booking {
	var all []booking.Booking
	for _, b := range s.All {
		if (b.State == booking.Confirmed || b.State == booking.Asked) && now.Before(b.From) {
			all = append(all, b)
		}
	}
	return all
}

// rule says how often, from when until when: "chaque semaine, du 4 décembre au 8 janvier".
func (s siblings) rule(p *i18n.Printer, zone *time.Location) string {
	day := func(b booking.Booking) string { return p.Date(civil.DateOf(b.From.In(zone))) }
	return p.T("series.rule", i18n.Args{"Every": p.N("series.every."+string(s.Every.Unit), s.Every.N), "From": day(s.All[0]), "To": day(s.All[len(s.All)-1])})
}

// readSeries reads the series of a booking, nothing for one that stands alone.
func (v *booked) readSeries(tx *store.Tx) (err error) {
	if v.Series.IsZero() {
		return nil
	}
	s := &siblings{}
	if s.Series, err = booking.FindSeries(tx, v.Series); err != nil {
		return err
	}
	s.All, err = booking.OfSeries(tx, v.Series)
	v.Siblings = s
	return err
}

// reaches are how far a change of a series can go. alone is whether this one can be changed by itself.
func reaches(p *i18n.Printer, chosen booking.Extent, alone bool) []ui.Choice {
	if !alone && chosen == booking.One {
		chosen = booking.Following
	}
	return []ui.Choice{
		{Value: string(booking.One), Text: p.T("series.reach.one"), Checked: chosen == booking.One, Disabled: !alone},
		{Value: string(booking.Following), Text: p.T("series.reach.following"), Checked: chosen == booking.Following},
		{Value: string(booking.Whole), Text: p.T("series.reach.whole"), Checked: chosen == booking.Whole},
	}
}

// cancelSeries cancels this one with others of its series, and writes one letter about all.
func (p Pages) cancelSeries(c *web.Call, how booking.Extent) error {
	err := c.Update(func(tx *store.Tx) error {
		gone, were, err := booking.CancelSeries(tx, c.Actor, c.Path("link"), how)
		if err != nil {
			return err
		}
		if err := p.letters(c).Left(c.Ctx(), tx, were...); err != nil {
			return err
		}
		return p.tellSeries(c, tx, gone, "series_cancelled")
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return p.showCancel(c, refusal) })
	}
	return c.Go("booking.show", "link", c.Path("link"))
}

// shift moves this one with others of its series, and writes one letter about all.
func (p Pages) shift(c *web.Call, tx *store.Tx, q booking.ShiftRequest, leave []string) error {
	for _, s := range leave {
		if d, err := readDay(s); err == nil {
			q.Leave = append(q.Leave, d)
		}
	}
	q.Schools = p.Schools()
	before, err := booking.FindByLink(tx, q.Link)
	if err != nil {
		return err
	}
	left := []booking.Booking{before}
	if !before.Series.IsZero() {
		if left, err = booking.OfSeries(tx, before.Series); err != nil {
			return err
		}
	}
	moved, err := booking.Shift(tx, c.Actor, q)
	if err != nil {
		return err
	}
	left = slices.DeleteFunc(left, func(b booking.Booking) bool {
		return !slices.ContainsFunc(moved, func(m booking.Booking) bool { return m.ID == b.ID })
	})
	if err := p.letters(c).Left(c.Ctx(), tx, left...); err != nil {
		return err
	}
	return p.tellSeries(c, tx, moved, "series_moved")
}

// tellSeries writes about many bookings that somebody has just made or changed on a page.
func (p Pages) tellSeries(c *web.Call, tx *store.Tx, all []booking.Booking, what string) error {
	return p.letters(c).Series(c.Ctx(), tx, c.Actor, all, what)
}

// Series writes about many bookings of one person: one letter about what is theirs, or was, and one about what they have only asked for. by
// changed them; what is a word of the keys booking.letter.….
func (l Letters) Series(ctx context.Context, tx *store.Tx, by organisation.Actor, all []booking.Booking, what string) error {
	var asked, theirs []booking.Booking
	for _, b := range all {
		if b.State == booking.Asked {
			asked = append(asked, b)
		} else {
			theirs = append(theirs, b)
		}
	}
	return errors.Join(l.tellMany(ctx, tx, by, theirs, what), l.tellMany(ctx, tx, by, asked, "series_asked"))
}

// tellMany sends one letter about many bookings in one state, with one calendar file that holds an event for each: see booking.Series for
// why. What is asked for the first time stands in nobody's calendar yet; what is asked anew leaves it.
func (l Letters) tellMany(ctx context.Context, tx *store.Tx, by organisation.Actor, all []booking.Booking, what string) error {
	if len(all) == 0 {
		return nil
	}
	first := all[0]
	if first.Email == "" {
		v := booked{Booking: first, Now: tx.Now}
		if err := v.around(tx); err != nil {
			return err
		}
		v.Own = !booking.MayRunDesk(by, v.Place)
		return l.text(ctx, tx, v, what, len(all))
	}
	pr := l.Site.Catalog.In(first.Lang)
	origin := l.Site.LetterOrigin(ctx)
	var events []booked
	var lines, addresses []string
	for _, b := range all {
		v := booked{Booking: b, Now: tx.Now}
		if len(events) > 0 && events[0].Booking.Resource == b.Resource {
			v.Resource, v.Place, v.Commune = events[0].Resource, events[0].Place, events[0].Commune
		} else if err := v.around(tx); err != nil {
			return err
		}
		events = append(events, v)
		lines = append(lines, "- "+v.time(pr)+", "+pr.T("desk.number", i18n.Args{"Number": b.Number}))
		addresses = append(addresses, origin+l.Site.Href(b.Lang, "booking.show", "link", b.Link))
	}
	v := events[0]
	args := i18n.Args{"Name": v.Name, "Time": v.time(pr), "Resource": v.Resource.Name, "Place": i18n.Named(v.Place.Name), "Address": v.address(), "Count": strconv.Itoa(len(all)), "Days": strings.Join(lines, "\n"), "Link": addresses[0]}
	letter := mail.Letter{To: v.Email, Subject: pr.T("booking.letter."+what+".subject", args), Text: pr.T("booking.letter."+what+".text", args)}
	method, known := "PUBLISH", true
	switch v.State {
	case booking.Cancelled:
		method = "CANCEL"
	case booking.Asked:
		method, known = "CANCEL", v.Sequence > 1
		for i := range events {
			events[i].State = booking.Cancelled
		}
	}
	if known {
		text, err := calendarOf(method, events, addresses)
		if err != nil {
			return err
		}
		letter.Calendar = &mail.Calendar{Method: method, Text: text}
	}
	return l.Post.Send(tx, letter)
}

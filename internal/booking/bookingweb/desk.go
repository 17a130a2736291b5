package bookingweb

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// deskDay is the counter's screen: who is awaited on a day, who is here, who has gone.
type deskDay struct {
	named
	Day, Today civil.Date
	Now        civil.Instant
	Asked      string // name or number that is looked for
	Bookings   []booking.Booking
	Line       []booked // who waits
	OfLine     bool     // it is an answer to somebody in line that was refused
	Typed      typed
	Resource   string            // id, as chosen
	Member     membership.Member // for whom, when the team came from a member's page
	Reason     string
	Submission string
	Refusal    error
	Around     around
}

// atDesk reads the place of an address for somebody of its desk.
func atDesk(c *web.Call, tx *store.Tx) (place.Place, error) {
	p, err := place.FindBySlug(tx, c.Path("slug"))
	if err == nil && !booking.MayRunDesk(c.Actor, p) {
		err = fault.New(fault.Forbidden, "organisation.may_not")
	}
	return p, err
}

func (p Pages) desk(c *web.Call) error {
	v := deskDay{Submission: form.NewSubmission(), Asked: c.Query().Text("q")}
	v.Member.ID = memberID(c.Query().Get("adherent"))
	return p.showDesk(c, v)
}

func (p Pages) showDesk(c *web.Call, v deskDay) error {
	v.Now = c.Site.DB.Now()
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Place, err = atDesk(c, tx); err != nil {
			return err
		}
		zone := v.Place.Zone()
		v.Today = civil.DateOf(v.Now.In(zone))
		if v.Day, err = readDay(c.Query().Text("le")); err != nil {
			v.Day = v.Today
		}
		if v.Resources, err = resource.Of(tx, v.Place.ID, true); err != nil {
			return err
		}
		if !v.Member.ID.IsZero() {
			v.Member, err = membership.Find(tx, v.Place.Organisation, v.Member.ID)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			if v.Typed.Name == "" {
				v.Typed.Name, v.Typed.Phone, v.Typed.Email = v.Member.Name, v.Member.Phone, v.Member.Email
			}
		}
		from, to := v.Day.At(0, zone), v.Day.At(civil.EndOfDay, zone)
		if v.Line, err = inLine(tx, v.Place, from, to); err != nil {
			return err
		}
		if v.Bookings, err = booking.OfDay(tx, v.Place.ID, from, to); err != nil {
			return err
		}
		all := slices.Clone(v.Bookings)
		for _, b := range v.Line {
			all = append(all, b.Booking)
		}
		if err := v.looks(tx, p, all...); err != nil {
			return err
		}
		v.Around, err = lookAround(c, tx, v.Place, v.Today)
		return err
	})
	if err != nil {
		return err
	}
	if v.Typed.From == "" {
		v.proposeNow()
	}
	title := c.P.T("desk.title", i18n.Args{"Day": c.P.Day(v.Day)})
	v.keepToday(c)
	return c.Page(web.Page{Title: title + ", " + v.Place.Name, Robots: "noindex", At: v.Place, Status: web.StatusOf(v.Refusal), Scripts: []string{"counter.js"}}, deskPage(v, title))
}

// proposeNow fills the quick booking with the half hour under way and the next.
func (v *deskDay) proposeNow() {
	const half = 30 * time.Minute
	from := v.Now.In(v.Place.Zone()).Truncate(half)
	v.Typed.Day, v.Typed.From, v.Typed.To = v.Today.String(), civil.ClockOf(from).String(), civil.ClockOf(from.Add(2*half)).String()
}

// found are the bookings that match what is looked for: a name without regard to accents, or a number.
func (v deskDay) found() []booking.Booking {
	if v.Asked == "" {
		return v.Bookings
	}
	asked := search.Fold(v.Asked)
	var all []booking.Booking
	for _, b := range v.Bookings {
		if strings.Contains(search.Fold(b.Name), asked) || strconv.FormatInt(b.Number, 10) == strings.TrimPrefix(asked, "n ") {
			all = append(all, b)
		}
	}
	return all
}

// in lists the bookings found that are in a state.
func (v deskDay) in(states ...booking.State) []booking.Booking {
	var all []booking.Booking
	for _, b := range v.found() {
		for _, s := range states {
			if b.State == s {
				all = append(all, b)
			}
		}
	}
	return all
}

// late is how many minutes somebody who is awaited is late; 0 when they aren't.
func (v deskDay) late(b booking.Booking) int {
	if b.State != booking.Confirmed || !b.From.Before(v.Now) || !v.Now.Before(b.To) {
		return 0
	}
	return int(v.Now.Sub(b.From) / time.Minute)
}

// lateness says minutes as people do; of somebody who should have come days ago, the days.
func lateness(p *i18n.Printer, minutes int) string {
	const day = 24 * 60
	if minutes >= day {
		minutes -= minutes % day
	}
	return length(p, minutes)
}

// memberID reads which member is meant; zero for none.
func memberID(text string) (which membership.ID) {
	if text == "" || which.UnmarshalText([]byte(text)) != nil {
		return membership.ID{}
	}
	return which
}

// lines is what stands below a name: what, how many, until when.
func (v deskDay) line(p *i18n.Printer, b booking.Booking) string {
	parts := []string{v.nameOf(b.Resource)}
	if b.Units > 1 {
		parts = append(parts, p.N("booking.units", b.Units))
	}
	if b.People > 1 {
		parts = append(parts, p.N("booking.people", b.People))
	}
	parts = append(parts, p.T("desk.until", i18n.Args{"Time": v.clock(p, b.To)}), p.T("desk.number", i18n.Args{"Number": b.Number}))
	return strings.Join(parts, ", ")
}

// clock is an hour of the day that is shown, or the day when it is another one.
func (v deskDay) clock(p *i18n.Printer, at civil.Instant) string {
	t := at.In(v.Place.Zone())
	if d := civil.DateOf(t); d != v.Day {
		return shortDay(p, d)
	}
	return p.Clock(civil.ClockOf(t))
}

func (v deskDay) options(p *i18n.Printer) []ui.Option {
	all := []ui.Option{{Text: p.T("desk.choose_resource")}}
	for _, r := range v.Resources {
		if r.Retired.IsZero() && r.Rules.Mode != resource.Nights {
			all = append(all, ui.Option{Value: r.ID.String(), Text: r.Name})
		}
	}
	return all
}

// reasons are what is wrong with the time, and whether the team may let all of it pass.
func (v deskDay) reasons(p *i18n.Printer) (all []string, mayPass bool) {
	r := refusalOf(v.Refusal)
	if r == nil {
		return nil, false
	}
	mayPass = !v.OfLine
	for _, b := range r.Breaches {
		mayPass = mayPass && b.Staff
	}
	return refusedTime(p, v.Refusal), mayPass
}

func (p Pages) note(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	var which booking.ID
	if which.UnmarshalText([]byte(f.Get("booking"))) != nil {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	err = c.Update(func(tx *store.Tx) error {
		if _, err := atDesk(c, tx); err != nil {
			return err
		}
		if err := booking.Note(tx, c.Actor, which, f.Get("what")); err != nil {
			return err
		}
		return p.letters(c).LeftBy(c.Ctx(), tx, which, f.Get("what"))
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			return p.showDesk(c, deskDay{Submission: form.NewSubmission(), Refusal: refusal})
		})
	}
	if n := f.Text("number"); n != "" { // from its own page
		return c.Go("desk.booking", "slug", c.Path("slug"), "number", n, "retour", f.Text("retour"))
	}
	return c.Go("desk.day", "slug", c.Path("slug"), "le", f.Text("le"), "q", f.Text("q"))
}

func (p Pages) bookFor(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	t := readTyped(f)
	v := deskDay{Typed: t, Resource: f.Get("resource"), Reason: f.Text("reason"), Submission: form.NewSubmission()}
	v.Member.ID = memberID(f.Get("adherent"))
	var which resource.ID
	err = which.UnmarshalText([]byte(v.Resource))
	if err != nil || which.IsZero() {
		var b fault.Breaches
		b.Check(t.Name != "", "name", "booking.name_missing")
		b.Add("resource", "desk.resource_missing")
		v.Refusal = b.Err()
		return p.showDesk(c, v)
	}
	err = c.Update(func(tx *store.Tx) error {
		pl, err := atDesk(c, tx)
		if err != nil {
			return err
		}
		r, err := resource.FindByID(tx, which)
		if err != nil {
			return err
		}
		if r.Place != pl.ID {
			return fault.New(fault.NotFound, "resource.unknown")
		}
		from, to, err := t.interval(r, pl.Zone())
		if err != nil {
			return err
		}
		_, err = booking.Book(tx, c.Actor, booking.BookRequest{Submission: f.Submission(), Resource: which, From: from, To: to, Units: number(t.Units), People: number(t.People),
			Contact: booking.Contact{Name: t.Name, Email: t.Email, Phone: t.Phone}, Reason: v.Reason, Lang: c.Lang, Schools: p.Schools(), Member: v.Member.ID})
		return err
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			v.Refusal = refusal
			return p.showDesk(c, v)
		})
	}
	c.Say("desk.booked")
	return c.Go("desk.day", "slug", c.Path("slug"), "le", t.Day)
}

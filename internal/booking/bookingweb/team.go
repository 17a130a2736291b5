package bookingweb

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"mitoyen/internal/account"
	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/resource"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// teamView is a booking as the team sees it: with its history, or with the form that changes it.
type teamView struct {
	named
	booking.Booking
	Now        civil.Instant
	History    []journal.Entry
	Names      map[string]string // of people, by id
	Typed      typed
	Resource   string // id, as chosen
	Reason     string
	Submission string
	Refusal    error
}

// forDesk reads the place of an address, and what it lends, for somebody of its desk.
func forDesk(c *web.Call, tx *store.Tx) (v named, err error) {
	if v.Place, err = atDesk(c, tx); err != nil {
		return v, err
	}
	v.Resources, err = resource.Of(tx, v.Place.ID, true)
	return v, err
}

// numbered reads the booking of an address for somebody of the desk.
func numbered(c *web.Call, tx *store.Tx) (v teamView, err error) {
	v.Now = tx.Now
	if v.named, err = forDesk(c, tx); err != nil {
		return v, err
	}
	n, err := strconv.ParseInt(c.Path("number"), 10, 64)
	if err != nil {
		return v, fault.New(fault.NotFound, "booking.unknown")
	}
	v.Booking, err = booking.FindByNumber(tx, v.named.Place, n)
	return v, err
}

func (p Pages) teamBooking(c *web.Call) error {
	var v teamView
	err := c.View(func(tx *store.Tx) (err error) {
		if v, err = numbered(c, tx); err != nil {
			return err
		}
		if v.History, err = journal.Of(tx, "booking", v.ID.String(), 0, 200); err != nil {
			return err
		}
		var who []string
		for _, e := range v.History {
			who = append(who, e.Person)
		}
		v.Names, err = account.Names(tx, who)
		return err
	})
	if err != nil {
		return err
	}
	title := c.P.T("booking.title", i18n.Args{"Number": v.Number})
	return c.Page(web.Page{Title: title + ", " + v.named.Place.Name, Robots: "noindex", Team: true}, teamBookingPage(v, title))
}

func (p Pages) changePage(c *web.Call) error {
	return p.showChange(c, nil)
}

// showChange shows the form that changes a booking, as it stands or, after a refusal, as it was typed.
func (p Pages) showChange(c *web.Call, again func(*teamView)) error {
	var v teamView
	err := c.View(func(tx *store.Tx) (err error) {
		v, err = numbered(c, tx)
		return err
	})
	if err != nil {
		return err
	}
	v.Submission = form.NewSubmission()
	if again != nil {
		again(&v)
	} else {
		if err := booking.MayRearrange(v.Booking); err != nil {
			return err
		}
		v.fill()
	}
	title := c.P.T("bookings.change.title", i18n.Args{"Number": v.Number})
	return c.Page(web.Page{Title: title + ", " + v.named.Place.Name, Robots: "noindex", Team: true, Status: web.StatusOf(v.Refusal)}, changePage(v, title))
}

// fill writes what stands into the form.
func (v *teamView) fill() {
	zone := v.named.Place.Zone()
	from, to := v.From.In(zone), v.To.In(zone)
	v.Resource = v.Booking.Resource.String()
	v.Typed = typed{Day: civil.DateOf(from).String(), From: civil.ClockOf(from).String(), To: civil.ClockOf(to).String(), Units: strconv.Itoa(v.Units), People: strconv.Itoa(v.People),
		Name: v.Name, Email: v.Email, Phone: v.Phone, Purpose: v.Purpose}
	if civil.DateOf(to) != civil.DateOf(from) {
		v.Typed.LastDay = civil.DateOf(to).String()
	}
}

func (p Pages) changeBooking(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	t, chosen, reason := readTyped(f), f.Get("resource"), f.Text("reason")
	err = c.Update(func(tx *store.Tx) error {
		v, err := numbered(c, tx)
		if err != nil {
			return err
		}
		var which resource.ID
		if which.UnmarshalText([]byte(chosen)) != nil || which.IsZero() {
			return fault.New(fault.Invalid, "fault.stale_form")
		}
		from, to, err := t.interval(v.resource(which), v.named.Place.Zone())
		if err != nil {
			return err
		}
		done, err := booking.Amend(tx, c.Actor, booking.AmendRequest{Submission: f.Submission(), Booking: v.ID, Resource: which, From: from, To: to, Units: number(t.Units),
			People: number(t.People), Contact: booking.Contact{Name: t.Name, Email: t.Email, Phone: t.Phone}, Purpose: t.Purpose, Reason: reason, Schools: p.Schools()})
		if err != nil || !done.Matters {
			return err
		}
		if err := p.letters(c).Left(c.Ctx(), tx, v.Booking); err != nil {
			return err
		}
		return p.tellAll(c, tx, v.named, []booking.Booking{done.Booking}, "changed", "")
	})
	if fault.Is(err, fault.Conflict) {
		return err
	}
	if err != nil {
		return c.Again(err, func(refusal error) error {
			return p.showChange(c, func(v *teamView) { v.Typed, v.Resource, v.Reason, v.Refusal = t, chosen, reason, refusal })
		})
	}
	c.Say("bookings.changed")
	return c.Go("desk.booking", "slug", c.Path("slug"), "number", c.Path("number"))
}

// facts are all that the team may know of a booking.
func (v teamView) facts(p *i18n.Printer) []ui.Fact {
	all := []ui.Fact{
		{Label: p.T("booking.fact.when"), Text: v.time(p, v.From, v.To, v.Now)},
		{Label: p.T("booking.fact.what"), Text: v.nameOf(v.Booking.Resource)},
		{Label: p.T("booking.fact.name"), Text: whose(p, v.Booking)},
	}
	for _, x := range []struct{ label, text string }{
		{"booking.form.email", v.Email}, {"booking.form.phone", v.Phone}, {"bookings.purpose", v.Purpose}, {"booking.fact.units", many(p, v.Units)}, {"booking.fact.people", many(p, v.People)},
	} {
		if x.text != "" {
			all = append(all, ui.Fact{Label: p.T(x.label), Text: x.text})
		}
	}
	return all
}

// many is a number that says something: more than one.
func many(p *i18n.Printer, n int) string {
	if n < 2 {
		return ""
	}
	return p.Number(n)
}

// track is the history in sentences, the latest first: who did what, when, and why.
func (v teamView) track(p *i18n.Printer) []ui.TrackItem {
	all := make([]ui.TrackItem, 0, len(v.History))
	for i, e := range v.History {
		x := ui.TrackItem{Title: p.T("journal."+e.Verb, i18n.Args{"Who": v.who(p, e)}), When: p.Moment(e.At, v.named.Place.Zone()), Text: v.detail(p, e)}
		if i == 0 {
			x.State = ui.TrackNow
		}
		all = append(all, x)
	}
	return all
}

// teamVerbs are what the team does, or the program in its place; the rest is done by whoever has booked, who needs no account.
var teamVerbs = []string{"booking.made", "booking.arrived", "booking.unarrived", "booking.left", "booking.missed", "booking.withdrawn", "booking.corrected", "booking.closed", "booking.unanswered"}

// who names who did something. People who erased their account have no name any more.
func (v teamView) who(p *i18n.Printer, e journal.Entry) string {
	switch {
	case e.Person != "":
		return or(v.Names[e.Person], p.T("place.somebody"))
	case slices.Contains(teamVerbs, e.Verb):
		return p.T("place.history.program")
	}
	return or(v.Name, p.T("place.somebody"))
}

// detail is the time and the thing that an entry is about, and its reason.
func (v teamView) detail(p *i18n.Printer, e journal.Entry) string {
	var parts []string
	if e.Verb == "booking.confirmed" || e.Verb == "booking.made" || e.Verb == "booking.moved" {
		var which resource.ID
		var from, to civil.Instant
		if which.UnmarshalText([]byte(e.Data["resource"])) == nil && v.nameOf(which) != "" {
			parts = append(parts, v.nameOf(which))
		}
		if from.UnmarshalText([]byte(e.Data["from"])) == nil && to.UnmarshalText([]byte(e.Data["to"])) == nil && !from.IsZero() && !to.IsZero() {
			parts = append(parts, v.time(p, from, to, v.Now))
		}
	}
	text := strings.Join(parts, ", ")
	if why := e.Data["reason"]; why != "" {
		text = strings.TrimPrefix(text+". "+p.T("bookings.because", i18n.Args{"Reason": why}), ". ")
	}
	return text
}

// options are what the place lends now, and what is booked.
func (v teamView) options() (all []ui.Option) {
	for _, r := range v.Resources {
		if r.Retired.IsZero() || r.ID == v.Booking.Resource {
			all = append(all, ui.Option{Value: r.ID.String(), Text: r.Name})
		}
	}
	return all
}

func (v teamView) actions(ctx context.Context) (all []ui.Button) {
	slug, number := v.named.Place.Slug, strconv.FormatInt(v.Number, 10)
	if booking.MayRearrange(v.Booking) == nil {
		all = append(all, ui.Button{Text: i18n.T(ctx, "bookings.change"), Icon: "pen-line", Href: web.Href(ctx, "desk.changing", "slug", slug, "number", number)})
	}
	if v.State == booking.Confirmed {
		all = append(all, ui.Button{Text: i18n.T(ctx, "booking.cancel"), Weight: ui.Quiet, Href: web.Href(ctx, "desk.picked", "slug", slug, "quoi", "cancel", "b", number)})
	}
	return all
}

// tagOf is a booking's state in a word.
func tagOf(p *i18n.Printer, b booking.Booking) (text string, kind ui.TagKind) {
	kinds := map[booking.State]ui.TagKind{booking.Asked: ui.TagNow, booking.Refused: ui.TagNo, booking.Here: ui.TagOpen, booking.NoShow: ui.TagNo, booking.Cancelled: ui.TagNo}
	return p.T("bookings.state." + string(b.State)), kinds[b.State]
}

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
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/resource"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// teamView is a booking as the team sees it, wherever they came from: what it is, what can be done with it, the form that changes it, and its
// history.
type teamView struct {
	booked
	Resources  []resource.Resource
	Members    map[membership.ID]membership.Member
	History    []journal.Entry
	Names      map[string]string // of people, by id
	Chosen     string            // id of the resource, as chosen
	Reason     string
	Reach      booking.Extent
	Back       string // where one came from, and goes back to: a key of backs
	MayAnswer  bool
	Submission string
}

// backs are the pages from which one comes to a booking, by the word in its address; from the list without any.
var backs = map[string]string{"semaine": "plan.week", "journee": "plan.day", "accueil": "desk.day"}

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
	at, err := forDesk(c, tx)
	if err != nil {
		return v, err
	}
	n, err := strconv.ParseInt(c.Path("number"), 10, 64)
	if err != nil {
		return v, fault.New(fault.NotFound, "booking.unknown")
	}
	v.Now, v.Place, v.Resources = tx.Now, at.Place, at.Resources
	if v.Booking, err = booking.FindByNumber(tx, at.Place, n); err != nil {
		return v, err
	}
	v.Resource = at.resource(v.Booking.Resource)
	v.MayAnswer = booking.MayAnswer(c.Actor, v.Place)
	if err := at.readMembers(tx, v.Booking); err != nil {
		return v, err
	}
	v.Members = at.Members
	return v, v.readSeries(tx)
}

func (v teamView) at() named {
	return named{Place: v.Place, Resources: v.Resources, Members: v.Members}
}

func (p Pages) teamBooking(c *web.Call) error {
	return p.showTeamBooking(c, c.Query().Text("retour"), func(v *teamView) { v.fill() })
}

// formerBooking leads from where a booking stood in the plan to its page.
func (p Pages) formerBooking(c *web.Call) error {
	var b booking.Booking
	err := c.View(func(tx *store.Tx) error {
		at, err := atDesk(c, tx)
		if err != nil {
			return err
		}
		which, err := id.Parse[booking.Booking](c.Path("booking"))
		if err != nil {
			return fault.New(fault.NotFound, "booking.unknown")
		}
		if b, err = booking.Find(tx, which); err == nil && (b.Place != at.ID || b.Number == 0) {
			err = fault.New(fault.NotFound, "booking.unknown")
		}
		return err
	})
	if err != nil {
		return err
	}
	return c.Go("desk.booking", "slug", c.Path("slug"), "number", number10(b))
}

// showTeamBooking shows the page, with what fill writes into its form.
func (p Pages) showTeamBooking(c *web.Call, back string, fill func(*teamView)) error {
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
		if v.Names, err = account.Names(tx, who); err != nil {
			return err
		}
		return p.lookAtTexts(tx, &v.booked)
	})
	if err != nil {
		return err
	}
	v.Submission = form.NewSubmission()
	if backs[back] != "" {
		v.Back = back
	}
	fill(&v)
	title := c.P.T("booking.title", i18n.Args{"Number": v.Number})
	return c.Page(web.Page{Title: title + ", " + v.Place.Name, Robots: "noindex", At: v.Place, Status: web.StatusOf(v.Refusal)}, teamBookingPage(v, title))
}

// facts are all that the team may know of a booking.
func (v teamView) facts(p *i18n.Printer) []ui.Fact {
	all := []ui.Fact{
		{Label: p.T("booking.fact.when"), Text: v.at().time(p, v.From, v.To, v.Now)},
		{Label: p.T("booking.fact.what"), Text: v.Resource.Name},
		{Label: p.T("booking.fact.name"), Text: v.Name},
	}
	for _, x := range []struct{ label, text, href string }{
		{"bookings.belongs", v.at().belongs(p, v.Booking), ""}, {"booking.form.email", v.Email, ""}, {"booking.form.phone", v.Phone, "tel:" + dialled(v.Phone)}, {"bookings.purpose", v.Purpose, ""}, {"booking.fact.units", many(p, v.Units), ""},
		{"booking.fact.people", many(p, v.People), ""},
	} {
		if x.text != "" {
			all = append(all, ui.Fact{Label: p.T(x.label), Text: x.text, Href: x.href})
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
		x := ui.TrackItem{Title: p.T("journal."+e.Verb, i18n.Args{"Who": v.who(p, e)}), When: p.Moment(e.At, v.Place.Zone()), Text: v.detail(p, e)}
		if i == 0 {
			x.State = ui.TrackNow
		}
		all = append(all, x)
	}
	return all
}

// teamVerbs are what the team does, or the program in its place; the rest is done by whoever has booked, who needs no account.
var teamVerbs = []string{"booking.made", "booking.arrived", "booking.unarrived", "booking.left", "booking.missed", "booking.withdrawn", "booking.corrected", "booking.closed", "booking.unanswered", "booking.called", "booking.uncalled"}

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
		if which.UnmarshalText([]byte(e.Data["resource"])) == nil && v.at().nameOf(which) != "" {
			parts = append(parts, v.at().nameOf(which))
		}
		if from.UnmarshalText([]byte(e.Data["from"])) == nil && to.UnmarshalText([]byte(e.Data["to"])) == nil && !from.IsZero() && !to.IsZero() {
			parts = append(parts, v.at().time(p, from, to, v.Now))
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

// actions are the ways on from the page.
func (v teamView) actions(ctx context.Context) (all []ui.Button) {
	if v.State == booking.Asked && v.MayAnswer {
		all = append(all, ui.Button{Text: i18n.T(ctx, "bookings.answer"), Href: web.Href(ctx, "booking.requests", "slug", v.Place.Slug) + "#d-" + v.ID.String()})
	}
	if v.State == booking.Confirmed {
		all = append(all, ui.Button{Text: i18n.T(ctx, "booking.cancel"), Weight: ui.Quiet, Href: web.Href(ctx, "desk.picked", "slug", v.Place.Slug, "quoi", "cancel", "b", number10(v.Booking))})
	}
	return append(all, ui.Button{Text: i18n.T(ctx, "plan.own_page"), Weight: ui.Plain, Href: web.Href(ctx, "booking.show", "link", v.Link)})
}

// notes reports whether the counter has something to note about it: from the day on which it begins.
func (v teamView) notes() bool {
	return !civil.DateOf(v.Now.In(v.Place.Zone())).Before(v.day()) && v.Now.Before(v.To)
}

// crumbs lead back to where one came from.
func (v teamView) crumbs(ctx context.Context, title string) []ui.Link {
	slug, day := v.Place.Slug, v.day().String()
	from := ui.Link{Href: web.Href(ctx, "desk.bookings", "slug", slug), Text: i18n.T(ctx, "bookings.all")}
	switch v.Back {
	case "semaine", "journee":
		from = ui.Link{Href: web.Href(ctx, backs[v.Back], "slug", slug, "le", day), Text: i18n.T(ctx, "plan.plan")}
	case "accueil":
		from = ui.Link{Href: web.Href(ctx, backs[v.Back], "slug", slug, "le", day), Text: i18n.T(ctx, "desk.desk")}
	}
	return []ui.Link{{Href: web.Href(ctx, "place.show", "slug", slug), Text: v.Place.Name}, from, {Text: title}}
}

// tagOf is a booking's state in a word.
func tagOf(p *i18n.Printer, b booking.Booking) (text string, kind ui.TagKind) {
	kinds := map[booking.State]ui.TagKind{booking.Asked: ui.TagNow, booking.Refused: ui.TagNo, booking.Here: ui.TagOpen, booking.NoShow: ui.TagNo, booking.Cancelled: ui.TagNo}
	return p.T("bookings.state." + string(b.State)), kinds[b.State]
}

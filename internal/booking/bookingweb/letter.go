package bookingweb

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	ical "github.com/emersion/go-ical"

	"mitoyen/internal/booking"
	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/mail"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/texting"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// Letters tell people what has become of their bookings, whoever changed them.
type Letters struct {
	Site  *web.Site
	Post  *mail.Post
	Texts *texting.Post
}

// tell sends the letter about a booking that somebody has just changed on a page.
func (p Pages) tell(c *web.Call, tx *store.Tx, v booked, what string) error {
	v.Own = !booking.MayRunDesk(c.Actor, v.Place)
	return p.letters(c).changed(c.Ctx(), tx, v, what)
}

// changed is tell about what somebody has just made or moved: it may wait for an answer.
func (l Letters) changed(ctx context.Context, tx *store.Tx, v booked, what string) error {
	if v.State == booking.Asked {
		what = "asked"
	}
	return l.tell(ctx, tx, v, what)
}

// Changed sends the letter about a booking that somebody has just changed otherwise than on a page, with the team's reason where it has one.
func (l Letters) Changed(ctx context.Context, tx *store.Tx, b booking.Booking, what, why string) error {
	if b.Email == "" && b.Phone == "" { // nobody to write to
		return nil
	}
	v := booked{Booking: b, Now: tx.Now, Why: why, Own: what != "withdrawn"} // a program may book as often as it likes: texts are limited
	if err := v.around(tx); err != nil {
		return err
	}
	return l.changed(ctx, tx, v, what)
}

// Calendar is a booking as a file for a calendar, with links to a site that answers at origin.
func (l Letters) Calendar(tx *store.Tx, b booking.Booking, origin string) (string, error) {
	v := booked{Booking: b, Now: tx.Now}
	if err := v.around(tx); err != nil {
		return "", err
	}
	return v.iCalendar("PUBLISH", origin+l.Site.Href(v.Lang, "booking.show", "link", v.Link))
}

// Turn makes the listener for those in line: it notes what becomes of their bookings and writes to them.
func (l Letters) Turn(ctx context.Context) func(*store.Tx, capacity.Offered) error {
	return func(tx *store.Tx, o capacity.Offered) error {
		b, told, err := booking.Turn(tx, o)
		if err != nil || !told {
			return err
		}
		v := booked{Booking: b, Now: tx.Now, Line: booking.Line{Until: o.Until}}
		if err := v.around(tx); err != nil {
			return err
		}
		if b.State == booking.Offered {
			return l.tell(ctx, tx, v, "offered")
		}
		return l.tell(ctx, tx, v, "passed")
	}
}

// tell sends the letter about a booking, to whoever gave an address, or a text to whoever gave a number alone, in the language in which they
// booked. what has become of it is a
// word of the keys booking.letter.…. What is theirs, or was, comes with an entry for their calendar.
func (l Letters) tell(ctx context.Context, tx *store.Tx, v booked, what string) error {
	if v.Email == "" {
		return l.text(ctx, tx, v, what, 1)
	}
	pr := l.Site.Catalog.In(v.Lang)
	address := l.Site.LetterOrigin(ctx) + l.Site.Href(v.Lang, "booking.show", "link", v.Link)
	args := i18n.Args{"Name": v.Name, "Time": v.time(pr), "Resource": v.Resource.Name, "Place": i18n.Named(v.Place.Name), "Address": v.address(), "Number": v.Number, "Link": address, "Until": v.until(pr), "Reason": or(v.Why, pr.T("booking.letter.no_reason"))}
	letter := mail.Letter{To: v.Email, Subject: pr.T("booking.letter."+what+".subject", args), Text: pr.T("booking.letter."+what+".text", args)}
	// What is asked for the first time stands in nobody's calendar yet; what was theirs and is asked anew leaves it.
	asked := v.State == booking.Asked || v.State == booking.Refused
	if v.Number == 0 || asked && v.Sequence < 2 {
		return l.Post.Send(tx, letter)
	}
	method := "PUBLISH"
	if asked {
		v.State = booking.Cancelled
	}
	if v.State == booking.Cancelled {
		method = "CANCEL"
	}
	text, err := v.iCalendar(method, address)
	if err != nil {
		return err
	}
	letter.Calendar = &mail.Calendar{Method: method, Text: text}
	return l.Post.Send(tx, letter)
}

// address is where the place stands, in a line.
func (v booked) address() string {
	var parts []string
	for _, s := range []string{v.Place.Address, strings.TrimSpace(v.Place.Postcode + " " + v.Commune)} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

// iCalendar writes the booking for a calendar (RFC 5545). The same UID with a higher SEQUENCE moves or cancels what was sent before.
func (v booked) iCalendar(method, address string) (string, error) {
	return calendarOf(method, []booked{v}, []string{address})
}

// event is the booking as a calendar knows it.
func (v booked) event(address string) *ical.Event {
	e := ical.NewEvent()
	e.Props.SetText(ical.PropUID, v.ID.String()+"@mitoyen")
	e.Props.SetDateTime(ical.PropDateTimeStamp, v.Now.Time())
	e.Props.SetDateTime(ical.PropDateTimeStart, v.From.Time())
	e.Props.SetDateTime(ical.PropDateTimeEnd, v.To.Time())
	e.Props.SetText(ical.PropSummary, or(v.Title, v.Resource.Name+", "+v.Place.Name))
	e.Props.SetText(ical.PropLocation, strings.Trim(v.Place.Name+", "+v.address(), ", "))
	sequence := ical.NewProp(ical.PropSequence)
	sequence.Value = fmt.Sprint(v.Sequence)
	e.Props.Set(sequence)
	url := ical.NewProp(ical.PropURL)
	url.Value = address
	e.Props.Set(url)
	status := ical.EventConfirmed
	switch v.State {
	case booking.Cancelled:
		status = ical.EventCancelled
	case booking.Asked:
		status = ical.EventTentative
	}
	e.SetStatus(status)
	return e
}

// calendarOf writes bookings, each with the address of its page, into one file.
func calendarOf(method string, all []booked, addresses []string) (string, error) {
	cal := newCalendar()
	cal.Props.SetText(ical.PropMethod, method)
	return filled(cal, all, addresses)
}

// subscribed is bookings as a program reads them that comes back by itself, each hour if it heeds what it is told. There is no METHOD: nobody
// is sent anything, and what isn't there any more is gone.
func subscribed(name string, all []booked, addresses []string) (string, error) {
	if len(all) == 0 { // the encoder wants a component, as RFC 5545 does; programs read a calendar without any
		return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:" + productID + "\r\nEND:VCALENDAR\r\n", nil
	}
	cal := newCalendar()
	cal.Props.SetText("NAME", name)       // RFC 7986
	older := ical.NewProp("X-WR-CALNAME") // as older programs know it: without parameters
	older.Value = name
	cal.Props.Set(older)
	again := ical.NewProp("REFRESH-INTERVAL")
	again.Params.Set(ical.ParamValue, string(ical.ValueDuration)) // RFC 7986 wants it said
	again.Value = "PT1H"
	cal.Props.Set(again)
	return filled(cal, all, addresses)
}

const productID = "-//Mitoyen//Mitoyen//FR"

func newCalendar() *ical.Calendar {
	cal := ical.NewCalendar()
	cal.Props.SetText(ical.PropVersion, "2.0")
	cal.Props.SetText(ical.PropProductID, productID)
	return cal
}

func filled(cal *ical.Calendar, all []booked, addresses []string) (string, error) {
	for i, v := range all {
		cal.Children = append(cal.Children, v.event(addresses[i]).Component)
	}
	var out bytes.Buffer
	if err := ical.NewEncoder(&out).Encode(cal); err != nil {
		return "", fmt.Errorf("write calendar: %w", err)
	}
	return out.String(), nil
}

// calendar is the booking as a file for one's calendar.
func (p Pages) calendar(c *web.Call) error {
	var v booked
	err := c.View(func(tx *store.Tx) (err error) {
		v, err = read(c, tx)
		return err
	})
	if err != nil {
		return err
	}
	if v.Number == 0 {
		return fault.New(fault.NotFound, "booking.unknown")
	}
	text, err := v.iCalendar("PUBLISH", c.Origin()+c.Site.Href(v.Lang, "booking.show", "link", v.Link))
	if err != nil {
		return err
	}
	h := c.W.Header()
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="reservation.ics"`)
	h.Set("Cache-Control", "private, no-store")
	c.W.WriteHeader(http.StatusOK)
	_, err = c.W.Write([]byte(text))
	return err
}

// factsOf is what a booking is, in lines.
func (v booked) factsOf(p *i18n.Printer) []ui.Fact {
	facts := []ui.Fact{
		{Label: p.T("booking.fact.when"), Text: v.time(p)},
		{Label: p.T("booking.fact.what"), Text: v.Resource.Name},
		{Label: p.T("booking.fact.where"), Text: strings.Trim(v.Place.Name+", "+v.address(), ", ")},
	}
	if v.Units > 1 {
		facts = append(facts, ui.Fact{Label: p.T("booking.fact.units"), Text: p.Number(v.Units)})
	}
	if v.People > 1 {
		facts = append(facts, ui.Fact{Label: p.T("booking.fact.people"), Text: p.Number(v.People)})
	}
	if v.Name != "" {
		facts = append(facts, ui.Fact{Label: p.T("booking.fact.name"), Text: whose(p, v.Booking)})
	}
	return facts
}

// factsWithWays are the facts on a page: they lead to the place, and say its phone number.
func (v booked) factsWithWays(ctx context.Context) []ui.Fact {
	p := i18n.From(ctx)
	all := v.factsOf(p)
	if v.Number > 0 { // nobody is led away from what they have still to confirm
		all[2].Href = web.Href(ctx, "place.show", "slug", v.Place.Slug)
	}
	if phone := v.Place.Sheet.Phone; phone != "" {
		at := ui.Fact{Label: p.T("booking.fact.phone"), Text: phone, Href: "tel:" + dialled(phone)}
		all = slices.Insert(all, 3, at)
	}
	return all
}

// whose is the name of whoever booked, with the organisation that they are a member of where an agreement let them book.
func whose(p *i18n.Printer, b booking.Booking) string {
	if b.Through == "" || b.Name == "" {
		return b.Name
	}
	return b.Name + ", " + p.T("agreement.member_of", i18n.Args{"Name": b.Through})
}

// sayRefusal says why something can't be done.
func sayRefusal(p *i18n.Printer, err error) string {
	f, ok := fault.As(err)
	if !ok {
		return ""
	}
	return booking.Say(p, fault.Field{Code: f.Code, Args: f.Args})
}

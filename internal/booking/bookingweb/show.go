package bookingweb

import (
	"context"
	"slices"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/texting"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// booked is a booking with what its page needs to know.
type booked struct {
	booking.Booking
	Resource resource.Resource
	Place    place.Place
	Commune  string       // name of the place's
	Line     booking.Line // of whoever waits, or decides
	Siblings *siblings    // nil: it stands alone
	Now      civil.Instant
	Why      string // the team's reason, for a letter
	Title    string // in the team's calendar; "" what and where
	Own      bool   // whoever booked has caused the letter, not the team
	Texts    bool   // the place sends texts
	Moved    bool   // just now
	MovedAll bool   // with others of its series
	Asking   bool   // confirming asks the place, which says yes or no
	Told     texting.Told
	Typed    typed
	Refusal  error
}

// read finds the booking of an address with its resource and its place.
func read(c *web.Call, tx *store.Tx) (v booked, err error) {
	v.Now = tx.Now
	if v.Booking, err = booking.FindByLink(tx, c.Path("link")); err != nil {
		return v, err
	}
	if v.Number == 0 {
		if v.Line, err = booking.LineOf(tx, v.Booking); err != nil {
			return v, err
		}
	}
	if err := v.readSeries(tx); err != nil {
		return v, err
	}
	if err := v.around(tx); err != nil || !v.AsksMore || v.State != booking.Held {
		return v, err
	}
	lent, _, err := booking.LentTo(tx, v.Resource, v.Booking)
	v.Asking = lent.Rules.Approve
	return v, err
}

func (v *booked) around(tx *store.Tx) (err error) {
	if v.Resource, err = resource.FindByID(tx, v.Booking.Resource); err != nil {
		return err
	}
	if v.Place, err = place.Find(tx, v.Booking.Place); err != nil {
		return err
	}
	v.whereItStands()
	v.Commune, err = communeOf(tx, v.Place)
	return err
}

// whereItStands gives a mobile place the address that it has at that time.
func (v *booked) whereItStands() {
	if s, ok := v.Place.StopAt(v.From, v.To); ok {
		v.Place.Address, v.Place.Postcode, v.Place.Commune = s.Where, "", s.Commune
	}
}

// over reports whether there is nothing left to keep, move or cancel.
func (v booked) over() bool {
	return slices.Contains([]booking.State{booking.Cancelled, booking.Refused, booking.Done, booking.NoShow}, v.State)
}

// again leads to another booking of the same thing.
func (v booked) again(ctx context.Context) ui.Button {
	return ui.Button{Text: i18n.T(ctx, "booking.again"), Weight: ui.Quiet, Href: web.Href(ctx, "booking.choose", "slug", v.Place.Slug, "resource", v.Resource.Slug)}
}

// actions are what can be done with a confirmed booking; in time, it can be moved and cancelled.
func (v booked) actions(ctx context.Context, inTime bool) []ui.Button {
	all := []ui.Button{{Text: i18n.T(ctx, "booking.calendar"), Icon: "calendar-plus", Weight: ui.Quiet, Href: web.Href(ctx, "booking.calendar", "link", v.Link)}}
	if inTime {
		all = append(all,
			ui.Button{Text: i18n.T(ctx, "booking.move"), Icon: "calendar-days", Weight: ui.Quiet, Href: web.Href(ctx, "booking.moving", "link", v.Link)},
			ui.Button{Text: i18n.T(ctx, "booking.cancel"), Weight: ui.Plain, Href: web.Href(ctx, "booking.cancelling", "link", v.Link)})
	}
	return all
}

// saysState is the sentence of a booking that isn't confirmed. What the team has refused says so; a request that nobody answered has no sentence
// of theirs.
func (v booked) saysState() string {
	if v.State == booking.Refused && v.Answer != "" {
		return "booking.state.answered_no"
	}
	return "booking.state." + string(v.State)
}

func (v booked) time(p *i18n.Printer) string { return span(p, v.From, v.To, v.Place.Zone()) }

func (p Pages) show(c *web.Call) error {
	var v booked
	err := c.View(func(tx *store.Tx) (err error) {
		if v, err = read(c, tx); err != nil {
			return err
		}
		return p.lookAtTexts(tx, &v)
	})
	if err != nil {
		return err
	}
	which := c.Query().Get("deplacee")
	v.Moved, v.MovedAll = which != "", which == "serie"
	v.Typed.Name, v.Typed.Email, v.Typed.Phone = v.Name, v.Email, v.Phone
	if c.Actor.SignedIn() && v.Name == "" {
		v.Typed.Name = c.Actor.Name
	}
	return p.showBooked(c, v)
}

func (p Pages) showBooked(c *web.Call, v booked) error {
	title := c.P.T("booking.title", i18n.Args{"Number": v.Number})
	if v.State == booking.Waiting {
		title = c.P.T("booking.waiting.title", i18n.Args{"Name": v.Resource.Name})
	} else if v.Number == 0 {
		title = c.P.T("booking.held.title", i18n.Args{"Name": v.Resource.Name})
	}
	page := web.Page{Title: title, Robots: "noindex", Width: ui.Narrow, Status: web.StatusOf(v.Refusal)}
	switch v.State {
	case booking.Waiting:
		return c.Page(page, waitingPage(v, title))
	case booking.Held, booking.Offered, booking.Lapsed:
		return c.Page(page, heldPage(v, title))
	}
	return c.Page(page, bookedPage(v, title))
}

func (p Pages) confirm(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	t := readTyped(f)
	var v booked
	err = c.Update(func(tx *store.Tx) error {
		b, fresh, err := booking.Confirm(tx, c.Actor, booking.ConfirmRequest{Link: c.Path("link"), Purpose: t.Purpose, Schools: p.Schools(),
			Contact: booking.Contact{Name: t.Name, Email: t.Email, Phone: t.Phone}})
		if err != nil || !fresh {
			return err
		}
		v.Booking = b
		if b.Email == "" && b.Phone == "" { // nobody to write to
			return nil
		}
		if err := v.around(tx); err != nil {
			return err
		}
		return p.tell(c, tx, v, "confirmed")
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			err := c.View(func(tx *store.Tx) (err error) {
				if v, err = read(c, tx); err != nil {
					return err
				}
				return p.lookAtTexts(tx, &v)
			})
			if err != nil {
				return err
			}
			v.Typed, v.Refusal = t, refusal
			return p.showBooked(c, v)
		})
	}
	return c.Go("booking.show", "link", c.Path("link"))
}

func (p Pages) cancelPage(c *web.Call) error {
	return p.showCancel(c, nil)
}

func (p Pages) showCancel(c *web.Call, refusal error) error {
	var v booked
	err := c.View(func(tx *store.Tx) (err error) {
		v, err = read(c, tx)
		return err
	})
	if err != nil {
		return err
	}
	v.Refusal = refusal
	if refusal == nil {
		v.Refusal = booking.MayChange(v.Booking, v.Resource, v.Now)
	}
	title := c.P.T("booking.cancel.title", i18n.Args{"Number": v.Number})
	return c.Page(web.Page{Title: title, Robots: "noindex", Width: ui.Narrow, Status: web.StatusOf(refusal)}, cancelPage(v, title))
}

func (p Pages) cancel(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	if how := booking.Extent(f.Get("reach")); how != booking.One {
		return p.cancelSeries(c, how)
	}
	held := false
	err = c.Update(func(tx *store.Tx) error {
		v, err := read(c, tx)
		if err != nil {
			return err
		}
		held = v.Number == 0
		was := v.Booking
		b, fresh, err := booking.Cancel(tx, c.Actor, c.Path("link"))
		if err != nil || !fresh || held {
			return err
		}
		v.Booking = b
		if err := p.letters(c).Left(c.Ctx(), tx, was); err != nil {
			return err
		}
		return p.tell(c, tx, v, "cancelled")
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return p.showCancel(c, refusal) })
	}
	if held {
		var v booked
		err := c.View(func(tx *store.Tx) (err error) {
			v, err = read(c, tx)
			return err
		})
		if err != nil {
			return err
		}
		return c.Go("booking.choose", "slug", v.Place.Slug, "resource", v.Resource.Slug)
	}
	return c.Go("booking.show", "link", c.Path("link"))
}

func (p Pages) movePage(c *web.Call) error {
	t := readTyped(c.Query())
	return p.showMove(c, choosing{Typed: t, Chosen: t.From != "" || t.LastDay != "", Submission: form.NewSubmission()})
}

func (p Pages) showMove(c *web.Call, v choosing) error {
	var b booked
	err := c.View(func(tx *store.Tx) (err error) {
		b, err = read(c, tx)
		return err
	})
	if err != nil {
		return err
	}
	if err := booking.MayChange(b.Booking, b.Resource, b.Now); err != nil && b.Siblings == nil {
		if b.over() { // its own page says what became of it, and leads to another
			return c.Go("booking.show", "link", b.Link)
		}
		return err
	}
	v.Moving, v.Place, v.resource, v.moved = &b.Booking, b.Place, b.Resource, b
	if v.Typed.Day == "" {
		zone := b.Place.Zone()
		from, to := b.From.In(zone), b.To.In(zone)
		v.Typed.Day, v.Typed.From, v.Typed.To = civil.DateOf(from).String(), civil.ClockOf(from).String(), civil.ClockOf(to).String()
		if civil.DateOf(from) != civil.DateOf(to) {
			v.Typed.LastDay = civil.DateOf(to).String()
		}
	}
	if v.Typed.Units == "" {
		v.Typed.Units, v.Typed.People = c.P.Number(b.Units), c.P.Number(b.People)
	}
	return p.showChoosing(c, v)
}

func (p Pages) move(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	t := readTyped(f)
	err = c.Update(func(tx *store.Tx) error {
		v, err := read(c, tx)
		if err != nil {
			return err
		}
		from, to, err := t.interval(v.Resource, v.Place.Zone())
		if err != nil {
			return err
		}
		if how := booking.Extent(f.Get("reach")); how != booking.One {
			return p.shift(c, tx, booking.ShiftRequest{Link: v.Link, Extent: how, From: from, To: to, Units: number(t.Units), People: number(t.People)}, f.Values["leave"])
		}
		left := v.Booking
		v.Booking, err = booking.Change(tx, c.Actor, booking.ChangeRequest{Link: c.Path("link"), From: from, To: to, Units: number(t.Units),
			People: number(t.People), Schools: p.Schools()})
		if err != nil {
			return err
		}
		if err := p.letters(c).Left(c.Ctx(), tx, left); err != nil {
			return err
		}
		return p.tell(c, tx, v, "moved")
	})
	if fault.Is(err, fault.Conflict) {
		return err
	}
	if err != nil {
		return c.Again(err, func(refusal error) error {
			return p.showMove(c, choosing{Typed: t, Chosen: true, Submission: form.NewSubmission(), Refusal: refusal, reach: booking.Extent(f.Get("reach"))})
		})
	}
	which := "1"
	if how := booking.Extent(f.Get("reach")); how != booking.One {
		which = "serie"
	}
	return c.Go("booking.show", "link", c.Path("link"), "deplacee", which)
}

func (p Pages) mine(c *web.Call) error {
	var all []booked
	now, around, feed := c.Site.DB.Now(), newSurroundings(), ""
	err := c.View(func(tx *store.Tx) (err error) {
		if feed, err = booking.FeedOf(tx, c.Actor.Person); err != nil {
			return err
		}
		list, err := booking.OfPerson(tx, c.Actor.Person, now, 100)
		seen := map[booking.SeriesID]bool{}
		for _, b := range list {
			if !b.Series.IsZero() && seen[b.Series] {
				continue // its next one stands for the series
			}
			seen[b.Series] = true
			v := booked{Booking: b, Now: now}
			if err := v.readSeries(tx); err != nil {
				return err
			}
			if err := around.around(tx, &v); err != nil {
				return err
			}
			all = append(all, v)
		}
		return err
	})
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: c.P.T("booking.mine"), Robots: "noindex"}, minePage(all, feed))
}

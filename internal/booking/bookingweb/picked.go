package bookingweb

import (
	"slices"
	"strconv"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// picked is what is to be done with ticked bookings, before and after.
type picked struct {
	named
	What    string // a key of deeds
	Now     civil.Instant
	All     []booking.Booking
	Reason  string
	Refusal error
}

// deeds are what can be done with ticked bookings, each with what it needs of one.
var deeds = map[string]func(booking.Booking, civil.Instant) bool{
	"cancel": func(b booking.Booking, _ civil.Instant) bool { return b.State == booking.Confirmed },
	"absent": func(b booking.Booking, now civil.Instant) bool {
		return b.State == booking.Confirmed && b.From.Before(now)
	},
	"approve": func(b booking.Booking, _ civil.Instant) bool { return b.State == booking.Asked },
	"refuse":  func(b booking.Booking, _ civil.Instant) bool { return b.State == booking.Asked },
}

func (p Pages) picked(c *web.Call) error {
	q := c.Query()
	return p.showPicked(c, picked{What: q.Get("quoi")}, q.Values["b"], nil)
}

func (p Pages) showPicked(c *web.Call, v picked, numbers []string, refusal error) error {
	v.Refusal = refusal
	if deeds[v.What] == nil {
		return c.Go("desk.bookings", "slug", c.Path("slug"))
	}
	err := c.View(func(tx *store.Tx) (err error) {
		v.Now = tx.Now
		if v.named, err = forDesk(c, tx); err != nil {
			return err
		}
		if answers(v.What) && !booking.MayAnswer(c.Actor, v.Place) {
			return fault.New(fault.Forbidden, "organisation.may_not")
		}
		if v.All, err = ticked(tx, v.named, numbers); err != nil {
			return err
		}
		return v.looks(tx, p, v.All...)
	})
	if err != nil {
		return err
	}
	title := c.P.T("bookings.deed." + v.What)
	return c.Page(web.Page{Title: title + ", " + v.Place.Name, Robots: "noindex", At: v.Place, Status: web.StatusOf(refusal)}, pickedPage(v, title))
}

// ticked reads the bookings with some numbers, at most a page of them; those that aren't there are left out.
func ticked(tx *store.Tx, at named, numbers []string) (all []booking.Booking, err error) {
	for _, text := range numbers[:min(len(numbers), bookingsPerPage)] {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			continue
		}
		b, err := booking.FindByNumber(tx, at.Place, n)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	return all, nil
}

// doPicked does it with each that still can be, all in one transaction; what has moved on in the meantime is left, and the page shows it.
func (p Pages) doPicked(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v := picked{What: f.Get("quoi"), Reason: or(f.Lines("reason"), f.Lines("sentence"))}
	can := deeds[v.What]
	if can == nil {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	err = c.Update(func(tx *store.Tx) error {
		at, err := forDesk(c, tx)
		if err != nil {
			return err
		}
		all, err := ticked(tx, at, f.Values["b"])
		if err != nil {
			return err
		}
		open := slices.DeleteFunc(all, func(b booking.Booking) bool { return !can(b, tx.Now) })
		return p.doWith(c, tx, at, v, open)
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return p.showPicked(c, v, f.Values["b"], refusal) })
	}
	c.Say("bookings.done")
	pairs := []string{"slug", c.Path("slug"), "quoi", v.What}
	for _, n := range f.Values["b"][:min(len(f.Values["b"]), bookingsPerPage)] {
		pairs = append(pairs, "b", n)
	}
	return c.Go("desk.picked", pairs...)
}

// answers reports whether a deed is a yes or a no to what is asked.
func answers(what string) bool { return what == "approve" || what == "refuse" }

// doWith does it with each, and writes to whoever it matters to. One that somebody else has done something with in this moment is left.
func (p Pages) doWith(c *web.Call, tx *store.Tx, at named, v picked, all []booking.Booking) error {
	var gone, told []booking.Booking
	letter := map[string]string{"cancel": "withdrawn", "approve": "confirmed", "refuse": "refused"}[v.What]
	for _, b := range all {
		was, fresh := b, false
		var err error
		switch v.What {
		case "absent":
			err = booking.Note(tx, c.Actor, b.ID, "absent")
			fresh = err == nil
		case "cancel":
			b, fresh, err = booking.CancelFor(tx, c.Actor, b.ID, v.Reason)
		default:
			b, fresh, err = booking.Answer(tx, c.Actor, booking.AnswerRequest{Place: at.Place.ID, Booking: b.ID, Yes: v.What == "approve", Sentence: v.Reason})
		}
		switch {
		case fault.Is(err, fault.Conflict):
			continue
		case err != nil:
			return err
		case fresh && letter != "":
			told = append(told, b)
		}
		if fresh && v.What != "approve" {
			gone = append(gone, was)
		}
	}
	if err := p.letters(c).Left(c.Ctx(), tx, gone...); err != nil {
		return err
	}
	return p.letters(c).tellWhy(c.Ctx(), tx, told, letter, v.Reason)
}

// open are those with whom it can be done; rest are the others.
func (v picked) open() (open, rest []booking.Booking) {
	for _, b := range v.All {
		if deeds[v.What](b, v.Now) {
			open = append(open, b)
		} else {
			rest = append(rest, b)
		}
	}
	return open, rest
}

func (v picked) hidden(open []booking.Booking) []ui.Hidden {
	all := []ui.Hidden{{Name: "quoi", Value: v.What}}
	for _, b := range open {
		all = append(all, ui.Hidden{Name: "b", Value: number10(b)})
	}
	return all
}

func (v picked) weight() ui.Weight {
	if v.What == "approve" {
		return ui.Primary
	}
	return ui.Danger
}

package bookingweb

import (
	"strings"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// wait puts somebody in line for a time that is taken.
func (p Pages) wait(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	t := readTyped(f)
	may := mayHold(c)
	var link string
	err = c.Update(func(tx *store.Tx) error {
		pl, r, err := found(c, tx)
		if err != nil {
			return err
		}
		from, to, err := t.interval(r, pl.Zone())
		if err != nil {
			return err
		}
		if !may() {
			return errTooManyHolds
		}
		link, err = booking.Wait(tx, c.Actor, booking.WaitRequest{Submission: f.Submission(), Resource: r.ID, From: from, To: to, Units: number(t.Units),
			People: number(t.People), Contact: booking.Contact{Name: t.Name, Email: t.Email, Phone: t.Phone}, Lang: c.Lang, Schools: p.Schools()})
		return err
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			return p.showChoosing(c, choosing{Typed: t, Chosen: true, Submission: form.NewSubmission(), Refusal: refusal})
		})
	}
	return c.Go("booking.show", "link", link)
}

// chosen are the fields of the time, for a form that asks something else about it.
func (t typed) chosen() []ui.Hidden {
	return []ui.Hidden{{Name: "le", Value: t.Day}, {Name: "au", Value: t.LastDay}, {Name: "de", Value: t.From}, {Name: "a", Value: t.To},
		{Name: "unites", Value: t.Units}, {Name: "personnes", Value: t.People}}
}

// wished is the time that is taken, in words.
func (v choosing) wished(p *i18n.Printer) string {
	from, to, err := v.Typed.interval(v.resource, v.zone)
	if err != nil {
		return ""
	}
	return span(p, from, to, v.zone)
}

// inLine reads who waits for a time that touches an interval, and until when what is offered to them is kept.
func inLine(tx *store.Tx, at place.Place, from, to civil.Instant) (all []booked, err error) {
	line, err := booking.InLine(tx, at.ID, from, to)
	for _, b := range line {
		v := booked{Booking: b, Place: at, Now: tx.Now}
		if b.State == booking.Offered {
			if v.Line, err = booking.LineOf(tx, b); err != nil {
				return nil, err
			}
		}
		all = append(all, v)
	}
	return all, err
}

// answerLine takes what is offered to somebody in line, or takes them out of it, as they have told the front desk.
func (p Pages) answerLine(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	var which booking.ID
	yes := f.Get("answer") == "yes"
	if which.UnmarshalText([]byte(f.Get("booking"))) != nil || which.IsZero() || !yes && f.Get("answer") != "no" {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	err = c.Update(func(tx *store.Tx) error {
		at, err := atDesk(c, tx)
		if err != nil {
			return err
		}
		b, err := booking.Find(tx, which)
		if err != nil {
			return err
		}
		if b.Place != at.ID {
			return fault.New(fault.NotFound, "booking.unknown")
		}
		if !yes {
			return booking.DeclineFor(tx, c.Actor, which)
		}
		b, fresh, err := booking.ConfirmFor(tx, c.Actor, which, p.Schools())
		if err != nil || !fresh {
			return err
		}
		return p.letters(c).tellEach(c.Ctx(), tx, []booking.Booking{b}, when(b.State == booking.Asked, "asked", "confirmed"))
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			return p.showDesk(c, deskDay{Submission: form.NewSubmission(), Refusal: refusal, OfLine: true})
		})
	}
	if yes {
		c.Say("desk.line_confirmed")
	} else {
		c.Say("desk.line_declined")
	}
	return c.Go("desk.day", "slug", c.Path("slug"), "le", f.Text("le"))
}

// until says when an offer ends.
func (v booked) until(p *i18n.Printer) string {
	if v.Line.Until.IsZero() {
		return ""
	}
	return p.Moment(v.Line.Until, v.Place.Zone())
}

// dialled is a number as a telephone takes it.
func dialled(phone string) string {
	return strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, phone)
}

func quietIf(yes bool) ui.Weight {
	if yes {
		return ui.Quiet
	}
	return ui.Primary
}

package bookingweb

import (
	"strings"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// wait puts somebody in line for a time that is taken.
func (p Pages) wait(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	if !c.Site.Allow(c, "hold:"+c.Address()) {
		return fault.New(fault.Unavailable, "booking.too_many_holds")
	}
	t := readTyped(f)
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

package bookingweb

import (
	"errors"
	"slices"
	"strings"

	"mitoyen/internal/account"
	"mitoyen/internal/booking"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/mail"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/shift"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// givingBack is the page on which a shift is given back, with the bookings that stand on it.
type givingBack struct {
	Taken    shift.Taken
	Place    place.Place
	Unopened []booking.Booking
	Names    map[resource.ID]string
	Team     []organisation.Holder // who could hold it instead
	Refusal  error
}

func takenID(c *web.Call) (which shift.TakenID, err error) {
	if which.UnmarshalText([]byte(c.Path("taken"))) != nil || which.IsZero() {
		return which, fault.New(fault.NotFound, "shift.given_back_already")
	}
	return which, nil
}

func (p Pages) givingBack(c *web.Call) error { return p.showGivingBack(c, nil) }

func (p Pages) showGivingBack(c *web.Call, refusal error) error {
	which, err := takenID(c)
	if err != nil {
		return err
	}
	v := givingBack{Refusal: refusal}
	err = c.View(func(tx *store.Tx) (err error) {
		if v.Taken, err = shift.Find(tx, which); err != nil {
			return err
		}
		if v.Place, err = place.Find(tx, v.Taken.Place); err != nil {
			return err
		}
		may := shift.MayGiveBack(c.Actor, v.Place, v.Taken, tx.Now)
		if fault.Is(may, fault.Forbidden) {
			return may
		}
		if v.Refusal == nil {
			v.Refusal = may
		}
		if v.Unopened, err = booking.Unopened(tx, v.Place, p.Schools(), v.Taken); err != nil {
			return err
		}
		if v.Names, err = resourceNames(tx, v.Place.ID); err != nil || v.Taken.Pattern.IsZero() {
			return err
		}
		v.Team, err = shift.Openers(tx, v.Place)
		there, err1 := shift.There(tx, v.Place.ID, v.Taken.From, v.Taken.To)
		v.Team = slices.DeleteFunc(v.Team, func(h organisation.Holder) bool {
			return slices.ContainsFunc(there, func(t shift.Taken) bool {
				return t.Person == h.Person && t.Pattern == v.Taken.Pattern && t.Day == v.Taken.Day
			})
		})
		return errors.Join(err, err1)
	})
	if err != nil {
		return err
	}
	title := c.P.T("shift.giving_back.title")
	return c.Page(web.Page{Title: title + ", " + v.Place.Name, Robots: "noindex", Width: ui.Narrow, Status: web.StatusOf(refusal)}, givingBackPage(v, title))
}

func resourceNames(tx *store.Tx, of place.ID) (map[resource.ID]string, error) {
	all, err := resource.Of(tx, of, true)
	names := map[resource.ID]string{}
	for _, r := range all {
		names[r.ID] = r.Name
	}
	return names, err
}

// line is a booking as a list tells it: when, what and who.
func (v givingBack) line(p *i18n.Printer, b booking.Booking) string {
	return span(p, b.From, b.To, v.Place.Zone()) + ", " + v.Names[b.Resource] + ", " + b.Name
}

func (p Pages) giveBack(c *web.Call) error {
	if _, err := c.Form(); err != nil {
		return err
	}
	which, err := takenID(c)
	if err != nil {
		return err
	}
	var g booking.GivenBack
	err = c.Update(func(tx *store.Tx) (err error) {
		if g, err = booking.GiveBack(tx, c.Actor, which, p.Schools()); err != nil {
			return err
		}
		if err := p.letters(c).tellAlone(c.Ctx(), tx, g.Alone); err != nil {
			return err
		}
		return p.tellUnopened(c, tx, g)
	})
	if fault.Is(err, fault.Conflict) {
		return c.Again(err, func(refusal error) error { return p.showGivingBack(c, refusal) })
	}
	if err != nil {
		return err
	}
	c.Say("shift.given_back")
	if g.Taken.Person == c.Actor.Person {
		return c.Go("shift.mine")
	}
	return c.Go("shift.all", "slug", g.Place.Slug)
}

// handOver passes a shift on, and writes to whoever holds it now; to whoever held it too, when it was the manager's doing.
func (p Pages) handOver(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	which, err := takenID(c)
	if err != nil {
		return err
	}
	var to account.ID
	if to.UnmarshalText([]byte(f.Get("who"))) != nil || to.IsZero() {
		return c.Again(fault.New(fault.Conflict, "shift.whom"), func(refusal error) error { return p.showGivingBack(c, refusal) })
	}
	var g booking.GivenBack
	err = c.Update(func(tx *store.Tx) (err error) {
		if g, err = booking.HandOver(tx, c.Actor, which, to); err != nil {
			return err
		}
		if err := p.letters(c).tellAlone(c.Ctx(), tx, g.Alone); err != nil {
			return err
		}
		if err := p.tellHanded(c, tx, g, to, to, "handed"); err != nil || g.Taken.Person.IsZero() || g.Taken.Person == c.Actor.Person {
			return err
		}
		return p.tellHanded(c, tx, g, g.Taken.Person, to, "handed_on")
	})
	if fault.Is(err, fault.Conflict) {
		return c.Again(err, func(refusal error) error { return p.showGivingBack(c, refusal) })
	}
	if err != nil {
		return err
	}
	c.Say("shift.handed")
	if g.Taken.Person == c.Actor.Person {
		return c.Go("shift.mine")
	}
	return c.Go("shift.all", "slug", g.Place.Slug)
}

// tellHanded writes to one of the two between whom a shift has changed hands.
func (p Pages) tellHanded(c *web.Call, tx *store.Tx, g booking.GivenBack, reader, to account.ID, what string) error {
	who, err := account.Find(tx, reader)
	if err != nil || who.Email == "" || reader == c.Actor.Person {
		return err
	}
	now, err := account.Find(tx, to)
	if err != nil {
		return err
	}
	pr := c.Site.Catalog.In(who.Lang)
	args := i18n.Args{"Name": who.Name, "Place": i18n.Named(g.Place.Name), "By": c.Actor.Name, "Who": now.Name, "Time": span(pr, g.Taken.From, g.Taken.To, g.Place.Zone()),
		"Link": c.Site.LetterOrigin(c.Ctx()) + c.Site.Href(who.Lang, "shift.mine")}
	return p.Post.Send(tx, mail.Letter{To: who.Email, Subject: pr.T("shift.letter."+what+".subject", args), Text: pr.T("shift.letter."+what+".text", args)})
}

// others are those to whom it can be handed.
func (v givingBack) others() (all []ui.Option) {
	for _, h := range v.Team {
		if h.Person != v.Taken.Person {
			all = append(all, ui.Option{Value: h.Person.String(), Text: h.Name})
		}
	}
	return all
}

// tellUnopened writes to the manager which bookings have nobody to open any more. Nobody else is written to: what becomes of them is for the
// place to decide.
func (p Pages) tellUnopened(c *web.Call, tx *store.Tx, g booking.GivenBack) error {
	if len(g.Unopened) == 0 {
		return nil
	}
	names, err := resourceNames(tx, g.Place.ID)
	if err != nil {
		return err
	}
	managers, err := place.Reached(tx, g.Place, organisation.KeepShifts)
	if err != nil {
		return err
	}
	v := givingBack{Taken: g.Taken, Place: g.Place, Names: names}
	for _, who := range managers {
		pr := c.Site.Catalog.In(who.Lang)
		var lines strings.Builder
		for _, b := range g.Unopened {
			lines.WriteString("- " + v.line(pr, b) + "\n")
		}
		args := i18n.Args{"Name": who.Name, "Place": i18n.Named(g.Place.Name), "Who": g.Taken.Name, "Time": span(pr, g.Taken.From, g.Taken.To, g.Place.Zone()), "Bookings": lines.String(),
			"Link": c.Site.LetterOrigin(c.Ctx()) + c.Site.Href(who.Lang, "shift.all", "slug", g.Place.Slug)}
		err := p.Post.Send(tx, mail.Letter{To: who.Email, Subject: pr.T("shift.letter.unopened.subject", args), Text: pr.T("shift.letter.unopened.text", args)})
		if err != nil {
			return err
		}
	}
	return nil
}

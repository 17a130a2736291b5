package shiftweb

import (
	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/shift"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// weeks is how far ahead the shifts are listed.
const weeks = 3

// coming is the shifts of the next weeks.
type coming struct {
	Place      place.Place
	Today      civil.Date
	Now        civil.Instant
	Shifts     []shift.Shift
	Present    []shift.Taken // who is just there
	Team       []organisation.Holder
	Me         account.ID
	MayKeep    bool
	Typed      map[string]string
	Submission string
	Refusal    error
}

func (p Pages) all(c *web.Call) error { return p.showAll(c, coming{}) }

func (p Pages) showAll(c *web.Call, v coming) error {
	v.Me, v.Submission = c.Actor.Person, form.NewSubmission()
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Place, err = found(c, tx, shift.MayHold); err != nil {
			return err
		}
		v.Now = tx.Now
		v.MayKeep = shift.MayKeep(c.Actor, v.Place)
		v.Today = civil.DateOf(tx.Now.In(v.Place.Zone()))
		if v.Shifts, err = ahead(tx, v.Place, p.Schools(), v.Today, weeks*7); err != nil {
			return err
		}
		there, err := shift.There(tx, v.Place.ID, tx.Now, v.Today.AddDays(weeks*7).At(civil.EndOfDay, v.Place.Zone()))
		if err != nil {
			return err
		}
		for _, t := range there {
			if t.Pattern.IsZero() {
				v.Present = append(v.Present, t)
			}
		}
		if v.MayKeep {
			v.Team, err = shift.Openers(tx, v.Place)
		}
		return err
	})
	if err != nil {
		return err
	}
	title := c.P.T("shift.all.title", i18n.Args{"Name": i18n.Named(v.Place.Name)})
	return c.Page(web.Page{Title: title, Robots: "noindex", At: v.Place, Status: web.StatusOf(v.Refusal)}, comingPage(v, title))
}

// unfilled are the shifts that don't open the place yet.
func (v coming) unfilled() []shift.Shift { return v.which(false) }

func (v coming) filled() []shift.Shift { return v.which(true) }

func (v coming) which(filled bool) []shift.Shift {
	var all []shift.Shift
	for _, s := range v.Shifts {
		if s.Filled() == filled {
			all = append(all, s)
		}
	}
	return all
}

// words say who holds a shift, and who is lacking.
func words(p *i18n.Printer, s shift.Shift) string {
	var names []string
	for _, t := range s.Holders {
		names = append(names, name(p, t))
	}
	switch {
	case len(names) == 0:
		return p.N("shift.nobody", s.Least)
	case s.Missing() > 0:
		return p.T("shift.not_enough", i18n.Args{"Names": p.List(names), "More": p.Number(s.Missing())})
	case s.Room() > 0:
		return p.T("shift.held_more", i18n.Args{"Names": p.List(names), "More": p.Number(s.Room())})
	}
	return p.T("shift.held", i18n.Args{"Names": p.List(names)})
}

func name(p *i18n.Printer, t shift.Taken) string {
	if t.Name == "" {
		return p.T("shift.someone")
	}
	return t.Name
}

func (v coming) options(s shift.Shift) []ui.Option {
	var all []ui.Option
	for _, h := range v.Team {
		if _, has := s.HeldBy(h.Person); !has && h.Person != v.Me {
			all = append(all, ui.Option{Value: h.Person.String(), Text: h.Name})
		}
	}
	return all
}

func (p Pages) take(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	q := shift.TakeRequest{Submission: f.Submission()}
	if q.Pattern.UnmarshalText([]byte(f.Get("pattern"))) != nil {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	if q.Day, err = civil.ParseDate(f.Get("day")); err != nil {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	if who := f.Get("who"); who != "" && q.Person.UnmarshalText([]byte(who)) != nil {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	err = c.Update(func(tx *store.Tx) error {
		if _, err := found(c, tx, shift.MayHold); err != nil {
			return err
		}
		return shift.Take(tx, c.Actor, q)
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return p.showAll(c, coming{Refusal: refusal}) })
	}
	if q.Person.IsZero() || q.Person == c.Actor.Person {
		c.Say("shift.taken")
	} else {
		c.Say("shift.assigned")
	}
	return c.Go("shift.all", "slug", c.Path("slug"))
}

// present notes that somebody is there without opening.
func (p Pages) present(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v := coming{Typed: map[string]string{"le": f.Text("le"), "de": f.Text("de"), "a": f.Text("a")}}
	err = c.Update(func(tx *store.Tx) error {
		x, err := found(c, tx, shift.MayHold)
		if err != nil {
			return err
		}
		var b fault.Breaches
		day, err := civil.ParseDate(v.Typed["le"])
		b.Check(err == nil, "le", "booking.day_unreadable")
		from, err := civil.ParseClock(v.Typed["de"])
		b.Check(err == nil, "de", "booking.hour_unreadable")
		to, err := civil.ParseClock(v.Typed["a"])
		b.Check(err == nil, "a", "booking.hour_unreadable")
		if err := b.Err(); err != nil {
			return err
		}
		return shift.BePresent(tx, c.Actor, shift.PresentRequest{Submission: f.Submission(), Place: x.ID, From: day.At(from, x.Zone()), To: day.At(to, x.Zone())})
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			v.Refusal = refusal
			return p.showAll(c, v)
		})
	}
	c.Say("shift.present_noted")
	return c.Go("shift.all", "slug", c.Path("slug"))
}

// mineView is what somebody has taken, wherever.
type mineView struct {
	All    []shift.Taken
	Places map[place.ID]place.Place
	Now    civil.Instant
}

func (p Pages) mine(c *web.Call) error {
	v := mineView{Places: map[place.ID]place.Place{}}
	err := c.View(func(tx *store.Tx) (err error) {
		v.Now = tx.Now
		if v.All, err = shift.OfPerson(tx, c.Actor.Person, tx.Now, 100); err != nil {
			return err
		}
		for _, t := range v.All {
			if _, known := v.Places[t.Place]; !known {
				if v.Places[t.Place], err = place.Find(tx, t.Place); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	title := c.P.T("shift.mine")
	return c.Page(web.Page{Title: title, Robots: "noindex", Width: ui.Narrow}, minePage(v, title))
}

// ahead computes the shifts of a place that are not over, and on which it isn't closed anyway for works.
func ahead(tx *store.Tx, x place.Place, schools *opening.SchoolCalendar, today civil.Date, days int) ([]shift.Shift, error) {
	all, err := shift.Coming(tx, x, schools, today, today.AddDays(days-1))
	if err != nil || len(all) == 0 {
		return nil, err
	}
	closures, err := resource.Closures(tx, x.ID, tx.Now, all[len(all)-1].To)
	var out []shift.Shift
	for _, s := range all {
		shut := false
		for _, k := range closures {
			shut = shut || k.Resource.IsZero() && !s.From.Before(k.From) && !k.To.Before(s.To)
		}
		if s.To.After(tx.Now) && (!shut || len(s.Holders) > 0) {
			out = append(out, s)
		}
	}
	return out, err
}

package bookingweb

import (
	"strconv"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// trial is an example on which the manager of a place tries the rules of a resource.
type trial struct {
	Place      place.Place
	Resource   resource.Resource
	Groups     []membership.Group
	Typed      typed
	Who        string // "", signed, member, or the id of a group
	Age        string
	Guardian   bool
	Authorised bool
	Tried      bool
	Breaches   []booking.Breach
	Refusal    error
}

func (p Pages) trial(c *web.Call) error {
	q := c.Query()
	v := trial{Typed: readTyped(q), Who: q.Get("qui"), Age: q.Text("age"), Guardian: q.Get("responsable") != "", Authorised: q.Get("autorisation") != "", Tried: q.Get("le") != ""}
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Place, v.Resource, err = found(c, tx); err != nil {
			return err
		}
		if !resource.MayKeep(c.Actor, v.Place) {
			return fault.New(fault.Forbidden, "organisation.may_not")
		}
		if v.Groups, err = membership.Groups(tx, v.Place.Organisation); err != nil || !v.Tried {
			return err
		}
		from, to, err := v.Typed.interval(v.Resource, v.Place.Zone())
		if err != nil {
			v.Refusal, v.Tried = err, false
			return nil
		}
		v.Breaches, err = booking.Try(tx, booking.TryRequest{Resource: v.Resource, From: from, To: to, Units: number(v.Typed.Units), People: number(v.Typed.People),
			SignedIn: v.Who != "", Who: v.standing(), Schools: p.Schools()})
		return err
	})
	if err != nil {
		return err
	}
	title := c.P.T("booking.trial.title", i18n.Args{"Name": v.Resource.Name})
	return c.Page(web.Page{Title: title + ", " + v.Place.Name, Robots: "noindex", At: v.Place}, trialPage(v, title))
}

// standing is who the example is.
func (v trial) standing() (s membership.Standing) {
	s.Belongs = v.Who != "" && v.Who != "signed"
	var g membership.GroupID
	if s.Belongs && g.UnmarshalText([]byte(v.Who)) == nil && !g.IsZero() {
		s.Groups = []membership.GroupID{g}
	}
	years, err := strconv.Atoi(v.Age)
	s.Age, s.AgeKnown = years, err == nil && years >= 0 && years < 150
	s.Guardian, s.Authorised = v.Guardian, v.Authorised
	return s
}

func (v trial) people(p *i18n.Printer) []ui.Option {
	all := []ui.Option{{Value: "", Text: p.T("booking.trial.stranger")}, {Value: "signed", Text: p.T("booking.trial.signed")}, {Value: "member", Text: p.T("booking.trial.member")}}
	for _, g := range v.Groups {
		all = append(all, ui.Option{Value: g.ID.String(), Text: g.Name})
	}
	return all
}

// says is what each rule that is broken would say, and whether the team may let it pass.
func (v trial) says(p *i18n.Printer) []string {
	var all []string
	for _, b := range v.Breaches {
		line := booking.Say(p, fault.Field{Code: b.Code, Args: b.Args})
		if b.Staff {
			line += " " + p.T("booking.trial.may_pass")
		}
		all = append(all, line)
	}
	return all
}

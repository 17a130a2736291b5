package placeweb

import (
	"slices"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// newPlace is the form by which anyone proposes a place: what is needed to find it, nothing more.
var newPlace = part{"new", []place.Field{place.FName, place.FCommune, place.FAddress, place.FStage, place.FKind, place.FActivities, place.FSummary, place.FWebsite}}

// correction is the form by which anyone proposes to change what stands.
var correction = part{"correction", []place.Field{place.FName, place.FStage, place.FKind, place.FAddress, place.FPostcode, place.FCommune, place.FWebsite, place.FPhone, place.FSummary, place.FActivities}}

func (p Pages) proposePage(c *web.Call) error {
	e := editing{Part: newPlace, Submission: form.NewSubmission(), Facts: place.Facts{place.FStage: string(place.Open)}, Proposing: true}
	return showProposal(c, e)
}

func showProposal(c *web.Call, e editing) error {
	if err := e.authorities(c); err != nil {
		return err
	}
	title := c.P.T("place.propose.title")
	if !e.Place.ID.IsZero() {
		title = c.P.T("place.correct.title", i18n.Args{"Name": i18n.Named(e.Place.Name)})
	}
	return c.Page(web.Page{Title: title, Section: "place.propose", Width: ui.Narrow, Status: web.StatusOf(e.Refusal)}, proposalPage(e, title))
}

// authorities finds the authorities in whose name the person can propose: an authority follows, supports and proposes; the team decides.
func (e *editing) authorities(c *web.Call) error {
	if !c.Actor.SignedIn() {
		return nil
	}
	return c.View(func(tx *store.Tx) error {
		all, err := organisation.Of(tx, c.Actor.Person)
		e.InNameOf = slices.DeleteFunc(all, func(o organisation.Organisation) bool { return o.Kind != organisation.Authority })
		return err
	})
}

func (p Pages) propose(c *web.Call) error {
	return proposed(c, editing{Part: newPlace, Proposing: true}, func(*store.Tx, *editing) error { return nil })
}

func (p Pages) correctPage(c *web.Call) error {
	e := editing{Part: correction, Submission: form.NewSubmission(), Proposing: true}
	err := c.View(func(tx *store.Tx) (err error) {
		if e.Place, err = found(c, tx); err != nil {
			return err
		}
		return e.load(tx)
	})
	if err != nil {
		return err
	}
	return showProposal(c, e)
}

func (p Pages) correct(c *web.Call) error {
	return proposed(c, editing{Part: correction, Proposing: true}, func(tx *store.Tx, e *editing) (err error) {
		if e.Place, err = found(c, tx); err != nil {
			return err
		}
		return e.load(tx)
	})
}

// proposed keeps a proposal; load reads the place that it is about, if there is one.
func proposed(c *web.Call, e editing, load func(*store.Tx, *editing) error) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	e.Typed, e.Submission = v, v.Submission()
	if !c.Actor.SignedIn() && !c.Site.Allow(c, "propose:"+c.Address()) {
		return errTooMany
	}
	err = c.Update(func(tx *store.Tx) error {
		if err := load(tx, &e); err != nil {
			return err
		}
		facts, err := readFacts(tx, v, e.Part.Fields)
		if err != nil {
			return err
		}
		if e.Place.ID.IsZero() {
			for k, x := range facts {
				if x == "" {
					delete(facts, k)
				}
			}
		}
		var inName organisation.ID
		if inName.UnmarshalText([]byte(v.Get("for"))) != nil {
			return fault.New(fault.Invalid, "fault.stale_form")
		}
		_, err = place.Propose(tx, c.Actor, place.ProposeRequest{Submission: e.Submission, Place: e.Place.ID, ActingFor: inName, Facts: facts, Author: v.Text("author"), Comment: v.Lines("comment")})
		return err
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			e.Refusal, e.Submission = refusal, form.NewSubmission()
			return showProposal(c, e)
		})
	}
	return c.Go("place.thanks")
}

func (p Pages) thanks(c *web.Call) error {
	return c.Page(web.Page{Title: c.P.T("place.thanks.title"), Section: "place.propose", Width: ui.Narrow, Robots: "noindex"}, thanksPage())
}

func (p Pages) claimPage(c *web.Call) error { return p.showClaim(c, "", nil) }

func (p Pages) showClaim(c *web.Call, message string, refusal error) error {
	var x place.Place
	team := false
	err := c.View(func(tx *store.Tx) (err error) {
		if x, err = found(c, tx); err != nil {
			return err
		}
		team, err = place.HasTeam(tx, x)
		return err
	})
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: c.P.T("place.claim.title", i18n.Args{"Name": x.Name}), Width: ui.Narrow, Robots: "noindex", Status: web.StatusOf(refusal)},
		claimPage(x, team, message, refusal))
}

func (p Pages) claim(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	err = c.Update(func(tx *store.Tx) error {
		x, err := found(c, tx)
		if err != nil {
			return err
		}
		_, err = place.ClaimPlace(tx, c.Actor, place.ClaimRequest{Submission: v.Submission(), Place: x.ID, Message: v.Lines("message")})
		return err
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return p.showClaim(c, v.Lines("message"), refusal) })
	}
	return c.Go("place.thanks")
}

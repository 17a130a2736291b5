package observatoryweb

import (
	"context"
	"errors"
	"slices"
	"strings"

	"mitoyen/internal/convention"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/geo"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/observatory"
	"mitoyen/internal/place"
	"mitoyen/internal/project"
	"mitoyen/internal/survey"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// ground is a territory's page.
type ground struct {
	territory.Ground
	Around     []territory.Ground // the larger grounds that a commune lies in
	People     int
	Places     []place.Place
	Actors     []observatory.Actor
	Networks   []place.LocalNetwork
	Needs      []observatory.Need
	Surveys    []survey.Line
	Groups     []project.Project
	Agreed     []convention.Convention // about its places
	Today      civil.Date
	Programmes []observatory.Programme
	Reach      observatory.Reach
	Voiced     bool // somebody has just said what is missing
	Typed      form.Values
	Submission string
	Refusal    error
}

var errTooMany = fault.New(fault.Unavailable, "place.too_many_proposals")

func (p Pages) show(c *web.Call) error { return p.showGround(c, ground{Voiced: c.Query().Has("dit")}) }

// wide is how far beyond a territory places are looked for, in degrees: some 200 km.
const wide = 2.0

func (p Pages) showGround(c *web.Call, v ground) error {
	v.Submission = form.NewSubmission()
	g, ok := territory.ParseGround(c.Path("ground"))
	if !ok {
		return fault.New(fault.NotFound, "territory.ground_not_found")
	}
	if g.Kind == territory.OfRegion { // it has thousands of communes: its départements tell more
		return p.showRegion(c, g)
	}
	var communes []territory.Commune
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Ground, err = territory.FindGround(tx, g); err != nil {
			return err
		}
		if communes, err = territory.Communes(tx, v.Ground); err != nil {
			return err
		}
		codes, err := territory.Codes(tx, v.Ground)
		if err == nil && len(codes) == 0 {
			err = fault.New(fault.NotFound, "territory.ground_not_found")
		}
		if err != nil {
			return err
		}
		grounds := []territory.Ground{v.Ground} // in which a programme holds here
		if len(communes) > 0 {
			of := communes[0].Grounds()
			switch v.Kind {
			case territory.OfCommune:
				grounds = of
			case territory.OfDepartement:
				grounds = of[len(of)-2:]
			}
		}
		for _, g := range grounds[1:] {
			if g, err = territory.FindGround(tx, g); err == nil {
				v.Around = append(v.Around, g)
			} else if !fault.Is(err, fault.NotFound) {
				return err
			}
		}
		v.Today = civil.DateOf(tx.Now.In(territory.Zone(codes[0])))
		var err1, err2, err3, err4, err5, err6, err7, err8 error
		if v.Kind == territory.OfDepartement {
			v.Places, err1 = place.InDepartement(tx, v.Code)
		} else {
			v.Places, err1 = place.Within(tx, codes)
		}
		v.Needs, err2 = observatory.NeedsOf(tx, codes)
		v.Programmes, err4 = observatory.ProgrammesFor(tx, grounds, v.Today)
		if v.Kind == territory.OfDepartement {
			v.Surveys, v.Groups, err3 = across(tx, v.Ground)
		} else {
			v.Surveys, err3 = survey.About(tx, codes)
			v.Groups, err6 = project.InCommunes(tx, codes)
		}
		var about []place.ID
		for _, p := range v.Places {
			about = append(about, p.ID)
		}
		v.Agreed, err7 = convention.OfPlaces(tx, about)
		v.Actors, err5 = observatory.Actors(tx, within(grounds, communes), v.Places, v.Programmes)
		v.Networks, err8 = place.NetworksAmong(tx, about)
		return errors.Join(err1, err2, err3, err4, err5, err6, err7, err8)
	})
	if err != nil {
		return err
	}
	var extent geo.Extent
	for _, x := range communes {
		v.People += x.Population
		if x.HasCentre {
			extent.Add(x.Lat, x.Lon)
		}
	}
	b := extent.Box
	standing, err := p.Atlas.Standing(c.Ctx(), geo.Box{South: b.South - wide, West: b.West - wide, North: b.North + wide, East: b.East + wide})
	if err != nil {
		return err
	}
	points := make([]observatory.Point, len(standing))
	for i, at := range standing {
		points[i] = observatory.Point{Lat: at[0], Lon: at[1]}
	}
	v.Reach = observatory.ReachOf(communes, points)
	return c.Page(web.Page{Title: c.P.T("territory.title", i18n.Args{"Name": v.Name}), Section: "place.search", Status: web.StatusOf(v.Refusal)}, groundPage(v))
}

func (p Pages) voice(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	if !c.Actor.SignedIn() && !c.Site.Allow(c, "need:"+c.Address()) {
		return errTooMany
	}
	g, ok := territory.ParseGround(c.Path("ground"))
	if !ok || g.Kind != territory.OfCommune {
		return fault.New(fault.NotFound, "territory.ground_not_found")
	}
	err = c.Update(func(tx *store.Tx) error {
		return observatory.Voice(tx, c.Actor, observatory.VoiceRequest{Submission: v.Submission(), Commune: g.Code, Title: v.Text("title"), Text: v.Lines("text")})
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return p.showGround(c, ground{Typed: v, Refusal: refusal}) })
	}
	return c.GoTo(c.Href("territory.show", "ground", g.String()) + "?dit=1") // whoever has no account has no session to be told by
}

// within adds to some grounds the communes that lie in them, and their communities: their authorities are actors here, too.
func within(grounds []territory.Ground, communes []territory.Commune) []territory.Ground {
	all := slices.Clone(grounds)
	for _, c := range communes {
		for _, g := range c.Grounds()[:max(1, len(c.Grounds())-2)] {
			if !slices.ContainsFunc(all, func(x territory.Ground) bool { return x.Kind == g.Kind && x.Code == g.Code }) {
				all = append(all, g)
			}
		}
	}
	return all
}

// mostNamed is how many places an actor's line names; of more it tells the number.
const mostNamed = 3

// does is what an actor is, and does here, in a few words.
func does(p *i18n.Printer, a observatory.Actor) string {
	said := []string{p.T("organisation.kind." + string(a.Kind))}
	if n := len(a.Holds); n > mostNamed {
		said = append(said, p.N("territory.actor.holds_many", n))
	} else if n > 0 {
		var names []string
		for _, x := range a.Holds {
			names = append(names, x.Name)
		}
		said = append(said, p.T("territory.actor.holds", i18n.Args{"What": p.List(names)}))
	}
	if len(a.Supports) > 0 {
		var names []string
		for _, x := range a.Supports {
			names = append(names, x.Name)
		}
		said = append(said, p.T("territory.actor.supports", i18n.Args{"What": p.List(names)}))
	}
	return strings.Join(said, ". ")
}

// groups is the places of the ground by how far they have come, those that are open first.
func (v ground) groups() []struct {
	Stage place.Stage
	All   []place.Place
} {
	var all []struct {
		Stage place.Stage
		All   []place.Place
	}
	for _, s := range []place.Stage{place.Open, place.Mobile, place.Opening, place.Project, place.Idea, place.Closed} {
		var some []place.Place
		for _, p := range v.Places {
			if p.Stage == s {
				some = append(some, p)
			}
		}
		if len(some) > 0 {
			all = append(all, struct {
				Stage place.Stage
				All   []place.Place
			}{s, some})
		}
	}
	return all
}

func (v ground) count(stages ...place.Stage) (n int) {
	for _, p := range v.Places {
		for _, s := range stages {
			if p.Stage == s {
				n++
			}
		}
	}
	return n
}

// lead is one sentence about what the territory has.
func (v ground) lead(p *i18n.Printer) string {
	people := i18n.Args{"People": p.Number(v.People)}
	var said []string
	if n := v.count(place.Open, place.Mobile); n > 0 {
		said = append(said, p.N("territory.lead", n, people))
	} else {
		said = append(said, p.T("territory.lead.none", people))
	}
	if n := v.count(place.Idea, place.Project, place.Opening); n > 0 {
		said = append(said, p.N("territory.coming", n))
	}
	return strings.Join(said, " ")
}

// lacks is one sentence about how far people are from a place.
func (v ground) lacks(p *i18n.Printer) string {
	if v.Reach.People == 0 {
		return p.T("territory.reach.unknown")
	}
	if v.Kind == territory.OfCommune {
		if v.count(place.Open) > 0 {
			return p.T("territory.reach.here")
		}
		if v.count(place.Mobile) > 0 {
			return p.T("territory.reach.stops")
		}
		if d := v.Reach.Communes[0]; d.Known {
			return p.T("territory.reach.commune", i18n.Args{"Km": p.Kilometres(d.Km)})
		}
		return p.T("territory.reach.none")
	}
	return p.T("territory.reach.lead", i18n.Args{"Share": v.Reach.Share(0), "People": p.Number(v.Reach.Beyond[0]), "Of": p.Number(v.Reach.People)})
}

// farthestShown is how many communes the page shows before they fold.
const farthestShown = 6

func (v ground) communes(ctx context.Context, all []observatory.Distance) ui.Table {
	p := i18n.From(ctx)
	t := ui.Table{Caption: p.T("territory.communes"), Columns: []ui.Column{{Text: p.T("place.column.commune")}, {Text: p.T("territory.column.people"), Num: true}, {Text: p.T("territory.column.km"), Num: true}}}
	for _, d := range all {
		km := p.T("territory.km.unknown")
		if d.Known {
			km = p.Kilometres(d.Km)
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.TableCell{
			{Text: d.Name, Href: web.Href(ctx, "territory.show", "ground", territory.Ground{Kind: territory.OfCommune, Code: d.Code}.String())}, {Text: p.Number(d.Population)}, {Text: km}}})
	}
	return t
}

// farthest are the communes that the page shows outside of its table.
func (v ground) farthest() (all []observatory.Distance) {
	for _, d := range v.Reach.Communes {
		if d.Known && d.Km > 0 && len(all) < farthestShown {
			all = append(all, d)
		}
	}
	return all
}

// typed is what was written into the form that voices a need, kept when it is refused.
func (v ground) typed(name string) string {
	if v.Typed.Values == nil {
		return ""
	}
	return v.Typed.Lines(name)
}

package observatoryweb

import (
	"context"
	"slices"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/geo"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/observatory"
	"mitoyen/internal/project"
	"mitoyen/internal/survey"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// region is a région's page: its départements side by side, and what holds in all of it.
type region struct {
	territory.Ground
	People, Open, Coming int
	Parts                []observatory.Part
	Reach                observatory.Reach
	Programmes           []observatory.Programme
	Actors               []observatory.Actor
	Surveys              []survey.Line
	Groups               []project.Project
}

func (p Pages) showRegion(c *web.Call, g territory.Ground) error {
	// Everywhere: a région's open places and those around it are most of them.
	standing, err := p.Atlas.Standing(c.Ctx(), geo.Box{South: -90, West: -180, North: 90, East: 180})
	if err != nil {
		return err
	}
	points := make([]observatory.Point, len(standing))
	for i, at := range standing {
		points[i] = observatory.Point{Lat: at[0], Lon: at[1]}
	}
	var v region
	err = c.View(func(tx *store.Tx) (err error) {
		if v.Ground, err = territory.FindGround(tx, g); err != nil {
			return err
		}
		if v.Parts, err = observatory.PartsOf(tx, g.Code, points); err != nil {
			return err
		}
		if v.Programmes, err = observatory.ProgrammesFor(tx, []territory.Ground{v.Ground}, civil.DateOf(tx.Now.Time())); err != nil {
			return err
		}
		grounds := []territory.Ground{v.Ground}
		for _, x := range v.Parts {
			grounds = append(grounds, territory.Ground{Kind: territory.OfDepartement, Code: x.Code})
		}
		if v.Actors, err = observatory.Actors(tx, grounds, nil, v.Programmes); err != nil {
			return err
		}
		v.Surveys, v.Groups, err = across(tx, v.Ground)
		return err
	})
	if err != nil {
		return err
	}
	for _, x := range v.Parts {
		v.People += x.Population
		v.Open += x.Open
		v.Coming += x.Coming
	}
	v.Reach = observatory.Sum(v.Parts)
	return c.Page(web.Page{Title: c.P.T("territory.title", i18n.Args{"Name": v.Name}), Section: "place.search"}, regionPage(v))
}

// across is what is asked and begun in a département or a région, by the codes of its communes.
func across(tx *store.Tx, g territory.Ground) (surveys []survey.Line, groups []project.Project, err error) {
	spans, err := territory.Spans(tx, g)
	if err != nil {
		return nil, nil, err
	}
	if surveys, err = survey.Across(tx, spans); err == nil {
		groups, err = project.Across(tx, spans)
	}
	return surveys, groups, err
}

// lead is one sentence about what the région has.
func (v region) lead(p *i18n.Printer) string {
	people := i18n.Args{"People": p.Number(v.People)}
	said := p.T("territory.lead.none", people)
	if v.Open > 0 {
		said = p.N("territory.lead", v.Open, people)
	}
	if v.Coming > 0 {
		said += " " + p.N("territory.coming", v.Coming)
	}
	return said
}

// table is the départements, the one in which most people are far from a place first.
func (v region) table(ctx context.Context) ui.Table {
	p := i18n.From(ctx)
	t := ui.Table{Caption: p.T("territory.departements"), Columns: []ui.Column{{Text: p.T("territory.column.departement")}, {Text: p.T("territory.column.people"), Num: true}, {Text: p.T("territory.column.open"), Num: true},
		{Text: p.T("territory.column.coming"), Num: true}, {Text: p.T("territory.column.far"), Num: true}, {Text: p.T("territory.column.needs"), Num: true}}}
	parts := slices.SortedStableFunc(slices.Values(v.Parts), func(a, b observatory.Part) int { return b.Reach.Share(0) - a.Reach.Share(0) })
	for _, x := range parts {
		far := p.T("territory.km.unknown")
		if x.Reach.People > 0 {
			far = p.T("territory.percent", i18n.Args{"N": x.Reach.Share(0)})
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.TableCell{
			{Text: x.Name, Href: web.Href(ctx, "territory.show", "ground", territory.Ground{Kind: territory.OfDepartement, Code: x.Code}.String())},
			{Text: p.Number(x.Population)}, {Text: p.Number(x.Open)}, {Text: p.Number(x.Coming)}, {Text: far}, {Text: p.Number(x.Needs)}}})
	}
	return t
}

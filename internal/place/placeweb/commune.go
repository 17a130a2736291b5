package placeweb

import (
	"context"
	"net/http"
	"slices"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/project"
	"mitoyen/internal/survey"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// communeView is what a commune's page shows: its own places, and the nearest ones with their distances.
type communeView struct {
	Commune     territory.Commune
	Departement string
	Here        []row
	Nearest     []row
	Groups      []project.Project // that found places here
	Surveys     []survey.Line     // that anybody here may answer now
}

// nearestShown is how many places a commune's page lists beyond its own.
const nearestShown = 15

func (p Pages) commune(c *web.Call) error {
	var m communeView
	now := c.Site.DB.Now()
	q := place.Question{Now: now, Near: true}
	err := c.View(func(tx *store.Tx) error {
		current, err := territory.CurrentCodes(tx, c.Path("code"))
		if err != nil {
			return err
		}
		// An extinct code leads to today's commune; one that was split has several, and the page of the first names its neighbours.
		if len(current) == 0 {
			return fault.New(fault.NotFound, "place.commune_unknown")
		}
		if m.Commune, err = territory.Find(tx, current[0]); err != nil {
			return err
		}
		d, err := territory.FindDepartement(tx, m.Commune.Departement)
		m.Departement = d.Name
		return err
	})
	if err != nil {
		return err
	}
	if m.Commune.Code != c.Path("code") {
		http.Redirect(c.W, c.R, c.Href("place.commune", "code", m.Commune.Code), http.StatusMovedPermanently)
		return nil
	}
	q.Lat, q.Lon, q.Near = m.Commune.Lat, m.Commune.Lon, m.Commune.HasCentre
	found, err := p.Atlas.Ask(c.Ctx(), q)
	if err != nil {
		return err
	}
	err = c.View(func(tx *store.Tx) error {
		here, err := place.InCommune(tx, m.Commune.Code)
		if err != nil {
			return err
		}
		if m.Groups, err = project.InCommune(tx, m.Commune.Code); err != nil {
			return err
		}
		if m.Surveys, err = survey.About(tx, []string{m.Commune.Code}); err != nil {
			return err
		}
		m.Surveys = slices.DeleteFunc(m.Surveys, func(s survey.Line) bool { return s.State != survey.Open })
		if m.Here, err = p.rows(tx, here, q); err != nil || !q.Near {
			return err
		}
		own := map[place.ID]bool{}
		for _, x := range here {
			own[x] = true
		}
		km := map[place.ID]float64{}
		var ids []place.ID
		for _, h := range found.Hits {
			if !own[h.ID] && len(ids) < nearestShown {
				ids = append(ids, h.ID)
				km[h.ID] = h.Km
			}
		}
		m.Nearest, err = p.rows(tx, ids, q)
		for i := range m.Nearest {
			m.Nearest[i].Km, m.Nearest[i].HasKm = km[m.Nearest[i].ID], true
		}
		return err
	})
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: c.P.T("place.commune.title", i18n.Args{"Name": m.Commune.Name}), Section: "place.search"}, communePage(m))
}

func (m communeView) lead(p *i18n.Printer) string {
	return p.T("place.commune.lead", i18n.Args{"Departement": m.Departement, "Population": p.Number(m.Commune.Population)})
}

func (m communeView) table(ctx context.Context) []ui.TableRow {
	p := i18n.From(ctx)
	var all []ui.TableRow
	for _, x := range m.Nearest {
		all = append(all, ui.TableRow{Cells: []ui.TableCell{
			{Text: x.Name, Href: web.Href(ctx, "place.show", "slug", x.Slug)}, {Text: x.Commune}, {Text: p.T("place.stage." + string(x.Stage))}, {Text: p.Kilometres(x.Km)}}})
	}
	return all
}

func (p Pages) network(c *web.Call) error {
	var n place.LocalNetwork
	var rows []row
	err := c.View(func(tx *store.Tx) error {
		var all []place.Place
		var err error
		if n, all, err = place.FindNetwork(tx, c.Path("slug")); err != nil {
			return err
		}
		var ids []place.ID
		for _, x := range all {
			ids = append(ids, x.ID)
		}
		rows, err = p.rows(tx, ids, place.Question{Now: c.Site.DB.Now()})
		return err
	})
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: n.Name, Section: "place.search"}, networkPage(n, rows))
}

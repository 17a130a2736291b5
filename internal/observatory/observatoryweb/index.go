package observatoryweb

import (
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
)

// atlas is the page from which one goes to a territory: by its name, or from a région down.
type atlas struct {
	Q       string
	Found   []territory.Ground // what the words may mean
	Regions []territory.Region
}

// mostNamedGrounds is how many communes, and how many communities, a name is taken for.
const mostNamedGrounds = 8

// index leads to the territory that was named, at once when only one bears the very name.
func index(c *web.Call) error {
	v := atlas{Q: c.Query().Text("q")}
	if r := []rune(v.Q); len(r) > 200 {
		v.Q = string(r[:200])
	}
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Q != "" {
			if v.Found, err = territory.Named(tx, v.Q, mostNamedGrounds); err != nil {
				return err
			}
		}
		v.Regions, err = territory.Regions(tx)
		return err
	})
	if err != nil {
		return err
	}
	if g, ok := v.meant(); ok {
		return c.GoTo(c.Href("territory.show", "ground", g.String()))
	}
	return c.Page(web.Page{Title: c.P.T("nav.territory.index"), Description: c.P.T("territory.index.lead"), Section: "place.search"}, indexPage(v))
}

// meant is the one ground that was found, or the only one that bears the very name.
func (v atlas) meant() (territory.Ground, bool) {
	if len(v.Found) == 1 {
		return v.Found[0], true
	}
	var exact []territory.Ground
	for _, g := range v.Found {
		if search.Fold(g.Name) == search.Fold(v.Q) {
			exact = append(exact, g)
		}
	}
	if len(exact) == 1 {
		return exact[0], true
	}
	return territory.Ground{}, false
}

// kindOf says what a ground is, with the code that tells homonyms apart.
func kindOf(p *i18n.Printer, g territory.Ground) string {
	said := p.T("territory.kind." + string(g.Kind))
	if g.Kind == territory.OfCommune {
		said += " (" + territory.DepartementOf(g.Code) + ")"
	}
	return said
}

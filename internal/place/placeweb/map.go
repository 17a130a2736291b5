package placeweb

import (
	"encoding/json"
	"strconv"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// bigMap shows every place there is.
func (p Pages) bigMap(c *web.Call) error {
	f, err := p.Atlas.Ask(c.Ctx(), place.Question{Now: c.Site.DB.Now(), Most: 1, Spread: true})
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: c.P.T("place.map.title"), Section: "place.map", Scripts: []string{"map.js"}}, mapPage(results{Found: f}))
}

// mapView is what the map's script is told of a stretch, as short as can be. Points are pixels at place.NearestZoom from the stretch's
// north-west corner.
type mapView struct {
	Crowds [][]int `json:"crowds"` // x, y, count, open, past; then west, north, east and south from x and y, when a closer look parts them
	Places [][]any `json:"places"` // x, y, state, name, slug
	X      int32   `json:"x"`      // the corner
	Y      int32   `json:"y"`
}

// crowds answers the script of the map: what a stretch shows of what the page's question finds; with x and y, the places of the crowd that
// stands there.
func (p Pages) crowds(c *web.Call) error {
	r := results{asked: read(c)}
	q, err := p.question(c, &r)
	if err != nil {
		return err
	}
	v := c.Query()
	number := func(key string) int {
		n, _ := strconv.Atoi(v.Get(key)) // nonsense is 0: the answer then shows the world
		return n
	}
	zoom, _ := strconv.ParseFloat(v.Get("z"), 64) // as above
	out := mapView{Crowds: [][]int{}, Places: [][]any{}}
	var marks []place.Mark
	if v.Has("x") {
		marks, err = p.Atlas.Members(c.Ctx(), q, zoom, int32(number("x")), int32(number("y")))
	} else {
		s := place.Stretch{Zoom: zoom, Col: number("col"), Row: number("row"), Cols: number("cols"), Rows: number("rows")}.Valid()
		out.X, out.Y = s.Corner()
		var crowds []place.Crowd
		crowds, err = p.Atlas.Crowds(c.Ctx(), q, s)
		marks = out.show(crowds)
	}
	if err != nil {
		return err
	}
	if err := p.name(c, &out, marks); err != nil {
		return err
	}
	c.W.Header().Set("Content-Type", "application/json; charset=utf-8")
	c.W.Header().Set("Cache-Control", "max-age=60") // doors open and close at whole minutes
	w, done := web.Compressed(c.W, c.R)
	err = json.NewEncoder(w).Encode(out)
	done()
	return err
}

// show takes the crowds in and gives the places that stand alone.
func (m *mapView) show(crowds []place.Crowd) (alone []place.Mark) {
	for _, k := range crowds {
		if k.Count == 1 {
			alone = append(alone, k.Only)
			continue
		}
		one := []int{int(k.X - m.X), int(k.Y - m.Y), k.Count, k.Open, k.Past}
		if k.Parts() {
			one = append(one, int(k.West-k.X), int(k.North-k.Y), int(k.East-k.X), int(k.South-k.Y))
		}
		m.Crowds = append(m.Crowds, one)
	}
	return alone
}

// name takes places in, with their names.
func (p Pages) name(c *web.Call, m *mapView, marks []place.Mark) error {
	ids := make([]place.ID, len(marks))
	for i, x := range marks {
		ids[i] = x.ID
	}
	var names map[place.ID][2]string
	err := c.View(func(tx *store.Tx) (err error) {
		names, err = place.NamesOf(tx, ids)
		return err
	})
	if err != nil {
		return err
	}
	for _, x := range marks {
		state := 0
		switch {
		case x.Open:
			state = 1
		case x.Past:
			state = 2
		}
		n := names[x.ID]
		one := []any{x.X - m.X, x.Y - m.Y, state, n[0]}
		if s := ui.LiveSlug(n[0], n[1]); s != "" { // most addresses follow from their names
			one = append(one, s)
		}
		m.Places = append(m.Places, one)
	}
	return nil
}

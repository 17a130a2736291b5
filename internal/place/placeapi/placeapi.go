// Package placeapi is the directory for programs: places near a point, by words, and one by one. Everything here is public.
package placeapi

import (
	"net/http"
	"strconv"
	"strings"

	"mitoyen/internal/api"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/place"
	"mitoyen/internal/territory"
)

// Rooms are the operations of this package.
type Rooms struct {
	Atlas   *place.Atlas
	Schools func() *opening.SchoolCalendar
}

// Add adds them to the API.
func (o Rooms) Add(s *api.Shell) {
	api.Add(s, api.Op{ID: "list-places", Method: http.MethodGet, Path: "/places", Tag: "Places", Summary: "Places near somewhere, or by words", Refuses: []int{422},
		Description: "With \"near\" the nearest come first; with \"q\" those whose sheet bears the words. Without either, all places by name."}, o.list)
	api.Add(s, api.Op{ID: "get-place", Method: http.MethodGet, Path: "/places/{slug}", Tag: "Places", Summary: "A place", Refuses: []int{404}}, o.get)
}

// Place is a place as programs read it.
type Place struct {
	ID         string   `json:"id" format:"uuid"`
	Slug       string   `json:"slug" doc:"Its name in addresses." example:"la-gare"`
	Name       string   `json:"name" example:"La GARE"`
	Kind       string   `json:"kind" doc:"Its dominant trade; empty when nobody said."`
	Stage      string   `json:"stage" enum:"idea,project,opening,open,mobile,closed"`
	Summary    string   `json:"summary"`
	Address    string   `json:"address" doc:"Number and street."`
	Postcode   string   `json:"postcode"`
	Commune    *Commune `json:"commune" doc:"Null when nobody knows."`
	Lat        *float64 `json:"lat" doc:"WGS 84, null when nobody knows."`
	Lon        *float64 `json:"lon"`
	Activities []string `json:"activities" doc:"What can be done there."`
	StepFree   string   `json:"step_free" enum:"yes,no,unknown" doc:"Unknown never means no."`
	Hours      string   `json:"hours" doc:"OpenStreetMap opening_hours; empty when nobody said."`
	Open       string   `json:"open" enum:"yes,no,unknown" doc:"Whether it is open now."`
	Zone       string   `json:"zone" doc:"Its IANA time zone." example:"Europe/Paris"`
	Km         *float64 `json:"km,omitempty" doc:"How far it is, when a point was asked for."`
	Page       string   `json:"page" format:"uri" doc:"Its page for people."`
}

// Commune is where a place is.
type Commune struct {
	Code string `json:"code" doc:"INSEE code." example:"52499"`
	Name string `json:"name"`
}

type listing struct {
	api.Paged
	Q    string  `query:"q" maxLength:"200" doc:"Words of a place's name or sheet."`
	Near string  `query:"near" maxLength:"100" doc:"A point as \"latitude,longitude\", or a commune by its name, its postcode or its INSEE code."`
	Km   float64 `query:"km" minimum:"0" maximum:"1000" doc:"How far from there; 0 looks as far as needed to find a dozen."`
	Open bool    `query:"open" doc:"Only those that are open now."`
}

// Places is a page of them.
type Places struct {
	Items []Place `json:"items"`
	Next  string  `json:"next,omitempty" doc:"The cursor of the next page."`
	Count int     `json:"count" doc:"How many there are in all."`
}

type listed struct{ Body Places }

func (o Rooms) list(c *api.Call, in *listing) (*listed, error) {
	q := place.Question{Km: in.Km, OpenNow: in.Open, Now: c.Shell.DB.Now(), Most: in.Limit}
	at, err := api.ReadCursor(in.Cursor, 1)
	if err != nil {
		return nil, err
	}
	if at != nil {
		if q.Skip, err = strconv.Atoi(at[0]); err != nil || q.Skip < 0 || q.Skip > 1_000_000 {
			return nil, api.ErrCursor
		}
	}
	if err := c.View(func(tx *store.Tx) error { return understand(tx, in, &q) }); err != nil {
		return nil, err
	}
	found, err := o.Atlas.Ask(c.Ctx(), q)
	if err != nil {
		return nil, err
	}
	out := &listed{}
	out.Body.Count = found.Count
	if next := q.Skip + len(found.Hits); next < found.Count {
		out.Body.Next = api.Cursor(strconv.Itoa(next))
	}
	var ids []place.ID
	km := map[place.ID]float64{}
	for _, h := range found.Hits {
		ids = append(ids, h.ID)
		km[h.ID] = h.Km
	}
	out.Body.Items = []Place{}
	return out, c.View(func(tx *store.Tx) error {
		all, err := place.FindAll(tx, ids)
		if err != nil {
			return err
		}
		out.Body.Items, err = o.places(c, tx, all)
		for i := range out.Body.Items {
			if far := km[all[i].ID]; q.Near {
				out.Body.Items[i].Km = &far
			}
		}
		return err
	})
}

// understand turns what was asked into a question to the atlas.
func understand(tx *store.Tx, in *listing, q *place.Question) error {
	if words := form.Line(in.Q); words != "" {
		ids, err := search.Find(tx, place.SearchKind, words, place.MostByWords)
		if err != nil {
			return err
		}
		q.Only = []place.ID{}
		for _, s := range ids {
			x, err := id.Parse[place.Place](s)
			if err != nil {
				return err
			}
			q.Only = append(q.Only, x)
		}
	}
	near := form.Line(in.Near)
	if near == "" {
		return nil
	}
	if lat, lon, ok := readPoint(near); ok {
		q.Near, q.Lat, q.Lon = true, lat, lon
		return nil
	}
	matches, err := territory.Resolve(tx, near, 1)
	if err != nil {
		return err
	}
	if len(matches) == 0 || !matches[0].HasCentre {
		var b fault.Breaches
		b.Add("near", "api.near_unknown")
		return b.Err()
	}
	q.Near, q.Lat, q.Lon = true, matches[0].Lat, matches[0].Lon
	return nil
}

func readPoint(s string) (lat, lon float64, ok bool) {
	a, b, two := strings.Cut(s, ",")
	lat, err1 := strconv.ParseFloat(strings.TrimSpace(a), 64)
	lon, err2 := strconv.ParseFloat(strings.TrimSpace(b), 64)
	return lat, lon, two && err1 == nil && err2 == nil && lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180
}

// places are places as programs read them, with the names of their communes.
func (o Rooms) places(c *api.Call, tx *store.Tx, all []place.Place) ([]Place, error) {
	codes := make([]string, len(all))
	for i, p := range all {
		codes[i] = p.Commune
	}
	names, err := territory.Names(tx, codes)
	if err != nil {
		return nil, err
	}
	out := make([]Place, len(all))
	for i, p := range all {
		out[i] = o.place(c, p, names[p.Commune])
	}
	return out, nil
}

func (o Rooms) place(c *api.Call, p place.Place, commune string) Place {
	v := Place{ID: p.ID.String(), Slug: p.Slug, Name: p.Name, Kind: string(p.Kind), Stage: string(p.Stage), Summary: p.Summary, Address: p.Address, Postcode: p.Postcode,
		StepFree: "unknown", Hours: p.Hours, Open: "unknown", Zone: p.Zone().String(), Activities: []string{}, Page: c.Link("place.show", "slug", p.Slug)}
	for _, a := range p.Activities.List() {
		v.Activities = append(v.Activities, string(a))
	}
	if p.Commune != "" {
		v.Commune = &Commune{p.Commune, commune}
	}
	if p.Point.Known() {
		v.Lat, v.Lon = &p.Point.Lat, &p.Point.Lon
	}
	switch p.StepFree {
	case place.Yes, place.No:
		v.StepFree = string(p.StepFree)
	}
	switch p.State(c.Shell.DB.Now(), o.Schools()).Kind {
	case opening.Open:
		v.Open = "yes"
	case opening.Closed:
		v.Open = "no"
	}
	return v
}

type named struct {
	Slug string `path:"slug" maxLength:"100" doc:"The place's name in addresses." example:"la-gare"`
}

type one struct{ Body Place }

func (o Rooms) get(c *api.Call, in *named) (*one, error) {
	out := &one{}
	return out, c.View(func(tx *store.Tx) error {
		p, err := place.FindBySlug(tx, in.Slug)
		if err != nil {
			return err
		}
		all, err := o.places(c, tx, []place.Place{p})
		if err == nil {
			out.Body = all[0]
		}
		return err
	})
}

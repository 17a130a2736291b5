package placeweb

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/opening"
	"mitoyen/internal/place"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// at is the address of a variant of a question.
func (a asked) at(ctx context.Context, change func(*asked)) string {
	change(&a)
	return web.Href(ctx, "place.search", a.pairs()...)
}

// hidden is what the filters' form carries of the question beside its own fields.
func (a asked) hidden() []ui.Hidden {
	var all []ui.Hidden
	add := func(k, v string) {
		if v != "" {
			all = append(all, ui.Hidden{Name: k, Value: v})
		}
	}
	add("q", a.Q)
	add("commune", a.Commune)
	if a.Words {
		add("mots", "1")
	}
	add("dep", a.Departement)
	if a.Here {
		add("lat", strconv.FormatFloat(a.Lat, 'f', 4, 64))
		add("lon", strconv.FormatFloat(a.Lon, 'f', 4, 64))
	}
	return all
}

// liveMap is the map that moves, of what was found. It begins with what was found around a point; otherwise with the mainland's share, and
// with all of it when there is none.
func (r results) liveMap(ctx context.Context, whole bool) ui.LiveMap {
	a := r.asked
	a.Page = 1
	k := r.Found.Spread
	m := ui.LiveMap{Whole: whole, Count: k.Around.Count, Found: k.Around.Box, Near: a.Here, Lat: a.Lat, Lon: a.Lon, Base: web.Href(ctx, "place.search") + "/"}
	if r.Around != nil && !a.Here {
		a.Commune = r.Around.Code
		m.Near, m.Lat, m.Lon = true, r.Around.Lat, r.Around.Lon
	}
	m.Src = web.Href(ctx, "place.crowds", a.pairs()...)
	if m.Near && k.Around.Count > 0 {
		m.Found = m.Found.With(m.Lat, m.Lon)
	}
	m.Begin = m.Found
	for i, x := range k.Parts {
		m.Ways = append(m.Ways, ui.LiveWay{Text: i18n.T(ctx, territory.Parts[i].Key), Box: territory.Parts[i].Box, Count: x.Count})
		if i == 0 && !m.Near && x.Count > 0 {
			m.Begin = x.Box
		}
	}
	return m
}

func activityChecks(ctx context.Context, r results) []ui.Check {
	var all []ui.Check
	for _, a := range place.Activities {
		if r.Found.Activities[a] == 0 && !place.SetOf(r.Activities...).Has(a) {
			continue // nothing would be found: one line less to read
		}
		all = append(all, ui.Check{Value: string(a), Text: i18n.T(ctx, "place.activity."+string(a)), Count: r.Found.Activities[a],
			Checked: place.SetOf(r.Activities...).Has(a)})
	}
	return all
}

func stageChecks(ctx context.Context, r results) []ui.Check {
	var all []ui.Check
	for _, s := range place.Stages {
		checked := false
		for _, x := range r.Stages {
			checked = checked || x == s
		}
		all = append(all, ui.Check{Value: string(s), Text: i18n.T(ctx, "place.stage."+string(s)), Count: r.Found.Stages[s], Checked: checked})
	}
	return all
}

func kmOptions(ctx context.Context) []ui.Option {
	all := []ui.Option{{Value: "0", Text: i18n.T(ctx, "place.filters.any_distance")}}
	for _, km := range distances {
		all = append(all, ui.Option{Value: strconv.Itoa(km), Text: i18n.From(ctx).Kilometres(float64(km))})
	}
	return all
}

// wider are the ways on from an empty answer: the same question with less asked.
func (r results) wider(ctx context.Context) []ui.Button {
	var all []ui.Button
	if r.Open {
		all = append(all, ui.Button{Text: i18n.T(ctx, "place.nothing.closed_too"), Href: r.at(ctx, func(a *asked) { a.Open = false })})
	}
	if r.Km > 0 {
		all = append(all, ui.Button{Text: i18n.T(ctx, "place.nothing.farther"), Href: r.at(ctx, func(a *asked) { a.Km = 0 }), Weight: weightAfter(all)})
	}
	if len(r.Activities) > 0 && r.Around != nil {
		all = append(all, ui.Button{Text: i18n.T(ctx, "place.nothing.anywhere"), Weight: weightAfter(all), Href: r.at(ctx, func(a *asked) { a.Q, a.Commune, a.Km = "", "", 0 })})
	}
	all = append(all, ui.Button{Text: i18n.T(ctx, "place.nothing.propose"), Href: web.Href(ctx, "place.propose"), Weight: weightAfter(all)})
	return all
}

func weightAfter(all []ui.Button) ui.Weight {
	if len(all) == 0 {
		return ui.Primary
	}
	return ui.Plain
}

// staticMap is the map of the page without script.
func (r results) staticMap(ctx context.Context) ui.StaticMap {
	m := ui.StaticMap{Alt: i18n.T(ctx, "place.search.map_alt"), Cell: true}
	for _, x := range r.Rows {
		if x.Point.Known() {
			m.Pins = append(m.Pins, ui.Pin{Lat: x.Point.Lat, Lon: x.Point.Lon, Href: web.Href(ctx, "place.show", "slug", x.Slug),
				Text: strings.Trim(x.Name+", "+x.Commune, ", ") + ", " + x.stateWords(i18n.From(ctx)), State: pinOf(x.Stage, x.State.Kind == opening.Open)})
		}
	}
	for _, d := range r.Found.Spread.Dots {
		m.Pins = append(m.Pins, ui.Pin{Lat: d.Lat, Lon: d.Lon, State: pinOf(d.Stage, d.Open)})
	}
	m.View = ui.ViewOf(m.Pins)
	return m
}

func pinOf(s place.Stage, open bool) ui.PinState {
	switch {
	case open:
		return ui.PinOn
	case s.Past():
		return ui.PinPast
	}
	return ui.PinOff
}

// facadeOf is the face of a place: the one it chose, or the one of its kind.
func facadeOf(p place.Place) string {
	switch {
	case slices.Contains(place.Facades, p.Sheet.Facade):
		return string(p.Sheet.Facade)
	case p.Stage == place.Mobile:
		return "camion"
	case p.Kind == place.FabLab || p.Kind == place.Hackerspace:
		return "atelier"
	}
	return "maison"
}

func (x row) light() ui.LightState {
	switch {
	case x.State.Kind == opening.Open:
		return ui.LightOn
	case x.Stage == place.Open || x.Stage == place.Mobile:
		return ui.LightOff
	}
	return ""
}

// stateWords says whether a place is open, or where it is in its life.
func (x row) stateWords(p *i18n.Printer) string {
	if x.Stage == place.Closed && x.Sheet.Closure != nil && x.Sheet.Closure.When != "" {
		return p.T("place.closed_since", i18n.Args{"When": x.Sheet.Closure.When})
	}
	if x.Stage != place.Open && x.Stage != place.Mobile {
		return p.T("place.stage." + string(x.Stage))
	}
	return opening.Say(p, x.State)
}

// sentence is what a list says of a place: its summary, or its kind.
func (x row) sentence(p *i18n.Printer) string {
	if x.Summary != "" {
		return x.Summary
	}
	if x.Kind != "" {
		return p.T("place.kind." + string(x.Kind))
	}
	return p.T("place.kind.blank")
}

func (x row) meta(p *i18n.Printer) []ui.MetaItem {
	var all []ui.MetaItem
	where := x.Commune
	if where == "" {
		where = x.Sheet.Region
	}
	if where == "" {
		where = p.T("place.nowhere")
	}
	if x.HasKm {
		distance := p.T("place.right_here")
		if x.Km >= 0.5 {
			distance = p.Kilometres(x.Km)
		}
		where += ", " + distance
	}
	icon := "map-pin"
	if x.Stage == place.Mobile {
		icon = "truck"
	}
	all = append(all, ui.MetaItem{Icon: icon, Text: where})
	switch x.StepFree {
	case place.Yes:
		all = append(all, ui.MetaItem{Icon: "accessibility", Text: p.T("place.step_free.yes")})
	case place.No:
		all = append(all, ui.MetaItem{Icon: "footprints", Text: p.T("place.step_free.no")})
	default:
		all = append(all, ui.MetaItem{Icon: "circle-help", Text: p.T("place.step_free.unknown")})
	}
	return all
}

// stageSince says a stage with its date: "Ouvert depuis 2013".
func stageSince(p *i18n.Printer, x place.Place) string {
	s := p.T("place.stage." + string(x.Stage))
	if x.StageSince != "" {
		s += fmt.Sprintf(" (%s)", sinceWords(p, x.StageSince))
	}
	return s
}

// sinceWords is a day, a month or a year, as precise as it is known.
func sinceWords(p *i18n.Printer, since string) string {
	if day, err := civil.ParseDate(since); err == nil {
		return p.Date(day)
	}
	if month, err := civil.ParseDate(since + "-01"); err == nil {
		return fmt.Sprintf("%s %d", p.Month(month.Month), month.Year)
	}
	return since
}

func dateOf(i civil.Instant) civil.Date { return civil.DateOf(i.Time()) }

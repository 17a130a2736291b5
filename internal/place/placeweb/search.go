package placeweb

import (
	"slices"
	"strconv"
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/place"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
)

// perPage is how many places a page of results shows.
const perPage = 20

// asked is what somebody looks for, as the address of the page says it.
type asked struct {
	Q           string
	Commune     string // code: chosen among several that bear the name
	Lat, Lon    float64
	Here        bool // near me
	asksHere    bool // "around me" was pressed
	Words       bool // look for the words alone, not for a commune
	Activities  []place.Activity
	Stages      []place.Stage
	Open, Steps bool
	Km          int
	Departement string
	Page        int
}

// distances are the choices of "within".
var distances = []int{5, 10, 20, 40, 100}

func read(c *web.Call) asked {
	v := c.Query()
	a := asked{Q: v.Text("q"), Commune: v.Get("commune"), Open: v.Has("ouvert"), Steps: v.Has("pmr"), Words: v.Has("mots"), asksHere: v.Get("near") == "me", Departement: v.Get("dep"), Page: 1}
	if len(a.Q) > 200 {
		a.Q = a.Q[:200]
	}
	lat, err1 := strconv.ParseFloat(v.Get("lat"), 64)
	lon, err2 := strconv.ParseFloat(v.Get("lon"), 64)
	if err1 == nil && err2 == nil && lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180 {
		a.Lat, a.Lon, a.Here = lat, lon, true
	}
	for _, x := range v.Values["act"] {
		if slices.Contains(place.Activities, place.Activity(x)) {
			a.Activities = append(a.Activities, place.Activity(x))
		}
	}
	for _, x := range v.Values["etat"] {
		if slices.Contains(place.Stages, place.Stage(x)) {
			a.Stages = append(a.Stages, place.Stage(x))
		}
	}
	if km, err := strconv.Atoi(v.Get("km")); err == nil && slices.Contains(distances, km) {
		a.Km = km
	}
	if n, err := strconv.Atoi(v.Get("page")); err == nil && n > 1 && n < 10_000 {
		a.Page = n
	}
	return a
}

// pairs is what stands in the address for a question, to link to a variant of it.
func (a asked) pairs() []string {
	var out []string
	add := func(k, v string) {
		if v != "" {
			out = append(out, k, v)
		}
	}
	add("q", a.Q)
	add("commune", a.Commune)
	if a.Here {
		add("lat", strconv.FormatFloat(a.Lat, 'f', 4, 64))
		add("lon", strconv.FormatFloat(a.Lon, 'f', 4, 64))
	}
	for _, x := range a.Activities {
		add("act", string(x))
	}
	for _, x := range a.Stages {
		add("etat", string(x))
	}
	if a.Open {
		add("ouvert", "1")
	}
	if a.Steps {
		add("pmr", "1")
	}
	if a.Km > 0 {
		add("km", strconv.Itoa(a.Km))
	}
	if a.Words {
		add("mots", "1")
	}
	add("dep", a.Departement)
	if a.Page > 1 {
		add("page", strconv.Itoa(a.Page))
	}
	return out
}

// filters counts the filters that are set beside the words.
func (a asked) filters() int {
	n := len(a.Activities) + len(a.Stages)
	if a.Km > 0 {
		n++
	}
	return n
}

// results is what the search page shows.
type results struct {
	asked
	Around  *territory.Match  // the commune that the words mean
	Others  []territory.Match // other communes that they may mean
	ByWords bool              // the words were looked for in names and texts
	Found   place.Found
	Rows    []row
	Pages   int
	Nearest *row // when nothing was found
	Lost    bool // "around me" was pressed, and the browser gave no position
	DepName string
	Grounds []territory.Ground // the départements and régions that the words, or the filter, name
}

// row is a place in a list.
type row struct {
	place.Place
	Km      float64
	HasKm   bool
	Commune string // its name
	State   opening.State
}

// search answers "what is near": the words are a commune, a postcode, an address, or words of a place's sheet.
func (p Pages) search(c *web.Call) error {
	r := results{asked: read(c)}
	q, err := p.question(c, &r)
	if err != nil {
		return err
	}
	if len(r.Grounds) > 0 && r.Around == nil && r.DepName == "" { // a région alone: the list of places knows no such filter, its own page does
		return c.GoTo(c.Href("territory.show", "ground", r.Grounds[0].String()))
	}
	q.Skip, q.Most, q.Spread = (r.Page-1)*perPage, perPage, true
	if r.Found, err = p.Atlas.Ask(c.Ctx(), q); err != nil {
		return err
	}
	if err := p.nearest(c, &r, q); err != nil {
		return err
	}
	r.Lost = r.asksHere && !r.Here
	if err := p.fill(c, &r, q); err != nil {
		return err
	}
	title := r.title(c.P)
	return c.Page(web.Page{Title: title, Section: "place.search", Description: c.P.T("place.search.description"), Scripts: []string{"map.js"}}, searchPage(r, title))
}

// question turns what was typed into a question to the atlas.
func (p Pages) question(c *web.Call, r *results) (place.Question, error) {
	q := place.Question{Activities: place.SetOf(r.Activities...), Stages: r.Stages, OpenNow: r.Open, StepFree: r.Steps, Km: float64(r.Km),
		Departement: r.Departement, Now: c.Site.DB.Now()}
	if r.Here {
		q.Near, q.Lat, q.Lon = true, r.Lat, r.Lon
	}
	err := c.View(func(tx *store.Tx) error {
		if r.Departement != "" {
			d, err := territory.FindDepartement(tx, r.Departement)
			if err == nil {
				r.DepName = d.Name
				r.Grounds = []territory.Ground{{Kind: territory.OfDepartement, Code: d.Code, Name: d.Name}}
			}
		}
		if r.Q == "" && r.Commune == "" || r.Here {
			return nil
		}
		return p.understand(tx, r, &q)
	})
	return q, err
}

// understand decides what the words mean: places that bear them in their name come first only when no commune does.
func (p Pages) understand(tx *store.Tx, r *results, q *place.Question) error {
	text := r.Q
	if r.Commune != "" {
		text = r.Commune
	}
	matches, err := territory.Resolve(tx, text, 6)
	if err != nil {
		return err
	}
	ids, err := search.Find(tx, place.SearchKind, r.Q, place.MostByWords)
	if err != nil {
		return err
	}
	if r.Words {
		matches = nil
	}
	// "Haute-Marne" is a département, not the communes whose names are nearly spelled so. Paris is both: its page is offered beside.
	if r.Commune == "" && !r.Words && r.Departement == "" {
		if r.Grounds, err = territory.LargeNamed(tx, r.Q); err != nil {
			return err
		}
		if len(r.Grounds) > 0 && (len(matches) == 0 || search.Fold(matches[0].Name) != search.Fold(r.Q)) {
			r.Others = nil
			if g := r.Grounds[0]; g.Kind == territory.OfDepartement {
				r.DepName, q.Departement = g.Name, g.Code
			}
			return nil
		}
	}
	// "couture" is a commune of Charente, but who types it wants to sew: the commune stays one press away.
	if a, ok := place.ActivityNamed(r.Q); ok && r.Commune == "" && !r.Words {
		r.Others = matches
		r.Activities = append(r.Activities, a)
		q.Activities |= place.SetOf(a)
		return nil
	}
	if r.Commune == "" && !r.Words {
		if ok, err := p.wanted(tx, r, q, matches, len(ids) > 0); ok || err != nil {
			return err
		}
	}
	// A commune named in full is meant; one that is nearly typed so, or that only ends what was typed ("Vieille École" in a place's name, École
	// in Savoie), is meant when no place bears the words.
	spelled := len(matches) > 0 && matches[0].Via != territory.ViaNearSpelling && matches[0].Via != territory.ViaAddress
	if len(matches) > 0 && (spelled || len(ids) == 0) && matches[0].HasCentre {
		r.Around, r.Others = &matches[0], homonyms(r.Q, matches)
		q.Near, q.Lat, q.Lon = true, matches[0].Lat, matches[0].Lon
		if r.Commune == "" && len(ids) > 0 {
			r.ByWords = true
		}
		return nil
	}
	r.Others, r.ByWords = matches, true
	q.Only = []place.ID{}
	for _, s := range ids {
		x, err := id.Parse[place.Place](s)
		if err != nil {
			return err
		}
		q.Only = append(q.Only, x)
	}
	return nil
}

// wanted reads "cuisine à Langres": something to do, and a commune or none. A commune's own name, such as Salles, is left alone.
func (p Pages) wanted(tx *store.Tx, r *results, q *place.Question, matches []territory.Match, worded bool) (bool, error) {
	a, rest, ok := place.Wanted(r.Q)
	if !ok || len(matches) > 0 && names(matches[0], r.Q) {
		return false, nil
	}
	if rest != "" {
		found, err := territory.Resolve(tx, rest, 6)
		if err != nil || len(found) == 0 || !names(found[0], rest) || !found[0].HasCentre {
			return false, err
		}
		r.Around, r.Others, r.ByWords = &found[0], homonyms(rest, found), worded
		q.Near, q.Lat, q.Lon = true, found[0].Lat, found[0].Lon
	}
	r.Activities = append(r.Activities, a)
	q.Activities |= place.SetOf(a)
	return true, nil
}

// names reports whether a commune is what was typed, and not only like it.
func names(m territory.Match, typed string) bool {
	words := search.Tokens(typed)
	return m.Via == territory.ViaPostcode || m.Via == territory.ViaCode || slices.Equal(search.Tokens(m.Name), words) || m.Former != "" && slices.Equal(search.Tokens(m.Former), words)
}

// homonyms are the other communes that the words may mean: those of the very same name, or all when none was typed in full.
func homonyms(typed string, matches []territory.Match) []territory.Match {
	if search.Fold(typed) != search.Fold(matches[0].Name) {
		return matches[1:]
	}
	return slices.DeleteFunc(slices.Clone(matches[1:]), func(m territory.Match) bool { return search.Fold(m.Name) != search.Fold(matches[0].Name) })
}

// fill reads the sheets of the page's places.
func (p Pages) fill(c *web.Call, r *results, q place.Question) error {
	r.Pages = (r.Found.Count + perPage - 1) / perPage
	km := map[place.ID]float64{}
	var ids []place.ID
	for _, h := range r.Found.Hits {
		ids = append(ids, h.ID)
		km[h.ID] = h.Km
	}
	err := c.View(func(tx *store.Tx) (err error) {
		r.Rows, err = p.rows(tx, ids, q)
		return err
	})
	for i := range r.Rows {
		r.Rows[i].Km, r.Rows[i].HasKm = km[r.Rows[i].ID], q.Near
	}
	return err
}

// nearest finds the nearest place without filters, for the page that found nothing.
func (p Pages) nearest(c *web.Call, r *results, q place.Question) error {
	if r.Found.Count > 0 || !q.Near {
		return nil
	}
	f, err := p.Atlas.Ask(c.Ctx(), place.Question{Near: true, Lat: q.Lat, Lon: q.Lon, Now: q.Now, Activities: q.Activities, Stages: q.Stages, Most: 1})
	if err != nil || len(f.Hits) == 0 {
		return err
	}
	return c.View(func(tx *store.Tx) error {
		rows, err := p.rows(tx, []place.ID{f.Hits[0].ID}, q)
		if err == nil && len(rows) == 1 {
			rows[0].Km, rows[0].HasKm = f.Hits[0].Km, true
			r.Nearest = &rows[0]
		}
		return err
	})
}

// rows reads places for a list, with the names of their communes and whether they are open.
func (p Pages) rows(tx *store.Tx, ids []place.ID, q place.Question) ([]row, error) {
	found, err := place.FindAll(tx, ids)
	if err != nil {
		return nil, err
	}
	var codes []string
	for _, x := range found {
		codes = append(codes, whereabouts(x, q))
	}
	names, err := territory.Names(tx, codes)
	if err != nil {
		return nil, err
	}
	rows := make([]row, len(found))
	for i, x := range found {
		rows[i] = row{Place: x, Commune: names[whereabouts(x, q)], State: p.state(x, q)}
	}
	return rows, nil
}

// whereabouts is the commune of a place: its own, or that of the next stop of a mobile one.
func whereabouts(x place.Place, q place.Question) string {
	if s, ok := x.NextStop(civil.DateOf(q.Now.In(x.Zone()))); ok && x.Stage == place.Mobile {
		return s.Commune
	}
	return x.Commune
}

func (p Pages) state(x place.Place, q place.Question) opening.State {
	return x.State(q.Now, p.Schools())
}

// title says what the page shows: "Lieux autour de Vaillant".
func (r results) title(p *i18n.Printer) string {
	switch {
	case r.Here:
		return p.T("place.search.near_me")
	case r.Around != nil:
		return p.T("place.search.around", i18n.Args{"Name": i18n.Named(r.Around.Name)})
	case r.DepName != "":
		return p.T("place.search.in_departement", i18n.Args{"Name": r.DepName})
	case r.Q != "":
		return p.T("place.search.for", i18n.Args{"Words": r.Q})
	}
	return p.T("place.search.all")
}

// sentence tells what was found: the number, the filters, the distance.
func (r results) sentence(p *i18n.Printer) string {
	var parts []string
	if r.ByWords && r.Around == nil && r.Found.Count >= place.MostByWords {
		parts = append(parts, p.T("place.found.first"))
	}
	if r.Open {
		parts = append(parts, p.T("place.found.open"))
	}
	if r.Steps {
		parts = append(parts, p.T("place.found.step_free"))
	}
	if len(r.Activities) > 0 {
		var words []string
		for _, a := range r.Activities {
			words = append(words, p.T("place.activity."+string(a)))
		}
		parts = append(parts, p.T("place.found.with", i18n.Args{"What": strings.ToLower(p.List(words))}))
	}
	if r.Around != nil || r.Here {
		if r.Found.Km < 1000 {
			parts = append(parts, p.T("place.found.within", i18n.Args{"Km": p.Kilometres(r.Found.Km)}))
		}
	}
	return strings.TrimSuffix(strings.Join(parts, " "), ",")
}

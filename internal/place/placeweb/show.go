package placeweb

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"mitoyen/internal/account"
	"mitoyen/internal/booking"
	"mitoyen/internal/convention"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/network"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/project"
	"mitoyen/internal/resource"
	"mitoyen/internal/shift"
	"mitoyen/internal/survey"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// sheet is what a place's page shows.
type sheet struct {
	row
	Commune     territory.Commune
	Departement string
	Operator    string // name of the organisation
	HasTeam     bool
	MayEdit     bool
	Followed    bool
	Waiting     int // proposals on this place
	Week        []ui.HoursRow
	HoursNotes  []string
	Networks    []place.LocalNetwork
	Surveys     []survey.Line // of the organisation that runs it
	Stops       []place.Stop
	StopNames   map[string]string
	Today       civil.Date
	Sources     []place.SourceRow
	Agreements  int                     // that wait for an answer of the team
	Conventions []convention.Convention // that anybody may read
	Lends       bool                    // something can be booked here
	Shifts      []shift.Shift           // of the next days, where the place opens by them
	Group       project.Project         // that founds it, or did; where HasGroup
	HasGroup    bool
}

// surveyNote is where a survey of the place's organisation stands.
func (s sheet) surveyNote(p *i18n.Printer, x survey.Line) string {
	note := p.T("survey.state." + string(x.State))
	if x.State == survey.Open && !x.ClosesOn.IsZero() {
		note += ", " + p.T("survey.until", i18n.Args{"Day": p.Date(x.ClosesOn)})
	}
	return note
}

// found reads a place by the name in its address. When the place has moved to another name, the browser is sent there and ok is false.
func found(c *web.Call, tx *store.Tx) (p place.Place, err error) {
	return place.FindBySlug(tx, c.Path("slug"))
}

func (p Pages) show(c *web.Call) error {
	var s sheet
	now := c.Site.DB.Now()
	err := c.View(func(tx *store.Tx) (err error) {
		if s.Place, err = found(c, tx); err != nil {
			return err
		}
		return p.read(tx, c, &s, now)
	})
	if err != nil {
		return err
	}
	if s.Slug != c.Path("slug") {
		http.Redirect(c.W, c.R, c.Href("place.show", "slug", s.Slug), http.StatusMovedPermanently)
		return nil
	}
	title := s.Name
	if s.Commune.Name != "" {
		title += ", " + s.Commune.Name
	}
	return c.Page(web.Page{Title: title, Description: s.sentence(c.P), Section: "place.search", JSONLD: s.jsonLD(c), Feed: c.Href("place.atom")}, showPage(s))
}

func (p Pages) read(tx *store.Tx, c *web.Call, s *sheet, now civil.Instant) (err error) {
	s.Today = civil.DateOf(now.In(s.Zone()))
	if s.Place.Commune != "" {
		if s.Commune, err = territory.Find(tx, s.Place.Commune); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		s.row.Commune = s.Commune.Name
	}
	if s.Place.Departement != "" {
		d, err := territory.FindDepartement(tx, s.Place.Departement)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		s.Departement = d.Name
	}
	if !s.Organisation.IsZero() {
		o, err := organisation.Find(tx, s.Organisation)
		if err != nil {
			return err
		}
		s.Operator = o.Name
		if s.Surveys, err = survey.RunBy(tx, s.Organisation); err != nil {
			return err
		}
	}
	if s.Lends, err = resource.Lends(tx, s.ID); err != nil {
		return err
	}
	if s.Lends && network.MayMake(c.Actor, s.Place) {
		if s.Agreements, err = network.AwaitAnswer(tx, s.Place); err != nil {
			return err
		}
	}
	if s.Conventions, err = convention.OfPlace(tx, s.ID); err != nil {
		return err
	}
	if s.HasTeam, err = place.HasTeam(tx, s.Place); err != nil {
		return err
	}
	if s.Group, s.HasGroup, err = project.OfPlace(tx, s.ID); err != nil {
		return err
	}
	if s.MayEdit, err = place.MayEdit(tx, c.Actor, s.Place); err != nil {
		return err
	}
	if c.Actor.SignedIn() {
		if s.Followed, err = place.Follows(tx, c.Actor.Person.String(), s.ID); err != nil {
			return err
		}
	}
	waiting, err := place.ProposalsOf(tx, s.ID)
	if err != nil {
		return err
	}
	s.Waiting = len(waiting)
	if s.Networks, err = place.NetworksOf(tx, s.ID); err != nil {
		return err
	}
	if s.Sources, err = place.SourcesOf(tx, s.ID); err != nil {
		return err
	}
	s.State = p.state(s.Place, place.Question{Now: now})
	p.week(c.P, s)
	if s.ByShifts {
		if s.Shifts, err = shift.Coming(tx, s.Place, p.Schools(), s.Today, s.Today.AddDays(shiftDays-1)); err != nil {
			return err
		}
		s.Shifts = slices.DeleteFunc(s.Shifts, func(x shift.Shift) bool { return !x.To.After(now) })
	}
	return s.comingStops(tx)
}

// shiftDays is how many days ahead a place that opens by shifts says who opens.
const shiftDays = 14

// shiftWords is when a shift is: "samedi 28 novembre, 10 h – 16 h".
func (s sheet) shiftWords(p *i18n.Printer, x shift.Shift) string {
	a, b := x.From.In(s.Zone()), x.To.In(s.Zone())
	end := civil.ClockOf(b)
	if end == 0 {
		end = civil.EndOfDay
	}
	return p.Day(civil.DateOf(a)) + ", " + p.Range(civil.ClockOf(a), end)
}

// week prepares the table of the coming seven days.
func (p Pages) week(pr *i18n.Printer, s *sheet) {
	if s.Hours == "" {
		return
	}
	h, err := opening.ParseOSM(s.Hours)
	if err != nil {
		return
	}
	t, err := h.Compile()
	if err != nil {
		return
	}
	for _, r := range t.Week(s.Today, opening.CalendarOf(s.Place.Departement, p.Schools())) {
		s.Week = append(s.Week, ui.HoursRow{Day: pr.Weekday(r.Date.Weekday()), Text: dayText(pr, r), Today: r.Today})
	}
	s.HoursNotes = exceptionNotes(pr, h, s.Today)
}

// comingStops keeps the stops from today on, soonest first.
func (s *sheet) comingStops(tx *store.Tx) (err error) {
	var codes []string
	for _, x := range s.Sheet.Stops {
		if !x.On.Before(s.Today) && len(s.Stops) < 12 {
			s.Stops = append(s.Stops, x)
			codes = append(codes, x.Commune)
		}
	}
	s.StopNames, err = territory.Names(tx, codes)
	return err
}

// stopWords is "10 h – 16 h, place de l'Église, Auberive".
func (s sheet) stopWords(p *i18n.Printer, x place.Stop) string {
	parts := []string{p.Range(x.From, x.To)}
	for _, w := range []string{x.Where, s.StopNames[x.Commune]} {
		if w != "" {
			parts = append(parts, w)
		}
	}
	return strings.Join(parts, ", ")
}

// access is the list of what is known of a place's accessibility, every question of it.
func (s sheet) access(p *i18n.Printer) ui.AccessList {
	var l ui.AccessList
	for _, q := range place.AccessQuestions {
		a := s.Sheet.Access[q]
		item := ui.AccessItem{Text: p.T("place.access." + string(q)), Detail: a.Detail}
		switch a.Answer {
		case place.Yes:
			item.State = ui.KnownYes
		case place.No:
			item.State = ui.KnownNo
		}
		l.Items = append(l.Items, item)
	}
	if o, ok := s.Origins[place.FAccess]; ok {
		l.Note = s.originWords(p, o)
	}
	return l
}

// originWords says where a fact comes from: "Recensement 2019", "l'équipe du lieu, 3 novembre 2026".
func (s sheet) originWords(p *i18n.Printer, o place.Origin) string {
	who := p.T("place.origin." + string(o.Rank))
	if o.Rank == place.ByImport {
		who = sourceLabel(p, o.Source)
	}
	if o.On.IsZero() {
		return who
	}
	return who + ", " + p.Date(o.On)
}

// ownSources are the sources that no census profile describes.
var ownSources = map[string]string{"founding-text": "place.source_of.founding_text", "demo": "place.source_of.demo"}

// foundingSource is how the sheets of the founding text name their source.
const foundingSource = "RTES newsletter, April 2015"

// sourceText is a source in the words of whoever reads.
func sourceText(p *i18n.Printer, source string) string {
	if source == foundingSource {
		return sourceLabel(p, "founding-text")
	}
	return source
}

func sourceLabel(p *i18n.Printer, source string) string {
	if key, ok := ownSources[source]; ok {
		return p.T(key)
	}
	if key := "census.profile." + strings.ReplaceAll(source, "-", "_"); p.Has(key) {
		return p.T(key)
	}
	return source
}

func (s sheet) actions(c *web.Call) []ui.Button {
	var all []ui.Button
	if s.Lends && booking.MayRunDesk(c.Actor, s.Place) {
		all = append(all, ui.Button{Text: c.P.T("desk.desk"), Icon: "clipboard-list", Href: c.Href("desk.day", "slug", s.Slug)},
			ui.Button{Text: c.P.T("plan.plan"), Icon: "calendar-days", Href: c.Href("plan.day", "slug", s.Slug), Weight: ui.Quiet},
			ui.Button{Text: c.P.T("booking.book"), Icon: "calendar-plus", Href: c.Href("booking.offer", "slug", s.Slug), Weight: ui.Quiet})
	} else if s.Lends {
		all = append(all, ui.Button{Text: c.P.T("booking.book"), Icon: "calendar-plus", Href: c.Href("booking.offer", "slug", s.Slug)})
	}
	if s.MayEdit {
		all = append(all, ui.Button{Text: c.P.T("place.edit"), Icon: "pen-line", Href: c.Href("place.edit", "slug", s.Slug, "part", parts[0].Name), Weight: secondAfter(s.Lends)})
	}
	switch {
	case s.HasGroup:
		all = append(all, ui.Button{Text: c.P.T("project.group"), Icon: "users", Href: c.Href("project.show", "slug", s.Group.Slug), Weight: ui.Quiet})
	case (s.Stage == place.Idea || s.Stage == place.Project) && !s.HasTeam && c.Actor.MaySomewhere(organisation.FollowPlace):
		all = append(all, ui.Button{Text: c.P.T("project.begin.do"), Icon: "users", Href: c.Href("project.begin", "place", s.Slug), Weight: ui.Quiet})
	}
	if s.Point.Known() && s.Address != "" || s.Place.Commune != "" {
		all = append(all, ui.Button{Text: c.P.T("place.come"), Icon: "map-pin", Href: "#venir", Weight: ui.Quiet})
	}
	if s.Sheet.Phone != "" {
		all = append(all, ui.Button{Text: s.Sheet.Phone, Icon: "phone", Href: "tel:" + strings.Map(dialled, s.Sheet.Phone), Weight: ui.Quiet})
	}
	if s.Sheet.Website != "" {
		all = append(all, ui.Button{Text: c.P.T("place.website"), Icon: "share-2", Href: s.Sheet.Website, Weight: ui.Quiet})
	}
	return all
}

// secondAfter is the weight of an action that comes after a primary one, if there is one.
func secondAfter(primary bool) ui.Weight {
	if primary {
		return ui.Quiet
	}
	return ui.Primary
}

func dialled(r rune) rune {
	if r == '+' || r >= '0' && r <= '9' {
		return r
	}
	return -1
}

// mapHref opens the place in OpenStreetMap: the only address that leads elsewhere, and only when pressed.
func (s sheet) mapHref() string {
	lat, lon := strconv.FormatFloat(s.Point.Lat, 'f', 5, 64), strconv.FormatFloat(s.Point.Lon, 'f', 5, 64)
	return fmt.Sprintf("https://www.openstreetmap.org/?mlat=%s&mlon=%s#map=16/%s/%s", lat, lon, lat, lon)
}

// jsonLD describes the place for search engines (schema.org). A coworking space is no core type, so additionalType says what it is.
func (s sheet) jsonLD(c *web.Call) any {
	d := map[string]any{"@context": "https://schema.org", "@type": "LocalBusiness", "name": s.Name, "url": c.Origin() + c.R.URL.Path}
	if s.Summary != "" {
		d["description"] = s.Summary
	}
	if s.Kind != "" {
		d["additionalType"] = string(s.Kind)
	}
	if s.Sheet.Website != "" {
		d["sameAs"] = s.Sheet.Website
	}
	if s.Sheet.Phone != "" {
		d["telephone"] = s.Sheet.Phone
	}
	if s.Commune.Name != "" {
		d["address"] = map[string]any{"@type": "PostalAddress", "streetAddress": s.Address, "postalCode": s.Postcode, "addressLocality": s.Commune.Name, "addressCountry": "FR"}
	}
	if s.Point.Of == place.AtAddress {
		d["geo"] = map[string]any{"@type": "GeoCoordinates", "latitude": s.Point.Lat, "longitude": s.Point.Lon}
	}
	if s.Hours != "" {
		d["openingHours"] = s.Hours
	}
	if s.StepFree != place.Unknown {
		d["amenityFeature"] = map[string]any{"@type": "LocationFeatureSpecification", "name": "step-free access", "value": s.StepFree == place.Yes}
	}
	return d
}

// history is every change of a place, newest first.
func (p Pages) history(c *web.Call) error {
	var s sheet
	var entries []journal.Entry
	var names map[string]string
	before, _ := strconv.ParseInt(c.Query().Get("avant"), 10, 64)
	err := c.View(func(tx *store.Tx) (err error) {
		if s.Place, err = found(c, tx); err != nil {
			return err
		}
		if entries, err = journal.Of(tx, "place", s.ID.String(), before, 50); err != nil {
			return err
		}
		var who []string
		for _, e := range entries {
			who = append(who, e.Person)
		}
		if names, err = account.Names(tx, who); err != nil {
			return err
		}
		s.Sources, err = place.SourcesOf(tx, s.ID)
		return err
	})
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: c.P.T("place.history.title", i18n.Args{"Name": s.Name}), Section: "place.search", Robots: "noindex"}, historyPage(s, entries, names))
}

// follow answers the button that follows or leaves a place.
func (p Pages) follow(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	follows := v.Get("on") == "1"
	var s place.Place
	err = c.Update(func(tx *store.Tx) (err error) {
		if s, err = found(c, tx); err != nil {
			return err
		}
		return place.Follow(tx, c.Actor.Person, s.ID, follows)
	})
	if err != nil {
		return err
	}
	if follows {
		c.Say("place.follows")
	} else {
		c.Say("place.follows_no_more")
	}
	return c.Go("place.show", "slug", s.Slug)
}

func (p Pages) confirm(c *web.Call) error {
	var s place.Place
	err := c.Update(func(tx *store.Tx) (err error) {
		if s, err = found(c, tx); err != nil {
			return err
		}
		s, err = place.Confirm(tx, c.Actor, s.ID)
		return err
	})
	if err != nil {
		return err
	}
	c.Say("place.confirmed")
	return c.Go("place.show", "slug", s.Slug)
}

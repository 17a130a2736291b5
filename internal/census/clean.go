package census

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/opening"
	"mitoyen/internal/place"
)

// Clean turns one row of a source into facts, with everything that was noticed on the way. The profile must have been fitted to the
// file's columns (Profile.Fit). The same row always gives the same result.
func Clean(raw Raw, p Profile, g Ground) Row {
	c := cleaning{raw: raw, profile: p, ground: g, facts: place.Facts{}}
	c.shape()
	c.personal()
	c.what()
	c.where()
	c.reach()
	c.words()
	r := Row{Number: raw.Number, SourceID: c.identity(), Source: c.source(), On: c.day(), Facts: c.facts, Commune: c.commune, Position: c.position}
	r.Problems = c.problems // last: identity and day add to them
	if r.Facts[place.FName] == "" && r.Facts[place.FCommune] == "" && r.Facts[place.FAddress] == "" && !r.Position.Known() {
		r.Problems = append(r.Problems, problem("census.row.empty", ""))
	}
	return r
}

// cleaning is one row on its way.
type cleaning struct {
	raw      Raw
	profile  Profile
	ground   Ground
	facts    place.Facts
	commune  Commune
	position Position
	problems []Problem
	whole    string // of a name that was cut
}

func (c *cleaning) note(all ...Problem) { c.problems = append(c.problems, all...) }

// set writes a fact; what is empty stays unknown.
func (c *cleaning) set(k place.Field, v string) {
	if v != "" {
		c.facts[k] = v
	}
}

// get is what the columns of a part hold: the first that holds something, with its name.
func (c *cleaning) get(part Part) (value, column string) {
	columns := c.profile.Columns[part]
	for _, col := range columns {
		if v := strings.TrimSpace(c.raw.Get(col)); v != "" {
			return v, col
		}
	}
	if len(columns) > 0 {
		return "", columns[0]
	}
	return "", ""
}

func (c *cleaning) value(part Part) string {
	v, _ := c.get(part)
	return v
}

// shape tells what is odd about the row as a row.
func (c *cleaning) shape() {
	if c.raw.Short > 0 {
		c.note(problem("census.row.short", "", fault.Args{"Count": c.raw.Short}))
	}
	if len(c.raw.Extra) > 0 {
		c.note(problem("census.row.long", "", fault.Args{"Count": len(c.raw.Extra)}))
	}
	if c.raw.Mended {
		c.note(problem("census.row.mended", ""))
	}
}

// personal tells of columns that never come in.
func (c *cleaning) personal() {
	for _, col := range c.profile.Personal {
		if v := strings.TrimSpace(c.raw.Get(col)); v != "" && !isMissing(v) {
			c.note(problem("census.personal.column", "", fault.Args{"Column": col}))
		}
	}
}

// source is the row as it stays readable: without personal columns and e-mail addresses.
func (c *cleaning) source() []Cell {
	var all []Cell
	for i, col := range c.raw.Columns {
		if !slices.Contains(c.profile.Personal, col) {
			all = append(all, Cell{col, maskEmails(strings.ReplaceAll(c.raw.Values[i], "\x00", ""))})
		}
	}
	for _, v := range c.raw.Extra {
		all = append(all, Cell{"", maskEmails(v)})
	}
	return all
}

func (c *cleaning) what() {
	text, column := c.get(PartName)
	name, whole, problems := cleanName(text, column)
	c.whole = whole
	c.set(place.FName, name)
	c.note(problems...)

	kind, problems := cleanKind(c.value(PartKind), c.profile)
	c.set(place.FKind, string(kind))
	c.note(problems...)

	stage, problems := cleanStage(c.value(PartStage), c.value(PartTravels), name, c.profile)
	c.set(place.FStage, string(stage))
	c.note(problems...)

	activities, problems := cleanActivities(c.value(PartActivities), kind, c.profile)
	c.set(place.FActivities, activities)
	c.note(problems...)
}

func (c *cleaning) where() {
	address := c.address()
	c.set(place.FAddress, address)

	lat, lon := c.value(PartLat), c.value(PartLon)
	if point := c.value(PartPoint); point != "" && lat == "" && lon == "" {
		var ok bool
		if lat, lon, ok = ParsePoint(point); !ok {
			lat = point
		}
	}
	position, problems := readPoint(lat, lon)
	c.note(problems...)

	postcode, problems := readPostcode(c.value(PartPostcode))
	c.note(problems...)

	w := whereabouts{
		code: c.value(PartCommuneCode), postcode: postcode, departement: present(c.value(PartDepartement)),
		otherCode: c.value(PartOtherCode), otherName: present(c.value(PartOtherName)), position: position,
	}
	for _, col := range c.profile.Columns[PartCommuneName] {
		switch name := strings.Join(strings.Fields(c.raw.Get(col)), " "); {
		case isMissing(name):
			c.note(problem("census.text.missing", place.FCommune, fault.Args{"Column": col, "Value": name}))
		case name != "":
			w.names = append(w.names, name)
		}
	}
	if cols := c.profile.Columns[PartOtherCode]; len(cols) > 0 {
		w.otherColumn = cols[0]
	}
	commune, problems := findCommune(w, c.ground)
	c.note(problems...)
	c.commune = commune
	c.set(place.FCommune, commune.Code)

	if slices.ContainsFunc(problems, func(p Problem) bool { return p.Severity == Wait }) {
		commune.Postcodes = append(slices.Clone(commune.Postcodes), postcode) // whoever decides needs it
	}
	postcode, problems = checkPostcode(postcode, commune, saysCedex(append(w.names, address)...), c.ground)
	c.note(problems...)
	c.set(place.FPostcode, postcode)

	c.position, problems = checkDistance(position, commune)
	c.note(problems...)
	c.precise(commune)
	// A position that is only its commune's centre is no fact of its own: a place without one stands there anyway.
	if c.position.Of == place.AtAddress {
		c.set(place.FPosition, place.PositionText(c.position.Lat, c.position.Lon))
		c.set(place.FPrecision, string(place.AtAddress))
	}
}

// precise says what the position points at.
func (c *cleaning) precise(commune Commune) {
	if !c.position.Known() {
		return
	}
	if c.profile.AtCommune {
		c.position.Of = place.AtCommune
		return
	}
	found := c.value(PartGeocoded)
	if found != "" && commune.Code != "" && search.Fold(found) == search.Fold(commune.Name) {
		c.position.Of = place.AtCommune
		c.note(problem("census.position.commune", place.FPosition, fault.Args{"Commune": commune.Name}))
		return
	}
	if sure, ok := ParseDegrees(c.value(PartSureness)); ok && sure > 0 && sure < 0.5 {
		c.note(problem("census.position.unsure", place.FPosition, fault.Args{"Percent": int(sure*100 + 0.5)}))
	}
}

// address joins the columns of the address on one line.
func (c *cleaning) address() string {
	var parts []string
	for _, col := range c.profile.Columns[PartAddress] {
		v, problems := c.line(c.raw.Get(col), col, place.FAddress, 200)
		c.note(problems...)
		if v != "" && !slices.Contains(parts, v) {
			parts = append(parts, v)
		}
	}
	return cutAt(strings.Join(parts, ", "), 200)
}

// line is a text on one line, at most n letters long.
func (c *cleaning) line(text, column string, field place.Field, n int) (string, []Problem) {
	if v := strings.TrimSpace(text); isMissing(v) {
		return "", []Problem{problem("census.text.missing", field, fault.Args{"Column": column, "Value": v})}
	}
	s, problems := cleanText(text, column, field, false)
	return cutText(s, column, field, n, problems)
}

func cutText(s, column string, field place.Field, n int, problems []Problem) (string, []Problem) {
	if utf8.RuneCountInString(s) > n {
		problems = append(problems, problem("census.text.long", field, fault.Args{"Column": column, "Limit": n}))
	}
	return cutAt(s, n), problems
}

func (c *cleaning) reach() {
	text, column := c.get(PartWebsite)
	web, problems := CleanWeb(text, column)
	c.set(place.FWebsite, web.Site)
	c.note(problems...)
	links := web.Links
	for _, part := range []Part{PartTwitter, PartFacebook} {
		text, column := c.get(part)
		more, problems := CleanSocial(text, column, part)
		links = append(links, more...)
		c.note(problems...)
	}
	for _, col := range c.profile.Columns[PartLinks] {
		more, problems := CleanWeb(c.raw.Get(col), col)
		for i := range problems {
			problems[i].Field = place.FLinks
		}
		if more.Site != "" {
			links = append(append(links, more.Site), more.Links...)
		}
		c.note(problems...)
	}
	c.set(place.FLinks, c.joinLinks(links))

	text, column = c.get(PartPhone)
	phone, problems := CleanPhone(text, column)
	c.set(place.FPhone, phone)
	c.note(problems...)

	text, column = c.get(PartEmail)
	mail, problems := cleanEmail(text, column)
	c.set(place.FEmail, mail)
	c.note(problems...)
}

// joinLinks puts each address on a line, once, and no more than a sheet takes.
func (c *cleaning) joinLinks(links []string) string {
	var kept []string
	seen := map[string]bool{bare(c.facts[place.FWebsite]): true}
	size := 0
	for _, l := range links {
		if size += len(l) + 1; seen[bare(l)] || size > 2000 {
			continue
		}
		seen[bare(l)] = true
		kept = append(kept, l)
	}
	return strings.Join(kept, "\n")
}

// words reads the longer texts and the hours.
func (c *cleaning) words() {
	text, column := c.get(PartSummary)
	summary, problems := c.line(text, column, place.FSummary, 300)
	c.set(place.FSummary, summary)
	c.note(problems...)

	text, column = c.get(PartText)
	if isMissing(text) {
		text = ""
	}
	whole, problems := cleanText(text, column, place.FText, true)
	if c.whole != "" { // of a name that was cut
		whole = strings.TrimSpace(c.whole + "\n\n" + whole)
	}
	whole, problems = cutText(whole, column, place.FText, 10_000, problems)
	c.set(place.FText, whole)
	c.note(problems...)

	if text, column := c.get(PartHours); text != "" && !isMissing(text) {
		hours, err := opening.ParseOSM(text)
		if err != nil {
			c.note(problem("census.hours.unreadable", place.FHours, fault.Args{"Column": column, "Value": shorten(text, 80)}))
		} else {
			c.set(place.FHours, hours.OSM())
		}
	}
}

// day is the day of the row's data.
func (c *cleaning) day() civil.Date {
	text, column := c.get(PartUpdated)
	if text == "" || isMissing(text) {
		return c.profile.Date
	}
	head, _, _ := strings.Cut(text, "T")
	head, _, _ = strings.Cut(head, " ")
	for _, layout := range []string{time.DateOnly, "02/01/2006", "2006/01/02", "02-01-2006"} {
		if t, err := time.Parse(layout, head); err == nil && t.Year() >= 1990 && t.Year() < 2100 {
			return civil.DateOf(t)
		}
	}
	c.note(problem("census.row.date", "", fault.Args{"Column": column, "Value": shorten(text, 40)}))
	return c.profile.Date
}

// present is a value that is not a marker for a missing one.
func present(v string) string {
	if isMissing(v) {
		return ""
	}
	return v
}

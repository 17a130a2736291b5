package census

import (
	"slices"
	"strings"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
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

// Package place is the directory: the third places ("tiers-lieux") that anyone can look up, and what is known of each.
//
// A place is a coworking space, a FabLab, a shared kitchen, a truck that tours villages, or only the idea of one. It passes through stages;
// a closed place stays, with its causes and lessons. What is known of it are facts, each with its origin: a person beats an import, and
// the place's own team beats others (facts.go). What nobody has said is unknown, and unknown never means no.
//
// Always true: a place with a team is edited by its team alone; everybody else proposes (propose.go). Every change stands in the
// journal. An address that a place had leads to it for ever. Everything here is public; what a place runs (bookings, people, money)
// is elsewhere and names its organisation.
package place

import (
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/territory"
)

// ID names a place.
type ID = id.Of[Place]

// Place is a place and its sheet.
type Place struct {
	ID           ID
	Slug         string
	Name         string
	Kind         Kind
	Stage        Stage
	StageSince   string // 2013, 2013-05 or 2013-05-02: as precise as is known
	Organisation organisation.ID
	Commune      string // code of today's commune, "" when nobody knows
	Departement  string
	Address      string // number and street
	Postcode     string
	Point        Point
	Activities   Set
	StepFree     Answer
	Hours        string // OpenStreetMap opening_hours, "" unknown
	Door         string // the hours by which it is open: Hours, or the stops of a mobile place
	ByShifts     bool   // and then only while somebody opens: see SetOpened
	Opened       []opening.Window
	Lends        string // the words by which it is found for what it lends: see SetLends
	Summary      string
	Sheet        Sheet
	Origins      map[Field]Origin
	ConfirmedOn  civil.Date
	CreatedAt    civil.Instant
	ChangedAt    civil.Instant

	stored *hours // by which it opened when it was read; nil: it is new
}

// Point is where a place is, in degrees (WGS 84).
type Point struct {
	Lat, Lon float64
	Of       Precision
}

// Precision is what a point stands for.
type Precision string

// The precisions.
const (
	Nowhere   Precision = ""        // no point
	AtCommune Precision = "commune" // the centre of its commune
	AtAddress Precision = "address"
)

// Known reports whether there is a point.
func (p Point) Known() bool { return p.Of != Nowhere }

// Sheet is what only the place's own page shows.
type Sheet struct {
	Text      string              `json:"text,omitempty"` // paragraphs
	Facade    Facade              `json:"facade,omitempty"`
	Website   string              `json:"website,omitempty"`
	Links     []string            `json:"links,omitempty"`
	Phone     string              `json:"phone,omitempty"`
	Email     string              `json:"email,omitempty"`
	Access    map[Access]Answered `json:"access,omitempty"`
	People    []RoleHolder        `json:"people,omitempty"`
	Figures   []Figure            `json:"figures,omitempty"`
	Documents []Document          `json:"documents,omitempty"`
	Stops     []Stop              `json:"stops,omitempty"`
	Closure   *Closure            `json:"closure,omitempty"`
	Story     []Event             `json:"story,omitempty"`
	Supports  []Support           `json:"supports,omitempty"`
	Region    string              `json:"region,omitempty"` // in words, where no commune is known: "banlieue parisienne"
	Source    string              `json:"source,omitempty"` // of the whole sheet, where it has one
}

// Answered is an answer about accessibility with its detail ("porte de 93 cm").
type Answered struct {
	Answer Answer `json:"answer,omitempty"`
	Detail string `json:"detail,omitempty"`
}

// RoleHolder is somebody whom visitors meet, by first name and by what they do.
type RoleHolder struct {
	Name string `json:"name"`
	Does string `json:"does"`
}

// Figure is a number with its sentence and its source: "120 adhérents pour 400 habitants".
type Figure struct {
	Value  string `json:"value"`
	Label  string `json:"label"`
	Source string `json:"source"`
	On     string `json:"on,omitempty"` // day, month or year
}

// Document is a file of the place, by its hash in kit/files.
type Document struct {
	Title string `json:"title"`
	Hash  string `json:"hash"`
	Name  string `json:"name"`
	Size  int64  `json:"size"`
}

// Stop is where and when a mobile place can be met.
type Stop struct {
	On      civil.Date  `json:"on"`
	From    civil.Clock `json:"from"`
	To      civil.Clock `json:"to"`
	Commune string      `json:"commune"`
	Where   string      `json:"where"` // "place de l'Église"
	Lat     float64     `json:"lat,omitempty"`
	Lon     float64     `json:"lon,omitempty"`
}

// Closure is why a place closed and what others can learn from it.
type Closure struct {
	When       string   `json:"when"`                // 2015, 2015-02 …
	Precisely  string   `json:"precisely,omitempty"` // in words: "début d'année"
	Causes     []string `json:"causes,omitempty"`
	Exhaustive bool     `json:"exhaustive,omitempty"` // false: there may be other causes
	Lessons    string   `json:"lessons,omitempty"`
}

// Event is a date in a place's story; Year is 0 when it isn't known.
type Event struct {
	Year int    `json:"year,omitempty"`
	Text string `json:"text"`
}

// Support is what an authority does for a place.
type Support struct {
	Authority string `json:"authority"`
	Code      string `json:"code,omitempty"`
	Form      string `json:"form"`
}

// SilentAfter is how long a sheet holds without a word from its team or its source.
const SilentAfter = 365 * 24 * time.Hour

// ToConfirm reports whether a place has been silent for a year. A closed one has nothing left to confirm.
func (p Place) ToConfirm(today civil.Date) bool {
	return p.Stage != Closed && (p.ConfirmedOn.IsZero() || today.DaysSince(p.ConfirmedOn) > 365)
}

// Target is what roles are asked about.
func (p Place) Target() organisation.Target {
	return organisation.Target{Organisation: p.Organisation.String(), Place: p.ID.String()}
}

// TeamSide is what stands around the pages of the place's team: its address, its name, and where the reader's roles are looked at.
func (p Place) TeamSide() (slug, name string, target organisation.Target) {
	return p.Slug, p.Name, p.Target()
}

// Zone is the clock of the place: its territory's, Paris when the territory isn't known.
func (p Place) Zone() *time.Location { return territory.Zone(p.Departement) }

package census

import (
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/place"
)

// Part is what a column of a source is read as.
type Part string

// The parts. Several columns may stand for one part: for the address they follow each other, for the others the first that holds
// something counts.
const (
	PartID          Part = "id"          // the source's own, stable from one edition to the next
	PartName        Part = "name"        //
	PartKind        Part = "kind"        // translated by Kinds
	PartSummary     Part = "summary"     //
	PartText        Part = "description" //
	PartAddress     Part = "address"     // number and street
	PartPostcode    Part = "postcode"    //
	PartCommuneCode Part = "commune_code"
	PartCommuneName Part = "commune"
	PartOtherCode   Part = "other_commune_code" // computed by the source, often from the position: believed last
	PartOtherName   Part = "other_commune"
	PartDepartement Part = "departement" // code
	PartLat         Part = "latitude"
	PartLon         Part = "longitude"
	PartPoint       Part = "position" // both in one cell: 48.85, 2.35
	PartGeocoded    Part = "geocoded" // the address that a geocoder found; the commune's name alone when it found no more
	PartSureness    Part = "sureness" // how sure the geocoder was, 0 to 1
	PartWebsite     Part = "website"
	PartTwitter     Part = "twitter"
	PartFacebook    Part = "facebook"
	PartLinks       Part = "links"
	PartPhone       Part = "phone"
	PartEmail       Part = "email" // generic addresses only
	PartHours       Part = "hours" // OpenStreetMap syntax
	PartActivities  Part = "activities"
	PartStage       Part = "stage"
	PartTravels     Part = "travels" // "itinérant"
	PartUpdated     Part = "updated" // day of the row itself
)

// Parts lists every part, in the order of the page where a person maps columns.
var Parts = []Part{PartID, PartName, PartKind, PartSummary, PartText, PartAddress, PartPostcode, PartCommuneName, PartCommuneCode,
	PartDepartement, PartLat, PartLon, PartPoint, PartWebsite, PartTwitter, PartFacebook, PartLinks, PartPhone, PartEmail, PartHours,
	PartActivities, PartStage, PartTravels, PartUpdated, PartOtherName, PartOtherCode, PartGeocoded, PartSureness}

// Columns says which columns of the file each part is read from.
type Columns map[Part][]string

// Words are a text, or the key of a sentence. A mapping brings its own texts, a built-in profile has keys.
type Words struct{ Key, Text string }

// In is the text in a language.
func (w Words) In(to *i18n.Printer) string {
	if w.Text != "" || w.Key == "" {
		return w.Text
	}
	return to.T(w.Key)
}

// Precision is how exactly a date is known.
type Precision string

// The precisions.
const (
	Day   Precision = "day"
	Month Precision = "month"
	Year  Precision = "year"
)

// Profile is how one source is read. It is meant to be read like a table.
type Profile struct {
	Key         string // of the source, in each fact's origin: census-2019
	Label       Words
	Source      Words // who counted
	Licence     string
	LicenceURL  string
	Attribution Words // shown wherever the data is shown
	Date        civil.Date
	Precision   Precision // of Date: a census of a year is dated to its first of January

	Columns   Columns
	Personal  []string // columns that never come in: contacts, e-mail addresses of persons
	Lists     string   // separator inside a cell that holds several values
	Separator byte     // of the file; 0 finds it out

	Kinds      map[string]place.Kind         // by the source's word, folded; "" for a word that says nothing about the kind
	Kind       place.Kind                    // of every row, where there is no column
	Activities []place.Activity              // that every row offers, by what the source counts
	Offers     map[string]place.Activity     // by the source's word, folded
	ByKind     map[place.Kind]place.Activity // what a kind offers by the meaning of the word
	Stage      place.Stage                   // of every row; "" is unknown
	Travelling []string                      // first words of a name, folded, that make it a place that travels
	AtCommune  bool                          // positions are the communes' centres, not the addresses'
}

// Profiles lists the built-in profiles.
var Profiles = []Profile{Census2019, Fabriques, FranceServices, MedNum}

// ProfileOf finds a built-in profile by the word of the command line.
func ProfileOf(key string) (Profile, bool) {
	for _, p := range Profiles {
		if p.Key == key {
			return p, true
		}
	}
	return Profile{}, false
}

// Fit finds the profile's columns in a file, whatever their capitals and accents, and returns the profile with the file's own
// spelling, which Clean needs. Columns that the file lacks are listed and left out. A file without the name's column, or without any
// column that says where, is refused: it is another file than the profile's.
func (p Profile) Fit(columns []string) (fitted Profile, missing []string, err error) {
	byFold := map[string]string{}
	for _, c := range columns {
		if f := search.Fold(c); byFold[f] == "" {
			byFold[f] = c
		}
	}
	here := func(names []string) (found []string) {
		for _, name := range names {
			if c := byFold[search.Fold(name)]; c != "" {
				found = append(found, c)
			} else {
				missing = append(missing, name)
			}
		}
		return found
	}
	fitted = p
	fitted.Columns = Columns{}
	for _, part := range Parts {
		if found := here(p.Columns[part]); len(found) > 0 {
			fitted.Columns[part] = found
		}
	}
	fitted.Personal = nil
	for _, name := range p.Personal { // an edition without them is not lacking anything
		if c := byFold[search.Fold(name)]; c != "" {
			fitted.Personal = append(fitted.Personal, c)
		}
	}
	has := func(parts ...Part) bool {
		for _, x := range parts {
			if len(fitted.Columns[x]) > 0 {
				return true
			}
		}
		return false
	}
	if !has(PartName) || !has(PartCommuneCode, PartCommuneName, PartPostcode, PartLat, PartPoint) {
		return Profile{}, missing, fault.New(fault.Invalid, "census.file.other_columns",
			fault.Args{"Missing": strings.Join(missing[:min(len(missing), 12)], ", ")})
	}
	return fitted, missing, nil
}

// Recognise finds the built-in profile whose columns a file has, all but a few: the page proposes it.
func Recognise(columns []string) (Profile, bool) {
	best, most := Profile{}, 0.6
	for _, p := range Profiles {
		_, missing, err := p.Fit(columns)
		all := 0
		for _, names := range p.Columns {
			all += len(names)
		}
		if share := 1 - float64(len(missing))/float64(all); err == nil && share > most {
			best, most = p, share
		}
	}
	return best, best.Key != ""
}

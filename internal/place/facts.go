package place

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"mitoyen/internal/kit/civil"
)

// Field names one thing that is known of a place. A field is what has an origin, what is merged, proposed and reviewed.
type Field string

// The fields. Structured ones (hours, access …) have a canonical text form, so that two versions can stand side by side.
const (
	FName       Field = "name"
	FKind       Field = "kind"
	FStage      Field = "stage"
	FSummary    Field = "summary"     // one sentence
	FText       Field = "description" // paragraphs
	FAddress    Field = "address"     // number and street
	FPostcode   Field = "postcode"
	FCommune    Field = "commune"    // code of today's commune
	FPosition   Field = "position"   // "47.78123,5.16400", WGS 84 degrees
	FPrecision  Field = "precision"  // address, commune: what the position points at
	FWebsite    Field = "website"    // absolute http(s) address
	FLinks      Field = "links"      // further addresses, one a line
	FPhone      Field = "phone"      // of the place, never of a person
	FEmail      Field = "email"      // of the place, never of a person
	FActivities Field = "activities" // words of Activities, comma between
	FHours      Field = "hours"      // OpenStreetMap syntax
	FAccess     Field = "access"     // one question a line: "step-free: yes, rampe à droite"
	FFacade     Field = "facade"
	FSince      Field = "since"   // of the stage: 2013, 2013-05 or 2013-05-02
	FPeople     Field = "people"  // one a line: "Inès : accueil"
	FFigures    Field = "figures" // one a line: "120 | adhérents pour 400 habitants | source | 2015"
	FStops      Field = "stops"   // one a line: "2026-11-26 10:00-16:00 36137 place de l'Église"
	FCauses     Field = "causes"  // of a closure, one a line
	FLessons    Field = "lessons" // of a closure, paragraphs
)

// Fields lists every field in the order of a page.
var Fields = []Field{FName, FKind, FStage, FSummary, FText, FAddress, FPostcode, FCommune, FPosition, FPrecision, FWebsite, FLinks, FPhone, FEmail, FActivities, FHours, FAccess, FFacade, FSince, FPeople, FFigures, FStops, FCauses, FLessons}

// Facts are fields with their canonical text. A field that isn't there is unknown; unknown never means no.
type Facts map[Field]string

// Keys lists the fields that are there, in the order of a page.
func (f Facts) Keys() []Field {
	var all []Field
	for _, k := range Fields {
		if f[k] != "" {
			all = append(all, k)
		}
	}
	return all
}

// Rank is how far an origin is believed. A person beats an import, and the place's own team beats others.
type Rank string

// The ranks, weakest first.
const (
	ByImport Rank = "import"
	ByPerson Rank = "person"
	ByTeam   Rank = "team"
)

var ranks = []Rank{ByImport, ByPerson, ByTeam}

// Origin tells where a field's value comes from.
type Origin struct {
	Rank   Rank       `json:"rank"`
	Source string     `json:"source"`        // import: the source's key (census-2019); otherwise a person's id
	On     civil.Date `json:"on"`            // day of the data itself (an import's vintage) or of the edit
	Ref    string     `json:"ref,omitempty"` // import: the row's id in the source
}

func (o Origin) beats(p Origin) int { return slices.Index(ranks, o.Rank) - slices.Index(ranks, p.Rank) }

// Verdict is what the merge rule says of one field.
type Verdict string

// The verdicts.
const (
	Keep     Verdict = "keep"     // what stands is better, or the same
	Take     Verdict = "take"     // what comes is better
	Conflict Verdict = "conflict" // a person has to look
)

// Judge is the merge rule for one field: a person beats an import, the place's own team beats others, then the more complete, then
// the newer; a real conflict (same rank, neither contains the other, another source) goes to review; unknown never wins.
func Judge(standing, coming string, from, to Origin) Verdict {
	standing, coming = strings.TrimSpace(standing), strings.TrimSpace(coming)
	switch {
	case coming == "" || coming == standing:
		return Keep
	case standing == "":
		return Take
	}
	switch by := to.beats(from); {
	case by > 0:
		return Take
	case by < 0:
		return Keep
	}
	if to.Rank != ByImport || from.Source == to.Source {
		// Persons of one rank correct each other; a source corrects itself. The newer word counts.
		if to.On.Before(from.On) {
			return Keep
		}
		return Take
	}
	a, b := strings.ToLower(standing), strings.ToLower(coming)
	switch {
	case holds(b, a):
		return Take
	case holds(a, b):
		return Keep
	}
	return Conflict
}

// holds reports whether a text holds another one as whole words: "12 rue Haute" says more than "rue Haute", but "opening" not more than
// "open", and number 12 is not number 2.
func holds(text, part string) bool {
	for from := 0; ; from++ {
		i := strings.Index(text[from:], part)
		if i < 0 {
			return false
		}
		from += i
		before, _ := utf8.DecodeLastRuneInString(text[:from])
		after, _ := utf8.DecodeRuneInString(text[from+len(part):])
		if !isWord(before) && !isWord(after) {
			return true
		}
	}
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

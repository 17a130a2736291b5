package census

import (
	"fmt"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/place"
)

// Severity is what a problem means for the row.
type Severity int

// The severities, the mildest first.
const (
	Note   Severity = iota + 1 // done, and told
	Doubt                      // done, and worth a look some day
	Wait                       // a person has to look before the row counts
	Refuse                     // nothing to keep
)

// String is the severity's word in reports.
func (s Severity) String() string { return [...]string{"", "note", "doubt", "wait", "refused"}[s] }

// Problem is one thing noticed in one row, with what was done about it.
type Problem struct {
	Code     string      // key of the sentence
	Field    place.Field // what it is about; "" for the whole row
	Severity Severity
	Args     fault.Args
}

// Say is the sentence in a language.
func (p Problem) Say(to *i18n.Printer) string {
	args := i18n.Args{}
	if n, ok := p.Args["Count"].(int); ok {
		for k, v := range p.Args {
			if k != "Count" {
				args[k] = v
			}
		}
		return to.N(p.Code, n, args)
	}
	for k, v := range p.Args {
		switch v := v.(type) {
		case float64:
			args[k] = to.Kilometres(v) // every fraction here is a distance
		case []string:
			args[k] = to.List(v)
		default:
			args[k] = v
		}
	}
	return to.T(p.Code, args)
}

// severities is the list of everything that cleaning can say, with what it means for the row.
var severities = map[string]Severity{
	// The row.
	"census.row.short":       Note,
	"census.row.long":        Doubt,
	"census.row.mended":      Note,
	"census.row.empty":       Refuse,
	"census.row.id_missing":  Note,
	"census.row.id_repeated": Refuse,
	"census.row.date":        Note,

	// Any text.
	"census.text.missing":    Note,
	"census.text.mojibake":   Note,
	"census.text.tags":       Note,
	"census.text.invisible":  Note,
	"census.text.spaces":     Note,
	"census.text.formula":    Note,
	"census.text.long":       Note,
	"census.personal.email":  Note,
	"census.personal.column": Note,
	"census.personal.page":   Note,

	// What it is.
	"census.name.missing":     Wait,
	"census.name.shouting":    Note,
	"census.name.long":        Note,
	"census.kind.blank":       Note,
	"census.kind.unknown":     Note,
	"census.stage.travelling": Note,
	"census.stage.unknown":    Note,

	// Where it is: postcode.
	"census.postcode.missing":      Note,
	"census.postcode.zero":         Note,
	"census.postcode.unreadable":   Doubt,
	"census.postcode.commune_code": Note,
	"census.postcode.cedex":        Note,
	"census.postcode.unknown":      Doubt,
	"census.postcode.elsewhere":    Doubt,

	// Where it is: commune.
	"census.commune.code_missing":   Note,
	"census.commune.code_zero":      Note,
	"census.commune.code_unknown":   Doubt,
	"census.commune.extinct":        Note,
	"census.commune.split":          Wait,
	"census.commune.arrondissement": Note,
	"census.commune.by_postcode":    Note,
	"census.commune.by_name":        Note,
	"census.commune.by_name_alone":  Doubt,
	"census.commune.only_one":       Doubt,
	"census.commune.spelling":       Doubt,
	"census.commune.other_column":   Note,
	"census.commune.other_differs":  Note,
	"census.commune.artefact":       Note,
	"census.commune.name_elsewhere": Doubt,
	"census.commune.conflict":       Wait,
	"census.commune.unmatched":      Wait,
	"census.commune.guessed":        Wait,
	"census.commune.none":           Wait,

	// Where it is: position.
	"census.position.zero":       Note,
	"census.position.unreadable": Doubt,
	"census.position.swapped":    Doubt,
	"census.position.outside":    Wait,
	"census.position.far":        Doubt,
	"census.position.too_far":    Wait,
	"census.position.commune":    Note,
	"census.position.unsure":     Note,

	// How to reach it.
	"census.web.scheme":         Note,
	"census.web.mended":         Note,
	"census.web.glued":          Doubt,
	"census.web.several":        Note,
	"census.web.words":          Note,
	"census.web.cut":            Doubt,
	"census.web.unreadable":     Doubt,
	"census.social.handle":      Note,
	"census.social.other":       Note,
	"census.social.several":     Note,
	"census.social.ambiguous":   Doubt,
	"census.social.unreadable":  Doubt,
	"census.phone.unreadable":   Doubt,
	"census.phone.several":      Note,
	"census.phone.mobile":       Doubt,
	"census.email.personal":     Note,
	"census.email.unreadable":   Doubt,
	"census.hours.unreadable":   Doubt,
	"census.activities.unknown": Note,
}

// problem makes a Problem of a code in the list. What it quotes from the row goes into reports and pages: e-mail addresses are masked.
func problem(code string, field place.Field, args ...fault.Args) Problem {
	s, ok := severities[code]
	if !ok {
		panic(fmt.Sprintf("census: no problem is called %s", code))
	}
	p := Problem{Code: code, Field: field, Severity: s}
	for _, a := range args {
		p.Args = a
		for k, v := range a {
			if text, ok := v.(string); ok && hasEmail(text) {
				a[k] = maskEmails(text)
			}
		}
	}
	return p
}

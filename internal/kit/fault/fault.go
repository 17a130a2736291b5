// Package fault is how a use case says no.
//
// A fault has a kind (what the edge makes of it: an HTTP status, an exit code) and a code, which is also the key of the
// sentence that a person reads. Several fields can be wrong at once, and all are told at once. Everything else that goes wrong
// is an ordinary error: it is logged, and the person is told that it is our side's doing.
package fault

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// Kind is what sort of refusal it is.
type Kind int

// The kinds, in the order of the table in web/errors.go.
const (
	Invalid         Kind = iota + 1 // the request can be mended by who sent it
	NotFound                        // there is no such thing, or none that this person may know of
	Conflict                        // someone else was quicker, or the state has moved on
	Forbidden                       // this person may not
	Unauthenticated                 // nobody is signed in
	Unavailable                     // it would work later
)

// Args are the values that a sentence needs.
type Args map[string]any

// Field is one thing wrong with one field of a form.
type Field struct {
	Name string // the field's name in the form
	Code string // key of the sentence
	Args Args
}

// Fault is a refusal. Build it with the function named after its kind.
type Fault struct {
	Kind   Kind
	Code   string
	Args   Args
	Fields []Field
}

// Error is for logs and tests; people read the translation of Code.
func (f *Fault) Error() string {
	var b strings.Builder
	b.WriteString(f.Code)
	for _, x := range f.Fields {
		b.WriteString(" " + x.Name + ":" + x.Code)
	}
	return b.String()
}

// New makes a fault of a kind. Code is a key of the locale files.
func New(k Kind, code string, args ...Args) *Fault {
	f := &Fault{Kind: k, Code: code}
	for _, a := range args {
		f.Args = a
	}
	return f
}

// Breaches collects what is wrong with a form. Its zero value is ready to use.
type Breaches struct{ fields []Field }

// Add notes that a field breaks a rule.
func (b *Breaches) Add(field, code string, args ...Args) {
	x := Field{Name: field, Code: code}
	for _, a := range args {
		x.Args = a
	}
	b.fields = append(b.fields, x)
}

// Check is Add on condition: it notes the breach unless ok.
func (b *Breaches) Check(ok bool, field, code string, args ...Args) {
	if !ok {
		b.Add(field, code, args...)
	}
}

// Within notes a text that is longer than a field takes, in signs as people count them. Nothing that was typed is ever cut instead.
func (b *Breaches) Within(field, text string, most int) {
	if n := utf8.RuneCountInString(text); n > most {
		b.Add(field, "fault.long", Args{"Max": most, "Is": n})
	}
}

// Err is nil when nothing was noted, otherwise one Invalid fault with every breach.
func (b *Breaches) Err() error {
	if len(b.fields) == 0 {
		return nil
	}
	return &Fault{Kind: Invalid, Code: "fault.invalid", Fields: b.fields}
}

// As finds the fault in an error, if there is one.
func As(err error) (*Fault, bool) {
	var f *Fault
	ok := errors.As(err, &f)
	return f, ok
}

// Is reports whether err carries a fault of that kind.
func Is(err error, k Kind) bool {
	f, ok := As(err)
	return ok && f.Kind == k
}

// Package form reads what a person sent and makes sure that a form sent twice is done once.
//
// Each form carries a submission id, made when the page was shown. The use case stores it with its result in its own transaction;
// the second sending (a double click, a poor line, the back button) finds the result and does nothing more.
package form

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
)

// Submission is the type behind submission ids.
type Submission struct{}

// NewSubmission makes the id that a form carries in its hidden field.
func NewSubmission() string { return id.New[Submission]().String() }

// Tied makes a submission id count for one form and one person alone: sent to another form, or by somebody else, it is another id, and
// nobody is answered with what it led to elsewhere. What is no id stays so, for Once to refuse.
func Tied(submission, form, person string) string {
	s, err := id.Parse[Submission](submission)
	if err != nil {
		return submission
	}
	return id.Named[Submission](strings.Join([]string{s.String(), form, person}, "\n")).String()
}

// Once runs do unless the submission was done before; either way it returns the result of the one time that it was done. The
// result is what the page needs to answer: usually where to go on. Without an id (a program's own call) it just runs.
func Once(tx *store.Tx, submission string, do func() (string, error)) (string, error) {
	if submission == "" {
		return do()
	}
	s, err := id.Parse[Submission](submission)
	if err != nil {
		return "", fault.New(fault.Invalid, "fault.stale_form")
	}
	// Claiming the row first makes a second sending wait for the first to end, on both engines.
	n, err := tx.Exec(`INSERT INTO submission (id, result, created_at) VALUES ($1, '', $2) ON CONFLICT (id) DO NOTHING`, s, tx.Now)
	if err != nil {
		return "", fmt.Errorf("note submission: %w", err)
	}
	if n == 0 {
		return store.One(tx, store.Value[string], `SELECT result FROM submission WHERE id = $1`, s)
	}
	result, err := do()
	if err != nil {
		return "", err
	}
	return result, tx.ExecOne(`UPDATE submission SET result = $1 WHERE id = $2`, result, s)
}

// Values is what a person typed. It trims and cleans as it reads; it judges nothing.
type Values struct {
	url.Values
	Form, Person string // where it was sent to, and by whom: what its submission id is tied to
	Read         Read   // nil for what is no form
}

// maxText bounds any single answer, in bytes, and mostSigns tells how many signs surely fit. What a form sent is never cut: whoever reads a longer text
// refuses it by its field's own rule, or else by TooLong. What comes otherwise is cut.
const maxText, mostSigns = 20_000, 5_000

// Read are the texts of a form that were read and are longer than any field takes.
type Read map[string]string

// TooLong says so, beside each field; nil when there is none.
func (r Read) TooLong() error {
	var b fault.Breaches
	for _, name := range slices.Sorted(maps.Keys(r)) {
		b.Within(name, r[name], mostSigns)
	}
	return b.Err()
}

// sent is what a field of a form holds, whole; of anything else what fits.
func (v Values) sent(name string) string {
	s := v.Get(name)
	if v.Read == nil {
		return cut(s)
	}
	if len(s) > maxText {
		v.Read[name] = s
	}
	return s
}

// Text is a single line: trimmed, control characters gone, spaces folded.
func (v Values) Text(name string) string { return line(v.sent(name)) }

// Line is a text as a single line: trimmed, control characters gone, spaces folded.
func Line(s string) string { return line(cut(s)) }

func line(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }

// Lines is a text of several lines, with Unix line ends.
func (v Values) Lines(name string) string { return lines(v.sent(name)) }

// Lines is a text of several lines: trimmed, with Unix line ends, control characters gone.
func Lines(s string) string { return lines(cut(s)) }

func lines(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(clean(s), "\r\n", "\n"))
}

func cut(s string) string { return s[:min(len(s), maxText)] }

func clean(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "")
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, s)
}

// Submission is the id that the form carried, tied to this form and person.
func (v Values) Submission() string { return Tied(v.Get("submission"), v.Form, v.Person) }

// ErrTooLarge says that a person sent more than a form can hold.
var ErrTooLarge = errors.New("the form is too large")

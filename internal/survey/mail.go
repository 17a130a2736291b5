package survey

import (
	"slices"
	"strconv"
	"strings"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// MostLetters is how many letters with a code go at once.
const MostLetters = 500

// CodeLetter is a code on its way to somebody. It is the one thing in which an address and a code stand together: the caller hands it to the post in
// the same transaction, and the post forgets it when it has gone.
type CodeLetter struct {
	Email string
	Code  string
}

// MailCodes makes a code for each of a list of addresses, one on a line or between commas. The addresses are kept nowhere, so whoever stands on two
// lists is written to twice. Which code goes to whom is chance's; nobody who runs the survey sees it. A letter alone would be told by its code's
// row, so there are eleven at least. Errors: Forbidden; Conflict unless it is open, to codes; Invalid beside "addresses", with those that can't be
// read.
func MailCodes(tx *store.Tx, by organisation.Actor, which ID, list string) ([]CodeLetter, error) {
	s, err := forRunning(tx, by, which)
	if err != nil {
		return nil, err
	}
	if s.Access != ByCode || s.State != Open {
		return nil, fault.New(fault.Conflict, "survey.no_codes")
	}
	emails, unread := ReadAddresses(list)
	var b fault.Breaches
	switch {
	case len(unread) > 0:
		b.Add("addresses", "survey.addresses_unread", fault.Args{"Which": strings.Join(unread[:min(3, len(unread))], ", ")})
	case len(emails) < Least:
		b.Add("addresses", "survey.addresses_few", fault.Args{"Least": Least})
	case len(emails) > MostLetters:
		b.Add("addresses", "survey.addresses_many", fault.Args{"Max": MostLetters})
	}
	if err := b.Err(); err != nil {
		return nil, err
	}
	codes, err := s.makeCodes(tx, len(emails))
	if err != nil {
		return nil, err
	}
	rows := make([][]any, len(emails))
	for i, email := range emails {
		rows[i] = []any{email}
	}
	shuffle(rows)
	letters := make([]CodeLetter, len(rows))
	for i, r := range rows {
		letters[i] = CodeLetter{r[0].(string), codes[i]}
	}
	return letters, note(tx, by, s, "survey.mailed", map[string]string{"n": strconv.Itoa(len(letters))})
}

// ReadAddresses reads a list of addresses as people paste them, each once, and gives what is none.
func ReadAddresses(list string) (emails, unread []string) {
	for _, part := range strings.FieldsFunc(list, func(r rune) bool { return r == '\n' || r == ',' || r == ';' || r == '\t' }) {
		part = strings.TrimSpace(part)
		if at := strings.LastIndexByte(part, '<'); at >= 0 { // Name <address>
			part = strings.TrimSuffix(part[at+1:], ">")
		}
		if part == "" {
			continue
		}
		email, breach := account.ReadEmail(part)
		switch {
		case breach != "":
			unread = append(unread, part)
		case !slices.Contains(emails, email):
			emails = append(emails, email)
		}
	}
	return emails, unread
}

// Package account knows people: who they are, how they come in, where they are signed in.
//
// A person ("habitante, adhérent, bénévole, élue"; never "user") may have an e-mail address or none: the counter serves them all the
// same. The usual way in is a letter with a link and a six-digit code; a password is a choice. What a person may do is not known
// here: see package organisation.
//
// Always true: secrets are kept as hashes only; a link or a code works once and for twenty minutes; whether an address is known here
// can't be found out from the answers; an erased person keeps their id, so that the journal stays whole, and nothing else.
package account

import (
	"errors"
	"fmt"
	"net/mail"
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
)

// ID names a person.
type ID = id.Of[Person]

// Person is somebody known to this instance.
type Person struct {
	ID          ID
	Name        string // how they want to be called
	Email       string // lower case; "" for none
	Lang        i18n.Lang
	HasPassword bool
	WantsNews   bool // letters about the places that they follow
	CreatedAt   civil.Instant
	ErasedAt    civil.Instant
}

const personColumns = `id, name, coalesce(email, ''), lang, password_hash IS NOT NULL, wants_news, created_at, erased_at`

func scanPerson(r store.Row) (p Person, err error) {
	return p, r.Scan(&p.ID, &p.Name, &p.Email, &p.Lang, &p.HasPassword, &p.WantsNews, &p.CreatedAt, &p.ErasedAt)
}

// Find reads a person. An unknown or erased one is NotFound.
func Find(tx *store.Tx, who ID) (Person, error) {
	p, err := store.One(tx, scanPerson, `SELECT `+personColumns+` FROM person WHERE id = $1 AND erased_at IS NULL`, who)
	if errors.Is(err, store.ErrNoRow) {
		return p, fault.New(fault.NotFound, "account.unknown_person")
	}
	return p, err
}

// Lock keeps others from changing what hangs on a person (how much they have booked) until the transaction ends. Nobody is nothing to lock.
func Lock(tx *store.Tx, who ID) error {
	if who.IsZero() {
		return nil
	}
	_, err := store.One(tx, store.Value[string], `SELECT CAST(id AS text) FROM person WHERE id = $1`+tx.ForUpdate(), who)
	if errors.Is(err, store.ErrNoRow) {
		return fault.New(fault.NotFound, "account.unknown_person")
	}
	return err
}

// FindByEmail reads the person with an address, or returns store.ErrNoRow.
func FindByEmail(tx *store.Tx, email string) (Person, error) {
	return store.One(tx, scanPerson, `SELECT `+personColumns+` FROM person WHERE email = $1`, email)
}

// Names gives the names of people for a page that lists what they did. Erased people have none.
func Names(tx *store.Tx, who []string) (map[string]string, error) {
	names := map[string]string{}
	var asked []string
	for _, w := range who {
		if _, seen := names[w]; seen || w == "" {
			continue
		}
		names[w] = ""
		asked = append(asked, w)
	}
	if len(asked) == 0 {
		return names, nil
	}
	among, args := store.List(nil, asked)
	return names, tx.Each(func(r store.Row) error {
		var who, name string
		err := r.Scan(&who, &name)
		names[who] = name
		return err
	}, `SELECT CAST(id AS text), name FROM person WHERE id IN `+among, args...)
}

// Open returns the person with an address, making them when the address is new. The name is the address's local part until they say
// better.
func Open(tx *store.Tx, email string, lang i18n.Lang) (Person, error) {
	p, err := FindByEmail(tx, email)
	if err == nil || !errors.Is(err, store.ErrNoRow) {
		return p, err
	}
	local, _, _ := strings.Cut(email, "@")
	p = Person{ID: id.New[Person](), Name: local, Email: email, Lang: lang, WantsNews: true, CreatedAt: tx.Now}
	n, err := tx.Exec(`INSERT INTO person (id, name, email, lang, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (email) DO NOTHING`,
		p.ID, p.Name, p.Email, p.Lang, tx.Now)
	if err != nil {
		return p, fmt.Errorf("open account: %w", err)
	}
	if n == 0 { // another letter opened it at the same moment
		return FindByEmail(tx, email)
	}
	return p, nil
}

// ReadEmail checks an address as typed and folds it to lower case. The code of the breach is "" when it is good.
func ReadEmail(typed string) (email, breach string) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return "", "account.email_missing"
	}
	if !strings.Contains(typed, "@") {
		return "", "account.email_no_at"
	}
	a, err := mail.ParseAddress(typed)
	email = strings.ToLower(typed)
	domain := email[strings.LastIndex(email, "@")+1:]
	if err != nil || a.Address != typed || len(email) > 254 || !strings.Contains(domain, ".") || strings.ContainsAny(domain, "[]!#$%&'*+/=?^_`{|}~") {
		return "", "account.email_malformed"
	}
	return email, ""
}

// Rename changes how a person wants to be called.
func Rename(tx *store.Tx, who ID, name string, lang i18n.Lang) error {
	var b fault.Breaches
	b.Check(name != "", "name", "account.name_missing")
	b.Check(len([]rune(name)) <= 80, "name", "account.name_long", fault.Args{"Max": 80})
	if err := b.Err(); err != nil {
		return err
	}
	return tx.ExecOne(`UPDATE person SET name = $1, lang = $2 WHERE id = $3`, name, lang, who)
}

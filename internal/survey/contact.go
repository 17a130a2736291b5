package survey

import (
	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// ContactID names a contact.
type ContactID = id.Of[Contact]

// Contact is somebody who wants to be told of the result, or to take part.
type Contact struct {
	ID        ContactID
	Name      string
	Email     string
	Phone     string
	TakesPart bool // in the founding group
}

// LeaveContact keeps a way to call somebody, apart from every answer and without the hour; until eleven have come, it is laid anew with each that
// comes (see put). Errors: Conflict once the result is out; Invalid with
// every breach.
func LeaveContact(tx *store.Tx, s Survey, c Contact) error {
	s, err := s.locked(tx) // what is left with a survey that is given up at this moment would stay for good
	if err != nil {
		return err
	}
	if s.State != Open && s.State != Closed {
		return fault.New(fault.Conflict, "survey.not_open")
	}
	var b fault.Breaches
	b.Check(c.Name != "", "name", "survey.name_missing")
	b.Within("name", c.Name, 100)
	b.Check(c.Email != "" || c.Phone != "", "email", "survey.contact_missing")
	if c.Email != "" {
		email, breach := account.ReadEmail(c.Email)
		b.Check(breach == "", "email", breach)
		c.Email = email
	}
	b.Within("phone", c.Phone, 30)
	if err := b.Err(); err != nil {
		return err
	}
	if c.Email != "" { // somebody who comes back changes their mind, and isn't there twice
		if _, err := tx.Exec(`DELETE FROM survey_contact WHERE survey_id = $1 AND email = $2`, s.ID, c.Email); err != nil {
			return err
		}
	}
	fresh, err := store.All(tx, scanContact, `SELECT `+contactColumns+` FROM survey_contact WHERE survey_id = $1 AND fresh`, s.ID)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM survey_contact WHERE survey_id = $1 AND fresh`, s.ID); err != nil {
		return err
	}
	var rows [][]any
	for _, c := range append(fresh, c) {
		rows = append(rows, []any{id.Random[Contact](), s.ID, c.Name, c.Email, c.Phone, c.TakesPart, len(fresh)+1 < Least})
	}
	shuffle(rows)
	return tx.InsertAll(`INSERT INTO survey_contact (id, survey_id, name, email, phone, takes_part, fresh)`, "", rows)
}

const contactColumns = `id, name, email, phone, takes_part`

func scanContact(r store.Row) (c Contact, err error) {
	return c, r.Scan(&c.ID, &c.Name, &c.Email, &c.Phone, &c.TakesPart)
}

// afterAll reads a survey for whoever runs it, once nobody can answer it ever again. Texts and names are read then and not before: who read
// them, opened the survey again for one answer and read them a second time would know which text and which name came together.
func afterAll(tx *store.Tx, by organisation.Actor, which ID) error {
	s, err := forReading(tx, by, which)
	if err == nil && s.State != Published {
		err = fault.New(fault.Conflict, "survey.not_published")
	}
	return err
}

// Contacts lists who left a way to call them, in no order that tells when. Errors: Forbidden; Conflict before the result is published.
func Contacts(tx *store.Tx, by organisation.Actor, which ID) ([]Contact, error) {
	if err := afterAll(tx, by, which); err != nil {
		return nil, err
	}
	return store.All(tx, scanContact, `SELECT `+contactColumns+` FROM survey_contact WHERE survey_id = $1 ORDER BY name, id`, which)
}

// Texts lists what people wrote to a question, for the team: never told by itself, and never beside other answers. Errors: as Contacts.
func Texts(tx *store.Tx, by organisation.Actor, which ID, question string) ([]string, error) {
	if err := afterAll(tx, by, which); err != nil {
		return nil, err
	}
	return store.All(tx, store.Value[string], `SELECT text FROM survey_text WHERE survey_id = $1 AND question = $2 ORDER BY id`, which, question)
}

// draftDays is how long somebody can go on with what they began.
const draftDays = 30

// Settle closes what has come to its last day, and forgets drafts that nobody went on with.
func Settle(tx *store.Tx) error {
	day := civil.DateOf(tx.Now.Time())
	due, err := store.All(tx, scan, `SELECT `+columns+` FROM survey s JOIN organisation o ON o.id = s.organisation_id WHERE s.state = 'open' AND s.closes_on <= $1 ORDER BY s.id`, day)
	if err != nil {
		return err
	}
	for _, s := range due {
		if s.Answerable(s.Today(tx.Now)) {
			continue
		}
		if err := Move(tx, organisation.System, MoveRequest{Survey: s.ID, To: Closed}); err != nil {
			return err
		}
	}
	_, err = tx.Exec(`DELETE FROM survey_draft WHERE begun_on < $1`, day.AddDays(-draftDays))
	return err
}

// ContactMonths is how long after its publication a survey keeps who left a way to call them: the time in which a founding group forms, and that
// the page on which they leave it says. The law wants data kept no longer than they serve (GDPR art. 5.1.e) and leaves the length to whoever
// keeps them. Since November 2026.
const ContactMonths = 12

// ForgetContacts erases who left a way to call them to surveys that were published long ago.
func ForgetContacts(tx *store.Tx) error {
	_, err := tx.Exec(`DELETE FROM survey_contact WHERE survey_id IN (SELECT id FROM survey WHERE state = 'published' AND published_at < $1)`, forgotten(tx.Now))
	return err
}

// forgotten is when surveys were published whose contacts are no longer kept.
func forgotten(now civil.Instant) civil.Instant {
	return civil.At(now.Time().AddDate(0, -ContactMonths, 0))
}

// Forget takes a person out of the contacts before their account is erased: the e-mail is all that leads to them.
func Forget(tx *store.Tx, who account.ID) error {
	p, err := account.Find(tx, who)
	if err != nil || p.Email == "" {
		return err
	}
	_, err = tx.Exec(`DELETE FROM survey_contact WHERE email = $1`, p.Email)
	return err
}

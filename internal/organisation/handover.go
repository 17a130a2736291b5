package organisation

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
)

// Handover is an organisation that was opened for others, and how far it has come into their hands. That it was taken over is told, and not by
// whom: whoever opened it doesn't read who is in it.
type Handover struct {
	Organisation Organisation
	By           ID     // the authority or network that opened it; zero: the host of the instance
	ByName       string // "" of the host
	Email        string // that it was handed to; "" once they are forgotten, or have said that it isn't for them
	OpenedAt     civil.Instant
	SentAt       civil.Instant // the last letter
	TakenAt      civil.Instant // zero: not yet
	RefusedAt    civil.Instant // zero: whoever has the address hasn't said that it isn't for them

	letters int // of the day of the last one
}

// HandoverDays is how long the link of a letter opens. Somebody elected or employed anew needs more than a holiday.
const HandoverDays = 60

// AddressDays is how long after its last letter a handover keeps its address: as long as the link opens, and a month to send
// another. Whose it is never asked for anything, and the law wants data kept no longer than they serve (GDPR art. 5.1.e); it leaves the length to
// whoever keeps them.
const AddressDays = 90

// lettersADay is how many letters one handover sends in a day: enough to mend two slips, too few to pester anybody.
const lettersADay = 5

// letterRest is how long the same address isn't written to again.
const letterRest = time.Hour

// LinkUntil is when the last letter's link stops to open.
func (h Handover) LinkUntil() civil.Instant { return h.SentAt.Add(HandoverDays * 24 * time.Hour) }

// AddressUntil is when the address is forgotten, unless it is taken over or written to again before.
func (h Handover) AddressUntil() civil.Instant { return h.SentAt.Add(AddressDays * 24 * time.Hour) }

// AgainAt is when the same address may be written to again.
func (h Handover) AgainAt() civil.Instant { return h.SentAt.Add(letterRest) }

// Letter is a handover that goes by letter: the link opens it, and is kept nowhere.
type Letter struct {
	Handover
	Link string // "" when the letter was sent before
}

const handoverColumns = `o.id, o.name, o.kind, o.siren, o.rna, o.territory, h.opened_by, coalesce(b.name, ''), h.email, h.opened_at, h.sent_at, h.taken_at, h.refused_at, h.letters`

const handoverFrom = ` FROM handover h JOIN organisation o ON o.id = h.organisation_id LEFT JOIN organisation b ON b.id = h.opened_by `

func scanHandover(r store.Row) (h Handover, err error) {
	o := &h.Organisation
	return h, r.Scan(&o.ID, &o.Name, &o.Kind, &o.Siren, &o.RNA, &o.Territory, &h.By, &h.ByName, &h.Email, &h.OpenedAt, &h.SentAt, &h.TakenAt, &h.RefusedAt, &h.letters)
}

func newLink() (link, hashed string) {
	raw := make([]byte, 24)
	rand.Read(raw) //nolint:errcheck // never fails
	link = base64.RawURLEncoding.EncodeToString(raw)
	return link, hashOf(link)
}

func hashOf(link string) string {
	h := sha256.Sum256([]byte(link))
	return hex.EncodeToString(h[:])
}

// handOver begins a handover.
func handOver(tx *store.Tx, h Handover) (Letter, error) {
	link, hashed := newLink()
	h.OpenedAt, h.SentAt = tx.Now, tx.Now
	_, err := tx.Exec(`INSERT INTO handover (organisation_id, opened_by, email, link, opened_at, sent_at, letters) VALUES ($1, $2, $3, $4, $5, $5, 1)`,
		h.Organisation.ID, h.By, h.Email, hashed, tx.Now)
	if err != nil {
		err = fmt.Errorf("hand organisation over: %w", err)
	}
	return Letter{h, link}, err
}

// noteHandover journals what was done for an organisation that others opened. No address stands in the journal.
func noteHandover(tx *store.Tx, by Actor, actingFor ID, o Organisation, verb string) error {
	return journal.Write(tx, journal.Entry{Person: by.Person.String(), ActingFor: actingFor.String(), Verb: verb, Kind: "organisation", Object: o.ID.String(), Data: map[string]string{"name": o.Name}})
}

// mayHandOver reports whether somebody acts for whoever opened an organisation.
func mayHandOver(by Actor, opener ID) bool {
	if opener.IsZero() {
		return by.May(OpenOrganised, Target{})
	}
	return by.InTeam(HelpOpen, Target{Organisation: opener.String()})
}

// OpenedFor lists what was opened for others in the name of one opener (zero: the host), the newest first. Errors: Forbidden for whoever doesn't
// act for it.
func OpenedFor(tx *store.Tx, by Actor, opener ID) ([]Handover, error) {
	if !mayHandOver(by, opener) {
		return nil, by.refusal()
	}
	where, args := `h.opened_by = $1`, []any{opener}
	if opener.IsZero() {
		where, args = `h.opened_by IS NULL`, nil
	}
	all, err := store.All(tx, scanHandover, `SELECT `+handoverColumns+handoverFrom+`WHERE `+where+` ORDER BY h.opened_at DESC LIMIT 200`, args...)
	if err != nil {
		return nil, fmt.Errorf("list what was opened for others: %w", err)
	}
	return all, nil
}

// HandAgain sends a handover's letter again, to another address or, with "", to the same. The link of every earlier letter stops to open at this
// moment. Errors: NotFound; Forbidden; Conflict once it is taken over, or when letters went out a short while ago; Invalid for the address.
func HandAgain(tx *store.Tx, by Actor, which ID, typed string) (l Letter, err error) {
	// Whoever takes it over meanwhile waits here, or has been before.
	if _, err := store.All(tx, store.Value[int], `SELECT letters FROM handover WHERE organisation_id = $1`+tx.ForUpdate(), which); err != nil {
		return l, err
	}
	h, err := store.One(tx, scanHandover, `SELECT `+handoverColumns+handoverFrom+`WHERE h.organisation_id = $1`, which)
	switch {
	case errors.Is(err, store.ErrNoRow):
		return l, fault.New(fault.NotFound, "organisation.unknown")
	case err != nil:
		return l, err
	case !mayHandOver(by, h.By):
		return l, by.refusal()
	case !h.TakenAt.IsZero():
		return l, fault.New(fault.Conflict, "organisation.handed.taken")
	}
	verb, email := "organisation.letter_again", h.Email
	if typed != "" || email == "" {
		var breach string
		if email, breach = account.ReadEmail(typed); breach != "" {
			var b fault.Breaches
			b.Add("email", breach)
			return l, b.Err()
		}
		if email != h.Email {
			verb = "organisation.address_corrected"
		}
	}
	if email == h.Email && tx.Now.Before(h.AgainAt()) {
		return l, fault.New(fault.Conflict, "organisation.handed.lately")
	}
	letters := h.letters + 1
	if civil.DateOf(tx.Now.Time()) != civil.DateOf(h.SentAt.Time()) {
		letters = 1
	}
	if letters > lettersADay {
		return l, fault.New(fault.Conflict, "organisation.handed.many", fault.Args{"Max": lettersADay})
	}
	link, hashed := newLink()
	h.Email, h.SentAt, h.RefusedAt = email, tx.Now, civil.Instant{}
	err = tx.ExecOne(`UPDATE handover SET email = $1, link = $2, sent_at = $3, letters = $4, refused_at = NULL WHERE organisation_id = $5 AND taken_at IS NULL`,
		email, hashed, tx.Now, letters, which)
	if err != nil {
		return l, fmt.Errorf("hand organisation over again: %w", err)
	}
	return Letter{h, link}, noteHandover(tx, by, h.By, h.Organisation, verb)
}

var errStaleHandover = fault.New(fault.NotFound, "organisation.handed.stale")

// HandedBy reads the handover of a letter's link. Errors: NotFound for one that was answered, corrected since, or is too old.
func HandedBy(tx *store.Tx, link string) (Handover, error) {
	h, err := store.One(tx, scanHandover, `SELECT `+handoverColumns+handoverFrom+`WHERE h.link = $1`, hashOf(link))
	if errors.Is(err, store.ErrNoRow) || err == nil && !tx.Now.Before(h.LinkUntil()) {
		return h, errStaleHandover
	}
	return h, err
}

// TakeOver makes whoever has the address its letter went to the organisation's manager; the link proves that they read it. It works once, and
// only for the last letter. Errors: NotFound.
func TakeOver(tx *store.Tx, link string, lang i18n.Lang) (h Handover, who account.Person, err error) {
	if h, err = endLink(tx, link, `taken_at = $1`); err != nil {
		return h, who, err
	}
	if who, err = account.Open(tx, h.Email, lang); err != nil {
		return h, who, err
	}
	by := Actor{Person: who.ID}
	if err := Give(tx, by, who.ID, Grant{Manager, InOrganisation, h.Organisation.ID.String()}); err != nil {
		return h, who, err
	}
	return h, who, noteHandover(tx, by, ID{}, h.Organisation, "organisation.taken_over")
}

// RefuseHandover says that a letter reached somebody who has nothing to do with the organisation: their address is forgotten, and whoever opened it
// sees that it must be corrected. Errors: NotFound.
func RefuseHandover(tx *store.Tx, link string) (Handover, error) {
	h, err := endLink(tx, link, `email = '', refused_at = $1`)
	if err != nil {
		return h, err
	}
	return h, noteHandover(tx, Actor{}, ID{}, h.Organisation, "organisation.handover_refused")
}

// endLink makes a link open nothing any more. Of all who hold it at one moment, and of those who have it replaced, one alone gets through.
func endLink(tx *store.Tx, link, set string) (Handover, error) {
	h, err := HandedBy(tx, link)
	if err != nil {
		return h, err
	}
	n, err := tx.Exec(`UPDATE handover SET `+set+`, link = NULL WHERE link = $2`, tx.Now, hashOf(link))
	if err == nil && n == 0 {
		err = errStaleHandover
	}
	return h, err
}

// ForgetAddresses forgets the addresses of handovers AddressDays after the last letter. Where nobody took over, whoever opened gives one anew.
func ForgetAddresses(tx *store.Tx) error {
	_, err := tx.Exec(`UPDATE handover SET email = '', link = NULL WHERE email <> '' AND sent_at <= $1`, tx.Now.Add(-AddressDays*24*time.Hour))
	if err != nil {
		err = fmt.Errorf("forget addresses of handovers: %w", err)
	}
	return err
}

// Forget takes a person's address out of what was handed to them before their account is erased.
func Forget(tx *store.Tx, who account.ID) error {
	p, err := account.Find(tx, who)
	if err != nil || p.Email == "" {
		return err
	}
	_, err = tx.Exec(`UPDATE handover SET email = '', link = NULL WHERE email = $1`, p.Email)
	return err
}

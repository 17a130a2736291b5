package webhook

import (
	"fmt"
	"slices"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// MayKeep reports whether somebody keeps the webhooks of the organisation that runs a place: a manager of the whole of it, since they are told
// of all its places.
func MayKeep(by organisation.Actor, p place.Place) bool {
	return by.IsSystem() || !p.Organisation.IsZero() && by.InTeam(organisation.KeepWebhooks, organisation.Target{Organisation: p.Organisation.String()})
}

// forKeeper reads the place, for whoever keeps its organisation's webhooks.
func forKeeper(tx *store.Tx, by organisation.Actor, where place.ID) (p place.Place, err error) {
	if p, err = place.Find(tx, where); err != nil {
		return p, err
	}
	switch {
	case !MayKeep(by, p) && !by.SignedIn():
		return p, fault.New(fault.Unauthenticated, "organisation.sign_in_first")
	case !MayKeep(by, p):
		return p, fault.New(fault.Forbidden, "organisation.may_not")
	case p.Organisation.IsZero():
		return p, fault.New(fault.Conflict, "resource.no_organisation")
	}
	return p, nil
}

// AddRequest is an address that is to be called.
type AddRequest struct {
	Submission string
	Place      place.ID
	Address    string
	Events     []Event
	Secret     string // from NewSecret
}

// Add keeps a webhook. Sent twice, the second secret signs nothing: fresh tells whether this one does. Errors: Forbidden for whoever doesn't
// manage the organisation; Invalid with every breach; Conflict when it has as many as anybody needs.
func (p *Post) Add(tx *store.Tx, by organisation.Actor, q AddRequest) (which ID, fresh bool, err error) {
	text, err := form.Once(tx, q.Submission, func() (string, error) {
		at, err := forKeeper(tx, by, q.Place)
		if err != nil {
			return "", err
		}
		h := Hook{ID: id.New[Hook](), Organisation: at.Organisation, Place: at.ID, State: On, Since: tx.Now}
		if h.Address, h.Events, err = p.read(q.Address, q.Events); err != nil {
			return "", err
		}
		if _, err := place.ForChange(tx, at.ID); err != nil { // one after another, so that none counts beside another
			return "", err
		}
		had, err := Of(tx, at.Organisation)
		if err != nil {
			return "", err
		}
		if len(had) >= Most {
			return "", fault.New(fault.Conflict, "webhook.too_many", fault.Args{"Max": Most})
		}
		_, err = tx.Exec(`
			INSERT INTO webhook (id, organisation_id, place_id, address, events, secret, state, since, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)`, h.ID, h.Organisation, h.Place, h.Address, joined(h.Events), q.Secret, h.State, tx.Now)
		if err != nil {
			return "", fmt.Errorf("keep webhook: %w", err)
		}
		fresh = true
		return h.ID.String(), note(tx, by, h, "webhook.made")
	})
	if err != nil {
		return which, false, err
	}
	return which, fresh, which.UnmarshalText([]byte(text))
}

// read reads what somebody typed, with every breach.
func (p *Post) read(address string, events []Event) (string, []Event, error) {
	var b fault.Breaches
	read, ok := p.caller.Address(address)
	b.Check(ok, "address", "webhook.address_unreadable")
	var known []Event
	for _, e := range Events {
		if slices.Contains(events, e) {
			known = append(known, e)
		}
	}
	b.Check(len(known) > 0, "events", "webhook.events_missing")
	return read, known, b.Err()
}

// note writes a change into the journal, without the address: it may hold a secret.
func note(tx *store.Tx, by organisation.Actor, h Hook, verb string) error {
	return journal.Write(tx, journal.Entry{Person: by.Person.String(), ActingFor: h.Organisation.String(), Verb: verb, Kind: "webhook", Object: h.ID.String()})
}

// forChange reads a webhook of the organisation of a place, locked, for whoever keeps it.
func forChange(tx *store.Tx, by organisation.Actor, where place.ID, which ID) (h Hook, err error) {
	p, err := forKeeper(tx, by, where)
	if err != nil {
		return h, err
	}
	return find(tx, `id = $1 AND organisation_id = $2`+tx.ForUpdate(), which, p.Organisation)
}

// Change gives a webhook another address, or other events. Errors: those of Add; NotFound.
func (p *Post) Change(tx *store.Tx, by organisation.Actor, where place.ID, which ID, address string, events []Event) error {
	h, err := forChange(tx, by, where, which)
	if err != nil {
		return err
	}
	if h.Address, h.Events, err = p.read(address, events); err != nil {
		return err
	}
	h.RestsUntil = tx.Now // the new address is called at once
	if err := update(tx, h); err != nil {
		return err
	}
	return note(tx, by, h, "webhook.changed")
}

// Rotate gives a webhook another secret; the one before holds beside it for FormerHolds. Sent twice, the second secret signs nothing, and fresh
// is false.
func (p *Post) Rotate(tx *store.Tx, by organisation.Actor, submission string, where place.ID, which ID, secret string) (fresh bool, err error) {
	_, err = form.Once(tx, submission, func() (string, error) {
		h, err := forChange(tx, by, where, which)
		if err != nil {
			return "", err
		}
		h.former, h.FormerUntil, h.secret = h.secret, tx.Now.Add(FormerHolds), secret
		fresh = true
		if err := update(tx, h); err != nil {
			return "", err
		}
		return "", note(tx, by, h, "webhook.rotated")
	})
	return fresh, err
}

// Switch switches a webhook on or off. Switched on, it is told of what happens from then on. What is so already changes nothing.
func (p *Post) Switch(tx *store.Tx, by organisation.Actor, where place.ID, which ID, on bool) error {
	h, err := forChange(tx, by, where, which)
	if err != nil || on == (h.State == On) {
		return err
	}
	verb := "webhook.switched_off"
	h.State = Off
	if on {
		verb, h.State, h.Since, h.Fails, h.FailingSince, h.RestsUntil = "webhook.switched_on", On, tx.Now, 0, civil.Instant{}, civil.Instant{}
	}
	if err := update(tx, h); err != nil {
		return err
	}
	return note(tx, by, h, verb)
}

// Remove forgets a webhook with all that it was told. Removing twice is NotFound.
func (p *Post) Remove(tx *store.Tx, by organisation.Actor, where place.ID, which ID) error {
	h, err := forChange(tx, by, where, which)
	if err != nil {
		return err
	}
	if err := tx.ExecOne(`DELETE FROM webhook WHERE id = $1`, h.ID); err != nil {
		return fmt.Errorf("remove webhook: %w", err)
	}
	return note(tx, by, h, "webhook.removed")
}

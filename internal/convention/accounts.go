package convention

import (
	"errors"
	"fmt"
	"slices"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// AccountLine is a line of the financial report on a year ("compte rendu financier"), by its number in the plan of accounts,
// or by Indirect or Own for the two lines of the form that have none.
type AccountLine struct {
	Code    string `json:"code"`
	Planned int64  `json:"planned_cents"`
	Actual  int64  `json:"actual_cents"`
}

// The lines of the form without a number: the part of general costs that the action bears, which the decree of 11 October 2006 wants told
// apart, and what the association adds of its own.
const (
	Indirect = "indirect"
	Own      = "own"
)

// Charges and Products are the lines of the report (Cerfa 15059*02) and of the budget in the request that it is compared with (12156*06: 69,
// 79). What is used and given in kind stands below their totals, as in the form.
var (
	Charges        = []string{"60", "61", "62", "63", "64", "65", "66", "67", "68", "69", Indirect}
	Products       = []string{"70", "73", "74", "75", "76", "77", "78", "79", Own}
	ChargesInKind  = []string{"86"}
	ProductsInKind = []string{"87"}
)

// ChargeLines and ProductLines are all lines of a side, in the order of the form.
func ChargeLines() []string { return slices.Concat(Charges, ChargesInKind) }

// ProductLines are those of the other side.
func ProductLines() []string { return slices.Concat(Products, ProductsInKind) }

// Totals adds up what some lines planned and came to.
func Totals(lines []AccountLine, codes []string) (planned, actual int64) {
	for _, l := range lines {
		if slices.Contains(codes, l.Code) {
			planned, actual = planned+l.Planned, actual+l.Actual
		}
	}
	return planned, actual
}

// AccountSide is the party whose accounts somebody keeps: one that receives, where somebody gives. ok is false for whoever keeps none.
func AccountSide(by organisation.Actor, parties []Party) (party int, ok bool) {
	gives := slices.ContainsFunc(parties, func(p Party) bool { return p.Gives })
	for _, p := range parties {
		mine := by.IsSystem() || !p.Organisation.IsZero() && by.InTeam(organisation.KeepAccounts, organisation.Target{Organisation: p.Organisation.String()})
		if mine && !(gives && p.Gives) {
			return p.Number, true
		}
	}
	return 0, false
}

// ReadForAccounts reads a convention for whoever keeps the accounts of a party: what it is about and its accounts, nothing that was said.
// Errors: NotFound for anybody else.
func ReadForAccounts(tx *store.Tx, by organisation.Actor, which ID) (w Whole, err error) {
	if w, err = ReadPublic(tx, which); err != nil {
		return w, err
	}
	if _, ok := AccountSide(by, w.Parties); !ok {
		return Whole{}, fault.New(fault.NotFound, "convention.unknown")
	}
	return w, w.readAccounts(tx)
}

// ToAccountFor lists the conventions whose accounts somebody keeps, the latest first.
func ToAccountFor(tx *store.Tx, by organisation.Actor) (all []Whole, err error) {
	var own []organisation.ID
	for _, g := range by.Grants {
		var o organisation.ID
		if g.Scope == organisation.InOrganisation && g.Role.Allows(organisation.KeepAccounts) && o.UnmarshalText([]byte(g.ID)) == nil {
			own = append(own, o)
		}
	}
	among, args := store.List([]any{}, own)
	if len(args) == 0 {
		return nil, nil
	}
	found, err := store.All(tx, store.Value[ID], `
		SELECT c.id
		FROM convention c
		WHERE c.state IN ('signed', 'ended') AND c.id IN (SELECT convention_id FROM convention_party WHERE organisation_id IN `+among+`)
		ORDER BY c.created_at DESC, c.id
		LIMIT 100`, args...)
	if err != nil {
		return nil, fmt.Errorf("list conventions: %w", err)
	}
	for _, x := range found {
		w, err := ReadForAccounts(tx, by, x)
		if fault.Is(err, fault.NotFound) { // its other side's accounts
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, w)
	}
	return all, nil
}

// AccountsRequest are the accounts of a year, every line; those that are left out are nothing.
type AccountsRequest struct {
	Submission string
	Convention ID
	Year       int
	Lines      []AccountLine
}

// KeepAccounts keeps the accounts of a year of a convention, in place of what was kept before. Errors: NotFound for whoever keeps none of it;
// Conflict for a year on which there is no report; Invalid.
func KeepAccounts(tx *store.Tx, by organisation.Actor, q AccountsRequest) error {
	_, err := form.Once(tx, q.Submission, func() (string, error) {
		if _, err := find(tx, q.Convention, tx.ForUpdate()); err != nil {
			return "", err
		}
		w, err := ReadForAccounts(tx, by, q.Convention)
		if err != nil {
			return "", err
		}
		if !slices.Contains(Years(w, today(tx)), q.Year) {
			return "", moved()
		}
		var b fault.Breaches
		any := false
		for _, l := range q.Lines {
			if !slices.Contains(ChargeLines(), l.Code) && !slices.Contains(ProductLines(), l.Code) {
				return "", fault.New(fault.Invalid, "fault.stale_form")
			}
			b.Check(l.Planned >= 0 && l.Planned <= mostCents, "planned-"+l.Code, "convention.no_amount")
			b.Check(l.Actual >= 0 && l.Actual <= mostCents, "actual-"+l.Code, "convention.no_amount")
			any = any || l.Actual > 0
		}
		b.Check(any, "actual-"+Charges[0], "convention.accounts_empty")
		if err := b.Err(); err != nil {
			return "", err
		}
		if _, err := tx.Exec(`DELETE FROM convention_account WHERE convention_id = $1 AND year = $2`, w.ID, q.Year); err != nil {
			return "", err
		}
		for i, l := range q.Lines {
			if l.Planned == 0 && l.Actual == 0 {
				continue
			}
			side := "product"
			if slices.Contains(ChargeLines(), l.Code) {
				side = "charge"
			}
			if _, err := tx.Exec(`INSERT INTO convention_account (convention_id, year, number, side, label, planned, actual) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
				w.ID, q.Year, i+1, side, l.Code, l.Planned, l.Actual); err != nil {
				return "", fmt.Errorf("keep accounts: %w", err)
			}
		}
		side, _ := AccountSide(by, w.Parties)
		return "", errors.Join(err, note(tx, by, w, side, "convention.accounts_kept"))
	})
	return err
}

func (w *Whole) readAccounts(tx *store.Tx) error {
	w.Accounts = map[int][]AccountLine{}
	return tx.Each(func(r store.Row) error {
		var year int
		var l AccountLine
		err := r.Scan(&year, &l.Code, &l.Planned, &l.Actual)
		w.Accounts[year] = append(w.Accounts[year], l)
		return err
	}, `SELECT year, label, planned, actual FROM convention_account WHERE convention_id = $1 ORDER BY year, number`, w.ID)
}

package network

import (
	"encoding/json"
	"errors"
	"fmt"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

const columns = `a.id, a.host_id, a.place_id, a.guest_id, h.name, p.name, g.name, a.state, a.opens, a.as_group_id, a.rules, a.terms, a.guest_groups,
	a.first_day, a.last_day, a.notice_days, a.answer, a.ended_by, a.created_at`

const from = `
	FROM agreement a
	JOIN organisation h ON h.id = a.host_id
	JOIN organisation g ON g.id = a.guest_id
	JOIN place p ON p.id = a.place_id`

func scan(row store.Row) (a Agreement, err error) {
	var opens, rules, groups string
	err = row.Scan(&a.ID, &a.Host, &a.Place, &a.Guest, &a.HostName, &a.PlaceName, &a.GuestName, &a.State, &opens, &a.As, &rules, &a.Terms, &groups,
		&a.First, &a.Last, &a.Notice, &a.Answer, &a.EndedBy, &a.CreatedAt)
	if err != nil {
		return a, err
	}
	return a, errors.Join(json.Unmarshal([]byte(opens), &a.Opens), json.Unmarshal([]byte(rules), &a.Rules), json.Unmarshal([]byte(groups), &a.Groups))
}

// Find reads an agreement of a place: one that it made as the host, or one that was made with the organisation that runs it.
func Find(tx *store.Tx, p place.Place, which ID) (Agreement, error) {
	a, err := store.One(tx, scan, `SELECT `+columns+from+` WHERE a.id = $1 AND (a.place_id = $2 OR a.guest_id = $3)`, which, p.ID, p.Organisation)
	if errors.Is(err, store.ErrNoRow) {
		return a, fault.New(fault.NotFound, "agreement.unknown")
	}
	if err != nil {
		return a, fmt.Errorf("find agreement: %w", err)
	}
	return a, nil
}

// mostListed bounds a list; nobody has so many.
const mostListed = 200

// Of lists the agreements of a place, as the host and of its organisation as the guest, the latest first.
func Of(tx *store.Tx, p place.Place) ([]Agreement, error) {
	all, err := store.All(tx, scan, `SELECT `+columns+from+` WHERE a.place_id = $1 OR a.guest_id = $2 ORDER BY a.created_at DESC, a.id LIMIT $3`, p.ID, p.Organisation, mostListed)
	if err != nil {
		return nil, fmt.Errorf("list agreements: %w", err)
	}
	return all, nil
}

// AwaitAnswer counts the proposals that wait for an answer of the organisation that runs a place.
func AwaitAnswer(tx *store.Tx, p place.Place) (int, error) {
	return store.One(tx, store.Value[int], `SELECT count(*) FROM agreement WHERE guest_id = $1 AND state = 'proposed'`, p.Organisation)
}

// Partner is an organisation with which an agreement can be made, by the place that people know.
type Partner struct {
	Organisation organisation.ID
	Name         string
	Place        string
}

// Partners lists the organisations of this instance that run a place, save one's own, by the name of the place.
func Partners(tx *store.Tx, own organisation.ID) ([]Partner, error) {
	all, err := store.All(tx, func(r store.Row) (p Partner, err error) { return p, r.Scan(&p.Organisation, &p.Name, &p.Place) }, `
		SELECT o.id, o.name, min(p.name)
		FROM place p
		JOIN organisation o ON o.id = p.organisation_id
		WHERE o.id <> $1
		GROUP BY o.id, o.name
		ORDER BY min(p.name), o.id
		LIMIT 500`, own)
	if err != nil {
		return nil, fmt.Errorf("list partners: %w", err)
	}
	return all, nil
}

func insert(tx *store.Tx, a Agreement) error {
	opens, err1 := json.Marshal(a.Opens)
	rules, err2 := json.Marshal(a.Rules)
	if err := errors.Join(err1, err2); err != nil {
		return fmt.Errorf("write agreement: %w", err)
	}
	_, err := tx.Exec(`
		INSERT INTO agreement (id, host_id, place_id, guest_id, state, opens, as_group_id, rules, terms, first_day, last_day, notice_days, created_at, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)`,
		a.ID, a.Host, a.Place, a.Guest, a.State, string(opens), a.As, string(rules), a.Terms, a.First, a.Last, a.Notice, tx.Now)
	if err != nil {
		return fmt.Errorf("keep agreement: %w", err)
	}
	return nil
}

func update(tx *store.Tx, a Agreement) error {
	groups, err := json.Marshal(a.Groups)
	if err != nil {
		return fmt.Errorf("write agreement: %w", err)
	}
	return tx.ExecOne(`UPDATE agreement SET state = $1, guest_groups = $2, last_day = $3, answer = $4, ended_by = $5, changed_at = $6 WHERE id = $7`,
		a.State, string(groups), a.Last, a.Answer, a.EndedBy, tx.Now, a.ID)
}

func note(tx *store.Tx, by organisation.Actor, speaking organisation.ID, a Agreement, verb string) error {
	with := a.GuestName
	if speaking == a.Guest {
		with = a.HostName
	}
	return journal.Write(tx, journal.Entry{Person: by.Person.String(), ActingFor: speaking.String(), Verb: verb, Kind: "agreement", Object: a.ID.String(), Data: map[string]string{"with": with}})
}

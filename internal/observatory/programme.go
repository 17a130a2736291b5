package observatory

import (
	"errors"
	"fmt"
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/territory"
)

// MayKeep reports whether somebody keeps the programmes of an authority.
func MayKeep(by organisation.Actor, o organisation.ID) bool {
	return by.IsSystem() || by.InTeam(organisation.KeepProgrammes, organisation.Target{Organisation: o.String()})
}

// KeepProgramme adds a programme, or changes the one that has its id. Errors: Forbidden; NotFound; Invalid with every breach.
func KeepProgramme(tx *store.Tx, by organisation.Actor, submission string, p Programme) (ProgrammeID, error) {
	result, err := form.Once(tx, submission, func() (string, error) {
		if !p.ID.IsZero() {
			known, err := FindProgramme(tx, p.ID)
			if err != nil {
				return "", err
			}
			p.Organisation = known.Organisation
		}
		if !MayKeep(by, p.Organisation) {
			return "", fault.New(fault.Forbidden, "organisation.may_not")
		}
		var b fault.Breaches
		b.Check(p.Name != "", "name", "programme.name_missing")
		b.Within("name", p.Name, mostTitle)
		b.Within("text", p.Text, mostText)
		b.Check(p.Website == "" || strings.HasPrefix(p.Website, "https://") || strings.HasPrefix(p.Website, "http://"), "website", "programme.website_malformed")
		b.Check(!p.First.IsZero(), "first", "programme.first_missing")
		b.Check(p.Last.IsZero() || !p.Last.Before(p.First), "last", "programme.ends_before")
		b.Check(len(p.Perimeter) > 0 && len(p.Perimeter) <= 100, "perimeter", "programme.perimeter_missing")
		for _, g := range p.Perimeter {
			if _, err := territory.FindGround(tx, g); fault.Is(err, fault.NotFound) {
				b.Add("perimeter", "programme.perimeter_missing")
			} else if err != nil {
				return "", err
			}
		}
		if err := b.Err(); err != nil {
			return "", err
		}
		verb, err := "programme.changed", error(nil)
		if p.ID.IsZero() {
			verb, p.ID = "programme.opened", id.New[Programme]()
			_, err = tx.Exec(`INSERT INTO programme (id, organisation_id, name, text, website, first_on, last_on, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
				p.ID, p.Organisation, p.Name, p.Text, p.Website, p.First, p.Last, tx.Now)
		} else {
			err = tx.ExecOne(`UPDATE programme SET name = $1, text = $2, website = $3, first_on = $4, last_on = $5 WHERE id = $6 AND organisation_id = $7`,
				p.Name, p.Text, p.Website, p.First, p.Last, p.ID, p.Organisation)
		}
		if err != nil {
			return "", fmt.Errorf("keep programme: %w", err)
		}
		if _, err := tx.Exec(`DELETE FROM programme_ground WHERE programme_id = $1`, p.ID); err != nil {
			return "", err
		}
		var rows [][]any
		for _, g := range p.Perimeter {
			rows = append(rows, []any{p.ID, g.Kind, g.Code})
		}
		if err := tx.InsertAll(`INSERT INTO programme_ground (programme_id, kind, code)`, ` ON CONFLICT (kind, code, programme_id) DO NOTHING`, rows); err != nil {
			return "", err
		}
		return p.ID.String(), journal.Write(tx, journal.Entry{Person: by.Person.String(), ActingFor: p.Organisation.String(), Verb: verb, Kind: "programme", Object: p.ID.String(), Data: map[string]string{"name": p.Name}})
	})
	if err != nil {
		return ProgrammeID{}, err
	}
	return id.Parse[Programme](result)
}

const programmeColumns = `SELECT p.id, p.organisation_id, o.name, p.name, p.text, p.website, p.first_on, p.last_on FROM programme p JOIN organisation o ON o.id = p.organisation_id`

func scanProgramme(r store.Row) (p Programme, err error) {
	return p, r.Scan(&p.ID, &p.Organisation, &p.Authority, &p.Name, &p.Text, &p.Website, &p.First, &p.Last)
}

// FindProgramme reads a programme and its perimeter. Errors: NotFound.
func FindProgramme(tx *store.Tx, which ProgrammeID) (Programme, error) {
	p, err := store.One(tx, scanProgramme, programmeColumns+` WHERE p.id = $1`, which)
	if errors.Is(err, store.ErrNoRow) {
		return p, fault.New(fault.NotFound, "programme.unknown")
	}
	if err != nil {
		return p, err
	}
	grounds, err := store.All(tx, func(r store.Row) (g territory.Ground, err error) { return g, r.Scan(&g.Kind, &g.Code) },
		`SELECT kind, code FROM programme_ground WHERE programme_id = $1 ORDER BY kind, code`, which)
	if err != nil {
		return p, err
	}
	for _, g := range grounds {
		if g, err = territory.FindGround(tx, g); err != nil && !fault.Is(err, fault.NotFound) {
			return p, err
		}
		p.Perimeter = append(p.Perimeter, g)
	}
	return p, nil
}

// ProgrammesOf lists an authority's programmes, the newest first.
func ProgrammesOf(tx *store.Tx, o organisation.ID) ([]Programme, error) {
	return store.All(tx, scanProgramme, programmeColumns+` WHERE p.organisation_id = $1 ORDER BY p.id DESC`, o)
}

// ProgrammesFor lists the programmes that run on a day and hold in any of some grounds: a commune's page gives all that it lies in.
func ProgrammesFor(tx *store.Tx, grounds []territory.Ground, on civil.Date) ([]Programme, error) {
	args := []any{on}
	var any []string
	for _, g := range grounds {
		args = append(args, g.Kind, g.Code)
		any = append(any, fmt.Sprintf("kind = $%d AND code = $%d", len(args)-1, len(args)))
	}
	if len(any) == 0 {
		return nil, nil
	}
	return store.All(tx, scanProgramme, programmeColumns+`
		WHERE p.id IN (SELECT programme_id FROM programme_ground WHERE `+strings.Join(any, " OR ")+`) AND p.first_on <= $1 AND (p.last_on IS NULL OR p.last_on >= $1)
		ORDER BY p.name, p.id`, args...)
}

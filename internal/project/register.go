package project

import (
	"fmt"
	"regexp"
	"strings"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// RegisterRequest is what the prefecture's receipt says of the new association.
type RegisterRequest struct {
	Submission string
	Project    ID
	Name       string
	RNA        string
	Siren      string // "" when there is none yet
	On         civil.Date
}

// rnaPattern is W, the département's two signs (one of the overseas ones and of Corsica has a letter), and seven digits more ("numéro RNA").
var rnaPattern = regexp.MustCompile(`^W\d[0-9A-Z]\d{7}$`)

// ReadRNA takes the blanks out of a number of the national register of associations.
func ReadRNA(typed string) (string, bool) {
	rna := strings.ToUpper(strings.Join(strings.Fields(typed), ""))
	return rna, rnaPattern.MatchString(rna)
}

// Register makes the association out of the group: an organisation that runs the place, whoever holds the pen its manager, every member among
// its members. The group's pages stay, as its history. Errors: Forbidden without the pen; Conflict when it was done, when the group gave up or
// while it has no place; Invalid with every breach.
func Register(tx *store.Tx, by organisation.Actor, q RegisterRequest) error {
	_, err := form.Once(tx, q.Submission, func() (string, error) {
		g, _, err := forPen(tx, by, q.Project)
		switch {
		case err != nil:
			return "", err
		case g.Over():
			return "", errOver
		case g.Place.IsZero():
			return "", fault.New(fault.Conflict, "project.waits")
		}
		o := organisation.Organisation{ID: id.New[organisation.Organisation](), Name: q.Name, Kind: organisation.Association}
		var b fault.Breaches
		var ok bool
		b.Check(q.Name != "", "name", "organisation.name_missing")
		long(&b, "name", q.Name, mostLine)
		o.RNA, ok = ReadRNA(q.RNA)
		b.Check(ok, "rna", "project.rna")
		if q.Siren != "" {
			o.Siren, ok = organisation.ReadSiren(q.Siren)
			b.Check(ok, "siren", "project.siren")
		}
		b.Check(!q.On.IsZero() && !q.On.Before(g.BegunOn) && !g.Today(tx.Now).Before(q.On), "on", "project.registered_on")
		if ok, err := pensHold(tx, g); err != nil {
			return "", err
		} else if !ok {
			return "", fault.New(fault.Conflict, "project.nobody_holds_the_pen")
		}
		if err := b.Err(); err != nil {
			return "", err
		}
		return o.ID.String(), become(tx, by, g, o, q.On)
	})
	return err
}

// pensHold reports whether there is somebody to be the manager.
func pensHold(tx *store.Tx, g Project) (bool, error) {
	n, err := store.One(tx, store.Value[int], `SELECT count(*) FROM project_member WHERE project_id = $1 AND pen AND left_on IS NULL AND person_id IS NOT NULL`, g.ID)
	return n > 0, err
}

func become(tx *store.Tx, by organisation.Actor, g Project, o organisation.Organisation, on civil.Date) error {
	if _, err := organisation.Create(tx, o); err != nil {
		return fmt.Errorf("register association: %w", err)
	}
	// The group's own word is enough: nobody else runs the place, and nobody who opens organisations needs to be asked.
	if err := place.Operate(tx, organisation.System, g.Place, o.ID); err != nil {
		return err
	}
	all, err := members(tx, `m.project_id = $1 AND m.left_on IS NULL`, g.ID)
	if err != nil {
		return err
	}
	for _, m := range all {
		k := membership.KeepRequest{Place: g.Place, Name: m.Name, Phone: m.Phone, First: on}
		if !m.Person.IsZero() {
			who, err := account.Find(tx, m.Person)
			if err != nil {
				return err
			}
			k.Email = who.Email
			role := organisation.Member
			if m.Pen {
				role = organisation.Manager
				if err := organisation.Take(tx, organisation.System, m.Person, g.penRole()); err != nil {
					return err
				}
			}
			if err := organisation.Give(tx, organisation.System, m.Person, organisation.Grant{Role: role, Scope: organisation.InOrganisation, ID: o.ID.String()}); err != nil {
				return err
			}
		}
		if _, err := membership.Keep(tx, organisation.System, k); err != nil {
			return err
		}
	}
	if err := tx.ExecOne(`UPDATE project SET organisation_id = $1, became_on = $2, changed_at = $3 WHERE id = $4`, o.ID, on, tx.Now, g.ID); err != nil {
		return err
	}
	return note(tx, by, g, "project.registered", map[string]string{"name": o.Name, "rna": o.RNA})
}

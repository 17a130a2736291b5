package project

import (
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/territory"
)

// MayLet reports whether an authority could be let to follow a group: nobody follows it yet, and it lies in the authority's territory.
func MayLet(tx *store.Tx, g Project, o organisation.Organisation) (bool, error) {
	if !g.Authority.IsZero() || g.Over() || o.Kind != organisation.Authority {
		return false, nil
	}
	c, err := territory.Find(tx, g.Commune)
	return err == nil && covers(o.Territory, c), err
}

// Let has whoever holds the pen let an authority follow a group that people began in their own name: it reads what the group shows it, proposes,
// and may invite into the group those who left it a way to call them. It never reads who is in it. Errors: Forbidden; Conflict when it is over, or
// an authority follows already; Invalid for one of another territory, or that is none.
func Let(tx *store.Tx, by organisation.Actor, which ID, authority organisation.ID) (Project, error) {
	g, s, err := hold(tx, by, which)
	switch {
	case err != nil:
		return g, err
	case !s.Pen:
		return g, fault.New(fault.Forbidden, "project.pen_only")
	case g.Over():
		return g, errOver
	case !g.Authority.IsZero():
		return g, fault.New(fault.Conflict, "project.followed")
	}
	o, err := organisation.Find(tx, authority)
	if err != nil {
		return g, err
	}
	if may, err := MayLet(tx, g, o); err != nil || !may {
		if err == nil {
			err = fault.New(fault.Conflict, "project.cannot_follow")
		}
		return g, err
	}
	g.Authority, g.AuthorityName, g.LetOn = o.ID, o.Name, g.Today(tx.Now)
	if err := tx.ExecOne(`UPDATE project SET authority_id = $1, let_on = $2, changed_at = $3 WHERE id = $4`, o.ID, g.LetOn, tx.Now, g.ID); err != nil {
		return g, err
	}
	return g, note(tx, by, g, "project.let", map[string]string{"authority": o.Name})
}

// Unlet takes that back, at any time. An authority that began the group itself stays. What it proposed and what was answered stays as well.
func Unlet(tx *store.Tx, by organisation.Actor, which ID) error {
	g, s, err := hold(tx, by, which)
	switch {
	case err != nil:
		return err
	case !s.Pen || !s.In():
		return fault.New(fault.Forbidden, "project.pen_only")
	case g.LetOn.IsZero():
		return nil
	}
	if err := tx.ExecOne(`UPDATE project SET authority_id = NULL, let_on = $1, changed_at = $2 WHERE id = $3`, civil.Date{}, tx.Now, g.ID); err != nil {
		return err
	}
	return note(tx, by, g, "project.unlet", map[string]string{"authority": g.AuthorityName})
}

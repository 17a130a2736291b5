package resourceweb

import (
	"slices"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/web/ui"
)

// readTeam reads whom the form offers as référents, and those who are.
func (v *keeping) readTeam(tx *store.Tx) error {
	own, operator, err := place.Team(tx, v.Place)
	if err != nil {
		return err
	}
	for _, h := range slices.Concat(own, operator) {
		known := slices.ContainsFunc(v.Team, func(x organisation.Holder) bool { return x.Person == h.Person })
		if h.Role.Allows(organisation.HoldShifts) && !known {
			v.Team = append(v.Team, h)
		}
	}
	if v.Resource.ID.IsZero() || v.Referents != nil {
		return nil
	}
	all, err := resource.Referents(tx, v.Resource.ID)
	for _, who := range all {
		v.Referents = append(v.Referents, who.String())
	}
	return err
}

func (v keeping) team() []ui.Choice {
	var all []ui.Choice
	for _, h := range v.Team {
		all = append(all, ui.Choice{Value: h.Person.String(), Text: h.Name, Checked: slices.Contains(v.Referents, h.Person.String())})
	}
	return all
}

// readCompany reads who must be there.
func (v keeping) readCompany(q *resource.KeepRequest) error {
	key, referent, lone := v.Typed["key"] != "", v.Typed["referent"] != "", resource.Lone(v.Typed["lone"])
	q.Own.Key, q.Own.Referent, q.Own.Lone = &key, &referent, &lone
	q.Referents = []account.ID{}
	for _, s := range v.Referents {
		var who account.ID
		if who.UnmarshalText([]byte(s)) != nil {
			return fault.New(fault.Invalid, "fault.stale_form")
		}
		q.Referents = append(q.Referents, who)
	}
	return nil
}

package conventionweb

import (
	"slices"

	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/project"
	"mitoyen/internal/web/ui"
)

// about fills in what is known of a place from whose page one comes: who runs it, and the authority that followed its founding group.
func (v *beginning) about(tx *store.Tx, slug string) (err error) {
	if len(v.Own) > 0 {
		v.Mine = v.Own[0]
	}
	if slug == "" {
		return nil
	}
	if v.About, err = place.FindBySlug(tx, slug); err != nil {
		return err
	}
	g, _, err := project.OfPlace(tx, v.About.ID)
	if err != nil {
		return err
	}
	two := []organisation.ID{v.About.Organisation, g.Authority}
	for i, mine := range two {
		at := slices.IndexFunc(v.Own, func(o organisation.Organisation) bool { return o.ID == mine })
		if at < 0 {
			continue
		}
		v.Mine = v.Own[at]
		if other := two[1-i]; !other.IsZero() && !v.owns(other) {
			if v.Other, err = organisation.Find(tx, other); err != nil {
				return err
			}
		}
		break
	}
	if run := v.About.Organisation; v.Other.ID.IsZero() && !run.IsZero() && !v.owns(run) { // one comes from the page of somebody else's place
		if v.Other, err = organisation.Find(tx, run); err != nil {
			return err
		}
	}
	for _, first := range slices.Backward(two) {
		if at := slices.IndexFunc(v.Partners, func(o organisation.Organisation) bool { return o.ID == first }); at >= 0 {
			o := v.Partners[at]
			v.Partners = slices.Insert(slices.Delete(v.Partners, at, at+1), 0, o)
			v.Near++
		}
	}
	if !slices.ContainsFunc(v.Places, func(x place.Place) bool { return x.ID == v.About.ID }) && !v.About.Organisation.IsZero() {
		v.Places = append(v.Places, v.About)
	}
	return nil
}

// owns reports whether whoever begins speaks for an organisation.
func (v beginning) owns(which organisation.ID) bool {
	return slices.ContainsFunc(v.Own, func(o organisation.Organisation) bool { return o.ID == which })
}

// partners are the organisations to choose the other party from: first who runs the place, and the authority that follows it.
func (v beginning) partners(p *i18n.Printer) []ui.Option {
	all := organisations(v.Partners)
	for i := range all {
		switch {
		case v.Near == 0:
		case i < v.Near:
			all[i].Group = v.About.Name
		default:
			all[i].Group = p.T("convention.partners.others")
		}
	}
	return all
}

// partnersHint says what one would look for in vain.
func (v beginning) partnersHint(p *i18n.Printer) string {
	if len(v.Own) < 2 {
		return ""
	}
	return p.T("convention.hint.partners")
}

// gives says whose money or rooms it is: an authority's, where one begins.
func (v beginning) gives() string {
	if v.Mine.Kind == organisation.Authority && v.Other.Kind != organisation.Authority {
		return "own"
	}
	return "other"
}

// title is a first one: both names, which the parties may change.
func (v beginning) title(p *i18n.Printer) string {
	if v.About.ID.IsZero() || v.Other.ID.IsZero() {
		return ""
	}
	with := v.Other.Name
	if v.About.Organisation == v.Other.ID {
		with = v.Mine.Name
	}
	return p.List([]string{v.About.Name, with})
}

// id is an id as a form has it; none is empty.
func idText[T any](x id.Of[T]) string {
	if x.IsZero() {
		return ""
	}
	return x.String()
}

// place is the place that the form begins with: the one from whose page one comes, or the first of one's own.
func (v beginning) place() string {
	if !v.About.ID.IsZero() {
		return idText(v.About.ID)
	}
	return v.Places[0].ID.String()
}

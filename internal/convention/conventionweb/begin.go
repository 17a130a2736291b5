package conventionweb

import (
	"slices"

	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/project"
)

// about fills in what is known of a place from whose page one comes: who runs it, and the authority that followed its founding group.
func (v *beginning) about(tx *store.Tx, slug string) (err error) {
	if len(v.Own) > 0 {
		v.Mine = v.Own[0]
	}
	if slug == "" || !v.Fresh {
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
		if other := two[1-i]; !other.IsZero() {
			if v.Other, err = organisation.Find(tx, other); err != nil {
				return err
			}
		}
		break
	}
	if !slices.ContainsFunc(v.Places, func(x place.Place) bool { return x.ID == v.About.ID }) && !v.About.Organisation.IsZero() {
		v.Places = append(v.Places, v.About)
	}
	return nil
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
	if v.Mine.Kind == organisation.Authority {
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

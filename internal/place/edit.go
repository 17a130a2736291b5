package place

import (
	"maps"
	"slices"
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/territory"
)

// EditRequest is what somebody wants to change on a place's sheet.
type EditRequest struct {
	Submission string
	Place      ID
	Seen       civil.Instant // ChangedAt of the sheet that the person saw; zero skips the check
	Facts      Facts         // only the fields that the form shows
}

// MayEdit reports whether somebody may write on a place's sheet. A place that has a team is edited by its team alone; one that has none is
// kept by the coordinator. Whoever may not can propose.
func MayEdit(tx *store.Tx, by organisation.Actor, p Place) (bool, error) {
	if by.InTeam(organisation.EditPlace, p.Target()) {
		return true, nil
	}
	if !by.May(organisation.EditPlace, p.Target()) {
		return false, nil
	}
	team, err := HasTeam(tx, p)
	return !team, err
}

// HasTeam reports whether people who may edit a place hold their role in it or in the organisation that operates it. Members and
// treasurers alone are no team: nobody could change the sheet.
func HasTeam(tx *store.Tx, p Place) (bool, error) {
	n, err := store.One(tx, store.Value[int], `
		SELECT count(*)
		FROM role
		WHERE role IN (`+editors+`)
			AND (scope = 'place' AND scope_id = $1 OR scope = 'organisation' AND scope_id = $2 AND $2 <> '')`,
		p.ID.String(), p.Organisation.String())
	return n > 0, err
}

// editors are the roles that may edit, as SQL.
var editors = func() string {
	var all []string
	for _, r := range organisation.Permissions[organisation.EditPlace] {
		all = append(all, "'"+string(r)+"'")
	}
	return strings.Join(all, ", ")
}()

// Edit changes a place's sheet. It refuses with Conflict when the sheet has changed since the person saw it; sent again with the new
// ChangedAt, the change goes through. The result is the place's address.
func Edit(tx *store.Tx, by organisation.Actor, r EditRequest) (slug string, err error) {
	return form.Once(tx, r.Submission, func() (string, error) {
		p, err := ForChange(tx, r.Place)
		if err != nil {
			return "", err
		}
		may, err := MayEdit(tx, by, p)
		switch {
		case err != nil:
			return "", err
		case !may && !by.SignedIn():
			return "", fault.New(fault.Unauthenticated, "organisation.sign_in_first")
		case !may:
			return "", fault.New(fault.Forbidden, "place.team_only")
		case !r.Seen.IsZero() && r.Seen != p.ChangedAt:
			return "", fault.New(fault.Conflict, "place.changed_meanwhile")
		}
		p, err = change(tx, by, p, r.Facts, OriginOf(tx, by, p), "place.edited")
		return p.Slug, err
	})
}

// OriginOf is what a person's word about a place counts for, today.
func OriginOf(tx *store.Tx, by organisation.Actor, p Place) Origin {
	o := Origin{Rank: ByPerson, Source: by.Person.String(), On: civil.DateOf(tx.Now.Time())}
	if by.InTeam(organisation.EditPlace, p.Target()) {
		o.Rank = ByTeam
	}
	return o
}

// change sets facts on a place that the transaction holds, saves it and journals what is different. Who may was decided before.
func change(tx *store.Tx, by organisation.Actor, p Place, f Facts, from Origin, verb string) (Place, error) {
	if err := Check(tx, f); err != nil {
		return p, err
	}
	at, err := communeOf(tx, p, f)
	if err != nil {
		return p, err
	}
	before := FactsOf(p)
	p.set(news(before, f, from), from, at)
	different := Differences(before, FactsOf(p))
	if len(different) == 0 && verb == "place.edited" {
		return p, nil
	}
	if from.Rank == ByTeam {
		p.ConfirmedOn = from.On
	}
	if p.Name != before[FName] {
		if err := rename(tx, &p, at.Name); err != nil {
			return p, err
		}
	}
	data := map[string]string{}
	for _, d := range different {
		data[string(d.Field)] = short(d.Before) + " → " + short(d.After)
	}
	if err := journal.Write(tx, journal.Entry{Person: by.Person.String(), Verb: verb, Kind: "place", Object: p.ID.String(), Data: data}); err != nil {
		return p, err
	}
	return p, keep(tx, &p, at)
}

// news are the facts that say something else than what stands: the others keep their origin. Somebody who moves a place to another
// commune takes it away from the point of its old door.
func news(standing, coming Facts, from Origin) Facts {
	f := Facts{}
	for k, v := range coming {
		if v != standing[k] {
			f[k] = v
		}
	}
	_, moved := f[FCommune]
	if _, given := f[FPosition]; moved && !given && standing[FCommune] != "" && from.Rank != ByImport {
		f[FPosition], f[FPrecision] = "", ""
	}
	return f
}

// keep takes a version, saves the place and tells search.
func keep(tx *store.Tx, p *Place, at territory.Commune) error {
	if err := p.roll(tx); err != nil {
		return err
	}
	version, err := nextVersion(tx)
	if err != nil {
		return err
	}
	p.ChangedAt = tx.Now // by the sheet: a confirmation or the next stop doesn't get into the way of who is writing
	if err := save(tx, version, p); err != nil {
		return err
	}
	return search.PutAll(tx, SearchKind, []search.Doc{document(*p, at.Name)})
}

// Create adds a place. Who may was decided before: by the coordinator's role, a vote, or the import.
func Create(tx *store.Tx, by organisation.Actor, p Place, f Facts, from Origin, verb string) (Place, error) {
	if f[FStage] == "" {
		f = maps.Clone(f)
		f[FStage] = string(Open)
	}
	if err := Check(tx, f); err != nil {
		return p, err
	}
	at, err := communeOf(tx, p, f)
	if err != nil {
		return p, err
	}
	if p.ID.IsZero() {
		p.ID = id.New[Place]()
	}
	p.set(f, from, at)
	if p.ConfirmedOn.IsZero() {
		p.ConfirmedOn = from.On
	}
	if p.Slug, err = freeSlug(tx, p.Name, at.Name); err != nil {
		return p, err
	}
	if err := journal.Write(tx, journal.Entry{Person: by.Person.String(), Verb: verb, Kind: "place", Object: p.ID.String(),
		Data: map[string]string{"name": p.Name, "source": from.Source}}); err != nil {
		return p, err
	}
	return p, keep(tx, &p, at)
}

// Difference is a field whose text has changed.
type Difference struct {
	Field         Field
	Before, After string
}

// Differences lists the fields that differ, in the order of a page.
func Differences(before, after Facts) (all []Difference) {
	for _, k := range Fields {
		if before[k] != after[k] {
			all = append(all, Difference{k, before[k], after[k]})
		}
	}
	return all
}

// short bounds what the journal keeps of a long text.
func short(s string) string {
	r := []rune(strings.ReplaceAll(s, "\n", " / "))
	if len(r) > 200 {
		return string(r[:199]) + "…"
	}
	return string(r)
}

// Confirm says that a sheet still holds: one click of the team, or of the coordinator for a place without one.
func Confirm(tx *store.Tx, by organisation.Actor, which ID) (Place, error) {
	p, err := ForChange(tx, which)
	if err != nil {
		return p, err
	}
	if err := by.Require(organisation.ConfirmPlace, p.Target()); err != nil {
		return p, err
	}
	if team, err := HasTeam(tx, p); err != nil {
		return p, err
	} else if team && !by.InTeam(organisation.ConfirmPlace, p.Target()) {
		return p, fault.New(fault.Forbidden, "place.team_only")
	}
	today := civil.DateOf(tx.Now.Time())
	if p.ConfirmedOn == today {
		return p, nil // a second click
	}
	p.ConfirmedOn = today
	if err := journal.Write(tx, journal.Entry{Person: by.Person.String(), Verb: "place.confirmed", Kind: "place", Object: p.ID.String()}); err != nil {
		return p, err
	}
	version, err := nextVersion(tx)
	if err != nil {
		return p, err
	}
	return p, save(tx, version, &p)
}

// SortedKeys is for pages that list facts: the fields of a journal entry in the order of a sheet.
func SortedKeys(data map[string]string) []Field {
	keys := make([]Field, 0, len(data))
	for k := range data {
		keys = append(keys, Field(k))
	}
	slices.SortFunc(keys, func(a, b Field) int { return slices.Index(Fields, a) - slices.Index(Fields, b) })
	return keys
}

// Seed sets facts of the demonstration, outside any person's name.
func Seed(tx *store.Tx, which ID, f Facts, from Origin) error {
	p, err := ForChange(tx, which)
	if err == nil {
		_, err = change(tx, organisation.System, p, f, from, "place.updated")
	}
	return err
}

// Operate says which organisation operates a place.
func Operate(tx *store.Tx, by organisation.Actor, which ID, o organisation.ID) error {
	p, err := ForChange(tx, which)
	if err != nil {
		return err
	}
	if err := by.Require(organisation.OpenOrganised, organisation.Target{}); err != nil {
		return err
	}
	p.Organisation = o
	if err := journal.Write(tx, journal.Entry{Person: by.Person.String(), Verb: "place.operated", Kind: "place", Object: p.ID.String(), Data: map[string]string{"organisation": o.String()}}); err != nil {
		return err
	}
	version, err := nextVersion(tx)
	if err != nil {
		return err
	}
	return save(tx, version, &p)
}

package resource

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"mitoyen/internal/account"
	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// KeepRequest is a resource as its place wants it: new without an ID, otherwise changed.
type KeepRequest struct {
	Submission string
	Place      place.ID
	Resource   Resource     // its Organisation, Pool and Slug are ours to give
	Parts      []ID         // other resources of the place that it takes whole
	Needs      []ID         // other resources of the place of which it takes as many units
	Own        *Layer       // what it says of the rules; nil: whatever isn't zero in Resource.Rules
	Referents  []account.ID // of the place's team; nil leaves those who are
}

// MayKeep reports whether somebody sets up what a place lends: its own manager. The host of the instance doesn't.
func MayKeep(by organisation.Actor, p place.Place) bool {
	return by.InTeam(organisation.KeepResources, p.Target())
}

// Keep adds or changes a resource. The result is its address within the place.
//
// Errors: Forbidden for whoever isn't the place's manager; Conflict when the place has no organisation that lends in its name; Invalid
// with every breach, among them fewer units than are booked from now on.
func Keep(tx *store.Tx, by organisation.Actor, q KeepRequest) (slug string, err error) {
	return form.Once(tx, q.Submission, func() (string, error) {
		p, err := place.ForChange(tx, q.Place)
		if err != nil {
			return "", err
		}
		if err := mustKeep(by, p); err != nil {
			return "", err
		}
		others, err := Of(tx, p.ID, true)
		if err != nil {
			return "", err
		}
		r, verb, err := q.onto(others, p)
		if err != nil {
			return "", err
		}
		if err := q.check(r, others); err != nil {
			return "", err
		}
		if r.Pool.IsZero() {
			pool, err := capacity.Open(tx, r.Organisation, r.Units)
			if err != nil {
				return "", err
			}
			r.ID, r.Pool = id.New[Resource](), pool.ID
		} else if err := resize(tx, r); err != nil {
			return "", err
		}
		if err := errors.Join(save(tx, r), q.draw(tx, r)); err != nil {
			return "", err
		}
		if err := tellPlace(tx, p); err != nil {
			return "", err
		}
		if q.Referents != nil {
			if err := checkReferents(tx, p, r, q.Referents); err != nil {
				return "", err
			}
			if err := nameReferents(tx, r.ID, q.Referents); err != nil {
				return "", err
			}
		}
		return r.Slug, journal.Write(tx, journal.Entry{Person: by.Person.String(), ActingFor: r.Organisation.String(), Verb: verb, Kind: "resource",
			Object: r.ID.String(), Data: map[string]string{"name": r.Name}})
	})
}

// tellPlace gives the place the words by which people look for what it lends.
func tellPlace(tx *store.Tx, p place.Place) error {
	all, err := Of(tx, p.ID, false)
	if err != nil {
		return err
	}
	const most = 20_000 // bytes: several times what the largest workshop needs
	var words strings.Builder
	for _, r := range all {
		for _, s := range append([]string{r.Name, r.Sheet.Summary}, r.Sheet.Equipment...) {
			if words.Len()+len(s) < most {
				words.WriteString(s + "\n")
			}
		}
	}
	return place.SetLends(tx, p, words.String())
}

func mustKeep(by organisation.Actor, p place.Place) error {
	switch {
	case !by.SignedIn() && !by.IsSystem():
		return fault.New(fault.Unauthenticated, "organisation.sign_in_first")
	case !by.IsSystem() && !MayKeep(by, p):
		return fault.New(fault.Forbidden, "organisation.may_not")
	case p.Organisation.IsZero():
		return fault.New(fault.Conflict, "resource.no_organisation")
	}
	return nil
}

// onto lays the request onto what stands.
func (q KeepRequest) onto(others []Resource, p place.Place) (r Resource, verb string, err error) {
	r = q.Resource
	if r.Own = Saying(r.Rules); q.Own != nil {
		r.Own = *q.Own
	}
	r.Rules = Merge(r.Own, nil, nil)
	r.Place, r.Organisation = p.ID, p.Organisation
	if r.ID.IsZero() {
		r.Slug, r.Sort = freeSlug(r.Name, others), len(others)+1
		return r, "resource.added", nil
	}
	i := slices.IndexFunc(others, func(o Resource) bool { return o.ID == r.ID })
	if i < 0 {
		return r, "", errUnknown
	}
	r.Pool, r.Slug, r.Sort = others[i].Pool, others[i].Slug, others[i].Sort
	return r, "resource.changed", nil
}

// freeSlug is the part of an address that no other resource of the place has.
func freeSlug(name string, others []Resource) string {
	base := place.Slugify(name)
	for n := 1; ; n++ {
		slug := base
		if n > 1 {
			slug += "-" + strconv.Itoa(n)
		}
		if !slices.ContainsFunc(others, func(o Resource) bool { return o.Slug == slug }) {
			return slug
		}
	}
}

// mostUnits and mostPeople bound slips of the finger.
const mostUnits, mostPeople = 1000, 10_000

func (q KeepRequest) check(r Resource, others []Resource) error {
	var b fault.Breaches
	b.Check(r.Name != "", "name", "resource.name_missing")
	b.Within("name", r.Name, 80)
	b.Check(slices.Contains(Kinds, r.Kind), "kind", "resource.kind_missing")
	b.Check(r.Units >= 1 && r.Units <= mostUnits, "units", "resource.units_out_of_range", fault.Args{"Max": mostUnits})
	b.Check(r.Sheet.People >= 0 && r.Sheet.People <= mostPeople, "people", "resource.number_out_of_range")
	for field, text := range map[string]string{"summary": r.Sheet.Summary, "terms": r.Sheet.Terms, "access": r.Sheet.Access} {
		b.Within(field, text, 2000)
	}
	if r.Hours != "" {
		h, err := opening.ParseOSM(r.Hours)
		if err == nil {
			err = h.Check()
		}
		if f, ok := fault.As(err); ok {
			b.Add("hours", f.Code, f.Args)
		}
	}
	r.Rules.check(&b)
	for _, draws := range [][]ID{q.Parts, q.Needs} {
		for _, x := range draws {
			known := slices.ContainsFunc(others, func(o Resource) bool { return o.ID == x })
			b.Check(known && x != r.ID, "draws", "resource.draw_unknown")
			b.Check(!(slices.Contains(q.Parts, x) && slices.Contains(q.Needs, x)), "draws", "resource.draw_twice")
		}
	}
	return b.Err()
}

// resize changes the units of the pool, which needs the lock: somebody may be booking.
func resize(tx *store.Tx, r Resource) error {
	l, err := capacity.Lock(tx, r.Pool)
	if err != nil {
		return err
	}
	var short *capacity.Shortage
	err = l.Resize(r.Pool, r.Units)
	if errors.As(err, &short) {
		var b fault.Breaches
		b.Add("units", "resource.units_booked", fault.Args{"Booked": short.Ask.Units})
		return b.Err()
	}
	return err
}

// draw writes which pools the resource draws on beside its own.
func (q KeepRequest) draw(tx *store.Tx, r Resource) error {
	if _, err := tx.Exec(`DELETE FROM resource_draw WHERE resource_id = $1`, r.ID); err != nil {
		return err
	}
	write := func(others []ID, whole bool) error {
		for _, x := range others {
			_, err := tx.Exec(`INSERT INTO resource_draw (resource_id, other_id, whole) VALUES ($1, $2, $3)`, r.ID, x, whole)
			if err != nil {
				return err
			}
		}
		return nil
	}
	return errors.Join(write(q.Parts, true), write(q.Needs, false))
}

// TellPlaces gives the places after one, in the order of their ids, the words for what they lent before words were kept. It tells fifty at a
// time, in a transaction of their own; the result is where to go on, zero when none is left. Places that were told are passed over.
func TellPlaces(ctx context.Context, db *store.DB, after place.ID) (last place.ID, err error) {
	from := "00000000-0000-0000-0000-000000000000" // an id that is zero is NULL, after which nothing comes
	if !after.IsZero() {
		from = after.String()
	}
	var mute []place.ID
	err = db.View(ctx, func(tx *store.Tx) (err error) {
		mute, err = store.All(tx, store.Value[place.ID], `
			SELECT DISTINCT r.place_id FROM resource r JOIN place p ON p.id = r.place_id
			WHERE r.place_id > $1 AND r.retired_at IS NULL AND p.lends = '' ORDER BY r.place_id LIMIT 50`, from)
		return err
	})
	if err != nil || len(mute) == 0 {
		return place.ID{}, err
	}
	return mute[len(mute)-1], db.Update(ctx, func(tx *store.Tx) error {
		for _, id := range mute {
			p, err := place.ForChange(tx, id)
			if err != nil {
				return err
			}
			if err := tellPlace(tx, p); err != nil {
				return err
			}
		}
		return nil
	})
}

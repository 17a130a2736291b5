package place

import (
	"errors"
	"fmt"
	"maps"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/geo"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/territory"
)

// Imports write through the door that begins here. It does what Create and change do, with the same checks, for hundreds of places in a
// few statements: LookRows reads what is known of the rows and Hold keeps others away from it, Merge applies the merge rule, TakeAll writes
// the places, KeepRows the rows that they come from, and AskAbout what a person has to decide.

// Communes is what an import asks of the territory, thousands of times. territory.Gazetteer answers.
type Communes interface {
	Commune(code string) (territory.Commune, bool)
}

// Taking is what a source says of one place, decided and ready to be written.
type Taking struct {
	New   bool  // a place that isn't there yet: of Place only the ID counts, and one without is given one
	Place Place // as it is held
	Facts Facts // what to set: everything of a new place, otherwise what Merge takes. None at all means that the source still vouches for it
	From  Origin
}

// doorKm is how far apart two positions of one door can be: geocoders of different years put an address up to 200 m apart.
const doorKm = 0.3

// Merge applies the merge rule to everything that a source says of a place: what to take, and on what a person has to decide.
func Merge(p Place, coming Facts, from Origin) (take, clash Facts) {
	standing := FactsOf(p)
	take, clash = Facts{}, Facts{}
	for k, v := range coming {
		if k == FPrecision {
			continue // it says what the position points at, and goes with it
		}
		verdict := Judge(standing[k], v, p.Origins[k], from)
		if verdict == Conflict && k == FPosition && sameDoor(standing[k], v) {
			verdict = Keep
		}
		switch verdict {
		case Take:
			take[k] = v
		case Conflict:
			clash[k] = v
		}
	}
	for _, f := range []Facts{take, clash} {
		if f[FPosition] != "" && coming[FPrecision] != "" {
			f[FPrecision] = coming[FPrecision]
		}
	}
	return take, clash
}

func sameDoor(a, b string) bool {
	lat1, lon1, err1 := ParsePosition(a)
	lat2, lon2, err2 := ParsePosition(b)
	return err1 == nil && err2 == nil && geo.Distance(lat1, lon1, lat2, lon2) <= doorKm
}

// CheckFacts is Check for those who have the communes at hand.
func CheckFacts(f Facts, communes Communes) error {
	code := f[FCommune]
	if code != "" {
		f = maps.Clone(f)
		delete(f, FCommune)
	}
	err := Check(nil, f) // which reads the database for the commune alone
	if _, known := communes.Commune(code); code == "" || known {
		return err
	}
	var b fault.Breaches
	if x, ok := fault.As(err); ok {
		for _, field := range x.Fields {
			b.Add(field.Name, field.Code, field.Args)
		}
	} else if err != nil {
		return err
	}
	b.Add(string(FCommune), "place.commune_unknown")
	return b.Err()
}

// TakeAll writes what a source says of many places, new ones and known ones. Who may was decided before, the version is that of Held, and
// each place stands there once.
func TakeAll(tx *store.Tx, by organisation.Actor, version int64, communes Communes, all []Taking) error {
	w := takings{tx: tx, by: by, communes: communes, places: make([]*Place, 0, len(all))}
	for _, t := range all {
		if err := w.add(t); err != nil {
			return err
		}
	}
	if err := w.name(); err != nil {
		return fmt.Errorf("find addresses for places: %w", err)
	}
	if err := journal.Write(tx, w.entries...); err != nil {
		return err
	}
	if err := save(tx, version, w.places...); err != nil {
		return err
	}
	return search.PutAll(tx, SearchKind, w.docs)
}

// takings are the places of one call of TakeAll on their way.
type takings struct {
	tx       *store.Tx
	by       organisation.Actor
	communes Communes
	places   []*Place
	named    []naming // those that need an address of their own
	entries  []journal.Entry
	docs     []search.Doc
}

var errNoStanding = errors.New("a place to complete must be held first")

// add sets the facts, as Create and change do, and notes what the journal and search have to know.
func (w *takings) add(t Taking) error {
	if err := CheckFacts(t.Facts, w.communes); err != nil {
		return err
	}
	p := t.Place
	if t.New && p.ID.IsZero() {
		p.ID = id.New[Place]()
	} else if !t.New && p.Slug == "" {
		return errNoStanding
	}
	code, given := t.Facts[FCommune]
	if !given {
		code = p.Commune
	}
	at, _ := w.communes.Commune(code)
	before := FactsOf(p)
	p.Origins = maps.Clone(p.Origins)
	p.set(t.Facts, t.From, at)
	if p.ConfirmedOn.IsZero() || p.ConfirmedOn.Before(t.From.On) {
		p.ConfirmedOn = t.From.On // its source vouches for it
	}
	if t.New && p.Stage == "" {
		p.Stage = Open // for search; nobody said so, and so the stage has no origin
	}
	different := Differences(before, FactsOf(p))
	if len(different) == 0 && p.ConfirmedOn == t.Place.ConfirmedOn {
		return nil
	}
	if err := p.roll(w.tx); err != nil {
		return err
	}
	p.ChangedAt = w.tx.Now
	w.places = append(w.places, &p)
	if t.New || p.Name != before[FName] {
		w.named = append(w.named, naming{&p, at.Name, t.New})
	}
	if len(different) > 0 {
		w.entries = append(w.entries, w.entry(t, p, different))
		w.docs = append(w.docs, document(p, at.Name))
	}
	return nil
}

// entry is what the journal keeps: of a new place where it comes from, of a known one what is different.
func (w *takings) entry(t Taking, p Place, different []Difference) journal.Entry {
	e := journal.Entry{Person: w.by.Person.String(), Verb: "place.updated", Kind: "place", Object: p.ID.String(), Data: map[string]string{}}
	if t.New {
		e.Verb, e.Data = "place.imported", map[string]string{"name": p.Name, "source": t.From.Source}
		return e
	}
	for _, d := range different {
		e.Data[string(d.Field)] = short(d.Before) + " → " + short(d.After)
	}
	return e
}

package intake

import (
	"maps"
	"slices"

	"mitoyen/internal/census"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
)

// decision is what becomes of a row.
type decision struct {
	row
	outcome census.Outcome
	notes   []census.Problem // that only the directory knows, for the report
	place   place.ID         // zero when it has none, or none yet
	run     place.RunID      // that the row counts as the work of; zero leaves the stored row as it is

	taking   *place.Taking
	clash    place.Facts   // on which the place's sources differ; nil unless the row of a place has changed
	foreign  []place.Field // that the row would set over, or beside, what others said
	standing place.Facts
	ask      *place.Proposal
	withdraw []id.Of[place.Proposal]
}

// decideAll decides on the rows of a batch. Two rows of one place are not decided together, since the second has to see what the first
// has done: it comes back in later.
func (w *work) decideAll(tx *store.Tx, h place.Held, n *near, rows []row) (all []decision, later []row, err error) {
	var foreign []string
	used := map[place.ID]bool{}
	for _, r := range rows {
		k, stands := h.Rows[r.SourceID]
		if !k.Place.IsZero() && used[k.Place] && !r.Refused() {
			later = append(later, r)
			continue
		}
		used[k.Place] = true
		d := decision{row: r, place: k.Place}
		switch {
		case r.Refused():
			d.outcome = census.Refused
		case stands && sameRow(k.Hash, r.hash):
			w.same(&d, k, h)
		case !k.Place.IsZero():
			w.changed(&d, k, h.Places[k.Place], n)
		default:
			w.fresh(&d, k, stands, n)
		}
		if len(d.foreign) > 0 {
			foreign = append(foreign, r.SourceID)
		}
		all = append(all, d)
	}
	decided, err := place.Decisions(tx, w.request.Profile.Key, foreign)
	if err != nil {
		return nil, nil, err
	}
	for i := range all {
		if d := &all[i]; d.clash != nil {
			w.conclude(d, h.Rows[d.SourceID], decided[d.SourceID])
		}
	}
	return all, later, nil
}

func (w *work) origin(r row) place.Origin {
	return place.Origin{Rank: place.ByImport, Source: w.request.Profile.Key, On: r.On, Ref: r.SourceID}
}

// same is a row that says what it said. Whatever a person decided about it stays decided.
func (w *work) same(d *decision, k place.KnownRow, h place.Held) {
	d.outcome = census.Unchanged
	if k.Hash != d.hash || k.Number != d.Number {
		d.run = k.Run // said again for another day, or moved in the file
	}
	if p, ok := h.Places[k.Place]; ok && k.Hash != d.hash {
		d.taking = &place.Taking{Place: p, From: w.origin(d.row)}
	}
	if k.Run == w.request.Run {
		w.recount(d, k)
	} else if len(k.Waiting) > 0 {
		d.notes = append(d.notes, stillWaits())
	}
}

// recount tells what this run did to a row before it was cut off.
func (w *work) recount(d *decision, k place.KnownRow) {
	for _, a := range k.Waiting {
		switch a.Reason {
		case place.Duplicate:
			d.notes = append(d.notes, looksLike(a.Name))
		case place.Clash:
			d.notes = append(d.notes, differences(a.Base, a.Facts)...)
		}
	}
	switch {
	case len(k.Waiting) > 0 || k.Place.IsZero():
		d.outcome = census.Waiting
	case k.Since.Before(w.request.Since):
		d.outcome = census.Updated
	default:
		d.outcome = census.Imported
	}
}

// changed is a row of a place that says something else than last time. What can be taken is; a row that itself needs a look first is
// asked about as a whole.
func (w *work) changed(d *decision, k place.KnownRow, p place.Place, n *near) {
	take, clash := place.Merge(p, d.Facts, w.origin(d.row))
	if d.Waits() {
		maps.Copy(clash, take)
		take = place.Facts{}
	}
	d.taking = &place.Taking{Place: p, Facts: take, From: w.origin(d.row)}
	d.clash, d.standing = clash, place.FactsOf(p)
	for _, f := range []place.Facts{take, clash} {
		for field := range f {
			if p.Origins[field].Source != w.request.Profile.Key {
				d.foreign = append(d.foreign, field)
			}
		}
	}
	for _, field := range telling {
		if take[field] != "" {
			n.add(d.Card(k.Place.String()))
			break
		}
	}
}

// telling are the fields by which two places are told apart.
var telling = []place.Field{place.FName, place.FCommune, place.FAddress, place.FPosition, place.FWebsite, place.FPhone}

// conclude ends the decision on a changed row, once it is known what persons have decided on before. A value that somebody has seen beside
// what stands, and not taken, is neither asked about again nor taken without asking.
func (w *work) conclude(d *decision, k place.KnownRow, decided map[place.Field][]string) {
	for _, f := range []place.Facts{d.taking.Facts, d.clash} {
		for _, field := range d.foreign {
			if slices.Contains(decided[field], f[field]) {
				delete(f, field)
			}
		}
		if f[place.FPosition] == "" {
			delete(f, place.FPrecision)
		}
	}
	d.outcome, d.run = census.Unchanged, k.Run
	reason := place.Reason("")
	switch {
	case len(d.clash) > 0:
		reason = place.Clash
		base := place.Facts{}
		for field := range d.clash {
			base[field] = d.standing[field]
		}
		d.notes = append(d.notes, differences(base, d.clash)...)
		w.question(d, reason, k.Place, d.clash, base, d.Problems)
		d.outcome, d.run = census.Waiting, w.run
	case len(d.taking.Facts) > 0:
		d.outcome, d.run = census.Updated, w.run
	}
	d.withdrawBut(reason, k)
}

// differences says on which fields two sources differ, in the order of a sheet.
func differences(standing, coming place.Facts) (all []census.Problem) {
	for _, k := range coming.Keys() {
		if k != place.FPrecision {
			all = append(all, saysOtherwise(k, standing[k], coming[k]))
		}
	}
	return all
}

// fresh is a row without a place: it makes one, unless it may be one that is there, needs a look, or was refused before.
func (w *work) fresh(d *decision, k place.KnownRow, stands bool, n *near) {
	d.run = w.run
	reason, at, problems := place.Reason(""), place.ID{}, d.Problems
	m, found := n.likeliest(d.Card(""))
	switch {
	case found:
		reason, at = place.Duplicate, placeOf(m.Card.Key)
		d.notes = append(d.notes, looksLike(m.Card.Name))
		problems = append(slices.Clone(problems), reasons(m)...)
	case d.Waits():
		reason = place.Doubt
	case stands && len(k.Waiting) == 0:
		reason = place.Doubt
		d.notes = append(d.notes, wasRefused())
		problems = append(slices.Clone(problems), wasRefused())
	}
	d.withdrawBut(reason, k)
	if reason != "" {
		d.outcome = census.Waiting
		w.question(d, reason, at, d.Facts, place.Facts{}, problems)
		return
	}
	d.outcome, d.place = census.Imported, id.New[place.Place]()
	if w.request.Dry {
		d.outcome = census.Ready
	}
	d.taking = &place.Taking{New: true, Place: place.Place{ID: d.place}, Facts: d.Facts, From: w.origin(d.row)}
	n.add(d.Card(d.place.String()))
}

func placeOf(key string) place.ID {
	which, err := id.Parse[place.Place](key)
	if err != nil {
		panic("intake: a twin without place: " + key) // every card is made from a place
	}
	return which
}

func (w *work) question(d *decision, why place.Reason, at place.ID, facts, base place.Facts, problems []census.Problem) {
	text, err := encodeProblems(problems)
	if err != nil {
		panic("intake: " + err.Error()) // numbers and texts of our own
	}
	d.ask = &place.Proposal{Place: at, Reason: why, Facts: facts, Base: base, Origin: w.origin(d.row), Problems: text,
		Source: w.request.Profile.Key, SourceID: d.SourceID}
}

// withdrawBut closes the questions that are no longer asked.
func (d *decision) withdrawBut(reason place.Reason, k place.KnownRow) {
	for _, a := range k.Waiting {
		if a.Reason != reason {
			d.withdraw = append(d.withdraw, a.ID)
		}
	}
}

package place

import (
	"slices"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/territory"
)

// A mobile place has stops instead of an address. Its door is open during them, and on the map it stands where it stops next.

// doorHours are the hours by which a place is open: those that somebody gave, or its stops.
func (p Place) doorHours() string {
	if p.Hours != "" || p.Stage != Mobile || len(p.Sheet.Stops) == 0 {
		return p.Hours
	}
	h := opening.Hours{Week: opening.Every(opening.ClosedDay), Public: opening.Every(opening.UsualDay), School: opening.Every(opening.UsualDay)}
	spans := map[civil.Date][]opening.Span{}
	for _, s := range p.Sheet.Stops {
		spans[s.On] = append(spans[s.On], opening.Span{From: s.From, To: s.To})
	}
	for day, all := range spans {
		d, err := opening.DayOf(all...)
		if err != nil {
			continue // two stops at once: the list of stops shows them both
		}
		h.Exceptions = append(h.Exceptions, opening.Exception{From: day, To: day, Week: opening.Every(d)})
	}
	h = h.Tidy()
	if h.Check() != nil {
		return ""
	}
	return h.OSM()
}

// NextStop is the stop under way on a day, or the first after it.
func (p Place) NextStop(today civil.Date) (Stop, bool) {
	var next Stop
	for _, s := range p.Sheet.Stops {
		if !s.On.Before(today) && (next.On.IsZero() || s.On.Before(next.On) || s.On == next.On && s.From < next.From) {
			next = s
		}
	}
	return next, !next.On.IsZero()
}

// Communes is where a place counts: in its own commune; a mobile one in every commune where it is to stop from now on, and when none is known, in
// that of its last stop, where it stands.
func (p Place) Communes(now civil.Instant) (codes []string) {
	if p.Stage == Mobile {
		today := civil.DateOf(now.In(p.Zone()))
		var last Stop
		for _, s := range p.Sheet.Stops {
			if !s.On.Before(today) && !slices.Contains(codes, s.Commune) {
				codes = append(codes, s.Commune)
			}
			if !s.On.Before(last.On) {
				last = s
			}
		}
		if len(codes) == 0 && last.Commune != "" {
			codes = append(codes, last.Commune)
		}
	}
	if len(codes) == 0 && p.Commune != "" {
		codes = append(codes, p.Commune)
	}
	return codes
}

// StopAt is where a mobile place stands over an interval: the stop that it touches.
func (p Place) StopAt(from, to civil.Instant) (Stop, bool) {
	if p.Stage != Mobile {
		return Stop{}, false
	}
	zone := p.Zone()
	for _, s := range p.Sheet.Stops {
		if s.On.At(s.From, zone).Before(to) && from.Before(s.On.At(s.To, zone)) {
			return s, true
		}
	}
	return Stop{}, false
}

// roll moves a mobile place to its next stop on the map; without one it stays where it was.
func (p *Place) roll(tx *store.Tx) error {
	if p.Stage != Mobile {
		return nil
	}
	s, ok := p.NextStop(civil.DateOf(tx.Now.In(p.Zone())))
	if !ok {
		return nil
	}
	at, err := territory.Find(tx, s.Commune)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	p.Departement = at.Departement
	if at.HasCentre {
		p.Point = Point{at.Lat, at.Lon, AtCommune}
	}
	return nil
}

// RollMobiles moves every mobile place to its next stop, each at the midnight of its own zone. Run it every quarter of an hour: zones differ
// by quarters. With nobody to move it reads and no more; of two processes that come at once, the second finds nothing left to do.
func RollMobiles(tx *store.Tx) error {
	moved, err := rolled(tx, "")
	if err != nil || len(moved) == 0 {
		return err
	}
	// All places are locked before the version, as everywhere, and read again.
	if moved, err = rolled(tx, tx.ForUpdate()); err != nil || len(moved) == 0 {
		return err
	}
	version, err := nextVersion(tx)
	if err != nil {
		return err
	}
	return save(tx, version, moved...)
}

// mobiles reads every mobile place, by id; they are few. lock is "" or Tx.ForUpdate.
func mobiles(tx *store.Tx, lock string) ([]Place, error) {
	return store.All(tx, scan, `SELECT `+columns+` FROM place WHERE stage = 'mobile' ORDER BY id`+lock)
}

// rolled reads the mobile places that stand elsewhere than they should, moved already.
func rolled(tx *store.Tx, lock string) (moved []*Place, err error) {
	all, err := mobiles(tx, lock)
	for _, p := range all {
		point, departement := p.Point, p.Departement
		if err := p.roll(tx); err != nil {
			return nil, err
		}
		if p.Point != point || p.Departement != departement {
			moved = append(moved, &p)
		}
	}
	return moved, err
}

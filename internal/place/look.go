package place

import (
	"context"
	"iter"

	"mitoyen/internal/kit/geo"
)

// Crowds gives what a stretch of the map shows of the places that a question finds.
func (a *Atlas) Crowds(ctx context.Context, q Question, s Stretch) ([]Crowd, error) {
	if err := a.Refresh(ctx); err != nil {
		return nil, err
	}
	a.mu.RLock()
	defer a.mu.RUnlock()
	return Crowds(a.marks(q, s), s), nil
}

// Members gives the places of the crowd that stands at a point of the map, none when it has changed since.
func (a *Atlas) Members(ctx context.Context, q Question, zoom float64, x, y int32) ([]Mark, error) {
	if err := a.Refresh(ctx); err != nil {
		return nil, err
	}
	a.mu.RLock()
	defer a.mu.RUnlock()
	s := BlockAt(zoom, x, y)
	return Members(a.marks(q, s), s, x, y), nil
}

// marks are the places that a question finds and that can matter for a stretch, and a few too many.
func (a *Atlas) marks(q Question, s Stretch) iter.Seq[Mark] {
	km := q.Km
	if q.Near && km == 0 {
		f, _ := a.find(q) // as far as the list of the same question looks
		km = f.Km
	}
	asks := a.filter(q, km)
	return func(yield func(Mark) bool) {
		visit := func(i int32) {
			p := &a.spots[i]
			if !p.known || !asks.inActivity(p) || !asks.inStage(p) {
				return
			}
			if _, ok := asks.meets(p); ok {
				yield(Mark{p.id, p.x, p.y, p.openAt(q.Now, asks.schools), Stages[p.stage].Past()})
			}
		}
		if q.Near || q.Only != nil {
			a.candidates(q, km, visit)
		} else {
			a.inside(s.around(), visit)
		}
	}
}

// Standing gives where the open places of a box stand, and a few too many around it.
func (a *Atlas) Standing(ctx context.Context, b geo.Box) (at [][2]float64, err error) {
	if err := a.Refresh(ctx); err != nil {
		return nil, err
	}
	a.mu.RLock()
	defer a.mu.RUnlock()
	a.inside(b, func(i int32) {
		if p := &a.spots[i]; Stages[p.stage] == Open || Stages[p.stage] == Mobile {
			at = append(at, [2]float64{p.lat, p.lon})
		}
	})
	return at, nil
}

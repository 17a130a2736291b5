package place

import (
	"cmp"
	"context"
	"maps"
	"math"
	"math/bits"
	"slices"
	"sync/atomic"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/geo"
	"mitoyen/internal/opening"
	"mitoyen/internal/territory"
)

// Question is what somebody looks for. The zero value is every place there is.
type Question struct {
	Near        bool // with Lat and Lon
	Lat, Lon    float64
	Km          float64 // how far; 0: as far as needed to find enough
	Activities  Set     // any of them
	Stages      []Stage // any of them; none: all
	OpenNow     bool
	StepFree    bool
	Departement string
	Only        []ID // words were asked for: these places alone, the best first; nil: all
	Now         civil.Instant
	Skip, Most  int  // which of the places found to tell; Most 0: all from Skip
	Spread      bool // tell also how they lie on the map
}

// ofCountry reports whether the whole country is looked through: no point, no words.
func (q Question) ofCountry() bool { return !q.Near && q.Only == nil }

// Hit is a place found.
type Hit struct {
	ID ID
	Km float64
}

// Found is the answer to a question. Its maps are shared: they are for reading.
type Found struct {
	Count      int     // how many places
	Hits       []Hit   // those to tell: nearest first; without Near in the order of Only, or of names
	Km         float64 // how far was looked
	Activities map[Activity]int
	Stages     map[Stage]int
	Open       int
	Spread     Spread
}

// enough is how many places make an answer when nobody said how far.
const enough = 12

// circles are the distances that are tried, in kilometres. The last one reaches around the world.
var circles = []float64{10, 20, 40, 100, 250, 21_000}

// Ask answers from memory. Facets count what each choice would find within the same distance and the other filters.
func (a *Atlas) Ask(ctx context.Context, q Question) (Found, error) {
	if err := a.Refresh(ctx); err != nil {
		return Found{}, err
	}
	a.mu.RLock()
	defer a.mu.RUnlock()
	if q.ofCountry() {
		kept := a.country(q)
		f := kept.found
		for _, i := range part(kept.at, q) {
			f.Hits = append(f.Hits, Hit{ID: a.spots[i].id})
		}
		return f, nil
	}
	f, found := a.find(q)
	if q.Near {
		slices.SortFunc(found, func(x, y match) int {
			return cmp.Or(cmp.Compare(x.km, y.km), a.spots[x.at].id.Compare(a.spots[y.at].id))
		})
	}
	for _, m := range part(found, q) {
		f.Hits = append(f.Hits, Hit{a.spots[m.at].id, m.km})
	}
	if q.Spread {
		f.Spread = a.spread(func(yield func(*spot) bool) {
			for _, m := range found {
				if !yield(&a.spots[m.at]) {
					return
				}
			}
		}, q.Now)
	}
	return f, nil
}

// part is what a question wants to be told of all that was found.
func part[T any](all []T, q Question) []T {
	from := min(q.Skip, len(all))
	if q.Most == 0 {
		return all[from:]
	}
	return all[from:min(from+q.Most, len(all))]
}

// match is a spot that answers a question.
type match struct {
	at int32
	km float64
}

// find looks in larger and larger circles, unless the question says how far.
func (a *Atlas) find(q Question) (f Found, found []match) {
	tries := []float64{q.Km}
	if !q.Near {
		tries = []float64{0}
	} else if q.Km == 0 {
		tries = circles
	}
	for _, km := range tries {
		if f, found = a.within(q, km); f.Count >= enough {
			break
		}
	}
	return f, found
}

func (a *Atlas) within(q Question, km float64) (f Found, found []match) {
	f = Found{Km: km, Activities: map[Activity]int{}, Stages: map[Stage]int{}}
	var perActivity [32]int
	var perStage [8]int
	asks := a.filter(q, km)
	a.candidates(q, km, func(i int32) {
		s := &a.spots[i]
		distance, ok := asks.meets(s)
		if !ok {
			return
		}
		inActivity, inStage := asks.inActivity(s), asks.inStage(s)
		if inStage {
			for left := uint32(s.activities); left != 0; left &= left - 1 {
				perActivity[bits.TrailingZeros32(left)]++
			}
		}
		if inActivity {
			perStage[s.stage]++
		}
		if inActivity && inStage {
			found = append(found, match{i, distance})
			if s.openAt(q.Now, asks.schools) {
				f.Open++
			}
		}
	})
	f.Count = len(found)
	for i, x := range Activities {
		f.Activities[x] = perActivity[i]
	}
	for i, x := range Stages {
		f.Stages[x] = perStage[i]
	}
	return f, found
}

// filter is a question made ready to be put to each spot.
type filter struct {
	Question
	km      float64
	stages  uint8
	visits  map[ID][]string // of mobile places
	schools *opening.SchoolCalendar
}

func (a *Atlas) filter(q Question, km float64) filter {
	f := filter{Question: q, km: km, visits: a.visits, schools: a.schools()}
	for _, s := range q.Stages {
		f.stages |= 1 << stageIndex(s)
	}
	return f
}

// meets tells how far a spot is, and whether it answers all but the choices that facets count.
func (f *filter) meets(s *spot) (distance float64, ok bool) {
	if f.StepFree && s.stepFree != 1 || f.Departement != "" && !f.inDepartement(s) {
		return 0, false
	}
	if f.Near {
		if !s.known {
			return 0, false
		}
		if distance = geo.Distance(f.Lat, f.Lon, s.lat, s.lon); distance > f.km {
			return 0, false
		}
	}
	return distance, !f.OpenNow || s.openAt(f.Now, f.schools)
}

// inDepartement reports whether a spot counts in the département: a mobile one in each where it is to stop.
func (f *filter) inDepartement(s *spot) bool {
	if s.stage == mobileIndex {
		if all := f.visits[s.id]; len(all) > 0 {
			return slices.Contains(all, f.Departement)
		}
	}
	return s.departement == f.Departement
}

var mobileIndex = stageIndex(Mobile)

func (f *filter) inActivity(s *spot) bool { return f.Activities == 0 || s.activities&f.Activities != 0 }
func (f *filter) inStage(s *spot) bool    { return f.stages == 0 || f.stages&(1<<s.stage) != 0 }

// openAt tells whether the lights are on. Doors open and close at whole minutes, so the answer of a minute is noted in the spot; several
// questions may note the same at once.
func (s *spot) openAt(now civil.Instant, schools *opening.SchoolCalendar) bool {
	if s.hours == nil && s.opened == nil || Stages[s.stage] == Closed {
		return false
	}
	minute := uint32(now.Time().Unix()/60) << 1
	if lit := atomic.LoadUint32(&s.lit); lit&^1 == minute {
		return lit&1 == 1
	}
	open := s.opened == nil || opensAt(*s.opened, now)
	if open && s.hours != nil {
		open = s.hours.State(now, territory.Zone(s.departement), opening.CalendarOf(s.departement, schools)).Kind == opening.Open
	}
	if open {
		minute |= 1
	}
	atomic.StoreUint32(&s.lit, minute)
	return open
}

// candidates visits the places that can lie within km of the point: whole cells, a few too many.
func (a *Atlas) candidates(q Question, km float64, visit func(int32)) {
	switch {
	case q.Only != nil:
		for _, x := range q.Only {
			if i, ok := a.at[x]; ok {
				visit(i)
			}
		}
		return
	case !q.Near || km > 300:
		for _, i := range a.byName {
			visit(i)
		}
		return
	}
	dy := km / 111.0
	dx := km / (111.0 * math.Max(0.05, math.Cos(q.Lat*math.Pi/180)))
	a.inside(geo.Box{South: q.Lat - dy, West: q.Lon - dx, North: q.Lat + dy, East: q.Lon + dx}, visit)
}

// inside visits the places of a box with a point: whole cells, a few too many.
func (a *Atlas) inside(b geo.Box, visit func(int32)) {
	low, high := cellOf(b.South, b.West), cellOf(b.North, b.East)
	if (int(high.y-low.y)+1)*(int(high.x-low.x)+1) > len(a.cells) {
		for i := range a.spots {
			if a.spots[i].known {
				visit(int32(i))
			}
		}
		return
	}
	for y := low.y; y <= high.y; y++ {
		for x := low.x; x <= high.x; x++ {
			for _, i := range a.cells[cell{y, x}] {
				visit(i)
			}
		}
	}
}

// choice is what can be asked of the whole country.
type choice struct {
	activities  Set
	stages      uint8
	openNow     bool
	stepFree    bool
	departement string
}

// answer is what was found, without Hits, and the spots in the order of their names.
type answer struct {
	found Found
	at    []int32
}

// answers are those of a state of the directory and a minute. The front page, the list of all places, the map and whoever turns their pages
// ask the same thing all the time, and a look through the whole country costs some milliseconds at 100,000 places.
type answers struct {
	version, minute int64
	byChoice        map[choice]answer
}

// mostAnswers bounds what is kept: less than half a megabyte each, at 100,000 places.
const mostAnswers = 12

func (a *Atlas) country(q Question) answer {
	c := choice{activities: q.Activities, stages: a.filter(q, 0).stages, openNow: q.OpenNow, stepFree: q.StepFree, departement: q.Departement}
	minute := q.Now.Time().Unix() / 60
	a.keptMu.Lock()
	defer a.keptMu.Unlock()
	if a.kept.version != a.version || a.kept.minute != minute {
		a.kept = answers{a.version, minute, map[choice]answer{}}
	}
	if len(a.kept.byChoice) >= mostAnswers {
		maps.DeleteFunc(a.kept.byChoice, func(c choice, _ answer) bool { return c != choice{} }) // the front page's own stays
	}
	if known, ok := a.kept.byChoice[c]; ok {
		return known
	}
	f, found := a.within(q, 0)
	x := answer{found: f, at: make([]int32, len(found))}
	for i, m := range found {
		x.at[i] = m.at
	}
	x.found.Spread = a.spread(func(yield func(*spot) bool) {
		for _, i := range x.at {
			if !yield(&a.spots[i]) {
				return
			}
		}
	}, q.Now)
	a.kept.byChoice[c] = x
	return x
}

// OpenNow counts the places whose lights are on, and all.
func (a *Atlas) OpenNow(ctx context.Context, now civil.Instant) (open, all int, err error) {
	if err := a.Refresh(ctx); err != nil {
		return 0, 0, err
	}
	a.mu.RLock()
	defer a.mu.RUnlock()
	f := a.country(Question{Now: now}).found
	return f.Open, f.Count, nil
}

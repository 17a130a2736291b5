package place

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/geo"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/territory"
)

// Atlas answers "what is near here" from memory: for each place its point, activities, stage, step-free access and hours, some sixty bytes,
// sorted into cells of the map. Both databases so give one answer at one price, and "open now" needs no clock in SQL.
//
// It is brought up to date before each answer by reading the rows whose version is newer than what it holds. Versions become visible in
// order (see directory_version), so nothing is missed; with nothing new this costs one indexed read.
type Atlas struct {
	db      *store.DB
	schools func() *opening.SchoolCalendar

	mu      sync.RWMutex
	version int64
	spots   []spot
	at      map[ID]int32
	cells   map[cell][]int32
	codes   map[string]string         // départements, each kept once
	byName  []int32                   // every spot, in the order of its name
	hours   map[string]*opening.Table // texts repeat across places
	lights  atomic.Pointer[lights]
}

// spot is what the atlas holds of a place.
type spot struct {
	id          ID
	name        string // folded
	lat, lon    float64
	hours       *opening.Table // nil: unknown
	departement string
	activities  Set
	stage       uint8 // index in Stages
	stepFree    uint8 // 0 unknown, 1 yes, 2 no
	known       bool  // has a point
	version     int64 // of the directory when it last changed
}

// reading is a spot as it was read, before its texts are shared.
type reading struct {
	spot
	text string // of the hours
}

// cell is a square of a tenth of a degree: some 11 km from south to north.
type cell struct{ y, x int16 }

func cellOf(lat, lon float64) cell {
	return cell{int16(math.Floor(lat * 10)), int16(math.Floor(lon * 10))}
}

// NewAtlas makes an empty atlas; the first question fills it.
func NewAtlas(db *store.DB, schools func() *opening.SchoolCalendar) *Atlas {
	return &Atlas{db: db, schools: schools, at: map[ID]int32{}, cells: map[cell][]int32{}, codes: map[string]string{}, hours: map[string]*opening.Table{}}
}

// Refresh reads what has changed.
func (a *Atlas) Refresh(ctx context.Context) error {
	changes, err := a.news(ctx)
	if err == nil && len(changes) > 0 {
		a.apply(changes)
	}
	return err
}

// news reads what is newer than what the atlas holds.
func (a *Atlas) news(ctx context.Context) (changes []reading, err error) {
	a.mu.RLock()
	seen := a.version
	a.mu.RUnlock()
	err = a.db.View(ctx, func(tx *store.Tx) (err error) {
		changes, err = store.All(tx, func(r store.Row) (c reading, err error) {
			var lat, lon *float64
			var stage Stage
			var stepFree Answer
			err = r.Scan(&c.id, &c.name, &lat, &lon, &c.activities, &stage, &stepFree, &c.text, &c.departement, &c.version)
			if c.known = lat != nil && lon != nil; c.known {
				c.lat, c.lon = *lat, *lon
			}
			c.stage, c.stepFree = stageIndex(stage), answerIndex(stepFree)
			return c, err
		}, `
			SELECT id, sort_name, lat, lon, activities, stage, step_free, hours, departement, version
			FROM place
			WHERE version > $1
			ORDER BY version`, seen)
		return err
	})
	return changes, err
}

// apply takes changes in. Two questions can read at the same moment and the one that read first come last: a spot never goes back.
func (a *Atlas) apply(changes []reading) {
	a.mu.Lock()
	defer a.mu.Unlock()
	many := len(changes) > 50
	for _, c := range changes {
		if i, known := a.at[c.id]; known && a.spots[i].version >= c.version {
			continue
		}
		c.spot.hours = a.hoursOf(c.text)
		c.spot.departement = a.intern(c.departement)
		a.put(c.spot, !many)
		a.version = max(a.version, c.version)
	}
	if many {
		a.byName = a.byName[:0]
		for i := range a.spots {
			a.byName = append(a.byName, int32(i))
		}
		slices.SortFunc(a.byName, a.compareNames)
	}
}

// intern keeps each code once.
func (a *Atlas) intern(departement string) string {
	if kept, ok := a.codes[departement]; ok {
		return kept
	}
	a.codes[departement] = departement
	return departement
}

func (a *Atlas) hoursOf(text string) *opening.Table {
	if text == "" {
		return nil
	}
	if t, ok := a.hours[text]; ok {
		return t
	}
	// Hours are checked when they are written; what can't be read is unknown all the same.
	h, err := opening.ParseOSM(text)
	if err != nil {
		return nil
	}
	t, err := h.Compile()
	if err != nil {
		return nil
	}
	a.hours[text] = t
	return t
}

func (a *Atlas) compareNames(i, j int32) int {
	return cmp.Or(cmp.Compare(a.spots[i].name, a.spots[j].name), a.spots[i].id.Compare(a.spots[j].id))
}

// put sets a spot. When it keeps the order of names, that costs a move in a list; sorting afresh is for many spots at once.
func (a *Atlas) put(s spot, keepOrder bool) {
	i, known := a.at[s.id]
	if known {
		old := a.spots[i]
		if c := cellOf(old.lat, old.lon); old.known {
			a.cells[c] = slices.DeleteFunc(a.cells[c], func(j int32) bool { return j == i })
		}
		if keepOrder {
			at, _ := slices.BinarySearchFunc(a.byName, i, a.compareNames)
			a.byName = slices.Delete(a.byName, at, at+1)
		}
		a.spots[i] = s
	} else {
		i = int32(len(a.spots))
		a.spots = append(a.spots, s)
		a.at[s.id] = i
	}
	if keepOrder {
		at, _ := slices.BinarySearchFunc(a.byName, i, a.compareNames)
		a.byName = slices.Insert(a.byName, at, i)
	}
	if s.known {
		c := cellOf(s.lat, s.lon)
		a.cells[c] = append(a.cells[c], i)
	}
}

func stageIndex(s Stage) uint8 {
	return uint8(max(0, slices.Index(Stages, s)))
}

func answerIndex(a Answer) uint8 {
	switch a {
	case Yes:
		return 1
	case No:
		return 2
	}
	return 0
}

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
}

// Hit is a place found.
type Hit struct {
	ID ID
	Km float64
}

// Found is the answer to a question.
type Found struct {
	Hits       []Hit   // nearest first; without Near in the order of Only, or of names
	Km         float64 // how far was looked
	Activities map[Activity]int
	Stages     map[Stage]int
	Open       int
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
	tries := []float64{q.Km}
	if !q.Near {
		tries = []float64{0}
	} else if q.Km == 0 {
		tries = circles
	}
	var f Found
	for _, km := range tries {
		f = a.within(q, km)
		if len(f.Hits) >= enough {
			break
		}
	}
	if q.Near {
		slices.SortFunc(f.Hits, func(x, y Hit) int { return cmp.Or(cmp.Compare(x.Km, y.Km), x.ID.Compare(y.ID)) })
	}
	return f, nil
}

func (a *Atlas) within(q Question, km float64) Found {
	f := Found{Km: km, Activities: map[Activity]int{}, Stages: map[Stage]int{}}
	var stages uint8
	for _, s := range q.Stages {
		stages |= 1 << stageIndex(s)
	}
	var perActivity [32]int
	var perStage [8]int
	schools := a.schools()
	a.candidates(q, km, func(s *spot) {
		distance := 0.0
		if q.Near {
			if !s.known {
				return
			}
			if distance = geo.Distance(q.Lat, q.Lon, s.lat, s.lon); distance > km {
				return
			}
		}
		if q.StepFree && s.stepFree != 1 || q.Departement != "" && s.departement != q.Departement {
			return
		}
		open := false
		if q.OpenNow || s.hours != nil {
			open = s.openAt(q.Now, schools)
		}
		if q.OpenNow && !open {
			return
		}
		inActivity := q.Activities == 0 || s.activities&q.Activities != 0
		inStage := stages == 0 || stages&(1<<s.stage) != 0
		if inStage {
			for i := range Activities {
				if s.activities&(1<<i) != 0 {
					perActivity[i]++
				}
			}
		}
		if inActivity {
			perStage[s.stage]++
		}
		if inActivity && inStage {
			f.Hits = append(f.Hits, Hit{s.id, distance})
			if open {
				f.Open++
			}
		}
	})
	for i, x := range Activities {
		f.Activities[x] = perActivity[i]
	}
	for i, x := range Stages {
		f.Stages[x] = perStage[i]
	}
	return f
}

func (s *spot) openAt(now civil.Instant, schools *opening.SchoolCalendar) bool {
	if s.hours == nil || Stages[s.stage] == Closed {
		return false
	}
	return s.hours.State(now, territory.Zone(s.departement), opening.CalendarOf(s.departement, schools)).Kind == opening.Open
}

// candidates visits the places that can lie within km of the point: whole cells, a few too many.
func (a *Atlas) candidates(q Question, km float64, visit func(*spot)) {
	switch {
	case q.Only != nil:
		for _, x := range q.Only {
			if i, ok := a.at[x]; ok {
				visit(&a.spots[i])
			}
		}
		return
	case !q.Near || km > 300:
		for _, i := range a.byName {
			visit(&a.spots[i])
		}
		return
	}
	dy := km / 111.0
	dx := km / (111.0 * math.Max(0.05, math.Cos(q.Lat*math.Pi/180)))
	low, high := cellOf(q.Lat-dy, q.Lon-dx), cellOf(q.Lat+dy, q.Lon+dx)
	for y := low.y; y <= high.y; y++ {
		for x := low.x; x <= high.x; x++ {
			for _, i := range a.cells[cell{y, x}] {
				visit(&a.spots[i])
			}
		}
	}
}

// lights is how many places were open at a minute, of a state of the directory. Doors open and close at whole minutes.
type lights struct {
	version, minute int64
	open            int
}

// OpenNow counts the places whose lights are on. The front page asks this all the time, so the count of the minute is kept.
func (a *Atlas) OpenNow(ctx context.Context, now civil.Instant) (open, all int, err error) {
	if err := a.Refresh(ctx); err != nil {
		return 0, 0, err
	}
	a.mu.RLock()
	defer a.mu.RUnlock()
	at := lights{version: a.version, minute: now.Time().Unix() / 60}
	if kept := a.lights.Load(); kept != nil && kept.version == at.version && kept.minute == at.minute {
		return kept.open, len(a.spots), nil
	}
	at.open = len(a.within(Question{OpenNow: true, Now: now}, 0).Hits)
	a.lights.Store(&at)
	return at.open, len(a.spots), nil
}

// Dot is a place on a map.
type Dot struct {
	ID       ID
	Lat, Lon float64
	Stage    Stage
	Open     bool
}

// Dots gives the points of places, for maps. Those without a point are left out.
func (a *Atlas) Dots(ids []Hit, now civil.Instant) []Dot {
	a.mu.RLock()
	defer a.mu.RUnlock()
	schools := a.schools()
	dots := make([]Dot, 0, len(ids))
	for _, h := range ids {
		i, ok := a.at[h.ID]
		if !ok || !a.spots[i].known {
			continue
		}
		s := &a.spots[i]
		dots = append(dots, Dot{s.id, s.lat, s.lon, Stages[s.stage], s.openAt(now, schools)})
	}
	return dots
}

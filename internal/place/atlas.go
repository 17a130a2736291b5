package place

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"sync"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/geo"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/territory"
)

// Atlas answers "what is near here" from memory: for each place its point, activities, stage, step-free access and hours, some hundred bytes,
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
	visits  map[ID][]string           // the départements in which a mobile place counts, where they are known
	byName  []int32                   // every spot, in the order of its name
	hours   map[string]*opening.Table // texts repeat across places

	keptMu sync.Mutex // taken after mu
	kept   answers
}

// spot is what the atlas holds of a place.
type spot struct {
	id          ID
	name        string // folded
	lat, lon    float64
	x, y        int32          // the same on the map, as in Mark
	lit         uint32         // a minute and whether it was open then, as openAt notes them
	hours       *opening.Table // nil: unknown
	departement string
	activities  Set
	stage       uint8             // index in Stages
	stepFree    uint8             // 0 unknown, 1 yes, 2 no
	known       bool              // has a point
	opened      *[]opening.Window // when somebody opens; nil: it opens by its hours alone
	version     int64             // of the directory when it last changed
}

// reading is a spot as it was read, before its texts are shared.
type reading struct {
	spot
	text   string   // of the hours
	visits []string // of a mobile place
}

// cell is a square of a tenth of a degree: some 11 km from south to north.
type cell struct{ y, x int16 }

func cellOf(lat, lon float64) cell {
	return cell{int16(math.Floor(lat * 10)), int16(math.Floor(lon * 10))}
}

// NewAtlas makes an empty atlas; the first question fills it.
func NewAtlas(db *store.DB, schools func() *opening.SchoolCalendar) *Atlas {
	return &Atlas{db: db, schools: schools, at: map[ID]int32{}, cells: map[cell][]int32{}, codes: map[string]string{}, visits: map[ID][]string{}, hours: map[string]*opening.Table{}}
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
			var opened *string
			var stage Stage
			var stepFree Answer
			var commune, sheet string
			err = r.Scan(&c.id, &c.name, &lat, &lon, &c.activities, &stage, &stepFree, &c.text, &c.departement, &c.version, &opened, &commune, &sheet)
			if err == nil && stage == Mobile {
				if c.visits, err = visits(Place{Stage: stage, Commune: commune, Departement: c.departement}, sheet, tx.Now); err != nil {
					return c, err
				}
			}
			if err == nil && opened != nil {
				filled, err := readOpened(*opened)
				if err != nil {
					return c, err
				}
				c.opened = &filled
			}
			if c.known = lat != nil && lon != nil; c.known {
				c.lat, c.lon = *lat, *lon
			}
			c.stage, c.stepFree = stageIndex(stage), answerIndex(stepFree)
			return c, err
		}, `
			SELECT id, sort_name, lat, lon, activities, stage, step_free, hours, departement, version, opened,
				CASE WHEN stage = 'mobile' THEN commune_code ELSE '' END, CASE WHEN stage = 'mobile' THEN sheet ELSE '' END
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
		if len(c.visits) > 0 {
			a.visits[c.id] = c.visits
		} else {
			delete(a.visits, c.id)
		}
		a.put(c.spot, !many)
		a.version = max(a.version, c.version)
	}
	if many {
		a.arrange()
	}
}

// visits are the départements in which a mobile place counts (Place.Communes). Whenever one of them falls away, the place rolls on to another, and is
// read anew.
func visits(p Place, sheet string, now civil.Instant) (all []string, err error) {
	if err := json.Unmarshal([]byte(sheet), &p.Sheet); err != nil {
		return nil, fmt.Errorf("read sheet: %w", err)
	}
	for _, commune := range p.Communes(now) {
		if d := territory.DepartementOf(commune); !slices.Contains(all, d) {
			all = append(all, d)
		}
	}
	return all, nil
}

// arrange puts every spot where its name wants it, so that who goes through all of them walks straight through memory.
func (a *Atlas) arrange() {
	slices.SortFunc(a.spots, func(x, y spot) int { return cmp.Or(cmp.Compare(x.name, y.name), x.id.Compare(y.id)) })
	a.byName = a.byName[:0]
	clear(a.cells)
	for i := range a.spots {
		s := &a.spots[i]
		a.byName = append(a.byName, int32(i))
		a.at[s.id] = int32(i)
		if s.known {
			c := cellOf(s.lat, s.lon)
			a.cells[c] = append(a.cells[c], int32(i))
		}
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

// put sets a spot. When it keeps the order, that costs a move in a list; arranging afresh is for many spots at once.
func (a *Atlas) put(s spot, keepOrder bool) {
	x, y := geo.Mercator(s.lat, s.lon)
	s.x, s.y = int32(x*worldSide), int32(y*worldSide)
	i, known := a.at[s.id]
	if known {
		if keepOrder {
			a.unlist(i)
		}
		a.spots[i] = s
	} else {
		i = int32(len(a.spots))
		a.spots = append(a.spots, s)
		a.at[s.id] = i
	}
	if !keepOrder {
		return
	}
	at, _ := slices.BinarySearchFunc(a.byName, i, a.compareNames)
	a.byName = slices.Insert(a.byName, at, i)
	if s.known {
		c := cellOf(s.lat, s.lon)
		a.cells[c] = append(a.cells[c], i)
	}
}

// unlist takes a spot that changes out of its cell and out of the order of names.
func (a *Atlas) unlist(i int32) {
	s := &a.spots[i]
	if c := cellOf(s.lat, s.lon); s.known {
		a.cells[c] = slices.DeleteFunc(a.cells[c], func(j int32) bool { return j == i })
	}
	at, _ := slices.BinarySearchFunc(a.byName, i, a.compareNames)
	a.byName = slices.Delete(a.byName, at, at+1)
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

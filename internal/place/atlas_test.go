package place_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/geo"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/territory"
)

// The atlas against the plainest reading of its promise: look at every place, one by one.

func noSchools() *opening.SchoolCalendar { return nil }

// nearby are communes around which random places stand: close to each other, far away, overseas.
var nearby = []struct{ lat, lon float64 }{{47.75, 5.13}, {47.66, 5.29}, {48.85, 2.35}, {50.63, 3.06}, {46.74, 0.93}, {-21.11, 55.53}, {14.61, -61.07}, {46.78, -56.17}}

var someHours = []string{"", "", "24/7", "Mo-Fr 09:00-18:00", "Tu 10:00-12:00", "Sa-Su 10:00-16:00", "Mo-Su 22:00-02:00", "Mo-Sa 08:00-20:00; PH off"}

// randomFacts are those of a place that search looks at.
func randomFacts(r *rand.Rand, n int) place.Facts {
	pick := func(all ...string) string { return all[r.IntN(len(all))] }
	f := place.Facts{
		place.FName:       fmt.Sprintf("%s %s %d", pick("L'Atelier", "Le Moulin", "Épicerie", "la gare", "Œuvre"), pick("d'ici", "Neuf", "des Prés"), n),
		place.FStage:      string(place.Stages[r.IntN(len(place.Stages))]),
		place.FActivities: "", place.FHours: pick(someHours...),
		place.FAccess:  pick("", "step-free: yes", "step-free: no", "toilets: yes"),
		place.FCommune: "", place.FPosition: "",
	}
	var acts []string
	for _, a := range place.Activities {
		if r.IntN(6) == 0 {
			acts = append(acts, string(a))
		}
	}
	f[place.FActivities] = strings.Join(acts, ",")
	switch r.IntN(8) {
	case 0: // nobody knows where
	case 1:
		f[place.FCommune] = pick("52499", "36137", "59350", "97411", "75056")
	default:
		at := nearby[r.IntN(len(nearby))]
		spread := []float64{0.05, 0.5, 2}[r.IntN(3)]
		f[place.FPosition] = place.PositionText(at.lat+r.NormFloat64()*spread, at.lon+r.NormFloat64()*spread)
	}
	return f
}

// plant adds random places; sow with the same seed adds the same.
func (v *village) plant(r *rand.Rand, n int) (ids []place.ID) {
	v.Helper()
	v.update(func(tx *store.Tx) error {
		ids = ids[:0]
		for i := range n {
			f := randomFacts(r, i)
			if f[place.FStage] == "" {
				f[place.FStage] = "open"
			}
			p, err := place.Create(tx, organisation.System, place.Place{}, f, byImport, "place.created")
			if err != nil {
				return err
			}
			ids = append(ids, p.ID)
		}
		return nil
	})
	return ids
}

func (v *village) everyPlace() (all []place.Place) {
	v.Helper()
	v.view(func(tx *store.Tx) error {
		ids, err := store.All(tx, store.Value[place.ID], `SELECT id FROM place`)
		if err != nil {
			return err
		}
		for part := range slices.Chunk(ids, 500) {
			some, err := place.FindAll(tx, part)
			if err != nil {
				return err
			}
			all = append(all, some...)
		}
		return nil
	})
	slices.SortFunc(all, func(a, b place.Place) int {
		return cmp.Or(cmp.Compare(search.Fold(a.Name), search.Fold(b.Name)), a.ID.Compare(b.ID))
	})
	return all
}

// plainly answers a question by looking at every place.
func plainly(all []place.Place, q place.Question) place.Found {
	reach := []float64{q.Km}
	if q.Near && q.Km == 0 {
		reach = []float64{10, 20, 40, 100, 250, 21_000}
	}
	if !q.Near {
		reach = []float64{0}
	}
	if q.Only != nil {
		var only []place.Place
		for _, id := range q.Only {
			if i := slices.IndexFunc(all, func(p place.Place) bool { return p.ID == id }); i >= 0 {
				only = append(only, all[i])
			}
		}
		all = only
	}
	var f place.Found
	for _, km := range reach {
		f = place.Found{Km: km, Activities: map[place.Activity]int{}, Stages: map[place.Stage]int{}}
		for _, p := range all {
			plainlyOne(&f, p, q, km)
		}
		if len(f.Hits) >= 12 {
			break
		}
	}
	if q.Near {
		slices.SortStableFunc(f.Hits, func(a, b place.Hit) int { return cmp.Or(cmp.Compare(a.Km, b.Km), a.ID.Compare(b.ID)) })
	}
	return f
}

// countsIn says where a place counts, as Place.Communes does.
func countsIn(p place.Place, q place.Question) bool {
	at := p.Communes(q.Now)
	if p.Stage != place.Mobile || len(at) == 0 {
		return p.Departement == q.Departement
	}
	return slices.ContainsFunc(at, func(commune string) bool { return territory.DepartementOf(commune) == q.Departement })
}

func plainlyOne(f *place.Found, p place.Place, q place.Question, km float64) {
	distance := 0.0
	if q.Near {
		if !p.Point.Known() {
			return
		}
		if distance = geo.Distance(q.Lat, q.Lon, p.Point.Lat, p.Point.Lon); distance > km {
			return
		}
	}
	open := false
	if h, err := opening.ParseOSM(p.Door); err == nil && p.Door != "" && p.Stage != place.Closed {
		open = h.State(q.Now, territory.Zone(p.Departement), opening.CalendarOf(p.Departement, nil)).Kind == opening.Open
	}
	if q.StepFree && p.StepFree != place.Yes || q.Departement != "" && !countsIn(p, q) || q.OpenNow && !open {
		return
	}
	inActivity := q.Activities == 0 || p.Activities&q.Activities != 0
	inStage := len(q.Stages) == 0 || slices.Contains(q.Stages, p.Stage)
	if inStage {
		for _, a := range p.Activities.List() {
			f.Activities[a]++
		}
	}
	if inActivity {
		f.Stages[p.Stage]++
	}
	if inActivity && inStage {
		f.Hits = append(f.Hits, place.Hit{ID: p.ID, Km: distance})
		if open {
			f.Open++
		}
	}
}

// sameAnswer compares two answers; a facet of none is as good as none at all.
func sameAnswer(got, want place.Found) error {
	if !slices.Equal(got.Hits, want.Hits) {
		return fmt.Errorf("%d hits within %v km, want %d within %v km:\n%v\n%v", len(got.Hits), got.Km, len(want.Hits), want.Km, got.Hits, want.Hits)
	}
	for _, a := range place.Activities {
		if got.Activities[a] != want.Activities[a] {
			return fmt.Errorf("%d places for %s, want %d", got.Activities[a], a, want.Activities[a])
		}
	}
	for _, s := range place.Stages {
		if got.Stages[s] != want.Stages[s] {
			return fmt.Errorf("%d places in stage %s, want %d", got.Stages[s], s, want.Stages[s])
		}
	}
	if got.Open != want.Open || got.Km != want.Km {
		return fmt.Errorf("%d open within %v km, want %d within %v km", got.Open, got.Km, want.Open, want.Km)
	}
	return nil
}

func anyQuestion(all []place.Place) *rapid.Generator[place.Question] {
	return rapid.Custom(func(t *rapid.T) place.Question {
		q := place.Question{Near: rapid.Bool().Draw(t, "near"), OpenNow: rapid.IntRange(0, 3).Draw(t, "open") == 0, StepFree: rapid.IntRange(0, 3).Draw(t, "step-free") == 0,
			Now: civil.At(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 7*24*60).Draw(t, "minutes")) * time.Minute))}
		if q.Near {
			at := rapid.SampledFrom(nearby).Draw(t, "around")
			q.Lat, q.Lon = at.lat+rapid.Float64Range(-0.4, 0.4).Draw(t, "dy"), at.lon+rapid.Float64Range(-0.4, 0.4).Draw(t, "dx")
			q.Km = rapid.SampledFrom([]float64{0, 0, 0.5, 5, 20, 100}).Draw(t, "km")
		}
		q.Activities = place.SetOf(rapid.SliceOfN(rapid.SampledFrom(place.Activities), 0, 2).Draw(t, "activities")...)
		q.Stages = rapid.SliceOfN(rapid.SampledFrom(place.Stages), 0, 2).Draw(t, "stages")
		q.Departement = rapid.SampledFrom([]string{"", "", "", "52", "974"}).Draw(t, "departement")
		if rapid.IntRange(0, 4).Draw(t, "words") == 0 {
			q.Only = []place.ID{}
			for range rapid.IntRange(0, 9).Draw(t, "found by words") {
				if id := rapid.SampledFrom(all).Draw(t, "one").ID; !slices.Contains(q.Only, id) {
					q.Only = append(q.Only, id)
				}
			}
		}
		return q
	})
}

func TestAtlasAnswersAsLookingAtEveryPlace(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		v.plant(rand.New(rand.NewPCG(1, 2)), 250)
		all := v.everyPlace()
		atlas := place.NewAtlas(v.db, noSchools)
		rapid.Check(v.T, func(t *rapid.T) {
			q := anyQuestion(all).Draw(t, "question")
			got, err := atlas.Ask(context.Background(), q)
			if err == nil {
				err = sameAnswer(got, plainly(all, q))
			}
			if err != nil {
				t.Fatal(err)
			}
		})
	})
}

// What is written between two questions is in the next answer: one place or a hundred, moved, renamed, closed, or new.
func TestAtlasFollowsEveryChange(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		r := rand.New(rand.NewPCG(3, 4))
		ids := v.plant(r, 60)
		atlas := place.NewAtlas(v.db, noSchools)
		for round, changes := range []int{0, 1, 1, 2, 5, 60, 1, 3, 51, 1} {
			if changes > 0 {
				ids = append(ids, v.plant(r, changes/3)...)
			}
			v.update(func(tx *store.Tx) error {
				for range changes {
					f := randomFacts(r, r.IntN(100))
					_, err := place.Edit(tx, v.coordinator, place.EditRequest{Place: ids[r.IntN(len(ids))], Facts: f})
					if err != nil {
						return err
					}
				}
				return nil
			})
			all := v.everyPlace()
			for range 8 {
				q := anyQuestion(all).Example(r.IntN(1000))
				got, err := atlas.Ask(context.Background(), q)
				if err == nil {
					err = sameAnswer(got, plainly(all, q))
				}
				if err != nil {
					v.Fatalf("round %d, %+v: %v", round, q, err)
				}
			}
		}
	})
}

// Readers and writers at once: no answer is broken, and in the end the atlas holds what the directory holds.
func TestAtlasWhileOthersWrite(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		r := rand.New(rand.NewPCG(5, 6))
		ids := v.plant(r, 40)
		atlas := place.NewAtlas(v.db, noSchools)
		ctx := context.Background()
		var writers, readers sync.WaitGroup
		done := make(chan struct{})
		for w := range 3 {
			own := rand.New(rand.NewPCG(uint64(w), 7))
			writers.Go(func() {
				for range 15 {
					err := v.edit(v.coordinator, ids[own.IntN(6)], civil.Instant{}, randomFacts(own, own.IntN(100)))
					if err != nil {
						v.Error(err)
					}
				}
			})
		}
		for range 4 {
			readers.Go(func() {
				for {
					q := place.Question{Near: true, Lat: 47.75, Lon: 5.13, Now: v.db.Now()}
					if _, err := atlas.Ask(ctx, q); err != nil {
						v.Error(err)
					}
					if _, err := atlas.Crowds(ctx, q, place.Stretch{Zoom: 6, Col: 15, Row: 10, Cols: 3, Rows: 3}); err != nil {
						v.Error(err)
					}
					if _, _, err := atlas.OpenNow(ctx, v.db.Now()); err != nil {
						v.Error(err)
					}
					select {
					case <-done:
						return
					default:
					}
				}
			})
		}
		writers.Wait()
		close(done)
		readers.Wait()
		q := place.Question{Now: v.db.Now()}
		got, err := atlas.Ask(ctx, q)
		if err == nil {
			err = sameAnswer(got, plainly(v.everyPlace(), q))
		}
		if err != nil {
			v.Error(err)
		}
	})
}

// The count of lights is kept for its minute and its state of the directory, and for no other.
func TestLightsFollowTheMinuteAndTheDirectory(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		ids := v.plant(rand.New(rand.NewPCG(10, 11)), 60)
		atlas := place.NewAtlas(v.db, noSchools)
		check := func(what string) {
			v.Helper()
			open, all, err := atlas.OpenNow(context.Background(), v.db.Now())
			want := plainly(v.everyPlace(), place.Question{OpenNow: true, Now: v.db.Now()})
			if err != nil || open != len(want.Hits) || all != len(ids)+2 {
				v.Errorf("%s: %d of %d, want %d (%v)", what, open, all, len(want.Hits), err)
			}
		}
		check("at eleven")
		check("asked again")
		for range 12 {
			v.clock.Advance(55 * time.Minute)
			check("later")
		}
		for _, x := range ids[:8] {
			v.want("edit", v.edit(v.coordinator, x, civil.Instant{}, place.Facts{place.FHours: "24/7", place.FStage: "open"}), ok)
			check("after an edit, in the same minute")
		}
	})
}

// A page of an answer is a part of it, and the numbers beside it are those of the whole.
func TestPartOfAnAnswer(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		v.plant(rand.New(rand.NewPCG(12, 13)), 60)
		all := v.everyPlace()
		atlas := place.NewAtlas(v.db, noSchools)
		rapid.Check(v.T, func(t *rapid.T) {
			q := anyQuestion(all).Draw(t, "question")
			q.Skip, q.Most = rapid.IntRange(0, 70).Draw(t, "skip"), rapid.IntRange(1, 30).Draw(t, "most")
			got, err := atlas.Ask(context.Background(), q)
			want := plainly(all, q)
			if err != nil || got.Count != len(want.Hits) {
				t.Fatalf("%d places, want %d (%v)", got.Count, len(want.Hits), err)
			}
			from := min(q.Skip, len(want.Hits))
			want.Hits = want.Hits[from:min(from+q.Most, len(want.Hits))]
			if err := sameAnswer(got, want); err != nil {
				t.Fatal(err)
			}
		})
	})
}

// How places lie on the map: counted, bounded, and drawn with their lights while they are few.
func TestSpreadIsOfThePlacesFound(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		v.plant(rand.New(rand.NewPCG(8, 9)), 80)
		all := v.everyPlace()
		atlas := place.NewAtlas(v.db, noSchools)
		rapid.Check(v.T, func(t *rapid.T) {
			q := anyQuestion(all).Draw(t, "question")
			if rapid.IntRange(0, 4).Draw(t, "all of them") == 0 {
				q = place.Question{Now: q.Now}
			}
			q.Spread = true
			f, err := atlas.Ask(context.Background(), q)
			if err != nil {
				t.Fatal(err)
			}
			var want place.Spread
			want.Parts = make([]geo.Extent, len(territory.Parts))
			open := map[place.ID]bool{}
			for _, h := range plainly(all, place.Question{Now: q.Now, OpenNow: true}).Hits {
				open[h.ID] = true
			}
			for _, h := range plainly(all, q).Hits {
				p := all[slices.IndexFunc(all, func(p place.Place) bool { return p.ID == h.ID })]
				if !p.Point.Known() {
					continue
				}
				want.Dots = append(want.Dots, place.Dot{Lat: p.Point.Lat, Lon: p.Point.Lon, Stage: p.Stage, Open: open[p.ID]})
				want.Around.Add(p.Point.Lat, p.Point.Lon)
				for i, part := range territory.Parts {
					if part.Box.Holds(p.Point.Lat, p.Point.Lon) {
						want.Parts[i].Add(p.Point.Lat, p.Point.Lon)
					}
				}
			}
			if !slices.Equal(f.Spread.Dots, want.Dots) || f.Spread.Around != want.Around || !slices.Equal(f.Spread.Parts, want.Parts) {
				t.Fatalf("got %+v\nwant %+v", f.Spread, want)
			}
		})
	})
}

// What a stretch shows are the places of the answer, with their lights, and the list of a crowd is as long as it says.
func TestStretchesShowThePlacesFound(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		v.plant(rand.New(rand.NewPCG(14, 15)), 120)
		all := v.everyPlace()
		atlas := place.NewAtlas(v.db, noSchools)
		ctx := context.Background()
		rapid.Check(v.T, func(t *rapid.T) {
			q := anyQuestion(all).Draw(t, "question")
			zoom := float64(rapid.IntRange(4, 20).Draw(t, "quarters of zoom")) / 4
			f, err := atlas.Ask(ctx, place.Question{Near: q.Near, Lat: q.Lat, Lon: q.Lon, Km: q.Km, Activities: q.Activities, Stages: q.Stages, OpenNow: q.OpenNow,
				StepFree: q.StepFree, Departement: q.Departement, Only: q.Only, Now: q.Now, Spread: true})
			if err != nil {
				t.Fatal(err)
			}
			open, shown := 0, 0
			for _, d := range f.Spread.Dots {
				if d.Open {
					open++
				}
			}
			for row := 0; row < 17; row += 6 {
				for col := 0; col < 17; col += 6 {
					s := place.Stretch{Zoom: zoom, Col: col, Row: row, Cols: 6, Rows: 6}
					if s != s.Valid() {
						continue // beyond the world's edge
					}
					crowds, err := atlas.Crowds(ctx, q, s)
					if err != nil {
						t.Fatal(err)
					}
					for _, c := range crowds {
						shown, open = shown+c.Count, open-c.Open
						members, err := atlas.Members(ctx, q, zoom, c.X, c.Y)
						if err != nil || len(members) != c.Count {
							t.Fatalf("%d places in %+v (%v)", len(members), c, err)
						}
					}
				}
			}
			if shown != f.Spread.Around.Count || open != 0 {
				t.Fatalf("%d places shown of %d, and %d open ones lack", shown, f.Spread.Around.Count, open)
			}
		})
	})
}

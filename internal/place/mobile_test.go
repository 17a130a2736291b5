package place_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// The route: today (Tuesday 24 November 2026, 11:00 in Paris) at Vaillant, tomorrow at Prauthoy, then at Néons-sur-Creuse twice a day.
const route = `2026-11-25 14:00-19:00 52405 salle des fêtes
2026-11-24 10:00-12:30 52499 devant la gare
2026-11-27 09:00-10:00 36137 place de l'Église
2026-11-27 15:00-18:00 36137 place de l'Église`

func (v *village) truck(stops string) (id place.ID) {
	v.Helper()
	v.update(func(tx *store.Tx) error {
		p, err := place.Create(tx, organisation.System, place.Place{}, place.Facts{place.FName: "Le Tiers-Truck", place.FStage: "mobile", place.FStops: stops}, byImport, "place.created")
		id = p.ID
		return err
	})
	return id
}

func (v *village) open(id place.ID) bool {
	v.Helper()
	a := place.NewAtlas(v.db, func() *opening.SchoolCalendar { return nil })
	f, err := a.Ask(context.Background(), place.Question{OpenNow: true, Now: v.db.Now()})
	if err != nil {
		v.Fatal(err)
	}
	for _, h := range f.Hits {
		if h.ID == id {
			return true
		}
	}
	return false
}

func TestMobilePlaceIsOpenDuringItsStops(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		truck := v.truck(route)
		for _, x := range []struct {
			ahead time.Duration // of Tuesday 11:00
			want  bool
		}{
			{0, true},
			{89 * time.Minute, true},
			{90 * time.Minute, false}, // 12:30
			{3 * time.Hour, false},
			{27*time.Hour - time.Second, false},
			{27 * time.Hour, true}, // Wednesday 14:00
			{32 * time.Hour, false},
			{70 * time.Hour, true}, // Friday 09:00
			{72 * time.Hour, false},
			{76 * time.Hour, true},
			{100 * time.Hour, false},
		} {
			v.clock.Advance(x.ahead - v.clock.Now().Sub(time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)))
			if got := v.open(truck); got != x.want {
				v.Errorf("%v: open %v", v.clock.Now(), got)
			}
		}
		if p := v.place(truck); p.Hours != "" || p.Door == "" {
			v.Errorf("its hours are %q, its door %q: nobody gave it hours", p.Hours, p.Door)
		}
	})
}

func TestMobilePlaceStandsWhereItStopsNext(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		truck := v.truck(route)
		had := len(v.journal(truck))
		for _, x := range []struct {
			day, departement string
			north            bool // of Néons-sur-Creuse, in the south
		}{{"2026-11-24", "52", true}, {"2026-11-25", "52", true}, {"2026-11-26", "36", false}, {"2026-11-27", "36", false}, {"2026-11-28", "36", false}} {
			v.update(place.RollMobiles)
			if p := v.place(truck); p.Departement != x.departement || p.Point.Of != place.AtCommune || (p.Point.Lat > 47) != x.north {
				v.Errorf("on %s it is in %s at %+v", x.day, p.Departement, p.Point)
			}
			v.clock.Advance(24 * time.Hour)
		}
		version := v.count(`SELECT version FROM directory_version`)
		v.update(place.RollMobiles)
		if v.count(`SELECT version FROM directory_version`) != version {
			v.Error("with nothing to move the directory has a new version")
		}
		if len(v.journal(truck)) != had {
			v.Error("rolling on stands in the journal")
		}
	})
}

// Midnight is that of the place: in Paris it has struck when the west of the Atlantic has its evening still.
func TestMobilePlaceMovesAtItsOwnMidnight(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		here := v.truck("2026-11-24 10:00-12:30 52499\n2026-11-25 14:00-19:00 36137")
		there := v.truck("2026-11-24 10:00-12:30 97209\n2026-11-25 14:00-19:00 97105") // Martinique, then Guadeloupe: UTC-4
		for _, x := range []struct {
			at              time.Time
			ofHere, ofThere string
			moved           bool
		}{
			{time.Date(2026, 11, 24, 22, 59, 59, 0, time.UTC), "52", "972", false},
			{time.Date(2026, 11, 24, 23, 0, 0, 0, time.UTC), "36", "972", true},
			{time.Date(2026, 11, 25, 3, 59, 59, 0, time.UTC), "36", "972", false},
			{time.Date(2026, 11, 25, 4, 0, 0, 0, time.UTC), "36", "971", true},
			{time.Date(2026, 11, 25, 4, 15, 0, 0, time.UTC), "36", "971", false},
		} {
			v.clock.Advance(x.at.Sub(v.clock.Now()))
			version := v.count(`SELECT version FROM directory_version`)
			// Several processes may do it at the same moment.
			var all sync.WaitGroup
			for range 4 {
				all.Go(func() {
					if err := v.try(place.RollMobiles); err != nil {
						v.Error(err)
					}
				})
			}
			all.Wait()
			if a, b := v.place(here).Departement, v.place(there).Departement; a != x.ofHere || b != x.ofThere {
				v.Errorf("%v: they are in %s and %s, want %s and %s", x.at, a, b, x.ofHere, x.ofThere)
			}
			now := v.count(`SELECT version FROM directory_version`)
			if want := version + map[bool]int{true: 1}[x.moved]; now != want {
				v.Errorf("%v: the directory went from version %d to %d", x.at, version, now)
			}
		}
	})
}

func TestNextStop(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		p := v.place(v.truck(route))
		for day, want := range map[string]string{"2026-11-01": "2026-11-24 10:00", "2026-11-24": "2026-11-24 10:00", "2026-11-25": "2026-11-25 14:00", "2026-11-26": "2026-11-27 09:00", "2026-11-28": ""} {
			got := ""
			if s, ok := p.NextStop(civil.MustDate(day)); ok {
				got = s.On.String() + " " + s.From.String()
			}
			if got != want {
				v.Errorf("from %s: %q, want %q", day, got, want)
			}
		}
	})
}

// Hours that somebody gave count before the stops, and a place that stops travelling has no stops to be open by.
func TestGivenHoursCountBeforeStops(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		truck := v.truck(route)
		v.want("hours", v.edit(v.coordinator, truck, civil.Instant{}, place.Facts{place.FHours: "Su 10:00-12:00"}), ok)
		if p := v.place(truck); p.Door != p.Hours || v.open(truck) {
			v.Errorf("given hours %q, its door is %q", p.Hours, p.Door)
		}
		v.want("no hours", v.edit(v.coordinator, truck, civil.Instant{}, place.Facts{place.FHours: ""}), ok)
		if p := v.place(truck); p.Hours != "" || !v.open(truck) {
			v.Errorf("without hours its door is %q", p.Door)
		}
		v.want("a house", v.edit(v.coordinator, truck, civil.Instant{}, place.Facts{place.FStage: "open", place.FCommune: "52499"}), ok)
		if p := v.place(truck); p.Door != "" || v.open(truck) {
			v.Errorf("settled, its door is %q", p.Door)
		}
	})
}

// Stops in one day that overlap, far communes and unknown ones: nothing breaks, and the rest holds.
func TestStopsThatDoNotFit(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		truck := v.truck("2026-11-24 10:00-12:00 52499\n2026-11-24 11:00-13:00 52405\n2026-11-25 08:00-24:00 99999 nulle part")
		p := v.place(truck)
		if len(p.Sheet.Stops) != 3 || p.Departement != "52" {
			v.Errorf("%d stops, in %q", len(p.Sheet.Stops), p.Departement)
		}
		v.clock.Advance(24 * time.Hour)
		v.update(place.RollMobiles)
		if p := v.place(truck); p.Departement != "52" || !v.open(truck) {
			v.Errorf("at an unknown commune it is in %q, open %v", p.Departement, v.open(truck))
		}
	})
}

// Whoever edits the sheet while it rolls on keeps what they wrote.
func TestRollingOnDoesNotUndoAnEdit(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		var stops []string
		for i := range 10 { // there and back
			stops = append(stops, civil.MustDate("2026-11-24").AddDays(i).String()+" 10:00-12:00 "+[]string{"52499", "36137"}[i%2])
		}
		truck := v.truck(strings.Join(stops, "\n"))
		for round := range 8 {
			v.clock.Advance(24 * time.Hour)
			words := fmt.Sprint("Tour ", round)
			_, others := v.race(8, func(i int, tx *store.Tx) error {
				if i%2 == 0 {
					return place.RollMobiles(tx)
				}
				f := []place.Facts{{place.FSummary: words}, {place.FPhone: words}, {place.FAddress: words}, {place.FText: words}}[i/2]
				_, err := place.Edit(tx, v.coordinator, place.EditRequest{Place: truck, Facts: f})
				return err
			})
			if len(others) > 0 {
				v.Errorf("some failed: %v", others)
			}
			p := v.place(truck)
			if p.Summary != words || p.Sheet.Phone != words || p.Address != words || p.Sheet.Text != words || p.Departement != []string{"36", "52"}[round%2] {
				v.Errorf("after round %d it says %q %q %q %q in %s", round, p.Summary, p.Sheet.Phone, p.Address, p.Sheet.Text, p.Departement)
			}
		}
	})
}

// A mobile place counts wherever it is to stop, and where it stopped last when its round is over: the same for a commune, several, a département.
func TestMobilePlaceCountsWhereItStops(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		id := v.truck(route)
		for _, x := range []struct {
			ahead time.Duration // of Tuesday 24 November
			want  map[string]bool
		}{
			{0, map[string]bool{"52499": true, "52405": true, "36137": true, "52": true, "36": true, "70": false}},
			{48 * time.Hour, map[string]bool{"52499": false, "52405": false, "36137": true, "52": false, "36": true}},
			{30 * 24 * time.Hour, map[string]bool{"52499": false, "36137": true, "52": false, "36": true}},
		} {
			v.clock.Advance(x.ahead)
			v.update(func(tx *store.Tx) error {
				for code, want := range x.want {
					var is bool
					if len(code) == 2 {
						all, err1 := place.InDepartement(tx, code)
						n, err2 := place.CountByStage(tx, []string{code})
						if err := errors.Join(err1, err2); err != nil {
							return err
						}
						is = slices.ContainsFunc(all, func(p place.Place) bool { return p.ID == id })
						if (n[code][place.Mobile] == 1) != want {
							v.Errorf("after %v in %s: %v", x.ahead, code, n)
						}
					} else {
						here, err1 := place.InCommune(tx, code)
						within, err2 := place.Within(tx, []string{"52001", code})
						if err := errors.Join(err1, err2); err != nil {
							return err
						}
						is = slices.Contains(here, id)
						if slices.ContainsFunc(within, func(p place.Place) bool { return p.ID == id }) != is {
							v.Errorf("after %v: the commune %s and several say otherwise", x.ahead, code)
						}
					}
					if is != want {
						v.Errorf("after %v in %s: %v, want %v", x.ahead, code, is, want)
					}
				}
				return nil
			})
		}
	})
}

// The filter of the directory counts a mobile place where it is to stop, as the page of each commune does; what it has left behind counts no more.
func TestMobilePlaceIsFoundInEachDepartementWhereItStops(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		truck := v.truck(route)
		atlas := place.NewAtlas(v.db, func() *opening.SchoolCalendar { return nil })
		in := func(departement string) bool {
			v.Helper()
			f, err := atlas.Ask(context.Background(), place.Question{Departement: departement, Now: v.db.Now()})
			if err != nil {
				v.Fatal(err)
			}
			return slices.ContainsFunc(f.Hits, func(h place.Hit) bool { return h.ID == truck })
		}
		for _, x := range []struct {
			days   int // more
			marne  bool
			indre  bool
			before string
		}{
			{0, true, true, "three stops to come"},
			{1, true, true, "one in Haute-Marne, then Indre"},
			{1, false, true, "Haute-Marne is behind it"},
			{9, false, true, "no stop to come: it stands where it was last"},
		} {
			v.clock.Advance(time.Duration(x.days) * 24 * time.Hour)
			v.update(place.RollMobiles)
			if in("52") != x.marne || in("36") != x.indre || in("974") {
				v.Errorf("%s: in Haute-Marne %v, in Indre %v, in Réunion %v", x.before, in("52"), in("36"), in("974"))
			}
		}
		// It settles: it counts where it stands, and nowhere else.
		v.update(func(tx *store.Tx) error {
			return place.Seed(tx, truck, place.Facts{place.FStage: string(place.Open), place.FCommune: "52499"}, byImport)
		})
		if !in("52") || in("36") {
			v.Errorf("settled: in Haute-Marne %v, in Indre %v", in("52"), in("36"))
		}
	})
}

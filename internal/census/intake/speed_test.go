package intake_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strconv"
	"testing"
	"time"

	"mitoyen/internal/census"
	"mitoyen/internal/census/intake"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/territory"
	"mitoyen/internal/testkit"
)

// large is the profile of a generated census.
func large(t testing.TB) census.Profile {
	t.Helper()
	p, err := census.Mapping{Key: "large", Label: "Large", Source: "Nobody", Licence: "None", Date: "2026", Columns: map[string]census.Names{
		"id": {"id"}, "name": {"nom"}, "address": {"adresse"}, "postcode": {"cp"}, "commune": {"commune"}, "commune_code": {"insee"},
		"latitude": {"lat"}, "longitude": {"lon"}, "website": {"site"}, "phone": {"tel"}, "description": {"texte"},
	}}.Profile()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// generate writes a census of n places spread over real communes. A seed gives the same file always.
func generate(t testing.TB, db *store.DB, n int) []byte {
	t.Helper()
	var communes []territory.Commune
	g := communesOf(t, db)
	err := db.View(context.Background(), func(tx *store.Tx) error {
		codes, err := store.All(tx, store.Value[string], `SELECT code FROM commune WHERE kind = 'commune' AND population > 300 ORDER BY code`)
		for _, code := range codes {
			if c, ok := g.Commune(code); ok && c.HasCentre && len(c.Postcodes) > 0 {
				communes = append(communes, c)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	first := []string{"Atelier", "Fabrique", "Maison", "Grange", "Halle", "Moulin", "Station", "Ruche", "Forge", "Cabane", "Usine", "Ferme", "Gare", "Lavoir", "Verger"}
	second := []string{"du Canal", "des Tilleuls", "Commune", "de la Source", "du Marché", "Verte", "des Arts", "du Rail", "des Possibles", "du Coin", "de l'Horloge", "Mitoyenne", "des Ponts", "du Levant", "de Pierre"}
	third := []string{"numérique", "solidaire", "partagé", "rural", "créatif", "citoyen", "nomade", "paysan", "sonore", "textile", "associatif", "ouvert", "libre", "curieux", "voisin"}
	rng := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Write([]string{"id", "nom", "adresse", "cp", "commune", "insee", "lat", "lon", "site", "tel", "texte"})
	for i := range n {
		c := communes[rng.IntN(len(communes))]
		name := fmt.Sprintf("%s %s %s", first[rng.IntN(15)], second[rng.IntN(15)], third[rng.IntN(15)])
		w.Write([]string{strconv.Itoa(i + 1), name, fmt.Sprintf("%d rue %s", 1+rng.IntN(200), second[rng.IntN(15)]), c.Postcodes[0], c.Name, c.Code,
			fmt.Sprintf("%.5f", c.Lat+rng.Float64()*0.02-0.01), fmt.Sprintf("%.5f", c.Lon+rng.Float64()*0.02-0.01),
			fmt.Sprintf("https://www.lieu-%d.fr", i+1), fmt.Sprintf("01%08d", 10_000_000+i), "Un lieu où l'on travaille, répare et cuisine ensemble, ouvert aux habitants et aux associations."})
	}
	w.Flush()
	return b.Bytes()
}

// TestProveALargeCensusComesInUnderAMinute: 100,000 rows with their origins, new, unchanged and changed. What a file costs in memory does
// not grow with it: the unchanged file, which needs no twins, is read in that of the communes and a few batches.
func TestProveALargeCensusComesInUnderAMinute(t *testing.T) {
	rows := testkit.Rounds(1200, 100_000)
	for _, e := range []struct {
		name string
		open func(testing.TB, ...testkit.Option) *store.DB
	}{{"sqlite", testkit.SQLite}, {"postgres", testkit.PostgreSQL}} {
		t.Run(e.name, func(t *testing.T) { // one after the other: each has the machine
			db := e.open(t, testkit.WithTerritory(), testkit.Durable())
			text := generate(t, db, rows)
			changed := bytes.ReplaceAll(text, []byte("Un lieu où"), []byte("Une maison où"))
			for _, pass := range []struct {
				what string
				text []byte
			}{{"new", text}, {"unchanged", text}, {"changed", changed}} {
				request := intake.Request{Profile: large(t), FileName: "large.csv", Open: opened(pass.text), By: organisation.System}
				if rows < 100_000 {
					request.Communes = communesOf(t, db) // reading them is most of a small file's time
				}
				stop := watchHeap()
				begin := time.Now()
				r, err := intake.Run(context.Background(), db, words(), request)
				took, grown := time.Since(begin), stop()
				if err != nil || r.Counts.Read != rows || r.Counts.Refused > 0 {
					t.Fatalf("%+v, %v", r.Counts, err)
				}
				t.Logf("%s: %d rows, %d MiB, in %s, %.0f rows/s, heap grown by at most %d MiB: %s", pass.what, rows, len(text)>>20, took.Round(time.Millisecond),
					float64(rows)/took.Seconds(), grown>>20, sum(r.Counts))
				if limit := time.Minute; took > limit {
					t.Errorf("%s took %s, more than %s", pass.what, took, limit)
				}
				if pass.what == "unchanged" && (r.Counts.Unchanged != rows || grown > 160<<20) {
					t.Errorf("unchanged: %+v, %d MiB", r.Counts, grown>>20)
				}
			}
		})
	}
}

// watchHeap tells, when it is stopped, by how much the heap had grown at most. Garbage counts.
func watchHeap() (stop func() int64) {
	read := func() int64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	runtime.GC()
	before, most := read(), int64(0)
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			most = max(most, read()-before)
			select {
			case <-done:
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	return func() int64 {
		close(done)
		<-ended
		return most
	}
}

package intake_test

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
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

// generate writes a census of n places spread over real communes, each with the same text, and says where. A seed gives the same places
// always. It stands on the disk: what a test holds in memory would be counted as the import's.
func generate(t testing.TB, db *store.DB, n int, text string) (path string) {
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
	f, err := os.Create(filepath.Join(t.TempDir(), "large.csv"))
	if err != nil {
		t.Fatal(err)
	}
	w := csv.NewWriter(f)
	w.Write([]string{"id", "nom", "adresse", "cp", "commune", "insee", "lat", "lon", "site", "tel", "texte"})
	for i := range n {
		c := communes[rng.IntN(len(communes))]
		name := fmt.Sprintf("%s %s %s", first[rng.IntN(15)], second[rng.IntN(15)], third[rng.IntN(15)])
		w.Write([]string{strconv.Itoa(i + 1), name, fmt.Sprintf("%d rue %s", 1+rng.IntN(200), second[rng.IntN(15)]), c.Postcodes[0], c.Name, c.Code,
			fmt.Sprintf("%.5f", c.Lat+rng.Float64()*0.02-0.01), fmt.Sprintf("%.5f", c.Lon+rng.Float64()*0.02-0.01),
			fmt.Sprintf("https://www.lieu-%d.fr", i+1), fmt.Sprintf("01%08d", 10_000_000+i), text})
	}
	w.Flush()
	if err := errors.Join(w.Error(), f.Close()); err != nil {
		t.Fatal(err)
	}
	return f.Name()
}

// heapBar is by how much an import may let the heap grow, garbage counted: the communes, one batch and the places that its rows may be. It
// is the same for any number of rows and of places.
const heapBar = 96 << 20

// TestProveALargeCensusComesInUnderAMinute: 100,000 rows with their origins, first as a dry run, then new, unchanged and changed, and twice
// as many in the memory of as many.
func TestProveALargeCensusComesInUnderAMinute(t *testing.T) {
	for _, e := range []struct {
		name string
		open func(testing.TB, ...testkit.Option) *store.DB
	}{{"sqlite", testkit.SQLite}, {"postgres", testkit.PostgreSQL}} {
		for _, rows := range []int{testkit.Rounds(300, 100_000), testkit.Rounds(600, 200_000)} {
			t.Run(fmt.Sprint(e.name, "-", rows), func(t *testing.T) { // one after the other: each has the machine
				large := largeCensus{T: t, db: e.open(t, testkit.WithTerritory(), testkit.Durable()), rows: rows}
				const text = " où l'on travaille, répare et cuisine ensemble, ouvert aux habitants et aux associations."
				first, second := generate(t, large.db, rows, "Un lieu"+text), generate(t, large.db, rows, "Une maison"+text)
				large.comesIn("dry", first)
				large.comesIn("new", first)
				large.comesIn("unchanged", first)
				large.comesIn("changed", second)
			})
		}
	}
}

type largeCensus struct {
	*testing.T
	db   *store.DB
	rows int
}

func (l largeCensus) comesIn(what, path string) {
	request := intake.Request{Profile: large(l), FileName: "large.csv", Open: intake.FromDisk(path), By: organisation.System, Dry: what == "dry"}
	if l.rows < 100_000 {
		request.Communes = communesOf(l, l.db) // reading them is most of a small file's time
	}
	stop := watchHeap()
	begin := time.Now()
	r, err := intake.Run(context.Background(), l.db, words(), request)
	took, grown := time.Since(begin), stop()
	n := r.Counts
	if err != nil || n.Read != l.rows || n.Refused > 0 || n.Ready+n.Imported+n.Updated+n.Unchanged < l.rows*9/10 || what == "unchanged" && n.Unchanged != l.rows {
		l.Fatalf("%s: %+v, %v", what, n, err)
	}
	l.Logf("%s: %d rows in %s, %.0f rows/s, heap grown by at most %d MiB: %s", what, l.rows, took.Round(time.Millisecond),
		float64(l.rows)/took.Seconds(), grown>>20, sum(n))
	if limit := time.Minute * time.Duration(max(1, l.rows/100_000)); took > limit {
		l.Errorf("%s took %s, more than %s", what, took, limit)
	}
	// Garbage is let grow with all that the process holds, so it tells something only where no other test has run before: in make prove.
	if l.rows >= 100_000 && grown > heapBar {
		l.Errorf("%s let the heap grow by %d MiB, more than %d", what, grown>>20, heapBar>>20)
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

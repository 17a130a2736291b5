package app_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/testkit"
)

// country writes generated places straight into the tables, three to a commune: only reading them is measured.
func (h *house) country(n int) {
	h.Helper()
	type spot struct {
		code, departement string
		lat, lon          float64
	}
	rng := rand.New(rand.NewPCG(1, 2))
	var communes []spot
	err := h.DB.View(h.Context(), func(tx *store.Tx) (err error) {
		communes, err = store.All(tx, func(r store.Row) (s spot, err error) { return s, r.Scan(&s.code, &s.departement, &s.lat, &s.lon) },
			`SELECT code, departement, lat, lon FROM commune WHERE lat IS NOT NULL AND kind = 'commune' ORDER BY code`)
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	hours := []string{"", "", "", "Mo-Fr 09:00-18:00; PH off", "Tu-Sa 10:00-12:30,14:00-19:00; PH off", "Mo-Su 08:00-20:00"}
	words := []string{"Atelier", "Fabrique", "Maison", "Grange", "Station", "Filature", "Halle", "Cabane", "Forge", "Moulin"}
	for done := 0; done < n; {
		h.update(func(tx *store.Tx) error {
			var docs []search.Doc
			for range min(2000, n-done) {
				s := communes[done%len(communes)]
				x, name := id.New[place.Place](), fmt.Sprintf("%s %s %d", words[rng.IntN(10)], words[rng.IntN(10)], done)
				origins := `{}`
				h := hours[rng.IntN(len(hours))]
				if h != "" {
					origins = `{"hours":{"rank":"import","source":"census-2019","on":"2019-03-01"}}`
				}
				_, err := tx.Exec(`
					INSERT INTO place (id, slug, name, sort_name, kind, stage, commune_code, departement, lat, lon, position, activities, step_free, hours, summary, origins, version, created_at, changed_at)
					VALUES ($1, $2, $3, $4, 'coworking', 'open', $5, $6, $7, $8, 'address', $9, $10, $11, $12, $13, $14, $15, $16)`,
					x, "p-"+strconv.Itoa(done), name, strings.ToLower(name), s.code, s.departement, s.lat+rng.Float64()*0.04-0.02, s.lon+rng.Float64()*0.04-0.02,
					rng.IntN(1<<14), []string{"", "yes", "no"}[rng.IntN(3)], h, "Un lieu de travail et d'ateliers, ouvert à toutes et à tous.", origins, done+1, tx.Now, tx.Now)
				if err != nil {
					return err
				}
				docs = append(docs, search.Doc{ID: x.String(), Parts: []search.Weighted{search.Title(name)}})
				done++
			}
			return search.PutAll(tx, place.SearchKind, docs)
		})
	}
}

// spent is the CPU time of this process, and on PostgreSQL of its backends, so far.
func (h *house) spent() time.Duration {
	h.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		h.Fatal(err)
	}
	total := time.Duration(u.Utime.Nano() + u.Stime.Nano())
	if h.DB.Engine() == store.SQLite {
		return total
	}
	for _, row := range h.rows(`SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'`) {
		stat, err := os.ReadFile(filepath.Join("/proc", strings.Trim(row, "|"), "stat"))
		if err != nil {
			continue // it has just ended
		}
		_, after, _ := strings.Cut(string(stat), ") ")
		f := strings.Fields(after)
		user, _ := strconv.Atoi(f[11])   // as the kernel writes it
		system, _ := strconv.Atoi(f[12]) // as the kernel writes it
		total += time.Duration(user+system) * 10 * time.Millisecond
	}
	return total
}

// TestProvePagesAreQuick measures whole pages among 100,000 places, from the request to the last byte, compressed, the database's time
// included. The slice in `make test` has fewer places and shows that every page of it works.
func TestProvePagesAreQuick(t *testing.T) {
	places := testkit.Rounds(2000, 100_000)
	for _, engine := range []store.Engine{store.SQLite, store.PostgreSQL} {
		t.Run(engine.String(), func(t *testing.T) {
			h := openHouse(t, engine, testkit.WithTerritory())
			h.country(places)
			if engine == store.PostgreSQL {
				if _, err := h.DB.Writer().Exec("ANALYZE"); err != nil { // autovacuum does it within a minute of real use
					t.Fatal(err)
				}
			}
			v := h.visitor("stranger")
			v.header.Set("Accept-Encoding", "br")
			begin := time.Now()
			v.get("/")
			t.Logf("first page over %d places in %s", places, time.Since(begin).Round(time.Millisecond))
			for _, x := range []struct {
				path string
				bar  time.Duration // of CPU; 0: told only
			}{
				{"/lieux?q=vaillant", 10 * time.Millisecond},
				{"/lieux?q=lyon&ouvert=1&act=desk&act=making&km=40", 10 * time.Millisecond},
				{"/lieux?q=neons+s%2F+creuse&pmr=1", 10 * time.Millisecond},
				{"/lieux?q=75011", 10 * time.Millisecond},
				{"/lieux?lat=47.71&lon=5.15", 10 * time.Millisecond},
				{"/lieux?q=forge+moulin+424", 10 * time.Millisecond},
				{"/communes/52499", 10 * time.Millisecond},
				{"/lieux/p-42", 10 * time.Millisecond},
				{"/lieux?q=filature", 10 * time.Millisecond},
				{"/lieux?dep=52", 10 * time.Millisecond},
				{"/lieux", 10 * time.Millisecond},
				{"/lieux?page=3", 10 * time.Millisecond},
				{"/lieux?page=4999", 10 * time.Millisecond},
				{"/lieux?ouvert=1", 10 * time.Millisecond},
				{"/lieux?act=making", 10 * time.Millisecond},
				{"/", 10 * time.Millisecond},
				{"/carte", 10 * time.Millisecond},
				{"/donnees/carte.json?z=5.5&col=11&row=7&cols=2&rows=2", 10 * time.Millisecond}, // all of France
				{"/donnees/carte.json?z=9&col=131&row=90&cols=3&rows=2", 10 * time.Millisecond},
				{"/donnees/carte.json?z=11&col=526&row=362&cols=3&rows=3", 10 * time.Millisecond},
				{"/donnees/carte.json?z=13&col=2106&row=1450&cols=3&rows=3", 10 * time.Millisecond},
				{"/donnees/carte.json?z=9&col=131&row=90&cols=3&rows=2&ouvert=1&act=making", 10 * time.Millisecond},
				{"/donnees/carte.json?q=vaillant&z=9&col=131&row=90&cols=3&rows=2", 10 * time.Millisecond},
			} {
				got := v.get(x.path)
				if got.StatusCode != 200 {
					t.Fatalf("%s: %s", x.path, got.Status)
				}
				rounds := testkit.Rounds(3, 60)
				before := h.spent()
				for range rounds {
					v.get(x.path)
				}
				each := (h.spent() - before) / time.Duration(rounds)
				t.Logf("%-72s %7.2f ms of CPU, %6d bytes", x.path, float64(each.Microseconds())/1000, len(got.text))
				if places == 100_000 && x.bar > 0 && each > x.bar {
					t.Errorf("%s took %s of CPU, more than %s", x.path, each, x.bar)
				}
			}
		})
	}
}

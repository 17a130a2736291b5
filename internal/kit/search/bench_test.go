package search_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

// manyDocs are places as a census would describe them: one word in all, some in many, most in few.
func manyDocs(n int) []search.Doc {
	random := rand.New(rand.NewPCG(3, 4))
	rare := func() string {
		return fmt.Sprintf("mot%c%c%c", 'a'+random.IntN(26), 'a'+random.IntN(26), 'a'+random.IntN(26))
	}
	often := strings.Fields("coworking fablab atelier salle bureaux réunion cuisine partagée numérique réservation village jardin")
	docs := make([]search.Doc, n)
	for i := range docs {
		var body []string
		for range 15 {
			body = append(body, rare(), often[random.IntN(len(often))])
		}
		docs[i] = search.Doc{ID: fmt.Sprintf("%06d", i), Parts: []search.Weighted{
			search.Title("Le Lieu " + often[random.IntN(2)] + " " + rare()),
			search.Keywords("Ville-" + rare() + " " + often[random.IntN(4)]),
			search.Body(strings.Join(body, " ")),
		}}
	}
	return docs
}

// BenchmarkFind searches among 100,000 documents; the filling is reported in seconds.
func BenchmarkFind(b *testing.B) {
	docs := manyDocs(100_000)
	for _, engine := range []struct {
		name string
		open func(testing.TB, ...testkit.Option) *store.DB
	}{{"sqlite", testkit.SQLite}, {"postgres", testkit.PostgreSQL}} {
		b.Run(engine.name, func(b *testing.B) {
			db := engine.open(b)
			start := time.Now()
			update(b, db, func(tx *store.Tx) error { return search.PutAll(tx, "place", docs) })
			update(b, db, search.Settle)
			fill := time.Since(start).Seconds()
			for _, query := range []string{"motabc", "motabc coworking", "mota", "coworking", "lieu coworking", "réservations de salles", "lieu motab", "m c", "co", "introuvable"} {
				b.Run(query, func(b *testing.B) {
					for b.Loop() {
						err := db.View(context.Background(), func(tx *store.Tx) error {
							_, err := search.Find(tx, "place", query, 20)
							return err
						})
						if err != nil {
							b.Fatal(err)
						}
					}
					b.ReportMetric(fill, "s-to-fill")
				})
			}
		})
	}
}

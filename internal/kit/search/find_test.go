package search_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

func update(t testing.TB, db *store.DB, f func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Update(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

func find(t testing.TB, db *store.DB, kind, query string, limit int) (ids []string) {
	t.Helper()
	err := db.View(context.Background(), func(tx *store.Tx) (err error) {
		ids, err = search.Find(tx, kind, query, limit)
		return err
	})
	if err != nil {
		t.Fatalf("find %q: %v", query, err)
	}
	return ids
}

func TestFind(t *testing.T) {
	t.Parallel()
	docs := []search.Doc{
		{"gare", []search.Weighted{search.Title("La GARE"), search.Keywords("Vaillant coworking"), search.Body("Gîte, bureaux et réservations de salles. Œuvre d'un chantier de jeunes.")}},
		{"oeuvre", []search.Weighted{search.Title("L’Œuvre"), search.Body("Atelier partagé")}},
		{"mutualab", []search.Weighted{search.Title("Mutualab"), search.Keywords("Lille, coworking"), search.Body("À deux pas de la gare")}},
		{"coroutine", []search.Weighted{search.Title("La Coroutine, coworking"), search.Keywords("Lille")}},
		{"annexe", []search.Weighted{search.Title("Annexe de la Gare"), search.Body("")}},
		{"москва", []search.Weighted{search.Title("Москва")}},
	}
	cases := []struct{ query, want string }{
		{"gare", "annexe gare mutualab"}, // titles first, in their order: "annexe …", "la gare"
		{"GARE", "annexe gare mutualab"},
		{"coworking", "coroutine gare mutualab"},
		{"coworking lille", "coroutine mutualab"},
		{"lille coworking", "coroutine mutualab"},
		{"réservation", "gare"},
		{"reservations", "gare"},
		{"bureau", "gare"},
		{"œuvre", "oeuvre gare"},
		{"oeuvre", "oeuvre gare"},
		{"l'œuvre", "oeuvre gare"},
		{"atelier partagée", "oeuvre"},
		{"cowor", "coroutine gare mutualab"},
		{"coworking gare", "gare mutualab"},
		{"gare lil", "mutualab"},
		{"gare de", "annexe gare mutualab"}, // still typing
		{"la gare de vaillant", "gare"},
		{"moscou", ""},
		{"моск", "москва"},
		{"", ""},
		{"l", ""},
		{"'\"*()-:^ NOT AND", ""},
		{`l'"atelier" OR (`, ""},
		{`"atelier" NEAR(partagé)`, ""},
		{"atelier'; DROP TABLE search_doc; --", ""},
		{"atelier:*", "oeuvre"},
		{"{title} : gare", ""},
		{"gare & !coworking", "gare mutualab"},
		{`gare\`, "annexe gare mutualab"},
		{"gare\x00", "annexe gare mutualab"},
		{"gare\xff", "annexe gare mutualab"},
	}
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		update(t, db, func(tx *store.Tx) error { return search.PutAll(tx, "place", docs) })
		update(t, db, func(tx *store.Tx) error { return search.Put(tx, "event", "fete", search.Title("Fête de la gare")) })
		for _, c := range cases {
			if got := strings.Join(find(t, db, "place", c.query, 10), " "); got != c.want {
				t.Errorf("%q finds %q, want %q", c.query, got, c.want)
			}
		}
		if got := find(t, db, "place", "gare", 2); !slices.Equal(got, []string{"annexe", "gare"}) {
			t.Errorf("two at most: %q", got)
		}
		if got := find(t, db, "event", "gare", 9); !slices.Equal(got, []string{"fete"}) {
			t.Errorf("another kind: %q", got)
		}
	})
}

func TestPutReplacesAndRemoveForgets(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		update(t, db, func(tx *store.Tx) error {
			return search.PutAll(tx, "place", []search.Doc{
				{"a", []search.Weighted{search.Title("avant")}},
				{"b", []search.Weighted{search.Title("avant")}},
				{"a", []search.Weighted{search.Title("après")}}, // the later counts
			})
		})
		if got := find(t, db, "place", "avant", 9); !slices.Equal(got, []string{"b"}) {
			t.Errorf("avant: %q", got)
		}
		update(t, db, func(tx *store.Tx) error { return search.Put(tx, "place", "b", search.Title("enfin")) })
		if got := find(t, db, "place", "avant", 9); len(got) != 0 {
			t.Errorf("avant, replaced: %q", got)
		}
		for range 2 {
			update(t, db, func(tx *store.Tx) error { return search.Remove(tx, "place", "b") })
			if got := find(t, db, "place", "enfin", 9); len(got) != 0 {
				t.Errorf("enfin, removed: %q", got)
			}
		}
		if got := find(t, db, "place", "après", 9); !slices.Equal(got, []string{"a"}) {
			t.Errorf("après: %q", got)
		}
	})
}

func TestAmongStandsInsideAQuery(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		ids := []string{"0198a000-0000-7000-8000-000000000001", "0198a000-0000-7000-8000-000000000002"}
		update(t, db, func(tx *store.Tx) error {
			for i, id := range ids {
				_, err := tx.Exec("INSERT INTO submission (id, result, created_at) VALUES ($1, $2, $3)", id, fmt.Sprint(i), tx.Now)
				if err != nil {
					return err
				}
			}
			return search.Put(tx, "sheet", ids[1], search.Body("une salle"))
		})
		err := db.View(context.Background(), func(tx *store.Tx) error {
			sub, arg, ok := search.Among(tx, "sheet", "salles", "$2")
			if !ok {
				t.Fatal("no word?")
			}
			got, err := store.All(tx, store.Value[string], "SELECT result FROM submission WHERE result <> $1 AND id IN ("+sub+")", "", arg)
			if !slices.Equal(got, []string{"1"}) {
				t.Errorf("%q", got)
			}
			if _, _, ok := search.Among(tx, "sheet", "d'", "$2"); ok {
				t.Error("a query without words was taken")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// vocabulary has words that begin alike, words that stem alike and words that a query language might stumble on.
var vocabulary = strings.Fields("gare gares garage local locaux locale location atelier ateliers partagé partagée œuvre l'eau d'or AND OR NOT NEAR tiers-lieu tiers lieux réseau 52 3d 2026 naïve a de la école ecoles fablab labo москва город İstanbul ß")

func TestBothEnginesGiveTheSameLists(t *testing.T) {
	t.Parallel()
	lite, pg := testkit.SQLite(t), testkit.PostgreSQL(t)
	random := rand.New(rand.NewPCG(1, 2))
	sentence := func(most int) string {
		var all []string
		for range random.IntN(most + 1) {
			all = append(all, vocabulary[random.IntN(len(vocabulary))])
		}
		return strings.Join(all, " ")
	}
	var docs []search.Doc
	for i := range 1300 { // more than PostgreSQL looks at first
		docs = append(docs, search.Doc{ID: fmt.Sprintf("%04d", i), Parts: []search.Weighted{search.Title(sentence(3)), search.Keywords(sentence(3)), search.Body(sentence(12))}})
	}
	for _, db := range []*store.DB{lite, pg} {
		update(t, db, func(tx *store.Tx) error { return search.PutAll(tx, "place", docs) })
	}
	rapid.Check(t, func(rt *rapid.T) {
		var words []string
		for range rapid.IntRange(1, 3).Draw(rt, "words") {
			w := []rune(rapid.SampledFrom(vocabulary).Draw(rt, "word"))
			words = append(words, string(w[:rapid.IntRange(1, len(w)).Draw(rt, "letters")]))
		}
		query, limit := strings.Join(words, " "), rapid.SampledFrom([]int{1, 7, 1000}).Draw(rt, "limit")
		a, b := find(t, lite, "place", query, limit), find(t, pg, "place", query, limit)
		if !slices.Equal(a, b) {
			rt.Fatalf("%q: SQLite %q, PostgreSQL %q", query, a, b)
		}
	})
}

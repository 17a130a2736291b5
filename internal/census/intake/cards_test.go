package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"mitoyen/internal/census/twin"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/testkit"
)

func update(t *testing.T, db *store.DB, do func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Update(t.Context(), do); err != nil {
		t.Fatal(err)
	}
}

// A batch takes out what its rows can be like, never a whole town: of a key that too many share enough to see that they do.
func TestTakingOutNeverGrowsWithTheDirectory(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		const n = 2*twin.Enough + 7
		var cards []twin.Card
		for i := range n {
			cards = append(cards, twin.Card{Key: id.New[place.Place]().String(), Name: "Le Tiers-Lieu", Commune: "52250", Website: "https://reseau.example.org",
				Phone: fmt.Sprintf("03 25 %06d", i)})
		}
		asked := twin.Card{Name: "Tiers-lieu", Commune: "52250", Website: "https://reseau.example.org", Phone: cards[n-1].Phone}
		var got []twin.Card
		update(t, db, func(tx *store.Tx) (err error) {
			if err := file(tx, cards); err != nil {
				return err
			}
			got, err = takeOut(tx, twin.Asked(asked))
			return err
		})
		if len(got) != twin.Enough+1 || !slices.Equal(got[:twin.Enough], cards[:twin.Enough]) || got[twin.Enough] != cards[n-1] {
			t.Errorf("%d cards are taken out: the first that were filed, and the one with the phone number", len(got))
		}
	})
}

func TestAChangedPlaceLeavesItsOldKeys(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		was := twin.Card{Key: id.New[place.Place]().String(), Name: "La Forge", Commune: "52250", Lat: 48.44, Lon: 5.14, Precise: true}
		is := was
		is.Name, is.Lat, is.Phone = "Le Moulin", 45, "03 25 00 00 01"
		finds := func(tx *store.Tx, c twin.Card) int {
			got, err := takeOut(tx, twin.Asked(c))
			if err != nil || len(got) > 0 && got[0] != is && got[0] != was {
				t.Errorf("%+v, %v", got, err)
			}
			return len(got)
		}
		update(t, db, func(tx *store.Tx) error {
			for _, c := range []twin.Card{was, was, is} {
				if err := file(tx, []twin.Card{c}); err != nil {
					return err
				}
				if finds(tx, c) != 1 {
					t.Errorf("%s isn't found", c.Name)
				}
			}
			if finds(tx, was) != 0 {
				t.Error("it is still found as it was")
			}
			keys, err := store.One(tx, store.Value[int], `SELECT count(*) FROM twin_key`)
			if want := len(twin.Keys(is)); err != nil || keys != want {
				t.Errorf("%d keys, want %d: %v", keys, want, err)
			}
			return err
		})
	})
}

// PostgreSQL must ask the index of keys for each key, though nobody has counted what stands in the table.
func TestCardsAreFoundByTheIndex(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		explain, wrong := "EXPLAIN QUERY PLAN ", "SCAN k"
		if db.Engine() == store.PostgreSQL {
			explain, wrong = "EXPLAIN ", "Seq Scan on twin_key"
		}
		var rows [][]any
		for i := range 20_000 {
			rows = append(rows, []any{int64(i % 5000), i})
		}
		args := make([]any, askedAtOnce)
		for i := range args {
			args[i] = int64(i)
		}
		var plan []string
		update(t, db, func(tx *store.Tx) error {
			if err := tx.InsertAll(`INSERT INTO twin_key (key, num)`, "", rows); err != nil {
				return err
			}
			return tx.Each(func(r store.Row) error {
				var line string
				if db.Engine() == store.PostgreSQL {
					plan = append(plan, "")
					return r.Scan(&plan[len(plan)-1])
				}
				var a, b, c int
				err := r.Scan(&a, &b, &c, &line)
				plan = append(plan, line)
				return err
			}, explain+firstOfKeys, args...)
		})
		if text := strings.Join(plan, "\n"); strings.Contains(text, wrong) || !strings.Contains(strings.ToLower(text), "index") {
			t.Error(text)
		} else {
			t.Log(text)
		}
	})
}

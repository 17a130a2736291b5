package twin

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"mitoyen/internal/testkit"
)

func TestTheIndexMissesNoPairOfTheCensus(t *testing.T) {
	t.Parallel()
	x := NewIndex()
	for id, c := range fromCensus {
		c.Key = fmt.Sprint(id)
		x.Add(c)
	}
	found := map[string]Verdict{}
	for id, c := range fromCensus {
		for _, m := range x.Likely(c) {
			found[fmt.Sprint(id)+" "+m.Card.Key] = m.Verdict
		}
	}
	for i, a := range fromCensus {
		for j, b := range fromCensus {
			pair := fmt.Sprint(i) + " " + fmt.Sprint(j)
			if want := Compare(a, b).Verdict; want != found[pair] {
				t.Errorf("%s: %q and %q are %v, the index says %v", pair, a.Name, b.Name, want, found[pair])
			}
		}
	}
}

func TestLikelyGivesTheLikeliestFirst(t *testing.T) {
	t.Parallel()
	x := NewIndex()
	for key, c := range map[string]Card{
		"same":  {Name: "La Loco Coworking", Commune: "33318", Address: "4 rue Dulout", Lat: 44.804, Lon: -0.633, Precise: true},
		"maybe": {Name: "La Loco", Commune: "33318", Address: "9 rue Haute", Lat: 44.810, Lon: -0.640, Precise: true},
		"no":    {Name: "La Locomotive", Commune: "33318", Address: "4 rue Basse", Lat: 44.804, Lon: -0.633, Precise: true},
		"far":   {Name: "La Loco", Commune: "59350", Address: "4 rue Dulout", Lat: 50.63, Lon: 3.06, Precise: true},
	} {
		c.Key = key
		x.Add(c)
	}
	got := x.Likely(Card{Name: "la loco", Commune: "33318", Address: "4 ter rue Dulout", Lat: 44.8041, Lon: -0.6331, Precise: true})
	if len(got) != 2 || got[0].Card.Key != "same" || got[1].Card.Key != "maybe" || got[0].Verdict != Same || got[1].Verdict != Maybe {
		t.Fatalf("%+v", got)
	}
}

// TestProveThatLookingUpDoesNotGrow: one city with a twentieth of all places and two thousand towns, one place in three with nothing
// but a generic name, all in a network with one site. A hundred thousand of them, a fifth in make test.
func TestProveThatLookingUpDoesNotGrow(t *testing.T) {
	n := testkit.Rounds(20_000, 100_000)
	start := time.Now()
	planted, found := 0, 0
	r := rand.New(rand.NewPCG(1, 2))
	x := NewIndex()
	for i := range n {
		c := generate(r, i)
		_ = x.Likely(c)
		x.Add(c)
		if i%500 == 1 {
			planted++
			again := c
			again.Address, again.Lat = "", c.Lat+0.001
			if slices.ContainsFunc(x.Likely(again), func(m Match) bool { return m.Card.Key == c.Key && m.Verdict == Same }) {
				found++
			}
		}
	}
	took := time.Since(start)
	t.Logf("%d cards in %v; %d of %d planted twins found", n, took.Round(time.Millisecond), found, planted)
	if found != planted || took > time.Minute {
		t.Error("too slow, or twins missed")
	}
}

func generate(r *rand.Rand, i int) Card {
	syllables := func() string {
		word := ""
		for range 3 {
			word += []string{"ba", "bre", "cha", "dor", "fou", "gra", "lin", "mi", "no", "pla", "ro", "sau", "ta", "ver", "zi"}[r.IntN(15)]
		}
		return word
	}
	town, wide := 1+r.IntN(2000), 0.02
	if r.IntN(20) == 0 {
		town, wide = 0, 0.12
	}
	c := Card{
		Key: fmt.Sprint(i), Name: fmt.Sprintf("Atelier %s %d", syllables(), i), Commune: fmt.Sprintf("%05d", town),
		Address: fmt.Sprintf("%d rue %s", r.IntN(200), syllables()), Website: "https://www.reseau.example/",
		Lat: 43 + float64(town/50)/10 + r.Float64()*wide, Lon: 1 + float64(town%50)/10 + r.Float64()*wide, Precise: true,
	}
	if i%3 == 0 {
		c.Name = "Le Tiers-Lieu"
	}
	return c
}

func BenchmarkCompare(b *testing.B) {
	p, q := prepare(fromCensus[227]), prepare(fromCensus[663])
	b.ReportAllocs()
	for b.Loop() {
		compare(&p, &q)
	}
}

package place

import (
	"maps"
	"testing"

	"pgregory.net/rapid"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/territory"
)

func TestMerge(t *testing.T) {
	t.Parallel()
	day := civil.MustDate("2024-05-01")
	from := func(rank Rank, source string) Origin { return Origin{Rank: rank, Source: source, On: day} }
	us, other := from(ByImport, "b"), from(ByImport, "a")
	const here, near, away = "48.44000,5.14000", "48.44100,5.14100", "48.50000,5.20000"
	for _, x := range []struct {
		what           string
		field          Field
		standing, said string
		origin         Origin
		want           Verdict
	}{
		{"unknown so far", FPhone, "", "+33 3 25 00 00 01", Origin{}, Take},
		{"the same", FPhone, "+33 3 25 00 00 01", "+33 3 25 00 00 01", other, Keep},
		{"the source corrects itself", FPhone, "+33 3 25 00 00 01", "+33 3 25 00 00 02", us, Take},
		{"another source", FPhone, "+33 3 25 00 00 01", "+33 3 25 00 00 02", other, Conflict},
		{"a person wrote it", FPhone, "+33 3 25 00 00 01", "+33 3 25 00 00 02", from(ByPerson, "p"), Keep},
		{"the team wrote it", FPhone, "+33 3 25 00 00 01", "+33 3 25 00 00 02", from(ByTeam, "p"), Keep},
		{"the more complete", FAddress, "4 rue Haute", "4 rue Haute, fond de cour", other, Take},
		{"the less complete", FAddress, "4 rue Haute, fond de cour", "4 rue Haute", other, Keep},
		{"a point of the same door", FPosition, here, near, other, Keep},
		{"a point elsewhere", FPosition, here, away, other, Conflict},
	} {
		p := Place{Name: "X"}
		if x.standing != "" {
			p.set(Facts{x.field: x.standing}, x.origin, territory.Commune{})
		}
		take, clash := Merge(p, Facts{x.field: x.said}, us)
		got := Keep
		switch {
		case take[x.field] == x.said:
			got = Take
		case clash[x.field] == x.said:
			got = Conflict
		}
		if got != x.want || len(take)+len(clash) > 1 {
			t.Errorf("%s: %s, want %s (%v, %v)", x.what, got, x.want, take, clash)
		}
	}

	// What a position points at comes with it, and never alone.
	p := Place{}
	p.set(Facts{FPosition: here}, from(ByTeam, "p"), territory.Commune{})
	if take, clash := Merge(p, Facts{FPosition: away, FPrecision: "commune"}, us); len(take)+len(clash) > 0 {
		t.Errorf("the team's point: %v, %v", take, clash)
	}
	if take, _ := Merge(Place{}, Facts{FPosition: here, FPrecision: "address"}, us); take[FPrecision] != "address" {
		t.Errorf("a first point: %v", take)
	}
}

// Whatever stands and whatever comes: no import writes over a person's word, unknown changes nothing, and merging again finds nothing more.
func TestMergeAlways(t *testing.T) {
	t.Parallel()
	fields := []Field{FName, FAddress, FWebsite, FPhone, FSummary, FPosition}
	texts := map[Field][]string{FPosition: {"", "48.44000,5.14000", "48.44001,5.14001", "47.00000,3.00000"}}
	origin := rapid.Custom(func(t *rapid.T) Origin {
		return Origin{Rank: rapid.SampledFrom(ranks).Draw(t, "rank"), Source: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "source"),
			On: civil.MustDate(rapid.SampledFrom([]string{"2019-01-01", "2024-05-01"}).Draw(t, "on"))}
	})
	facts := func(t *rapid.T, name string) Facts {
		f := Facts{}
		for _, k := range fields {
			all := texts[k]
			if all == nil {
				all = []string{"", "La Forge", "La Forge de Joinville", "L'Établi", "la forge"}
			}
			if v := rapid.SampledFrom(all).Draw(t, name+" "+string(k)); v != "" {
				f[k] = v
			}
		}
		return f
	}
	rapid.Check(t, func(t *rapid.T) {
		var p Place
		for k, v := range facts(t, "standing") {
			p.set(Facts{k: v}, origin.Draw(t, "origin of "+string(k)), territory.Commune{})
		}
		coming := facts(t, "coming")
		from := Origin{Rank: ByImport, Source: "b", On: civil.MustDate("2024-05-01")}
		before := FactsOf(p)
		take, clash := Merge(p, coming, from)
		for k := range take {
			if o := p.Origins[k]; before[k] != "" && o.Rank != ByImport {
				t.Fatalf("%s of rank %s is taken over", k, o.Rank)
			}
			if clash[k] != "" || coming[k] == "" {
				t.Fatalf("%s is taken: %q, %q", k, clash[k], coming[k])
			}
		}
		p.Origins = maps.Clone(p.Origins)
		p.set(take, from, territory.Commune{})
		after := FactsOf(p)
		for k, v := range before {
			if take[k] == "" && after[k] != v && k != FPrecision {
				t.Fatalf("%s was %q and is %q", k, v, after[k])
			}
		}
		take2, clash2 := Merge(p, coming, from)
		if len(take2) > 0 || !maps.Equal(clash, clash2) {
			t.Fatalf("once more: takes %v, asks about %v instead of %v", take2, clash2, clash)
		}
	})
}

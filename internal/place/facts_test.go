package place

import (
	"maps"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/territory"
)

var (
	census2019 = Origin{Rank: ByImport, Source: "census-2019", On: civil.MustDate("2019-03-01"), Ref: "12"}
	census2023 = Origin{Rank: ByImport, Source: "census-2019", On: civil.MustDate("2023-03-01"), Ref: "12"}
	fabriques  = Origin{Rank: ByImport, Source: "fabriques", On: civil.MustDate("2022-06-01"), Ref: "f-3"}
	lea        = Origin{Rank: ByPerson, Source: "lea", On: civil.MustDate("2020-01-10")}
	leaLater   = Origin{Rank: ByPerson, Source: "lea", On: civil.MustDate("2020-01-11")}
	nadia      = Origin{Rank: ByPerson, Source: "nadia", On: civil.MustDate("2020-01-10")}
	ines       = Origin{Rank: ByTeam, Source: "ines", On: civil.MustDate("2018-01-01")}
	inesLater  = Origin{Rank: ByTeam, Source: "ines", On: civil.MustDate("2026-01-01")}
	nobody     = Origin{}
)

// The merge rule, case by case.
func TestJudge(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name             string
		standing, coming string
		from, to         Origin
		want             Verdict
	}{
		{"unknown never wins over a word of an import", "Rue Haute", "", census2019, inesLater, Keep},
		{"blanks are unknown", "Rue Haute", " \n", census2019, inesLater, Keep},
		{"what is unknown is filled in by anyone", "", "Rue Haute", nobody, census2019, Take},
		{"even where a team once emptied it", " ", "Rue Haute", ines, census2019, Take},
		{"the same again changes nothing", "Rue Haute", "Rue Haute ", ines, census2019, Keep},

		{"a person beats an import", "Rue Haute", "Rue Basse", census2019, lea, Take},
		{"even an import of a later day", "Rue Haute", "Rue Basse", fabriques, lea, Take},
		{"and an import never beats a person", "Rue Haute", "Rue Basse", lea, fabriques, Keep},
		{"not by being more complete", "Rue Haute", "12 Rue Haute", lea, fabriques, Keep},
		{"the team beats other people", "Rue Haute", "Rue Basse", lea, ines, Take},
		{"though they spoke later", "Rue Haute", "Rue Basse", ines, lea, Keep},
		{"the team beats an import", "Rue Haute", "Rue Basse", fabriques, ines, Take},
		{"and no import beats the team", "Rue Haute", "Rue Basse", ines, fabriques, Keep},

		{"people of one rank correct each other", "Rue Haute", "Rue Basse", lea, nadia, Take},
		{"the newer word counts", "Rue Haute", "Rue Basse", leaLater, nadia, Keep},
		{"also within the team", "Rue Haute", "Rue Basse", inesLater, ines, Keep},
		{"a source corrects itself", "Rue Haute", "Rue Basse", census2019, census2023, Take},
		{"but an old file doesn't undo a newer one", "Rue Haute", "Rue Basse", census2023, census2019, Keep},

		{"of two sources the more complete counts", "Rue Haute", "12 rue haute", census2019, fabriques, Take},
		{"whichever came first", "12 rue haute", "Rue Haute", census2019, fabriques, Keep},
		{"a more precise date is more complete", "2013", "2013-05", census2019, fabriques, Take},
		{"more activities are more complete", "desk", "desk,making", census2019, fabriques, Take},
		{"what contradicts goes to a person", "Rue Haute", "Rue Basse", census2019, fabriques, Conflict},
		{"though the other is newer", "Rue Haute", "Rue Basse", fabriques, census2023, Conflict},
		{"another number in the street contradicts", "2 rue Haute", "12 rue Haute", census2019, fabriques, Conflict},
		{"the other way round too", "12 rue Haute", "2 rue Haute", census2019, fabriques, Conflict},
		{"opening is not a more complete open", "open", "opening", census2019, fabriques, Conflict},
		{"nor open a part of opening", "opening", "open", census2019, fabriques, Conflict},
		{"a letter more makes another name", "L'Atelier", "L'Ateliers", census2019, fabriques, Conflict},
	} {
		if got := Judge(x.standing, x.coming, x.from, x.to); got != x.want {
			t.Errorf("%s: %s, want %s", x.name, got, x.want)
		}
	}
}

var anyOrigin = rapid.Custom(func(t *rapid.T) Origin {
	return Origin{
		Rank:   rapid.SampledFrom(ranks).Draw(t, "rank"),
		Source: rapid.SampledFrom([]string{"census-2019", "fabriques", "lea", "ines"}).Draw(t, "source"),
		On:     civil.MustDate("2019-01-01").AddDays(rapid.IntRange(0, 9).Draw(t, "day")),
	}
})

var anyWord = rapid.SampledFrom([]string{"", " ", "Rue", "Rue Haute", "12 Rue Haute", "rue haute", "2 Rue", "é", "a\nb"})

// What always holds of the merge rule, whoever speaks.
func TestJudgeAlways(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		standing, coming := anyWord.Draw(t, "standing"), anyWord.Draw(t, "coming")
		from, to := anyOrigin.Draw(t, "from"), anyOrigin.Draw(t, "to")
		got := Judge(standing, coming, from, to)
		if strings.TrimSpace(coming) == "" && got != Keep {
			t.Errorf("unknown: %s", got)
		}
		if to.Rank == ByImport && from.Rank != ByImport && strings.TrimSpace(standing) != "" && got != Keep {
			t.Errorf("an import against the %s: %s", from.Rank, got)
		}
		if got == Conflict && (from.Rank != ByImport || to.Rank != ByImport || from.Source == to.Source) {
			t.Errorf("only two imports of two sources can be in conflict, not %+v and %+v", from, to)
		}
		// What was taken stands, so the same again changes nothing; neither does what was left.
		if got == Take {
			if again := Judge(coming, coming, to, to); again != Keep {
				t.Errorf("taken, then the same again: %s", again)
			}
		}
		if again := Judge(standing, coming, from, to); again != got {
			t.Errorf("asked twice: %s, then %s", got, again)
		}
	})
}

// A field that lived through any changes holds the best word that was said, and that word is never worse than an earlier one.
func TestRankNeverFalls(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		value, origin := "", Origin{}
		for range rapid.IntRange(1, 12).Draw(t, "words") {
			coming, to := anyWord.Draw(t, "coming"), anyOrigin.Draw(t, "to")
			if Judge(value, coming, origin, to) != Take {
				continue
			}
			if value != "" && to.beats(origin) < 0 {
				t.Fatalf("%q of the %s was replaced by %q of an %s", value, origin.Rank, coming, to.Rank)
			}
			value, origin = coming, to
			if strings.TrimSpace(value) == "" {
				t.Fatal("what was known became unknown")
			}
		}
	})
}

// anyText is what people and files bring: separators in wrong places, empty lines, spaces.
var anyText = rapid.StringOfN(rapid.SampledFrom([]rune("aéZ09 :|,-/;\n.'")), 0, 24, -1)

var anyFacts = rapid.Custom(func(t *rapid.T) Facts {
	f := Facts{}
	maybe := func(k Field, v func() string) {
		if rapid.Bool().Draw(t, string(k)) {
			f[k] = v()
		}
	}
	text := func(k Field) func() string { return func() string { return anyText.Draw(t, string(k)+" text") } }
	for _, k := range []Field{FName, FSummary, FText, FAddress, FPhone, FEmail, FWebsite, FLinks, FHours, FPeople, FFigures, FCauses, FLessons, FPostcode, FSince, FCommune} {
		maybe(k, text(k))
	}
	maybe(FKind, func() string { return string(rapid.SampledFrom(Kinds).Draw(t, "kind word")) })
	maybe(FStage, func() string { return string(rapid.SampledFrom(Stages).Draw(t, "stage word")) })
	maybe(FFacade, func() string { return string(rapid.SampledFrom(Facades).Draw(t, "facade word")) })
	maybe(FActivities, func() string { return anyList(t, Activities, ",") })
	maybe(FAccess, func() string { return anyAccess(t) })
	maybe(FStops, func() string { return anyStops(t) })
	if rapid.Bool().Draw(t, "point") {
		f[FPosition] = PositionText(rapid.Float64Range(-90, 90).Draw(t, "lat"), rapid.Float64Range(-180, 180).Draw(t, "lon"))
		maybe(FPrecision, func() string {
			return string(rapid.SampledFrom([]Precision{AtCommune, AtAddress}).Draw(t, "precision word"))
		})
	}
	return f
})

func anyList(t *rapid.T, all []Activity, separator string) string {
	var words []string
	for _, a := range rapid.SliceOf(rapid.SampledFrom(all)).Draw(t, "activities words") {
		words = append(words, string(a))
	}
	return strings.Join(words, separator)
}

func anyAccess(t *rapid.T) string {
	var lines []string
	for range rapid.IntRange(0, 4).Draw(t, "questions") {
		q := rapid.SampledFrom(append([]Access{"", "garden"}, AccessQuestions...)).Draw(t, "question")
		a := rapid.SampledFrom([]string{"", "yes", "no", "maybe"}).Draw(t, "answer")
		lines = append(lines, string(q)+": "+a+rapid.SampledFrom([]string{"", ",", ", porte de 93 cm", ", a, b"}).Draw(t, "detail"))
	}
	return strings.Join(lines, "\n")
}

func anyStops(t *rapid.T) string {
	var lines []string
	for range rapid.IntRange(0, 4).Draw(t, "stops count") {
		from := rapid.IntRange(0, 1438).Draw(t, "from")
		s := Stop{On: civil.MustDate("2026-11-01").AddDays(rapid.IntRange(0, 60).Draw(t, "day")), From: civil.Clock(from),
			To: civil.Clock(rapid.IntRange(from+1, 1440).Draw(t, "to")), Commune: "36137", Where: rapid.SampledFrom([]string{"", "place de l'Église", "salle  12"}).Draw(t, "where")}
		lines = append(lines, stopsText([]Stop{s}))
	}
	return strings.Join(append(lines, rapid.SampledFrom([]string{"", "\n", "bientôt"}).Draw(t, "junk")), "\n")
}

// What is read of a place, set on another one, makes the same place; so setting a fact and reading it again gives the same text, whatever
// was typed at first.
func TestFactsMakeTheSamePlaceAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		typed := anyFacts.Draw(t, "typed")
		var first Place
		first.set(typed, lea, territory.Commune{})
		known := FactsOf(first)
		var second Place
		second.set(known, lea, territory.Commune{})
		if again := FactsOf(second); !maps.Equal(again, known) {
			t.Fatalf("read %q, set and read again %q", known, again)
		}
		var third Place
		third.set(FactsOf(second), lea, territory.Commune{})
		if !reflect.DeepEqual(second, third) {
			t.Fatalf("two places:\n%+v\n%+v", second, third)
		}
		for k, v := range known {
			if strings.TrimSpace(v) == "" {
				t.Fatalf("%s is known to be %q", k, v)
			}
		}
	})
}

// Facts are a map; the place that they make doesn't depend on the order in which they are taken.
func TestPositionKeepsItsPrecision(t *testing.T) {
	t.Parallel()
	for range 50 {
		var p Place
		p.set(Facts{FPosition: "47.78123,5.16400", FPrecision: string(AtCommune), FCommune: "52499", FName: "La GARE", FStage: "open"}, census2019, territory.Commune{})
		if p.Point != (Point{47.78123, 5.164, AtCommune}) {
			t.Fatalf("the point is %+v", p.Point)
		}
	}
}

func TestParsePosition(t *testing.T) {
	t.Parallel()
	for text, ok := range map[string]bool{
		"47.78123,5.16400": true, "-21.1, 55.5": true, "90,180": true,
		"": false, "47.78": false, "47.78;5.16": false, "90.1,0": false, "0,180.1": false, "NaN,5": false, "5,NaN": false, "Inf,0": false, "1,2,3": false, "x,y": false,
	} {
		if _, _, err := ParsePosition(text); (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
	}
}

package census

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"mitoyen/internal/census/table"
	"mitoyen/internal/census/twin"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/locale"
	"mitoyen/internal/place"
	"mitoyen/internal/testkit"
)

// cleaned reads one of the embedded files to the end.
func cleaned(t testing.TB, p Profile, name string) (File, []Row) {
	t.Helper()
	in, err := Files.Open("data/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var rows []Row
	f, err := Read(in, table.Limits{}, p, ground(t), func(r Row) error { rows = append(rows, r); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return f, rows
}

func TestTheRealFiles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		profile   Profile
		file      string
		rows      int
		waiting   []string // ids of the rows that wait for a person
		unnoticed int      // rows about which there is nothing to say
		codes     map[string]int
	}{
		{
			Census2019, "tiers-lieux-2019.csv", 1361,
			// Five whose code contradicts postcode and name, Tournai in Belgium, and two at Sophia Antipolis, which is no commune
			// (one of them with a code in Normandy).
			[]string{"100", "361", "848", "1268", "1347", "1453", "1460", "1461"}, 781,
			map[string]int{
				"census.commune.artefact": 5, "census.commune.by_name": 13, "census.commune.by_postcode": 85,
				"census.commune.code_missing": 142, "census.commune.conflict": 5, "census.commune.extinct": 3,
				"census.commune.name_elsewhere": 2, "census.commune.other_column": 40, "census.commune.other_differs": 10,
				"census.commune.spelling": 2, "census.commune.unmatched": 2,
				"census.kind.blank": 43, "census.name.shouting": 71,
				"census.position.commune": 27, "census.position.too_far": 1, "census.position.unsure": 51,
				"census.postcode.cedex": 4, "census.postcode.commune_code": 1, "census.postcode.elsewhere": 7,
				"census.postcode.missing": 118, "census.postcode.unknown": 14,
				"census.social.ambiguous": 1, "census.social.handle": 59, "census.social.other": 6, "census.social.several": 1,
				"census.text.missing": 1, "census.text.mojibake": 6, "census.text.spaces": 11,
				"census.web.cut": 8, "census.web.glued": 2, "census.web.scheme": 209, "census.web.words": 3,
			},
		},
		{
			Fabriques, "fabriques-de-territoire.csv", 382, nil, 294,
			map[string]int{"census.commune.extinct": 1, "census.name.long": 1, "census.name.shouting": 85, "census.text.missing": 1},
		},
		{
			FranceServices, "france-services.csv", 2720, []string{"fs-3240"}, 2558, // one without a name
			map[string]int{"census.commune.extinct": 3, "census.name.missing": 1, "census.stage.travelling": 128, "census.text.missing": 32},
		},
	} {
		t.Run(c.profile.Key, func(t *testing.T) {
			t.Parallel()
			f, rows := cleaned(t, c.profile, c.file)
			if len(rows) != c.rows || f.Rows != c.rows || len(f.Missing) > 0 || f.Encoding != "utf-8" || f.Separator != ',' {
				t.Fatalf("%d rows, %+v", len(rows), f)
			}
			codes, ids := map[string]int{}, map[string]bool{}
			var waiting []string
			unnoticed := 0
			for i, r := range rows {
				if r.Number != i+2 {
					t.Errorf("row %d has number %d", i+2, r.Number)
				}
				if ids[r.SourceID] = true; len(ids) != i+1 {
					t.Errorf("row %d: id %q comes twice", r.Number, r.SourceID)
				}
				switch r.Outcome() {
				case Waiting:
					waiting = append(waiting, r.SourceID)
				case Ready:
					if r.Facts[place.FName] == "" || r.Facts[place.FCommune] == "" {
						t.Errorf("row %d is ready without name or commune: %v", r.Number, r.Facts)
					}
				default:
					t.Errorf("row %d is %s", r.Number, r.Outcome())
				}
				if len(r.Problems) == 0 {
					unnoticed++
				}
				for _, p := range r.Problems {
					codes[p.Code]++
				}
				checkFacts(t, r)
			}
			if !maps.Equal(codes, c.codes) {
				t.Errorf("problems:\n%v\nwant\n%v", codes, c.codes)
			}
			if !slices.Equal(waiting, c.waiting) {
				t.Errorf("waiting: %v, want %v", waiting, c.waiting)
			}
			if unnoticed != c.unnoticed {
				t.Errorf("%d rows without a problem, want %d", unnoticed, c.unnoticed)
			}
		})
	}
}

// checkFacts holds what comes out of every row against what a place takes.
func checkFacts(t testing.TB, r Row) {
	t.Helper()
	facts := r.Facts
	if facts[place.FName] == "" {
		facts = maps.Clone(facts)
		delete(facts, place.FName) // it waits for one
	}
	if err := place.CheckFacts(facts, ground(t)); err != nil {
		t.Errorf("row %d: %v: %v", r.Number, err, facts)
	}
	for k, v := range facts {
		if v != strings.TrimSpace(v) || v == "" {
			t.Errorf("row %d: %s is %q", r.Number, k, v)
		}
	}
}

func TestEveryRowIsInTheReport(t *testing.T) {
	t.Parallel()
	words, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	_, rows := cleaned(t, Census2019, "tiers-lieux-2019.csv")
	var out bytes.Buffer
	report, err := NewReport(&out, words, "census-2019", "tiers-lieux-2019.csv")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if err := report.Add(r, r.Outcome()); err != nil {
			t.Fatal(err)
		}
	}
	if err := report.Close(); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Profile string         `json:"profile"`
		File    string         `json:"file"`
		Counts  Counts         `json:"counts"`
		ByCode  map[string]int `json:"problems_by_code"`
		Rows    []reportedRow  `json:"rows"`
	}
	strict := json.NewDecoder(&out)
	strict.DisallowUnknownFields()
	if err := strict.Decode(&got); err != nil {
		t.Fatal(err)
	}
	if got.Profile != "census-2019" || got.File != "tiers-lieux-2019.csv" || len(got.Rows) != 1361 {
		t.Errorf("%s %s %d rows", got.Profile, got.File, len(got.Rows))
	}
	if want := (Counts{Read: 1361, Ready: 1353, Waiting: 8, Noted: 580}); got.Counts != want || report.Counts() != want {
		t.Errorf("counts %+v, want %+v", got.Counts, want)
	}
	said := 0
	for _, r := range got.Rows {
		said += len(r.Problems)
		for _, p := range r.Problems {
			for _, text := range []string{p.French, p.English} {
				if text == "" || strings.HasPrefix(text, "[census") || strings.Contains(text, "<no value>") || strings.Contains(text, "{{") {
					t.Errorf("row %d: %s says %q", r.Row, p.Code, text)
				}
			}
		}
	}
	sum := 0
	for _, n := range got.ByCode {
		sum += n
	}
	if said != sum || said == 0 {
		t.Errorf("%d problems in rows, %d in the sums", said, sum)
	}
	i := slices.IndexFunc(got.Rows, func(r reportedRow) bool { return r.SourceID == "26" })
	if p := got.Rows[i].Problems[0]; p.Code != "census.postcode.missing" ||
		strings.Join(strings.FieldsFunc(p.French, unicode.IsSpace), " ") != "Le code postal « 0 » veut dire manquant ; laissé vide." ||
		p.English != `The postcode "0" means missing; left empty.` {
		t.Errorf("%+v", p)
	}
}

// TestProveTheIndexFindsTheTwinsOfTheCensus counts what the index finds, and compares a part of all pairs (in make prove all of them) with it.
func TestProveTheIndexFindsTheTwinsOfTheCensus(t *testing.T) {
	t.Parallel()
	_, rows := cleaned(t, Census2019, "tiers-lieux-2019.csv")
	index, found := twin.NewIndex(), map[twin.Verdict]int{}
	pairs := map[string]twin.Verdict{}
	for _, r := range rows {
		card := r.Card(r.SourceID)
		for _, m := range index.Likely(card) {
			found[m.Verdict]++
			pairs[r.SourceID+" "+m.Card.Key] = m.Verdict
		}
		index.Add(card)
	}
	if want := map[twin.Verdict]int{twin.Same: 17, twin.Maybe: 22}; !maps.Equal(found, want) {
		t.Errorf("the index finds %v, want %v", found, want)
	}
	for i, r := range rows[:testkit.Rounds(250, len(rows))] {
		for _, other := range rows[:i] {
			if v := twin.Compare(r.Card(""), other.Card("")).Verdict; v != pairs[r.SourceID+" "+other.SourceID] {
				t.Errorf("%s and %s are %v, the index says %v", r.SourceID, other.SourceID, v, pairs[r.SourceID+" "+other.SourceID])
			}
		}
	}
}

// TestEverySentenceIsThere looks up each key that the sources of the three packages name.
func TestEverySentenceIsThere(t *testing.T) {
	t.Parallel()
	words, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	key := regexp.MustCompile(`"(census\.[a-z_0-9]+\.[a-z_0-9]+)"`)
	keys := map[string]bool{}
	for _, dir := range []string{".", "table", "twin"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatal(dir, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range key.FindAllSubmatch(text, -1) {
				keys[string(m[1])] = true
			}
		}
	}
	for k := range keys {
		for _, lang := range i18n.Langs {
			if !words.In(lang).Has(k) {
				t.Errorf("no sentence for %s in %s", k, lang)
			}
		}
	}
	if len(keys) < len(severities)+40 {
		t.Errorf("only %d keys found", len(keys))
	}
}

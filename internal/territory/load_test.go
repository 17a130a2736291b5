package territory_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/locale"
	"mitoyen/internal/territory"
	"mitoyen/internal/testkit"
)

// files make a source of files by their name without .csv.
type files map[string]string

func (f files) source() territory.Source {
	tree := fstest.MapFS{}
	for name, text := range f {
		if !strings.Contains(name, ".") {
			name += ".csv"
		}
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return territory.From("test", tree)
}

// ground is a country of one département. Communes are lines "52001,Name".
func ground(communes []string, former ...string) files {
	var b strings.Builder
	for _, c := range communes {
		code, name, _ := strings.Cut(c, ",")
		fmt.Fprintf(&b, "%s,commune,%s,52160,52,44,,,,100,47.8,5.1,contour2018,\n", code, name)
	}
	return files{
		"regions":            "code,nom,zone,population,siren\n44,Grand Est,metro,100,\n",
		"departements":       "code,nom,region,zone,population,siren\n52,Haute-Marne,44,metro,100,\n",
		"epci":               "siren,nom,type,population,commune_principale,lat,lon\n",
		"communes":           "code,type,nom,codes_postaux,departement,region,epci,ept,siren,population,lat,lon,centroide,commune_parente\n" + b.String(),
		"communes-anciennes": "code,nom,type,commune_actuelle\n" + strings.Join(append(former, ""), "\n"),
	}
}

func load(t testing.TB, db *store.DB, from territory.Source) territory.Report {
	t.Helper()
	r, err := territory.Load(context.Background(), db, from, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func count(t testing.TB, db *store.DB, table string) (n int) {
	t.Helper()
	view(t, db, func(tx *store.Tx) (err error) {
		n, err = store.One(tx, store.Value[int], "SELECT count(*) FROM "+table)
		return err
	})
	return n
}

func TestEmbeddedVintage(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		for table, want := range map[string]int{
			"commune WHERE kind = 'commune'": 34969, "commune WHERE kind = 'arrondissement'": 45, "former_commune": 4750, "epci": 1266,
			"departement": 109, "region": 26, "succession": 125 + 27, "school_holiday": 195, "vintage": 8, "commune WHERE lat IS NULL": 94,
			"commune WHERE population IS NULL": 6, "commune_name WHERE kind = 'postcode'": 35539,
		} {
			if got := count(t, db, table); got != want {
				t.Errorf("%s: %d rows, want %d", table, got, want)
			}
		}
		view(t, db, func(tx *store.Tx) error {
			all, err := territory.Vintages(tx)
			if len(all) != 8 || all[0].Dataset != "communes" || all[0].Label != "COG 2026" || all[0].Licence != "Licence Ouverte 2.0" {
				t.Errorf("%+v", all)
			}
			hs, err2 := territory.SchoolHolidays(tx)
			if len(hs) != 195 || hs[0].Zone != "A" || hs[0].First.String() != "2014-07-05" || hs[194].Last.String() != "2026-08-30" {
				t.Errorf("%d school holidays, %v", len(hs), err2)
			}
			return err
		})
	}, testkit.WithTerritory())
}

func TestLoadingTellsItsProgress(t *testing.T) {
	t.Parallel()
	db := testkit.SQLite(t)
	var seen []int
	r, err := territory.Load(context.Background(), db, ground([]string{"52001,Un", "52002,Deux"}).source(), func(done, total int) {
		if total != 13 { // a region, a département, two communes, four names and postcodes, five labels
			t.Errorf("total %d", total)
		}
		seen = append(seen, done)
	})
	if err != nil || r.Rows != 13 || !slices.IsSorted(seen) || seen[len(seen)-1] != 13 {
		t.Errorf("%v rows, seen %v, %v", r.Rows, seen, err)
	}
}

func TestLoadingTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		f := ground([]string{"52001,Un", "52002,Deux"}, "52003,Trois,deleguee,52001", "52004,,ancien-code,52001", "52004,,ancien-code,52002")
		first := load(t, db, f.source())
		if second := load(t, db, f.source()); !reflect.DeepEqual(first, second) {
			t.Errorf("%+v, then %+v", first, second)
		}
		if got := resolve(t, db, "trois", 5); len(got) != 1 || got[0].Code != "52001" {
			t.Errorf("%+v", got)
		}
		view(t, db, func(tx *store.Tx) error {
			got, err := territory.CurrentCodes(tx, "52004")
			if !slices.Equal(got, []string{"52001", "52002"}) {
				t.Errorf("a commune that was split: %q", got)
			}
			return err
		})
	})
}

// Places keep the codes that they were given. Vintage after vintage, each still leads to today's commune, or is reported.
func TestNewerVintagesKeepOldCodes(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		load(t, db, ground([]string{"52001,Un", "52002,Deux", "52003,Trois", "52004,Quatre"}, "52009,Neuf,associee,52002").source())
		// Deux goes into Un, and the files say so. Trois goes, and nobody says where. Neuf was Deux's, and the files forget it.
		r := load(t, db, ground([]string{"52001,Un", "52004,Quatre"}, "52002,Deux,deleguee,52001").source())
		if want := []territory.Lost{{Code: "52003", Name: "Trois"}}; !reflect.DeepEqual(r.Lost, want) {
			t.Errorf("lost %+v, want %+v", r.Lost, want)
		}
		check := func(code string, want ...string) {
			t.Helper()
			view(t, db, func(tx *store.Tx) error {
				got, err := territory.CurrentCodes(tx, code)
				if !slices.Equal(got, want) {
					t.Errorf("%s leads to %q, want %q", code, got, want)
				}
				return err
			})
		}
		check("52002", "52001")
		check("52009", "52001")
		check("52003")
		view(t, db, func(tx *store.Tx) error {
			all, err := territory.Successors(tx, territory.LevelCommune, "52003")
			if len(all) != 1 || all[0].FormerName != "Trois" || all[0].How != territory.Unmatched || all[0].CurrentCode != "" {
				t.Errorf("a lost code keeps its name: %+v", all)
			}
			return err
		})
		if got := resolve(t, db, "52003", 5); len(got) != 0 {
			t.Errorf("%+v", got)
		}
		// It is still lost with the same files, and found again when a vintage explains it.
		if r := load(t, db, ground([]string{"52001,Un", "52004,Quatre"}, "52002,Deux,deleguee,52001").source()); len(r.Lost) != 1 {
			t.Errorf("lost %+v", r.Lost)
		}
		if r := load(t, db, ground([]string{"52001,Un", "52004,Quatre"}, "52003,Trois,deleguee,52004").source()); len(r.Lost) != 0 {
			t.Errorf("lost %+v", r.Lost)
		}
		check("52003", "52004")
		check("52002", "52001")
		// A commune that comes back is itself again.
		load(t, db, ground([]string{"52001,Un", "52002,Deux", "52004,Quatre"}).source())
		check("52002", "52002")
	})
}

func TestGroupsOfFilesLoadAlone(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		load(t, db, ground([]string{"52001,Un"}).source())
		r := load(t, db, files{"vacances-scolaires": "zone,nom,debut,fin\nA,Noël,2026-12-19,2027-01-03\n"}.source())
		if len(r.Vintages) != 1 || r.Vintages[0].Dataset != "vacances-scolaires" || r.Vintages[0].Label != "2026-11-24" || r.Vintages[0].Source != "test" {
			t.Errorf("%+v", r.Vintages)
		}
		load(t, db, files{
			"regions-2015": "code_region_2015,nom_region_2015,code_departement,nom_departement,code_region_actuelle\n41,Lorraine,54,Meurthe-et-Moselle,44\n",
			"vintage":      "dataset,label,source,licence\nregions-2015,Avant 2016,Faits,Libre\n",
		}.source())
		for table, want := range map[string]int{"commune": 1, "school_holiday": 1, "succession WHERE how = 'renamed' AND current_name = 'Grand Est'": 1, "vintage": 7} {
			if got := count(t, db, table); got != want {
				t.Errorf("%s: %d, want %d", table, got, want)
			}
		}
	})
}

func TestEnsureLoadedLeavesWhatStands(t *testing.T) {
	t.Parallel()
	db := testkit.SQLite(t)
	load(t, db, ground([]string{"52001,Un"}).source()) // its label is a day: a person loaded it
	if err := territory.EnsureLoaded(context.Background(), db, nil); err != nil {
		t.Fatal(err)
	}
	if n := count(t, db, "commune"); n != 1 {
		t.Errorf("%d communes: what a person loaded was replaced", n)
	}
}

func TestBadFilesAreRefusedWithTheirLines(t *testing.T) {
	t.Parallel()
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	db := testkit.SQLite(t)
	good := ground([]string{"52001,Un", "52002,Deux"})
	for _, c := range []struct {
		name string
		file string
		edit func(string) string
		want string // field and code
	}{
		{"a missing file", "epci", nil, "epci.csv territory.file_missing"},
		{"a missing column", "communes", swap("siren", "sirene"), "communes.csv territory.columns_missing"},
		{"semicolons", "regions", swap(",", ";"), "regions.csv territory.columns_missing"},
		{"nothing at all", "regions", func(string) string { return "" }, "regions.csv territory.columns_missing"},
		{"another encoding", "communes", swap("Deux", "Deux-\xe9"), "communes.csv territory.file_not_utf8"},
		{"a number in words", "communes", swap("52002,commune,Deux,52160,52,44,,,,100", "52002,commune,Deux,52160,52,44,,,,cent"), "communes.csv:3 territory.not_a_number"},
		{"a negative number", "communes", swap(",100,", ",-1,"), "communes.csv:2 territory.not_a_number"},
		{"a latitude from elsewhere", "communes", swap("47.8", "4780"), "communes.csv:2 territory.not_degrees"},
		{"a latitude that is none", "communes", swap("47.8", "NaN"), "communes.csv:2 territory.not_degrees"},
		{"half a centre", "communes", swap(",5.1,", ",,"), "communes.csv:2 territory.not_degrees"},
		{"a code without its zero", "communes", swap("52002", "5202"), "communes.csv:3 territory.not_a_code"},
		{"a postcode with a space", "communes", swap("Un,52160", "Un,52 160"), "communes.csv:2 territory.not_a_code"},
		{"no name", "communes", swap("Deux", ""), "communes.csv:3 territory.value_missing"},
		{"an unknown kind", "communes", swap("52002,commune", "52002,hameau"), "communes.csv:3 territory.word_unknown"},
		{"a column too few", "communes", swap("52002,", ""), "communes.csv:3 territory.row_broken"},
		{"an open quote", "communes", swap("Deux", `"Deux`), "communes.csv:3 territory.row_broken"},
		{"a code twice", "communes", swap("52002", "52001"), "communes.csv territory.code_twice"},
		{"a département that isn't there", "communes", swap("Deux,52160,52", "Deux,52160,53"), "communes.csv territory.code_unknown"},
		{"an heir that isn't there", "communes-anciennes", swap("actuelle\n", "actuelle\n52009,Neuf,deleguee,52010\n"), "communes-anciennes.csv territory.code_unknown"},
		{"no communes", "communes", func(s string) string { return s[:strings.Index(s, "\n")+1] }, "communes.csv territory.file_empty"},
		{"days reversed", "vacances-scolaires", func(string) string { return "zone,nom,debut,fin\nA,Noël,2027-01-03,2026-12-19\n" }, "vacances-scolaires.csv:2 territory.days_reversed"},
		{"a day that doesn't exist", "vacances-scolaires", func(string) string { return "zone,nom,debut,fin\nA,Noël,2026-02-30,2026-12-19\n" }, "vacances-scolaires.csv:2 territory.not_a_day"},
		{"a fourth zone", "vacances-scolaires", func(string) string { return "zone,nom,debut,fin\nD,Noël,2026-12-19,2027-01-03\n" }, "vacances-scolaires.csv:2 territory.word_unknown"},
		{"a note of another hand", "rtes-adherents-2015", func(string) string {
			return "type,name_in_source,official_name_today,code,match_note\nVille,Un,Un,52001,peut-être\n"
		}, "rtes-adherents-2015.csv:2 territory.word_unknown"},
	} {
		bad := files{}
		for name, text := range good {
			bad[name] = text
		}
		if c.edit == nil {
			delete(bad, c.file)
		} else {
			bad[c.file] = c.edit(bad[c.file])
		}
		_, err := territory.Load(context.Background(), db, bad.source(), nil)
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.Invalid {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := f.Fields[0].Name + " " + f.Fields[0].Code; got != c.want {
			t.Errorf("%s: %s, want %s (all: %v)", c.name, got, c.want, f)
		}
		for _, lang := range i18n.Langs {
			for _, x := range f.Fields {
				if s := catalog.In(lang).T(x.Code, x.Args); strings.Contains(s, "[") || strings.Contains(s, "<no value>") {
					t.Errorf("%s in %s: %s", c.name, lang, s)
				}
			}
		}
	}
	if n := count(t, db, "commune"); n != 0 {
		t.Errorf("%d communes were loaded", n)
	}
}

func swap(old, new string) func(string) string {
	return func(s string) string { return strings.Replace(s, old, new, 1) }
}

func TestHostileFilesHarmNothing(t *testing.T) {
	t.Parallel()
	db := testkit.SQLite(t)
	good := ground([]string{"52001,Un"})
	manyMistakes := good["communes"] + strings.Repeat("x,y,z\n", 100_000)
	manyColumns := strings.Repeat("a,", 1_000_000) + "\n"
	for name, c := range map[string]struct {
		f    files
		code string
	}{
		"no files":          {files{"lisez-moi.txt": "bonjour"}, "territory.nothing_to_load"},
		"not packed":        {files{"communes.csv.gz": "bonjour"}, "territory.file_not_gzip"},
		"a packed bomb":     {files{"communes.csv.gz": bomb(t, 65<<20)}, "territory.file_too_large"},
		"many mistakes":     {with(good, "communes", manyMistakes), "fault.invalid"},
		"a million columns": {with(good, "communes", manyColumns), "fault.invalid"},
	} {
		start := time.Now()
		_, err := territory.Load(context.Background(), db, c.f.source(), nil)
		f, ok := fault.As(err)
		if !ok || f.Code != c.code || len(f.Fields) > 50 {
			t.Errorf("%s: %.300v", name, err)
		}
		if d := time.Since(start); d > 20*time.Second {
			t.Errorf("%s took %v", name, d)
		}
	}
}

func with(f files, name, text string) files {
	g := files{name: text}
	for n, s := range f {
		if n != name {
			g[n] = s
		}
	}
	return g
}

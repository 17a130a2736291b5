package census

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"mitoyen/internal/census/table"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/place"
)

// TestRowsOfTheCensus follows some of its oddest rows from the file to the facts.
func TestRowsOfTheCensus(t *testing.T) {
	t.Parallel()
	_, rows := cleaned(t, Census2019, "tiers-lieux-2019.csv")
	byID := map[string]Row{}
	for _, r := range rows {
		byID[r.SourceID] = r
	}
	for id, c := range map[string]struct {
		facts   place.Facts // "" must be unknown
		codes   []string
		outcome Outcome
	}{
		"1": {place.Facts{place.FName: "ADE Coworking", place.FKind: "coworking", place.FCommune: "44109", place.FPostcode: "44300", place.FPosition: "47.24594,-1.50560",
			place.FPrecision: "address", place.FWebsite: "http://www.ade-coworking.net", place.FActivities: "desk", place.FStage: "open"},
			[]string{"census.web.scheme"}, Ready},
		"12": {place.Facts{place.FCommune: "69381", place.FWebsite: "http://www.la-cordee.net/la-cordee-opera"},
			[]string{"census.web.scheme", "census.web.glued"}, Ready},
		"26":  {place.Facts{place.FCommune: "03190", place.FPostcode: ""}, []string{"census.postcode.missing", "census.commune.code_missing", "census.commune.by_name"}, Ready},
		"57":  {place.Facts{place.FName: "BUROL@B", place.FCommune: "78686"}, []string{"census.commune.other_differs"}, Ready},
		"100": {place.Facts{place.FCommune: "93070", place.FPostcode: "75018"}, []string{"census.commune.conflict", "census.commune.other_differs"}, Waiting},
		"196": {place.Facts{place.FCommune: "64430", place.FPosition: "", place.FPrecision: ""}, []string{"census.position.commune", "census.web.scheme"}, Ready},
		"240": {place.Facts{place.FWebsite: ""}, []string{"census.text.missing"}, Ready},
		"292": {place.Facts{place.FCommune: "35288", place.FPostcode: "", place.FLinks: "https://twitter.com/LaCamBuzz\nhttps://www.facebook.com/DigitalStMalo"},
			[]string{"census.postcode.commune_code", "census.position.unsure", "census.social.handle", "census.social.handle"}, Ready},
		"326": {place.Facts{place.FPostcode: "69628"}, []string{"census.postcode.cedex", "census.web.scheme"}, Ready},
		"351": {place.Facts{place.FCommune: "69149", place.FPostcode: "69600"}, []string{"census.commune.extinct"}, Ready},
		"747": {place.Facts{place.FPosition: "43.69768,4.63765"}, nil, Ready},
		"848": {place.Facts{place.FCommune: "06029"}, []string{"census.name.shouting", "census.postcode.missing", "census.commune.code_missing", "census.commune.unmatched"}, Waiting},
		"873": {place.Facts{place.FWebsite: "http://www.chezmémé.fr"}, []string{"census.text.mojibake"}, Ready},
		"913": {place.Facts{place.FName: "ROCHER concept | Coworking"}, nil, Ready},
		"1211": {place.Facts{place.FCommune: "97103", place.FPostcode: "", place.FPosition: "16.23967,-61.56607"},
			[]string{"census.commune.code_missing", "census.commune.by_name", "census.commune.artefact", "census.postcode.elsewhere"}, Ready},
		"1291": {place.Facts{place.FCommune: "97422", place.FPostcode: "97418"}, []string{"census.commune.code_missing", "census.commune.by_postcode", "census.commune.artefact"}, Ready},
		"1460": {place.Facts{place.FCommune: "14327", place.FPosition: ""}, nil, Waiting},
		"1476": {place.Facts{place.FName: "La Gare", place.FKind: "", place.FActivities: "", place.FCommune: "75056", place.FAddress: "", place.FPosition: "48.89483,2.38236"},
			[]string{"census.kind.blank", "census.postcode.missing", "census.commune.code_missing", "census.commune.other_column"}, Ready},
		"1496": {place.Facts{place.FName: "Schoolab", place.FWebsite: "http://theschoolab.com/"}, nil, Ready},
	} {
		r, ok := byID[id]
		if !ok {
			t.Fatalf("no row %s", id)
		}
		for k, want := range c.facts {
			if r.Facts[k] != want {
				t.Errorf("%s: %s is %q, want %q", id, k, r.Facts[k], want)
			}
		}
		if c.codes != nil && !slices.Equal(codesOf(r.Problems), c.codes) {
			t.Errorf("%s: %v, want %v", id, codesOf(r.Problems), c.codes)
		}
		if r.Outcome() != c.outcome {
			t.Errorf("%s is %s, want %s", id, r.Outcome(), c.outcome)
		}
		if len(r.Source) != 28 || r.Source[0] != (Cell{"ID", id}) || r.On.String() != "2019-01-01" {
			t.Errorf("%s: %d cells, first %v, of %s", id, len(r.Source), r.Source[0], r.On)
		}
	}
}

// mednum is a file made after the published schema: no real one is needed to read them all.
const mednumCSV = `id,pivot,nom,commune,code_postal,code_insee,adresse,complement_adresse,latitude,longitude,typologie,telephone,courriels,site_web,horaires,presentation_resume,presentation_detail,source,Itinerance,structure_parente,date_maj,services
structure-1,43493312300029,Anonymal,Reims,51100,51454,12 BIS RUE DE LECLERCQ,Le patio,49.2583,4.0317,TIERS_LIEUX|ASSO,+33180059880,contact@quincaillerie.example.org|jeanne@quincaillerie.example.org,https://www.quincaillerie.example.org/|https://m.facebook.com/quincaillerie/,"Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00",Formations aux outils numériques.,"Notre parcours. Écrire à jeanne@quincaillerie.example.org.",Hubik,Fixe,Réseau,2022-06-02,Aide aux démarches administratives
structure-2,,Bus,Vaillant,52160,52499,,,,,,,,,un jour sur deux,,,,Itinérant,,hier,
`

const mednumJSON = `[
 {"id":"structure-2","nom":"Bus","commune":"Vaillant","code_postal":"52160","itinerance":"Itinérant","date_maj":"2022-06-02"},
 {"id":"structure-1","nom":"Anonymal","commune":"Reims","code_insee":"51454","latitude":49.2583,"longitude":4.0317,"typologie":["TIERS_LIEUX","ASSO"],"telephone":"+33180059880"}
]`

func TestMedNumByTheSchema(t *testing.T) {
	t.Parallel()
	read := func(text string) []Row {
		var rows []Row
		if _, err := Read(strings.NewReader(text), table.Limits{}, MedNum, ground(t), func(r Row) error { rows = append(rows, r); return nil }); err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			checkFacts(t, r)
		}
		return rows
	}
	rows := read(mednumCSV)
	want := place.Facts{
		place.FName: "Anonymal", place.FKind: "third-place", place.FStage: "open", place.FActivities: "digital-help", place.FCommune: "51454", place.FPostcode: "51100",
		place.FAddress: "12 BIS RUE DE LECLERCQ, Le patio", place.FPosition: "49.25830,4.03170", place.FPrecision: "address", place.FPhone: "+33 1 80 05 98 80",
		place.FEmail: "contact@quincaillerie.example.org", place.FWebsite: "https://www.quincaillerie.example.org/", place.FLinks: "https://m.facebook.com/quincaillerie/",
		place.FHours: "Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00", place.FSummary: "Formations aux outils numériques.", place.FText: "Notre parcours. Écrire à .",
	}
	if !maps.Equal(rows[0].Facts, want) || rows[0].On.String() != "2022-06-02" {
		t.Errorf("%v of %s, want %v", rows[0].Facts, rows[0].On, want)
	}
	if got := codesOf(rows[0].Problems); !slices.Equal(got, []string{"census.web.several", "census.email.personal", "census.personal.email"}) {
		t.Error(got)
	}
	for _, c := range rows[0].Source {
		if strings.Contains(c.Value, "jeanne@") {
			t.Errorf("a person's address stays in the source row: %v", c)
		}
	}
	if r := rows[1]; r.Facts[place.FStage] != "mobile" || r.Facts[place.FKind] != "" || r.Facts[place.FHours] != "" || r.On != MedNum.Date ||
		!slices.Equal(codesOf(r.Problems), []string{"census.kind.blank", "census.hours.unreadable", "census.row.date"}) {
		t.Errorf("%v of %s %v", r.Facts, r.On, codesOf(r.Problems))
	}

	rows = read(mednumJSON) // each object leaves out what it does not know
	if r := rows[0]; r.Facts[place.FCommune] != "52499" || r.Facts[place.FStage] != "mobile" || r.SourceID != "structure-2" {
		t.Errorf("%v", r)
	}
	if r := rows[1]; r.Facts[place.FKind] != "third-place" || r.Facts[place.FPhone] == "" || r.Facts[place.FPosition] != "49.25830,4.03170" {
		t.Errorf("%v", r)
	}
}

func TestPersonalColumnsNeverComeIn(t *testing.T) {
	t.Parallel()
	text := "ID,NOM_TL,INSEECOM,CONTACT,MAIL,TYPO,WEB,ADRESSE,CP,COMINIT\n" +
		"7,La GARE,99999,Jeanne,jeanne@lieu.fr,chez jeanne@lieu.fr,jeanne@lieu.fr,1 rue x chez jeanne@lieu.fr,jeanne@lieu.fr,jeanne@lieu.fr\n"
	f, err := Read(strings.NewReader(text), table.Limits{}, Census2019, ground(t), func(r Row) error {
		for _, c := range r.Source {
			if strings.Contains(c.Value, "eanne Martin") || strings.Contains(c.Value, "jeanne@") || c.Column == "CONTACT" || c.Column == "MAIL" {
				t.Errorf("it came in: %v", c)
			}
		}
		for k, v := range r.Facts {
			if strings.Contains(v, "@") {
				t.Errorf("it came in: %s %q", k, v)
			}
		}
		for _, p := range r.Problems {
			for _, v := range p.Args {
				if s, ok := v.(string); ok && strings.Contains(s, "eanne@") {
					t.Errorf("it is told in %s: %q", p.Code, s)
				}
			}
		}
		if n := strings.Count(strings.Join(codesOf(r.Problems), " "), "census.personal."); n != 4 {
			t.Errorf("%v", codesOf(r.Problems))
		}
		return nil
	})
	if err != nil || f.Rows != 1 || !slices.Contains(f.Missing, "LAT") {
		t.Errorf("%+v %v", f, err)
	}
}

func TestRowsWithoutIDKeepOneAndRepeatedOnesAreRefused(t *testing.T) {
	t.Parallel()
	read := func(text string) (rows []Row) {
		if _, err := Read(strings.NewReader(text), table.Limits{}, Census2019, ground(t), func(r Row) error { rows = append(rows, r); return nil }); err != nil {
			t.Fatal(err)
		}
		return rows
	}
	a := read("ID,NOM_TL,INSEECOM,ADRESSE,TYPO\n,La GARE,52499,rue de la Gare,\n7,Ailleurs,52499,,\n7,Encore,52499,,\n")
	if a[0].SourceID == "" || !slices.Contains(codesOf(a[0].Problems), "census.row.id_missing") {
		t.Errorf("%+v", a[0])
	}
	if a[1].Outcome() != Ready || a[2].Outcome() != Refused || !slices.Contains(codesOf(a[2].Problems), "census.row.id_repeated") {
		t.Errorf("%s %s %v", a[1].Outcome(), a[2].Outcome(), codesOf(a[2].Problems))
	}
	// Another order, other capitals: the same id. Another name: another.
	b := read("NOM_TL,ADRESSE,INSEECOM,ID,TYPO\nautre,rue de la gare,52499,,\nLA GARE,Rue de la gare ,52499,,\n")
	if b[1].SourceID != a[0].SourceID || b[0].SourceID == a[0].SourceID {
		t.Errorf("%s %s, before %s", b[0].SourceID, b[1].SourceID, a[0].SourceID)
	}
}

func TestWhatIsOddAboutARowIsTold(t *testing.T) {
	t.Parallel()
	text := "ID,NOM_TL,INSEECOM,LAT,LONG,TYPO\n1,É,52499,,\n2,b,52499,,,,plus\n3,\xe9,52499,,,\n4,,,,,\n,,,,,x\n"
	var got [][]string
	var outcomes []Outcome
	_, err := Read(strings.NewReader(text), table.Limits{}, Census2019, ground(t), func(r Row) error {
		got, outcomes = append(got, codesOf(r.Problems)), append(outcomes, r.Outcome())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, code := range []string{"census.row.short", "census.row.long", "census.row.mended", "census.row.empty", "census.row.empty"} {
		if !slices.Contains(got[i], code) {
			t.Errorf("row %d: %v, want %s", i, got[i], code)
		}
	}
	if !slices.Equal(outcomes, []Outcome{Ready, Ready, Ready, Refused, Refused}) {
		t.Error(outcomes)
	}
}

func TestReadStopsWhereItMust(t *testing.T) {
	t.Parallel()
	g := ground(t)
	count := 0
	_, err := Read(strings.NewReader("nom,ville\na,b\n"), table.Limits{}, Census2019, g, func(Row) error { count++; return nil })
	if f, ok := fault.As(err); !ok || f.Code != "census.file.other_columns" || count > 0 {
		t.Errorf("another file than the profile's: %v, %d rows", err, count)
	}
	f, err := Read(strings.NewReader("ID,NOM_TL,INSEECOM\n1,a,52499\n2,\x00,52499\n"), table.Limits{}, Census2019, g, func(Row) error { count++; return nil })
	if !fault.Is(err, fault.Invalid) || count > 1 || f.Rows != count {
		t.Errorf("a file that breaks off: %v, %d rows", err, count)
	}
	full := errors.New("the disk is full")
	if _, err := Read(strings.NewReader(mednumCSV), table.Limits{}, MedNum, g, func(Row) error { return full }); !errors.Is(err, full) {
		t.Errorf("%v", err)
	}
}

func TestHostileRowsCostLittle(t *testing.T) {
	t.Parallel()
	g := ground(t)
	for _, s := range []string{"a@b.fr ", "<a", "Ã", "&lt;", "A ", "a(at)", "<!--", ". ", "x.fr;", "http://", "www.a.frwww.", "=1 ", "É\u0301", "0", "-", "1"} {
		for _, p := range []Profile{Census2019, MedNum} {
			row := table.Row{Number: 2}
			for _, part := range Parts {
				for _, name := range p.Columns[part] {
					row.Columns, row.Values = append(row.Columns, name), append(row.Values, strings.Repeat(s, 16<<10/len(s)))
				}
			}
			start := time.Now()
			r := Clean(row, p, g)
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("%q: %v", s, took)
			}
			checkFacts(t, r)
		}
	}
}

// FuzzClean: whatever the cells hold, the facts are such as a place takes, and nothing personal is among them.
func FuzzClean(f *testing.F) {
	f.Add("La GARE", "1 rue de la Gare", "52160", "Vaillant", "52499", "47,70", "5.13", "www.x.fr", "@gare", "0123456789", "Mo-Fr 09:00-12:00")
	f.Add("<b>=1+1</b>", "jeanne@lieu.fr", "0", "Tournai", "0", "NA", "", "en cours", "a b c", "NC", "24/7")
	f.Add(strings.Repeat("long. ", 60), "\u202e", "35288", "Saint-Malo", "35288", "2.1", "48.2", "http://x|y]]", "pages/a/1", "+33 (0)6 12 34 56 78", "?")
	f.Fuzz(func(t *testing.T, name, address, postcode, commune, code, lat, lon, web, twitter, phone, hours string) {
		values := []string{"1", name, address, postcode, commune, code, lat, lon, web, phone, phone, hours, twitter}
		for i, v := range values {
			values[i] = strings.ToValidUTF8(v, "")
			if len(v) > 4000 {
				return // longer than a cell that the reader lets through
			}
		}
		for _, p := range []Profile{Census2019, MedNum} {
			columns := map[Part]int{PartID: 0, PartName: 1, PartAddress: 2, PartPostcode: 3, PartCommuneName: 4, PartCommuneCode: 5, PartLat: 6, PartLon: 7,
				PartWebsite: 8, PartPhone: 9, PartEmail: 10, PartHours: 11, PartTwitter: 12}
			row := table.Row{Number: 2}
			for part, i := range columns {
				if names := p.Columns[part]; len(names) > 0 {
					row.Columns, row.Values = append(row.Columns, names[0]), append(row.Values, values[i])
				}
			}
			r := Clean(row, p, ground(t))
			checkFacts(t, r)
			for k, v := range r.Facts {
				if k != place.FEmail && hasEmail(v) && k != place.FWebsite && k != place.FLinks {
					t.Fatalf("%s is %q", k, v)
				}
			}
			again := Clean(row, p, ground(t))
			if !maps.Equal(r.Facts, again.Facts) || !slices.Equal(codesOf(r.Problems), codesOf(again.Problems)) {
				t.Fatal("the same row gives another result")
			}
		}
	})
}

func FuzzParsePoint(f *testing.F) {
	for _, s := range []string{"48.85, 2.35", "48,85 ; 2,35", "[48.85,2.35]", "1e9", "−1", "°", "0,0", "48.85"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		lat, lon, ok := ParsePoint(a)
		if !ok {
			lat, lon = a, b
		}
		p, problems := readPoint(lat, lon)
		if p.Known() && !inFrance(p.Lat, p.Lon) {
			t.Fatalf("%q %q: %v", lat, lon, p)
		}
		if !p.Known() && len(problems) == 0 && present(strings.TrimSpace(lat)) != "" {
			if v, ok := ParseDegrees(lat); !ok || v != 0 {
				t.Fatalf("%q %q vanished without a word", lat, lon)
			}
		}
		if _, _, err := place.ParsePosition(place.PositionText(p.Lat, p.Lon)); err != nil {
			t.Fatal(err)
		}
	})
}

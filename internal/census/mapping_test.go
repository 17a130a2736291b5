package census

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"mitoyen/internal/census/table"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/place"
)

const ateliers = `
key: ateliers-creuse-2024
label: Ateliers de la Creuse
source: Département de la Creuse
licence: Licence Ouverte 2.0
attribution: "Source : Département de la Creuse, 2024 ; données modifiées"
date: 2024-05
separator: ";"
lists: "/"
columns:
  id: Réf
  name: Nom du lieu
  kind: Type
  address: [N°, Voie]
  commune: Ville
  postcode: CP
  position: GPS
  activities: Activités
  website: Site
constants:
  stage: open
  activities: events, workshop
kinds:
  Espace de coworking: coworking
  Atelier: ""
activities:
  Imprimante 3D: making
personal: [Responsable, Mail]
`

func TestAMappingReadsAStrangeFile(t *testing.T) {
	t.Parallel()
	m, err := ParseMapping([]byte(ateliers))
	if err != nil {
		t.Fatal(err)
	}
	p, err := m.Profile()
	if err != nil {
		t.Fatal(err)
	}
	if p.Key != "ateliers-creuse-2024" || p.Date.String() != "2024-05-01" || p.Precision != Month || p.Label.Text != "Ateliers de la Creuse" ||
		p.Attribution.In(nil) != "Source : Département de la Creuse, 2024 ; données modifiées" {
		t.Errorf("%+v", p)
	}
	text := "Réf;Nom du lieu;Type;N°;Voie;Ville;CP;GPS;Activités;Site;Responsable;Mail\n" +
		"A1;Le Fil;espace de Coworking;12;rue Haute;Guéret;23000;\"46,17 ; 1,87\";Imprimante 3D/Poterie;www.lefil.example.org;Jeanne;jeanne@lefil.example.org\n"
	f, err := Read(strings.NewReader(text), table.Limits{}, p, ground(t), func(r Row) error {
		want := place.Facts{place.FName: "Le Fil", place.FKind: "coworking", place.FStage: "open", place.FAddress: "12, rue Haute", place.FPostcode: "23000",
			place.FCommune: "23096", place.FPosition: "46.17000,1.87000", place.FPrecision: "address", place.FWebsite: "http://www.lefil.example.org",
			place.FActivities: "events,workshop,making"}
		if !maps.Equal(r.Facts, want) || r.SourceID != "A1" {
			t.Errorf("%s %v, want %v", r.SourceID, r.Facts, want)
		}
		if len(r.Source) != 10 {
			t.Errorf("%d cells come in", len(r.Source))
		}
		return nil
	})
	if err != nil || f.Rows != 1 || f.Separator != ';' || len(f.Missing) > 0 {
		t.Errorf("%+v %v", f, err)
	}

	written, err := m.YAML()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseMapping(written)
	if err != nil || again.Key != m.Key || !slices.Equal(again.Columns["address"], m.Columns["address"]) || !maps.Equal(again.Kinds, m.Kinds) {
		t.Errorf("written and read again: %+v, %v\n%s", again, err, written)
	}
}

func TestWhatIsWrongWithAMappingIsToldAtOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text, code string
		line       int
	}{
		"no YAML":        {"key: [a", "census.mapping.line", 1},
		"unknown word":   {"key: a\ncolonnes: {}\n", "census.mapping.line", 2},
		"word twice":     {"key: a\nlabel: b\nkey: c\n", "census.mapping.line", 3},
		"list of a list": {"columns:\n  name: [[a]]\n", "census.mapping.line", 2},
		"anchors":        {"key: &a x\nlabel: *a\n", "census.mapping.anchors", 0},
		"tags":           {"key: !x a\n", "census.mapping.anchors", 0},
		"a bare tag":     {"key: a\ncolumns:\n  name: !x\n", "census.mapping.anchors", 0},
		"too long":       {strings.Repeat("# \n", 30_000), "census.mapping.long", 0},
	} {
		_, err := ParseMapping([]byte(c.text))
		f, ok := fault.As(err)
		if !ok || f.Code != c.code || c.line > 0 && f.Args["Line"] != c.line {
			t.Errorf("%s: %v %v, want %s at line %d", name, err, f, c.code, c.line)
		}
	}
	m, err := ParseMapping([]byte(`
key: Ateliers de la Creuse
label: x
date: hier
separator: "~"
columns: {titre: Nom, latitude: Y, website: [a, b, c, d, e, f]}
constants: {stage: ouverte, opened: 2012}
kinds: {a: kiosque}
activities: {b: dormir}
`))
	if err != nil {
		t.Fatal(err)
	}
	_, err = m.Profile()
	f, ok := fault.As(err)
	if !ok {
		t.Fatal(err)
	}
	var got []string
	for _, x := range f.Fields {
		got = append(got, x.Name+" "+x.Code)
	}
	slices.Sort(got)
	want := []string{
		"activities census.mapping.word_unknown", "columns.commune census.mapping.where_needed", "columns.latitude census.mapping.both_degrees",
		"columns.name census.mapping.name_needed", "columns.titre census.mapping.part_unknown", "columns.website census.mapping.too_many",
		"constants.opened census.mapping.constant_unknown", "constants.stage census.mapping.word_unknown", "date census.mapping.date",
		"key census.mapping.key", "kinds census.mapping.word_unknown", "licence census.mapping.required", "separator census.mapping.separator",
		"source census.mapping.required",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
	m.Key = "census-2019"
	_, err = m.Profile()
	if f, _ := fault.As(err); !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Code == "census.mapping.key_taken" }) {
		t.Errorf("%v", err)
	}
}

func TestSuggestMapping(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		header   string
		want     map[Part]Names
		personal []string
	}{
		{"id;nom;code_commune;nom_commune;lat_commune;lon_commune",
			map[Part]Names{PartID: {"id"}, PartName: {"nom"}, PartCommuneCode: {"code_commune"}, PartCommuneName: {"nom_commune"}, PartLat: {"lat_commune"}, PartLon: {"lon_commune"}}, nil},
		{"Nom du lieu;Adresse;Code postal;Ville;Site internet;Téléphone;Mail;Nom du contact",
			map[Part]Names{PartName: {"Nom du lieu"}, PartAddress: {"Adresse"}, PartPostcode: {"Code postal"}, PartCommuneName: {"Ville"}, PartWebsite: {"Site internet"}, PartPhone: {"Téléphone"}},
			[]string{"Mail", "Nom du contact"}},
		{"NOM_TL;ADRESSE;CP;INSEECOM;TYPO;LAT;LONG;CONTACT",
			map[Part]Names{PartName: {"NOM_TL"}, PartAddress: {"ADRESSE"}, PartPostcode: {"CP"}, PartCommuneCode: {"INSEECOM"}, PartKind: {"TYPO"}, PartLat: {"LAT"}, PartLon: {"LONG"}},
			[]string{"CONTACT"}},
		{"nomDuLieu;codeInsee;geo_point_2d", map[Part]Names{PartName: {"nomDuLieu"}, PartCommuneCode: {"codeInsee"}, PartPoint: {"geo_point_2d"}}, nil},
		{"Numéro;Rue;Commune;Titre", map[Part]Names{PartAddress: {"Numéro", "Rue"}, PartCommuneName: {"Commune"}, PartName: {"Titre"}}, nil},
		{"a;b;c", map[Part]Names{}, nil},
	} {
		m := SuggestMapping(strings.Split(c.header, ";"))
		got := map[Part]Names{}
		for k, v := range m.Columns {
			got[Part(k)] = v
		}
		if !maps.EqualFunc(got, c.want, func(a, b Names) bool { return slices.Equal(a, b) }) || !slices.Equal(m.Personal, c.personal) {
			t.Errorf("%s: %v personal %q", c.header, got, m.Personal)
		}
	}
}

func TestEverySuggestionIsAPartAndNoPartIsForgotten(t *testing.T) {
	t.Parallel()
	// A person maps these by hand: the first three are what only a geocoder writes, the last what nobody publishes by that name.
	byHand := []Part{PartGeocoded, PartSureness, PartOtherCode, PartOtherName, PartEmail}
	for _, p := range Parts {
		if !slices.Contains(byHand, p) && !slices.ContainsFunc(usual, func(u struct {
			part  Part
			names []string
		}) bool {
			return u.part == p
		}) {
			t.Errorf("no name is usual for %s", p)
		}
	}
}

func TestProfilesAreRecognisedByTheirColumns(t *testing.T) {
	t.Parallel()
	census := strings.Split("ID,NOM_TL,ADRESSE,CP,COMINIT,INSEECOM,NOMCOM,WEB,TWITTER,FACEBOOK,TYPO,LAT,LONG,GEOCOD,PRECISION,INSEEMETRO,INSEEDEP,NOMCOMMETRO", ",")
	mednum := strings.Split(strings.SplitN(mednumCSV, "\n", 2)[0], ",")
	for name, c := range map[string]struct {
		columns []string
		want    string
	}{
		"the census": {census, "census-2019"}, "a mednum file": {mednum, "mednum"}, "a stranger": {[]string{"nom", "ville"}, ""}, "nothing": {nil, ""},
	} {
		if p, _ := Recognise(c.columns); p.Key != c.want {
			t.Errorf("%s is taken for %q", name, p.Key)
		}
	}
	p, missing, err := Census2019.Fit([]string{"nom_tl", "Inseecom", "contact"})
	if err != nil || p.Columns[PartName][0] != "nom_tl" || p.Columns[PartCommuneCode][0] != "Inseecom" || !slices.Equal(p.Personal, []string{"contact"}) || !slices.Contains(missing, "LAT") {
		t.Errorf("%+v %v %v", p.Columns, missing, err)
	}
	for _, p := range Profiles {
		if got, ok := ProfileOf(p.Key); !ok || got.Key != p.Key || p.Licence == "" || p.Date.IsZero() || p.Precision == "" {
			t.Errorf("%s lacks a word about itself", p.Key)
		}
		for part := range p.Columns {
			if !slices.Contains(Parts, part) {
				t.Errorf("%s reads %q, which is no part", p.Key, part)
			}
		}
	}
}

// FuzzParseMapping: any text gives a mapping or a fault, and a mapping a profile or a fault.
func FuzzParseMapping(f *testing.F) {
	for _, s := range []string{ateliers, "key: a", "columns: {name: [a, b]}", "a: &a [*a]", "---\n- x", "key: !!binary x", "? [a]\n: b", "columns:\n  name: !x\nkey: a", "key: |\n  a", "\xff", "kinds: {a: b}\nkinds: c", "date: 2024-01-01"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := ParseMapping(text)
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatalf("neither a mapping nor a fault: %v", err)
			}
			return
		}
		p, err := m.Profile()
		if _, ok := fault.As(err); err != nil && !ok {
			t.Fatalf("neither a profile nor a fault: %v", err)
		}
		if err == nil && (p.Key == "" || len(p.Columns[PartName]) == 0) {
			t.Fatalf("a profile without key or name: %+v", p)
		}
	})
}

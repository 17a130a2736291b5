package census

import (
	"slices"
	"testing"

	"mitoyen/internal/place"
)

// codesOf are the codes of problems, in order.
func codesOf(all []Problem) []string {
	var codes []string
	for _, p := range all {
		codes = append(codes, p.Code)
	}
	return codes
}

func TestFindCommune(t *testing.T) {
	t.Parallel()
	at := func(lat, lon float64) Position { return Position{Lat: lat, Lon: lon, Of: place.AtAddress} }
	for name, c := range map[string]struct {
		says  whereabouts
		want  string
		codes []string
	}{
		"its code":                    {whereabouts{code: "44109"}, "44109", nil},
		"an arrondissement stays":     {whereabouts{code: "75110", postcode: "75010", names: []string{"Paris"}}, "75110", nil},
		"Corsica, small letters":      {whereabouts{code: "2a004"}, "2A004", nil},
		"a code that lost its zero":   {whereabouts{code: "1053"}, "01053", []string{"census.commune.code_zero"}},
		"extinct: Pierre-Bénite":      {whereabouts{code: "69152", postcode: "69600", names: []string{"Pierre Bénite"}}, "69149", []string{"census.commune.extinct"}},
		"extinct: Montignac-Charente": {whereabouts{code: "16226", names: []string{"Montignac-Charente"}}, "16393", []string{"census.commune.extinct"}},
		"extinct: Saint-Georges-de-Montaigu, with its own postcode": {
			whereabouts{code: "85217", postcode: "85600", names: []string{"Saint-georges-de-Montaigu"}}, "85146", []string{"census.commune.extinct"}},
		"extinct: Orée d'Anjou's former seat": {whereabouts{code: "49069", names: []string{"Orée d'Anjou"}}, "49126", []string{"census.commune.extinct"}},
		"a code that never was": {
			whereabouts{code: "99999", postcode: "52160", names: []string{"Vaillant"}}, "52499",
			[]string{"census.commune.code_unknown", "census.commune.by_postcode"}},
		"the postcode says which arrondissement": {
			whereabouts{code: "75056", postcode: "75011", names: []string{"Paris"}}, "75111", []string{"census.commune.arrondissement"}},

		"0 is missing: Villefranche-du-Périgord": {
			whereabouts{code: "0", postcode: "24550", names: []string{"Villefranche-du-Périgord"}}, "24585",
			[]string{"census.commune.code_missing", "census.commune.by_postcode"}},
		"without its article: Puy-en-Velay": {
			whereabouts{code: "0", postcode: "43000", names: []string{"Puy-en-Velay"}}, "43157",
			[]string{"census.commune.code_missing", "census.commune.by_postcode"}},
		"a former name: Morez": {whereabouts{postcode: "39400", names: []string{"Morez"}}, "39368", []string{"census.commune.by_postcode"}},
		"a part of a commune, then its name: Sainte-Clotilde": {
			whereabouts{postcode: "97490", names: []string{"Sainte-Clotilde", "Saint-Denis"}}, "97411", []string{"census.commune.by_postcode"}},
		"only the beginning of its name": {whereabouts{postcode: "48400", names: []string{"Florac"}}, "48061", []string{"census.commune.spelling"}},
		"a slip in its name":             {whereabouts{postcode: "12400", names: []string{"Vabre l'Abbaye"}}, "12286", []string{"census.commune.spelling"}},
		"its name and its département":   {whereabouts{names: []string{"MOULINS"}, departement: "03"}, "03190", []string{"census.commune.by_name"}},
		"Mirepoix of Ariège, not of Gers": {
			whereabouts{names: []string{"Mirepoix"}, departement: "09"}, "09194", []string{"census.commune.by_name"}},
		"a wrong postcode of the right département: Baie-Mahault": {
			whereabouts{postcode: "97129", names: []string{"Baie Mahault Guadeloupe", "Baie-Mahault"}, departement: "973"}, "97103", []string{"census.commune.by_name"}},
		"CEDEX in the town": {whereabouts{postcode: "26901", names: []string{"VALENCE CEDEX 9"}}, "26362", []string{"census.commune.by_name"}},
		"a name that one commune has": {
			whereabouts{names: []string{"Néons s/ Creuse"}}, "36137", []string{"census.commune.by_name_alone"}},
		"a postcode that one commune has": {
			whereabouts{postcode: "24550", names: []string{"Le Bourg"}}, "", []string{"census.commune.none"}},
		"a postcode that one commune has, no name": {
			whereabouts{postcode: "92330"}, "92071", []string{"census.commune.only_one"}},

		"the position contradicts nothing": {
			whereabouts{code: "78686", names: []string{"Viroflay"}, otherCode: "92022", otherColumn: "M", position: at(48.799684, 2.183221)}, "78686",
			[]string{"census.commune.other_differs"}},
		"the arrondissement's city is no contradiction": {
			whereabouts{code: "75110", otherCode: "75056", otherColumn: "M", position: at(48.87, 2.36)}, "75110", nil},
		"La Réunion is not Bonifacio": {
			whereabouts{postcode: "97460", names: []string{"Saint-Paul"}, otherCode: "2A041", otherColumn: "M", departement: "2A", position: at(-20.982989, 55.285588)},
			"97415", []string{"census.commune.by_postcode", "census.commune.artefact"}},
		"an artefact is not believed alone either": {
			whereabouts{otherCode: "2A041", otherColumn: "M", departement: "2A", position: at(-20.982989, 55.285588)}, "",
			[]string{"census.commune.artefact", "census.commune.none"}},
		"nothing but what the source computed": {
			whereabouts{otherCode: "56006", otherName: "Augan", otherColumn: "M", position: at(47.9201967, -2.2800414)}, "56006",
			[]string{"census.commune.other_column"}},
		"the same by name": {
			whereabouts{otherName: "Saint-Denis", departement: "93", otherColumn: "M", position: at(48.9320137, 2.3559854)}, "93066",
			[]string{"census.commune.other_column"}},
		"a town abroad, placed at Cannes": {
			whereabouts{names: []string{"Tournai"}, otherCode: "06029", otherName: "Cannes", departement: "06", position: at(43.566227, 7.007696)}, "06029",
			[]string{"census.commune.unmatched"}},
		"nothing but a position": {whereabouts{position: at(48.0, -2.0)}, "35169", []string{"census.commune.guessed"}},
		"a position at sea":      {whereabouts{position: at(46.0, -4.0)}, "", []string{"census.commune.none"}},
		"nothing at all":         {whereabouts{}, "", []string{"census.commune.none"}},

		"code against postcode and name: Liffré": {
			whereabouts{code: "35238", postcode: "35340", names: []string{"Liffré", "Rennes"}}, "35238", []string{"census.commune.conflict"}},
		"two arrondissements": {
			whereabouts{code: "69382", postcode: "69005", names: []string{"Lyon"}}, "69382", []string{"census.commune.conflict"}},
		"only the name is another's: Nantes": {
			whereabouts{code: "44162", postcode: "44800", names: []string{"Nantes"}}, "44162", []string{"census.commune.name_elsewhere"}},
		"a name that is nobody's is no contradiction": {
			whereabouts{code: "94003", postcode: "94110", names: []string{"Arceuil"}}, "94003", nil},
		"a former name is no contradiction": {
			whereabouts{code: "74010", postcode: "74960", names: []string{"Cran-Gevrier"}}, "74010", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, problems := findCommune(c.says, ground(t))
			if got.Code != c.want || !slices.Equal(codesOf(problems), c.codes) {
				t.Errorf("%s %s %v, want %s %v", got.Code, got.Name, codesOf(problems), c.want, c.codes)
			}
		})
	}
}

// splitGround is a ground with one commune that was shared between two.
type splitGround struct{ heirs []Commune }

func (g splitGround) Commune(code string) (Commune, bool) {
	i := slices.IndexFunc(g.heirs, func(c Commune) bool { return c.Code == code })
	if i < 0 {
		return Commune{}, false
	}
	return g.heirs[i], true
}
func (g splitGround) Current(code string) ([]string, bool) {
	return []string{"52001", "52002"}, code == "52999"
}
func (g splitGround) ByPostcode(string) []Commune { return nil }
func (g splitGround) ByName(name string) []Commune {
	return slices.DeleteFunc(slices.Clone(g.heirs), func(c Commune) bool { return c.Name != name })
}

func TestACommuneThatWasSharedWaitsUnlessTheAddressDecides(t *testing.T) {
	t.Parallel()
	g := splitGround{[]Commune{{Code: "52001", Name: "Amont", Postcodes: []string{"52100"}}, {Code: "52002", Name: "Aval", Postcodes: []string{"52200"}}}}
	_, problems := findCommune(whereabouts{code: "52999"}, g)
	if !slices.Equal(codesOf(problems), []string{"census.commune.split"}) || problems[0].Severity != Wait {
		t.Errorf("%v", problems)
	}
	c, problems := findCommune(whereabouts{code: "52999", postcode: "52200", names: []string{"Aval"}}, g)
	if c.Code != "52002" || !slices.Equal(codesOf(problems), []string{"census.commune.extinct"}) {
		t.Errorf("%v %v", c, problems)
	}
}

func TestWithCentresFindsTheNearest(t *testing.T) {
	t.Parallel()
	g := ground(t)
	for code := range map[string]bool{"52499": true, "36137": true, "97415": true, "2A041": true, "29155": true} {
		c, ok := g.Commune(code)
		if !ok || !c.HasCentre {
			t.Fatalf("%s: %+v", code, c)
		}
		if near, ok := g.Nearest(c.Lat, c.Lon); !ok || near.Code != code {
			t.Errorf("nearest to the centre of %s is %s", c.Name, near.Name)
		}
	}
	if c, ok := g.Nearest(0, 0); ok {
		t.Errorf("in the gulf of Guinea: %s", c.Name)
	}
}

func TestReadPostcode(t *testing.T) {
	t.Parallel()
	for in, c := range map[string]struct{ want, code string }{
		"44300": {"44300", ""}, " 44 300 ": {"44300", ""}, "F-75011": {"75011", ""}, "": {"", ""},
		"0": {"", "census.postcode.missing"}, "00000": {"", "census.postcode.missing"}, "NC": {"", "census.postcode.missing"}, "#N/D": {"", "census.postcode.missing"},
		"1500": {"01500", "census.postcode.zero"}, "750": {"", "census.postcode.unreadable"}, "B-7500": {"", "census.postcode.unreadable"}, "7501O": {"", "census.postcode.unreadable"},
	} {
		got, problems := readPostcode(in)
		if got != c.want || len(problems) > 1 || len(problems) == 1 && problems[0].Code != c.code || len(problems) == 0 && c.code != "" {
			t.Errorf("%q: %q %v, want %q %s", in, got, codesOf(problems), c.want, c.code)
		}
	}
}

func TestCheckPostcode(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		postcode, commune string
		address           string
		want, code        string
	}{
		"of the commune":                         {"44300", "44109", "", "44300", ""},
		"of the arrondissement":                  {"75010", "75110", "", "75010", ""},
		"of the city, arrondissement unknown":    {"75010", "75056", "", "75010", ""},
		"the commune's code: Saint-Malo":         {"35288", "35288", "", "", "census.postcode.commune_code"},
		"of another commune: La Réole":           {"33840", "33352", "", "", "census.postcode.elsewhere"},
		"CEDEX by its address: Bel Air Camp":     {"69628", "69266", "11 avenue de Bel Air CS 90230", "69628", "census.postcode.cedex"},
		"CEDEX by its town":                      {"26901", "26362", "VALENCE CEDEX 9", "26901", "census.postcode.cedex"},
		"nobody's: also a commune's code, 45074": {"45074", "45234", "1 avenue du champ de mars.", "45074", "census.postcode.unknown"},
		"nobody's, of another département":       {"31062", "44109", "", "", "census.postcode.elsewhere"},
		"Corsica":                                {"20193", "2A004", "", "20193", "census.postcode.unknown"},
		"none":                                   {"", "44109", "", "", ""},
	} {
		g := ground(t)
		commune, _ := g.Commune(c.commune)
		got, problems := checkPostcode(c.postcode, commune, saysCedex(c.address), g)
		if got != c.want || len(problems) > 1 || len(problems) == 1 && problems[0].Code != c.code || len(problems) == 0 && c.code != "" {
			t.Errorf("%s: %q %v, want %q %s", name, got, codesOf(problems), c.want, c.code)
		}
	}
}

func TestReadPoint(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lat, lon string
		want     string // position, "" when set aside
		code     string
	}{
		"as usual":               {"47.245935", "-1.505602", "47.24594,-1.50560", ""},
		"decimal commas":         {"47,245935", " −1,505602 ", "47.24594,-1.50560", ""},
		"degree signs":           {"47.245935°", "-1.505602°", "47.24594,-1.50560", ""},
		"La Réunion":             {"-20.982989", "55.285588", "-20.98299,55.28559", ""},
		"Guadeloupe":             {"16.239666", "-61.566073", "16.23967,-61.56607", ""},
		"swapped":                {"-1.505602", "47.245935", "47.24594,-1.50560", "census.position.swapped"},
		"swapped, La Réunion":    {"55.285588", "-20.982989", "-20.98299,55.28559", "census.position.swapped"},
		"nowhere":                {"", "", "", ""},
		"not known":              {"NA", "NA", "", ""},
		"0, 0":                   {"0", "0.0", "", "census.position.zero"},
		"one of two":             {"47.245935", "", "", "census.position.unreadable"},
		"a word":                 {"nord", "ouest", "", "census.position.unreadable"},
		"the point was lost":     {"45769713", "4800828", "", "census.position.unreadable"},
		"no latitude":            {"147.2", "-1.5", "", "census.position.unreadable"},
		"an exponent":            {"4.7e1", "-1.5", "", "census.position.unreadable"},
		"not a number":           {"NaN", "Inf", "", "census.position.unreadable"},
		"Berlin":                 {"52.52", "13.40", "", "census.position.outside"},
		"Québec":                 {"46.81", "-71.21", "", "census.position.outside"},
		"metres of Lambert 93":   {"6689000", "355000", "", "census.position.unreadable"},
		"Tournai is in the box":  {"50.6056", "3.3878", "50.60560,3.38780", ""}, // its commune tells
		"a position of Tahiti":   {"-17.5516", "-149.5585", "-17.55160,-149.55850", ""},
		"Saint-Pierre":           {"46.7811", "-56.1764", "46.78110,-56.17640", ""},
		"thousands with a comma": {"47,245,935", "-1.5", "", "census.position.unreadable"},
	} {
		got, problems := readPoint(c.lat, c.lon)
		text := ""
		if got.Known() {
			text = place.PositionText(got.Lat, got.Lon)
		}
		if text != c.want || len(problems) > 1 || len(problems) == 1 && problems[0].Code != c.code || len(problems) == 0 && c.code != "" {
			t.Errorf("%s: %q %v, want %q %s", name, text, codesOf(problems), c.want, c.code)
		}
	}
}

func TestParsePoint(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][2]string{
		"48.85, 2.35": {"48.85", "2.35"}, "48.85,2.35": {"48.85", "2.35"}, "48,85 ; 2,35": {"48,85", "2,35"}, "48.85 2.35": {"48.85", "2.35"},
		"[48.85,2.35]": {"48.85", "2.35"}, "48,85, 2,35": {"48,85", "2,35"}, "Paris": {}, "": {}, "48.85": {}, "48,85": {"48", "85"},
	} {
		lat, lon, ok := ParsePoint(in)
		if lat != want[0] || lon != want[1] || ok != (want[0] != "") {
			t.Errorf("%q: %q %q %v", in, lat, lon, ok)
		}
	}
}

func TestFarFromTheCommune(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		commune  string
		lat, lon float64
		kept     bool
		code     string
	}{
		"next door":                               {"44109", 47.245935, -1.505602, true, ""},
		"La Meunerie, at the edge of Arles":       {"13004", 43.697677, 4.637649, true, ""},
		"30 km":                                   {"44109", 47.50, -1.80, true, "census.position.far"},
		"SICTIAM, 838 km":                         {"14327", 43.627222, 7.0412, false, "census.position.too_far"},
		"90 km in Guyane, within one commune":     {"97353", 3.70, -53.5, true, ""},
		"a commune without a centre says nothing": {"97801", 18.07, -63.05, true, ""},
	} {
		commune, ok := ground(t).Commune(c.commune)
		if !ok {
			t.Fatal(c.commune)
		}
		got, problems := checkDistance(Position{Lat: c.lat, Lon: c.lon, Of: place.AtAddress}, commune)
		if got.Known() != c.kept || len(problems) > 1 || len(problems) == 1 && problems[0].Code != c.code || len(problems) == 0 && c.code != "" {
			t.Errorf("%s: kept %v at %.0f km, %v", name, got.Known(), got.Km, codesOf(problems))
		}
	}
}

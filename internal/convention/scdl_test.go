package convention_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"mitoyen/internal/convention"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

// scdlField is a field of the common schema "subventions" 2.1.1 (scdl/subventions, schema.data.gouv.fr), as its documentation gives it.
type scdlField struct {
	name     string
	required bool
	check    func(string) error
}

func scdlMatch(pattern string) func(string) error {
	re := regexp.MustCompile(pattern)
	return func(s string) error {
		if !re.MatchString(s) {
			return fmt.Errorf("doesn't match %s", pattern)
		}
		return nil
	}
}

func scdlOneOf(all ...string) func(string) error {
	return func(s string) error {
		if !slices.Contains(all, s) {
			return fmt.Errorf("is none of %q", all)
		}
		return nil
	}
}

func scdlMost(n int) func(string) error {
	return func(s string) error {
		if len([]rune(s)) > n {
			return fmt.Errorf("%d characters, %d at most", len([]rune(s)), n)
		}
		return nil
	}
}

// scdlSiret checks the pattern of the schema and its own check "french-siret-value".
func scdlSiret(s string) error {
	if err := scdlMatch(`^\d{14}$`)(s); err != nil {
		return err
	}
	sum := 0
	for i := range 14 {
		n := int(s[13-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	if sum%10 != 0 {
		return fmt.Errorf("its check digit is wrong")
	}
	return nil
}

func scdlDate(s string) error {
	_, err := time.Parse(time.DateOnly, s)
	return err
}

func scdlPeriod(s string) error {
	if err := scdlMatch(`^[0-9]{4}\-[0-9]{2}\-[0-9]{2}(\/[0-9]{4}\-[0-9]{2}\-[0-9]{2})?$`)(s); err != nil {
		return err
	}
	from, to, both := strings.Cut(s, "/")
	if err := scdlDate(from); err != nil || !both {
		return err
	}
	if to < from {
		return fmt.Errorf("it ends before it begins")
	}
	return scdlDate(to)
}

func scdlNumber(least, most float64) func(string) error {
	return func(s string) error {
		n, err := strconv.ParseFloat(s, 64)
		if err != nil || strings.ContainsAny(s, ", eE") {
			return fmt.Errorf("is no number with a point")
		}
		if n < least || n > most {
			return fmt.Errorf("isn't between %v and %v", least, most)
		}
		return nil
	}
}

var scdl = []scdlField{
	{"nomAttribuant", true, scdlMost(1000)},
	{"idAttribuant", true, scdlSiret},
	{"dateConvention", true, scdlDate},
	{"referenceDecision", false, scdlMost(1000)},
	{"nomBeneficiaire", true, scdlMost(1000)},
	{"idBeneficiaire", false, scdlSiret}, // see scdlRow
	{"rnaBeneficiaire", false, scdlMatch(`^W\d{9}$`)},
	{"objet", true, scdlMost(256)},
	{"montant", true, scdlNumber(-1e12, 1e12)},
	{"nature", true, scdlOneOf("aide en numéraire", "aide en nature", "aide en numéraire;aide en nature", "aide en nature;aide en numéraire")},
	{"conditionsVersement", true, scdlMost(256)},
	{"datesPeriodeVersement", true, scdlPeriod},
	{"idRAE", false, scdlMost(5)},
	{"notificationUE", true, scdlOneOf("oui", "non")},
	{"pourcentageSubvention", true, scdlNumber(0.01, 1)},
	{"dispositifAide", false, scdlMost(1000)},
}

// scdlRow tells all that is wrong with a row.
func scdlRow(row []string) (wrong []string) {
	if len(row) != len(scdl) {
		return []string{fmt.Sprintf("%d cells", len(row))}
	}
	of := map[string]string{}
	for i, f := range scdl {
		of[f.name] = row[i]
		switch {
		case row[i] == "" && f.required:
			wrong = append(wrong, f.name+" is missing")
		case row[i] != "" && strings.TrimSpace(row[i]) != row[i]:
			wrong = append(wrong, f.name+" has spaces around it")
		case row[i] != "":
			if err := f.check(row[i]); err != nil {
				wrong = append(wrong, fmt.Sprintf("%s %q %v", f.name, row[i], err))
			}
		}
	}
	// Without a SIRET there must be the number of an association that is helped in kind.
	if of["idBeneficiaire"] == "" && (of["rnaBeneficiaire"] == "" || of["nature"] != "aide en nature") {
		wrong = append(wrong, "idBeneficiaire is missing")
	}
	return wrong
}

// The check itself refuses what the schema refuses, field by field: the examples are those of its documentation.
func TestTheSchemaRefusesWhatIsWrong(t *testing.T) {
	t.Parallel()
	good := []string{"Région Bretagne", "23350001600040", "2017-06-27", "2017-03-103", "Association Les Petits Débrouillards Bretagne", "38047555800058", "W380475558",
		"Animations climat-énergie dans les lycées de la région", "47800.20", "aide en numéraire;aide en nature", "échelonné", "2017-03-14/2018-03-14", "12345", "non", "0.45", ""}
	if wrong := scdlRow(good); len(wrong) > 0 {
		t.Fatal(wrong)
	}
	for i, all := range map[int][]string{
		0: {""}, 1: {"", "2335000160004", "23350001600041", "233 500 016 00040"}, 2: {"", "27/06/2017", "2017-13-01"}, 4: {""}, 5: {"38047555800059"}, 6: {"380475558", "W38047555"}, 7: {"", strings.Repeat("é", 257)},
		8: {"", "47800,20", "47 800"}, 9: {"", "numéraire"}, 10: {""}, 11: {"", "2017-03-14 2018-03-14", "2018-03-14/2017-03-14", "2017-02-30"}, 12: {"123456"}, 13: {"", "true"}, 14: {"", "0", "45"},
	} {
		for _, cell := range all {
			row := slices.Clone(good)
			row[i] = cell
			if len(scdlRow(row)) == 0 {
				t.Errorf("%s %q passes", scdl[i].name, cell)
			}
		}
	}
	row := slices.Clone(good)
	row[5] = ""
	if len(scdlRow(row)) == 0 {
		t.Error("money to somebody without a SIRET passes")
	}
}

// Whatever is agreed, what is published follows the schema.
func TestSubsidiesFollowTheSchema(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		for name, c := range map[string]struct {
			change  func(*convention.Text)
			without bool // SIRET of the association, which has a number in the register
			want    []string
		}{
			"money and premises":  {func(t *convention.Text) { t.Value, t.Object = 4_800_00, "=Un tiers-lieu, à Vaillant" }, false, []string{"36000.00", "14400.00"}},
			"a long object":       {func(t *convention.Text) { t.Object = strings.Repeat("é", 300) }, false, []string{"36000.00"}},
			"cents":               {func(t *convention.Text) { t.Amount = 1_000_07 }, false, []string{"1000.07"}},
			"no end":              {func(t *convention.Text) { t.Last, t.Value = civil.Date{}, 100_00 }, false, []string{"36000.00", "100.00"}},
			"paid once":           {func(t *convention.Text) { t.Promises[1].Rhythm = convention.Once }, false, []string{"36000.00"}},
			"no SIRET, in kind":   {func(t *convention.Text) { t.Amount, t.Value = 0, 2_400_00 }, true, []string{"7200.00"}},
			"no SIRET, and money": {func(t *convention.Text) { t.Value = 2_400_00 }, true, []string{"7200.00"}},
		} {
			t.Run(name, func(t *testing.T) {
				h := buildAs(t, db, name)
				if c.without {
					h.do(func(tx *store.Tx) error {
						_, err := tx.Exec(`UPDATE convention_party SET siret = '' WHERE convention_id = $1 AND number = 1`, h.which)
						if err == nil {
							_, err = tx.Exec(`UPDATE organisation SET rna = 'W521000123' WHERE id = $1`, h.gare)
						}
						return err
					})
				}
				export := func() [][]string {
					var out bytes.Buffer
					h.do(func(tx *store.Tx) error { return convention.ExportSubsidies(tx, &out) })
					rows, err := csv.NewReader(&out).ReadAll()
					if err != nil {
						t.Fatal(err)
					}
					var names []string
					for _, f := range scdl {
						names = append(names, f.name)
					}
					if !slices.Equal(rows[0], names) {
						t.Errorf("columns %q", rows[0])
					}
					return slices.DeleteFunc(rows[1:], func(r []string) bool { return r[0] != "Communauté "+name })
				}
				h.write(c.change)
				if rows := export(); len(rows) != 0 {
					t.Errorf("%d rows before it is signed", len(rows))
				}
				h.sign()
				var amounts []string
				for _, row := range export() {
					if wrong := scdlRow(row); len(wrong) > 0 {
						t.Errorf("%q: %v", row, wrong)
					}
					if strings.HasPrefix(row[7], "=") || row[3] != "2025-41" || row[2] != "2025-08-28" {
						t.Errorf("%q", row)
					}
					amounts = append(amounts, row[8])
				}
				if !slices.Equal(amounts, c.want) {
					t.Errorf("amounts %q, want %q", amounts, c.want)
				}
			})
		}
	})
}

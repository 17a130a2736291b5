package territory_test

import (
	"regexp"
	"slices"
	"testing"

	"mitoyen/internal/territory"
)

func TestParsePlaceText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text    string
		number  string
		names   []string // key, or key/département
		address bool
	}{
		{"Saint-Étienne", "", []string{"saintetienne"}, false},
		{"Vaillant (52)", "", []string{"vaillant52", "vaillant/52"}, false},
		{"Vaillant, Haute-Marne", "", []string{"vaillanthautemarne", "vaillant/52"}, false},
		{"Porto-Vecchio (20)", "", []string{"portovecchio20", "portovecchio/2A,2B"}, false},
		{"Paris 11e", "", []string{"paris11e", "paris11earrondissement"}, false},
		{"Marseille 13", "", []string{"marseille13", "marseille13earrondissement", "marseille/13"}, false},
		{"Paris 21", "", []string{"paris21", "paris/21"}, false}, // no such district
		{"52160", "52160", nil, false},
		{"75 011", "75011", nil, false},
		{"2a004", "2A004", nil, false},
		{"52160 Vaillant", "52160", []string{"vaillant"}, false},
		{"Vaillant (52160)", "52160", []string{"vaillant"}, false},
		{"52160, Vaillant", "52160", []string{"vaillant"}, false},
		{"12 rue de la Gare 52160 Vaillant, Haute-Marne", "52160", []string{"vaillanthautemarne", "vaillant/52"}, true},
		{"12 rue de la Gare, Vaillant 52160", "52160", []string{"vaillant"}, true},
		{"BP 12345 52160 Vaillant cedex 9", "52160", []string{"vaillant"}, false},
		{"3 place de la mairie, Sceaux", "", []string{"3placedelamairiesceaux"}, true},
		{"3 place de la mairie Sceaux", "", []string{"3placedelamairiesceaux"}, true},
		{"", "", nil, false},
		{"()", "", nil, false},
	} {
		p := territory.ParsePlaceText(c.text)
		var names []string
		for _, r := range p.Names {
			n := r.Key
			for i, d := range r.Departements {
				n += [2]string{"/", ","}[min(i, 1)] + d
			}
			names = append(names, n)
		}
		if p.Number != c.number || !slices.Equal(names, c.names) || p.Address != c.address {
			t.Errorf("%q: %q %q address %v, want %q %q %v", c.text, p.Number, names, p.Address, c.number, c.names, c.address)
		}
	}
}

func TestEndingsOfAnAddressBeginWithTheLongest(t *testing.T) {
	t.Parallel()
	p := territory.ParsePlaceText("12 rue de la gare, Néons sur Creuse")
	var got []string
	for _, r := range p.Endings {
		if r.Departements == nil {
			got = append(got, r.Key)
		}
	}
	if want := []string{"neonssurcreuse", "surcreuse", "creuse"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func FuzzParsePlaceText(f *testing.F) {
	for _, s := range []string{"st etienne", "12 rue de la Gare 52160 Vaillant", "Saint-Denis, La Réunion", "75 011", "s/s", "Paris 0011e", "F-52160", "cedex 1 bp 2", "L’Œuvre (2A)", ",,((", "\xff 52160"} {
		f.Add(s)
	}
	key, number := regexp.MustCompile(`^[\p{L}\p{N}]+$`), regexp.MustCompile(`^(\d\d|2A|2B)\d{3}$`)
	f.Fuzz(func(t *testing.T, s string) {
		p := territory.ParsePlaceText(s)
		if p.Number != "" && !number.MatchString(p.Number) {
			t.Errorf("%q: number %q", s, p.Number)
		}
		if len(p.Names) > 3 || len(p.Endings) > 27 {
			t.Errorf("%q: %d names, %d endings", s, len(p.Names), len(p.Endings))
		}
		for _, r := range slices.Concat(p.Names, p.Endings) {
			if !key.MatchString(r.Key) || len(r.Key) > 1000 {
				t.Errorf("%q: key %q", s, r.Key)
			}
		}
	})
}

func TestNameKey(t *testing.T) {
	t.Parallel()
	for _, same := range [][]string{
		{"Saint-Étienne", "st etienne", "St. Étienne", "SAINT  ETIENNE"},
		{"Sainte-Maxime", "ste maxime"},
		{"Néons-sur-Creuse", "Neons s/ creuse", "neons s creuse"},
		{"Fontenay-sous-Bois", "fontenay s/s bois", "Fontenay ss Bois"},
		{"L'Haÿ-les-Roses", "lhay les roses", "L’HAY LES ROSES"},
		{"Villers-lès-Nancy", "villers lez nancy", "Villers-les-Nancy"},
		{"Marcq-en-Barœul", "marcq en baroeul"},
	} {
		for _, s := range same[1:] {
			if a, b := territory.NameKey(same[0]), territory.NameKey(s); a != b {
				t.Errorf("%q is %q, but %q is %q", same[0], a, s, b)
			}
		}
	}
	if a, b := territory.NameKey("Saint-Sauveur"), territory.NameKey("Sainte-Sauveur"); a == b {
		t.Errorf("both %q", a)
	}
}

package twin

import "testing"

// FuzzCompare: any two cards compare the same both ways, and a card with a name is the same as itself.
func FuzzCompare(f *testing.F) {
	f.Add("La Loco", "4 ter rue Dulout", "http://x.fr/a", "la Loco Coworking", "4 Rue Dulout", "http://x.fr")
	f.Add("", "12-14", "", "LAB 01", "HOPE! 64 E rue de Sully", "https://facebook.com/lab")
	f.Add("É", "0", "://", "1624 Cowork'in", "Hangar 30 quai des Antilles", "http://www.")
	f.Fuzz(func(t *testing.T, name1, address1, site1, name2, address2, site2 string) {
		a := Card{Name: name1, Address: address1, Website: site1, Commune: "44109", Lat: 47.2, Lon: -1.5, Precise: true}
		b := Card{Name: name2, Address: address2, Website: site2, Commune: "44109", Lat: 47.201, Lon: -1.5, Precise: true}
		l, back := Compare(a, b), Compare(b, a)
		if l.Verdict != back.Verdict || l.Score != back.Score || l.Score < 0 || l.Score > 100 {
			t.Fatalf("%v one way, %v the other", l, back)
		}
		if self := Compare(a, a); prepare(a).full != "" && prepare(a).page == "" && self.Verdict != Same {
			t.Fatalf("%q is %v as itself", name1, self)
		}
	})
}

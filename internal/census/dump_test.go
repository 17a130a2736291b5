package census
import ("testing";"mitoyen/internal/census/twin";"mitoyen/internal/place")
func TestTwinsDump(t *testing.T){
	_, rows := cleaned(t, Census2019, "tiers-lieux-2019.csv")
	x := twin.NewIndex()
	by := map[string]Row{}
	for _, r := range rows {
		by[r.SourceID]=r
		for _, m := range x.Likely(r.Card(r.SourceID)) {
			o := by[m.Card.Key]
			t.Log(m.Verdict, m.Score, r.SourceID, r.Facts[place.FName],"|",r.Facts[place.FAddress], r.Facts[place.FCommune], r.Facts[place.FWebsite],"||", o.SourceID, o.Facts[place.FName],"|",o.Facts[place.FAddress],o.Facts[place.FCommune],o.Facts[place.FWebsite])
		}
		x.Add(r.Card(r.SourceID))
	}
	// cross sources
	_, fab := cleaned(t, Fabriques, "fabriques-de-territoire.csv")
	_, fs := cleaned(t, FranceServices, "france-services.csv")
	for _, r := range append(fab, fs...) {
		for _, m := range x.Likely(r.Card(r.SourceID)) {
			t.Log("X", m.Verdict, m.Score, r.SourceID, r.Facts[place.FName], r.Facts[place.FCommune],"||", m.Card.Key, m.Card.Name,"|",m.Card.Commune)
		}
	}
	y := twin.NewIndex(); n:=0
	for _, r := range fs { for _, m := range y.Likely(r.Card(r.SourceID)) { n++; t.Log("FS", m.Verdict, r.Facts[place.FName],"||",m.Card.Name, m.Card.Commune) }; y.Add(r.Card(r.SourceID)) }
	t.Log(n)
}

package territory

import "testing"

func TestWhichVintageGivesWayToTheEmbeddedOne(t *testing.T) {
	t.Parallel()
	ours, err := embeddedLabel()
	if err != nil || ours != "COG 2026" {
		t.Fatalf("the embedded vintage is %q, %v", ours, err)
	}
	for _, c := range []struct {
		standing []Vintage
		want     bool
	}{
		{nil, true},
		{[]Vintage{{Dataset: "vacances-scolaires", Label: "2027"}}, true},
		{[]Vintage{{Dataset: "communes", Label: "COG 2025"}}, true},
		{[]Vintage{{Dataset: "communes", Label: "COG 2026"}}, false},
		{[]Vintage{{Dataset: "communes", Label: "COG 2027"}}, false},
		{[]Vintage{{Dataset: "communes", Label: "2026-11-24"}}, false}, // a person's
		{[]Vintage{{Dataset: "communes", Label: "Essai"}}, false},
	} {
		if got := givesWay(c.standing, ours); got != c.want {
			t.Errorf("%+v: %v", c.standing, got)
		}
	}
}

package census

import (
	"slices"
	"testing"

	"mitoyen/internal/place"
)

func TestKindsStagesAndActivities(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		profile                              Profile
		kind, stage, travels, name, services string
		wantKind                             place.Kind
		wantStage                            place.Stage
		activities                           string
		codes                                []string
	}{
		"coworking":                          {Census2019, "Tiers lieux à dominante coworking", "", "", "MIX", "", place.Coworking, place.Open, "desk", nil},
		"fablab":                             {Census2019, "Tiers lieux à dominante fablab", "", "", "L@Bx", "", place.FabLab, place.Open, "making", nil},
		"a blank type stays blank":           {Census2019, "", "", "", "La Gare", "", "", place.Open, "", []string{"census.kind.blank"}},
		"a type that nobody knows":           {Census2019, "Ressourcerie", "", "", "La Gare", "", "", place.Open, "", []string{"census.kind.unknown"}},
		"fabriques: one kind, unknown stage": {Fabriques, "", "", "", "LAB 01", "", place.ThirdPlace, "", "", nil},
		"a counter":                          {FranceServices, "", "", "", "France services de Rodez", "", place.FranceServices, place.Open, "kiosk,digital-help", nil},
		"a bus":                              {FranceServices, "", "", "", "Bus France Services La Rur@linette", "", place.FranceServices, place.Mobile, "kiosk,digital-help", []string{"census.stage.travelling"}},
		"mednum: several, the first that is known": {MedNum, "ASSO|TIERS_LIEUX|FABLAB", "", "Fixe", "Anonymal", "", place.ThirdPlace, place.Open, "digital-help", nil},
		"mednum: only legal forms":                 {MedNum, "ASSO", "", "Itinérant|Fixe", "Anonymal", "", "", place.Open, "digital-help", nil},
		"mednum: travels":                          {MedNum, "TIERS_LIEUX", "", "Itinérant", "Anonymal", "", place.ThirdPlace, place.Mobile, "digital-help", nil},
	} {
		p := c.profile
		kind, problems := cleanKind(c.kind, p)
		stage, more := cleanStage(c.stage, c.travels, c.name, p)
		activities, most := cleanActivities(c.services, kind, p)
		codes := codesOf(append(append(problems, more...), most...))
		if kind != c.wantKind || stage != c.wantStage || activities != c.activities || !slices.Equal(codes, c.codes) {
			t.Errorf("%s: %q %q %q %v", name, kind, stage, activities, codes)
		}
	}
	p := Profile{Lists: "|", Columns: Columns{PartStage: {"statut"}}, Offers: map[string]place.Activity{"imprimante 3d": place.Making, "autre": ""}}
	for in, want := range map[string]place.Stage{"Fermé": place.Closed, "en projet": place.Project, "": "", "NC": "", "Idée": place.Idea} {
		if got, problems := cleanStage(in, "", "x", p); got != want || len(problems) > 0 {
			t.Errorf("%q: %q %v", in, got, problems)
		}
	}
	if got, problems := cleanStage("en sommeil", "", "x", p); got != "" || !slices.Equal(codesOf(problems), []string{"census.stage.unknown"}) {
		t.Errorf("%q %v", got, problems)
	}
	if got, problems := cleanActivities("Imprimante 3D|Autre|Poterie", "", p); got != "making" || !slices.Equal(codesOf(problems), []string{"census.activities.unknown"}) {
		t.Errorf("%q %v", got, problems)
	}
}

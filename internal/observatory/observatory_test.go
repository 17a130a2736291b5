package observatory_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/observatory"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/territory"
	"mitoyen/internal/testkit"
)

// From the voice to the answer: what waits isn't shown, who decides and who answers must be allowed to, and steps back are steps.
func TestANeed(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		do := func(f func(tx *store.Tx) error) error { return db.Update(context.Background(), f) }
		must := func(f func(tx *store.Tx) error) {
			t.Helper()
			if err := do(f); err != nil {
				t.Fatal(err)
			}
		}
		var gare place.Place
		var maryse, lea organisation.Actor
		must(func(tx *store.Tx) error {
			o, err := organisation.Create(tx, organisation.Organisation{Name: "L'association", Kind: organisation.Association})
			if err != nil {
				return err
			}
			gare, err = place.Create(tx, organisation.System, place.Place{Organisation: o.ID}, place.Facts{place.FName: "La GARE", place.FStage: "open", place.FCommune: "52499"}, place.Origin{Rank: place.ByImport, Source: "test"}, "place.seeded")
			if err != nil {
				return err
			}
			for who, name := range map[*organisation.Actor]string{&maryse: "maryse", &lea: "lea"} {
				p, err := account.Open(tx, name+"@demo.example.org", i18n.French)
				if err != nil {
					return err
				}
				who.Person = p.ID
			}
			maryse.Grants = []organisation.Grant{{Role: organisation.Manager, Scope: organisation.InOrganisation, ID: o.ID.String()}}
			return nil
		})
		voice := func(q observatory.VoiceRequest) error {
			return do(func(tx *store.Tx) error { return observatory.Voice(tx, lea, q) })
		}
		if err := voice(observatory.VoiceRequest{Commune: "00000"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("nothing, nowhere: %v", err)
		} else if f, _ := fault.As(err); len(f.Fields) != 2 {
			t.Errorf("not all is told at once: %+v", f)
		}
		if err := voice(observatory.VoiceRequest{Commune: "52499", Title: "Un atelier vélo"}); err != nil {
			t.Fatal(err)
		}
		var need observatory.Need
		shown := func(n int) {
			t.Helper()
			must(func(tx *store.Tx) error {
				codes, err := territory.Codes(tx, territory.Ground{Kind: territory.OfDepartement, Code: "52"})
				if err != nil {
					return err
				}
				all, err := observatory.NeedsOf(tx, codes)
				if len(all) != n {
					t.Errorf("%d are shown, want %d", len(all), n)
				}
				if n > 0 && len(all) == n {
					need = all[0]
				}
				return err
			})
		}
		shown(0)
		must(func(tx *store.Tx) error {
			all, err := observatory.WaitingNeeds(tx, organisation.System)
			need = all[0]
			return err
		})
		decide := func(by organisation.Actor, to observatory.State, reason string) error {
			return do(func(tx *store.Tx) error {
				return observatory.Decide(tx, by, observatory.DecideRequest{Need: need.ID, To: to, Reason: reason})
			})
		}
		reply := func(by organisation.Actor, text string) error {
			return do(func(tx *store.Tx) error {
				return observatory.Reply(tx, by, observatory.AnswerRequest{Need: need.ID, Organisation: gare.Organisation, Place: gare.ID, Text: text})
			})
		}
		for what, c := range map[string]struct {
			err  error
			kind fault.Kind
		}{
			"a manager decides":           {decide(maryse, observatory.Shown, ""), fault.Forbidden},
			"refused without a reason":    {decide(organisation.System, observatory.Refused, ""), fault.Invalid},
			"met before it is shown":      {decide(organisation.System, observatory.Met, ""), fault.Conflict},
			"answered before it is shown": {reply(maryse, "Chez nous"), fault.Conflict},
			"answered in another's name":  {reply(lea, "Chez nous"), fault.Forbidden},
		} {
			if !fault.Is(c.err, c.kind) {
				t.Errorf("%s: %v", what, c.err)
			}
		}
		for _, step := range []struct {
			to     observatory.State
			reason string
		}{{observatory.Shown, ""}, {observatory.Met, ""}, {observatory.Shown, ""}, {observatory.Closed, "Plus besoin."}, {observatory.Shown, ""}} {
			if err := decide(organisation.System, step.to, step.reason); err != nil {
				t.Fatalf("to %s: %v", step.to, err)
			}
		}
		for _, text := range []string{"Le samedi.", "Le premier samedi."} {
			if err := reply(maryse, text); err != nil {
				t.Fatal(err)
			}
		}
		shown(1)
		if len(need.Answers) != 1 || need.Answers[0].Text != "Le premier samedi." || need.Answers[0].PlaceSlug != gare.Slug {
			t.Errorf("answers: %+v", need.Answers)
		}
		which := need.Answers[0].ID
		if err := do(func(tx *store.Tx) error { return observatory.Withdraw(tx, lea, which) }); !fault.Is(err, fault.Forbidden) {
			t.Errorf("withdrawn by another: %v", err)
		}
		must(func(tx *store.Tx) error { return observatory.Withdraw(tx, maryse, which) })
		shown(1)
		if len(need.Answers) != 0 {
			t.Errorf("still answered: %+v", need.Answers)
		}
	}, testkit.WithTerritory())
}

func TestAProgrammeIsSeenInsideItsPerimeter(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		err := db.Update(context.Background(), func(tx *store.Tx) error {
			o, err := organisation.Create(tx, organisation.Organisation{Name: "Département", Kind: organisation.Authority, Territory: "departement:52"})
			if err != nil {
				return err
			}
			p := observatory.Programme{Organisation: o.ID, Name: "Vingt minutes", First: civil.MustDate("2026-01-01"), Last: civil.MustDate("2026-12-31"), Perimeter: []territory.Ground{{Kind: territory.OfDepartement, Code: "52"}}}
			if _, err := observatory.KeepProgramme(tx, organisation.Actor{}, "", p); !fault.Is(err, fault.Forbidden) {
				t.Errorf("a stranger keeps it: %v", err)
			}
			if p.ID, err = observatory.KeepProgramme(tx, organisation.System, "", p); err != nil {
				return err
			}
			for code, want := range map[string]int{"52499": 1, "92071": 0} {
				c, err := territory.Find(tx, code)
				if err != nil {
					return err
				}
				for day, want := range map[string]int{"2025-12-31": 0, "2026-06-01": want, "2027-01-01": 0} {
					all, err := observatory.ProgrammesFor(tx, c.Grounds(), civil.MustDate(day))
					if err != nil || len(all) != want {
						t.Errorf("%s on %s: %d programmes, %v", code, day, len(all), err)
					}
				}
				if p.Covers(c) != (want == 1) {
					t.Errorf("%s: covered %v", code, p.Covers(c))
				}
			}
			p.Perimeter = []territory.Ground{{Kind: territory.OfCommune, Code: "92071"}}
			if _, err := observatory.KeepProgramme(tx, organisation.System, "", p); err != nil {
				return err
			}
			known, err := observatory.FindProgramme(tx, p.ID)
			if len(known.Perimeter) != 1 || known.Perimeter[0].Name != "Sceaux" {
				t.Errorf("perimeter: %+v", known.Perimeter)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}, testkit.WithTerritory())
}

// Twenty of a team answer at once, ten for the organisation and ten for its place: each stands once.
func TestAnAnswerStandsOnce(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		do := func(f func(tx *store.Tx) error) error { return db.Update(context.Background(), f) }
		var o organisation.Organisation
		var gare place.Place
		var need observatory.NeedID
		err := do(func(tx *store.Tx) (err error) {
			if o, err = organisation.Create(tx, organisation.Organisation{Name: "L'association", Kind: organisation.Association}); err != nil {
				return err
			}
			gare, err = place.Create(tx, organisation.System, place.Place{Organisation: o.ID}, place.Facts{place.FName: "La GARE", place.FCommune: "52499"}, place.Origin{Rank: place.ByImport, Source: "test"}, "place.seeded")
			if err != nil {
				return err
			}
			if err := observatory.Voice(tx, organisation.Actor{}, observatory.VoiceRequest{Commune: "52499", Title: "Un atelier vélo"}); err != nil {
				return err
			}
			all, err := observatory.WaitingNeeds(tx, organisation.System)
			if err != nil {
				return err
			}
			need = all[0].ID
			return observatory.Decide(tx, organisation.System, observatory.DecideRequest{Need: need, To: observatory.Shown})
		})
		if err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		errs := make([]error, 20)
		for i := range errs {
			all.Go(func() {
				q := observatory.AnswerRequest{Need: need, Organisation: o.ID, Text: "Le samedi."}
				if i%2 == 0 {
					q.Place = gare.ID
				}
				errs[i] = do(func(tx *store.Tx) error { return observatory.Reply(tx, organisation.System, q) })
			})
		}
		all.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Error(err)
		}
		err = do(func(tx *store.Tx) error {
			n, err := observatory.Find(tx, need)
			if len(n.Answers) != 2 {
				t.Errorf("%d answers stand", len(n.Answers))
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}, testkit.WithTerritory())
}

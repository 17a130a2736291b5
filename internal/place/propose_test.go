package place_test

import (
	"strings"
	"testing"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
)

func TestProposalKeepsOnlyWhatItWouldChange(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		before := v.place(v.gare)
		q := v.proposal(v.propose(v.lea, place.ProposeRequest{Place: v.gare, Comment: "Vu sur la porte",
			Facts: place.Facts{place.FName: "La GARE", place.FPhone: "03 25 00 00 02", place.FEmail: "", place.FSummary: "Une gare"}}))
		if len(q.Facts) != 2 || q.Facts[place.FPhone] != "03 25 00 00 02" || q.Base[place.FPhone] != "03 25 00 00 01" || q.Base[place.FSummary] != "" {
			v.Errorf("proposed %v over %v", q.Facts, q.Base)
		}
		if q.Reason != place.Corrected || q.State != "open" || q.Person != v.lea.Person || q.Origin.Rank != place.ByPerson || q.Comment != "Vu sur la porte" || q.PlaceName != "La GARE" {
			v.Errorf("the proposal is %+v", q)
		}
		if after := v.place(v.gare); after.ChangedAt != before.ChangedAt || after.Sheet.Phone != before.Sheet.Phone {
			v.Error("a proposal changed the place")
		}
		if e := v.journal(v.gare)[0]; e.Verb != "place.proposed" || e.Person != v.lea.Person.String() || e.Data["proposal"] != q.ID.String() {
			v.Errorf("the journal says %+v", e)
		}
	})
}

func TestStrangerProposes(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		q := v.proposal(v.propose(v.stranger, place.ProposeRequest{Author: "Une voisine", Facts: place.Facts{place.FName: "Le Moulin", place.FCommune: "52405"}}))
		if q.Reason != place.NewPlace || !q.Place.IsZero() || !q.Person.IsZero() || q.Author != "Une voisine" || q.Claims {
			v.Errorf("the proposal is %+v", q)
		}
		if n := v.count(`SELECT count(*) FROM place WHERE name = 'Le Moulin'`); n != 0 {
			v.Error("a proposal made a place")
		}
	})
}

func TestProposeTellsEveryBreach(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		for _, x := range []struct {
			name string
			r    place.ProposeRequest
			want string
		}{
			{"a place without a name", place.ProposeRequest{Facts: place.Facts{place.FCommune: "52405"}}, "fault.invalid name:place.name_missing"},
			{"a place nowhere", place.ProposeRequest{Facts: place.Facts{place.FName: "Le Moulin"}}, "fault.invalid commune:place.commune_missing"},
			{"a truck is anywhere", place.ProposeRequest{Facts: place.Facts{place.FName: "Le Camion", place.FStage: "mobile"}}, ok},
			{"nothing at all", place.ProposeRequest{Place: v.gare, Facts: place.Facts{place.FName: "La GARE"}, Comment: " \n"}, "fault.invalid comment:place.proposal_empty"},
			{"a word alone", place.ProposeRequest{Place: v.gare, Comment: "Le téléphone a changé."}, ok},
			{"a long name of the author", place.ProposeRequest{Place: v.gare, Comment: "x", Author: strings.Repeat("é", 81)}, "fault.invalid author:fault.long"},
			{"a long word", place.ProposeRequest{Place: v.gare, Comment: strings.Repeat("é", 2001)}, "fault.invalid comment:fault.long"},
			{"a bad address", place.ProposeRequest{Place: v.gare, Facts: place.Facts{place.FWebsite: "javascript:alert(1)"}}, "fault.invalid website:place.website_malformed"},
		} {
			had := v.count(`SELECT count(*) FROM proposal`)
			err := v.try(func(tx *store.Tx) error {
				_, err := place.Propose(tx, v.lea, x.r)
				return err
			})
			v.want(x.name, err, x.want)
			if n := v.count(`SELECT count(*) FROM proposal`) - had; (n == 1) != (x.want == ok) {
				v.Errorf("%s: %d proposals", x.name, n)
			}
		}
	})
}

func TestProposalSentTwiceIsKeptOnce(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		r := place.ProposeRequest{Submission: form.NewSubmission(), Place: v.gare, Comment: "Une fois"}
		in, others := v.race(5, func(_ int, tx *store.Tx) error {
			_, err := place.Propose(tx, v.stranger, r)
			return err
		})
		if n := v.count(`SELECT count(*) FROM proposal`); n != 1 || in != 5 {
			v.Errorf("%d proposals; %d of 5 were told that it is done, the others %v", n, in, others)
		}
	})
}

func TestWhatWaitsIsListedOldestFirst(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		first := v.correction(v.lea, v.four, "Première")
		v.clock.Advance(time.Minute)
		second := v.correction(v.stranger, v.gare, "Seconde")
		v.clock.Advance(time.Minute)
		added := v.propose(v.stranger, place.ProposeRequest{Facts: place.Facts{place.FName: "Le Moulin", place.FCommune: "52405"}})
		v.view(func(tx *store.Tx) error {
			for _, x := range []struct {
				reason        place.Reason
				departement   string
				offset, limit int
				want          []place.Proposal
			}{
				{"", "", 0, 10, []place.Proposal{{ID: first}, {ID: second}, {ID: added}}},
				{place.Corrected, "", 0, 10, []place.Proposal{{ID: first}, {ID: second}}},
				{place.NewPlace, "", 0, 10, []place.Proposal{{ID: added}}},
				{"", "52", 0, 10, []place.Proposal{{ID: second}}},
				{"", "", 1, 1, []place.Proposal{{ID: second}}},
				{place.Claim, "", 0, 10, nil},
				{"nonsense", "", 0, 10, nil},
			} {
				got, err := place.OpenProposals(tx, x.reason, x.departement, x.offset, x.limit)
				if err != nil {
					return err
				}
				if len(got) != len(x.want) {
					v.Errorf("%q in %q: %d wait", x.reason, x.departement, len(got))
					continue
				}
				for i := range got {
					if got[i].ID != x.want[i].ID {
						v.Errorf("%q in %q: number %d is another one", x.reason, x.departement, i)
					}
				}
			}
			counts, err := place.CountProposals(tx)
			if counts[place.Corrected] != 2 || counts[place.NewPlace] != 1 || len(counts) != 2 {
				v.Errorf("counted %v", counts)
			}
			of, err2 := place.ProposalsOf(tx, v.gare)
			if len(of) != 1 || of[0].ID != second {
				v.Errorf("on La GARE wait %v", of)
			}
			if err == nil {
				err = err2
			}
			return err
		})
		v.want("decide", v.decide(v.coordinator, place.DecideRequest{Proposal: first}), ok)
		v.view(func(tx *store.Tx) error {
			all, err := place.OpenProposals(tx, "", "", 0, 10)
			if len(all) != 2 {
				v.Errorf("after a decision %d wait", len(all))
			}
			return err
		})
	})
}

// An import that says the same again changes what waits instead of adding to it.
func TestImportAsksOnce(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		ask := func(phone string) {
			v.update(func(tx *store.Tx) error {
				return place.AddProposal(tx, place.Proposal{Place: v.gare, Reason: place.Clash, Facts: place.Facts{place.FPhone: phone}, Base: place.Facts{}, Source: "census-2019", SourceID: "1",
					Origin: place.Origin{Rank: place.ByImport, Source: "census-2019", On: civil.MustDate("2019-03-01")}})
			})
		}
		ask("1")
		ask("2")
		v.view(func(tx *store.Tx) error {
			all, err := place.OpenProposals(tx, place.Clash, "", 0, 10)
			if len(all) != 1 || all[0].Facts[place.FPhone] != "2" {
				v.Errorf("waiting: %+v", all)
			}
			return err
		})
	})
}

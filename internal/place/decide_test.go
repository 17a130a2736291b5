package place_test

import (
	"fmt"
	"testing"

	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

func (v *village) claim(by organisation.Actor, which place.ID) (q id.Of[place.Proposal]) {
	v.Helper()
	v.update(func(tx *store.Tx) error {
		if _, err := place.ClaimPlace(tx, by, place.ClaimRequest{Place: which, Message: "J'y travaille, demandez à la mairie."}); err != nil {
			return err
		}
		all, err := place.ProposalsOf(tx, which)
		for _, x := range all {
			if x.Reason == place.Claim && x.Person == by.Person {
				q = x.ID
			}
		}
		return err
	})
	return q
}

// waiting stores something of each reason on La GARE.
func (v *village) waiting(reason place.Reason, by organisation.Actor) (which id.Of[place.Proposal]) {
	v.Helper()
	q := place.Proposal{ID: id.New[place.Proposal](), Place: v.gare, Reason: reason, Facts: place.Facts{place.FSummary: string(reason)}, Base: place.Facts{}, Person: by.Person,
		Origin: place.Origin{Rank: place.ByPerson, Source: by.Person.String()}}
	if reason == place.NewPlace || reason == place.Doubt {
		q.Place, q.Facts = place.ID{}, place.Facts{place.FName: "Un lieu " + string(reason), place.FCommune: "52405"}
	}
	v.update(func(tx *store.Tx) error { return place.AddProposal(tx, q) })
	return q.ID
}

// Who decides on what waits: the place's team or the coordinator on a correction, the coordinator on everything else; nobody on their own.
func TestWhoDecides(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		for _, x := range []struct {
			reason                              place.Reason
			manager, desk, elsewhere, coord, me string
		}{
			{place.Corrected, ok, mayNot, mayNot, ok, ownEntry},
			{place.NewPlace, mayNot, mayNot, mayNot, ok, ownEntry},
			{place.Clash, mayNot, mayNot, mayNot, ok, ownEntry},
			{place.Duplicate, mayNot, mayNot, mayNot, ok, ownEntry},
			{place.Doubt, mayNot, mayNot, mayNot, ok, ownEntry},
			{place.Claim, mayNot, mayNot, mayNot, ok, ownEntry},
		} {
			for _, who := range []struct {
				name  string
				actor organisation.Actor
				want  string
			}{
				{"a stranger", v.stranger, signIn},
				{"who proposed it", v.lea, x.me},
				{"the front desk", v.desk, x.desk},
				{"another team's manager", v.elsewhere, x.elsewhere},
				{"the administrator", v.administrator, mayNot},
				{"the manager", v.manager, x.manager},
				{"the coordinator", v.coordinator, x.coord},
			} {
				for _, accept := range []bool{false, true} {
					q := v.waiting(x.reason, v.lea)
					v.want(fmt.Sprintf("%s on a %s (accept: %v)", who.name, x.reason, accept), v.decide(who.actor, place.DecideRequest{Proposal: q, Accept: accept}), who.want)
					state := map[bool]string{false: "refused", true: "accepted"}[accept]
					if who.want != ok {
						state = "open"
					}
					if got := v.proposal(q).State; got != state {
						v.Errorf("%s on a %s: it is %s", who.name, x.reason, got)
					}
				}
			}
		}
	})
}

// Even who could decide on anything doesn't on their own entry.
func TestNobodyDecidesOnTheirOwn(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		v.want("the coordinator on her own", v.decide(v.coordinator, place.DecideRequest{Proposal: v.correction(v.coordinator, v.four, "x"), Accept: true}), ownEntry)
		v.want("the manager on her own", v.decide(v.manager, place.DecideRequest{Proposal: v.correction(v.manager, v.gare, "x"), Accept: true}), ownEntry)
	})
}

func TestAcceptTakesWhatIsChosen(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		propose := func() id.Of[place.Proposal] {
			return v.propose(v.lea, place.ProposeRequest{Place: v.gare, Facts: place.Facts{place.FSummary: "Une gare", place.FPhone: "03 25 00 00 09", place.FKind: "coworking"}})
		}
		v.want("choose", v.decide(v.manager, place.DecideRequest{Proposal: propose(), Accept: true, Answer: "Merci", Fields: []place.Field{place.FSummary, place.FEmail}}), ok)
		p := v.place(v.gare)
		if p.Summary != "Une gare" || p.Sheet.Phone != "03 25 00 00 01" || p.Kind != "" {
			v.Errorf("one field was chosen; the place is %q %q %q", p.Summary, p.Sheet.Phone, p.Kind)
		}
		if o := p.Origins[place.FSummary]; o.Rank != place.ByPerson || o.Source != v.lea.Person.String() {
			v.Errorf("the summary is from %+v", o)
		}
		if e := v.journal(v.gare)[0]; e.Verb != "place.corrected" || e.Person != v.manager.Person.String() || e.Data["summary"] != " → Une gare" {
			v.Errorf("the journal says %+v", e)
		}
		nothing := propose()
		v.want("choose nothing", v.decide(v.manager, place.DecideRequest{Proposal: nothing, Accept: true, Fields: []place.Field{}}), ok)
		if p := v.place(v.gare); p.Sheet.Phone != "03 25 00 00 01" {
			v.Error("nothing was chosen, and something was taken")
		}
		v.want("all", v.decide(v.manager, place.DecideRequest{Proposal: propose(), Accept: true}), ok)
		if p := v.place(v.gare); p.Sheet.Phone != "03 25 00 00 09" || p.Kind != place.Coworking {
			v.Errorf("all was accepted; the place is %q %q", p.Sheet.Phone, p.Kind)
		}
	})
}

func TestRefuseChangesNothing(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		before := v.place(v.gare)
		q := v.correction(v.lea, v.gare, "Non")
		v.want("refuse", v.decide(v.manager, place.DecideRequest{Proposal: q, Answer: "C'est faux"}), ok)
		got := v.proposal(q)
		if got.State != "refused" || got.DecidedBy != v.manager.Person || got.Answer != "C'est faux" || got.DecidedAt != v.db.Now() {
			v.Errorf("it is %+v", got)
		}
		if after := v.place(v.gare); after.ChangedAt != before.ChangedAt || after.Summary != "" {
			v.Error("a refusal changed the place")
		}
		if e := v.journal(v.gare)[0]; e.Verb != "proposal.refused" {
			v.Errorf("the journal says %+v", e)
		}
		v.want("once more", v.decide(v.manager, place.DecideRequest{Proposal: q, Accept: true}), decidedYet)
		v.want("nothing", v.decide(v.coordinator, place.DecideRequest{Proposal: id.New[place.Proposal](), Accept: true}), "place.proposal_unknown")
	})
}

func TestTwentyDecideOnOneProposal(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		correction := v.correction(v.lea, v.gare, "Une gare")
		added := v.propose(v.lea, place.ProposeRequest{Facts: place.Facts{place.FName: "Le Moulin", place.FCommune: "52405"}})
		had := len(v.journal(v.gare))
		for what, q := range map[string]id.Of[place.Proposal]{"a correction": correction, "a new place": added} {
			in, others := v.race(20, func(i int, tx *store.Tx) error {
				by := v.coordinator
				if i%2 == 0 && q == correction {
					by = v.manager
				}
				_, err := place.Decide(tx, by, place.DecideRequest{Proposal: q, Accept: true})
				return err
			})
			if in != 1 || others[decidedYet] != 19 {
				v.Errorf("%s: %d decided; the others: %v", what, in, others)
			}
		}
		if n := len(v.journal(v.gare)) - had; n != 1 {
			v.Errorf("%d entries for one decision", n)
		}
		if n := v.count(`SELECT count(*) FROM place WHERE name = 'Le Moulin'`); n != 1 {
			v.Errorf("one proposal made %d places", n)
		}
	})
}

// The same form sent twice gets the same answer, not “decided already”.
func TestDecisionSentTwiceIsDoneOnce(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		r := place.DecideRequest{Submission: form.NewSubmission(), Proposal: v.correction(v.lea, v.gare, "Une gare"), Accept: true}
		in, others := v.race(5, func(_ int, tx *store.Tx) error {
			_, err := place.Decide(tx, v.manager, r)
			return err
		})
		if in != 5 {
			v.Errorf("%d of 5 were told that it is done; the others: %v", in, others)
		}
	})
}

func TestDuplicateIsMergedOrAdded(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		row := func(sourceID string) id.Of[place.Proposal] {
			f := place.Facts{place.FName: "La Gare de Vaillant", place.FCommune: "52499", place.FPhone: "03 25 00 00 09", place.FWebsite: "https://gare.example.org"}
			q := place.Proposal{ID: id.New[place.Proposal](), Place: v.gare, Reason: place.Duplicate, Facts: f, Base: place.Facts{}, Source: "fabriques", SourceID: sourceID, Origin: place.Origin{Rank: place.ByImport, Source: "fabriques"}}
			v.update(func(tx *store.Tx) error {
				if err := place.AddProposal(tx, q); err != nil {
					return err
				}
				_, err := tx.Exec(`INSERT INTO place_source (source, source_id, place_id, run_id, row_number, row_hash, raw, facts, seen_at) VALUES ('fabriques', $1, NULL, $2, 1, '', '[]', '{}', $3)`, sourceID, q.ID, tx.Now)
				return err
			})
			return q.ID
		}
		v.want("the same place", v.decide(v.coordinator, place.DecideRequest{Proposal: row("1"), Accept: true, Into: v.gare}), ok)
		p := v.place(v.gare)
		if p.Sheet.Website != "https://gare.example.org" || p.Sheet.Phone != "03 25 00 00 01" || p.Name != "La GARE" {
			v.Errorf("merged, the place is %q %q %q", p.Name, p.Sheet.Phone, p.Sheet.Website)
		}
		if e := v.journal(v.gare)[0]; e.Verb != "place.merged" {
			v.Errorf("the journal says %+v", e)
		}
		v.want("another place", v.decide(v.coordinator, place.DecideRequest{Proposal: row("2"), Accept: true}), ok)
		if n := v.count(`SELECT count(*) FROM place WHERE name = 'La Gare de Vaillant'`); n != 1 {
			v.Errorf("another place: %d were made", n)
		}
		v.want("neither", v.decide(v.coordinator, place.DecideRequest{Proposal: row("3")}), ok)
		v.view(func(tx *store.Tx) error {
			all, err := place.SourcesOf(tx, v.gare)
			if len(all) != 1 || all[0].SourceID != "1" {
				v.Errorf("La GARE comes from %+v", all)
			}
			row, err2 := place.FindSource(tx, "fabriques", "3")
			if row == nil || err2 != nil {
				v.Errorf("the refused row: %+v %v", row, err2)
			}
			none, err3 := place.FindSource(tx, "fabriques", "4")
			if none != nil || err3 != nil {
				v.Errorf("a row that isn't there: %+v %v", none, err3)
			}
			return err
		})
		v.want("into nothing", v.decide(v.coordinator, place.DecideRequest{Proposal: row("5"), Accept: true, Into: id.New[place.Place]()}), "place.unknown")
	})
}

// Completing a place from a census never writes over what its own team said, whatever was ticked.
func TestMergeLeavesTheTeamsWord(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		v.want("the team's word", v.edit(v.manager, v.gare, v.place(v.gare).ChangedAt, place.Facts{place.FPhone: "03 25 00 00 02"}), ok)
		q := place.Proposal{ID: id.New[place.Proposal](), Place: v.gare, Reason: place.Duplicate, Base: place.Facts{}, Source: "fabriques", SourceID: "1",
			Facts: place.Facts{place.FPhone: "03 25 00 00 09", place.FName: "La Gare de Vaillant"}, Origin: place.Origin{Rank: place.ByImport, Source: "fabriques"}}
		v.update(func(tx *store.Tx) error { return place.AddProposal(tx, q) })
		v.want("merge", v.decide(v.coordinator, place.DecideRequest{Proposal: q.ID, Accept: true, Into: v.gare, Fields: []place.Field{place.FPhone, place.FName}}), ok)
		p := v.place(v.gare)
		if p.Sheet.Phone != "03 25 00 00 02" || p.Origins[place.FPhone].Rank != place.ByTeam {
			v.Errorf("the team's phone became %q from %+v", p.Sheet.Phone, p.Origins[place.FPhone])
		}
		if p.Name != "La Gare de Vaillant" {
			v.Errorf("what the coordinator chose over another import is not taken: %q", p.Name)
		}
	})
}

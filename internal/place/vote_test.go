package place_test

import (
	"fmt"
	"testing"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/testkit"
)

// Collective validation, tally by tally.
func TestTally(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	const open, accepted, refused, human = place.StillOpen, place.Accepted, place.Refused, place.NeedsHuman
	for _, x := range []struct {
		agree, against int
		age            time.Duration
		want           place.Outcome
	}{
		{0, 0, 0, open},
		{0, 0, 14 * day, open},
		{0, 0, 15 * day, human}, // nobody looked
		{4, 0, 5 * day, open},
		{5, 0, 0, open}, // time for others to look
		{5, 0, 2*day - time.Second, open},
		{5, 0, 2 * day, accepted},
		{5, 1, 2 * day, open}, // one doubt keeps it open
		{5, 1, 15 * day, human},
		{9, 0, day, open},
		{9, 1, 10 * day, open},
		{10, 0, 0, accepted}, // ten agree: at once
		{10, 1, 0, accepted}, // and one against doesn't stop them
		{10, 2, 10 * day, open},
		{10, 2, 15 * day, human},
		{0, 5, 2*day - time.Second, open},
		{0, 5, 2 * day, refused},
		{1, 5, 2 * day, open},
		{0, 10, 0, refused},
		{1, 10, 0, refused},
		{2, 10, 5 * day, open},
		{4, 4, 14 * day, open},
		{5, 5, 0, human}, // divided
		{10, 10, 0, human},
		{1, 1, 15 * day, human},
		{5, 0, 20 * day, accepted}, // decided though late
	} {
		if got := (place.Tally{For: x.agree, Against: x.against, Since: civil.At(testkit.Now)}).Decide(civil.At(testkit.Now.Add(x.age))); got != x.want {
			t.Errorf("%d for, %d against after %v: %s, want %s", x.agree, x.against, x.age, got, x.want)
		}
	}
}

// ten are people without a role.
func (v *village) people(n int) (all []organisation.Actor) {
	for i := range n {
		all = append(all, v.person(fmt.Sprintf("voisin-%d", i)))
	}
	return all
}

func (v *village) correction(by organisation.Actor, which place.ID, summary string) id.Of[place.Proposal] {
	v.Helper()
	return v.propose(by, place.ProposeRequest{Place: which, Facts: place.Facts{place.FSummary: summary}})
}

func (v *village) settleDue() {
	v.Helper()
	v.update(place.SettleDue)
}

func TestFiveVotesDecideAfterTwoDays(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		q := v.correction(v.stranger, v.four, "Un four, deux fois par mois")
		for _, p := range v.people(5) {
			if o, err := v.vote(p, q, true); err != nil || o != place.StillOpen {
				v.Fatalf("the first day: %s %v", o, err)
			}
		}
		v.clock.Advance(48*time.Hour - time.Second)
		v.settleDue()
		if got := v.proposal(q); got.State != "open" || v.place(v.four).Summary != "" {
			v.Errorf("before two days it is %s", got.State)
		}
		v.clock.Advance(2 * time.Second)
		v.settleDue()
		if got := v.proposal(q); got.State != "accepted" || v.place(v.four).Summary != "Un four, deux fois par mois" || got.DecidedAt != v.db.Now() {
			v.Errorf("after two days it is %s, and the summary %q", got.State, v.place(v.four).Summary)
		}
		if e := v.journal(v.four)[0]; e.Verb != "place.corrected" || e.Person != "" || e.Data["summary"] == "" {
			v.Errorf("the journal says %+v", e)
		}
		n := len(v.journal(v.four))
		v.settleDue()
		if len(v.journal(v.four)) != n {
			v.Error("it was carried out twice")
		}
	})
}

func TestTenVotesDecideAtOnce(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		yes, no := v.correction(v.stranger, v.four, "Oui"), v.correction(v.stranger, v.four, "Non")
		for i, p := range v.people(10) {
			want := map[bool]place.Outcome{false: place.StillOpen, true: place.Accepted}[i == 9]
			if o, err := v.vote(p, yes, true); err != nil || o != want {
				v.Fatalf("vote %d for: %s %v", i+1, o, err)
			}
			if want == place.Accepted {
				want = place.Refused
			}
			if o, err := v.vote(p, no, false); err != nil || o != want {
				v.Fatalf("vote %d against: %s %v", i+1, o, err)
			}
		}
		if v.proposal(yes).State != "accepted" || v.proposal(no).State != "refused" || v.place(v.four).Summary != "Oui" {
			v.Errorf("%s, %s, the summary is %q", v.proposal(yes).State, v.proposal(no).State, v.place(v.four).Summary)
		}
		_, err := v.vote(v.lea, yes, false)
		v.want("a vote after the decision", err, decidedYet)
	})
}

func TestWhoVotes(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		q := v.correction(v.lea, v.four, "Par Léa")
		claim := v.claim(v.lea, v.four)
		for _, x := range []struct {
			who   string
			actor organisation.Actor
			what  id.Of[place.Proposal]
			want  string
		}{
			{"a stranger", v.stranger, q, signIn},
			{"who proposed it", v.lea, q, ownEntry},
			{"anybody else", v.elsewhere, q, ok},
			{"anybody on a claim", v.elsewhere, claim, "place.not_for_vote"},
			{"anybody on nothing", v.elsewhere, id.New[place.Proposal](), "place.proposal_unknown"},
		} {
			_, err := v.vote(x.actor, x.what, true)
			v.want(x.who, err, x.want)
		}
		if got := v.proposal(q); got.For != 1 || got.Against != 0 {
			v.Errorf("%d for, %d against", got.For, got.Against)
		}
		if _, err := v.vote(v.elsewhere, q, false); err != nil {
			v.Fatal(err)
		}
		if got := v.proposal(q); got.For != 0 || got.Against != 1 {
			v.Errorf("after a change of mind %d for, %d against", got.For, got.Against)
		}
	})
}

// A stranger's proposal is nobody's own.
func TestStrangersProposalCanBeVotedOnByAnyone(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		_, err := v.vote(v.lea, v.correction(v.stranger, v.four, "x"), true)
		v.want("a vote", err, ok)
	})
}

// Where there is a team, votes only advise.
func TestVotesDoNotDecideForATeam(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		q := v.correction(v.stranger, v.gare, "Par tous")
		for i, p := range v.people(12) {
			want := place.StillOpen
			if i >= 9 {
				want = place.NeedsHuman
			}
			if o, err := v.vote(p, q, true); err != nil || o != want {
				v.Fatalf("vote %d: %s %v", i+1, o, err)
			}
		}
		v.clock.Advance(20 * 24 * time.Hour)
		v.settleDue()
		if got := v.proposal(q); got.State != "open" || got.For != 12 || v.place(v.gare).Summary != "" {
			v.Errorf("it is %s with %d votes, the summary %q", got.State, got.For, v.place(v.gare).Summary)
		}
		v.want("the team's word", v.decide(v.manager, place.DecideRequest{Proposal: q, Accept: true}), ok)
		if v.place(v.gare).Summary != "Par tous" {
			v.Error("the team accepted, and nothing changed")
		}
	})
}

func TestVotesAddANewPlace(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		q := v.propose(v.stranger, place.ProposeRequest{Facts: place.Facts{place.FName: "Le Moulin", place.FCommune: "52405"}})
		for _, p := range v.people(10) {
			if _, err := v.vote(p, q, true); err != nil {
				v.Fatal(err)
			}
		}
		got := v.proposal(q)
		if got.State != "accepted" || got.PlaceSlug != "le-moulin" || v.place(got.Place).Commune != "52405" {
			v.Errorf("the proposal is %+v", got)
		}
	})
}

// The daily round can run in several processes at once, and beside a coordinator who decides.
func TestDueVotesAreSettledOnce(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		var all []id.Of[place.Proposal]
		voters := v.people(5)
		for i := range 3 {
			q := v.propose(v.stranger, place.ProposeRequest{Facts: place.Facts{place.FName: fmt.Sprintf("Le Moulin %d", i), place.FCommune: "52405"}})
			all = append(all, q)
			for _, p := range voters {
				if _, err := v.vote(p, q, true); err != nil {
					v.Fatal(err)
				}
			}
		}
		v.clock.Advance(50 * time.Hour)
		_, others := v.race(12, func(i int, tx *store.Tx) error {
			if i%4 == 0 {
				_, err := place.Decide(tx, v.coordinator, place.DecideRequest{Proposal: all[i/4], Accept: true})
				return err
			}
			return place.SettleDue(tx)
		})
		delete(others, decidedYet)
		if len(others) > 0 {
			v.Errorf("some failed: %v", others)
		}
		if n := v.count(`SELECT count(*) FROM place WHERE commune_code = '52405'`); n != 3 {
			v.Errorf("three proposals made %d places", n)
		}
	})
}

// What can't be carried out any more waits for a person and keeps nothing else from being settled.
func TestOneProposalThatCannotBeCarriedOutStopsNoOther(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		voters := v.people(5)
		var all []id.Of[place.Proposal]
		for i, commune := range []string{"52405", "36137"} {
			q := v.propose(v.stranger, place.ProposeRequest{Facts: place.Facts{place.FName: fmt.Sprintf("Le Moulin %d", i), place.FCommune: commune}})
			all = append(all, q)
			for _, p := range voters {
				if _, err := v.vote(p, q, true); err != nil {
					v.Fatal(err)
				}
			}
			v.clock.Advance(time.Minute)
		}
		v.update(func(tx *store.Tx) error { return tx.ExecOne(`DELETE FROM commune WHERE code = '52405'`) }) // a newer vintage
		v.clock.Advance(50 * time.Hour)
		v.settleDue()
		if a, b := v.proposal(all[0]).State, v.proposal(all[1]).State; a != "open" || b != "accepted" {
			v.Errorf("the one that can't be is %s, the other %s", a, b)
		}
	})
}

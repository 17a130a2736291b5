package place_test

import (
	"strings"
	"testing"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

func TestClaimedPlaceIsHandedToItsTeam(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		q := v.claim(v.lea, v.four)
		if got := v.proposal(q); got.Reason != place.Claim || got.Person != v.lea.Person || got.Comment == "" {
			v.Fatalf("the claim is %+v", got)
		}
		v.want("Léa before the decision", v.edit(v.lea, v.four, v.place(v.four).ChangedAt, place.Facts{place.FSummary: "x"}), teamOnly)
		v.want("the decision", v.decide(v.coordinator, place.DecideRequest{Proposal: q, Accept: true}), ok)
		var lea organisation.Actor
		v.view(func(tx *store.Tx) (err error) {
			lea, err = organisation.Load(tx, v.lea.Person)
			return err
		})
		if want := (organisation.Grant{Role: organisation.Manager, Scope: organisation.InPlace, ID: v.four.String()}); len(lea.Grants) != 1 || lea.Grants[0] != want {
			v.Fatalf("Léa holds %v", lea.Grants)
		}
		v.want("Léa after it", v.edit(lea, v.four, v.place(v.four).ChangedAt, place.Facts{place.FSummary: "Par Léa"}), ok)
		v.want("the coordinator after it", v.edit(v.coordinator, v.four, v.place(v.four).ChangedAt, place.Facts{place.FSummary: "x"}), teamOnly)
		v.want("another place", v.edit(lea, v.gare, v.place(v.gare).ChangedAt, place.Facts{place.FSummary: "x"}), teamOnly)
		v.view(func(tx *store.Tx) error {
			all, err := place.Of(tx, v.lea.Person.String())
			if len(all) != 1 || all[0].ID != v.four {
				v.Errorf("Léa's places are %+v", all)
			}
			return err
		})
	})
}

func TestClaimIsRefused(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		claim := func(by organisation.Actor, r place.ClaimRequest) error {
			return v.try(func(tx *store.Tx) error {
				_, err := place.ClaimPlace(tx, by, r)
				return err
			})
		}
		v.want("a stranger", claim(v.stranger, place.ClaimRequest{Place: v.four, Message: "x"}), signIn)
		v.want("a place with a team", claim(v.lea, place.ClaimRequest{Place: v.gare, Message: "x"}), "place.has_team")
		v.want("without a word", claim(v.lea, place.ClaimRequest{Place: v.four}), "fault.invalid message:place.claim_message_missing")
		v.want("a long word", claim(v.lea, place.ClaimRequest{Place: v.four, Message: strings.Repeat("é", 2001)}), "fault.invalid message:fault.long")
		if n := v.count(`SELECT count(*) FROM proposal`); n != 0 {
			v.Errorf("%d claims wait", n)
		}
		r := place.ClaimRequest{Submission: form.NewSubmission(), Place: v.four, Message: "x"}
		for range 2 {
			v.want("sent twice", claim(v.lea, r), ok)
		}
		v.want("asked once more", claim(v.lea, place.ClaimRequest{Place: v.four, Message: "y"}), ok)
		if n := v.count(`SELECT count(*) FROM proposal`); n != 1 {
			v.Errorf("%d claims of one person wait", n)
		}
	})
}

// Somebody who went away while the claim waited gets no role, and the place stays with the coordinator.
func TestClaimOfAnErasedPersonIsWithdrawn(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		q := v.claim(v.lea, v.four)
		added := v.propose(v.lea, place.ProposeRequest{Claims: true, Facts: place.Facts{place.FName: "Le Moulin", place.FCommune: "52405"}})
		v.update(func(tx *store.Tx) error { return account.Erase(tx, v.lea.Person) })
		v.want("the claim", v.decide(v.coordinator, place.DecideRequest{Proposal: q, Accept: true}), decidedYet)
		v.want("the place", v.decide(v.coordinator, place.DecideRequest{Proposal: added, Accept: true}), ok)
		if n := v.count(`SELECT count(*) FROM role WHERE person_id = $1`, v.lea.Person); n != 0 {
			v.Errorf("an erased person holds %d roles", n)
		}
	})
}

// Whoever opens a place of their own becomes its team once it is accepted; whoever tells of one they know doesn't.
func TestNewPlaceIsHandedToWhoClaimsIt(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		for name, claims := range map[string]bool{"Le Moulin": true, "La Forge": false} {
			q := v.propose(v.lea, place.ProposeRequest{Claims: claims, Facts: place.Facts{place.FName: name, place.FCommune: "52405"}})
			v.want(name, v.decide(v.coordinator, place.DecideRequest{Proposal: q, Accept: true}), ok)
			made := v.proposal(q).Place
			n := v.count(`SELECT count(*) FROM role WHERE person_id = $1 AND role = 'manager' AND scope = 'place' AND scope_id = $2`, v.lea.Person, made.String())
			if (n == 1) != claims {
				v.Errorf("%s: %d roles", name, n)
			}
		}
		// A claim says nothing about a place that is there.
		q := v.propose(v.lea, place.ProposeRequest{Place: v.four, Claims: true, Facts: place.Facts{place.FSummary: "x"}})
		v.want("a correction", v.decide(v.coordinator, place.DecideRequest{Proposal: q, Accept: true}), ok)
		if n := v.count(`SELECT count(*) FROM role WHERE scope_id = $1`, v.four.String()); n != 0 {
			v.Error("a correction handed a place over")
		}
	})
}

func TestFollow(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		for _, on := range []bool{true, true, false, false, true} {
			v.update(func(tx *store.Tx) error { return place.Follow(tx, v.lea.Person, v.gare, on) })
			v.view(func(tx *store.Tx) error {
				all, err := place.Followed(tx, v.lea.Person.String())
				if err != nil {
					return err
				}
				follows, err := place.Follows(tx, v.lea.Person.String(), v.gare)
				if follows != on || (len(all) == 1) != on {
					v.Errorf("following %v: %v, %d places", on, follows, len(all))
				}
				return err
			})
		}
	})
}

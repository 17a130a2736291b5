package booking_test

import (
	"slices"
	"testing"

	"mitoyen/internal/account"
	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/network"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/testkit"
)

// Members of another organisation count as members while an agreement holds, under what was agreed, and the booking tells where they come from.
func TestMembersOfAnotherOrganisationBookByAnAgreement(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, resource.Rules{Step: 30, Who: resource.Audience{Members: true}})
		var nora organisation.Actor
		var made network.ID
		yes := true
		update(t, db, func(tx *store.Tx) error {
			o, err := organisation.Create(tx, organisation.Organisation{Name: "Les voisins", Kind: organisation.Association})
			if err != nil {
				return err
			}
			p, err := place.Create(tx, organisation.System, place.Place{Organisation: o.ID}, place.Facts{place.FName: "Chez les voisins", place.FKind: string(place.ThirdPlace), place.FStage: string(place.Open)},
				place.Origin{Rank: place.ByImport, Source: "demo", On: civil.MustDate("2026-01-01")}, "place.seeded")
			if err != nil {
				return err
			}
			who, err := account.Open(tx, "nora@demo.example.org", i18n.French)
			if err != nil {
				return err
			}
			nora = organisation.Actor{Person: who.ID}
			if _, err := membership.Keep(tx, organisation.System, membership.KeepRequest{Place: p.ID, Name: "Nora", Email: "nora@demo.example.org", First: civil.MustDate("2026-01-01")}); err != nil {
				return err
			}
			made, _, err = network.Propose(tx, organisation.System, network.ProposeRequest{Place: h.left.Place, Guest: o.ID, Terms: "En voisins.", First: civil.DateOf(tx.Now.In(p.Zone())),
				Rules: resource.Layer{Quotas: []resource.Quota{{Per: resource.Week, Count: 2}}, Approve: &yes}})
			if err != nil {
				return err
			}
			_, _, err = network.Answer(tx, organisation.System, network.AnswerRequest{Place: p.ID, Agreement: made, Yes: true})
			return err
		})
		for _, hour := range []string{"14", "15"} {
			link, err := h.hold(t, nora, h.left, "25 "+hour+":00", "25 "+hour+":30")
			if err != nil {
				t.Fatalf("at %s: %v", hour, err)
			}
			update(t, db, func(tx *store.Tx) error {
				b, _, err := booking.Confirm(tx, nora, booking.ConfirmRequest{Link: link, Contact: booking.Contact{Name: "Nora"}})
				if err == nil {
					b, err = booking.FindByLink(tx, b.Link)
				}
				if b.State != booking.Asked || b.Agreement != made || b.Through != "Les voisins" || !b.Member.IsZero() {
					t.Errorf("the booking says %v %v %q %v", b.State, b.Agreement, b.Through, b.Member)
				}
				return err
			})
		}
		if _, err := h.hold(t, nora, h.left, "25 16:00", "25 16:30"); !slices.Equal(breaches(err), []string{"booking.quota_count.week"}) {
			t.Errorf("a third one in the week: %v", err)
		}
		if _, err := h.hold(t, organisation.Actor{}, h.left, "25 16:00", "25 16:30"); !slices.Equal(breaches(err), []string{"booking.members_only"}) {
			t.Errorf("a stranger: %v", err)
		}
	})
}

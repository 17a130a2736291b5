package place_test

import (
	"context"
	"testing"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

func (v *village) give(by organisation.Actor, which place.ID, email string, role organisation.Role) error {
	return v.try(func(tx *store.Tx) error { return place.GiveRole(tx, by, which, email, role, i18n.French) })
}

func (v *village) actor(email string) (a organisation.Actor) {
	v.Helper()
	v.view(func(tx *store.Tx) error {
		p, err := account.FindByEmail(tx, email)
		if err == nil {
			a, err = organisation.Load(tx, p.ID)
		}
		return err
	})
	return a
}

// The place's manager says who does what in it. The coordinator doesn't hold the team's pen, and the host doesn't read who belongs to what.
func TestWhoGivesRolesInAPlace(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		for _, x := range []struct {
			who        string
			by         organisation.Actor
			gare, four string
		}{
			{"a stranger", v.stranger, signIn, signIn},
			{"somebody", v.lea, mayNot, mayNot},
			{"the front desk", v.desk, mayNot, mayNot},
			{"another team's manager", v.elsewhere, mayNot, mayNot},
			{"the coordinator", v.coordinator, mayNot, mayNot},
			{"the manager", v.manager, ok, mayNot},
			{"the host", v.administrator, mayNot, mayNot},
		} {
			for which, want := range map[place.ID]string{v.gare: x.gare, v.four: x.four} {
				v.want(x.who, v.give(x.by, which, x.by.Name+"-ami@example.org", organisation.FrontDesk), want)
				v.view(func(tx *store.Tx) error {
					p, err := place.Find(tx, which)
					if got := place.MayRunTeam(x.by, p); got != (want == ok) {
						v.Errorf("%s may run the team: %v", x.who, got)
					}
					return err
				})
			}
		}
		for _, role := range []organisation.Role{organisation.Coordinator, organisation.Administrator, "", "roi"} {
			v.want("the role "+string(role), v.give(v.manager, v.gare, "x@example.org", role), "fault.invalid role:place.role_missing")
		}
		v.want("no address", v.give(v.manager, v.gare, "x", organisation.Member), "fault.invalid email:account.email_no_at")
	})
}

func TestRoleInAPlaceCountsThereAlone(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		v.want("give", v.give(v.manager, v.gare, "zoe@example.org", organisation.FrontDesk), ok)
		zoe := v.actor("zoe@example.org")
		v.want("her place", v.edit(zoe, v.gare, civil.Instant{}, place.Facts{place.FSummary: "Par Zoé"}), ok)
		v.want("another place", v.edit(zoe, v.four, civil.Instant{}, place.Facts{place.FSummary: "Par Zoé"}), teamOnly)
		v.want("take", v.try(func(tx *store.Tx) error {
			return place.TakeRole(tx, v.manager, v.gare, zoe.Person, organisation.FrontDesk)
		}), ok)
		v.want("after it was taken", v.edit(v.actor("zoe@example.org"), v.gare, civil.Instant{}, place.Facts{place.FSummary: "x"}), teamOnly)
	})
}

// The last manager of a place can't go, neither by themself nor by two at once.
func TestLastManagerOfAPlaceStays(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		for _, email := range []string{"zoe@example.org", "ali@example.org"} {
			zoe := v.person(email[:3])
			v.update(func(tx *store.Tx) error {
				return organisation.Give(tx, organisation.System, zoe.Person, organisation.Grant{Role: organisation.Manager, Scope: organisation.InPlace, ID: v.four.String()})
			})
		}
		both := []organisation.Actor{v.actor("zoe@example.org"), v.actor("ali@example.org")}
		kept, others := v.race(2, func(i int, tx *store.Tx) error {
			return place.TakeRole(tx, both[i], v.four, both[1-i].Person, organisation.Manager)
		})
		if kept != 1 || others["place.last_manager"] != 1 {
			v.Errorf("%d taken; the others: %v", kept, others)
		}
		if n := v.count(`SELECT count(*) FROM role WHERE scope_id = $1`, v.four.String()); n != 1 {
			v.Errorf("%d managers are left", n)
		}
		// A manager of the organisation that operates the place is a manager, too.
		v.want("give", v.give(v.manager, v.gare, "zoe@example.org", organisation.Manager), ok)
		v.want("take", v.try(func(tx *store.Tx) error {
			return place.TakeRole(tx, v.manager, v.gare, both[0].Person, organisation.Manager)
		}), ok)
	})
}

func TestDocuments(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		add := func(by organisation.Actor, which place.ID, submission string, d place.Document) error {
			return v.try(func(tx *store.Tx) error { return place.AddDocument(tx, by, submission, which, d) })
		}
		rules := place.Document{Title: "Le règlement", Hash: "a", Name: "reglement.pdf", Size: 1}
		for _, x := range []struct {
			who  string
			by   organisation.Actor
			want string
		}{{"a stranger", v.stranger, teamOnly}, {"somebody", v.lea, teamOnly}, {"another team's manager", v.elsewhere, teamOnly}, {"the coordinator", v.coordinator, teamOnly}, {"the team", v.desk, ok}} {
			v.want(x.who, add(x.by, v.gare, "", rules), x.want)
		}
		v.want("the same file", add(v.desk, v.gare, "", place.Document{Title: "Bis", Hash: "a"}), "fault.invalid file:place.document_twice")
		v.want("without a title", add(v.desk, v.gare, "", place.Document{Hash: "b"}), "fault.invalid title:place.document_title_missing")
		once := form.NewSubmission()
		for range 2 {
			v.want("sent twice", add(v.desk, v.gare, once, place.Document{Title: "Le plan", Hash: "c"}), ok)
		}
		if docs := v.place(v.gare).Sheet.Documents; len(docs) != 2 || docs[0] != rules {
			v.Errorf("the documents are %+v", docs)
		}
		// An edit of the sheet leaves them, and they leave the sheet.
		v.want("edit", v.edit(v.manager, v.gare, civil.Instant{}, place.Facts{place.FSummary: "x"}), ok)
		if p := v.place(v.gare); len(p.Sheet.Documents) != 2 || p.Summary != "x" {
			v.Errorf("after an edit: %+v", p.Sheet.Documents)
		}
		remove := func(by organisation.Actor) error {
			return v.try(func(tx *store.Tx) error { return place.RemoveDocument(tx, by, v.gare, "a") })
		}
		v.want("another team's manager removes", remove(v.elsewhere), teamOnly)
		v.want("the team removes", remove(v.manager), ok)
		if docs := v.place(v.gare).Sheet.Documents; len(docs) != 1 || docs[0].Hash != "c" {
			v.Errorf("the documents are %+v", docs)
		}
		if all := v.journal(v.gare); all[0].Verb != "place.document_removed" {
			v.Errorf("the journal says %+v", all[0])
		}
	})
}

// Twenty send a document each: the sheet takes them all, or as many as it may.
func TestTwentyAddDocuments(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		for i := range place.MostDocuments - 10 {
			err := v.db.Update(context.Background(), func(tx *store.Tx) error {
				return place.AddDocument(tx, v.desk, "", v.gare, place.Document{Title: "x", Hash: string(rune('A' + i))})
			})
			if err != nil {
				v.Fatal(err)
			}
		}
		kept, others := v.race(20, func(i int, tx *store.Tx) error {
			return place.AddDocument(tx, v.desk, "", v.gare, place.Document{Title: "x", Hash: string(rune('a' + i))})
		})
		if n := len(v.place(v.gare).Sheet.Documents); kept != 10 || n != place.MostDocuments || others["fault.invalid file:place.documents_many"] != 10 {
			v.Errorf("%d kept, %d stand; the others: %v", kept, n, others)
		}
	})
}

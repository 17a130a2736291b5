package place_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"

	"mitoyen/internal/account"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

const (
	ok         = ""
	signIn     = "organisation.sign_in_first"
	mayNot     = "organisation.may_not"
	teamOnly   = "place.team_only"
	meanwhile  = "place.changed_meanwhile"
	decidedYet = "place.decided_already"
	ownEntry   = "place.own_proposal"
)

// A place with a team is edited by its team alone; one that has none is kept by the coordinator.
func TestWhoEdits(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		for _, x := range []struct {
			who        string
			actor      organisation.Actor
			gare, four string
		}{
			{"a stranger", v.stranger, signIn, signIn},
			{"somebody signed in", v.lea, teamOnly, teamOnly},
			{"the team's manager", v.manager, ok, teamOnly},
			{"the team's front desk", v.desk, ok, teamOnly},
			{"the team's trainer", v.trainer, teamOnly, teamOnly},
			{"another team's manager", v.elsewhere, teamOnly, teamOnly},
			{"the coordinator", v.coordinator, teamOnly, ok},
			{"the administrator", v.administrator, teamOnly, teamOnly},
		} {
			for which, want := range map[place.ID]string{v.gare: x.gare, v.four: x.four} {
				before := v.place(which)
				v.want(x.who, v.edit(x.actor, which, civil.Instant{}, place.Facts{place.FSummary: "De " + x.who}), want)
				if after := v.place(which); (after.Summary != before.Summary) != (want == ok) {
					v.Errorf("%s: the summary was %q and is %q", x.who, before.Summary, after.Summary)
				}
			}
		}
	})
}

// Somebody who holds a role in a place but can't edit it (a member, a treasurer) is no team: the coordinator keeps the place until there is one.
func TestPlaceWhoseOnlyRoleCannotEditIsKeptByTheCoordinator(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		for i, role := range []organisation.Role{organisation.Member, organisation.Treasurer, organisation.Trainer} {
			v.update(func(tx *store.Tx) error {
				return organisation.Give(tx, organisation.System, v.lea.Person, organisation.Grant{Role: role, Scope: organisation.InPlace, ID: v.four.String()})
			})
			v.want("the coordinator beside a "+string(role), v.edit(v.coordinator, v.four, civil.Instant{}, place.Facts{place.FSummary: fmt.Sprint(i)}), ok)
		}
		v.update(func(tx *store.Tx) error {
			return organisation.Give(tx, organisation.System, v.lea.Person, organisation.Grant{Role: organisation.FrontDesk, Scope: organisation.InPlace, ID: v.four.String()})
		})
		v.want("the coordinator beside a front desk", v.edit(v.coordinator, v.four, civil.Instant{}, place.Facts{place.FSummary: "x"}), teamOnly)
	})
}

func TestEditIsJournalledWithBeforeAndAfter(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		had := len(v.journal(v.gare))
		v.clock.Advance(time.Hour)
		v.want("edit", v.edit(v.manager, v.gare, civil.Instant{}, place.Facts{place.FPhone: "03 25 00 00 02", place.FName: "La GARE", place.FText: strings.Repeat("é", 300)}), ok)
		all := v.journal(v.gare)
		if len(all) != had+1 {
			v.Fatalf("the journal had %d entries and has %d", had, len(all))
		}
		e := all[0]
		want := map[string]string{"phone": "03 25 00 00 01 → 03 25 00 00 02", "description": " → " + strings.Repeat("é", 199) + "…"}
		if e.Verb != "place.edited" || e.Person != v.manager.Person.String() || e.At != v.db.Now() || !maps.Equal(e.Data, want) {
			v.Errorf("the journal says %+v", e)
		}
		p := v.place(v.gare)
		if p.ChangedAt != v.db.Now() || p.CreatedAt == v.db.Now() || p.ConfirmedOn != civil.MustDate("2026-11-24") {
			v.Errorf("created %v, changed %v, confirmed %v", p.CreatedAt, p.ChangedAt, p.ConfirmedOn)
		}
	})
}

func TestEditOfNothingWritesNothing(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		before, had := v.place(v.gare), len(v.journal(v.gare))
		version := v.count(`SELECT version FROM directory_version`)
		v.clock.Advance(time.Hour)
		v.want("edit", v.edit(v.manager, v.gare, before.ChangedAt, place.Facts{place.FPhone: before.Sheet.Phone, place.FName: before.Name, place.FHours: ""}), ok)
		after := v.place(v.gare)
		if after.ChangedAt != before.ChangedAt || after.Origins[place.FPhone] != before.Origins[place.FPhone] {
			v.Errorf("a form sent as it was shown changed the place: %+v", after)
		}
		if len(v.journal(v.gare)) != had || v.count(`SELECT version FROM directory_version`) != version {
			v.Error("it stands in the journal, or took a version")
		}
	})
}

// Only what somebody changed is their word; the rest of the form's page keeps where it comes from.
func TestEditKeepsTheOriginOfWhatItLeaves(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		v.want("edit", v.edit(v.manager, v.gare, civil.Instant{}, place.Facts{place.FName: "La GARE", place.FPhone: "03 25 00 00 02", place.FCommune: "52499", place.FEmail: ""}), ok)
		o := v.place(v.gare).Origins
		if want := (place.Origin{Rank: place.ByTeam, Source: v.manager.Person.String(), On: civil.MustDate("2026-11-24")}); o[place.FPhone] != want {
			v.Errorf("the phone is from %+v", o[place.FPhone])
		}
		if o[place.FName] != byImport || o[place.FCommune] != byImport {
			v.Errorf("the name is from %+v, the commune from %+v", o[place.FName], o[place.FCommune])
		}
		if _, there := o[place.FEmail]; there {
			v.Error("what is unknown has an origin")
		}
		v.want("the coordinator's edit", v.edit(v.coordinator, v.four, civil.Instant{}, place.Facts{place.FPhone: "02 54 00 00 01"}), ok)
		if o := v.place(v.four).Origins[place.FPhone]; o.Rank != place.ByPerson {
			v.Errorf("the coordinator's word counts as %s", o.Rank)
		}
		v.want("edit", v.edit(v.manager, v.gare, civil.Instant{}, place.Facts{place.FPhone: ""}), ok)
		if p := v.place(v.gare); p.Sheet.Phone != "" || p.Origins[place.FPhone] != (place.Origin{}) {
			v.Errorf("a phone that was taken out is %q from %+v", p.Sheet.Phone, p.Origins[place.FPhone])
		}
	})
}

func TestEditOfASheetThatChangedMeanwhile(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		seen := v.place(v.gare).ChangedAt
		v.clock.Advance(time.Minute)
		v.want("the first", v.edit(v.desk, v.gare, seen, place.Facts{place.FSummary: "Première"}), ok)
		v.want("the second", v.edit(v.manager, v.gare, seen, place.Facts{place.FSummary: "Seconde"}), meanwhile)
		if p := v.place(v.gare); p.Summary != "Première" {
			v.Errorf("the summary is %q", p.Summary)
		}
		v.want("the second, having seen the first", v.edit(v.manager, v.gare, v.place(v.gare).ChangedAt, place.Facts{place.FSummary: "Seconde"}), ok)
	})
}

func TestEditSentTwiceIsDoneOnce(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		had := len(v.journal(v.gare))
		r := place.EditRequest{Submission: form.NewSubmission(), Place: v.gare, Seen: v.place(v.gare).ChangedAt, Facts: place.Facts{place.FSummary: "Une fois"}}
		v.clock.Advance(time.Minute)
		in, others := v.race(5, func(_ int, tx *store.Tx) error {
			slug, err := place.Edit(tx, v.manager, r)
			if err == nil && slug != "la-gare" {
				err = fmt.Errorf("the address is %q", slug)
			}
			return err
		})
		if in != 5 || len(v.journal(v.gare)) != had+1 {
			v.Errorf("%d of 5 were told that it is done, the others %v; %d entries in the journal", in, others, len(v.journal(v.gare))-had)
		}
	})
}

func TestTwentyEditOneSheet(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		seen, had := v.place(v.gare).ChangedAt, len(v.journal(v.gare))
		v.clock.Advance(time.Minute)
		in, others := v.race(20, func(i int, tx *store.Tx) error {
			_, err := place.Edit(tx, v.manager, place.EditRequest{Place: v.gare, Seen: seen, Facts: place.Facts{place.FSummary: fmt.Sprintf("Version %d", i)}})
			return err
		})
		if in != 1 || others[meanwhile] != 19 {
			v.Errorf("%d wrote; the others: %v", in, others)
		}
		if n := len(v.journal(v.gare)) - had; n != 1 {
			v.Errorf("%d entries in the journal", n)
		}
	})
}

func TestRenameKeepsTheOldAddress(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		at := func(slug string) (p place.Place) {
			v.view(func(tx *store.Tx) (err error) {
				p, err = place.FindBySlug(tx, slug)
				return err
			})
			return p
		}
		for _, name := range []string{"La Halte", "Le Quai des voisins"} {
			v.want(name, v.edit(v.manager, v.gare, civil.Instant{}, place.Facts{place.FName: name}), ok)
		}
		for _, slug := range []string{"la-gare", "la-halte", "le-quai-des-voisins"} {
			if p := at(slug); p.ID != v.gare || p.Slug != "le-quai-des-voisins" {
				v.Errorf("%s leads to %s at %s", slug, p.Name, p.Slug)
			}
		}
		// The old address is nobody else's.
		v.want("another La GARE", v.edit(v.coordinator, v.four, civil.Instant{}, place.Facts{place.FName: "La GARE"}), ok)
		if p := v.place(v.four); p.Slug == "la-gare" || at("la-gare").ID != v.gare {
			v.Errorf("a new La GARE took the address %s", p.Slug)
		}
		// A search finds the new name and no longer the old one.
		v.view(func(tx *store.Tx) error {
			for words, want := range map[string]int{"quai voisins": 1, "halte": 0} {
				found, err := search.Find(tx, place.SearchKind, words, 10)
				if err != nil || len(found) != want {
					v.Errorf("%q finds %v (%v)", words, found, err)
				}
			}
			return nil
		})
	})
}

// A place that moves to another commune doesn't keep the point of its old door.
func TestMovingToAnotherCommuneMovesThePoint(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		door := place.Facts{place.FPosition: "47.70000,5.30000", place.FPrecision: "address", place.FAddress: "1 rue de la Gare"}
		v.want("the door", v.edit(v.manager, v.gare, civil.Instant{}, door), ok)
		if p := v.place(v.gare); p.Point != (place.Point{Lat: 47.7, Lon: 5.3, Of: place.AtAddress}) {
			v.Fatalf("the point is %+v", p.Point)
		}
		v.want("a new summary", v.edit(v.manager, v.gare, civil.Instant{}, place.Facts{place.FSummary: "x", place.FCommune: "52499"}), ok)
		if p := v.place(v.gare); p.Point.Of != place.AtAddress {
			v.Errorf("a form with the same commune changed the point to %+v", p.Point)
		}
		v.want("moving", v.edit(v.manager, v.gare, civil.Instant{}, place.Facts{place.FCommune: "36137", place.FAddress: ""}), ok)
		p := v.place(v.gare)
		if p.Departement != "36" || p.Point.Of != place.AtCommune || p.Point.Lat > 47 {
			v.Errorf("moved to Néons-sur-Creuse, it is in %s at %+v", p.Departement, p.Point)
		}
		v.want("nowhere", v.edit(v.manager, v.gare, civil.Instant{}, place.Facts{place.FCommune: ""}), ok)
		if p := v.place(v.gare); p.Departement != "" || p.Point.Known() {
			v.Errorf("without a commune it is in %q at %+v", p.Departement, p.Point)
		}
	})
}

func TestEditTellsEveryBreach(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		before := v.place(v.gare)
		for _, x := range []struct {
			f    place.Facts
			want string
		}{
			{place.Facts{place.FName: ""}, "name:place.name_missing"},
			{place.Facts{place.FName: " \t"}, "name:place.name_missing"},
			{place.Facts{place.FName: strings.Repeat("é", 201)}, "name:fault.long"},
			{place.Facts{place.FStage: ""}, "stage:place.stage_missing"},
			{place.Facts{place.FStage: "ruine"}, "stage:place.stage_missing"},
			{place.Facts{place.FFacade: "château"}, "facade:place.facade_unknown"},
			{place.Facts{place.FKind: "bistrot"}, "kind:place.kind_unknown"},
			{place.Facts{place.FSince: "mai 2013"}, "since:place.since_malformed"},
			{place.Facts{place.FSince: "2013-13"}, "since:place.since_malformed"},
			{place.Facts{place.FSince: "2013-02-30"}, "since:place.since_malformed"},
			{place.Facts{place.FPostcode: "5219"}, "postcode:place.postcode_malformed"},
			{place.Facts{place.FCommune: "99999"}, "commune:place.commune_unknown"},
			{place.Facts{place.FWebsite: "javascript:alert(1)"}, "website:place.website_malformed"},
			{place.Facts{place.FWebsite: "https://localhost/"}, "website:place.website_malformed"},
			{place.Facts{place.FLinks: "https://example.org\nftp://example.org"}, "links:place.link_malformed"},
			{place.Facts{place.FEmail: "contact chez example.org"}, "email:account.email_no_at"},
			{place.Facts{place.FEmail: "contact@example.org?bcc=x@example.org"}, "email:account.email_malformed"},
			{place.Facts{place.FHours: "tous les jours"}, "hours:place.hours_malformed"},
			{place.Facts{place.FPosition: "NaN,5"}, "position:place.position_malformed"},
			{place.Facts{place.FPrecision: "exact"}, "precision:place.position_malformed"},
			{place.Facts{place.FStops: "2026-11-26 10:00-16:00 36137 place\ndemain"}, "stops:place.stop_malformed"},
			{place.Facts{place.FStops: "2026-11-26 16:00-10:00 36137"}, "stops:place.stop_malformed"},
		} {
			err := v.edit(v.manager, v.gare, civil.Instant{}, x.f)
			v.want(fmt.Sprint(x.f), err, "fault.invalid "+x.want)
		}
		err := v.edit(v.manager, v.gare, civil.Instant{}, place.Facts{place.FName: "", place.FStage: "x", place.FCommune: "0", place.FWebsite: "x"})
		if f, _ := fault.As(err); f == nil || len(f.Fields) != 4 {
			v.Errorf("four breaches are told as %v", err)
		}
		if after := v.place(v.gare); after.ChangedAt != before.ChangedAt || after.Name != before.Name {
			v.Error("a refused edit changed the place")
		}
	})
}

func TestEditOfAPlaceThatIsNotThere(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		v.want("edit", v.edit(v.coordinator, id.New[place.Place](), civil.Instant{}, place.Facts{place.FSummary: "x"}), "place.unknown")
	})
}

// A person of the team who is erased leaves a place without a team, and the coordinator keeps it again.
func TestErasedTeamGivesThePlaceBack(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		v.update(func(tx *store.Tx) error {
			p, err := account.Open(tx, "seul@example.org", i18n.French)
			if err != nil {
				return err
			}
			g := organisation.Grant{Role: organisation.Manager, Scope: organisation.InPlace, ID: v.four.String()}
			if err := organisation.Give(tx, organisation.System, p.ID, g); err != nil {
				return err
			}
			f, err := place.Find(tx, v.four)
			if err != nil {
				return err
			}
			if team, err := place.HasTeam(tx, f); err != nil || !team {
				v.Errorf("with a manager the place has a team: %v %v", team, err)
			}
			return account.Erase(tx, p.ID)
		})
		v.want("the coordinator", v.edit(v.coordinator, v.four, civil.Instant{}, place.Facts{place.FSummary: "x"}), ok)
	})
}

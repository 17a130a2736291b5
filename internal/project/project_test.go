package project_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/project"
	"mitoyen/internal/testkit"
)

// sceaux is a group that an authority began, with Ada, who holds the pen, Bob and Cleo, who is gone; and the official who follows.
type sceaux struct {
	*testing.T
	db             *store.DB
	clock          *testkit.Clock
	town           organisation.ID
	official       organisation.Actor
	ada, bob, cleo organisation.Actor
	dan            organisation.Actor // a stranger who is signed in
	slug           string
	id             project.ID
}

func each(t *testing.T, f func(h *sceaux)) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB, ...testkit.Option) *store.DB{"sqlite": testkit.SQLite, "postgres": testkit.PostgreSQL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := new(testkit.Clock)
			f(build(t, open(t, testkit.WithTerritory(), testkit.WithClock(clock.Now)), clock))
		})
	}
}

func build(t *testing.T, db *store.DB, clock *testkit.Clock) *sceaux {
	t.Helper()
	h := &sceaux{T: t, db: db, clock: clock}
	h.do(func(tx *store.Tx) error {
		o, err := organisation.Create(tx, organisation.Organisation{Name: "Ville de Sceaux", Kind: organisation.Authority, Territory: "commune:92071"})
		if err != nil {
			return err
		}
		h.town = o.ID
		for name, who := range map[string]*organisation.Actor{"official": &h.official, "ada": &h.ada, "bob": &h.bob, "cleo": &h.cleo, "dan": &h.dan} {
			p, err := account.Open(tx, name+"@example.org", i18n.French)
			if err != nil {
				return err
			}
			*who = organisation.Actor{Person: p.ID, Name: name}
		}
		if err := organisation.Give(tx, organisation.System, h.official.Person, organisation.Grant{Role: organisation.Manager, Scope: organisation.InOrganisation, ID: h.town.String()}); err != nil {
			return err
		}
		h.official, err = organisation.Load(tx, h.official.Person)
		return err
	})
	h.do(func(tx *store.Tx) (err error) {
		h.slug, err = project.Begin(tx, h.official, project.BeginRequest{Name: "La Grange", Commune: "92071", Summary: "Un lieu pour travailler près de chez soi.", Authority: h.town})
		return err
	})
	g, s := h.look(h.official)
	if h.id = g.ID; !s.Pen {
		t.Fatal("as long as nobody is in the group, the authority writes")
	}
	var letters []project.Letter
	h.do(func(tx *store.Tx) (err error) {
		letters, err = project.Invite(tx, h.official, project.InviteRequest{Project: h.id, Origin: "Un tiers-lieu à Sceaux ?", Guests: []project.Guest{
			{Name: "Ada", Email: "Ada@example.org"}, {Name: "Bob", Email: "bob@example.org"}, {Name: "Cleo", Email: "cleo@example.org"}, {Name: "Eve", Email: "eve@example.org"}, {Name: "Fred", Phone: "01 00 00 00 01"}}})
		return err
	})
	if len(letters) != 4 {
		t.Fatalf("%d letters", len(letters))
	}
	for i, l := range letters {
		h.do(func(tx *store.Tx) error { _, _, err := project.Answer(tx, l.Link, i < 3, i18n.French); return err })
	}
	h.reload(&h.ada)
	ada := h.member(h.ada)
	h.do(func(tx *store.Tx) error { return project.HandPen(tx, h.ada, "", h.id, ada) })
	h.reload(&h.ada)
	cleo := h.member(h.cleo)
	h.do(func(tx *store.Tx) error { return project.Leave(tx, h.cleo, h.id, cleo) })
	return h
}

func (h *sceaux) try(do func(*store.Tx) error) error { return h.db.Update(context.Background(), do) }

func (h *sceaux) do(do func(*store.Tx) error) {
	h.Helper()
	if err := h.try(do); err != nil {
		h.Fatal(err)
	}
}

func (h *sceaux) refused(what string, kind fault.Kind, do func(*store.Tx) error) {
	h.Helper()
	if err := h.try(do); !fault.Is(err, kind) {
		h.Errorf("%s: %v", what, err)
	}
}

func (h *sceaux) reload(who *organisation.Actor) {
	h.Helper()
	h.do(func(tx *store.Tx) (err error) { *who, err = organisation.Load(tx, who.Person); return err })
}

func (h *sceaux) look(by organisation.Actor) (g project.Project, s project.Sees) {
	h.Helper()
	h.do(func(tx *store.Tx) (err error) { g, s, err = project.Find(tx, by, h.slug); return err })
	return g, s
}

func (h *sceaux) member(by organisation.Actor) project.MemberID {
	h.Helper()
	_, s := h.look(by)
	return s.Member.ID
}

func TestNobodyIsInAGroupButByTheirOwnWord(t *testing.T) {
	each(t, func(h *sceaux) {
		g, s := h.look(h.ada)
		var all []project.Member
		var asked []project.Invitation
		h.do(func(tx *store.Tx) (err error) {
			if all, err = project.Members(tx, s, g); err != nil {
				return err
			}
			asked, err = project.Invited(tx, s, g)
			return err
		})
		if len(all) != 2 || all[0].ConsentedOn != civil.MustDate("2026-11-24") || all[0].Consent != project.ByLetter {
			h.Errorf("members: %+v", all)
		}
		if len(asked) != 1 || asked[0].Name != "Fred" || asked[0].Email != "" {
			h.Errorf("the call list: %+v", asked)
		}
		// Who is in, has said no or is to be called isn't asked twice.
		h.do(func(tx *store.Tx) error {
			again, err := project.Invite(tx, h.official, project.InviteRequest{Project: h.id, Guests: []project.Guest{{Name: "Ada", Email: "ada@example.org"}, {Name: "Eve", Email: "eve@example.org"}, {Name: "Fred", Phone: "01 00 00 00 01"}}})
			if len(again) > 0 {
				h.Errorf("asked again: %+v", again)
			}
			return err
		})
		h.refused("the authority doesn't call for them", fault.Forbidden, func(tx *store.Tx) error { return project.Called(tx, h.official, h.id, asked[0].ID, true) })
		h.do(func(tx *store.Tx) error { return project.Called(tx, h.bob, h.id, asked[0].ID, true) })
		if n := h.count(`SELECT count(*) FROM project_member WHERE left_on IS NULL AND consent = 'word' AND phone <> ''`); n != 1 {
			h.Errorf("%d came by word", n)
		}
		// A no leaves no name, and a link is good once.
		if n := h.count(`SELECT count(*) FROM project_invitation WHERE declined AND name = '' AND email = '' AND phone = ''`); n != 1 {
			h.Errorf("%d have said no", n)
		}
	})
}

func (h *sceaux) count(query string) (n int) {
	h.Helper()
	h.do(func(tx *store.Tx) (err error) { n, err = store.One(tx, store.Value[int], query); return err })
	return n
}

func TestWhoReadsWhatInAGroup(t *testing.T) {
	each(t, func(h *sceaux) {
		h.do(func(tx *store.Tx) error {
			for _, shown := range project.AllShown {
				if _, err := project.KeepMeeting(tx, h.bob, "", h.id, project.Meeting{On: civil.MustDate("2026-11-20"), At: 19 * 60, Where: "Chez Ada", Agenda: "Statuts", Minutes: "Dit entre nous", Shown: shown}); err != nil {
					return err
				}
				if err := project.AddDocument(tx, h.bob, "", h.id, project.Document{Kind: "budget", Title: string(shown), Shown: shown, Hash: "h-" + string(shown), Name: "b.pdf"}); err != nil {
					return err
				}
			}
			return nil
		})
		for _, c := range []struct {
			what string
			by   organisation.Actor
			want int
		}{{"a member", h.ada, 3}, {"the authority", h.official, 2}, {"somebody else", h.dan, 1}, {"nobody", organisation.Actor{}, 1}, {"who was a member", h.cleo, 1}} {
			g, s := h.look(c.by)
			h.do(func(tx *store.Tx) error {
				meetings, err := project.Meetings(tx, s, g)
				if err != nil {
					return err
				}
				documents, err := project.Documents(tx, s, g)
				if len(meetings) != c.want || len(documents) != c.want {
					h.Errorf("%s reads of %d meetings and %d documents", c.what, len(meetings), len(documents))
				}
				return err
			})
			if c.want == 3 {
				continue
			}
			for what, read := range map[string]func(tx *store.Tx) error{
				"members":  func(tx *store.Tx) error { _, err := project.Members(tx, s, g); return err },
				"call":     func(tx *store.Tx) error { _, err := project.Invited(tx, s, g); return err },
				"tasks":    func(tx *store.Tx) error { _, err := project.Tasks(tx, s, g); return err },
				"premises": func(tx *store.Tx) error { _, err := project.AllPremises(tx, s, g); return err },
			} {
				h.refused(c.what+" reads "+what, fault.Forbidden, read)
			}
		}
	})
}

func TestOthersChangeNothingInAGroup(t *testing.T) {
	each(t, func(h *sceaux) {
		bob := h.member(h.bob)
		acts := map[string]func(by organisation.Actor) func(*store.Tx) error{
			"write": func(by organisation.Actor) func(*store.Tx) error {
				return func(tx *store.Tx) error {
					return project.Write(tx, by, project.WriteRequest{Project: h.id, Words: "x"})
				}
			},
			"move": func(by organisation.Actor) func(*store.Tx) error {
				return func(tx *store.Tx) error {
					return project.Move(tx, by, project.MoveRequest{Project: h.id, To: place.Project, Reason: "x"})
				}
			},
			"task": func(by organisation.Actor) func(*store.Tx) error {
				return func(tx *store.Tx) error { return project.AddTask(tx, by, "", h.id, project.Task{What: "x"}) }
			},
			"meet": func(by organisation.Actor) func(*store.Tx) error {
				return func(tx *store.Tx) error {
					_, err := project.KeepMeeting(tx, by, "", h.id, project.Meeting{On: civil.MustDate("2026-12-01"), Where: "x", Shown: project.ToAll})
					return err
				}
			},
			"ask": func(by organisation.Actor) func(*store.Tx) error {
				return func(tx *store.Tx) error {
					_, err := project.Ask(tx, by, project.AskRequest{Project: h.id, Days: 3, Decision: project.Decision{Way: project.ByConsent, Question: "x", Shown: project.ToAll}})
					return err
				}
			},
			"premises": func(by organisation.Actor) func(*store.Tx) error {
				return func(tx *store.Tx) error {
					return project.AddPremises(tx, by, "", h.id, project.Premises{Address: "x", Rent: -1})
				}
			},
			"choose premises": func(by organisation.Actor) func(*store.Tx) error {
				return func(tx *store.Tx) error {
					return project.TakePremises(tx, by, h.id, id.New[project.Premises]())
				}
			},
			"register": func(by organisation.Actor) func(*store.Tx) error {
				return func(tx *store.Tx) error {
					return project.Register(tx, by, project.RegisterRequest{Project: h.id, Name: "x", RNA: "W922004567", On: civil.MustDate("2026-11-24")})
				}
			},
			"take the pen": func(by organisation.Actor) func(*store.Tx) error {
				return func(tx *store.Tx) error { return project.HandPen(tx, by, "", h.id, bob) }
			},
			"put others out": func(by organisation.Actor) func(*store.Tx) error {
				return func(tx *store.Tx) error { return project.Leave(tx, by, h.id, bob) }
			},
		}
		for what, act := range acts {
			for who, by := range map[string]organisation.Actor{"the authority": h.official, "somebody else": h.dan, "who was a member": h.cleo} {
				h.refused(who+": "+what, fault.Forbidden, act(by))
			}
			if what != "put others out" {
				h.refused("nobody: "+what, fault.Unauthenticated, act(organisation.Actor{}))
			}
		}
		for _, what := range []string{"write", "move", "register", "take the pen", "choose premises"} {
			h.refused("without the pen: "+what, fault.Forbidden, acts[what](h.bob))
		}
		// A group that the directory hasn't taken in is nobody else's business.
		var slug string
		h.do(func(tx *store.Tx) (err error) {
			slug, err = project.Begin(tx, h.dan, project.BeginRequest{Name: "Le Moulin", Commune: "52499", Summary: "Une idée"})
			return err
		})
		h.refused("an idea that waits", fault.NotFound, func(tx *store.Tx) error { _, _, err := project.Find(tx, h.ada, slug); return err })
		h.do(func(tx *store.Tx) error { _, _, err := project.Find(tx, h.dan, slug); return err })
		h.refused("outside its territory", fault.Invalid, func(tx *store.Tx) error {
			_, err := project.Begin(tx, h.official, project.BeginRequest{Name: "Ailleurs", Commune: "52499", Summary: "x", Authority: h.town})
			return err
		})
		h.refused("in a town's name", fault.Forbidden, func(tx *store.Tx) error {
			_, err := project.Begin(tx, h.dan, project.BeginRequest{Name: "Ici", Commune: "92071", Summary: "x", Authority: h.town})
			return err
		})
	})
}

// An idea of anybody's gets its place when the directory takes it in, and whoever holds the pen is its team.
func TestAnIdeaGetsItsPlace(t *testing.T) {
	each(t, func(h *sceaux) {
		var slug string
		h.do(func(tx *store.Tx) (err error) {
			slug, err = project.Begin(tx, h.dan, project.BeginRequest{Name: "Le Moulin", Commune: "52499", Summary: "Une idée"})
			return err
		})
		h.do(func(tx *store.Tx) error {
			all, err := place.OpenProposals(tx, place.NewPlace, "", 0, 10)
			if err != nil {
				return err
			}
			_, err = place.Decide(tx, organisation.System, place.DecideRequest{Proposal: all[0].ID, Accept: true})
			return err
		})
		h.do(project.Settle)
		h.reload(&h.dan)
		h.do(func(tx *store.Tx) error {
			g, s, err := project.Find(tx, organisation.Actor{}, slug)
			if err != nil || s.In() || g.Stage != place.Idea {
				h.Errorf("%+v %v", g, err)
			}
			return project.Move(tx, h.dan, project.MoveRequest{Project: g.ID, To: place.Project, Reason: "Nous sommes sept."})
		})
	})
}

// The stages as a table: which may follow which, going back too.
func TestStages(t *testing.T) {
	t.Parallel()
	allowed := map[place.Stage]string{place.Idea: "project closed", place.Project: "idea opening closed", place.Opening: "project open closed", place.Closed: "idea project"}
	for _, from := range place.Stages {
		next := (project.Project{Stage: from}).Next()
		for _, to := range place.Stages {
			if want, got := slices.Contains(strings.Fields(allowed[from]), string(to)), slices.Contains(next, to); want != got {
				t.Errorf("%s to %s: %v", from, to, got)
			}
		}
	}
}

func TestAPlaceChangesItsStageWithItsGroup(t *testing.T) {
	each(t, func(h *sceaux) {
		move := func(to place.Stage, on, lessons string) func(tx *store.Tx) error {
			return func(tx *store.Tx) error {
				return project.Move(tx, h.ada, project.MoveRequest{Project: h.id, To: to, On: civil.MustDate(on), Reason: "Parce que", Lessons: lessons})
			}
		}
		h.refused("no leap", fault.Conflict, move(place.Open, "2026-11-24", ""))
		h.refused("not to come", fault.Invalid, move(place.Project, "2026-11-25", ""))
		h.refused("not before the last", fault.Invalid, move(place.Project, "2026-11-01", ""))
		h.clock.Advance(3 * 24 * time.Hour)
		h.do(move(place.Project, "2026-11-25", ""))
		h.do(move(place.Opening, "2026-11-26", ""))
		h.do(move(place.Project, "2026-11-27", ""))
		h.refused("lessons are what giving up is good for", fault.Invalid, move(place.Closed, "2026-11-27", ""))
		h.do(move(place.Closed, "2026-11-27", "Chercher le local d'abord."))
		g, s := h.look(h.ada)
		h.do(func(tx *store.Tx) error {
			p, err := place.Find(tx, g.Place)
			if err != nil {
				return err
			}
			if p.Stage != place.Closed || p.StageSince != "2026-11-27" || p.Sheet.Closure.Lessons != "Chercher le local d'abord." || p.Sheet.Closure.Causes[0] != "Parce que" {
				h.Errorf("the sheet: %+v", p)
			}
			history, err := journal.Of(tx, "place", p.ID.String(), 0, 1)
			if err != nil || history[0].Verb != "place.edited" || history[0].Person != h.ada.Person.String() {
				h.Errorf("its history: %+v %v", history, err)
			}
			steps, err := project.Steps(tx, g)
			if len(steps) != 5 || steps[3].Stage != place.Project || !g.Over() || !s.Pen {
				h.Errorf("steps: %+v", steps)
			}
			return err
		})
		h.refused("nothing is begun in a group that gave up", fault.Conflict, func(tx *store.Tx) error { return project.AddTask(tx, h.ada, "", h.id, project.Task{What: "x"}) })
		h.do(move(place.Idea, "2026-11-27", ""))
		h.do(func(tx *store.Tx) error { return project.AddTask(tx, h.ada, "", h.id, project.Task{What: "x"}) })
	})
}

func TestTheChosenPremisesAreThePlacesAddress(t *testing.T) {
	each(t, func(h *sceaux) {
		h.do(func(tx *store.Tx) error {
			return project.AddPremises(tx, h.bob, "", h.id, project.Premises{Address: "3 rue du Lavoir", Rent: 0})
		})
		g, s := h.look(h.ada)
		h.do(func(tx *store.Tx) error {
			all, err := project.AllPremises(tx, s, g)
			if err != nil {
				return err
			}
			return project.TakePremises(tx, h.ada, h.id, all[0].ID)
		})
		h.do(func(tx *store.Tx) error {
			p, err := place.Find(tx, g.Place)
			if p.Address != "3 rue du Lavoir" {
				h.Errorf("the sheet has %q", p.Address)
			}
			return err
		})
		h.refused("premises of another group", fault.NotFound, func(tx *store.Tx) error {
			return project.TakePremises(tx, h.ada, h.id, id.New[project.Premises]())
		})
	})
}

func TestTheAuthorityProposesAndTheGroupAnswers(t *testing.T) {
	each(t, func(h *sceaux) {
		for _, p := range []project.Proposal{{Field: project.FNext, Value: "Visiter la halle", On: civil.MustDate("2026-12-05"), Why: "Elle se libère."}, {Field: project.FStage, Value: "project", Why: "Vous êtes prêts."}} {
			h.do(func(tx *store.Tx) error { return project.Propose(tx, h.official, "", h.id, p) })
			h.refused("a member needn't propose", fault.Forbidden, func(tx *store.Tx) error { return project.Propose(tx, h.bob, "", h.id, p) })
		}
		h.refused("giving up is the group's word", fault.Invalid, func(tx *store.Tx) error {
			return project.Propose(tx, h.official, "", h.id, project.Proposal{Field: project.FStage, Value: "closed", Why: "x"})
		})
		g, s := h.look(h.ada)
		var all []project.Proposal
		h.do(func(tx *store.Tx) (err error) { all, err = project.Proposals(tx, s, g); return err })
		if g.NextStep != "" || g.Stage != place.Idea || len(all) != 2 {
			h.Fatalf("nothing has changed yet: %+v", g)
		}
		decide := func(by organisation.Actor, i int, accept bool, word string) func(tx *store.Tx) error {
			return func(tx *store.Tx) error { return project.Decide(tx, by, h.id, all[i].ID, accept, word) }
		}
		h.refused("its own proposal", fault.Forbidden, decide(h.official, 0, true, "Oui"))
		h.refused("with a word", fault.Invalid, decide(h.ada, 0, false, ""))
		h.do(decide(h.ada, 0, false, "Pas encore."))
		h.do(decide(h.ada, 1, true, "Bonne idée."))
		h.refused("once", fault.Conflict, decide(h.ada, 1, false, "Non"))
		if g, _ = h.look(h.ada); g.NextStep != "Visiter la halle" || g.Stage != place.Idea {
			h.Errorf("%+v", g)
		}
	})
}

// The association takes over from the group, and nothing is typed twice.
func TestAGroupBecomesAnAssociation(t *testing.T) {
	each(t, func(h *sceaux) {
		g, s := h.look(h.ada)
		h.do(func(tx *store.Tx) error {
			asked, err := project.Invited(tx, s, g)
			if err != nil {
				return err
			}
			return project.Called(tx, h.ada, h.id, asked[0].ID, true)
		})
		q := project.RegisterRequest{Project: h.id, Name: "La Grange de Sceaux", RNA: "w92 2004567", Siren: "732 829 320", On: civil.MustDate("2026-11-24")}
		for field, wrong := range map[string]func(q *project.RegisterRequest){"rna": func(q *project.RegisterRequest) { q.RNA = "922004567" }, "siren": func(q *project.RegisterRequest) { q.Siren = "732829321" }, "on": func(q *project.RegisterRequest) { q.On = civil.MustDate("2026-11-25") }} {
			bad := q
			wrong(&bad)
			err := h.try(func(tx *store.Tx) error { return project.Register(tx, h.ada, bad) })
			if f, ok := fault.As(err); !ok || len(f.Fields) != 1 || f.Fields[0].Name != field {
				h.Errorf("%s: %v", field, err)
			}
		}
		h.do(func(tx *store.Tx) error { return project.Register(tx, h.ada, q) })
		h.refused("once", fault.Conflict, func(tx *store.Tx) error { return project.Register(tx, h.ada, q) })
		h.reload(&h.ada)
		h.reload(&h.bob)
		g, _ = h.look(organisation.Actor{})
		h.do(func(tx *store.Tx) error {
			o, err := organisation.Find(tx, g.Organisation)
			if err != nil || o.RNA != "W922004567" || o.Siren != "732829320" || o.Kind != organisation.Association {
				h.Errorf("%+v %v", o, err)
			}
			p, err := place.Find(tx, g.Place)
			if err != nil {
				return err
			}
			if may, err := place.MayEdit(tx, h.ada, p); !may || p.Organisation != o.ID {
				h.Errorf("Ada manages the place: %v", err)
			}
			if may, _ := place.MayEdit(tx, h.bob, p); may || !h.bob.Holds(o.ID) {
				h.Error("Bob is a member, and no more")
			}
			all, err := membership.List(tx, o.ID, membership.Asked{}, 10)
			if len(all) != 3 {
				h.Errorf("members of the association: %+v", all)
			}
			return err
		})
		h.refused("the group is history", fault.Conflict, func(tx *store.Tx) error { return project.AddTask(tx, h.ada, "", h.id, project.Task{What: "x"}) })
	})
}

func TestWhoeverIsErasedIsGoneFromTheirGroup(t *testing.T) {
	each(t, func(h *sceaux) {
		var done, open project.DecisionID
		h.do(func(tx *store.Tx) (err error) {
			for _, which := range []*project.DecisionID{&done, &open} {
				if *which, err = project.Ask(tx, h.bob, project.AskRequest{Project: h.id, Days: 3, Decision: project.Decision{Way: project.ByConsent, Question: "Oui ?", Shown: project.ToGroup}}); err != nil {
					return err
				}
				for _, by := range []organisation.Actor{h.ada, h.bob} {
					if err := project.Say(tx, by, h.id, *which, project.Objects, "Mes raisons"); err != nil {
						return err
					}
				}
			}
			return project.EndEarly(tx, h.ada, h.id, done)
		})
		h.do(func(tx *store.Tx) error {
			if err := project.Forget(tx, h.ada.Person); err != nil {
				return err
			}
			return account.Erase(tx, h.ada.Person)
		})
		g, s := h.look(h.bob)
		h.do(func(tx *store.Tx) error {
			_, voices, err := project.FindDecision(tx, s, g, done)
			if len(voices) != 2 || voices[0].Name != "" || voices[0].Reason != "" || voices[1].Reason == "" {
				h.Errorf("what is decided stays, said by nobody: %+v", voices)
			}
			if err != nil {
				return err
			}
			_, voices, err = project.FindDecision(tx, s, g, open)
			if len(voices) != 1 {
				h.Errorf("what is asked is theirs who are there: %+v", voices)
			}
			return err
		})
		// Nobody holds the pen: any member takes it.
		bob := h.member(h.bob)
		h.refused("not the authority", fault.Forbidden, func(tx *store.Tx) error { return project.HandPen(tx, h.official, "", h.id, bob) })
		h.do(func(tx *store.Tx) error { return project.HandPen(tx, h.bob, "", h.id, bob) })
		if _, s = h.look(h.bob); !s.Pen {
			h.Error("Bob holds the pen")
		}
	})
}

func TestInvitationsDontWaitForEver(t *testing.T) {
	each(t, func(h *sceaux) {
		var letters []project.Letter
		h.do(func(tx *store.Tx) (err error) {
			letters, err = project.Invite(tx, h.ada, project.InviteRequest{Project: h.id, Guests: []project.Guest{{Name: "Gil", Email: "gil@example.org"}}})
			return err
		})
		h.clock.Advance(61 * 24 * time.Hour)
		h.do(project.Settle)
		h.refused("too late", fault.NotFound, func(tx *store.Tx) error {
			_, _, err := project.Answer(tx, letters[0].Link, true, i18n.French)
			return err
		})
		if n := h.count(`SELECT count(*) FROM project_invitation WHERE NOT declined`); n != 0 {
			h.Errorf("%d are still kept", n)
		}
	})
}

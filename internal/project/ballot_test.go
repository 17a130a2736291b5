package project_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/project"
)

// A member without an account has a voice by the link of their letter: one, which says how it came.
func TestWhoHasNoAccountHasAVoice(t *testing.T) {
	each(t, func(h *sceaux) {
		// Eve said yes on the phone.
		h.do(func(tx *store.Tx) error {
			_, err := project.Invite(tx, h.ada, project.InviteRequest{Project: h.id, Guests: []project.Guest{{Name: "Eve", Phone: "01 00 00 00 09"}}})
			if err != nil {
				return err
			}
			s, g := h.look2(tx, h.ada)
			invited, err := project.Invited(tx, s, g)
			if err != nil {
				return err
			}
			return project.Called(tx, h.ada, h.id, invited[slices.IndexFunc(invited, func(i project.Invitation) bool { return i.Name == "Eve" })].ID, true)
		})
		eve := h.named("Eve")
		var which project.DecisionID
		h.do(func(tx *store.Tx) (err error) {
			which, err = project.Ask(tx, h.bob, project.AskRequest{Project: h.id, Days: 3, Decision: project.Decision{Way: project.ByVote, Question: "Lequel ?", Options: []string{"a", "b"}, Quorum: 60, Shown: project.ToGroup}})
			return err
		})
		told := func(by organisation.Actor, only project.MemberID) (all []project.Reader) {
			h.do(func(tx *store.Tx) (err error) {
				_, g := h.look2(tx, h.ada)
				_, all, err = project.ToldOfQuestion(tx, by, g, which, only)
				return err
			})
			return all
		}
		names := func(all []project.Reader) string {
			var some []string
			for _, r := range all {
				if (r.Link != "") != r.Person.IsZero() {
					h.Errorf("%s has the link %q", r.Name, r.Link)
				}
				some = append(some, strings.Split(r.Email, "@")[0])
			}
			slices.Sort(some)
			return strings.Join(some, " ")
		}
		if got := names(told(h.bob, project.MemberID{})); got != "ada" {
			h.Errorf("told: %s; neither whoever asks, nor who has no address", got)
		}
		keep := func(by organisation.Actor, address string) func(*store.Tx) error {
			return func(tx *store.Tx) error { return project.KeepAddress(tx, by, h.id, eve.ID, address) }
		}
		h.refused("the authority keeps addresses", fault.Forbidden, keep(h.official, "eve@example.org"))
		h.refused("a stranger does", fault.Forbidden, keep(h.dan, "eve@example.org"))
		h.refused("no address", fault.Invalid, keep(h.ada, "eve"))
		h.refused("another member's", fault.Conflict, keep(h.ada, "bob@example.org"))
		h.do(keep(h.ada, "eve@example.org"))
		h.do(func(tx *store.Tx) error {
			_, g := h.look2(tx, h.ada)
			open, err := project.OpenQuestions(tx, g, eve.ID)
			if len(open) != 1 || open[0] != which {
				h.Errorf("open to her: %v", open)
			}
			return err
		})
		all := told(h.ada, eve.ID)
		if names(all) != "eve" {
			h.Fatalf("told: %+v", all)
		}
		link := all[0].Link
		if n := h.count(`SELECT count(*) FROM project_ballot WHERE link = '` + link + `'`); n != 0 {
			h.Error("the link itself is kept")
		}
		cast := func(link string, choice int) func(*store.Tx) error {
			return func(tx *store.Tx) error { return project.SayByLink(tx, link, choice, "") }
		}
		h.refused("another link", fault.NotFound, cast(link+"x", 1))
		h.refused("no answer", fault.Invalid, cast(link, 2))
		// Twenty times at once it is one voice.
		var crowd sync.WaitGroup
		for i := range 20 {
			crowd.Go(func() {
				if err := h.try(cast(link, i%2)); err != nil {
					h.Error(err)
				}
			})
		}
		crowd.Wait()
		h.do(cast(link, 1))
		h.refused("two more are silent", fault.Conflict, func(tx *store.Tx) error { return project.EndEarly(tx, h.ada, h.id, which) })
		h.do(func(tx *store.Tx) error { return project.Say(tx, h.ada, h.id, which, 1, "") })
		h.do(func(tx *store.Tx) error { return project.Say(tx, h.bob, h.id, which, 0, "") })
		h.do(func(tx *store.Tx) error {
			s, g := h.look2(tx, h.ada)
			_, voices, err := project.FindDecision(tx, s, g, which)
			came := map[string]project.Came{}
			for _, v := range voices {
				came[v.Name] = v.Came
			}
			if len(voices) != 3 || came["Eve"] != project.ByLink {
				h.Errorf("the record: %+v", voices)
			}
			return err
		})
		h.do(func(tx *store.Tx) error { return project.EndEarly(tx, h.ada, h.id, which) })
		g, s := h.look(h.ada)
		if d := h.decisions(s, g)[0]; d.State != project.Decided || d.Result.Members != 3 || !slices.Equal(d.Result.Counts, []int{1, 2}) {
			h.Errorf("%+v", d)
		}
		h.refused("it has ended", fault.Conflict, cast(link, 0))
		// She chooses her letters by the same link; the link is forgotten a month after the end.
		h.do(func(tx *store.Tx) error { return project.ChooseLettersByLink(tx, link, project.NoLetters) })
		h.do(func(tx *store.Tx) error { return project.ChooseLetters(tx, h.bob, h.id, project.QuestionsOnly) })
		h.refused("letters of a stranger", fault.Forbidden, func(tx *store.Tx) error { return project.ChooseLetters(tx, h.dan, h.id, project.NoLetters) })
		h.do(func(tx *store.Tx) error {
			_, g := h.look2(tx, h.ada)
			meeting, err := project.ToldOfMeeting(tx, organisation.Actor{}, g)
			if names(meeting) != "ada" {
				h.Errorf("told of a meeting: %s", names(meeting))
			}
			return err
		})
		h.clock.Advance(31 * 24 * time.Hour)
		h.do(project.Settle)
		h.refused("long after", fault.NotFound, func(tx *store.Tx) error { _, err := project.OpenBallot(tx, link); return err })
	})
}

// A link is nobody's once its member has another address, or has left.
func TestALinkGoesWithItsMember(t *testing.T) {
	each(t, func(h *sceaux) {
		h.do(func(tx *store.Tx) error {
			if _, err := project.Invite(tx, h.ada, project.InviteRequest{Project: h.id, Guests: []project.Guest{{Name: "Eve", Phone: "01 00 00 00 09"}}}); err != nil {
				return err
			}
			s, g := h.look2(tx, h.ada)
			invited, err := project.Invited(tx, s, g)
			if err != nil {
				return err
			}
			return project.Called(tx, h.ada, h.id, invited[slices.IndexFunc(invited, func(i project.Invitation) bool { return i.Name == "Eve" })].ID, true)
		})
		eve := h.named("Eve")
		link := func(address string) (link string) {
			h.do(func(tx *store.Tx) error {
				if err := project.KeepAddress(tx, h.ada, h.id, eve.ID, address); err != nil {
					return err
				}
				which, err := project.Ask(tx, h.bob, project.AskRequest{Project: h.id, Days: 3, Decision: project.Decision{Way: project.ByConsent, Question: "Oui ?", Shown: project.ToGroup}})
				if err != nil {
					return err
				}
				_, g := h.look2(tx, h.ada)
				_, all, err := project.ToldOfQuestion(tx, h.ada, g, which, eve.ID)
				link = all[0].Link
				return err
			})
			return link
		}
		open := func(link string) func(*store.Tx) error {
			return func(tx *store.Tx) error { _, err := project.OpenBallot(tx, link); return err }
		}
		first := link("eve@example.org")
		h.do(open(first))
		second := link("eve2@example.org")
		h.refused("the address before", fault.NotFound, open(first))
		h.do(open(second))
		h.do(func(tx *store.Tx) error { return project.SayByLink(tx, second, project.Objects, "Trop loin") })
		h.do(func(tx *store.Tx) error { return project.Leave(tx, h.ada, h.id, eve.ID) })
		h.refused("she has left", fault.NotFound, open(second))
		if n := h.count(`SELECT count(*) FROM project_member WHERE email <> ''`) + h.count(`SELECT count(*) FROM project_ballot`) + h.count(`SELECT count(*) FROM project_voice`); n != 0 {
			h.Errorf("%d traces are left of her", n)
		}
	})
}

func (h *sceaux) look2(tx *store.Tx, by organisation.Actor) (project.Sees, project.Project) {
	h.Helper()
	g, s, err := project.Find(tx, by, h.slug)
	if err != nil {
		h.Fatal(err)
	}
	return s, g
}

func (h *sceaux) named(name string) (m project.Member) {
	h.Helper()
	h.do(func(tx *store.Tx) error {
		s, g := h.look2(tx, h.ada)
		all, err := project.Members(tx, s, g)
		if i := slices.IndexFunc(all, func(m project.Member) bool { return m.Name == name }); i >= 0 {
			m = all[i]
		}
		return err
	})
	return m
}

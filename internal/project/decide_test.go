package project_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/project"
)

// What members say becomes a result: the rule alone.
func TestConclude(t *testing.T) {
	t.Parallel()
	voices := func(choices ...int) (all []project.Voice) {
		for _, c := range choices {
			all = append(all, project.Voice{Choice: c})
		}
		return all
	}
	consent, vote := project.Decision{Way: project.ByConsent}, project.Decision{Way: project.ByVote, Options: []string{"a", "b", "c"}, Quorum: 50}
	for _, c := range []struct {
		what   string
		d      project.Decision
		voices []project.Voice
		state  project.DecisionState
		chosen int
		why    string
	}{
		{"silence consents", consent, nil, project.Decided, 0, ""},
		{"one objection is enough", consent, voices(0, 0, 1), project.Undecided, -1, "objection"},
		{"the most votes", vote, voices(2, 1, 2), project.Decided, 2, ""},
		{"a tie", vote, voices(2, 1, 0, 1, 2), project.Undecided, -1, "tie"},
		{"too few", vote, voices(2), project.Undecided, -1, "quorum"},
		{"just enough", vote, voices(2, 2), project.Decided, 2, ""},
		{"nobody", vote, nil, project.Undecided, -1, "nobody"},
	} {
		state, r := c.d.Conclude(4, c.voices)
		if state != c.state || r.Chosen != c.chosen || r.Why != c.why {
			t.Errorf("%s: %s %+v", c.what, state, r)
		}
	}
}

func TestADecisionEndsOnceOnItsDay(t *testing.T) {
	each(t, func(h *sceaux) {
		ask := func(d project.Decision) (which project.DecisionID) {
			d.Shown = project.ToAll
			h.do(func(tx *store.Tx) (err error) {
				which, err = project.Ask(tx, h.bob, project.AskRequest{Project: h.id, Days: 3, Decision: d})
				return err
			})
			return which
		}
		say := func(by organisation.Actor, which project.DecisionID, choice int, reason string) func(*store.Tx) error {
			return func(tx *store.Tx) error { return project.Say(tx, by, h.id, which, choice, reason) }
		}
		consent, vote := ask(project.Decision{Way: project.ByConsent, Question: "Louer la halle ?"}), ask(project.Decision{Way: project.ByVote, Question: "Quel nom ?", Options: []string{"La Grange", "La Halle"}})
		h.refused("an objection has a reason", fault.Invalid, say(h.bob, consent, project.Objects, ""))
		h.refused("not the authority", fault.Forbidden, say(h.official, consent, project.Agrees, ""))
		h.refused("not who is gone", fault.Forbidden, say(h.cleo, consent, project.Agrees, ""))
		h.do(say(h.bob, consent, project.Objects, "Trop cher"))
		h.do(say(h.bob, consent, project.Agrees, ""))
		h.do(say(h.ada, vote, 1, ""))
		h.refused("somebody is still silent", fault.Conflict, func(tx *store.Tx) error { return project.EndEarly(tx, h.ada, h.id, vote) })
		h.do(say(h.bob, vote, 1, ""))
		h.do(func(tx *store.Tx) error { return project.EndEarly(tx, h.ada, h.id, vote) })
		h.refused("it has ended", fault.Conflict, say(h.bob, vote, 0, ""))
		if g, s := h.look(h.dan); len(h.decisions(s, g)) != 1 {
			h.Error("others read what is decided, and nothing that is still asked")
		}
		h.clock.Advance(3 * 24 * time.Hour)
		h.do(project.Settle)
		g, s := h.look(h.ada)
		if all := h.decisions(s, g); all[1].State != project.Asked || all[0].State != project.Decided {
			h.Errorf("its last day isn't over: %+v", all)
		}
		h.clock.Advance(24 * time.Hour)
		h.refused("it is over, whether it was counted or not", fault.Conflict, say(h.ada, consent, project.Objects, "Tard"))
		for range 2 {
			h.do(project.Settle)
		}
		for _, d := range h.decisions(s, g) {
			if d.State != project.Decided || d.EndedOn.IsZero() || d.Result.Members != 2 {
				h.Errorf("%+v", d)
			}
		}
		if n := h.count(`SELECT count(*) FROM journal WHERE verb = 'project.concluded'`); n != 2 {
			h.Errorf("%d results", n)
		}
	})
}

func (h *sceaux) decisions(s project.Sees, g project.Project) (all []project.Decision) {
	h.Helper()
	h.do(func(tx *store.Tx) (err error) { all, err = project.Decisions(tx, s, g); return err })
	return all
}

// Twenty members vote at once, each twice: each counts once.
func TestTwentyMembersVoteAtOnce(t *testing.T) {
	each(t, func(h *sceaux) {
		const crowd = 20
		var letters []project.Letter
		q := project.InviteRequest{Project: h.id}
		for i := range crowd - 2 {
			q.Guests = append(q.Guests, project.Guest{Name: fmt.Sprint("M", i), Email: fmt.Sprintf("m%d@example.org", i)})
		}
		voters := []organisation.Actor{h.ada, h.bob}
		var which project.DecisionID
		h.do(func(tx *store.Tx) (err error) {
			if letters, err = project.Invite(tx, h.ada, q); err != nil {
				return err
			}
			for _, l := range letters {
				_, who, err := project.Answer(tx, l.Link, true, i18n.French)
				if err != nil {
					return err
				}
				voters = append(voters, organisation.Actor{Person: who.ID})
			}
			which, err = project.Ask(tx, h.bob, project.AskRequest{Project: h.id, Days: 3, Decision: project.Decision{Way: project.ByVote, Question: "Lequel ?", Options: []string{"a", "b"}, Shown: project.ToAll}})
			return err
		})
		var all sync.WaitGroup
		for i, by := range voters {
			all.Go(func() {
				for range 2 {
					if err := h.try(func(tx *store.Tx) error { return project.Say(tx, by, h.id, which, min(i%4, 1), "") }); err != nil {
						h.Error(err)
					}
				}
			})
		}
		all.Wait()
		h.do(func(tx *store.Tx) error { return project.EndEarly(tx, h.ada, h.id, which) })
		g, s := h.look(h.ada)
		if d := h.decisions(s, g)[0]; d.State != project.Decided || d.Result.Chosen != 1 || !slices.Equal(d.Result.Counts, []int{5, 15}) || d.Result.Members != crowd {
			h.Errorf("%+v", d)
		}
	})
}

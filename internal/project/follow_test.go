package project_test

import (
	"testing"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/project"
)

// People who began a group in their own name say themselves which authority follows it, and take that back.
func TestAGroupLetsAnAuthorityFollow(t *testing.T) {
	each(t, func(h *sceaux) {
		var own project.Project
		var far, club organisation.Organisation
		h.do(func(tx *store.Tx) error {
			slug, err := project.Begin(tx, h.dan, project.BeginRequest{Name: "La Roulotte", Commune: "92071", Summary: "Une roulotte"})
			if err != nil {
				return err
			}
			if own, _, err = project.Find(tx, h.dan, slug); err != nil {
				return err
			}
			if far, err = organisation.Create(tx, organisation.Organisation{Name: "Ville d'Antony", Kind: organisation.Authority, Territory: "commune:92002"}); err != nil {
				return err
			}
			club, err = organisation.Create(tx, organisation.Organisation{Name: "Un club", Kind: organisation.Association})
			return err
		})
		let := func(by organisation.Actor, which project.ID, to organisation.ID) (err error) {
			return h.try(func(tx *store.Tx) error {
				_, err := project.Let(tx, by, which, to)
				return err
			})
		}
		reads := func() (s project.Sees, err error) {
			err = h.try(func(tx *store.Tx) (err error) {
				_, s, err = project.Find(tx, h.official, own.Slug)
				return err
			})
			return s, err
		}
		if _, err := reads(); !fault.Is(err, fault.NotFound) {
			t.Errorf("the town reads a group that isn't public: %v", err)
		}
		for _, x := range []struct {
			what  string
			by    organisation.Actor
			which project.ID
			to    organisation.ID
			want  fault.Kind
		}{
			{"the town lets itself", h.official, own.ID, h.town, fault.Forbidden},
			{"a stranger", organisation.Actor{}, own.ID, h.town, fault.Forbidden},
			{"somebody of another group", h.ada, own.ID, h.town, fault.Forbidden},
			{"an authority of elsewhere", h.dan, own.ID, far.ID, fault.Conflict},
			{"no authority", h.dan, own.ID, club.ID, fault.Conflict},
			{"a group that is followed already", h.ada, h.id, h.town, fault.Conflict},
		} {
			if err := let(x.by, x.which, x.to); !fault.Is(err, x.want) {
				t.Errorf("%s: %v", x.what, err)
			}
		}
		if err := let(h.dan, own.ID, h.town); err != nil {
			t.Fatal(err)
		}
		s, err := reads()
		if err != nil || !s.Authority || s.Pen || s.In() || !s.MayInvite() || !s.Reads(project.ToAuthority) || s.Reads(project.ToGroup) {
			t.Errorf("the town sees %+v, %v", s, err)
		}
		// The last one leaves: what people began isn't the town's to write.
		h.do(func(tx *store.Tx) error {
			_, mine, err := project.Find(tx, h.dan, own.Slug)
			if err == nil {
				err = project.Leave(tx, h.dan, own.ID, mine.Member.ID)
			}
			return err
		})
		if s, err := reads(); err != nil || s.Pen {
			t.Errorf("with nobody in it the town sees %+v, %v", s, err)
		}
	})
}

func TestAGroupTakesFollowingBack(t *testing.T) {
	each(t, func(h *sceaux) {
		var own project.Project
		h.do(func(tx *store.Tx) error {
			slug, err := project.Begin(tx, h.dan, project.BeginRequest{Name: "La Roulotte", Commune: "92071", Summary: "Une roulotte"})
			if err == nil {
				own, _, err = project.Find(tx, h.dan, slug)
			}
			if err == nil {
				_, err = project.Let(tx, h.dan, own.ID, h.town)
			}
			return err
		})
		unlet := func(by organisation.Actor, which project.ID) error {
			return h.try(func(tx *store.Tx) error { return project.Unlet(tx, by, which) })
		}
		if err := unlet(h.official, own.ID); !fault.Is(err, fault.Forbidden) {
			t.Errorf("the town: %v", err)
		}
		if err := unlet(h.ada, h.id); err != nil {
			t.Errorf("a group that the town began: %v", err)
		}
		for range 2 {
			if err := unlet(h.dan, own.ID); err != nil {
				t.Error(err)
			}
		}
		h.do(func(tx *store.Tx) error {
			if _, _, err := project.Find(tx, h.official, own.Slug); !fault.Is(err, fault.NotFound) {
				t.Errorf("the town still reads the group: %v", err)
			}
			g, err := project.FindByID(tx, h.id)
			if g.Authority != h.town || g.Stage == place.Closed {
				t.Errorf("the group that the town began is %+v", g)
			}
			return err
		})
	})
}

package app_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/convention"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// promised is what La GARE and a village promise each other: a draft, one that was sent, and one that is signed, with something of everything in it.
type promised struct {
	draft, proposed, signed          string
	commitment, experiment, evidence string
	own, village                     organisation.ID
}

// promisedSecret stands in every text that is between the two sides alone.
const promisedSecret = "Un mot entre nous deux"

func (t *town) promise(tx *store.Tx) error {
	v, err := organisation.Create(tx, organisation.Organisation{Name: "Le village", Kind: organisation.Authority})
	if err != nil {
		return err
	}
	t.promised.own, t.promised.village = t.own, v.ID
	day := civil.MustDate
	by := organisation.System
	for into, state := range map[*string]convention.State{&t.promised.draft: convention.Draft, &t.promised.proposed: convention.Proposed, &t.promised.signed: convention.Signed} {
		which, err := convention.Begin(tx, by, convention.BeginRequest{Kind: convention.Objectives, Title: "La GARE et le village", First: day("2026-01-01"), Last: day("2028-12-31"), Place: t.gare,
			Parties: []convention.Party{{Organisation: t.own, Siret: "12345678900015"}, {Organisation: v.ID, Gives: true}}})
		if err != nil {
			return err
		}
		*into = which.String()
		w, err := convention.Read(tx, by, which)
		if err != nil {
			return err
		}
		w.Text.Promises = []convention.Promise{{Party: 1, Text: "Un bilan", Measure: convention.Done, Rhythm: convention.Once, Due: day("2026-12-31")}}
		w.Text.Clauses[0].Text = promisedSecret
		if err := convention.Edit(tx, by, convention.EditRequest{Convention: which, As: 1, Text: w.Text}); err != nil || state == convention.Draft {
			if err != nil {
				return err
			}
			continue
		}
		if _, err := convention.Propose(tx, by, which, 1); err != nil {
			return err
		}
		if err := convention.Say(tx, by, convention.SayRequest{Convention: which, As: 2, Clause: "m1", Text: promisedSecret}); err != nil {
			return err
		}
		if state == convention.Proposed {
			continue
		}
		for as := range 2 {
			if _, err := convention.Sign(tx, by, convention.SignRequest{Convention: which, As: as + 1, Version: 1, Day: day("2026-01-01"), Town: "Vaillant", Name: "Hélène", Role: "maire"}); err != nil {
				return err
			}
		}
		if w, err = convention.Read(tx, by, which); err != nil {
			return err
		}
		t.promised.commitment = w.Commitments[0].ID.String()
		err = errors.Join(
			convention.Give(tx, by, convention.GiveRequest{Convention: which, As: 1, Commitment: w.Commitments[0].ID, Due: day("2026-12-31"), Text: promisedSecret, Day: day("2026-11-02")}),
			convention.AddNote(tx, by, convention.NoteRequest{Convention: which, As: 1, Kind: convention.Plain, Day: day("2026-11-03"), Text: promisedSecret}),
			convention.Ask(tx, by, convention.AskRequest{Convention: which, As: 1, Title: "Ouvrir le soir", Rule: "Les heures", RuleKind: convention.RuleHours, RuleOf: 1, First: day("2026-11-01"), Until: day("2027-03-01"), StopWhen: "Du bruit"}))
		if err != nil {
			return err
		}
		if w, err = convention.Read(tx, by, which); err != nil {
			return err
		}
		t.promised.evidence, t.promised.experiment = w.Commitments[0].Given[0].ID.String(), w.Experiments[0].ID.String()
	}
	return nil
}

// fill gives a form what the pages of conventions send.
func (x promised) fill(v url.Values, path string) {
	for name, value := range map[string]string{
		"as": "1", "kind": "objectives", "own": x.own.String(), "other": x.village.String(), "first": "2026-11-27", "until": "2027-05-01", "day": "2026-11-20", "why": "Intrus", "due": "2026-12-31", "version": "1", "town": "Intrus", "rule": "Intrus", "rule_kind": "hours", "rule_of": "1", "stop": "Intrus",
		"clause": "m1", "half": "Intrus", "evidence": x.evidence, "do": "end", "notice": "3", "ground": "agreement", "clause-1-title": "Intrus", "clause-1-text": "Intrus", "seen": "", "role": "maire",
	} {
		v.Set(name, value)
	}
	switch {
	case strings.HasSuffix(path, "/comptes/2026") || strings.HasSuffix(path, "/accounts/2026"):
		v.Set("actual-60", "100")
	case strings.HasSuffix(path, x.experiment):
		v.Set("do", "half")
	case strings.HasSuffix(path, "/carnet") || strings.HasSuffix(path, "/logbook"):
		v.Set("kind", "note")
	case strings.HasSuffix(path, "/commencer") || strings.HasSuffix(path, "/begin"):
		v.Del("last")
	}
}

// Both sides are reminded alike, once for each thing, of what falls due and of what is late; nobody else is.
func TestBothSidesAreRemindedAlikeAndOnce(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		h.update(func(tx *store.Tx) error {
			who, err := account.Open(tx, "helene@example.org", i18n.English)
			if err != nil {
				return err
			}
			return organisation.Give(tx, organisation.System, who.ID, organisation.Grant{Role: organisation.Manager, Scope: organisation.InOrganisation, ID: town.promised.village.String()})
		})
		maryse := h.signedIn("maryse@example.org")
		back := "/conventions/" + town.promised.signed + "/engagements/" + town.promised.commitment + "/reprendre"
		if got := maryse.post(back, url.Values{"as": {"1"}, "evidence": {town.promised.evidence}}); got.StatusCode != http.StatusSeeOther {
			h.Fatalf("taken back: %s", got.Status)
		}
		for _, x := range []struct {
			later     time.Duration
			due, late int
		}{{0, 0, 0}, {22 * 24 * time.Hour, 1, 0}, {24 * time.Hour, 1, 0}, {14 * 24 * time.Hour, 1, 1}, {24 * time.Hour, 1, 1}} {
			h.clock.Advance(x.later)
			for range 2 {
				h.Round(h.Context())
			}
			for _, side := range []struct{ to, due, late string }{{"maryse@example.org", "À tenir avant", "En retard"}, {"helene@example.org", "To be kept by", "Late:"}} {
				if n := h.letters(side.to, side.due); n != x.due {
					h.Errorf("%v later: %d letters to %s about what falls due, want %d", x.later, n, side.to, x.due)
				}
				if n := h.letters(side.to, side.late); n != x.late {
					h.Errorf("%v later: %d letters to %s about what is late, want %d", x.later, n, side.to, x.late)
				}
			}
		}
		if n := h.letters("lea@example.org", "Un bilan"); n != 0 {
			h.Errorf("%d letters to somebody else", n)
		}
	})
}

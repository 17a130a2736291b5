package convention_test

import (
	"context"
	"slices"
	"testing"

	"mitoyen/internal/account"
	"mitoyen/internal/convention"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/testkit"
)

func day(s string) civil.Date { return civil.MustDate(s) }

// two are an association and an authority, each with its manager, and their convention.
type two struct {
	*testing.T
	db            *store.DB
	gare, village organisation.ID
	chef, mayor   organisation.Actor
	other         organisation.Actor // manager elsewhere
	which         convention.ID
}

func build(t *testing.T, db *store.DB) *two { t.Helper(); return buildAs(t, db, "de communes") }

// buildAs names the authority "Communauté …", so that a database can hold several of them.
func buildAs(t *testing.T, db *store.DB, name string) *two {
	t.Helper()
	called := name
	h := &two{T: t, db: db}
	h.do(func(tx *store.Tx) error {
		open := func(name string, kind organisation.Kind) (organisation.ID, organisation.Actor) {
			o, err := organisation.Create(tx, organisation.Organisation{Name: name, Kind: kind})
			if err != nil {
				t.Fatal(err)
			}
			who, err := account.Open(tx, string(kind)+"-"+place.Slugify(called)+"@demo.example.org", i18n.French)
			if err != nil {
				t.Fatal(err)
			}
			g := organisation.Grant{Role: organisation.Manager, Scope: organisation.InOrganisation, ID: o.ID.String()}
			if err := organisation.Give(tx, organisation.System, who.ID, g); err != nil {
				t.Fatal(err)
			}
			return o.ID, organisation.Actor{Person: who.ID, Grants: []organisation.Grant{g}}
		}
		h.gare, h.chef = open("La GARE", organisation.Association)
		h.village, h.mayor = open("Communauté "+called, organisation.Authority)
		_, h.other = open("Ailleurs", organisation.Cooperative)
		var err error
		h.which, err = convention.Begin(tx, h.chef, convention.BeginRequest{Kind: convention.Objectives, Title: "La GARE et la communauté", First: day("2025-09-01"), Last: day("2028-08-31"),
			Parties: []convention.Party{{Organisation: h.gare, Siret: "12345678900015"}, {Organisation: h.village, Siret: "123 456 789 00023", Gives: true}}})
		return err
	})
	return h
}

func (h *two) try(do func(*store.Tx) error) error { return h.db.Update(context.Background(), do) }

func (h *two) do(do func(*store.Tx) error) {
	h.Helper()
	if err := h.try(do); err != nil {
		h.Fatal(err)
	}
}

func (h *two) read(by organisation.Actor) (w convention.Whole) {
	h.Helper()
	h.do(func(tx *store.Tx) (err error) { w, err = convention.Read(tx, by, h.which); return err })
	return w
}

func (h *two) sign() {
	h.Helper()
	for i, by := range []organisation.Actor{h.chef, h.mayor} {
		h.do(func(tx *store.Tx) error {
			_, err := convention.Sign(tx, by, convention.SignRequest{Convention: h.which, As: i + 1, Version: h.read1(tx).Version, Day: day("2025-08-28"), Town: "Vaillant", Name: "Maryse", Role: "présidente", Decision: "2025-41", DecidedOn: day("2025-07-01")})
			return err
		})
	}
}

func (h *two) read1(tx *store.Tx) convention.Whole {
	w, err := convention.Read(tx, h.chef, h.which)
	if err != nil {
		h.Fatal(err)
	}
	return w
}

func (h *two) write(change func(*convention.Text)) {
	h.Helper()
	w := h.read(h.chef)
	text := w.Text
	text.Amount = 36_000_00
	text.Promises = []convention.Promise{
		{Party: 1, Text: "Les comptes", Measure: convention.Document, Rhythm: convention.Once, Due: day("2026-06-30")},
		{Party: 2, Text: "Verser 12 000 €", Measure: convention.Paid, Target: 12_000_00, Rhythm: convention.Yearly, Due: day("2025-10-31")},
	}
	if change != nil {
		change(&text)
	}
	h.do(func(tx *store.Tx) error {
		if err := convention.Edit(tx, h.chef, convention.EditRequest{Convention: h.which, As: 1, Seen: w.ChangedAt, Text: text}); err != nil {
			return err
		}
		_, err := convention.Propose(tx, h.chef, h.which, 1)
		return err
	})
}

func (h *two) want(what string, kind fault.Kind, do func(*store.Tx) error) {
	h.Helper()
	if err := h.try(do); !fault.Is(err, kind) {
		h.Errorf("%s: %v", what, err)
	}
}

func TestFromAModelToSignatureAndBack(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		h.want("the other side reads a draft that was never sent", fault.NotFound, func(tx *store.Tx) error { _, err := convention.Read(tx, h.mayor, h.which); return err })
		h.want("the other side writes it", fault.Forbidden, func(tx *store.Tx) error {
			return convention.Edit(tx, h.mayor, convention.EditRequest{Convention: h.which, As: 1})
		})
		h.write(nil)
		h.want("anybody reads what isn't signed", fault.NotFound, func(tx *store.Tx) error { _, err := convention.ReadPublic(tx, h.which); return err })
		h.want("a stranger to it reads", fault.NotFound, func(tx *store.Tx) error { _, err := convention.Read(tx, h.other, h.which); return err })
		clause := h.read(h.mayor).Text.Clauses[0].Key
		h.do(func(tx *store.Tx) error {
			return convention.Say(tx, h.mayor, convention.SayRequest{Convention: h.which, As: 2, Clause: clause, Text: "Nommez la gare."})
		})
		h.want("one side speaks as the other", fault.Forbidden, func(tx *store.Tx) error {
			return convention.Say(tx, h.mayor, convention.SayRequest{Convention: h.which, As: 1, Clause: clause, Text: "x"})
		})
		// One has signed; the other takes the pen, and the signature no longer counts.
		first := convention.SignRequest{Convention: h.which, As: 1, Version: 1, Day: day("2025-08-20"), Town: "Vaillant", Name: "Maryse", Role: "présidente"}
		h.do(func(tx *store.Tx) error { _, err := convention.Sign(tx, h.chef, first); return err })
		h.want("twice", fault.Invalid, func(tx *store.Tx) error { _, err := convention.Sign(tx, h.chef, first); return err })
		h.do(func(tx *store.Tx) error { return convention.Revise(tx, h.mayor, h.which, 2) })
		h.want("signed while somebody writes", fault.Conflict, func(tx *store.Tx) error { _, err := convention.Sign(tx, h.chef, first); return err })
		w := h.read(h.mayor)
		text := w.Text
		text.Clauses = slices.Clone(text.Clauses)
		text.Clauses[0].Text = "La gare de Vaillant."
		h.do(func(tx *store.Tx) error {
			return convention.Edit(tx, h.mayor, convention.EditRequest{Convention: h.which, As: 2, Text: text})
		})
		if got := h.read(h.chef).Text.Clauses[0].Text; got == "La gare de Vaillant." {
			t.Error("the draft shows before it is sent")
		}
		h.do(func(tx *store.Tx) error { _, err := convention.Propose(tx, h.mayor, h.which, 2); return err })
		w = h.read(h.chef)
		if len(w.Versions) != 2 || w.Versions[0].Text.Clauses[0].Text == w.Versions[1].Text.Clauses[0].Text || len(w.Signatures) != 0 || len(w.Comments) != 1 {
			t.Errorf("%d versions, %d signatures, %d comments", len(w.Versions), len(w.Signatures), len(w.Comments))
		}
		h.want("the old version is signed", fault.Conflict, func(tx *store.Tx) error { _, err := convention.Sign(tx, h.chef, first); return err })
		h.sign()
		if w = h.read(h.mayor); w.State != convention.Signed || len(w.Commitments) != 2 || w.SignedOn() != day("2025-08-28") {
			t.Errorf("%s, %d commitments, signed on %s", w.State, len(w.Commitments), w.SignedOn())
		}
		h.want("revised after it was signed", fault.Conflict, func(tx *store.Tx) error { return convention.Revise(tx, h.chef, h.which, 1) })
		h.want("ended without a reason", fault.Invalid, func(tx *store.Tx) error {
			_, err := convention.End(tx, h.chef, convention.EndRequest{Convention: h.which, As: 1, Ground: convention.WithNotice, Day: day("2026-12-31")})
			return err
		})
		h.do(func(tx *store.Tx) error {
			_, err := convention.End(tx, h.chef, convention.EndRequest{Convention: h.which, As: 1, Ground: convention.WithNotice, Day: day("2026-12-31"), Why: "Nous déménageons."})
			return err
		})
		h.do(func(tx *store.Tx) error {
			w, err := convention.ReadPublic(tx, h.which)
			if w.State != convention.Ended || w.EndedWhy != "" || len(w.Comments) != 0 {
				t.Errorf("in public: %s %q, %d comments", w.State, w.EndedWhy, len(w.Comments))
			}
			return err
		})
	})
}

func TestEachSideGivesEvidenceOfItsOwn(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		h.write(nil)
		h.sign()
		c := h.read(h.chef).Commitments
		grant := convention.GiveRequest{Convention: h.which, As: 2, Commitment: c[1].ID, Due: day("2025-10-31"), Step: convention.PaidOut, Figure: 12_000_00, Day: day("2025-11-20"), Text: "Virement"}
		standing := func() convention.PromiseState {
			w := h.read(h.chef)
			return convention.Judge(w.Commitments[1], w.Text.First, w.End(), day("2025-11-24"), nil).State
		}
		h.want("the association says that it was paid", fault.Forbidden, func(tx *store.Tx) error { x := grant; x.As = 1; return convention.Give(tx, h.chef, x) })
		h.want("in the other's name", fault.Forbidden, func(tx *store.Tx) error { return convention.Give(tx, h.chef, grant) })
		if s := standing(); s != convention.Late {
			t.Errorf("unpaid: %s", s)
		}
		for _, d := range []string{"2020-01-01", "2025-08-27"} {
			err := h.try(func(tx *store.Tx) error { x := grant; x.Day = day(d); return convention.Give(tx, h.mayor, x) })
			if f, _ := fault.As(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Name != "day" || f.Fields[0].Code != "convention.day_before_promise" {
				t.Errorf("kept on %s, before anything was promised: %v", d, err)
			}
		}
		h.do(func(tx *store.Tx) error { return convention.Give(tx, h.mayor, grant) })
		if s := standing(); s != convention.Kept {
			t.Errorf("paid: %s", s)
		}
		given := h.read(h.mayor).Commitments[1].Given[0].ID
		h.do(func(tx *store.Tx) error { return convention.TakeBack(tx, h.chef, h.which, 1, given) })
		if s := standing(); s != convention.Kept {
			t.Errorf("the other side took it back: %s", s)
		}
		h.do(func(tx *store.Tx) error {
			w, err := convention.ReadPublic(tx, h.which)
			if e := w.Commitments[1].Given[0]; e.Text != "" || e.By != "" || e.Figure == 0 {
				t.Errorf("in public: %+v", e)
			}
			return err
		})
		h.do(func(tx *store.Tx) error { return convention.TakeBack(tx, h.mayor, h.which, 2, given) })
		if s := standing(); s != convention.Late {
			t.Errorf("taken back: %s", s)
		}
	})
}

func TestAnExperimentNeedsTheRulesOwner(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		h.write(nil)
		h.sign()
		ask := func(change func(*convention.AskRequest)) error {
			return h.try(func(tx *store.Tx) error {
				q := convention.AskRequest{Convention: h.which, As: 1, Title: "Ouvrir sans accueil", Rule: "L’accueil tenu", RuleKind: convention.RuleHours, RuleOf: 2, First: day("2026-01-01"), Until: day("2026-06-30"), StopWhen: "Un incident"}
				if change != nil {
					change(&q)
				}
				return convention.Ask(tx, h.chef, q)
			})
		}
		for what, change := range map[string]func(*convention.AskRequest){
			"the fire rules":       func(q *convention.AskRequest) { q.RuleKind = convention.RuleFire },
			"the State's rule":     func(q *convention.AskRequest) { q.RuleOf = 0 },
			"longer than the term": func(q *convention.AskRequest) { q.Until = day("2029-01-01") },
			"without an end":       func(q *convention.AskRequest) { q.StopWhen = "" },
		} {
			if err := ask(change); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if err := ask(nil); err != nil {
			t.Fatal(err)
		}
		e := h.read(h.mayor).Experiments[0]
		h.want("one's own answer", fault.Forbidden, func(tx *store.Tx) error {
			return convention.AnswerExperiment(tx, h.chef, h.which, 1, e.ID, true, "")
		})
		h.want("ended before it began", fault.Conflict, func(tx *store.Tx) error {
			return convention.Conclude(tx, h.mayor, convention.ConcludeRequest{Convention: h.which, As: 2, Experiment: e.ID, Outcome: convention.Stop, Day: day("2026-06-01"), Learned: "x"})
		})
		h.do(func(tx *store.Tx) error {
			return convention.AnswerExperiment(tx, h.mayor, h.which, 2, e.ID, true, "")
		})
		h.do(func(tx *store.Tx) error {
			return convention.LookHalf(tx, h.chef, h.which, 1, e.ID, day("2026-03-31"), "Neuf personnes par semaine")
		})
		h.do(func(tx *store.Tx) error {
			return convention.Conclude(tx, h.chef, convention.ConcludeRequest{Convention: h.which, As: 1, Experiment: e.ID, Outcome: convention.Stop, Day: day("2026-06-01"), Learned: "Trop lourd."})
		})
		h.do(func(tx *store.Tx) error {
			all, err := convention.Lessons(tx)
			if len(all) != 1 || all[0].Learned != "Trop lourd." || all[0].Owner != "Communauté de communes" {
				t.Errorf("lessons: %+v", all)
			}
			return err
		})
		events := convention.Logbook(h.read(h.chef), day("2026-11-25"), nil)
		if len(events) != 9 { // sent, two signatures, began, two late, begun, seen, ended
			t.Errorf("%d events", len(events))
		}
		if !slices.IsSortedFunc(events, func(a, b convention.Event) int { return a.Day.DaysSince(b.Day) }) {
			t.Error("they are out of order")
		}
	})
}

func TestEachReminderIsSentOnce(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		h.write(nil)
		h.sign()
		w := h.read(h.chef)
		for on, want := range map[string][]string{
			"2025-10-16": nil, "2025-10-17": {"due"}, "2025-10-31": {"due"}, "2025-11-01": {"late"}, "2026-01-10": nil, "2026-06-20": {"due", "report-due"}, "2028-02-28": nil, "2028-02-29": {"term-near"}, "2028-08-31": {"term-near"},
		} {
			var kinds []string
			for _, r := range convention.Reminders(w, day(on), nil) {
				if r.Kind != convention.BecameLate || r.Event.Day.Year == 2025 && r.Commitment.Number == 2 {
					kinds = append(kinds, string(r.Kind))
				}
			}
			slices.Sort(kinds)
			if !slices.Equal(kinds, want) {
				t.Errorf("on %s: %v, want %v", on, kinds, want)
			}
		}
		r := convention.Reminders(w, day("2025-10-17"), nil)[0]
		for i := range 2 {
			h.do(func(tx *store.Tx) error {
				first, err := convention.Remind(tx, h.which, r)
				if first != (i == 0) {
					t.Errorf("time %d: %v", i, first)
				}
				return err
			})
		}
	})
}

package convention_test

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"mitoyen/internal/convention"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/testkit"
)

// on does something as if it were done at noon of a day.
func (h *two) on(d string, do func(*store.Tx) error) error {
	return h.try(func(tx *store.Tx) error {
		tx.Now = day(d).At(12*60, convention.Zone())
		return do(tx)
	})
}

func (h *two) must(d string, do func(*store.Tx) error) {
	h.Helper()
	if err := h.on(d, do); err != nil {
		h.Fatalf("on %s: %v", d, err)
	}
}

func (h *two) refused(what, d string, kind fault.Kind, do func(*store.Tx) error) {
	h.Helper()
	if err := h.on(d, do); !fault.Is(err, kind) {
		h.Errorf("%s: %v", what, err)
	}
}

func (h *two) open(d string, by organisation.Actor, as int) (n int) {
	h.Helper()
	h.must(d, func(tx *store.Tx) (err error) {
		n, err = convention.OpenAmendment(tx, by, convention.OpenAmendmentRequest{Convention: h.which, As: as})
		return err
	})
	return n
}

// amend writes an amendment, sends it and has both sides sign.
func (h *two) amend(d string, n int, from string, change func(*convention.Text)) {
	h.Helper()
	w := h.read(h.chef)
	a, _ := w.Amendment(n)
	change(&a.Text)
	h.must(d, func(tx *store.Tx) error {
		if err := convention.Edit(tx, h.chef, convention.EditRequest{Convention: h.which, Amendment: n, As: 1, From: day(from), Text: a.Text}); err != nil {
			return err
		}
		_, err := convention.ProposeAmendment(tx, h.chef, h.which, n, 1)
		return err
	})
	for i, by := range []organisation.Actor{h.chef, h.mayor} {
		h.must(d, func(tx *store.Tx) error {
			a, _ := h.read1(tx).Amendment(n)
			_, err := convention.Sign(tx, by, convention.SignRequest{Convention: h.which, Amendment: n, As: i + 1, Version: a.Version, Day: day(d), Town: "Vaillant", Name: "Hélène", Role: "présidente", Decision: "2026-07"})
			return err
		})
	}
}

func TestAnAmendmentKeepsThePast(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		h.refused("before anything is signed", "2025-09-01", fault.Conflict, func(tx *store.Tx) error {
			_, err := convention.OpenAmendment(tx, h.chef, convention.OpenAmendmentRequest{Convention: h.which, As: 1})
			return err
		})
		h.write(func(t *convention.Text) {
			t.Promises = append(t.Promises, convention.Promise{Party: 1, Text: "Ouvrir", Measure: convention.Hours, Target: 30, Rhythm: convention.Quarterly, Due: day("2025-11-30")})
		})
		h.sign()
		before := h.read(h.mayor)
		h.refused("a stranger to it", "2026-02-01", fault.NotFound, func(tx *store.Tx) error {
			_, err := convention.OpenAmendment(tx, h.other, convention.OpenAmendmentRequest{Convention: h.which, As: 1})
			return err
		})
		n := h.open("2026-02-01", h.chef, 1)
		// What one side writes the other doesn't see, and the convention holds meanwhile.
		if w := h.read(h.mayor); len(w.Amendments) != 0 || w.State != convention.Signed {
			t.Errorf("a draft of the other side: %+v", w.Amendments)
		}
		h.refused("a second one", "2026-02-02", fault.Conflict, func(tx *store.Tx) error {
			_, err := convention.OpenAmendment(tx, h.mayor, convention.OpenAmendmentRequest{Convention: h.which, As: 2})
			return err
		})
		h.refused("sent unchanged", "2026-02-02", fault.Conflict, func(tx *store.Tx) error {
			_, err := convention.ProposeAmendment(tx, h.chef, h.which, n, 1)
			return err
		})
		edit := func(change func(*convention.Text), from string) error {
			a, _ := h.read(h.chef).Amendment(n)
			change(&a.Text)
			return h.on("2026-02-02", func(tx *store.Tx) error {
				return convention.Edit(tx, h.chef, convention.EditRequest{Convention: h.which, Amendment: n, As: 1, From: day(from), Text: a.Text})
			})
		}
		for what, err := range map[string]error{
			"another first day":  edit(func(t *convention.Text) { t.First = day("2025-10-01") }, "2026-03-01"),
			"before it began":    edit(func(*convention.Text) {}, "2025-08-01"),
			"after it ends":      edit(func(*convention.Text) {}, "2029-08-01"),
			"due before it was ": edit(func(t *convention.Text) { t.Promises[0].Due = day("2026-02-15") }, "2026-03-01"),
		} {
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
		h.amend("2026-03-10", n, "2026-03-01", func(t *convention.Text) {
			t.Last, t.Amount = day("2029-08-31"), 51_000_00
			t.Clauses = slices.Clone(t.Clauses)
			t.Clauses[0].Text = "Un an de plus."
			t.Promises = slices.Clone(t.Promises)
			t.Promises[1].Text, t.Promises[1].Target = "Verser 15 000 €", 15_000_00 // the grant
			t.Promises = slices.Delete(t.Promises, 2, 3)                            // no hours any more
			t.Promises = append(t.Promises, convention.Promise{Party: 1, Text: "Recevoir", Measure: convention.People, Target: 100, Rhythm: convention.Quarterly, Due: day("2026-06-30")})
		})
		w := h.read(h.mayor)
		a := w.Amendments[0]
		if w.State != convention.Signed || w.Text.Last != day("2029-08-31") || w.Text.Clauses[0].Text != "Un an de plus." || a.State != convention.Signed || a.SignedOn != day("2026-03-10") {
			t.Errorf("%s to %s, amendment %s", w.State, w.Text.Last, a.State)
		}
		if a.From != day("2026-03-10") {
			t.Errorf("it holds from %s: an amendment reaches back before its signature", a.From)
		}
		if len(w.Signatures) != 2 || w.SignedOn() != day("2025-08-28") || w.Parties[1].Decision != "2025-41" || len(w.Versions) != 1 || len(a.Versions) != 1 || len(a.Signatures) != 2 || a.Signatures[0].Decision != "2026-07" {
			t.Errorf("signed on %s, %d versions; amendment %+v", w.SignedOn(), len(w.Versions), a)
		}
		if got := w.TextOn(day("2026-03-09")); got.Last != before.Text.Last || w.TextOn(day("2026-03-10")).Last != day("2029-08-31") {
			t.Errorf("on the eve its term was %s", got.Last)
		}
		// Five promises now: the first stands, the grant in two parts, the hours that are over, the new one.
		if len(w.Commitments) != 5 || len(w.InForce()) != 3 {
			t.Fatalf("%d commitments, %d in force", len(w.Commitments), len(w.InForce()))
		}
		judge := func(number int, on string) convention.Standing {
			return convention.Judge(w.Commitments[number-1], w.Text.First, w.End(), day(on), nil)
		}
		for what, c := range map[string]struct {
			number int
			on     string
			state  convention.PromiseState
			due    string
		}{
			"the first is untouched":            {1, "2026-07-01", convention.Late, "2026-06-30"},
			"the grant of then is still late":   {2, "2026-11-30", convention.Late, "2025-10-31"},
			"the hours of then were missed":     {3, "2026-11-30", convention.Late, "2026-02-28"},
			"the grant of now is to come":       {4, "2026-10-31", convention.ToCome, "2026-10-31"},
			"and late after its day":            {4, "2026-11-30", convention.Late, "2026-10-31"},
			"what is new falls due by itself":   {5, "2026-06-30", convention.ToCome, "2026-06-30"},
			"and is late, if nobody came":       {5, "2026-07-02", convention.Late, "2026-06-30"},
			"the end of the longer term counts": {4, "2029-01-01", convention.Late, "2026-10-31"},
		} {
			if s := judge(c.number, c.on); s.State != c.state || s.Due != day(c.due) {
				t.Errorf("%s: %s, due %s", what, s.State, s.Due)
			}
		}
		// Evidence of what was due then is still given, and stays with it.
		give := func(number int, due string) error {
			return h.on("2026-11-20", func(tx *store.Tx) error {
				return convention.Give(tx, h.mayor, convention.GiveRequest{Convention: h.which, As: 2, Commitment: w.Commitments[number-1].ID, Due: day(due), Step: convention.PaidOut, Figure: 12_000_00, Day: day("2026-11-20")})
			})
		}
		if err := give(2, "2026-10-31"); !fault.Is(err, fault.Invalid) {
			t.Errorf("what is due now, of the promise of then: %v", err)
		}
		if err := give(2, "2025-10-31"); err != nil {
			t.Error(err)
		}
		w = h.read(h.mayor)
		if s := judge(2, "2026-11-30"); s.State != convention.Kept {
			t.Errorf("paid late, the grant of then is %s", s.State)
		}
		if s := judge(4, "2026-11-30"); s.State != convention.Late || s.Figure != 0 {
			t.Errorf("and the one of now %+v", s)
		}
		// The grant is told as it was given: what was promised first, and what the amendment adds.
		var out bytes.Buffer
		h.do(func(tx *store.Tx) error { return convention.ExportSubsidies(tx, &out) })
		rows, err := csv.NewReader(&out).ReadAll()
		if err != nil || len(rows) != 3 {
			t.Fatalf("%d rows %v", len(rows), err)
		}
		for i, want := range [][4]string{{"36000.00", "2025-08-28", "2025-41", "2025-09-01/2028-08-31"}, {"15000.00", "2026-03-10", "2026-07", "2026-03-10/2029-08-31"}} {
			if row := rows[i+1]; [4]string{row[8], row[2], row[3], row[11]} != want || len(scdlRow(row)) > 0 {
				t.Errorf("row %d: %q %v", i, row, scdlRow(row))
			}
		}
		// The report on a year has what was promised in it.
		reported := func(year int) (all []string) {
			r, _ := convention.ReportOn(w, year, day("2027-02-01"), nil)
			for _, p := range r.Commitments {
				all = append(all, p.Text)
			}
			return all
		}
		if got := strings.Join(reported(2025), "; "); got != "Verser 12 000 €; Ouvrir" {
			t.Errorf("2025: %s", got)
		}
		if got := strings.Join(reported(2027), "; "); got != "Les comptes; Verser 15 000 €; Recevoir" {
			t.Errorf("2027: %s", got)
		}
		h.do(func(tx *store.Tx) error {
			p, err := convention.ReadPublic(tx, h.which)
			if len(p.Amendments) != 1 || p.Amendments[0].Versions != nil || p.Amendments[0].Why != "" {
				t.Errorf("in public: %+v", p.Amendments)
			}
			return err
		})
		// A second one changes what the first brought, and takes money away.
		n = h.open("2026-12-01", h.chef, 1)
		h.amend("2026-12-10", n, "2027-01-01", func(t *convention.Text) {
			t.Amount = 50_000_00
			t.Promises = slices.Clone(t.Promises)
			t.Promises[1].Target = 14_000_00
		})
		w = h.read(h.mayor)
		if s := judge(4, "2027-12-01"); len(w.Commitments) != 6 || s.State != convention.Late || s.Due != day("2026-10-31") {
			t.Errorf("%d commitments, the second grant %+v", len(w.Commitments), s)
		}
		if s := judge(6, "2027-11-01"); s.State != convention.Late || s.Due != day("2027-10-31") {
			t.Errorf("the third grant %+v", s)
		}
		if r := convention.SubsidiesOf(w); len(r) != 3 || r[2][8] != "-1000.00" {
			t.Errorf("%q", r)
		}
	})
}

// The report on a year has the title and the term that held at its end, and knows of no end that was told later.
func TestAReportIsHeadedAsItsYearEnded(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		h.write(nil)
		h.sign()
		h.amend("2026-12-10", h.open("2026-12-01", h.chef, 1), "2027-01-01", func(x *convention.Text) {
			x.Title, x.Last = "La GARE et les deux communautés", day("2029-08-31")
		})
		h.must("2027-11-20", func(tx *store.Tx) error {
			_, err := convention.End(tx, h.chef, convention.EndRequest{Convention: h.which, As: 1, Ground: convention.Agreed, Day: day("2028-02-28"), Why: "Une autre suit"})
			return err
		})
		w := h.read(h.mayor)
		for year, want := range map[int]string{
			2025: "La GARE et la communauté 2028-08-31 signed",
			2026: "La GARE et la communauté 2028-08-31 signed", // signed in December, for January
			2027: "La GARE et les deux communautés 2028-02-28 ended",
			2028: "La GARE et les deux communautés 2028-02-28 ended",
		} {
			r, ok := convention.ReportOn(w, year, day("2028-04-01"), nil)
			then := w.AsOf(convention.YearEnd(year, day("2028-04-01")))
			if got := r.Title + " " + r.TermLast.String() + " " + string(then.State); !ok || got != want || then.Text.Title != r.Title {
				t.Errorf("%d: %q, want %q", year, got, want)
			}
		}
		// While 2027 ran, nobody knew of the end; w itself is as it was.
		if r, _ := convention.ReportOn(w, 2027, day("2027-11-19"), nil); r.TermLast != day("2029-08-31") || w.State != convention.Ended {
			t.Errorf("in 2027: until %s, %s", r.TermLast, w.State)
		}
	})
}

// Twenty at once: one signature of each side counts, and the amendment becomes part of the convention once.
func TestAnAmendmentIsSignedOnce(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		h.write(nil)
		h.sign()
		n := h.open("2026-02-01", h.chef, 1)
		a, _ := h.read(h.chef).Amendment(n)
		a.Text.Promises[1].Target = 9_000_00
		h.must("2026-02-01", func(tx *store.Tx) error {
			if err := convention.Edit(tx, h.chef, convention.EditRequest{Convention: h.which, Amendment: n, As: 1, From: day("2026-02-01"), Text: a.Text}); err != nil {
				return err
			}
			_, err := convention.ProposeAmendment(tx, h.chef, h.which, n, 1)
			return err
		})
		var signed atomic.Int32
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				as := i%2 + 1
				err := h.on("2026-02-10", func(tx *store.Tx) error {
					_, err := convention.Sign(tx, []organisation.Actor{h.chef, h.mayor}[i%2], convention.SignRequest{Convention: h.which, Amendment: n, As: as, Version: 2, Day: day("2026-02-10"), Town: "V", Name: "N", Role: "R"})
					return err
				})
				if err == nil {
					signed.Add(1)
				} else if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if w := h.read(h.chef); signed.Load() != 2 || len(w.Commitments) != 3 {
			t.Errorf("%d signatures, %d commitments", signed.Load(), len(w.Commitments))
		}
	})
}

func TestNobodyIsHeldByTheOthersSilence(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		drop := func(d string, by organisation.Actor, as int, why string) error {
			return h.on(d, func(tx *store.Tx) error { _, err := convention.Drop(tx, by, h.which, 0, as, why); return err })
		}
		if err := drop("2025-07-01", h.mayor, 2, "Non"); !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.NotFound) {
			t.Errorf("the other side drops what it never got: %v", err)
		}
		propose := func(d string, by organisation.Actor, as int) {
			h.Helper()
			h.must(d, func(tx *store.Tx) error {
				w, err := convention.Read(tx, by, h.which)
				if err != nil {
					return err
				}
				if err := convention.Edit(tx, by, convention.EditRequest{Convention: h.which, As: as, Text: w.Text}); err != nil {
					return err
				}
				_, err = convention.Propose(tx, by, h.which, as)
				return err
			})
		}
		propose("2025-07-01", h.chef, 1)
		waits := func(d string) convention.Waiting {
			x, _ := h.read(h.chef).Waits(day(d))
			return x
		}
		if x := waits("2025-07-20"); x.Days != 19 || !slices.Equal(x.For, []int{2}) || x.Draft {
			t.Errorf("%+v", x)
		}
		kinds := func(d string) (all []string) {
			for _, r := range convention.Reminders(h.read(h.chef), day(d), nil) {
				all = append(all, r.What)
			}
			return all
		}
		if got := kinds("2025-07-10"); got != nil {
			t.Errorf("reminded after nine days: %v", got)
		}
		if got := kinds("2025-07-22"); len(got) != 1 || kinds("2025-07-25")[0] != got[0] || kinds("2025-08-30")[0] == got[0] {
			t.Errorf("reminded after three weeks: %v", got)
		}
		nudge := func(d string, by organisation.Actor, as int) error {
			return h.on(d, func(tx *store.Tx) error { _, err := convention.Nudge(tx, by, h.which, 0, as); return err })
		}
		if err := nudge("2025-07-12", h.mayor, 2); !fault.Is(err, fault.Conflict) {
			t.Errorf("whoever is silent reminds: %v", err)
		}
		if err := nudge("2025-07-12", h.chef, 1); err != nil {
			t.Error(err)
		}
		if err := nudge("2025-07-13", h.chef, 1); !fault.Is(err, fault.Conflict) {
			t.Errorf("twice in a week: %v", err)
		}
		if err := nudge("2025-07-16", h.chef, 1); err != nil {
			t.Error(err)
		}
		// The other side takes the pen and falls silent: after a fortnight it is taken back, and what it never sent with it.
		h.must("2025-08-01", func(tx *store.Tx) error { return convention.Revise(tx, h.mayor, h.which, 2) })
		h.must("2025-08-01", func(tx *store.Tx) error {
			w, err := convention.Read(tx, h.mayor, h.which)
			if err != nil {
				return err
			}
			w.Text.Object = "Jamais envoyé"
			return convention.Edit(tx, h.mayor, convention.EditRequest{Convention: h.which, As: 2, Text: w.Text})
		})
		h.refused("after a week", "2025-08-08", fault.Conflict, func(tx *store.Tx) error { return convention.Revise(tx, h.chef, h.which, 1) })
		if x := waits("2025-08-15"); !x.Draft || !slices.Equal(x.For, []int{2}) || x.Days != 14 {
			t.Errorf("%+v", x)
		}
		h.must("2025-08-15", func(tx *store.Tx) error { return convention.Revise(tx, h.chef, h.which, 1) })
		if w := h.read(h.chef); w.Pen != 1 || w.Text.Object == "Jamais envoyé" {
			t.Errorf("pen %d, object %q", w.Pen, w.Text.Object)
		}
		propose("2025-08-16", h.chef, 1)
		// Given up without the other side, with a reason; and taken up again by either.
		if err := drop("2025-10-20", h.chef, 1, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		if err := drop("2025-10-20", h.chef, 1, "Sans réponse depuis l’été"); err != nil {
			t.Fatal(err)
		}
		w := h.read(h.mayor)
		if w.State != convention.Dropped || w.Phase(day("2025-10-21")) != convention.Phase(convention.Dropped) || w.EndedWhy == "" || len(convention.Reminders(w, day("2025-11-10"), nil)) != 0 {
			t.Errorf("dropped: %s %q", w.State, w.EndedWhy)
		}
		h.want("anybody reads what was dropped", fault.NotFound, func(tx *store.Tx) error { _, err := convention.ReadPublic(tx, h.which); return err })
		h.must("2025-11-02", func(tx *store.Tx) error { return convention.Resume(tx, h.mayor, h.which, 2) })
		if w := h.read(h.mayor); w.State != convention.Draft || w.Pen != 2 || w.EndedWhy != "" || len(w.Versions) != 2 {
			t.Errorf("taken up again: %s, pen %d, %d versions", w.State, w.Pen, len(w.Versions))
		}
	})
}

func TestHowAConventionEndsAndGoesOn(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		h.write(func(t *convention.Text) { t.Notice, t.Lease = 3, day("2028-08-31") })
		h.sign()
		end := func(d string, by organisation.Actor, as int, ground convention.Ground, last string) error {
			return h.on(d, func(tx *store.Tx) error {
				_, err := convention.End(tx, by, convention.EndRequest{Convention: h.which, As: as, Ground: ground, Day: day(last), Why: "Les travaux"})
				return err
			})
		}
		if err := end("2026-01-10", h.mayor, 2, convention.WithNotice, "2026-04-09"); !fault.Is(err, fault.Invalid) {
			t.Errorf("within its notice: %v", err)
		}
		if err := end("2026-01-10", h.mayor, 2, "", "2026-04-30"); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a ground: %v", err)
		}
		n := h.open("2026-01-05", h.chef, 1)
		if err := end("2026-01-10", h.mayor, 2, convention.WithNotice, "2026-04-10"); err != nil {
			t.Fatal(err)
		}
		w := h.read(h.chef)
		if a, _ := w.Amendment(n); w.Phase(day("2026-04-10")) != convention.Ending || w.Phase(day("2026-04-11")) != convention.Phase(convention.Ended) || w.Notified != day("2026-01-10") || a.State != convention.Dropped {
			t.Errorf("%s, told on %s, amendment %s", w.Phase(day("2026-04-10")), w.Notified, a.State)
		}
		restore := func(d string, by organisation.Actor, as int) error {
			return h.on(d, func(tx *store.Tx) error { _, err := convention.Restore(tx, by, h.which, as); return err })
		}
		if err := restore("2026-02-01", h.chef, 1); !fault.Is(err, fault.Forbidden) {
			t.Errorf("the other side takes it back: %v", err)
		}
		if err := restore("2026-02-01", h.mayor, 2); err != nil {
			t.Error(err)
		}
		if w = h.read(h.chef); w.State != convention.Signed || !w.EndedOn.IsZero() || w.End() != day("2028-08-31") {
			t.Errorf("taken back: %s, ends %s", w.State, w.End())
		}
		if err := end("2026-02-02", h.chef, 1, convention.Agreed, "2026-02-28"); err != nil {
			t.Errorf("agreed by all, without notice: %v", err)
		}
		if err := restore("2026-03-01", h.chef, 1); !fault.Is(err, fault.Conflict) {
			t.Errorf("once it is over: %v", err)
		}
		// What follows goes on the day after, as long as it was, to be signed anew.
		var next convention.ID
		renew := func(d string, by organisation.Actor, as int) error {
			return h.on(d, func(tx *store.Tx) (err error) { next, err = convention.Renew(tx, by, "", h.which, as); return err })
		}
		if err := renew("2026-03-05", h.mayor, 2); err != nil {
			t.Fatal(err)
		}
		h.refused("twice", "2026-03-06", fault.Conflict, func(tx *store.Tx) error { _, err := convention.Renew(tx, h.chef, "", h.which, 1); return err })
		h.do(func(tx *store.Tx) error {
			x, err := convention.Read(tx, h.mayor, next)
			if err != nil {
				return err
			}
			if x.State != convention.Draft || x.Pen != 2 || x.Renews != h.which || x.Text.First != day("2026-03-01") || x.Text.Last != day("2029-02-28") || len(x.Text.Promises) != 2 || x.Text.Promises[0].Due != day("2026-12-28") || x.Parties[1].Decision != "" {
				t.Errorf("%+v", x.Convention)
			}
			if _, err := convention.Read(tx, h.chef, next); !fault.Is(err, fault.NotFound) {
				t.Errorf("the other side reads the draft: %v", err)
			}
			return nil
		})
		if w := h.read(h.mayor); w.RenewedBy != next {
			t.Error("it doesn't know what follows")
		}
		if w := h.read(h.chef); !w.RenewedBy.IsZero() {
			t.Error("the other side knows of a draft that wasn't sent")
		}
	})
}

func TestATermComesByItself(t *testing.T) {
	t.Parallel()
	w := convention.Whole{Convention: convention.Convention{State: convention.Signed, Text: convention.Text{First: day("2025-09-01"), Last: day("2028-08-31")}}}
	for on, want := range map[string]bool{"2028-02-28": false, "2028-02-29": true, "2028-09-30": true} {
		if got := w.MayRenew(day(on)); got != want {
			t.Errorf("on %s: %v", on, got)
		}
	}
	if w.Phase(day("2028-08-31")) != convention.InForce || w.Phase(day("2028-09-01")) != convention.Over {
		t.Error("its last day is in force, the next isn't")
	}
	w.Text.Last = civil.Date{}
	if w.MayRenew(day("2040-01-01")) {
		t.Error("without a term there is nothing to renew")
	}
}

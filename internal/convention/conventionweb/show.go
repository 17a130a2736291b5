package conventionweb

import (
	"strconv"

	"mitoyen/internal/convention"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

func mine(c *web.Call) error {
	var all []convention.Whole
	var today civil.Date
	err := c.View(func(tx *store.Tx) (err error) {
		today = convention.Today(tx)
		all, err = convention.Mine(tx, c.Actor)
		return err
	})
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: c.P.T("convention.all"), Robots: "noindex", Team: true}, minePage(all, today))
}

// sheet is the page of a convention: for one of its sides, or for anybody.
type sheet struct {
	convention.Whole
	Side       int // 0: anybody
	Today      civil.Date
	Place      place.Place
	Standings  map[convention.CommitmentID]convention.Standing
	Ahead      []convention.Event
	Events     int
	Advice     []convention.Advice
	Years      []int
	Before     *convention.Whole // the one that it follows, where this side reads it
	Typed      form.Values
	Submission string
	Refusal    error
}

func (p Pages) show(c *web.Call) error { return p.showSheet(c, sheet{}) }

func (p Pages) showSheet(c *web.Call, v sheet) error {
	v.Submission = form.NewSubmission()
	err := c.View(func(tx *store.Tx) (err error) {
		v.Whole, err = read(c, tx)
		if fault.Is(err, fault.NotFound) {
			which, e := idOf(c)
			if e != nil {
				return e
			}
			v.Whole, err = convention.ReadPublic(tx, which)
		}
		if err != nil {
			return err
		}
		v.Side, v.Today = sideOf(c, v.Whole), convention.Today(tx)
		var failed error
		count, where := p.counting(tx, v.Whole, &failed)
		v.Place = where
		v.judge(count)
		v.Ahead = convention.Ahead(v.Whole, v.Today, count)
		if v.Side > 0 {
			v.Events = len(convention.Logbook(v.Whole, v.Today, count))
			others, err := convention.GivenBesides(tx, v.ID, v.Parties)
			if err != nil {
				return err
			}
			v.Advice = convention.AdviceOn(v.Text, v.Parties, others, v.Today)
			v.Years = convention.Years(v.Whole, v.Today)
		}
		if !v.Renews.IsZero() {
			before, err := convention.ReadPublic(tx, v.Renews)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			if err == nil {
				v.Before = &before
			}
		}
		return failed
	})
	if err != nil {
		return err
	}
	page := web.Page{Title: v.Text.Title, Team: v.Side > 0, Status: web.StatusOf(v.Refusal)}
	if v.Side > 0 {
		page.Robots = "noindex"
	}
	return c.Page(page, sheetPage(v))
}

// judge says how each promise stands today.
func (v *sheet) judge(count convention.Counter) {
	v.Standings = map[convention.CommitmentID]convention.Standing{}
	for _, x := range v.Commitments {
		v.Standings[x.ID] = convention.Judge(x, v.Text.First, v.End(), v.Today, count)
	}
}

// promisesOf are those of a party, as they stand: of the text before it is signed, with their state afterwards.
func (v sheet) promisesOf(number int) (all []convention.Commitment) {
	if v.Public() {
		for _, x := range v.Commitments {
			if x.Party == number {
				all = append(all, x)
			}
		}
		return all
	}
	for _, x := range v.Text.Promises {
		if x.Party == number {
			all = append(all, convention.Commitment{Promise: x})
		}
	}
	return all
}

func (v sheet) facts(p *i18n.Printer) []ui.Fact {
	all := []ui.Fact{{Label: p.T("convention.field.kind"), Text: p.T("convention.kind." + string(v.Kind))}}
	add := func(label, text string) {
		if text != "" {
			all = append(all, ui.Fact{Label: label, Text: text})
		}
	}
	add(p.T("convention.field.object"), v.Text.Object)
	add(p.T("convention.fact.term"), termOf(p, v.Text))
	if v.Text.Notice > 0 {
		add(p.T("convention.fact.notice"), p.N("convention.months", v.Text.Notice))
	}
	if v.State == convention.Ended {
		if v.Ground != "" {
			add(p.T("convention.fact.ground"), p.T("convention.ground."+string(v.Ground)))
		}
		if !v.Notified.IsZero() {
			add(p.T("convention.fact.notified"), p.Date(v.Notified))
		}
	}
	if !v.Text.Lease.IsZero() {
		add(p.T("convention.field.lease"), p.Date(v.Text.Lease))
	}
	if v.Text.Amount > 0 {
		add(p.T("convention.fact.amount"), euros(p, v.Text.Amount))
	}
	if v.Text.Value > 0 {
		add(p.T("convention.fact.value"), p.T("convention.a_year", i18n.Args{"Amount": euros(p, v.Text.Value)}))
	}
	for _, s := range v.Signatures {
		add(p.T("convention.fact.signed_for", i18n.Args{"Name": v.Party(s.Party).Name}), p.T("convention.signed_on", i18n.Args{"Name": s.Name, "Role": s.Role, "Day": p.Date(s.Day), "Town": s.Town}))
	}
	for _, x := range v.Parties {
		if x.Decision != "" {
			add(p.T("convention.fact.decision", i18n.Args{"Name": x.Name}), decided(p, x))
		}
	}
	return all
}

// decided is the deliberation of a party: its number and its day.
func decided(p *i18n.Printer, x convention.Party) string {
	if x.DecidedOn.IsZero() {
		return x.Decision
	}
	return p.T("convention.decision_on", i18n.Args{"Number": x.Decision, "Day": p.Date(x.DecidedOn)})
}

func (v sheet) mayWrite(c *web.Call) bool {
	return v.State == convention.Draft && convention.MaySpeak(c.Actor, v.Parties, v.Pen)
}

// face is this sheet as an amendment would have it.
func (v sheet) face(a convention.Amendment) sheet {
	if w, err := v.Whole.Face(a.Number); err == nil {
		v.Whole = w
	}
	return v
}

// doing is whether a form that was refused did this, to what is shown here.
func (v sheet) doing(what string) bool {
	n, _ := strconv.Atoi(v.Typed.Get("avenant"))
	return v.Refusal != nil && v.Typed.Get("do") == what && n == v.Amending
}

// unsigned lists the parties in whose name the person may record a signature.
func (v sheet) unsigned(c *web.Call) (all []convention.Party) {
	for _, x := range v.Parties {
		if v.State == convention.Proposed && convention.MaySpeak(c.Actor, v.Parties, x.Number) && !v.HasSigned(x.Number) {
			all = append(all, x)
		}
	}
	return all
}

// move sends the draft, takes the pen, or ends the convention.
func (p Pages) move(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	which, err := idOf(c)
	if err != nil {
		return err
	}
	amendment, _ := strconv.Atoi(f.Get("avenant"))
	said, to, pairs := "convention.said.ended", "convention.show", []string{"convention", which.String()}
	err = c.Update(func(tx *store.Tx) error {
		var w convention.Whole
		var err error
		told := f.Get("do")
		switch told {
		case "propose":
			said, told = "convention.said.proposed", "proposed"
			w, err = convention.ProposeAmendment(tx, c.Actor, which, amendment, as(f))
		case "revise":
			said, to, pairs = "convention.said.revised", "convention.edit", facePairs(which.String(), amendment)
			return convention.ReviseAmendment(tx, c.Actor, which, amendment, as(f))
		case "amend":
			said, to = "convention.said.amendment", "convention.edit"
			n, err := convention.OpenAmendment(tx, c.Actor, convention.OpenAmendmentRequest{Submission: f.Submission(), Convention: which, As: as(f)})
			pairs = facePairs(which.String(), n)
			return err
		case "nudge":
			said = "convention.said.nudged"
			w, err = convention.Nudge(tx, c.Actor, which, amendment, as(f))
		case "drop":
			said, told = "convention.said.dropped", "dropped"
			if w, err = convention.Drop(tx, c.Actor, which, amendment, as(f), f.Text("why")); err == nil && w.Version == 0 {
				return nil // nobody else knows of it
			}
		case "resume":
			said, to = "convention.said.revised", "convention.edit"
			return convention.Resume(tx, c.Actor, which, as(f))
		case "restore":
			said, told = "convention.said.restored", "restored"
			w, err = convention.Restore(tx, c.Actor, which, as(f))
		case "renew":
			said, to = "convention.said.renewed", "convention.edit"
			next, err := convention.Renew(tx, c.Actor, f.Submission(), which, as(f))
			pairs = []string{"convention", next.String()}
			return err
		default:
			told = "ended"
			var b fault.Breaches
			q := convention.EndRequest{Convention: which, As: as(f), Ground: convention.Ground(f.Get("ground")), Day: readDay(&b, "day", f.Text("day")), Why: f.Lines("why")}
			if err = b.Err(); err == nil {
				w, err = convention.End(tx, c.Actor, q)
			}
		}
		if err != nil {
			return err
		}
		return p.tell(c, tx, w, as(f), told)
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return p.showSheet(c, sheet{Typed: f, Refusal: refusal}) })
	}
	c.Say(said)
	return c.Go(to, pairs...)
}

// logView is the logbook.
type logView struct {
	sheet
	Way []convention.Event
}

func (p Pages) logbook(c *web.Call) error { return p.showLogbook(c, logView{}) }

func (p Pages) showLogbook(c *web.Call, v logView) error {
	v.Submission = form.NewSubmission()
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Whole, err = read(c, tx); err != nil {
			return err
		}
		v.Side, v.Today = sideOf(c, v.Whole), convention.Today(tx)
		var failed error
		count, _ := p.counting(tx, v.Whole, &failed)
		v.judge(count)
		v.Way, v.Ahead = convention.Logbook(v.Whole, v.Today, count), convention.Ahead(v.Whole, v.Today, count)
		return failed
	})
	if err != nil {
		return err
	}
	title := c.P.T("convention.logbook")
	return c.Page(web.Page{Title: title + ", " + v.Text.Title, Robots: "noindex", Team: true, Status: web.StatusOf(v.Refusal)}, logbookPage(v, title))
}

func (p Pages) note(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	which, err := idOf(c)
	if err != nil {
		return err
	}
	said := "convention.said.noted"
	err = c.Update(func(tx *store.Tx) error {
		if f.Get("note") != "" {
			said = "convention.said.note_dropped"
			var n convention.NoteID
			if n.UnmarshalText([]byte(f.Get("note"))) != nil {
				return fault.New(fault.Invalid, "fault.stale_form")
			}
			return convention.DropNote(tx, c.Actor, which, as(f), n)
		}
		var b fault.Breaches
		q := convention.NoteRequest{Submission: f.Submission(), Convention: which, As: as(f), Kind: convention.NoteKind(f.Get("kind")), Day: readDay(&b, "day", f.Text("day")), Text: f.Lines("text")}
		if err := b.Err(); err != nil {
			return err
		}
		return convention.AddNote(tx, c.Actor, q)
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return p.showLogbook(c, logView{sheet: sheet{Typed: f, Refusal: refusal}}) })
	}
	c.Say(said)
	return c.Go("convention.logbook", "convention", which.String())
}

func lessons(c *web.Call) error {
	var all []convention.Lesson
	if err := c.View(func(tx *store.Tx) (err error) { all, err = convention.Lessons(tx); return err }); err != nil {
		return err
	}
	return c.Page(web.Page{Title: c.P.T("convention.lessons"), Description: c.P.T("convention.lessons_lead")}, lessonsPage(all))
}

// yearView is the report on a year.
type yearView struct {
	convention.Whole
	Then       convention.Whole // as it was at the year's end
	Today      civil.Date
	Place      place.Place
	Year       convention.Year
	Told       []convention.Stood
	Years      []int // on which there is a report, where there is none on the year that was asked for
	Report     convention.YearReport
	Measures   []convention.Measure
	Submission string
}

// yearOf reads the report of an address.
func (p Pages) yearOf(c *web.Call) (v yearView, err error) {
	var year int
	for _, r := range c.Path("year") {
		if r < '0' || r > '9' || year > 9999 {
			return v, fault.New(fault.NotFound, "fault.not_found")
		}
		year = 10*year + int(r-'0')
	}
	err = c.View(func(tx *store.Tx) (err error) {
		if v.Whole, err = read(c, tx); err != nil {
			return err
		}
		v.Today = convention.Today(tx)
		var failed error
		count, where := p.counting(tx, v.Whole, &failed)
		v.Place = where
		var ok bool
		if v.Report, ok = convention.ReportOn(v.Whole, year, v.Today, count); !ok {
			v.Report.Year, v.Years = year, convention.Years(v.Whole, v.Today)
			return fault.New(fault.NotFound, "convention.report.none", fault.Args{"Year": number(year)})
		}
		v.Year, _ = convention.YearOf(v.Whole, year, v.Today, count)
		v.Told = v.ToldOf(year, v.Today, count)
		v.Then = v.AsOf(convention.YearEnd(year, v.Today))
		return failed
	})
	return v, err
}

func (p Pages) report(c *web.Call) error {
	v, err := p.yearOf(c)
	if len(v.Years) > 0 {
		title := c.P.T("convention.report.none", i18n.Args{"Year": number(v.Report.Year)})
		return c.Page(web.Page{Title: title + ", " + v.Text.Title, Robots: "noindex", Team: true, Status: web.StatusOf(err)}, noReportPage(v, title))
	}
	if err != nil {
		return err
	}
	title := c.P.T("convention.report.title", i18n.Args{"Year": number(v.Report.Year)})
	return c.Page(web.Page{Title: title + ", " + v.Text.Title, Robots: "noindex", Team: true}, reportPage(v, title))
}

// advised is what the law wants looked at: all of it before it is signed, then only what keeps a grant from being published, and what other
// authorities' grants may bring about later.
func (v sheet) advised() (all []convention.Advice) {
	for _, a := range v.Advice {
		if !v.Public() || a.Key == "siret" || a.Key == "auditor" {
			all = append(all, a)
		}
	}
	return all
}

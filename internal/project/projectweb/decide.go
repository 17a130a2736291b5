package projectweb

import (
	"slices"
	"strconv"
	"strings"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/project"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// register of what a group has decided, and decides.
type minuteBook struct {
	head
	Decisions []project.Decision
}

func decisions(c *web.Call) error { return showDecisions(c, form.Values{}, nil) }

func showDecisions(c *web.Call, f form.Values, refusal error) error {
	v := minuteBook{head: head{Typed: f, Refusal: refusal}}
	err := page(c, &v.head, func(tx *store.Tx) (err error) {
		v.Decisions, err = project.Decisions(tx, v.Sees, v.Project)
		return err
	})
	if err != nil {
		return err
	}
	return c.Page(v.meta(c, c.P.T("project.room.decisions")), decisionsPage(v))
}

// outcome says in words what a decision came to.
func outcome(p *i18n.Printer, d project.Decision) string {
	switch {
	case d.State == project.Asked:
		return p.T("project.decision.until", i18n.Args{"Day": p.Date(d.ClosesOn)})
	case d.State == project.Withdrawn:
		return p.T("project.decision.withdrawn")
	case d.State == project.Undecided:
		return p.T("project.decision.why." + d.Result.Why)
	case d.Way == project.ByConsent:
		return p.T("project.decision.consented")
	}
	return p.T("project.decision.chosen", i18n.Args{"Option": d.Options[d.Result.Chosen]})
}

func tagOf(p *i18n.Printer, d project.Decision) ui.Tag {
	t := ui.Tag{Text: p.T("project.state." + string(d.State))}
	switch d.State {
	case project.Asked:
		t.Kind = ui.TagNow
	case project.Decided:
		t.Kind = ui.TagUs
	case project.Undecided:
		t.Kind = ui.TagNo
	}
	return t
}

func (p Pages) ask(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	var made project.DecisionID
	err = which(c, func(tx *store.Tx, h head) error {
		if err := project.MayWork(h.Sees, h.Project); err != nil {
			return err
		}
		var b fault.Breaches
		q := project.AskRequest{Project: h.ID, Days: readNumber(&b, "days", f.Text("days"), 0),
			Decision: project.Decision{Way: project.Way(f.Get("way")), Question: f.Text("question"), Quorum: readNumber(&b, "quorum", f.Text("quorum"), 0), Shown: project.Shown(f.Get("shown"))}}
		for line := range strings.SplitSeq(f.Lines("options"), "\n") {
			if line = form.Line(line); line != "" {
				q.Decision.Options = append(q.Decision.Options, line)
			}
		}
		if err := b.Err(); err != nil {
			return err
		}
		text, err := form.Once(tx, f.Submission(), func() (string, error) {
			d, err := project.Ask(tx, c.Actor, q)
			if err != nil {
				return "", err
			}
			return d.String(), p.askAll(c, tx, h.Project, d, project.MemberID{})
		})
		if err != nil {
			return err
		}
		return made.UnmarshalText([]byte(text))
	})
	return done(c, err, func(refusal error) error { return showDecisions(c, f, refusal) }, "project.said.asked", "project.decision", "decision", made.String())
}

// question is the page of a decision.
type question struct {
	head
	Decision project.Decision
	Voices   []project.Voice
}

func decision(c *web.Call) error { return showDecision(c, form.Values{}, nil) }

func showDecision(c *web.Call, f form.Values, refusal error) error {
	v := question{head: head{Typed: f, Refusal: refusal}}
	err := page(c, &v.head, func(tx *store.Tx) (err error) {
		which, err := decisionID(c)
		if err == nil {
			v.Decision, v.Voices, err = project.FindDecision(tx, v.Sees, v.Project, which)
		}
		return err
	})
	if err != nil {
		return err
	}
	return c.Page(v.meta(c, v.Decision.Question), decisionPage(v))
}

func decisionID(c *web.Call) (which project.DecisionID, err error) {
	if which.UnmarshalText([]byte(c.Path("decision"))) != nil {
		return which, fault.New(fault.NotFound, "project.decision_unknown")
	}
	return which, nil
}

// answerText is an answer in words.
func answerText(p *i18n.Printer, d project.Decision, choice int) string {
	switch {
	case d.Way == project.ByVote:
		return d.Options[choice]
	case choice == project.Agrees:
		return p.T("project.choice.agree")
	}
	return p.T("project.choice.object")
}

// mine is what whoever asks has said.
func (v question) mine() (project.Voice, bool) {
	i := slices.IndexFunc(v.Voices, func(x project.Voice) bool { return x.Member == v.Member.ID })
	if i < 0 {
		return project.Voice{}, false
	}
	return v.Voices[i], true
}

func (v question) choices(p *i18n.Printer) []ui.Choice {
	chosen := ""
	if mine, ok := v.mine(); ok {
		chosen = strconv.Itoa(mine.Choice)
	}
	chosen = v.typed("choice", chosen)
	var all []ui.Choice
	for i := range v.Decision.Answers() {
		all = append(all, ui.Choice{Value: strconv.Itoa(i), Text: answerText(p, v.Decision, i), Checked: chosen == strconv.Itoa(i)})
	}
	return all
}

// open reports whether it can still be answered.
func (v question) open() bool {
	return v.Decision.State == project.Asked && !v.Decision.ClosesOn.Before(v.Today)
}

func (v question) counts(p *i18n.Printer) []ui.TableRow {
	var all []ui.TableRow
	for i, n := range v.Decision.Result.Counts {
		all = append(all, ui.TableRow{Cells: []ui.TableCell{{Text: answerText(p, v.Decision, i)}, {Text: p.Number(n)}}})
	}
	return all
}

func (v question) said(p *i18n.Printer) []ui.TableRow {
	var all []ui.TableRow
	for _, x := range v.Voices {
		name := x.Name
		if name == "" {
			name = p.T("project.somebody_gone")
		}
		if x.Came == project.ByLink {
			name += ", " + p.T("project.came.link")
		}
		all = append(all, ui.TableRow{Cells: []ui.TableCell{{Text: name}, {Text: answerText(p, v.Decision, x.Choice)}, {Text: x.Reason}}})
	}
	return all
}

func say(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	said := "project.said.heard"
	err = which(c, func(tx *store.Tx, h head) error {
		which, err := decisionID(c)
		if err != nil {
			return err
		}
		switch f.Get("do") {
		case "end":
			said = "project.said.ended"
			return project.EndEarly(tx, c.Actor, h.ID, which)
		case "withdraw":
			said = "project.said.kept"
			return project.Withdraw(tx, c.Actor, h.ID, which)
		}
		choice, err := strconv.Atoi(f.Get("choice"))
		if err != nil {
			choice = -1
		}
		return project.Say(tx, c.Actor, h.ID, which, choice, f.Text("reason"))
	})
	if f.Get("do") != "" {
		f = form.Values{} // it has no fields of its own
	}
	return done(c, err, func(refusal error) error { return showDecision(c, f, refusal) }, said, "project.decision", "decision", c.Path("decision"))
}

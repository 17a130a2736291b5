package conventionweb

import (
	"slices"

	"mitoyen/internal/convention"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// promiseView is a promise with what was given of it, and the form for more where the side that reads has promised it.
type promiseView struct {
	convention.Whole
	One        convention.Commitment
	Standing   convention.Standing
	Own        bool
	Today      civil.Date
	Dues       []civil.Date
	Typed      form.Values
	Submission string
	Refusal    error
}

func (p Pages) promise(c *web.Call) error { return p.showPromise(c, promiseView{}) }

func (p Pages) showPromise(c *web.Call, v promiseView) error {
	v.Submission = form.NewSubmission()
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Whole, err = read(c, tx); err != nil {
			return err
		}
		i := slices.IndexFunc(v.Commitments, func(x convention.Commitment) bool { return x.ID.String() == c.Path("commitment") })
		if i < 0 {
			return fault.New(fault.NotFound, "convention.unknown")
		}
		v.One, v.Today = v.Commitments[i], convention.Today(tx)
		var failed error
		count, _ := p.counting(tx, v.Whole, &failed)
		v.Standing = convention.Judge(v.One, v.Text.First, v.End(), v.Today, count)
		v.Own, v.Dues = convention.MaySpeak(c.Actor, v.Parties, v.One.Party), v.One.Dues(v.End(), v.Today)
		return failed
	})
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: v.One.Text + ", " + v.Text.Title, Robots: "noindex", Team: true, Status: web.StatusOf(v.Refusal)}, promisePage(v))
}

// figureHint says before somebody types a figure that it won't count, where the activity tells it.
func (v promiseView) figureHint(p *i18n.Printer) string {
	if v.Standing.Counted {
		return sentence(promiseLine(p, v.One.Promise), p.T("convention.counts_instead"))
	}
	return promiseLine(p, v.One.Promise)
}

// dues are the due days that evidence can be about, the one that is open first.
func (v promiseView) dues(p *i18n.Printer) (options []ui.Option) {
	for _, d := range slices.Backward(v.Dues) {
		options = append(options, ui.Option{Value: d.String(), Text: p.Date(d)})
	}
	return options
}

func (p Pages) give(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return c.Again(err, func(refusal error) error { return p.showPromise(c, promiseView{Refusal: refusal}) })
	}
	which, err := idOf(c)
	if err != nil {
		return err
	}
	var b fault.Breaches
	q := convention.GiveRequest{Submission: f.Submission(), Convention: which, Due: readDay(&b, "due", f.Text("due")), Step: convention.Step(f.Get("payment")), Text: f.Lines("text"), Day: readDay(&b, "day", f.Text("day"))}
	said := "convention.said.given"
	// Who may not leaves no file behind.
	err = c.View(func(tx *store.Tx) error {
		w, err := read(c, tx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(w.Commitments, func(x convention.Commitment) bool { return x.ID.String() == c.Path("commitment") })
		if i < 0 {
			return fault.New(fault.NotFound, "convention.unknown")
		}
		one := w.Commitments[i]
		if q.Commitment, q.As = one.ID, one.Party; !convention.MaySpeak(c.Actor, w.Parties, one.Party) {
			return fault.New(fault.Forbidden, "convention.not_your_side")
		}
		if one.Measure == convention.Paid {
			q.Figure = readCents(&b, "figure", f.Text("figure"))
		} else {
			q.Figure = readFigure(&b, "figure", f.Text("figure"))
		}
		var failed error
		count, _ := p.counting(tx, w, &failed)
		if convention.Judge(one, w.Text.First, w.End(), convention.Today(tx), count).Counted {
			said = "convention.said.given_beside"
		}
		return failed
	})
	if err != nil {
		return err
	}
	if q.File, err = p.upload(c); err == nil {
		err = b.Err()
	}
	if err == nil {
		err = c.Update(func(tx *store.Tx) error { return convention.Give(tx, c.Actor, q) })
	}
	if err != nil {
		return c.Again(err, func(refusal error) error { return p.showPromise(c, promiseView{Typed: f, Refusal: refusal}) })
	}
	c.Say(said)
	return c.Go("convention.promise", "convention", which.String(), "commitment", c.Path("commitment"))
}

func takeBack(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	which, err := idOf(c)
	if err != nil {
		return err
	}
	var what convention.EvidenceID
	if what.UnmarshalText([]byte(f.Get("evidence"))) != nil {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	if err := c.Update(func(tx *store.Tx) error { return convention.TakeBack(tx, c.Actor, which, as(f), what) }); err != nil {
		return err
	}
	c.Say("convention.said.taken_back")
	return c.Go("convention.promise", "convention", which.String(), "commitment", c.Path("commitment"))
}

// trialsView is the register of experiments, with the form for a new one.
type trialsView struct {
	convention.Whole
	Side       int
	Today      civil.Date
	Typed      form.Values
	Submission string
	Refusal    error
}

func trials(c *web.Call) error { return showTrials(c, trialsView{}) }

func showTrials(c *web.Call, v trialsView) error {
	v.Submission = form.NewSubmission()
	err := c.View(func(tx *store.Tx) (err error) {
		v.Whole, err = read(c, tx)
		v.Today = convention.Today(tx)
		return err
	})
	if err != nil {
		return err
	}
	v.Side = sideOf(c, v.Whole)
	title := c.P.T("convention.trials")
	return c.Page(web.Page{Title: title + ", " + v.Text.Title, Robots: "noindex", Team: true, Status: web.StatusOf(v.Refusal)}, trialsPage(v, title))
}

func ruleKinds(p *i18n.Printer) (options []ui.Option) {
	for _, k := range convention.RuleKinds {
		group := p.T("convention.rules.own")
		if k.Refusal() != "" {
			group = p.T("convention.rules.never")
		}
		options = append(options, ui.Option{Value: string(k), Text: p.T("convention.rule." + string(k)), Group: group})
	}
	return options
}

func (v trialsView) owners(p *i18n.Printer) (all []ui.Choice) {
	picked := v.Typed.Get("rule_of")
	for _, x := range v.Parties {
		all = append(all, ui.Choice{Value: number(x.Number), Text: x.Name, Checked: picked == number(x.Number)})
	}
	return append(all, ui.Choice{Value: "0", Text: p.T("convention.rule_of.nobody"), Checked: picked == "0"})
}

func ask(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	which, err := idOf(c)
	if err != nil {
		return err
	}
	var b fault.Breaches
	q := convention.AskRequest{Submission: f.Submission(), Convention: which, As: as(f), Title: f.Text("title"), Rule: f.Text("rule"), RuleKind: convention.RuleKind(f.Get("rule_kind")), RuleOf: int(readFigure(&b, "rule_of", f.Text("rule_of"))),
		First: readDay(&b, "first", f.Text("first")), Until: readDay(&b, "until", f.Text("until")), StopWhen: f.Text("stop")}
	err = c.Update(func(tx *store.Tx) error {
		if err := b.Err(); err != nil {
			return err
		}
		return convention.Ask(tx, c.Actor, q)
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return showTrials(c, trialsView{Typed: f, Refusal: refusal}) })
	}
	c.Say("convention.said.asked")
	return c.Go("convention.trials", "convention", which.String())
}

// trialView is one experiment, with what can be done next.
type trialView struct {
	convention.Whole
	One        convention.Experiment
	Side       int
	Owner      bool // the side that reads is the one whose rule it is
	Today      civil.Date
	Typed      form.Values
	Submission string
	Refusal    error
}

func trial(c *web.Call) error { return showTrial(c, trialView{}) }

func showTrial(c *web.Call, v trialView) error {
	v.Submission = form.NewSubmission()
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Whole, err = read(c, tx); err != nil {
			return err
		}
		i := slices.IndexFunc(v.Experiments, func(x convention.Experiment) bool { return x.ID.String() == c.Path("experiment") })
		if i < 0 {
			return fault.New(fault.NotFound, "convention.unknown")
		}
		v.One, v.Side, v.Today = v.Experiments[i], sideOf(c, v.Whole), convention.Today(tx)
		v.Owner = convention.MaySpeak(c.Actor, v.Parties, v.One.RuleOf)
		return nil
	})
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: v.One.Title + ", " + v.Text.Title, Robots: "noindex", Team: true, Status: web.StatusOf(v.Refusal)}, trialPage(v))
}

func try(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	which, err := idOf(c)
	if err != nil {
		return err
	}
	var what convention.ExperimentID
	if what.UnmarshalText([]byte(c.Path("experiment"))) != nil {
		return fault.New(fault.NotFound, "convention.unknown")
	}
	var b fault.Breaches
	day := readDay(&b, "day", f.Text("day"))
	err = c.Update(func(tx *store.Tx) error {
		if err := b.Err(); err != nil {
			return err
		}
		switch f.Get("do") {
		case "agree", "refuse":
			return convention.AnswerExperiment(tx, c.Actor, which, as(f), what, f.Get("do") == "agree", f.Text("sentence"))
		case "half":
			return convention.LookHalf(tx, c.Actor, which, as(f), what, day, f.Lines("half"))
		}
		return convention.Conclude(tx, c.Actor, convention.ConcludeRequest{Convention: which, As: as(f), Experiment: what, Outcome: convention.Outcome(f.Get("outcome")), Day: day, Learned: f.Lines("learned")})
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return showTrial(c, trialView{Typed: f, Refusal: refusal}) })
	}
	c.Say("convention.said.tried")
	return c.Go("convention.trial", "convention", which.String(), "experiment", what.String())
}

// trialFacts are what is known of an experiment.
func trialFacts(p *i18n.Printer, w convention.Whole, e convention.Experiment) []ui.Fact {
	all := []ui.Fact{{Label: p.T("convention.fact.rule"), Text: e.Rule}}
	if e.State != convention.Tried {
		all = append(all, ui.Fact{Label: p.T("convention.fact.stop"), Text: e.StopWhen})
	}
	if e.Half != "" {
		all = append(all, ui.Fact{Label: p.T("convention.fact.half"), Text: e.Half})
	}
	if e.Answer != "" {
		all = append(all, ui.Fact{Label: p.T("convention.fact.answer", i18n.Args{"Name": w.Party(e.RuleOf).Name}), Text: e.Answer})
	}
	if e.Learned != "" {
		all = append(all, ui.Fact{Label: p.T("convention.fact.learned"), Text: e.Learned})
	}
	return all
}

// trialTag says how far an experiment is.
func trialTag(p *i18n.Printer, e convention.Experiment, today civil.Date) ui.Tag {
	switch e.State {
	case convention.Asked:
		return ui.Tag{Kind: ui.TagUs, Text: p.T("convention.trial.asked")}
	case convention.Refused:
		return ui.Tag{Text: p.T("convention.trial.refused")}
	case convention.Running:
		if e.Overdue(today) {
			return ui.Tag{Kind: ui.TagNo, Icon: "triangle-alert", Text: p.T("convention.trial.overdue", i18n.Args{"Day": p.Date(e.Until)})}
		}
		return ui.Tag{Kind: ui.TagNow, Text: p.T("convention.trial.until", i18n.Args{"Day": p.Date(e.Until)})}
	}
	return ui.Tag{Text: p.T("convention.trial."+string(e.Outcome), i18n.Args{"Day": p.Month(e.EndedOn.Month) + " " + number(e.EndedOn.Year)})}
}

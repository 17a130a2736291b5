package projectweb

import (
	"strconv"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/mail"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/project"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// askAll writes to the members that there is a question to decide; whoever has no account gets the link of their own voice. With only, no
// other member is written to.
func (p Pages) askAll(c *web.Call, tx *store.Tx, g project.Project, which project.DecisionID, only project.MemberID) error {
	d, all, err := project.ToldOfQuestion(tx, c.Actor, g, which, only)
	if err != nil {
		return err
	}
	for _, r := range all {
		pr := c.Site.Catalog.In(r.Lang)
		link := c.Site.Href(r.Lang, "project.decision", "slug", g.Slug, "decision", which.String())
		if r.Link != "" {
			link = c.Site.Href(r.Lang, "project.ballot", "link", r.Link)
		}
		args := i18n.Args{"Name": r.Name, "Group": g.Name, "Question": d.Question, "Day": pr.Date(d.ClosesOn), "Link": c.Site.LetterOrigin(c.Ctx()) + link, "Stop": p.stop(c, g, r)}
		if err := p.Post.Send(tx, mail.Letter{To: r.Email, Subject: pr.T("project.letter.question.subject", args), Text: pr.T("project.letter.question.text", args)}); err != nil {
			return err
		}
	}
	return nil
}

// callAll writes to the members that there is a meeting, or that it has moved.
func (p Pages) callAll(c *web.Call, tx *store.Tx, g project.Project, m project.Meeting, what string) error {
	if m.On.Before(g.Today(tx.Now)) {
		return nil
	}
	all, err := project.ToldOfMeeting(tx, c.Actor, g)
	if err != nil {
		return err
	}
	for _, r := range all {
		pr := c.Site.Catalog.In(r.Lang)
		args := i18n.Args{"Name": r.Name, "Group": g.Name, "Day": pr.Date(m.On), "Hour": pr.Clock(m.At), "Where": m.Where, "Agenda": m.Agenda, "Stop": p.stop(c, g, r),
			"Link": c.Site.LetterOrigin(c.Ctx()) + c.Site.Href(r.Lang, "project.show", "slug", g.Slug)}
		if !r.Person.IsZero() {
			args["Link"] = c.Site.LetterOrigin(c.Ctx()) + c.Site.Href(r.Lang, "project.meeting", "slug", g.Slug, "meeting", m.ID.String())
		}
		if err := p.Post.Send(tx, mail.Letter{To: r.Email, Subject: pr.T("project.letter."+what+".subject", args), Text: pr.T("project.letter."+what+".text", args)}); err != nil {
			return err
		}
	}
	return nil
}

// stop says how one gets no more letters: on the page of members, on that of one's voice, or by a word to another member.
func (p Pages) stop(c *web.Call, g project.Project, r project.Reader) string {
	pr := c.Site.Catalog.In(r.Lang)
	switch {
	case !r.Person.IsZero():
		return pr.T("project.letter.stop", i18n.Args{"Link": c.Site.LetterOrigin(c.Ctx()) + c.Site.Href(r.Lang, "project.people", "slug", g.Slug) + "#lettres"})
	case r.Link != "":
		return pr.T("project.letter.stop_here")
	}
	return pr.T("project.letter.stop_word")
}

// reach keeps the address of a member without an account, and writes them what is open.
func (p Pages) reach(c *web.Call, tx *store.Tx, g project.Project, who project.MemberID, f form.Values) error {
	if email := f.Text("address"); email != "" && !c.Site.Allow(c, "letter:"+email) {
		return fault.New(fault.Unavailable, "account.too_many_letters")
	}
	_, err := form.Once(tx, f.Submission(), func() (string, error) {
		if err := project.KeepAddress(tx, c.Actor, g.ID, who, f.Text("address")); err != nil || f.Text("address") == "" {
			return "", err
		}
		open, err := project.OpenQuestions(tx, g, who)
		if err != nil {
			return "", err
		}
		for _, d := range open {
			if err := p.askAll(c, tx, g, d, who); err != nil {
				return "", err
			}
		}
		return "", nil
	})
	return err
}

// letterChoices are what a member may be written about.
func letterChoices(p *i18n.Printer, stands project.Letters) (all []ui.Choice) {
	for _, x := range project.AllChoices {
		all = append(all, ui.Choice{Value: string(x), Text: p.T("project.letters." + string(x)), Checked: x == stands})
	}
	return all
}

// ballotView is the page of a voice's link: whoever has it needs no account, and sees of the group what its letter told them.
type ballotView struct {
	project.Ballot
	Open    bool
	Typed   form.Values
	Refusal error
}

func ballot(c *web.Call) error { return showBallot(c, form.Values{}, nil) }

func showBallot(c *web.Call, f form.Values, refusal error) error {
	v := ballotView{Typed: f, Refusal: refusal}
	err := c.View(func(tx *store.Tx) (err error) {
		v.Ballot, err = project.OpenBallot(tx, c.Path("link"))
		v.Open = v.Decision.State == project.Asked && !v.Decision.ClosesOn.Before(v.Project.Today(tx.Now))
		return err
	})
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: v.Decision.Question + ", " + v.Project.Name, Robots: "noindex", Status: web.StatusOf(v.Refusal)}, ballotPage(v))
}

func (v ballotView) choices(p *i18n.Printer) (all []ui.Choice) {
	chosen := v.Typed.Get("choice")
	if chosen == "" && v.Said != nil {
		chosen = strconv.Itoa(v.Said.Choice)
	}
	for i := range v.Decision.Answers() {
		all = append(all, ui.Choice{Value: strconv.Itoa(i), Text: answerText(p, v.Decision, i), Checked: chosen == strconv.Itoa(i)})
	}
	return all
}

func (v ballotView) reason() string {
	if v.Refusal == nil && v.Said != nil {
		return v.Said.Reason
	}
	return v.Typed.Text("reason")
}

func cast(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	err = c.Update(func(tx *store.Tx) error {
		if f.Get("do") == "letters" {
			return project.ChooseLettersByLink(tx, c.Path("link"), project.Letters(f.Get("letters")))
		}
		choice, err := strconv.Atoi(f.Get("choice"))
		if err != nil {
			choice = -1
		}
		return project.SayByLink(tx, c.Path("link"), choice, f.Text("reason"))
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return showBallot(c, f, refusal) })
	}
	return c.Go("project.ballot", "link", c.Path("link"))
}

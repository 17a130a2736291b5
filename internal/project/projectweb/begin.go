package projectweb

import (
	"strings"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/mail"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/project"
	"mitoyen/internal/survey"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// founding is the form that begins a group, for a new idea or for a place of the directory.
type founding struct {
	Place       place.Place // zero: a new one
	Authorities []organisation.Organisation
	Typed       form.Values
	Submission  string
	Refusal     error
}

func beginning(c *web.Call) error { return showBeginning(c, founding{}) }

func showBeginning(c *web.Call, v founding) error {
	v.Submission = form.NewSubmission()
	if v.Refusal == nil {
		v.Typed = c.Query() // a commune, or a place, from whose page one comes
	}
	err := c.View(func(tx *store.Tx) (err error) {
		if where := v.Typed.Text("place"); where != "" {
			if v.Place, err = place.FindBySlug(tx, where); err != nil {
				return err
			}
		}
		v.Authorities, err = authorities(tx, c.Actor)
		return err
	})
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: c.P.T("project.begin.title"), Robots: "noindex", Status: web.StatusOf(v.Refusal)}, beginPage(v))
}

// authorities are those that somebody may begin a group for.
func authorities(tx *store.Tx, by organisation.Actor) ([]organisation.Organisation, error) {
	all, err := organisation.Of(tx, by.Person)
	var mine []organisation.Organisation
	for _, o := range all {
		if o.Kind == organisation.Authority && project.MayFollow(by, o.ID) {
			mine = append(mine, o)
		}
	}
	return mine, err
}

func start(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	q := project.BeginRequest{Submission: f.Submission(), Name: f.Text("name"), Summary: f.Text("summary")}
	if of := f.Get("authority"); of != "" {
		if err := readID(of, q.Authority.UnmarshalText); err != nil {
			return err
		}
	}
	var slug string
	err = c.Update(func(tx *store.Tx) error {
		if where := f.Text("place"); where != "" {
			x, err := place.FindBySlug(tx, where)
			if err != nil {
				return err
			}
			q.Place = x.ID
		} else {
			var b fault.Breaches
			var err error
			if q.Commune, err = readCommune(tx, &b, f.Text("commune")); err != nil {
				return err
			}
			b.Check(q.Name != "", "name", "project.name_missing")
			b.Check(q.Summary != "", "summary", "project.summary_missing")
			if err := b.Err(); err != nil {
				return err
			}
		}
		slug, err = project.Begin(tx, c.Actor, q)
		return err
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return showBeginning(c, founding{Typed: f, Refusal: refusal}) })
	}
	c.Say("project.said.begun")
	return c.Go("project.show", "slug", slug)
}

// inviter is the form that asks people into a group.
type inviter struct {
	head
	Surveys []contacts
	Closed  []elsewhere // of the commune, whose contacts whoever reads can't ask
}

// elsewhere is a published survey whose contacts were left to those who ran it. They answer for them in law (GDPR art. 4.7), and don't hand them on:
// either they follow the group and invite themselves, or they write by their own means.
type elsewhere struct {
	survey.Line
	Follows bool // the group's authority ran it
	MayLet  bool // it is an authority that the group could let follow
}

// contacts are those of a survey that can be asked into a group.
type contacts struct {
	survey.Survey
	survey.Asked
}

func inviting(c *web.Call) error { return showInviting(c, form.Values{}, nil) }

func showInviting(c *web.Call, f form.Values, refusal error) error {
	v := inviter{head: head{Typed: f, Refusal: refusal}}
	err := page(c, &v.head, func(tx *store.Tx) (err error) {
		if !v.MayInvite() {
			return fault.New(fault.Forbidden, "project.not_yours")
		}
		return v.readSurveys(tx, c.Actor)
	})
	if err != nil {
		return err
	}
	return c.Page(v.meta(c, c.P.T("project.invite.title")), invitePage(v))
}

// readSurveys finds the published surveys whose contacts can be asked, and says of those of the commune that can't who can. Before the
// publication, nobody reads who left what (ADR 17).
func (v *inviter) readSurveys(tx *store.Tx, by organisation.Actor) error {
	mine := survey.MayRun(by, v.Project.Authority)
	if mine {
		all, err := survey.Of(tx, v.Project.Authority)
		if err != nil {
			return err
		}
		for _, s := range all {
			if s.State == survey.Published {
				asked, err := survey.AskedInto(tx, by, s.ID, v.Project)
				if err != nil {
					return err
				}
				v.Surveys = append(v.Surveys, contacts{s, asked})
			}
		}
	}
	here, err := survey.About(tx, []string{v.Project.Commune})
	if err != nil {
		return err
	}
	for _, s := range here {
		if !s.KeepsContacts(tx.Now) || mine && s.Organisation == v.Project.Authority {
			continue
		}
		x := elsewhere{Line: s, Follows: s.Organisation == v.Project.Authority}
		if v.Pen && v.In() {
			o, err := organisation.Find(tx, s.Organisation)
			if err != nil {
				return err
			}
			if x.MayLet, err = project.MayLet(tx, v.Project, o); err != nil {
				return err
			}
		}
		v.Closed = append(v.Closed, x)
	}
	return nil
}

// follow lets an authority follow the group, or takes that back; those who act for the authority get a letter when they may.
func (p Pages) follow(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	said := "project.said.let"
	// Whoever is in a group may have an authority written to: not again and again.
	if f.Get("do") != "unlet" && !c.Site.Allow(c, "let:"+f.Get("authority")) {
		return fault.New(fault.Unavailable, "account.too_many_letters")
	}
	err = which(c, func(tx *store.Tx, h head) error {
		if f.Get("do") == "unlet" {
			said = "project.said.unlet"
			return project.Unlet(tx, c.Actor, h.ID)
		}
		var authority organisation.ID
		if err := readID(f.Get("authority"), authority.UnmarshalText); err != nil {
			return err
		}
		_, err := form.Once(tx, f.Submission(), func() (string, error) {
			g, err := project.Let(tx, c.Actor, h.ID, authority)
			if err != nil {
				return "", err
			}
			return "", p.tellAuthority(c, tx, g)
		})
		return err
	})
	return done(c, err, func(refusal error) error { return showInviting(c, f, refusal) }, said, "project.inviting")
}

func (p Pages) tellAuthority(c *web.Call, tx *store.Tx, g project.Project) error {
	all, err := organisation.Holders(tx, organisation.InOrganisation, g.Authority.String())
	told := map[string]bool{"": true} // somebody may hold several roles
	for _, h := range all {
		if err != nil || !h.Role.Allows(organisation.FollowPlace) || told[h.Email] {
			continue
		}
		told[h.Email] = true
		args := i18n.Args{"Group": g.Name, "Authority": g.AuthorityName, "Link": c.Site.LetterOrigin(c.Ctx()) + c.Href("project.show", "slug", g.Slug)}
		err = p.Post.Send(tx, mail.Letter{To: h.Email, Subject: c.P.T("project.letter.let_subject", args), Text: c.P.T("project.letter.let", args)})
	}
	return err
}

// invite asks somebody, or everybody who said so to a survey, and sends the letters.
func (p Pages) invite(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	// Whoever is in a group may write to any address: not to the same one again and again.
	if email := f.Text("email"); email != "" && !c.Site.Allow(c, "letter:"+strings.ToLower(email)) {
		return fault.New(fault.Unavailable, "account.too_many_letters")
	}
	err = which(c, func(tx *store.Tx, h head) error {
		_, err := form.Once(tx, f.Submission(), func() (string, error) {
			var letters []project.Letter
			var err error
			if f.Get("survey") != "" {
				var s survey.ID
				if err := readID(f.Get("survey"), s.UnmarshalText); err != nil {
					return "", err
				}
				letters, err = survey.Invite(tx, c.Actor, s, h.ID)
			} else {
				letters, err = project.Invite(tx, c.Actor, project.InviteRequest{Project: h.ID, Guests: []project.Guest{{Name: f.Text("guest"), Email: f.Text("email"), Phone: f.Text("phone")}}})
			}
			if err != nil {
				return "", err
			}
			return "", p.tell(c, tx, h.Project, letters)
		})
		return err
	})
	then := "project.show"
	if f.Get("survey") != "" {
		then = "project.inviting" // where it stands how many were asked
	}
	return done(c, err, func(refusal error) error { return showInviting(c, f, refusal) }, "project.said.invited", then)
}

// tell sends the letters of invitations. The link opens a page with a button: reading the letter, or a scanner that follows its link, consents to
// nothing.
func (p Pages) tell(c *web.Call, tx *store.Tx, g project.Project, letters []project.Letter) error {
	for _, l := range letters {
		args := i18n.Args{"Name": l.Name, "Group": g.Name, "Origin": l.Origin, "Link": c.Site.LetterOrigin(c.Ctx()) + c.Href("project.invitation", "link", l.Link)}
		text := c.P.T("project.letter.text", args)
		if l.Origin != "" {
			text = c.P.T("project.letter.from_survey", args)
		}
		if err := p.Post.Send(tx, mail.Letter{To: l.Email, Subject: c.P.T("project.letter.subject", args), Text: text}); err != nil {
			return err
		}
	}
	return nil
}

// asked is the page of an invitation's link.
type asked struct {
	project.Project
	Invitation project.Invitation
	Refusal    error
}

func invitation(c *web.Call) error { return showInvitation(c, nil) }

func showInvitation(c *web.Call, refusal error) error {
	v := asked{Refusal: refusal}
	err := c.View(func(tx *store.Tx) (err error) {
		v.Project, v.Invitation, err = project.Opened(tx, c.Path("link"))
		return err
	})
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: c.P.T("project.invitation.title", i18n.Args{"Name": v.Name}), Width: ui.Narrow, Robots: "noindex", Status: web.StatusOf(refusal)}, invitationPage(v))
}

func consent(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	yes := f.Get("do") != "refuse"
	var g project.Project
	var who account.Person
	err = c.Update(func(tx *store.Tx) (err error) {
		g, who, err = project.Answer(tx, c.Path("link"), yes, c.Lang)
		return err
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return showInvitation(c, refusal) })
	}
	if yes && c.Actor.Person == who.ID {
		c.Say("project.said.joined")
		return c.Go("project.show", "slug", g.Slug)
	}
	return c.Page(web.Page{Title: c.P.T("project.answered.title"), Width: ui.Narrow, Robots: "noindex", AltPath: "/"}, answeredPage(g, yes))
}

package accountweb

import (
	"strings"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/mail"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

func signIn(c *web.Call) error {
	if c.Actor.SignedIn() {
		return c.GoTo(or(c.Query().Get("next"), c.Href("account.space")))
	}
	return showSignIn(c, "", c.Query().Get("next"), nil)
}

func showSignIn(c *web.Call, email, next string, refusal error) error {
	return c.Page(web.Page{Title: c.P.T("account.sign_in.title"), Width: ui.Narrow, Robots: "noindex", Status: web.StatusOf(refusal)},
		signInPage(email, next, refusal))
}

// ask sends the letter. Known address or not, the answer is the same page.
func (p Pages) ask(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	typed, next := v.Text("email"), v.Get("next")
	email, breach := account.ReadEmail(typed)
	if breach != "" {
		var b fault.Breaches
		b.Add("email", breach)
		return showSignIn(c, typed, next, b.Err())
	}
	if !c.Site.Allow(c, "letter:"+email) {
		return fault.New(fault.Unavailable, "account.too_many_letters")
	}
	s := account.NewSignIn(email)
	err = c.Update(func(tx *store.Tx) error {
		send, err := account.Offer(tx, s, next)
		if err != nil || !send {
			return err
		}
		return p.Post.Send(tx, letter(c, s))
	})
	if err != nil {
		return err
	}
	return c.Go("account.sent", "email", email, "next", next)
}

func letter(c *web.Call, s account.SignIn) mail.Letter {
	origin := c.Site.LetterOrigin(c.Ctx())
	_, host, _ := strings.Cut(origin, "://")
	args := i18n.Args{
		"Link": origin + c.Href("account.link", "token", s.Token), "Code": s.Code[:3] + " " + s.Code[3:],
		"Minutes": int(account.LinkLife.Minutes()), "Host": host,
	}
	return mail.Letter{To: s.Email, Subject: c.P.T("account.letter.subject", args), Text: c.P.T("account.letter.text", args),
		Until: c.Site.DB.Now().Add(account.LinkLife)}
}

func sent(c *web.Call) error {
	return showSent(c, c.Query().Text("email"), c.Query().Get("next"), nil)
}

func showSent(c *web.Call, email, next string, refusal error) error {
	return c.Page(web.Page{Title: c.P.T("account.sent.title"), Width: ui.Narrow, Robots: "noindex", Status: web.StatusOf(refusal)}, sentPage(email, next, refusal))
}

func enterCode(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	email, _ := account.ReadEmail(v.Text("email"))
	code := strings.Map(digit, v.Text("code"))
	var who account.Person
	var wrong *fault.Fault
	var next string
	err = c.Update(func(tx *store.Tx) (err error) {
		who, next, wrong, err = account.EnterCode(tx, email, code, c.Lang)
		return err
	})
	if err != nil {
		return err
	}
	if wrong != nil {
		return showSent(c, email, v.Get("next"), wrong)
	}
	return welcome(c, who, next)
}

func digit(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}

// link shows a button: mail scanners follow links, and must not use them up.
func link(c *web.Call) error {
	return c.Page(web.Page{Title: c.P.T("account.link.title"), Width: ui.Narrow, Robots: "noindex"}, linkPage(c.Path("token"), nil))
}

func followLink(c *web.Call) error {
	var who account.Person
	var next string
	err := c.Update(func(tx *store.Tx) (err error) {
		who, next, err = account.FollowLink(tx, c.Path("token"), c.Lang)
		return err
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			return c.Page(web.Page{Title: c.P.T("account.link.title"), Width: ui.Narrow, Robots: "noindex", Status: web.StatusOf(refusal)}, linkPage("", refusal))
		})
	}
	return welcome(c, who, next)
}

func password(c *web.Call) error { return showPassword(c, "", c.Query().Get("next"), nil) }

func showPassword(c *web.Call, email, next string, refusal error) error {
	return c.Page(web.Page{Title: c.P.T("account.password.title"), Width: ui.Narrow, Robots: "noindex", Status: web.StatusOf(refusal)}, passwordPage(email, next, refusal))
}

func enterPassword(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	email, _ := account.ReadEmail(v.Text("email"))
	if !c.Site.Allow(c, "password:"+email) {
		return fault.New(fault.Unavailable, "account.too_many_tries")
	}
	who, err := account.CheckPassword(c.Ctx(), c.Site.DB, email, v.Get("password"))
	if err != nil {
		return c.Again(err, func(refusal error) error { return showPassword(c, v.Text("email"), v.Get("next"), refusal) })
	}
	return welcome(c, who, v.Get("next"))
}

func welcome(c *web.Call, who account.Person, next string) error {
	if err := c.SignIn(who); err != nil {
		return err
	}
	if next != "" {
		return c.GoTo(next)
	}
	return c.Go("account.space")
}

func signOut(c *web.Call) error {
	if err := c.SignOut(); err != nil {
		return err
	}
	return c.Go("home")
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

package accountweb

import (
	"strconv"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// tokensView is a person's tokens, with the form that makes one.
type tokensView struct {
	Tokens      []account.Token
	Now         civil.Instant
	Secret      string // of the one that has just been made
	Again       bool   // it was made before, by the same form
	Name, Scope string
	Days        string
	Submission  string
	Refusal     error
	Manages     bool // an organisation: its webhooks are elsewhere
}

func tokens(c *web.Call) error {
	return showTokens(c, tokensView{Scope: string(account.TokenReads), Days: strconv.Itoa(account.TokenDays[1])})
}

func showTokens(c *web.Call, v tokensView) error {
	v.Now, v.Submission, v.Manages = c.Site.DB.Now(), form.NewSubmission(), c.Actor.MaySomewhere(organisation.KeepWebhooks)
	err := c.View(func(tx *store.Tx) (err error) {
		v.Tokens, err = account.Tokens(tx, c.Actor.Person)
		return err
	})
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: c.P.T("account.tokens"), Robots: "noindex", Width: ui.Narrow, Status: web.StatusOf(v.Refusal)}, tokensPage(v))
}

// makeToken answers with the page that shows the secret: it stands in no address and in no session.
func makeToken(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v := tokensView{Name: f.Text("name"), Scope: f.Get("scope"), Days: f.Get("days"), Secret: account.NewToken()}
	days, _ := strconv.Atoi(v.Days) // what is no number is none of the choices
	err = c.Update(func(tx *store.Tx) error {
		fresh, err := account.MakeToken(tx, c.Actor.Person, account.TokenRequest{Submission: f.Submission(), Secret: v.Secret, Name: v.Name, Scope: account.TokenScope(v.Scope), Days: days})
		v.Again = !fresh
		return err
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			v.Secret, v.Again, v.Refusal = "", false, refusal
			return showTokens(c, v)
		})
	}
	if v.Again {
		v.Secret = ""
	}
	v.Name = ""
	return showTokens(c, v)
}

func revokeToken(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	which, err := id.Parse[account.Token](f.Get("key"))
	if err != nil {
		return fault.New(fault.NotFound, "account.token.unknown")
	}
	err = c.Update(func(tx *store.Tx) error { return account.RevokeToken(tx, c.Actor.Person, which) })
	if err != nil {
		return err
	}
	c.Say("account.token.revoked")
	return c.Go("account.tokens")
}

// about says what a token opens, until when, and when it last did.
func (v tokensView) about(p *i18n.Printer, t account.Token) []string {
	day := func(key string, d civil.Date) string { return p.T(key, i18n.Args{"Day": p.Date(d)}) }
	until := "account.token.until"
	if !v.Now.Before(t.ExpiresAt) {
		until = "account.token.expired"
	}
	all := []string{p.T("account.token.scope." + string(t.Scope)), day(until, civil.DateOf(t.ExpiresAt.Time()))}
	if t.UsedOn.IsZero() {
		return append(all, p.T("account.token.unused"))
	}
	return append(all, day("account.token.used", t.UsedOn))
}

func (v tokensView) scopes(p *i18n.Printer) []ui.Choice {
	var all []ui.Choice
	for _, s := range account.TokenScopes {
		all = append(all, ui.Choice{Value: string(s), Text: p.T("account.token.scope." + string(s)), Hint: p.T("account.token.scope." + string(s) + ".hint"), Checked: v.Scope == string(s)})
	}
	return all
}

func (v tokensView) lives(p *i18n.Printer) []ui.Choice {
	var all []ui.Choice
	for _, d := range account.TokenDays {
		n := strconv.Itoa(d)
		all = append(all, ui.Choice{Value: n, Text: p.N("booking.days", d), Checked: v.Days == n})
	}
	return all
}

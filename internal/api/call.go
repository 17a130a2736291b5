package api

import (
	"context"
	"net/http"
	"strings"

	"golang.org/x/text/language"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// Call is one request with what the shell knows of it.
type Call struct {
	W     http.ResponseWriter
	R     *http.Request
	Shell *Shell
	Lang  i18n.Lang
	P     *i18n.Printer
	Actor organisation.Actor
	Token account.Token // zero: a stranger
}

type callKey struct{}

// From is the call of a context.
func From(ctx context.Context) *Call { return ctx.Value(callKey{}).(*Call) }

// Ctx is the request's context.
func (c *Call) Ctx() context.Context { return c.R.Context() }

// View and Update run on the database for as long as whoever asks waits.
func (c *Call) View(fn func(*store.Tx) error) error   { return c.Shell.DB.View(c.Ctx(), fn) }
func (c *Call) Update(fn func(*store.Tx) error) error { return c.Shell.DB.Update(c.Ctx(), fn) }

// Link is the whole address of a page, in the call's language.
func (c *Call) Link(name string, pairs ...string) string {
	return c.Shell.Origin(c.R) + c.Shell.Href(c.Lang, name, pairs...)
}

var (
	spoken  = []i18n.Lang{i18n.French, i18n.English}
	matcher = language.NewMatcher([]language.Tag{language.French, language.English})
)

// langOf is the language that whoever asks reads best; French when they don't say.
func langOf(r *http.Request) i18n.Lang {
	wanted, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(wanted) == 0 {
		return i18n.French
	}
	_, i, sure := matcher.Match(wanted...)
	if sure == language.No {
		return i18n.French
	}
	return spoken[i]
}

// enter counts the request, and finds out who asks.
func (c *Call) enter() error {
	now, from := c.Shell.DB.Now().Time(), c.Shell.Address(c.R)
	if err := c.bounded("address:"+from, mostByPlace); err != nil {
		return err
	}
	said := c.R.Header.Get("Authorization")
	if said == "" {
		return nil
	}
	kind, secret, _ := strings.Cut(said, " ")
	if !strings.EqualFold(kind, "Bearer") {
		return fault.New(fault.Unauthenticated, "api.bearer")
	}
	err := c.View(func(tx *store.Tx) (err error) {
		if c.Token, err = account.TokenOf(tx, strings.TrimSpace(secret)); err != nil {
			return err
		}
		c.Actor, err = organisation.Load(tx, c.Token.Person)
		return err
	})
	if fault.Is(err, fault.Unauthenticated) {
		if err := c.bounded("wrong:"+from, mostWrongKey); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	if err := c.bounded("token:"+c.Token.ID.String(), mostByToken); err != nil {
		return err
	}
	if c.Token.UsedOn == civil.DateOf(now) {
		return nil
	}
	return c.Update(func(tx *store.Tx) error { return account.NoteTokenUsed(tx, c.Token.ID) })
}

// bounded counts one more request of a key.
func (c *Call) bounded(key string, most int) error {
	tries, left := c.Shell.count.Tries(c.Shell.DB.Now().Time(), key)
	if tries <= most {
		return nil
	}
	return &tooMany{left}
}

// mustOpen is the gate of an operation.
func (c *Call) mustOpen(scope account.TokenScope) error {
	switch {
	case scope == "" || c.Token.Scope == scope || c.Token.Scope == account.TokenBooks:
		return nil
	case c.Token.ID.IsZero():
		return fault.New(fault.Unauthenticated, "api.token_missing")
	}
	return fault.New(fault.Forbidden, "api.token_reads")
}
